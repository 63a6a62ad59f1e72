"""Wire shapes of ratings; see docs/protocol.md section 3.2.7."""

from typing import Any

import msgspec

from fairlead.feedback import rules
from fairlead.feedback.count import Figures, Told
from fairlead.feedback.rate import Asked
from fairlead.feedback.rules import By, Rating, Shown
from fairlead.feedback.store import Span, Tally
from fairlead.kit.clock import iso, iso_or_none


class GivenRating(msgspec.Struct, forbid_unknown_fields=True):
    resolution: str
    satisfaction: int
    effort: int | None = None
    reasons: list[str] = []
    words: str = ""
    as_is: bool = False


class Declined(msgspec.Struct, forbid_unknown_fields=True):
    resolution: str


class RatingRule(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    shown: Shown


def rating_wire(rating: Rating) -> dict[str, Any]:
    return {
        "satisfaction": rating.satisfaction,
        "effort": rating.effort,
        "reasons": list(rating.reasons),
        "words": rating.words,
    }


def asked_wire(asked: Asked) -> dict[str, Any]:
    return {
        "resolution": asked.resolution,
        "ended_at": iso(asked.ended_at),
        "open": asked.is_open,
        "until": iso(asked.until),
        "declined": asked.declined,
        "rated_at": iso_or_none(asked.rated_at),
        "given": rating_wire(asked.rating) if asked.rating is not None else None,
    }


def tally_wire(tally: Tally, label: str) -> dict[str, Any]:
    return {
        "key": tally.key,
        "label": label,
        "asked": tally.asked,
        "answered": tally.answered,
        "rate": rules.share(tally.answered, tally.asked),
        "satisfaction": {"mean": rules.mean(tally.satisfaction), "counts": list(tally.satisfaction)},
        "effort": {"mean": rules.mean(tally.effort), "counts": list(tally.effort)},
    }


def figures_wire(figures: Figures, span: Span, by: By) -> dict[str, Any]:
    return {
        "by": by,
        "since": iso(span.since),
        "until": iso(span.until),
        "least": rules.LEAST,
        "shown": figures.shown,
        "total": tally_wire(figures.total, ""),
        "rows": [tally_wire(row, figures.names.get(row.key, row.key)) for row in figures.rows],
        "reasons": figures.reasons,
    }


def told_wire(told: Told) -> dict[str, Any]:
    row = told.row
    return {
        "conversation": row.conversation_id,
        "ended_at": iso(row.ended_at),
        "rated_at": iso_or_none(row.rated_at),
        "agent": told.agent,
        "team": told.team,
        "category": row.category,
        "locale": row.locale,
        "channel": row.channel,
        **rating_wire(told.rating),
    }
