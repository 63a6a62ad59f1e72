"""What an installation in the tests' own process does quicker than a server, with the same outcome; a run makes some five thousand
of them. Servers that tests start as processes do nothing of this. See docs/decisions/0078."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from inspect import isfunction
from typing import Any

import uvicorn
from argon2 import PasswordHasher
from litestar import Router
from litestar._signature.model import SignatureModel
from litestar.params import BodyKwarg, ParameterKwarg
from litestar.routes import HTTPRoute, WebSocketRoute
from litestar.utils.signature import ParsedSignature

from fairlead.people import passwords
from fairlead.serve import COLLECT_AFTER

_as_kept = passwords.hasher


@lru_cache
def _cheap() -> PasswordHasher:
    """As kept, but for the cost: two hashes for each agent who signs in are a tenth of all the tests' work."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def hash_cheaply() -> None:
    passwords.hasher = _cheap
    passwords._nobody.cache_clear()


@contextmanager
def hashed_as_kept() -> Iterator[None]:
    """With what a guess costs in production, for tests that are about it."""
    passwords.hasher = _as_kept
    passwords._nobody.cache_clear()
    try:
        yield
    finally:
        hash_cheaply()


def collect_seldom() -> None:
    """What is here now stays to the end: the collector would look through it again for each few applications."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class Server(uvicorn.Server):
    """Ends as soon as it is told to and nobody is left, where uvicorn looks every tenth of a second and gives what is open one more
    tenth in any case."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def end(self) -> None:
        self.should_exit = True
        self._told.set()

    async def main_loop(self) -> None:
        ticks = asyncio.create_task(super().main_loop())
        await self._told.wait()
        ticks.cancel()
        await asyncio.gather(ticks, return_exceptions=True)

    async def shutdown(self, sockets: Any = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(20):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(0.005)
        else:
            await super().shutdown(sockets)
            return
        await asyncio.gather(*(server.wait_closed() for server in self.servers))
        await self.lifespan.shutdown()


def read_signatures_once() -> None:
    """Litestar works out anew for every application what each of its seven hundred functions takes; from now on, in this process,
    only the first time. Kept is only what follows from a function's own code, annotations and defaults, which each
    closure made of it shares; what a closure holds, and whom an application asks, stays its own."""
    ParsedSignature.from_fn = _parsed_once(ParsedSignature.from_fn)
    SignatureModel.create = _modelled_once(SignatureModel.create)
    Router.route_handler_method_map = property(_Methods)
    # Litestar's own is the same for all of them, after a deep copy of each.
    ParameterKwarg.__hash__ = BodyKwarg.__hash__ = lambda kwarg: hash((kwarg.title, kwarg.max_length, kwarg.le))


def _parsed_once(parse: Callable[..., ParsedSignature]) -> Callable[..., ParsedSignature]:
    known: dict[Any, tuple[Any, ParsedSignature]] = {}

    def from_fn(fn: Any, signature_namespace: dict[str, Any]) -> ParsedSignature:
        if not isfunction(fn) or hasattr(fn, "__wrapped__") or signature_namespace:
            return parse(fn, signature_namespace)
        said = (fn.__annotations__, fn.__defaults__, fn.__kwdefaults__)
        if fn.__code__ not in known or known[fn.__code__][0] != said:
            known[fn.__code__] = said, parse(fn, signature_namespace)
        return known[fn.__code__][1]

    return from_fn


def _modelled_once(create: Callable[..., type[SignatureModel]]) -> Callable[..., type[SignatureModel]]:
    known: dict[Any, tuple[Any, type[SignatureModel]]] = {}

    def model(*, fn: Any, parsed_signature: ParsedSignature, **layers: Any) -> type[SignatureModel]:
        # The signature is kept beside its model, so that no other one comes to lie at its address.
        key = (id(parsed_signature), getattr(fn, "__name__", ""))
        if key not in known or known[key][0] != (parsed_signature, layers):
            known[key] = (parsed_signature, layers), create(fn=fn, parsed_signature=parsed_signature, **layers)
        return known[key][1]

    return model


class _Methods(Mapping[str, dict[str, Any]]):
    """The handlers of a router by address and method, of one address when one is asked for: Litestar's own goes through all of
    them for each route that is added."""

    def __init__(self, router: Router) -> None:
        self._routes = router.routes

    def __getitem__(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for route in self._routes:
            if route.path != path:
                continue
            if isinstance(route, HTTPRoute):
                found |= {method: handler for handler in route.route_handlers for method in handler.http_methods}
            else:
                found["websocket" if isinstance(route, WebSocketRoute) else "asgi"] = route.route_handler
        if not found:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(route.path for route in self._routes))

    def __len__(self) -> int:
        return len({route.path for route in self._routes})
