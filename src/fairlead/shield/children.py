"""Processes of a moment that read what strangers sent, so that whatever fools a reader dies there; `lock_up.py` shuts them in."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import Process

from fairlead.kit.errors import Unavailable

LINE_BYTES = 64 * 1024


async def begun(module: str, *wanted: str, line: int = LINE_BYTES) -> Process:
    """`shield/{module}.py` as a process that is given bytes and answers with bytes; `line`: the longest line it may say. Raises
    Unavailable when the machine cannot start it."""
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", f"fairlead.shield.{module}", *wanted),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Our own secrets stand in the environment.
            env={},
            cwd="/",
            limit=line,
        )
    except OSError as error:
        raise Unavailable(retry_after=5) from error


async def give(pipe: asyncio.StreamWriter | None, content: bytes) -> None:
    """All of it, and its end."""
    if pipe is not None:
        # One that died early no longer listens.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            pipe.write(content)
            await pipe.drain()
        pipe.close()
