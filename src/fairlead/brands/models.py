"""The tables of brands, and of when somebody is there."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class BrandRow(Base):
    __tablename__ = "brands"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    # accent, accent_dark, radius, logo: see `Look`.
    look: Mapped[dict[str, str]] = mapped_column(JSON)
    locales: Mapped[list[str]] = mapped_column(JSON)
    default_locale: Mapped[str] = mapped_column(String(16))
    # Origins of the exchange's own pages that may embed the widget.
    sites: Mapped[list[str]] = mapped_column(JSON)
    bot_first: Mapped[bool]
    token_algorithm: Mapped[str] = mapped_column(String(8))
    # A public key in PEM (EdDSA) or the shared secret (HS256), sealed.
    token_key: Mapped[bytes]
    # See `Tile`; NULL: the widget shows the house's own.
    tiles: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    # Where agents' links may lead besides the sites (`link_entry`); NULL: to the house's list of explorers.
    links: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # Whoever publishes a version of an article is not who wrote it.
    four_eyes: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[int]


class ServiceHoursRow(Base):
    """When a person is there. `kind`: `brand`, `team`, `channel` or `region`; `key` names which one, empty for the brand."""

    __tablename__ = "service_hours"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    # See `check_hours.Given`.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    changed_by: Mapped[str] = mapped_column(Id)
    changed_at: Mapped[int]
