"""The timeline over HTTP; see docs/protocol.md section 3."""

from typing import Any
from urllib.parse import unquote

from litestar import Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations import browse
from fairlead.conversations.browse import Asked, Filters, Place
from fairlead.conversations.files import Files
from fairlead.conversations.find import Finder
from fairlead.conversations.give_file import FileLinks, file_answer, preview_answer
from fairlead.conversations.keep_draft import MODES, Drafts
from fairlead.conversations.mentioned import Mentions
from fairlead.conversations.narrow_list import checked_filters
from fairlead.conversations.open_archive import take_any, wire
from fairlead.conversations.read import PAGE, Reader, View
from fairlead.conversations.schemas import KeptDraft, conversation_wire, draft_wire, entry_wire, mention_wire
from fairlead.conversations.transcript import Stamp, Transcripts
from fairlead.infra import feed
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso, now
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.paging import Cursors, checked_limit
from fairlead.kit.text import masked
from fairlead.kit.texts import Texts
from fairlead.people.door import AnyRequest
from fairlead.people.routes import customer_for
from fairlead.shield.sources import Given

NAME_HEADER = 2048
# Of one customer, beside the conversation an agent has open.
HISTORY = 20
EVERYTHING = Filters()
# What a transcript tells of the head: the rest moves.
_OF_A_TRANSCRIPT = ("id", "subject", "channel", "locale", "status", "created_at")


def checked_before(before: int | None) -> int:
    if before is None:
        return 2**53
    if not 0 < before <= 2**53:
        raise Invalid("invalid_field", field="before")
    return before


FILTERS = {"filters": Provide(checked_filters, sync_to_thread=False)}


async def take_file(files: Files, actor: Actor, brand_id: str, request: AnyRequest, texts: Texts) -> dict[str, Any]:
    """An upload: raw bytes, the name percent-encoded in `X-File-Name`."""
    raw_name = request.headers.get("x-file-name", "")
    if len(raw_name) > NAME_HEADER:
        raise Invalid("invalid_field", field="X-File-Name")
    name = unquote(raw_name, errors="replace")
    taken = await take_any(files, actor, brand_id, name, Given(await request.body()))
    return wire(taken, texts, request.headers.get("accept-language"))


class Lists:
    """Lists of conversations with names, as either side sees them, and the cursors between their pages."""

    def __init__(self, database: Database, reader: Reader, brands: Brands, cursors: Cursors) -> None:
        self._database = database
        self._reader = reader
        self._brands = brands
        self._cursors = cursors

    async def wires(self, views: list[View], *, public: bool) -> list[dict[str, Any]]:
        await self._brands.all()
        return [conversation_wire(view, self._brands.known(view.row.brand_id), public=public) for view in views]

    def _before(self, scope: str, cursor: str | None) -> Place | None:
        if cursor is None:
            return None
        moment, row_id, *calm = self._cursors.read(scope, cursor)
        return Place(int(moment), row_id, calm != ["0"])

    async def of_customer(
        self, customer_id: str, *, cursor: str | None, limit: int, agent: Actor | None = None
    ) -> dict[str, Any]:
        """As he sees them, or an agent does."""
        public = agent is None
        scope = f"customer:{customer_id}:{public}"
        before = self._before(scope, cursor)
        async with self._database.read() as session:
            rows = await browse.of_customer(session, customer_id, before=before, limit=limit, agent=agent)
            views = await self._reader.views(session, rows)
        more = self._cursors.make(scope, rows[-1].updated_at, rows[-1].id) if len(rows) == limit else None
        return {"conversations": await self.wires(views, public=public), "next": more}

    async def _brands_of(self, agent: Actor, key: str | None) -> list[str]:
        """Ids of the agent's brands, or of the one he asks for. Raises NotFound for one he does not work for."""
        mine = [brand.id for brand in await self._brands.all() if brand.id in agent.brands]
        if key is None:
            return mine
        chosen = await self._brands.by_key(key)
        if chosen is None or chosen.id not in mine:
            raise NotFound
        return [chosen.id]

    async def of_agent(
        self,
        agent: Actor,
        view: str,
        *,
        brand_key: str | None,
        cursor: str | None,
        limit: int,
        filters: Filters = EVERYTHING,
    ) -> dict[str, Any]:
        if view not in browse.VIEWS:
            raise Invalid("invalid_field", field="view")
        brands = await self._brands_of(agent, brand_key)
        scope = f"view:{view}:{agent.id}:{brand_key}:{filters}"
        before = self._before(scope, cursor)
        asked = Asked(view, agent.id, brands, filters, agent.shut)
        async with self._database.read() as session:
            # The position comes first: what changes while the list is read comes again over the socket.
            position = await feed.end(session, self._database.dialect)
            rows, until = await browse.in_view(session, asked, before=before, limit=limit)
            counts, at_least = await browse.counts(session, agent, brands=brands, filters=filters)
            views = await self._reader.views(session, rows)
        return {
            "conversations": await self.wires(views, public=False),
            "next": self._cursors.make(scope, until.at, until.id, int(until.calm)) if until else None,
            "until": {"at": iso(until.at), "id": until.id, "urgent": not until.calm} if until else None,
            "counts": counts,
            "at_least": at_least,
            "position": str(position),
        }

    async def mentions(self, agent: Actor, kept: Mentions, *, cursor: str | None, limit: int) -> dict[str, Any]:
        scope = f"mentions:{agent.id}"
        before = None
        if cursor is not None:
            moment, conversation_id, seq = self._cursors.read(scope, cursor)
            before = (int(moment), conversation_id, int(seq))
        page = await kept.page(agent, before=before, limit=limit)
        await self._brands.all()
        return {
            "mentions": [mention_wire(each, self._brands.known(each.view.row.brand_id)) for each in page.mentions],
            "unseen": page.unseen,
            "next": self._cursors.make(scope, *page.last) if page.last else None,
        }

    async def counts(self, agent: Actor, *, brand_key: str | None, filters: Filters) -> dict[str, Any]:
        brands = await self._brands_of(agent, brand_key)
        async with self._database.read() as session:
            counts, at_least = await browse.counts(session, agent, brands=brands, filters=filters)
        return {"counts": counts, "at_least": at_least}

    async def choices(self, agent: Actor) -> dict[str, list[str]]:
        """What the lists can be narrowed to: what the latest conversations have."""
        async with self._database.read() as session:
            found = await browse.choices(session, await self._brands_of(agent, None))
        return {
            "channels": sorted({channel for channel, _, _ in found}),
            "languages": sorted({locale.partition("-")[0] for _, locale, _ in found}),
            "tiers": sorted({tier for _, _, tier in found if tier}),
        }


def customer_routes(
    *, reader: Reader, lists: Lists, files: Files, links: FileLinks, transcripts: Transcripts, finder: Finder
) -> list[HTTPRouteHandler]:
    @get("/api/conversations")
    async def own_conversations(
        customer: NamedDependency[Actor], cursor: FromQuery[str | None] = None, limit: FromQuery[int | None] = None
    ) -> dict[str, Any]:
        return await lists.of_customer(customer.id, cursor=cursor, limit=checked_limit(limit))

    @get("/api/conversations/search")
    async def find_own(customer: NamedDependency[Actor], q: FromQuery[str] = "") -> dict[str, Any]:
        return await finder.find(customer, q)

    @get("/api/conversations/{conversation_id:str}/entries")
    async def own_entries(
        customer: NamedDependency[Actor],
        conversation_id: FromPath[str],
        before: FromQuery[int | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        return await _entries(reader, customer, conversation_id, before, limit)

    @get("/api/files/{file_id:str}")
    async def own_file(customer: NamedDependency[Actor], file_id: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await file_answer(files, await files.seen(customer, file_id), request)

    @get("/api/files/{file_id:str}/preview")
    async def own_preview(customer: NamedDependency[Actor], file_id: FromPath[str]) -> Response[bytes]:
        return await preview_answer(files, await files.seen(customer, file_id))

    @post("/api/files/{file_id:str}/link")
    async def link_file(customer: NamedDependency[Actor], file_id: FromPath[str]) -> dict[str, str]:
        key, expires = await links.make(customer, file_id)
        return {"url": f"/api/linked/{key}", "expires_at": iso(expires)}

    @get("/api/linked/{key:str}")
    async def linked_file(key: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await file_answer(files, await links.open(key), request)

    @get("/api/conversations/{conversation_id:str}/transcript")
    async def own_transcript(customer: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        view, entries = await transcripts.read(customer, conversation_id)
        (head,) = await lists.wires([view], public=True)
        said = {
            "brand": head["brand"],
            "conversation": {name: head[name] for name in _OF_A_TRANSCRIPT},
            "entries": [entry_wire(entry, public=True) for entry in entries],
        }
        return transcripts.prove(conversation_id, iso(now()), said)

    @post("/api/transcripts/check", status_code=200)
    async def check_transcript(customer: NamedDependency[Actor], data: JSONBody[Stamp]) -> dict[str, bool]:
        return {"genuine": transcripts.genuine(data)}

    return [
        *(own_conversations, find_own, own_entries, own_file, own_preview, link_file),
        *(linked_file, own_transcript, check_transcript),
    ]


async def _entries(
    reader: Reader, actor: Actor, conversation_id: str, before: int | None, limit: int | None
) -> dict[str, Any]:
    entries, more = await reader.page(
        actor, conversation_id, before=checked_before(before), limit=checked_limit(limit, PAGE)
    )
    public = actor.kind == "customer"
    return {"entries": [entry_wire(entry, public=public, sender=actor.key) for entry in entries], "more": more}


def desk_routes(
    *,
    database: Database,
    reader: Reader,
    lists: Lists,
    files: Files,
    transcripts: Transcripts,
    drafts: Drafts,
    mentions: Mentions,
    sealer: Sealer,
    authorize: Authorize,
) -> list[HTTPRouteHandler]:
    @get("/api/desk/conversations", dependencies=FILTERS)
    async def list_conversations(
        agent: NamedDependency[Actor],
        filters: NamedDependency[Filters],
        *,
        view: FromQuery[str] = "open",
        brand: FromQuery[str | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        return await lists.of_agent(
            agent, view, brand_key=brand, filters=filters, cursor=cursor, limit=checked_limit(limit, 50)
        )

    @get("/api/desk/counts", dependencies=FILTERS)
    async def count_conversations(
        agent: NamedDependency[Actor], filters: NamedDependency[Filters], brand: FromQuery[str | None] = None
    ) -> dict[str, Any]:
        return await lists.counts(agent, brand_key=brand, filters=filters)

    @get("/api/desk/filters")
    async def filter_choices(agent: NamedDependency[Actor]) -> dict[str, list[str]]:
        return await lists.choices(agent)

    @get("/api/desk/conversations/{conversation_id:str}")
    async def one_conversation(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        view = await reader.view(agent, conversation_id)
        page = await _entries(reader, agent, conversation_id, None, None)
        context = await reader.context(agent, conversation_id)
        return {"conversation": (await lists.wires([view], public=False))[0], "context": context} | page

    @get("/api/desk/conversations/{conversation_id:str}/entries")
    async def entries(
        agent: NamedDependency[Actor],
        conversation_id: FromPath[str],
        before: FromQuery[int | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        return await _entries(reader, agent, conversation_id, before, limit)

    @get("/api/desk/conversations/{conversation_id:str}/draft")
    async def read_draft(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        kept = await drafts.read(agent, conversation_id)
        return {mode: draft_wire(kept[mode]) if mode in kept else None for mode in MODES}

    @put("/api/desk/conversations/{conversation_id:str}/draft")
    async def save_draft(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[KeptDraft]
    ) -> dict[str, Any]:
        if not 0 <= data.revision < 2**53:
            raise Invalid("invalid_field", field="revision")
        return draft_wire(await drafts.keep(agent, conversation_id, data.mode, data.text, revision=data.revision))

    @get("/api/desk/mentions")
    async def list_mentions(
        agent: NamedDependency[Actor], cursor: FromQuery[str | None] = None, limit: FromQuery[int | None] = None
    ) -> dict[str, Any]:
        return await lists.mentions(agent, mentions, cursor=cursor, limit=checked_limit(limit))

    @put("/api/desk/conversations/{conversation_id:str}/mentions")
    async def see_mentions(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, int]:
        return {"unseen": await mentions.see(agent, conversation_id)}

    @get("/api/desk/customers/{customer_id:str}")
    async def customer_pane(agent: NamedDependency[Actor], customer_id: FromPath[str]) -> dict[str, Any]:
        customer = await customer_for(database, sealer, authorize, agent, customer_id)
        history = await lists.of_customer(customer.id, cursor=None, limit=HISTORY, agent=agent)
        return {
            "id": customer.id,
            "name": customer.name,
            "verified": customer.verified,
            "uid": masked(customer.uid) if customer.uid else "",
            "email": masked(customer.email) if customer.email else "",
            "tier": customer.tier,
            "kyc_level": customer.kyc_level,
            "locale": customer.locale,
            "since": iso(customer.created_at),
            "context": customer.context,
        } | history

    @get("/api/desk/customers/{customer_id:str}/conversations")
    async def customer_history(
        agent: NamedDependency[Actor],
        customer_id: FromPath[str],
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        customer = await customer_for(database, sealer, authorize, agent, customer_id)
        return await lists.of_customer(customer.id, cursor=cursor, limit=checked_limit(limit, HISTORY), agent=agent)

    @get("/api/desk/files/{file_id:str}")
    async def file(agent: NamedDependency[Actor], file_id: FromPath[str], request: AnyRequest) -> Response[Any]:
        return await file_answer(files, await files.seen(agent, file_id), request)

    @get("/api/desk/files/{file_id:str}/preview")
    async def preview(agent: NamedDependency[Actor], file_id: FromPath[str]) -> Response[bytes]:
        return await preview_answer(files, await files.seen(agent, file_id))

    @post("/api/desk/transcripts/check", status_code=200)
    async def check_transcript(agent: NamedDependency[Actor], data: JSONBody[Stamp]) -> dict[str, bool]:
        return {"genuine": transcripts.genuine(data)}

    return [
        *(list_conversations, count_conversations, filter_choices, one_conversation, entries),
        *(read_draft, save_draft, list_mentions, see_mentions, customer_pane, customer_history, file),
        *(preview, check_transcript),
    ]
