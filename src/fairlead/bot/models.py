"""The tables of the bot."""

from sqlalchemy import Index, String
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


class AnswerRow(Base):
    """A question that the bot answered with an article, or said of that it does not know, and what came of it."""

    __tablename__ = "bot_answers"

    # The bot's entry.
    entry_id: Mapped[str] = mapped_column(Id, primary_key=True)
    brand_id: Mapped[str] = mapped_column(Id)
    customer_id: Mapped[str] = mapped_column(Id)
    # The question's.
    locale: Mapped[str] = mapped_column(String(16))
    intent: Mapped[str] = mapped_column(String(24))
    # Of the article; empty where the bot did not know.
    translation_id: Mapped[str] = mapped_column(Id)
    # Of `measure_answers.OUTCOMES`; empty as long as nothing followed.
    outcome: Mapped[str] = mapped_column(String(12))
    answered_at: Mapped[int]

    __table_args__ = (
        Index("ix_bot_answers_brand", "brand_id", "answered_at"),
        Index("ix_bot_answers_customer", "customer_id", "answered_at"),
    )
