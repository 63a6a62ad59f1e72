"""Which other open tickets may be the same matter: the same transaction, order or withdrawal, or nearly the same words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store as timeline
from fairlead.kit.access import Actor
from fairlead.tickets import store
from fairlead.tickets.change_ticket import facts_of
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer

# So many of a brand's newest open tickets are compared by their words, and so many of each customer's first messages.
COMPARED = 200
FIRST = 3
MOST = 20
# Of the runs of three characters that either has, so many are in both; shorter words than these are compared with nothing.
ALIKE = 0.6
LEAST_CHARS = 24


@dataclass(frozen=True, slots=True)
class Duplicate:
    """`fields`: those whose TxID or number both have; `alike`: how much of the words is the same, 0 to 100; 0: too little."""

    found: Found
    fields: tuple[str, ...]
    alike: int


class FindDuplicates:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(self, actor: Actor, ticket_id: str) -> list[Duplicate]:
        """The surest first, at most 20, and only those the agent may see. Raises NotFound, Refused."""
        writer = self._writer
        async with writer.database.read() as session:
            found = await writer.found(session, actor, ticket_id, "ticket.link")
            digests = writer.digests(found.brand_id, facts_of(writer.inside(found.row).facts))
            fields: dict[str, set[str]] = {}
            for other, digest in await store.marked(session, found.row, list(digests)):
                fields.setdefault(other, set()).add(digests[digest].field)
            marked = [one for one in [await store.ticket(session, other) for other in fields] if one is not None]
            near = await store.newest_open(session, found.row, limit=COMPARED)
            candidates = {one.row.id: one for one in [*marked, *near] if self._writer.sees(actor, one)}
            words = await self._words(session, [found, *candidates.values()])
        own = words[found.row.id]
        made = [
            Duplicate(one, tuple(sorted(fields.get(key, ()))), likeness(own, words[key]))
            for key, one in candidates.items()
        ]
        real = [one for one in made if one.fields or one.alike]
        return sorted(real, key=lambda one: (-len(one.fields), -one.alike, one.found.row.created_at))[:MOST]

    async def _words(self, session: AsyncSession, every: Sequence[Found]) -> dict[str, frozenset[str]]:
        """What each customer said first, as runs of characters."""
        places = {one.row.conversation_id: one.row.id for one in every}
        said: dict[str, list[str]] = {key: [] for key in places.values()}
        for row in await timeline.first_words(session, list(places), limit=FIRST):
            said[places[row.conversation_id]].append(timeline.entry_from(row, self._writer.sealer).text)
        return {key: runs(" ".join(texts)) for key, texts in said.items()}


def runs(text: str) -> frozenset[str]:
    """Of three characters each, in any script: case and spaces make no difference. Empty for too short a text."""
    plain = " ".join(text.casefold().split())
    if len(plain) < LEAST_CHARS:
        return frozenset()
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """How many of the runs of either are in both (Jaccard 1901), 0 to 100; 0 below `ALIKE`."""
    if not one or not other:
        return 0
    share = len(one & other) / len(one | other)
    return round(share * 100) if share >= ALIKE else 0
