"""The parts that keep what was promised by when. `app_queue.py` asks for them."""

from fairlead.automation.know_greetings import is_marked_greeting
from fairlead.brands.keep_hours import ServiceHours
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger
from fairlead.infra.database import Database
from fairlead.infra.jobs import Handler
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Authorize
from fairlead.kit.texts import Texts
from fairlead.promises import follow as promises_follow
from fairlead.promises import revise as promises_revise
from fairlead.promises.follow import Follow
from fairlead.promises.keep import Keep
from fairlead.promises.manage_policy import ManagePolicy
from fairlead.promises.reckon import Reckon
from fairlead.promises.revise import Revise
from fairlead.promises.ring import Ring
from fairlead.promises.run import Run
from fairlead.tickets.tell_promises import TellPromises


class Promises:
    """What was promised by when. One per process; its clocks are read and rung by the worker."""

    def __init__(
        self,
        *,
        database: Database,
        sealer: Sealer,
        authorize: Authorize,
        ledger: Ledger,
        gather: Gather,
        hours: ServiceHours,
        reckon: Reckon,
        texts: Texts,
    ) -> None:
        keep = Keep(database.dialect, reckon, TellPromises(database))
        self.follow = Follow(database, sealer, keep, is_marked_greeting)
        self.ring = Ring(database, ledger, gather, keep, texts)
        self.run = Run(self.follow, self.ring)
        self.revise = Revise(database, keep)
        self.policies = ManagePolicy(database, authorize, reckon, self.revise.asked)
        hours.on_change.append(self.revise.asked)

    def jobs(self) -> dict[str, Handler]:
        """Job kind → who works it off."""
        return {
            promises_revise.JOB: self.revise.run,
            promises_follow.ADOPT: self.follow.adopt,
            promises_follow.CUSTOMER: self.follow.look_at_customer,
        }
