"""The doors: every route, the application for uvicorn, and what runs as long as it serves."""

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
from fairlead.app import PACKAGE, System
from fairlead.automation.canned import CannedReplies
from fairlead.automation.routes import routes as canned_routes
from fairlead.automation.run_macro import Macros
from fairlead.bot.routes import figure_routes
from fairlead.channels.rate import RateByForm
from fairlead.channels.webchat import routes as webchat_routes
from fairlead.channels.webchat.answer_form import FormCounter
from fairlead.channels.webchat.form_routes import form_routes
from fairlead.channels.webchat.offer_ways import WebWays
from fairlead.channels.webchat.rating_routes import form_rating_routes
from fairlead.channels.webchat.show_form import FormPages
from fairlead.channels.webchat.take_form import FormDesk
from fairlead.conversations import routes as conversation_routes
from fairlead.conversations.caption_routes import caption_routes
from fairlead.conversations.give_back import GiveBack
from fairlead.conversations.give_file import FileLinks
from fairlead.conversations.say_caption import Captions
from fairlead.conversations.view_routes import view_routes
from fairlead.feedback import routes as rating_routes
from fairlead.helpcenter import edit_routes
from fairlead.helpcenter import routes as help_routes
from fairlead.helpcenter.answer_quickly import QuickArticles
from fairlead.helpcenter.browse_media import MediaBrowsing
from fairlead.helpcenter.care_routes import care_routes
from fairlead.helpcenter.fact_routes import fact_routes
from fairlead.helpcenter.learn_routes import learn_routes
from fairlead.helpcenter.map_contexts import Contexts
from fairlead.helpcenter.media_routes import media_routes, public_media_routes
from fairlead.helpcenter.page_routes import page_routes
from fairlead.helpcenter.place_routes import place_routes
from fairlead.helpcenter.reader_routes import Readers, reader_routes
from fairlead.helpcenter.show_contact import ContactPages
from fairlead.helpcenter.tally_routes import tally_routes
from fairlead.helpcenter.tile_routes import tile_routes
from fairlead.infra.web import admin, assets, desk_page, health, pages, problems
from fairlead.infra.web.bodies import StrictRequest
from fairlead.infra.web.edge import App, Edge
from fairlead.kit.clock import HOUR, SECOND
from fairlead.kit.paging import Cursors
from fairlead.live import routes as live_routes
from fairlead.live.bulk import Bulk
from fairlead.mount_emergency import mount_emergency
from fairlead.mount_queue import mount_queue
from fairlead.mount_tickets import mount_tickets
from fairlead.notices import routes as notice_routes
from fairlead.people import routes as people_routes
from fairlead.people.begin_plainly import BeginPlainly
from fairlead.people.oversee_teams import TeamDesk
from fairlead.people.plain_sessions import PlainSessions
from fairlead.people.team_routes import team_routes
from fairlead.search import routes as search_routes
from fairlead.shield import find_phrases
from fairlead.translation import routes as translation_routes

PIECES = ("/api/uploads", "/api/desk/uploads")
FORMS = re.compile(r"/w/[^/]+/(?:form(?:/.*)?|emergency)")
PORTAL = re.compile(r"/w/[^/]+/tickets(?:/.*)?")
# Where an exchange's page sends its customer with a signed token.
SIGNED = re.compile(r"/w/[^/]+/tickets/enter")
# Forms of pages that bring files.
FILLED = re.compile(r"/w/[^/]+/tickets/(?:new|[Cc][Ss][^/]+(?:/(?:facts|reopen|cards/[^/]+))?)")
# Where forms of pages are sent to, and never JSON.
POSTED = re.compile(rf"{FORMS.pattern}|{PORTAL.pattern}|/help/[^/]+/[^/]+/a/[^/]+/feedback")
# Which address is of which class; the first that fits. What stands nowhere is no page of ours: its errors are the API's.
PAGES: tuple[tuple[re.Pattern[str], pages.Page], ...] = (
    (re.compile(r"/(?:api|health)(?:/.*)?|/metrics"), pages.API),
    (re.compile(r"/w/[^/]+/(?:loader|context)\.js"), pages.LOADER),
    (re.compile(r"/w/[^/]+/frame"), pages.FRAME),
    (re.compile(r"/w/[^/]+/(?:chat|contact)"), pages.WINDOW),
    (re.compile(r"/w/[^/]+/push\.js|/desk/push\.js"), pages.WORKER),
    (FORMS, pages.FORM),
    (
        re.compile(
            r"/assets/.*|/w/[^/]+/form\.css|/w/[^/]+/tickets(?:-new)?\.(?:css|js)|/help/-/[^/]+|/help/[^/]+/brand\.(?:css|png)|/robots\.txt"
        ),
        pages.PART,
    ),
    (PORTAL, pages.PORTAL),
    (re.compile(r"/help(?:/.*)?|/w/[^/]+/help"), pages.HELP),
    (re.compile(r"/(?:chat|contact)"), pages.WINDOW),
    (re.compile(r"/|/desk(?:/.*)?"), pages.DESK),
)
UPLOADS = frozenset({"/api/files", "/api/desk/files"})


def page_of(path: str) -> pages.Page:
    """The class of an address."""
    return next((page for pattern, page in PAGES if pattern.fullmatch(path)), pages.API)


class Companion(Protocol):
    """What runs beside the web part in the same process."""

    def start(self) -> None: ...

    async def stop(self) -> None: ...


def web(system: System, *, companions: Iterable[Companion] = (), sites: dict[str, App] | None = None) -> App:
    """The application for uvicorn: every route, behind the edge, and what runs as long as it serves."""
    stopping = False
    static = PACKAGE / "static"
    running: tuple[Companion, ...] = (system.gather, system.marker, system.workspace, system.presence, system.viewers)
    running += (system.watch, system.heed, system.help_center, system.indexer, system.telling_places, *companions)
    running += (system.polls,)

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
        await system.lookups.close()
        await system.exchange.http.close()
        await system.emergency.http.close()
        await system.queue.deliveries.stop()
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
        request_class=StrictRequest,
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Fairlead", version=__version__, path="/api/schema", render_plugins=[JsonRenderPlugin()]
        ),
        request_max_body_size=None,
        logging_config=None,
    )
    return Edge(
        QuickArticles(application, system.help_reading),
        live=system.endpoint,
        texts=system.texts,
        hosts=system.hosts,
        origins=system.origins,
        upload_paths=UPLOADS,
        piece_paths=PIECES,
        upload_bytes=system.settings.file_bytes,
        form_paths=POSTED,
        signed_paths=SIGNED,
        filled_paths=FILLED,
        page_of=page_of,
        https=system.settings.is_https,
        sites=sites,
    )


def _routes(system: System, static: Path, *, stopping: Any) -> list[Any]:
    s = system
    plain = PlainSessions(s.sessions, secure=s.settings.is_https, seconds=s.settings.session_hours * HOUR // SECOND)
    counter = _form_counter(s, plain)
    return [
        *health.routes(database=s.database, bus=s.bus, stopping=stopping, metrics_token=s.settings.metrics_token),
        *assets.routes(static),
        *desk_page.routes(static / "desk"),
        *people_routes.customer_routes(
            brands=s.brands, identify=s.identify, sessions=s.sessions, door=s.door, starts=s.starts
        ),
        *people_routes.agent_routes(
            database=s.database,
            brands=s.brands,
            sessions=s.sessions,
            sign_in=s.sign_in,
            door=s.door,
            presence_changed=s.presence.changed,
        ),
        *people_routes.own_routes(own=s.own, door=s.door),
        *team_routes(teams=TeamDesk(s.database, s.authorize, s.sessions), brands=s.brands),
        *people_routes.staff_routes(database=s.database, brands=s.brands, staff=s.staff),
        *conversation_routes.customer_routes(
            reader=s.reader,
            lists=s.lists,
            files=s.files,
            links=FileLinks(s.files, s.sessions, Cursors(s.sealer.derive("file links"))),
            transcripts=s.transcripts,
            finder=s.history,
        ),
        *caption_routes(Captions(s.database, s.sealer, s.files, s.gather), limiter=s.messages, door=s.door),
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
        *view_routes(database=s.database, authorize=s.authorize, brands=s.brands),
        *search_routes.desk_routes(finder=s.finder, brands=s.brands),
        *live_routes.desk_routes(
            gather=s.gather,
            files=s.files,
            uploads=s.uploads,
            brands=s.brands,
            door=s.door,
            bulk=Bulk(
                s.changes, s.gather, s.reader, s.hub, texts=s.texts, give_back=GiveBack(s.database, s.gather, s.reader)
            ),
            texts=s.texts,
        ),
        *live_routes.poll_routes(polls=s.polls, door=s.door),
        *notice_routes.customer_routes(push=s.push, brands=s.brands, texts=s.texts, limiter=s.messages, door=s.door),
        *canned_routes(
            replies=CannedReplies(s.database, s.authorize),
            macros=Macros(s.gather, s.changes, s.reader, s.hub, s.texts, carry_out=s.automation.carry_out),
            brands=s.brands,
            allowed=s.allowed,
            texts=s.texts,
        ),
        *translation_routes.routes_for(s.settings, http=s.http, database=s.database, reader=s.reader, sealer=s.sealer),
        *rating_routes.customer_routes(s.ratings, limiter=s.messages, door=s.door),
        *rating_routes.desk_routes(s.ratings, s.rating_figures, brands=s.brands, cursors=s.cursors),
        *admin.routes(database=s.database, authorize=s.authorize),
        *help_routes.routes(help_center=s.help_center, brands=s.brands, pages=s.help_pages, caller=s.door.caller),
        *_reader_routes(s),
        *_editors_routes(s),
        *webchat_routes.page_routes(brands=s.brands, static=static),
        *webchat_routes.api_routes(
            brands=s.brands,
            presence=s.presence,
            reply_time=s.reply_time,
            hours=s.hours,
            surges=s.queue.surges,
            best_time=s.best_time,
            hot=help_routes.hot_questions(s.help_center),
            find=s.help_center.find,
            demand=s.demand,
            texts=s.texts,
            host=next(iter(s.hosts())),
            webchat=s.webchat,
            gather=s.gather,
            files=s.files,
            uploads=s.uploads,
            door=s.door,
            limiter=s.messages,
        ),
        *_form_routes(s, plain, counter),
        *form_rating_routes(counter, door=s.door),
        *mount_queue(s),
        *mount_emergency(s, plain, counter, static),
        *mount_tickets(s, plain),
    ]


def _editors_routes(s: System) -> list[Any]:
    counter = edit_routes.Counter(s.editing, s.brands, s.cursors, s.texts)
    return [
        *edit_routes.article_routes(counter),
        *edit_routes.translation_routes(counter),
        *place_routes(counter),
        *tally_routes(counter, s.help_center),
        *media_routes(s.media, MediaBrowsing(s.database, s.blobs, s.authorize), counter),
        *care_routes(counter, s.feedback),
        *learn_routes(counter, s.gaps),
        *fact_routes(counter),
        *tile_routes(counter, s.demand),
        *figure_routes(s.measuring, counter, s.help_center),
    ]


def _reader_routes(s: System) -> list[Any]:
    """The help center's pages, and what readers say there."""
    reading = s.help_reading
    contexts = Contexts(s.database, s.help_center)
    ways = WebWays(
        s.brands,
        s.hours,
        reply_time=s.reply_time,
        best_time=s.best_time,
        find=s.help_center.find,
        surges=s.queue.surges,
    )
    readers = Readers(
        reading=reading,
        feedback=s.feedback,
        contact=ContactPages(s.help_pages, ways, contexts),
        contexts=contexts,
        network_of=s.door.network,
    )
    return [
        *page_routes(reading=reading, database=s.database, every=s.brands),
        *public_media_routes(s.media, s.brands),
        *reader_routes(readers, edit_routes.Counter(s.editing, s.brands, s.cursors, s.texts)),
    ]


def _form_counter(s: System, sessions: PlainSessions) -> FormCounter:
    desk = FormDesk(
        begin=BeginPlainly(sessions, s.identify, s.starts),
        webchat=s.webchat,
        gather=s.gather,
        changes=s.changes,
        reader=s.reader,
        summarise=s.bot.summary,
        messages=s.messages,
    )
    return FormCounter(
        brands=s.brands,
        pages=FormPages(s.texts),
        desk=desk,
        reader=s.reader,
        lists=s.lists,
        marker=s.marker,
        sessions=sessions,
        places=s.telling_places,
        rate=RateByForm(s.ratings),
    )


def _form_routes(s: System, sessions: PlainSessions, counter: FormCounter) -> list[Any]:
    """For customers without JavaScript."""
    return form_routes(
        counter=counter,
        desk=counter.desk,
        brands=s.brands,
        reader=s.reader,
        files=s.files,
        door=s.door,
        sessions=sessions,
    )
