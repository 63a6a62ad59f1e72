"""The parts of the queue and of what is promised by when. `app.py` asks for them and says who reacts to what."""

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.app_promises import Promises
from fairlead.brands.keep_hours import ServiceHours
from fairlead.brands.store import Brands
from fairlead.conversations import events
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger, Written
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import OPEN
from fairlead.infra.database import Database
from fairlead.infra.jobs import Handler
from fairlead.infra.reactions import ReactionTable, joined
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Authorize
from fairlead.kit.clock import MINUTE
from fairlead.kit.texts import Texts
from fairlead.promises.reckon import Reckon
from fairlead.roster.end_shift import EndShift
from fairlead.roster.hand_over import HandOver
from fairlead.roster.keep_shifts import Shifts
from fairlead.routing.assign import Assign
from fairlead.routing.find_places import FindPlaces
from fairlead.routing.find_risks import TargetsAtRisk
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.keep_places import KeepPlaces
from fairlead.routing.know_targets import KnowTargets
from fairlead.routing.lend_agent import LendAgent, ServiceDay
from fairlead.routing.manage_work import ManageWork
from fairlead.routing.move_matter import MoveMatter
from fairlead.routing.oversee import Oversee
from fairlead.routing.ports import Away
from fairlead.routing.run_surge import RunSurge
from fairlead.routing.tell_turn import TellTurn
from fairlead.settings import Settings
from fairlead.webhooks.deliver import Deliveries
from fairlead.webhooks.keep_endpoints import Endpoints
from fairlead.webhooks.note_event import JOB as TELL
from fairlead.webhooks.note_event import Outbox
from fairlead.webhooks.rules import TOLD
from fairlead.webhooks.tell_changes import Changes


class Queue:
    """Who is given what waits. One per process; what of it runs by itself is started and stopped by the worker."""

    def __init__(
        self,
        settings: Settings,
        *,
        database: Database,
        sealer: Sealer,
        brands: Brands,
        authorize: Authorize,
        ledger: Ledger,
        gather: Gather,
        reader: Reader,
        hours: ServiceHours,
        texts: Texts,
        reckon: Reckon,
        away: Away,
    ) -> None:
        self.hours = hours
        self.turns = TellTurn(database, reader, away)
        self.line, self.work = KeptLine(database, KnowTargets(database)), ManageWork(database, authorize)
        self.surges = RunSurge(database, authorize, texts)
        self.shifts = Shifts(database, authorize, hours, wind_down=settings.shift_last_minutes * MINUTE)
        self.assign = Assign(database, ledger, gather, self.line, surges=self.surges, shifts=self.shifts)
        self.moves = MoveMatter(database, authorize, ledger, gather)
        self.loans = LendAgent(database, authorize, ServiceDay(hours, self.shifts))
        risks = TargetsAtRisk(database, self.line)
        self.board = Oversee(database, authorize, reader, self.line, promises=risks, surges=self.surges)

        self.keep_places, self.places = (
            KeepPlaces(database, self.line),
            FindPlaces(database, self.line, self.surges, self.shifts),
        )
        gather.announce.append(lambda written: self.line.hear(one.receipt.conversation_id for one in written))
        gather.announce.append(lambda written: self.assign.free(_had_it(written)))
        grace = settings.shift_grace_minutes * MINUTE
        self.end_shift = EndShift(database, gather, self.assign, self.shifts, grace=grace)
        self.hand_over = HandOver(database, sealer, authorize, gather=gather, reader=reader, shifts=self.shifts)
        self.endpoints = Endpoints(database, sealer, authorize, origins=settings.webhook_origins)
        self.webhook_changes = Changes(database, sealer, authorize)
        self.outbox = Outbox(database, sealer, brands)
        self.deliveries = Deliveries(
            database,
            sealer,
            self.endpoints,
            self.outbox,
            off_days=settings.webhook_off_days,
            log_days=settings.webhook_log_days,
        )
        self.promises = Promises(
            database=database,
            sealer=sealer,
            authorize=authorize,
            ledger=ledger,
            gather=gather,
            hours=hours,
            reckon=reckon,
            texts=texts,
        )

    def reactions(self) -> ReactionTable:
        """Beside those of `app.py`."""
        told: ReactionTable = {kind: {"webhooks.tell": self.outbox.on_event} for kind in TOLD}
        takes = (events.ASSIGNED, events.AGENT_JOINED, events.TRANSFERRED)
        return joined(told, {kind: {"queue.turn": self.turns.taken} for kind in takes})

    def jobs(self) -> dict[str, Handler]:
        return {TELL: self.deliveries.send} | self.promises.jobs()

    def heard(self, message: Mapping[str, Any]) -> None:
        """What another process says on the bus."""
        if message.get("t") == "new":
            self.line.hear(str(hint[0]) for hint in message.get("c", ()))

    def wake(self) -> None:
        """Something was written, here or elsewhere."""
        self.assign.wake()
        self.promises.run.wake()

    def start(self) -> None:
        self.assign.start()
        self.keep_places.start()
        self.promises.run.start()
        self.end_shift.start()

    async def stop(self) -> None:
        await self.promises.run.stop()
        await self.keep_places.stop()
        await self.end_shift.stop()
        await self.assign.stop()

    async def tidy(self) -> None:
        """Housekeeping."""
        await self.deliveries.forget_old()


def _had_it(written: Sequence[Written]) -> set[str]:
    """Agents whose matters ended with these commits."""
    heads = (one.head for one in written)
    return {head.assignee_id for head in heads if head is not None and head.status != OPEN and head.assignee_id}
