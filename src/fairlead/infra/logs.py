"""Structured logs, one JSON object a line, without personal data: only fields that are known to be harmless pass."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# What may stand in a log line. A text, a name, an address or a token has no field here and cannot slip in.
FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "reason",
        "job",
        "kind",
        "attempts",
        "reaction",
        "event_kind",
        "request_id",
        "method",
        "route",
    }
    | {
        "status",
        "milliseconds",
        "code",
        "address",
        "node",
        "sockets",
        "count",
        "brand",
        "role",
        "signal",
        "seconds",
        "version",
        "database",
    }
    | {"exception", "entries", "folder", "port", "conversation"}
)


def _only_known_fields(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in line.items() if key in FIELDS}


def _short_exception(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Where it broke, never the values it broke on: an exception's text may carry what a person wrote."""
    info = line.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    if error is not None:
        frames: list[str] = []
        trace = error.__traceback__
        while trace is not None:
            frames.append(f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
            trace = trace.tb_next
        line["exception"] = f"{type(error).__name__} at {' > '.join(frames[-8:])}"
    return line


def configure(level: str) -> None:
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _short_exception,
            _only_known_fields,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # uvicorn's own lines go the same way; access lines (addresses with queries) are not written at all.
    logging.basicConfig(
        level=max(number, logging.WARNING), format="%(levelname)s %(name)s %(message)s", stream=sys.stderr
    )
