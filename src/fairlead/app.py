"""The whole system on two screens: what is built, from the ground up, and who reacts to what. `mount.py` is its doors."""

from pathlib import Path

from fairlead.app_access import ACCESS
from fairlead.app_automation import Automation
from fairlead.app_emergency import Emergencies
from fairlead.app_exchange import ExchangeSide
from fairlead.app_queue import Queue
from fairlead.app_search import searching
from fairlead.bot.ask_embedder import embedder_from
from fairlead.bot.ask_model import model_from
from fairlead.bot.consider import ACTOR, Bot
from fairlead.bot.learn import JOB as LEARN_ARTICLES
from fairlead.bot.learn import Learning
from fairlead.bot.measure_answers import Measuring
from fairlead.bot.notice_gaps import Noticing
from fairlead.bot.piece_together import Pieces
from fairlead.bot.rules import answering
from fairlead.bot.security_harm import is_security_harm
from fairlead.bot.speak_freely import SpeakFreely
from fairlead.bot.trained import Trained, Understanding
from fairlead.brands.keep_hours import ServiceHours
from fairlead.brands.store import Brands
from fairlead.channels.webchat.best_time import BestTime
from fairlead.channels.webchat.reply_time import ReplyTime
from fairlead.channels.webchat.translate import WebChat
from fairlead.conduct.count_misuse import CountMisuse
from fairlead.conduct.heed import Heed
from fairlead.conduct.join_customer import join_visitor
from fairlead.conduct.sanction_customer import SanctionCustomer
from fairlead.conversations import events
from fairlead.conversations import routes as conversation_routes
from fairlead.conversations.change import Changes
from fairlead.conversations.classify import Classify
from fairlead.conversations.files import Files
from fairlead.conversations.find import Finder as HistoryFinder
from fairlead.conversations.gather import Gather
from fairlead.conversations.hold import Holds
from fairlead.conversations.keep_draft import Drafts
from fairlead.conversations.ledger import Ledger
from fairlead.conversations.mark import Marker
from fairlead.conversations.mentioned import Mentions
from fairlead.conversations.preview import Previews
from fairlead.conversations.read import Reader
from fairlead.conversations.transcript import Transcripts
from fairlead.conversations.upload import Uploads
from fairlead.exchange.know_transactions import TransactionIndex
from fairlead.feedback.count import RatingFigures
from fairlead.feedback.end_matter import EndMatter
from fairlead.feedback.rate import Ratings
from fairlead.helpcenter.decide import JOB as PUBLISH_ARTICLE
from fairlead.helpcenter.edit_routes import Editing
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.keep_media import Media
from fairlead.helpcenter.learn import Gathering
from fairlead.helpcenter.send_page import Reading
from fairlead.helpcenter.show_pages import Pages
from fairlead.helpcenter.take_feedback import Feedback
from fairlead.helpcenter.tally import JOB as HEAT_ARTICLES
from fairlead.helpcenter.weigh_demand import Demand
from fairlead.infra.blobs import Blobs
from fairlead.infra.bus import bus_for
from fairlead.infra.database import Database, async_url
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import Handler
from fairlead.infra.reactions import ReactionTable, joined
from fairlead.infra.sealing import sealer_from
from fairlead.kit.clock import HOUR
from fairlead.kit.ids import new_id
from fairlead.kit.paging import Cursors
from fairlead.kit.texts import Texts
from fairlead.live.commands import Commands
from fairlead.live.endpoint import Endpoint
from fairlead.live.hub import Hub
from fairlead.live.mentioning import Mentioning
from fairlead.live.poll import Polls
from fairlead.live.presence import Presence
from fairlead.live.viewers import Viewers
from fairlead.live.watch import Watch
from fairlead.live.workspace import Workspace
from fairlead.notices.push import Push
from fairlead.people.admit import Starts
from fairlead.people.authorize import Gate
from fairlead.people.door import Door
from fairlead.people.identify import Identify
from fairlead.people.issue_tokens import ApiTokens
from fairlead.people.manage_agents import Staff
from fairlead.people.manage_own import Own
from fairlead.people.manage_teams import Teams
from fairlead.people.sessions import Sessions
from fairlead.people.sign_in import Bursts, SignIn
from fairlead.promises.follow import customer_changed
from fairlead.promises.reckon import Reckon
from fairlead.routing.rules import tier_of
from fairlead.routing.tell_places import TellPlaces
from fairlead.settings import Settings
from fairlead.shield.allow_links import Allowed, allowed_by
from fairlead.shield.limits import Fairness, Limiter
from fairlead.shield.prove_work import Proofs
from fairlead.shield.scan_malware import file_checks
from fairlead.tickets.edit_taxonomy import Taxonomies
from fairlead.tickets.follow_ticket import FollowTicket
from fairlead.tickets.limit_opening import LimitOpening
from fairlead.tickets.rules import Limits
from fairlead.tickets.snooze_ticket import WAKE as TICKET_WAKE
from fairlead.tickets.snooze_ticket import SnoozeTicket
from fairlead.tickets.tell_outcome import TellOutcome
from fairlead.tickets.write_ticket import DUE as TICKET_DUE
from fairlead.tickets.write_ticket import Writer as TicketWriter

PACKAGE = Path(__file__).resolve().parent
# A customer waits for his message meanwhile.
LOOKUP_SECONDS = 1.5
# Nobody waits for this one: a job asks.


class System:
    """Every part, built in the order of the floors. Nothing runs yet; see `mount.py` and `worker.py`."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.node = settings, new_id()
        self._ground(settings)
        self._people(settings)
        self._timeline(settings)
        self._found_again(settings)
        self._articles(settings)
        self._tickets(settings)
        self._conduct(settings)
        self._sockets()
        self._queue(settings)
        self._answers(settings)
        self._channels(settings)

    def _ground(self, settings: Settings) -> None:
        """The ground."""
        self.sealer = sealer_from(settings)
        self.database = Database(async_url(settings.database_url, settings.data_path), pool=settings.database_pool)
        self.bus = bus_for(settings.redis_url, self.node)
        self.http = HttpClient(seconds=settings.translation_timeout)
        self.lookups = HttpClient(seconds=LOOKUP_SECONDS)
        self.blobs = Blobs(settings.blob_url, settings.data_path / "blobs", self.sealer)
        self.texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
        self.cursors = Cursors(self.sealer.derive("cursors"))

    def _people(self, settings: Settings) -> None:
        """Brands and people, and the one gate every door asks."""
        self.brands = Brands(self.database, self.sealer)
        self.authorize = Gate(*ACCESS)
        self.hours = ServiceHours(self.database, self.authorize)
        self.reckon = Reckon(self.database, self.hours, tier_of)
        self.sessions = Sessions(self.database, self.sealer)
        self.door = Door(self.sessions, trusted_proxies=settings.trusted_proxies, https=settings.is_https)
        life, agent_life = settings.session_hours * HOUR, settings.agent_session_hours * HOUR
        self.identify = Identify(self.database, self.sealer, join_visitor, session_life=life)
        self.identify.on_tier.append(customer_changed)
        bursts = Bursts(settings.login_burst, settings.login_network_burst, settings.login_account_burst)
        self.sign_in = SignIn(self.database, self.sealer, session_life=agent_life, bursts=bursts)
        self.own = Own(self.database, self.sessions, session_life=agent_life, burst=settings.login_burst)
        self.staff = Staff(self.database, self.authorize, self.sessions)
        self.tokens = ApiTokens(self.database)
        self.teams = Teams(self.database, self.sessions)
        self.messages = Fairness(
            rate=settings.message_rate,
            burst=settings.message_burst,
            network_rate=settings.network_rate,
            network_burst=settings.network_burst,
        )
        visitors = Limiter(rate=settings.session_rate, burst=settings.session_burst)
        self.starts = Starts(Proofs(self.sealer.derive("proofs")), visitors=visitors, freely=settings.proof_after)

    def _timeline(self, settings: Settings) -> None:
        """The timeline."""
        holds = Holds(self.sealer, self.authorize, self.allowed, self.brands.all)
        self.ledger = Ledger(self.database.dialect, self.sealer, self.authorize, holds)
        known = (
            TransactionIndex(self.lookups, settings.transaction_lookup_url) if settings.transaction_lookup_url else None
        )
        self.gather = Gather(self.database, self.ledger, Classify(self.database, self.sealer, known))
        self.reader = Reader(self.database, self.sealer, self.authorize)
        self.changes = Changes(self.database, self.gather, self.reader)
        self.marker = Marker(self.gather)
        limits, scanner = file_checks(settings)
        self.files = Files(self.database, self.sealer, self.blobs, self.authorize, limits=limits, scanner=scanner)
        self.uploads = Uploads(self.database, self.sealer, self.blobs, self.files)
        self.lists = conversation_routes.Lists(self.database, self.reader, self.brands, self.cursors)
        self.transcripts = Transcripts(self.reader, self.sealer)
        self.history = HistoryFinder(self.database, self.sealer)
        self.drafts = Drafts(self.database, self.sealer, self.reader, self.authorize)
        self.mentions = Mentions(self.database, self.sealer, self.reader)

    def _found_again(self, settings: Settings) -> None:
        """Conversations found again: an index of this process, which holds no word that can be read."""
        self.indexer, self.finder = searching(
            settings,
            self.database,
            self.sealer,
            authorize=self.authorize,
            reader=self.reader,
            brands=self.brands,
            cursors=self.cursors,
        )
        self.gather.announce.append(lambda written: self.indexer.wake() if written else None)
        self.bus.listen(lambda message: self.indexer.wake() if message.get("t") == "new" else None)

    def _articles(self, settings: Settings) -> None:
        """Articles and their search."""
        self.feedback = Feedback(self.database, self.sealer)
        key = self.sealer.derive("article networks")
        self.exchange = ExchangeSide(settings, self.database, self.brands)
        helpful, rounds = self.feedback.helpfulness, self.exchange.rounds
        self.help_center = HelpCenter(self.database, key=key, helpful=helpful, answers=answering, rounds=rounds)
        self.demand = Demand(self.help_center)
        self.editing = Editing(self.database, self.authorize, self.help_center, self.brands, self.allowed)
        self.media = Media(
            self.database, self.blobs, self.authorize, self.help_center, self.files, limits=self.files.limits
        )
        self.help_pages = Pages(self.help_center, self.texts, origin=settings.origin)
        self.help_reading = Reading(self.help_center, self.brands, self.help_pages, self.door.caller_of)

    def _tickets(self, settings: Settings) -> None:
        """Matters that are not solved on the spot, and who is told of what happens while he is away."""
        self.push = Push(settings, self.database, self.sealer, self.brands, self.texts)
        self.tickets = TicketWriter(
            self.database, self.sealer, self.authorize, self.ledger, self.gather, reckon=self.reckon
        )
        self.ticket_follower = FollowTicket(self.tickets, self.exchange.confirmations, self.push)

    def _conduct(self, settings: Settings) -> None:
        """What is done about misuse and abuse, what nothing of it touches, and how it went for those who are not kept out."""
        self.heed = self.ledger.heed = Heed(self.database, self.bus, is_security_harm)
        self.sanction = SanctionCustomer(self.tickets, self.heed, self.texts)
        limits = Limits(settings.ticket_open_limit, settings.ticket_day_limit)
        self.tickets.limits = LimitOpening(limits, CountMisuse(self.sanction))
        self.ends = EndMatter(self.database, TellOutcome(), self.heed.paused)
        self.ratings = Ratings(self.database, self.sealer, self.authorize, self.ends)
        self.rating_figures = RatingFigures(self.database, self.authorize, self.ratings)

    def _sockets(self) -> None:
        """Sockets."""
        self.hub = Hub(self.reader, self.brands, self.bus)
        self.workspace = Workspace(self.database, self.reader, self.hub, self.bus)
        self.presence = Presence(self.database, self.brands, self.hub)
        self.viewers = Viewers(self.hub, self.bus)
        self.watch = Watch(self.database, self.hub)
        self.sessions.on_end, self.sessions.on_rights = self.hub.end_session, self.hub.change_rights
        self.marker.announce.append(self.hub.marked)

    def _queue(self, settings: Settings) -> None:
        """Who is given what waits."""
        self.queue = Queue(
            settings,
            database=self.database,
            sealer=self.sealer,
            brands=self.brands,
            authorize=self.authorize,
            ledger=self.ledger,
            gather=self.gather,
            reader=self.reader,
            hours=self.hours,
            texts=self.texts,
            reckon=self.reckon,
            away=self.push,
        )
        self.bus.listen(self.queue.heard)
        self.telling_places = TellPlaces(self.hub, self.queue.places, self.queue.keep_places, self.hours)
        self.emergency = Emergencies(
            self.settings, writer=self.tickets, sealer=self.sealer, brands=self.brands, texts=self.texts, push=self.push,
            hub=self.hub, bus=self.bus, sessions=self.sessions, identify=self.identify, alerts=(self.queue.outbox.alarm,),
        )  # fmt: skip
        self.automation = Automation(
            self.queue.outbox,
            tickets=self.tickets,
            reader=self.reader,
            brands=self.brands,
            hours=self.hours,
            allowed=self.allowed,
        )

    def _answers(self, settings: Settings) -> None:
        """Who answers before a person does."""
        self.learning, self.trained = Learning(self.database, self.blobs), Trained(self.database, self.blobs)
        self.bot = Bot(
            brands=self.brands,
            reader=self.reader,
            gather=self.gather,
            changes=self.changes,
            help_center=Understanding(self.help_center, self.trained, embedder_from(settings, self.http)),
            texts=self.texts,
            needs=Taxonomies(self.database, self.authorize),
        )
        self.bot.paused = self.heed.paused
        if model := model_from(settings, self.http):
            patience, tell = settings.bot_model_timeout, self.hub.composing
            self.bot.freely = SpeakFreely(model, seconds=patience, tell=tell, allowed=self.allowed, actor=ACTOR)
        self.gaps = Gathering(self.database, self.sealer)
        self.measuring = Measuring(self.database)
        self.noticing = Noticing(self.reader, self.gaps, self.measuring, self.ratings.went_well)

        # What is committed reaches those who watch, whom a note names, and who puts together what came in pieces.
        self.gather.announce += [
            self.hub.committed,
            Mentioning(self.hub, self.bus).committed,
            Pieces(self.reader, self.changes, self.bot).committed,
        ]

    def _channels(self, settings: Settings) -> None:
        """Channels, and one code behind both doors: the socket, and requests where no socket comes through."""
        self.webchat = WebChat(self.brands, self.help_center.began, self.queue.surges)
        self.reply_time, self.best_time = ReplyTime(self.database), BestTime(self.database)

        self.endpoint = _endpoint(self)
        self.polls = Polls(self.endpoint, frame_rate=settings.frame_rate)

    def allowed(self, brand_id: str) -> Allowed:
        """Where this brand's agents may lead a customer. Of a brand nobody knows: nowhere."""
        brand = self.brands.known(brand_id)
        return allowed_by(brand, origin=self.settings.origin) if brand else Allowed(frozenset(), (), frozenset())

    def reactions(self) -> ReactionTable:
        """Event → who reacts, by the name a failed reaction is kept under."""
        follow, taken = self.ticket_follower.on_entry, {"emergency.taken": self.emergency.take.on_entry}
        table: ReactionTable = {
            events.MESSAGE_RECEIVED: {"tickets.received": follow},
            events.RULE_REPLIED: {"notices.rule": self.push.replied},
            events.REPLY_SENT: {"notices.replied": self.push.replied, "tickets.replied": follow, **taken},
            events.AGENT_JOINED: {**taken},
            events.CONDUCT_TOLD: {"notices.conduct": self.push.conducted},
            events.EMERGENCY_TOLD: {"emergency.told": self.emergency.freezing.on_told},
            events.ASSIGNED: {"tickets.assigned": follow, **taken},
            events.TRANSFERRED: {"tickets.transferred": follow},
            events.CLOSED: {
                "tickets.closed": follow,
                "feedback.ended": self.ends.ended,
                **taken,
            },
            events.PROMISE_TOLD: {"notices.late": self.push.late},
            events.TICKET_CHANGED: {"tickets.told": self.ticket_follower.on_told, "feedback.ended": self.ends.ended},
        }
        # The last to answer is the bot: it sees what a rule has said.
        bot: ReactionTable = {events.MESSAGE_RECEIVED: {"bot.consider": self.bot.consider}}
        return joined(table, self.noticing.reactions(), self.queue.reactions(), self.automation.reactions(), bot)

    def jobs(self) -> dict[str, Handler]:
        """Job kind → who works it off."""
        return {
            Previews.JOB: Previews(self.database, self.blobs).draw,
            Push.JOB: self.push.send,
            PUBLISH_ARTICLE: self.editing.deciding.publish_due,
            HEAT_ARTICLES: self.help_center.reckon,
            TICKET_DUE: self.ticket_follower.look,
            TICKET_WAKE: SnoozeTicket(self.tickets).when_due,
            LEARN_ARTICLES: self.learning.learn,
            **self.exchange.jobs(),
            **self.emergency.jobs(),
            **self.queue.jobs(),
            **self.automation.jobs(),
        }

    def hosts(self) -> frozenset[str]:
        return frozenset({self.settings.origin.partition("://")[2].lower()})

    def origins(self) -> frozenset[str]:
        return frozenset({self.settings.origin})


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
        sessions=system.sessions,
        texts=system.texts,
    )
    return Endpoint(
        commands=commands,
        hub=system.hub,
        presence=system.presence,
        sessions=system.sessions,
        texts=system.texts,
        origins=system.origins,
        caller_of=system.door.caller_of,
        frame_rate=system.settings.frame_rate,
        files=system.files.limits,
    )
