"""Agents' words to customers, held to what support may ask for and where it may lead; and a lead's word that lets them go.

What a text says is read when it is handed in; whether it may go is decided under the conversation's lock, where its brand is
known.
docs/decisions/0030: why a stopped reply waits as a note, and goes out in the lead's name.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import store
from fairlead.conversations.models import EntryRow
from fairlead.conversations.rules import Draft, Guarded, Head, Release
from fairlead.conversations.store import Body, Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Authorize
from fairlead.kit.clock import iso
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.shield.allow_links import Allowed, first_outside
from fairlead.shield.find_links import find_leads
from fairlead.shield.hold_back import asks_for_secret
from fairlead.shield.screen import screen

REASON_CHARS = (10, 500)
ASKS, LEADS = "asks_for_secret", "link_not_allowed"


def release(reason: str, *, entry: str = "") -> Guarded:
    """Raises Invalid("release_reason") unless it is a sentence."""
    reason = screen(reason, may_be_empty=True, as_is=True).text.strip()
    least, most = REASON_CHARS
    if not least <= len(reason) <= most:
        raise Invalid("release_reason", least=least, most=most)
    return Guarded(release=Release(reason, entry))


def stop(guarded: Guarded, allowed: Callable[[], Allowed]) -> dict[str, str]:
    """`code`, and `found`: where it leads; empty where nothing stops it."""
    if guarded.asks:
        return {"code": ASKS, "found": ""}
    outside = first_outside(guarded.leads, allowed()) if guarded.leads else None
    return {"code": LEADS, "found": outside} if outside is not None else {}


def stop_of(text: str, allowed: Callable[[], Allowed]) -> dict[str, str]:
    """The same of a text that may be said one day."""
    return stop(Guarded(asks=asks_for_secret(text), leads=tuple(find_leads(text))), allowed)


def look(draft: Draft) -> Draft:
    """The agent's message, card, measure or held note with what is to be weighed of it. Raises Invalid("asks_for_secret")."""
    said = draft.text
    if "translated" in draft.data:
        # The customer reads that too.
        said = f"{said}\n{draft.data['translated']['original']}"
    if draft.kind == "card":
        card = draft.data["card"]
        asked = [one["label"] for one in card.get("fields", ()) if one["own"]]
        offered = [choice for one in card.get("fields", ()) if one["own"] for choice in one["choices"]]
        said = "\n".join([said, *asked, *offered, *card.get("steps", ())])
    asks, leads = asks_for_secret(said), tuple(find_leads(said))
    if draft.guarded is None:
        if asks:
            raise Invalid(ASKS)
        if not leads:
            return draft
    return replace(draft, guarded=replace(draft.guarded or Guarded(), asks=asks, leads=leads))


class Holds:
    """`allowed` answers for a brand as last read, `renew` reads anew what is too old."""

    def __init__(
        self,
        sealer: Sealer,
        authorize: Authorize,
        allowed: Callable[[str], Allowed],
        renew: Callable[[], Awaitable[Any]],
    ) -> None:
        self._sealer = sealer
        self._authorize = authorize
        self._allowed = allowed
        self.renew = renew

    async def weigh(
        self, connection: AsyncConnection, head: Head, draft: Draft, guarded: Guarded
    ) -> tuple[dict[str, Any], Entry | None]:
        """What the entry's data says of it, and the held note that it releases, if any.

        Raises Invalid: `asks_for_secret`, `link_not_allowed`, `invalid_field` for a note that nothing holds; Refused for who is
        no lead; NotFound, Conflict("already_released") for a held note that cannot go.
        """
        found = stop(guarded, lambda: self._allowed(head.brand_id))
        if guarded.held:
            if not found:
                raise Invalid("invalid_field", field="held")
            return {"held": found}, None
        if guarded.release is None:
            if found:
                raise Invalid(found["code"], host=found["found"])
            return {}, None
        self._authorize(draft.actor, "conversation.release", head)
        told: dict[str, Any] = {"reason": guarded.release.reason, **found}
        if not guarded.release.entry:
            return ({"released": told} if found else {}), None
        note = await self._held(connection, head, guarded.release.entry)
        author = {"kind": note.author_kind, "id": note.author_id, "name": note.author_name}
        return {"released": told | {"held": {"entry": note.id, "number": note.seq, "author": author}}}, note

    async def _held(self, connection: AsyncConnection, head: Head, entry_id: str) -> Entry:
        place = (EntryRow.conversation_id == head.id, EntryRow.id == entry_id)
        row = (await connection.execute(select(*EntryRow.__table__.columns).where(*place))).first()
        note = store.entry_from(row, self._sealer) if row is not None else None
        if note is None or "held" not in note.data:
            raise NotFound
        if "released" in note.data["held"]:
            raise Conflict("already_released")
        return note

    async def settle(self, connection: AsyncConnection, note: Entry, released: Entry) -> None:
        """The held note says from now on that it went, and when."""
        went = {"entry": released.id, "number": released.seq, "at": iso(released.at)}
        by = {"kind": released.author_kind, "id": released.author_id, "name": released.author_name}
        data = note.data | {"held": note.data["held"] | {"released": went | {"by": by}}}
        c, place = store.entries.c, (note.conversation_id, note.seq)
        body = store.sealed(Body(n=note.author_name, t=note.text, f=note.files, d=data), self._sealer, *place)
        here = (c.conversation_id == place[0], c.seq == place[1])
        await connection.execute(store.entries.update().where(*here).values(body=body))
