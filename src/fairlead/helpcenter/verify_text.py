"""Says whether a text is ours: what was published under a verification id, when, and with which digest. For who was sent a
copy and wonders, also of a version that has been replaced or taken back since."""

from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.helpcenter import store
from fairlead.infra.database import Database


@dataclass(frozen=True, slots=True)
class Verified:
    """`asked` is the version in question, `shown` the number of the one readers see now, 0 when they see none."""

    asked: store.PublishedText
    shown: int
    slug: str
    locale: str
    versions: Sequence[store.PublishedText]


async def verify_text(database: Database, brand_id: str, verification: str, number: int | None) -> Verified | None:
    """None when we never published such a text to everybody; of no number, the one shown now or last."""
    async with database.read() as session:
        known = await store.verified(session, brand_id, verification)
    if known is None or not known.versions:
        return None
    current = next((each for each in known.versions if each.number == known.shown), known.versions[0])
    asked = current if number is None else next((each for each in known.versions if each.number == number), None)
    return Verified(asked, known.shown, known.slug, known.locale, known.versions) if asked else None
