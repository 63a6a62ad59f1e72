"""What the exchange's own systems are asked by the clock. `app.py` asks for it."""

from collections.abc import Mapping

from fairlead.brands.store import Brands
from fairlead.exchange.ask_confirmations import ConfirmationService
from fairlead.exchange.ask_facts import FactService, Untold
from fairlead.helpcenter.watch_facts import EVERY, JOB, Watching
from fairlead.infra.database import Database
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import Handler
from fairlead.settings import Settings
from fairlead.tickets.ports import Confirmations, Unwatched

SECONDS = 5.0


class ExchangeSide:
    """`http` goes to the operator's own addresses and nowhere else."""

    def __init__(self, settings: Settings, database: Database, brands: Brands) -> None:
        self.http = HttpClient(seconds=SECONDS)
        self.confirmations: Confirmations = Unwatched()
        if settings.confirmation_url:
            token = settings.confirmation_token
            self.confirmations = ConfirmationService(self.http, settings.confirmation_url, token=token)
        url = settings.facts_url
        facts = FactService(self.http, url, token=settings.facts_token) if url else Untold()
        self.watching = Watching(database, brands, facts)
        # What is done again and again, and after how long: nothing where nobody would answer.
        self.rounds: Mapping[str, int] = {JOB: EVERY} if url else {}

    def jobs(self) -> dict[str, Handler]:
        return {JOB: self.watching.look}
