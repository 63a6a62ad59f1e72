"""uvicorn's HTTP protocol for requests that are held: they learn at once that their line is lost or the server leaves."""

from collections.abc import Callable
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Under this name a request finds in its scope's extensions how to be told: a `Hold`.
HOLD = "fairlead.hold"
# Called once with whether it is the server that leaves; None when the request is held no longer.
Release = Callable[[bool], None]
Hold = Callable[[Release | None], None]


class HeldRequests(HttpToolsProtocol):
    """Else the end of the server would wait until every held request has had its time."""

    _release: Release | None = None

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {HOLD: cast(dict[object, object], self._hold)}

    def _hold(self, release: Release | None) -> None:
        self._release = release

    def shutdown(self) -> None:
        super().shutdown()
        if self._release is not None:
            self._release(True)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._release is not None:
            self._release(False)


def hold_of(scope: Any) -> Hold:
    """How a request says that it is held; does nothing where no such protocol serves."""
    found: Hold | None = (scope.get("extensions") or {}).get(HOLD)
    return found or (lambda _: None)
