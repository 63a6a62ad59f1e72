"""The parts of the queue and of what is promised by when. `app.py` asks for them and says who reacts to what."""

from collections.abc import Mapping
from typing import Any

from fairlead.brands.keep_hours import ServiceHours
from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.kit.access import Authorize
from fairlead.kit.texts import Texts
from fairlead.routing.assign import Assign
from fairlead.routing.find_places import FindPlaces
from fairlead.routing.find_risks import TargetsAtRisk
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.keep_places import KeepPlaces
from fairlead.routing.lend_agent import LendAgent, ServiceDay
from fairlead.routing.manage_work import ManageWork
from fairlead.routing.move_matter import MoveMatter
from fairlead.routing.oversee import Oversee
from fairlead.routing.run_surge import RunSurge


class Queue:
    """Who is given what waits. One per process; what of it runs by itself is started and stopped by the worker."""

    def __init__(
        self,
        *,
        database: Database,
        authorize: Authorize,
        ledger: Ledger,
        gather: Gather,
        reader: Reader,
        hours: ServiceHours,
        texts: Texts,
    ) -> None:
        self.hours = hours
        self.line, self.work = KeptLine(database), ManageWork(database, authorize)
        self.surges = RunSurge(database, authorize, texts)
        self.assign = Assign(database, ledger, gather, self.line, self.surges)
        self.moves = MoveMatter(database, authorize, ledger, gather)
        self.loans = LendAgent(database, authorize, ServiceDay(hours))
        risks = TargetsAtRisk(database, self.line)
        self.board = Oversee(database, authorize, reader, self.line, promises=risks, surges=self.surges)

        self.keep_places, self.places = KeepPlaces(database, self.line), FindPlaces(database, self.line)
        gather.announce.append(lambda written: self.line.hear(one.receipt.conversation_id for one in written))

    def heard(self, message: Mapping[str, Any]) -> None:
        """What another process says on the bus."""
        if message.get("t") == "new":
            self.line.hear(str(hint[0]) for hint in message.get("c", ()))

    def wake(self) -> None:
        """Something was written, here or elsewhere."""
        self.assign.wake()

    def start(self) -> None:
        self.assign.start()
        self.keep_places.start()

    async def stop(self) -> None:
        await self.keep_places.stop()
        await self.assign.stop()
