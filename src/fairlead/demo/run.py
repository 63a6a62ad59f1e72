"""From nothing to a served demo: secrets, database, cast, articles, then everything on one port."""

import asyncio
import base64
import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from joserfc.jwk import OKPKey

from fairlead.app import System
from fairlead.demo.cast import COLLEAGUES, EXCHANGES, PASSWORD, Exchange
from fairlead.demo.changes import FACTS, show_changes
from fairlead.demo.fill import NothingToFill, fill
from fairlead.demo.join import NothingToJoin, Wanted, join
from fairlead.demo.matters import show_matters
from fairlead.demo.ratings import show_ratings
from fairlead.demo.seed import seed
from fairlead.demo.sites import ExchangeSite
from fairlead.demo.staff import open_new, show_staff
from fairlead.fakes import facts, freeze, webhook_receiver
from fairlead.fakes.translator import NAME, StandIn, serving
from fairlead.infra.database import async_url
from fairlead.infra.schema import check, migrate
from fairlead.infra.web.edge import App
from fairlead.serve import serve_system
from fairlead.settings import Settings

PORT = 8300


def run_demo(*, port: int | None, fresh: bool, staffed: bool = False, by_hand: bool = False) -> None:
    """Serves until Ctrl-C. The data stays in `var/demo` for the next time. `staffed`: see `staff.py`. `by_hand`: a new demo
    gives nothing out, and who waits stays in the queue until an agent takes him."""
    import uvloop

    folder = _folder()
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    keys = demo_keys(folder / "keys.json")
    settings = _settings(folder, keys, port)
    signing = {exchange.key: keys[exchange.key].encode() for exchange in EXCHANGES}
    migrate(async_url(settings.database_url, settings.data_path))
    with contextlib.ExitStack() as beside, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        # Something to see without an account anywhere.
        beside_us: dict[str, Any] = {}
        if not settings.translation_kind:
            # It says in each answer that it is none.
            beside_us |= translator(beside.enter_context(serving(StandIn())))
        if not settings.freeze_url:
            beside_us["freeze_url"] = beside.enter_context(freeze.serving(freeze.Freezer()))
        if not settings.facts_url:
            beside_us["facts_url"] = beside.enter_context(facts.serving(facts.Facts(dict.fromkeys(signing, FACTS))))
        hooks = ""
        if staffed:
            hooks = beside.enter_context(webhook_receiver.serving(webhook_receiver.Receiver()))
            beside_us["webhook_origins"] = hooks
        settings = _settings(folder, keys, port, **beside_us)
        runner.run(_set_up(settings, signing, hooks, by_hand=by_hand))
        sites: dict[str, App] = {
            site_host(exchange, settings): ExchangeSite(exchange, signing[exchange.key], settings.origin)
            for exchange in EXCHANGES
        }
        runner.run(serve_system(settings, sites=sites, ready=lambda: _tell(settings)))


async def fill_demo(conversations: int, progress: Callable[[int], None]) -> int:
    """How many entries were written, beside a running server or without. Raises NothingToFill, SchemaError."""
    folder = _folder()
    if not (folder / "keys.json").exists():
        raise NothingToFill(f"There is no demo in {folder}. Start `fairlead demo` once first.")
    system = System(_settings(folder, demo_keys(folder / "keys.json"), None))
    try:
        await check(system.database)
        return await fill(system, conversations=conversations, progress=progress)
    finally:
        await system.database.close()


async def crowd_demo(wanted: Wanted, tell: Callable[[str], None]) -> None:
    """Simulated people in the running demo, until the time is up or Ctrl-C. Raises NothingToJoin, NoDialogues."""
    folder = _folder()
    if not (folder / "keys.json").exists():
        raise NothingToJoin(f"There is no demo in {folder}. Start `fairlead demo` in another terminal first.")
    keys = demo_keys(folder / "keys.json")
    system = System(_settings(folder, keys, wanted.port))
    try:
        await check(system.database)
        await join(system, {name: value.encode() for name, value in keys.items()}, wanted, tell)
    finally:
        await system.database.close()


def _folder() -> Path:
    wanted = Settings.from_env()
    return wanted.data_path if "FAIRLEAD_DATA_DIR" in os.environ else wanted.data_path / "demo"


def translator(url: str) -> dict[str, str]:
    return {"translation_kind": "libretranslate", "translation_url": url, "translation_model": NAME}


def _settings(folder: Path, keys: dict[str, str], port: int | None, **more: Any) -> Settings:
    wanted = Settings.from_env()
    port = port or (wanted.port if "FAIRLEAD_PORT" in os.environ else PORT)
    # Behind a proxy the address is another one; the exchanges' pages are then on its port.
    public_url = wanted.public_url if "FAIRLEAD_PUBLIC_URL" in os.environ else f"http://localhost:{port}"
    return Settings.from_env(
        data_dir=str(folder),
        port=port,
        public_url=public_url,
        secret_key=keys["secret_key"],
        sealing_keys=keys["sealing_keys"],
        **more,
    )


def site_host(exchange: Exchange, settings: Settings) -> str:
    return f"{exchange.key}.localhost:{urlsplit(settings.public_url).port or 80}"


async def _set_up(settings: Settings, signing: dict[str, bytes], hooks: str, *, by_hand: bool) -> None:
    system = System(settings)
    origins = {exchange.key: f"http://{site_host(exchange, settings)}" for exchange in EXCHANGES}
    new = {exchange.key for exchange in EXCHANGES} - {brand.key for brand in await system.brands.all()}
    await seed(system, signing, origins, lambda line: click.echo(f"  {line} …"))
    if not by_hand:
        await open_new(system, new)
    await show_matters(system)
    await show_ratings(system)
    await show_changes(system)
    if hooks:
        await show_staff(system, hooks)
    await system.database.close()


def demo_keys(path: Path) -> dict[str, str]:
    """The demo's secrets, made at the first start and kept beside its data."""
    if path.exists():
        found: dict[str, str] = json.loads(path.read_text("utf-8"))
        return found
    keys = {
        "secret_key": base64.b64encode(os.urandom(32)).decode(),
        "sealing_keys": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
    }
    for exchange in EXCHANGES:
        if exchange.algorithm == "EdDSA":
            keys[exchange.key] = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
        else:
            keys[exchange.key] = base64.b64encode(os.urandom(48)).decode()
    path.touch(mode=0o600)
    path.write_text(json.dumps(keys), "utf-8")
    return keys


def _tell(settings: Settings) -> None:
    """The addresses and who can sign in."""
    origin = settings.origin
    lines = ["", click.style("Fairlead's demo is running.", bold=True), ""]
    for exchange in EXCHANGES:
        lines.append(f"  {exchange.name}")
        lines.append(f"    exchange     http://{site_host(exchange, settings)}/")
        lines.append(f"    help center  {origin}/help/{exchange.key}/{exchange.locales[0]}/")
    lines += ["", f"  Desk           {origin}/desk", f"    password     {PASSWORD}"]
    lines += [f"    {colleague.role:<12} {colleague.email}" for colleague in COLLEAGUES]
    lines += ["", "  Ask something on an exchange's page, then answer it at the desk. Ctrl-C ends it.", ""]
    click.echo("\n".join(lines))
