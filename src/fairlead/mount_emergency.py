"""The doors of the emergency button: pressed, called, taken, frozen, and who is on call. `mount.py` asks for them."""

from pathlib import Path
from typing import Any

from litestar import Response, get

from fairlead.app import System
from fairlead.channels.webchat.answer_form import FormCounter
from fairlead.channels.webchat.emergency_routes import emergency_routes
from fairlead.channels.webchat.show_emergency import EmergencyPage
from fairlead.channels.webchat.show_form import FormPages
from fairlead.emergency import routes
from fairlead.kit.errors import Unavailable
from fairlead.people.plain_sessions import PlainSessions


def mount_emergency(s: System, sessions: PlainSessions, counter: FormCounter, static: Path) -> list[Any]:
    e = s.emergency
    return [
        *routes.customer_routes(brands=s.brands, begin=e.begin, press=e.press, door=s.door),
        *routes.desk_routes(database=s.database, sealer=s.sealer, brands=s.brands, take=e.take, freezing=e.freezing),
        *routes.call_routes(brands=s.brands, on_call=e.on_call, devices=e.devices, vapid=s.push.vapid, texts=s.texts),
        *emergency_routes(
            counter=counter,
            page=EmergencyPage(FormPages(s.texts)),
            begin=e.begin,
            press=e.press,
            freezing=e.freezing,
            door=s.door,
            sessions=sessions,
        ),
        _worker(static),
    ]


def _worker(static: Path) -> Any:
    @get("/desk/push.js")
    async def desk_worker() -> Response[bytes]:
        """Calls an agent when no page of the desk is open: the same as the widget's, whose reach is its address."""
        try:
            body = (static / "widget" / "push.js").read_bytes()
        except FileNotFoundError:
            raise Unavailable("faces_not_built") from None
        return Response(body, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})

    return desk_worker
