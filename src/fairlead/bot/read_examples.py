"""Reads files of examples for `fairlead bot eval`: CSV, or JSON lines, each with `text`, `intent` and, if wished, `locale`."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from fairlead.kit.text import storable

# More is no question, and cut by the model anyway.
LONGEST = 10_000
COLUMNS = ("text", "intent", "locale")


class Row(NamedTuple):
    """`intent` is empty where no intent is right: the bot should not answer."""

    text: str
    intent: str
    locale: str


class BadRow(ValueError):
    """A sentence that says which line is wrong, and how."""


def read_examples(path: Path, *, locale: str) -> list[Row]:
    """`locale` is that of rows without one. Names that end in `.jsonl` or `.ndjson` are of JSON lines. Raises BadRow, OSError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRow(f"{path.name} is not UTF-8 (byte {error.start}).") from error
    lines = _json_lines(text) if path.suffix.lower() in (".jsonl", ".ndjson") else _csv_lines(text)
    rows = [_row(line, values, locale) for line, values in lines]
    if not rows:
        raise BadRow(f"{path.name} has no row.")
    return rows


def _json_lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, content in enumerate(text.split("\n"), 1):
        if not content.strip():
            continue
        try:
            values = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise BadRow(f"Line {line} is no JSON.") from error
        if not isinstance(values, dict):
            raise BadRow(f"Line {line} is no JSON object.")
        yield line, values


def _csv_lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = {"text", "intent"} - set(reader.fieldnames or ())
        if missing:
            raise BadRow(f"Line 1 has no column {' and no column '.join(sorted(missing))}.")
        for values in reader:
            if None in values:
                raise BadRow(f"Line {reader.line_num} has more fields than line 1.")
            yield reader.line_num, values
    except csv.Error as error:
        raise BadRow(f"Line {reader.line_num + 1} is no CSV: {error}.") from error


def _row(line: int, values: dict[str, Any], locale: str) -> Row:
    found = {name: values.get(name) or "" for name in COLUMNS}
    for name, value in found.items():
        if not isinstance(value, str):
            raise BadRow(f"Line {line}: {name} is no text.")
    if not found["text"].strip():
        raise BadRow(f"Line {line}: text is empty.")
    if len(found["text"]) > LONGEST:
        raise BadRow(f"Line {line}: text has more than {LONGEST:,} characters.")
    return Row(storable(found["text"]), storable(found["intent"]).strip(), storable(found["locale"]).strip() or locale)
