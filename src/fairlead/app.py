"""The whole system on two screens: what is built, from the ground up, what is mounted, and who reacts to what."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from fairlead import __version__
from fairlead.automation import rules as automation_rules
from fairlead.automation.canned import CannedReplies
from fairlead.automation.routes import routes as canned_routes
from fairlead.automation.run_macro import Macros
from fairlead.bot.consider import Bot
from fairlead.bot.piece_together import Pieces
from fairlead.brands.store import Brands
from fairlead.channels.webchat import routes as webchat_routes
from fairlead.channels.webchat.answer_form import FormCounter
from fairlead.channels.webchat.form_routes import form_routes
from fairlead.channels.webchat.reply_time import ReplyTime
from fairlead.channels.webchat.show_form import FormPages
from fairlead.channels.webchat.take_form import FormDesk
from fairlead.channels.webchat.translate import WebChat
from fairlead.conversations import events
from fairlead.conversations import routes as conversation_routes
from fairlead.conversations import rules as conversation_rules
from fairlead.conversations.change import Changes
from fairlead.conversations.files import Files
from fairlead.conversations.find import Finder as HistoryFinder
from fairlead.conversations.gather import Gather
from fairlead.conversations.give_file import FileLinks
from fairlead.conversations.join import join_visitor
from fairlead.conversations.keep_draft import Drafts
from fairlead.conversations.ledger import Ledger
from fairlead.conversations.mark import Marker
from fairlead.conversations.mentioned import Mentions
from fairlead.conversations.preview import Previews
from fairlead.conversations.read import Reader
from fairlead.conversations.transcript import Transcripts
from fairlead.conversations.upload import Uploads
from fairlead.helpcenter import routes as help_routes
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.show_pages import Pages
from fairlead.infra.blobs import Blobs
from fairlead.infra.bus import bus_for
from fairlead.infra.database import Database, async_url
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import Handler
from fairlead.infra.reactions import ReactionTable
from fairlead.infra.sealing import sealer_from
from fairlead.infra.web import admin, assets, desk_page, health, problems
from fairlead.infra.web.edge import App, Edge
from fairlead.kit.clock import HOUR, SECOND
from fairlead.kit.ids import new_id
from fairlead.kit.paging import Cursors
from fairlead.kit.texts import Texts
from fairlead.live import routes as live_routes
from fairlead.live.bulk import Bulk
from fairlead.live.commands import Commands
from fairlead.live.endpoint import Endpoint
from fairlead.live.hub import Hub
from fairlead.live.mentioning import Mentioning
from fairlead.live.poll import Polls
from fairlead.live.presence import Presence
from fairlead.live.viewers import Viewers
from fairlead.live.workspace import Workspace
from fairlead.notices import routes as notice_routes
from fairlead.notices.push import Push
from fairlead.people import routes as people_routes
from fairlead.people import rules as people_rules
from fairlead.people.authorize import Gate
from fairlead.people.door import Door
from fairlead.people.identify import Identify
from fairlead.people.sessions import Sessions
from fairlead.people.sign_in import SignIn
from fairlead.search import follow
from fairlead.search import routes as search_routes
from fairlead.search.find import Finder
from fairlead.settings import Settings
from fairlead.shield import find_phrases
from fairlead.shield.limits import Limiter
from fairlead.shield.rules import FileLimits
from fairlead.translation import routes as translation_routes

PACKAGE = Path(__file__).resolve().parent
PIECES = ("/api/uploads", "/api/desk/uploads")
FORMS = re.compile(r"/w/[^/]+/form(?:/.*)?")
UPLOADS = frozenset({"/api/files", "/api/desk/files"})


class System:
    """Every part, built in the order of the floors. Nothing runs yet; see `web` and `worker.py`."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.node = settings, new_id()

        # The ground.
        self.sealer = sealer_from(settings)
        self.database = Database(async_url(settings.database_url, settings.data_path), pool=settings.database_pool)
        self.bus = bus_for(settings.redis_url, self.node)
        self.http = HttpClient(seconds=settings.translation_timeout)
        self.blobs = Blobs(settings.blob_url, settings.data_path / "blobs", self.sealer)
        self.texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
        self.cursors = Cursors(self.sealer.derive("cursors"))

        # Brands and people, and the one gate every door asks.
        self.brands = Brands(self.database, self.sealer)
        self.authorize = Gate(people_rules.ACCESS, conversation_rules.ACCESS, automation_rules.ACCESS)
        self.sessions = Sessions(self.database, self.sealer)
        self.door = Door(self.sessions, trusted_proxies=settings.trusted_proxies)
        life, agent_life = settings.session_hours * HOUR, settings.agent_session_hours * HOUR
        self.identify = Identify(self.database, self.sealer, join_visitor, session_life=life)
        self.sign_in = SignIn(self.database, session_life=agent_life, burst=settings.login_burst)
        self.messages = Limiter(rate=settings.message_rate, burst=settings.message_burst)
        self.visitors = Limiter(rate=settings.session_rate, burst=settings.session_burst)

        # The timeline.
        self.ledger = Ledger(self.database.dialect, self.sealer, self.authorize)
        self.gather = Gather(self.database, self.ledger)
        self.reader = Reader(self.database, self.sealer, self.authorize)
        self.changes = Changes(self.database, self.gather, self.reader)
        self.marker = Marker(self.gather)
        limits = FileLimits(file=settings.file_bytes, video=settings.video_bytes)
        self.files = Files(self.database, self.sealer, self.blobs, self.authorize, limits=limits)
        self.uploads = Uploads(self.database, self.sealer, self.blobs, self.files)
        self.lists = conversation_routes.Lists(self.database, self.reader, self.brands, self.cursors)
        self.transcripts = Transcripts(self.reader, self.sealer)
        self.history = HistoryFinder(self.database, self.sealer)
        self.drafts = Drafts(self.database, self.sealer, self.reader, self.authorize)
        self.mentions = Mentions(self.database, self.sealer, self.reader)

        # Conversations found again: an index of this process, which holds no word that can be read.
        digests, index = follow.digests_of(self.sealer), follow.index_of(settings.data_path, self.sealer)
        self.indexer = follow.Indexer(self.database, self.sealer, index, digests)
        self.finder = Finder(
            database=self.database,
            sealer=self.sealer,
            authorize=self.authorize,
            reader=self.reader,
            brands=self.brands,
            cursors=self.cursors,
            index=index,
            indexer=self.indexer,
            digests=digests,
        )
        self.gather.announce.append(lambda written: self.indexer.wake() if written else None)
        self.bus.listen(lambda message: self.indexer.wake() if message.get("t") == "new" else None)

        # Articles and their search.
        self.help_center = HelpCenter(self.database)
        self.help_pages = Pages(self.help_center, self.texts, origin=settings.origin)

        # Sockets.
        self.hub = Hub(self.reader, self.brands, self.bus)
        self.workspace = Workspace(self.database, self.reader, self.hub, self.bus)
        self.presence = Presence(self.database, self.brands, self.hub)
        self.viewers = Viewers(self.hub, self.bus)
        self.sessions.on_end = self.hub.end_session
        self.marker.announce.append(self.hub.marked)

        # Who answers before a person does.
        self.bot = Bot(
            brands=self.brands,
            reader=self.reader,
            gather=self.gather,
            changes=self.changes,
            help_center=self.help_center,
            texts=self.texts,
        )

        # What is committed reaches those who watch, whom a note names, and who puts together what came in pieces.
        self.gather.announce += [
            self.hub.committed,
            Mentioning(self.hub, self.bus).committed,
            Pieces(self.reader, self.changes, self.bot).committed,
        ]

        # Who is told of a reply while he is away.
        self.push = Push(settings, self.database, self.sealer, self.brands, self.texts)

        # Channels.
        self.webchat = WebChat(self.brands)
        self.reply_time = ReplyTime(self.database)

        # One code behind both doors: the socket, and requests where no socket comes through.
        self.endpoint = _endpoint(self)
        self.polls = Polls(self.endpoint, frame_rate=settings.frame_rate)

    def reactions(self) -> ReactionTable:
        """Event → who reacts, by the name a failed reaction is kept under."""
        return {
            events.MESSAGE_RECEIVED: {"bot.consider": self.bot.consider},
            events.REPLY_SENT: {"notices.replied": self.push.replied},
        }

    def jobs(self) -> dict[str, Handler]:
        """Job kind → who works it off."""
        return {Previews.JOB: Previews(self.database, self.blobs).draw, Push.JOB: self.push.send}

    def hosts(self) -> frozenset[str]:
        return frozenset({self.settings.origin.partition("://")[2].lower()})

    def origins(self) -> frozenset[str]:
        return frozenset({self.settings.origin})


class Companion(Protocol):
    """What runs beside the web part in the same process."""

    def start(self) -> None: ...

    async def stop(self) -> None: ...


def web(system: System, *, companions: Iterable[Companion] = (), sites: dict[str, App] | None = None) -> App:
    """The application for uvicorn: every route, behind the edge, and what runs as long as it serves."""
    stopping = False
    static = PACKAGE / "static"
    running: tuple[Companion, ...] = (system.gather, system.marker, system.workspace, system.presence, system.viewers)
    running += (system.help_center, system.indexer, *companions, system.polls)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        nonlocal stopping
        await system.brands.all()
        await asyncio.gather(system.bus.start(), asyncio.to_thread(find_phrases.warm))
        for part in running:
            part.start()
        yield
        # Sockets are closed with 1012 by now; what is in flight is finished, from the top down.
        stopping = True
        for part in reversed(running):
            await part.stop()
        await system.http.close()
        await system.bus.stop()
        await system.database.close()

    application = Litestar(
        route_handlers=[*_routes(system, static, stopping=lambda: stopping)],
        dependencies={
            "customer": Provide(system.door.customer),
            "agent": Provide(system.door.agent),
        },
        exception_handlers={Exception: problems.handler(system.texts)},
        before_request=problems.refuse_unknown_parameters,
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Fairlead", version=__version__, path="/api/schema", render_plugins=[JsonRenderPlugin()]
        ),
        request_max_body_size=None,
        logging_config=None,
    )
    return Edge(
        application,
        live=system.endpoint,
        texts=system.texts,
        hosts=system.hosts,
        origins=system.origins,
        upload_paths=UPLOADS,
        piece_paths=PIECES,
        upload_bytes=system.settings.file_bytes,
        form_paths=FORMS,
        sites=sites,
    )


def _endpoint(system: System) -> Endpoint:
    commands = Commands(
        gather=system.gather,
        changes=system.changes,
        reader=system.reader,
        marker=system.marker,
        hub=system.hub,
        viewers=system.viewers,
        workspace=system.workspace,
        translate=system.webchat,
        summarise=system.bot.summary,
        limiter=system.messages,
        texts=system.texts,
    )
    return Endpoint(
        commands=commands,
        hub=system.hub,
        presence=system.presence,
        sessions=system.sessions,
        texts=system.texts,
        origins=system.origins,
        frame_rate=system.settings.frame_rate,
        files=system.files.limits,
    )


def _routes(system: System, static: Path, *, stopping: Any) -> list[Any]:
    s = system
    return [
        *health.routes(database=s.database, bus=s.bus, stopping=stopping, metrics_token=s.settings.metrics_token),
        *assets.routes(static),
        *desk_page.routes(static / "desk"),
        *people_routes.customer_routes(
            brands=s.brands, identify=s.identify, sessions=s.sessions, door=s.door, limiter=s.visitors
        ),
        *people_routes.agent_routes(
            database=s.database,
            brands=s.brands,
            sessions=s.sessions,
            sign_in=s.sign_in,
            door=s.door,
            secure_cookie=s.settings.is_https,
            presence_changed=s.presence.changed,
        ),
        *conversation_routes.customer_routes(
            reader=s.reader,
            lists=s.lists,
            files=s.files,
            links=FileLinks(s.files, s.sessions, Cursors(s.sealer.derive("file links"))),
            transcripts=s.transcripts,
            finder=s.history,
        ),
        *conversation_routes.desk_routes(
            database=s.database,
            reader=s.reader,
            lists=s.lists,
            files=s.files,
            transcripts=s.transcripts,
            drafts=s.drafts,
            mentions=s.mentions,
            sealer=s.sealer,
            authorize=s.authorize,
        ),
        *search_routes.desk_routes(finder=s.finder, brands=s.brands),
        *live_routes.desk_routes(
            gather=s.gather,
            files=s.files,
            uploads=s.uploads,
            brands=s.brands,
            door=s.door,
            bulk=Bulk(s.changes, s.reader, s.hub, s.texts),
            texts=s.texts,
        ),
        *live_routes.poll_routes(polls=s.polls, door=s.door),
        *notice_routes.customer_routes(push=s.push, texts=s.texts, limiter=s.messages),
        *canned_routes(
            replies=CannedReplies(s.database, s.authorize),
            macros=Macros(s.gather, s.changes, s.reader, s.hub, s.texts),
            brands=s.brands,
            texts=s.texts,
        ),
        *translation_routes.routes_for(s.settings, http=s.http, database=s.database, reader=s.reader, sealer=s.sealer),
        *admin.routes(database=s.database, authorize=s.authorize),
        *help_routes.routes(help_center=s.help_center, brands=s.brands, pages=s.help_pages),
        *webchat_routes.page_routes(brands=s.brands, static=static),
        *webchat_routes.api_routes(
            brands=s.brands,
            presence=s.presence,
            reply_time=s.reply_time,
            hot=help_routes.hot_questions(s.help_center),
            find=s.help_center.find,
            host=next(iter(s.hosts())),
            webchat=s.webchat,
            gather=s.gather,
            files=s.files,
            uploads=s.uploads,
            door=s.door,
            limiter=s.messages,
        ),
        *_form_routes(s),
    ]


def _form_routes(s: System) -> list[Any]:
    """For customers without JavaScript."""
    desk = FormDesk(
        sessions=s.sessions,
        identify=s.identify,
        webchat=s.webchat,
        gather=s.gather,
        changes=s.changes,
        reader=s.reader,
        summarise=s.bot.summary,
        visitors=s.visitors,
        messages=s.messages,
    )
    counter = FormCounter(
        brands=s.brands,
        pages=FormPages(s.texts),
        desk=desk,
        reader=s.reader,
        lists=s.lists,
        marker=s.marker,
        secure_cookie=s.settings.is_https,
        session_seconds=s.settings.session_hours * HOUR // SECOND,
    )
    return form_routes(counter=counter, desk=desk, brands=s.brands, reader=s.reader, files=s.files, door=s.door)
