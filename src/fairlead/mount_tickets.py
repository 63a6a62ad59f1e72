"""The doors of matters that take longer: the API, the desk's and the customer's own pages. `mount.py` asks for them."""

from typing import Any

from fairlead.app import System
from fairlead.bot.take_answer import said_in_chat
from fairlead.channels.portal import routes as portal_routes
from fairlead.channels.portal.act_on_matter import MatterDesk
from fairlead.channels.portal.answer import PortalCounter
from fairlead.channels.portal.answer_new import NewCounter
from fairlead.channels.portal.caption_routes import matter_caption_routes
from fairlead.channels.portal.card_routes import card_routes
from fairlead.channels.portal.conduct_routes import conduct_routes as portal_conduct_routes
from fairlead.channels.portal.enter import Enter
from fairlead.channels.portal.matter_routes import MatterCounter, matter_routes
from fairlead.channels.portal.new_routes import new_routes
from fairlead.channels.portal.notice_routes import notice_routes as portal_notice_routes
from fairlead.channels.portal.rating_routes import matter_rating_routes
from fairlead.channels.portal.read_matter import Matters
from fairlead.channels.portal.send_ticket import SendTicket
from fairlead.channels.portal.show_matter import MatterPages
from fairlead.channels.portal.show_page import PortalPages
from fairlead.channels.rate import RateByForm
from fairlead.channels.webchat.show_form import STYLE
from fairlead.conduct.routes import ConductCounter, customer_routes, desk_routes
from fairlead.conversations.say_caption import Captions
from fairlead.helpcenter.map_contexts import Contexts
from fairlead.people.begin_plainly import BeginPlainly
from fairlead.people.plain_sessions import PlainSessions
from fairlead.tickets import routes as ticket_routes
from fairlead.tickets.answer_card import AnswerCard
from fairlead.tickets.api_routes import api_routes
from fairlead.tickets.bulk_routes import bulk_routes
from fairlead.tickets.edit_taxonomy import Taxonomies
from fairlead.tickets.keep_draft import TicketDrafts
from fairlead.tickets.task_routes import tag_routes, task_routes
from fairlead.tickets.view_routes import view_routes
from fairlead.tickets.work_routes import answer_routes, bundle_routes, link_routes, work_routes


def mount_tickets(s: System, plain: PlainSessions) -> list[Any]:
    counter = ticket_routes.TicketCounter(
        database=s.database, authorize=s.authorize, writer=s.tickets, brands=s.brands, cursors=s.cursors, texts=s.texts
    )
    conduct = ConductCounter(s.sanction)
    return [
        *api_routes(counter, tokens=s.tokens, identify=s.identify, limiter=s.messages, door=s.door),
        *ticket_routes.customer_routes(counter, limiter=s.messages, door=s.door),
        *ticket_routes.desk_routes(counter),
        *ticket_routes.taxonomy_routes(counter),
        *ticket_routes.talk_routes(counter, said_in_chat),
        *answer_routes(counter, limiter=s.messages, door=s.door),
        *work_routes(counter),
        *link_routes(counter),
        *task_routes(counter),
        *tag_routes(counter),
        *view_routes(counter),
        *bulk_routes(counter),
        *customer_routes(conduct, limiter=s.messages, door=s.door),
        *desk_routes(conduct),
        *_portal_routes(s, plain, counter, conduct),
        *bundle_routes(counter, reader=s.reader, files=s.files),
    ]


def _portal_routes(
    s: System, sessions: PlainSessions, tickets: ticket_routes.TicketCounter, conduct: ConductCounter
) -> list[Any]:
    """A customer's matters."""
    pages = PortalPages(s.texts, under=STYLE)
    counter = PortalCounter(database=s.database, brands=s.brands, sessions=sessions, pages=pages)
    desk = MatterDesk(
        change=tickets.change,
        answer=AnswerCard(s.tickets),
        translate=s.webchat,
        gather=s.gather,
        files=s.files,
        messages=s.messages,
    )
    matters = MatterCounter(
        counter=counter,
        matters=Matters(tickets, s.reader, s.marker),
        pages=MatterPages(pages),
        desk=desk,
        rate=RateByForm(s.ratings),
        files=s.files,
        door=s.door,
    )
    return [
        *portal_notice_routes(counter, s.push.choosing),
        *portal_routes.enter_routes(counter=counter, enter=Enter(s.identify, s.sessions, s.origins)),
        *matter_routes(matters),
        *card_routes(matters),
        *matter_rating_routes(matters),
        *matter_caption_routes(matters, Captions(s.database, s.sealer, s.files, s.gather)),
        *portal_conduct_routes(counter, conduct, limiter=s.messages, door=s.door),
        *new_routes(_new_tickets(s, counter)),
    ]


def _new_tickets(s: System, counter: PortalCounter) -> NewCounter:
    """The form for a new matter."""
    sending = SendTicket(
        database=s.database,
        sealer=s.sealer,
        writer=s.tickets,
        gather=s.gather,
        files=s.files,
        drafts=TicketDrafts(s.database, s.sealer),
    )
    return NewCounter(
        counter=counter,
        send=sending,
        taxonomies=Taxonomies(s.database, s.authorize),
        begin=BeginPlainly(counter.sessions, s.identify, s.starts),
        help_center=s.help_center,
        demand=s.demand,
        contexts=Contexts(s.database, s.help_center),
        limiter=s.messages,
        door=s.door,
        reckon=s.reckon,
    )
