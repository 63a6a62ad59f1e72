"""What every command needs: settings, a loop, and failures as sentences."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import click

from fairlead.settings import Settings, SettingsError


def fail(sentence: str) -> NoReturn:
    click.echo(f"fairlead: {sentence}", err=True)
    sys.exit(2)


def read_settings(**override: Any) -> Settings:
    try:
        return Settings.from_env(**override)
    except SettingsError as error:
        fail(str(error))


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Runs to the end; a Problem or a wrong setting becomes a sentence."""
    from fairlead.infra.schema import SchemaError
    from fairlead.kit.errors import Problem

    try:
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work)
    except (SettingsError, SchemaError) as error:
        fail(str(error))
    except Problem as problem:
        fail(sentence_of(problem))


def sentence_of(problem: Any) -> str:
    from fairlead.app import PACKAGE
    from fairlead.kit.texts import Texts

    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    return texts(f"error.{problem.code}", "en", **problem.told)


async def open_system() -> Any:
    """The parts, on a database that fits. For commands that work beside a running server."""
    from fairlead.app import System
    from fairlead.infra.schema import check

    system = System(read_settings())
    await check(system.database)
    return system
