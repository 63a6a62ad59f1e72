"""The parts of the emergency button. `app.py` asks for them and says who reacts to what."""

from fairlead.brands.store import Brands
from fairlead.emergency.begin import Begin
from fairlead.emergency.freeze import FREEZE, Freezing
from fairlead.emergency.keep_on_call import CallDevices, OnCall
from fairlead.emergency.ports import Alert
from fairlead.emergency.post_alarm import POST, PostAlarm
from fairlead.emergency.press import RAISE, PressButton
from fairlead.emergency.ring import CALL, NOTICE, Ring
from fairlead.emergency.take import Take
from fairlead.emergency.tell import Tell
from fairlead.exchange.freeze_account import FreezeService
from fairlead.infra.bus import Bus
from fairlead.infra.http_client import HttpClient
from fairlead.infra.jobs import Handler
from fairlead.infra.reach import Reach
from fairlead.infra.sealing import Sealer
from fairlead.kit.texts import Texts
from fairlead.live.hub import Hub
from fairlead.notices.push import Push
from fairlead.people.identify import Identify
from fairlead.people.sessions import Sessions
from fairlead.settings import Settings
from fairlead.tickets.write_ticket import Writer

# A job asks, and the exchange may have much to do for it.
SECONDS = 10.0


class Emergencies:
    """`alerts`: who else is told of each call, besides `FAIRLEAD_ALERT_URL`."""

    def __init__(
        self,
        settings: Settings,
        *,
        writer: Writer,
        sealer: Sealer,
        brands: Brands,
        texts: Texts,
        push: Push,
        hub: Hub,
        bus: Bus,
        sessions: Sessions,
        identify: Identify,
        alerts: tuple[Alert, ...] = (),
    ) -> None:
        named = [one for one in (settings.freeze_url, settings.alert_url) if one]
        # Just the two that the operator has named, and nothing that they lead to.
        self.http = HttpClient(seconds=SECONDS, reach=lambda: Reach(named=named))
        tell = Tell(texts)
        account = (
            FreezeService(self.http, settings.freeze_url, token=settings.freeze_token) if settings.freeze_url else None
        )
        self.freezing = Freezing(writer, tell, sealer, account, push=push)
        self.alarm = PostAlarm(self.http, settings.alert_url, token=settings.alert_token)
        self.ring = Ring(
            writer.database,
            sealer,
            brands,
            tell,
            hub=hub,
            bus=bus,
            post=push.post,
            alerts=(self.alarm, *alerts),
            origin=settings.origin,
        )
        self.press = PressButton(writer, tell, self.freezing)
        self.begin = Begin(sessions, identify, self.press)
        self.take = Take(writer, self.ring)
        self.on_call = OnCall(writer.database, writer.authorize)
        self.devices = CallDevices(writer.database, sealer, push.services)

    def jobs(self) -> dict[str, Handler]:
        return {
            CALL: self.ring.call,
            NOTICE: self.ring.notify,
            POST: self.alarm.send,
            RAISE: self.take.raise_ticket,
            FREEZE: self.freezing.run,
        }
