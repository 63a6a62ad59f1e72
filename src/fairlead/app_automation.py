"""The parts that act by themselves because an admin wrote a rule. `app.py` asks for them."""

from collections.abc import Callable

from fairlead.automation.carry_out import CarryOut
from fairlead.automation.follow_rules import DUE, FollowRules
from fairlead.automation.keep_rules import KeepRules
from fairlead.automation.know_matter import KnowMatter
from fairlead.automation.ports import Outbox
from fairlead.automation.preview_rule import PreviewRule
from fairlead.brands.keep_hours import ServiceHours
from fairlead.brands.store import Brands
from fairlead.conversations import events
from fairlead.conversations.read import Reader
from fairlead.infra.jobs import Handler
from fairlead.infra.reactions import ReactionTable
from fairlead.shield.allow_links import Allowed
from fairlead.tickets.write_ticket import Writer


class Automation:
    """What is done by itself because an admin wrote a rule, and all that agents do by one press."""

    def __init__(
        self,
        outside: Outbox,
        *,
        tickets: Writer,
        reader: Reader,
        brands: Brands,
        hours: ServiceHours,
        allowed: Callable[[str], Allowed],
    ) -> None:
        database, sealer, authorize = tickets.database, tickets.sealer, tickets.authorize
        know = KnowMatter(tickets.sealer, hours)
        self.carry_out = CarryOut(tickets, outside)
        self.rules = KeepRules(database, authorize, allowed)
        self.follow = FollowRules(tickets, reader, brands, know, self.carry_out)
        self.preview = PreviewRule(database, sealer, authorize, self.rules, know)

    def reactions(self) -> ReactionTable:
        """Beside those of `app.py`."""
        follow = self.follow.on_entry
        return {
            events.MESSAGE_RECEIVED: {"automation.message": follow},
            events.HANDED_OVER: {"automation.handed_over": follow},
            events.MATTER_RATED: {"automation.rated": follow},
            events.TRANSFERRED: {"automation.transferred": follow},
            events.TICKET_CHANGED: {"automation.ticket": follow},
            events.PROMISE_TOLD: {"automation.promise": follow},
        }

    def jobs(self) -> dict[str, Handler]:
        return {DUE: self.follow.when_due}
