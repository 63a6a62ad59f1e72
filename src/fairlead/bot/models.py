"""The tables of the bot."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Id


class TrainedRow(Base):
    """What was learned from a brand's articles in a locale, and what became of the last try to learn it anew.

    `blob_key` is empty as long as no model passed its check.
    """

    __tablename__ = "bot_trained"

    brand_id: Mapped[str] = mapped_column(Id, primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    blob_key: Mapped[str] = mapped_column(Id, default="")
    # SHA-256 of the model's bytes.
    digest: Mapped[str] = mapped_column(String(64), default="")
    # SHA-256 of the examples of the last try, whether it came to a model or not.
    learned_from: Mapped[str] = mapped_column(String(64))
    examples: Mapped[int] = mapped_column(default=0)
    # Of the model that serves, on examples kept out of its training.
    accuracy: Mapped[float] = mapped_column(default=0.0)
    threshold: Mapped[float] = mapped_column(default=0.0)
    trained_at: Mapped[int] = mapped_column(default=0)
    # Why the last try came to nothing; empty when it did.
    failure: Mapped[str] = mapped_column(String(200), default="")
    tried_at: Mapped[int]
