"""`make channel name=…`: writes a new channel's adapter, its tests with their payloads, and its row in the docs.

What it writes works as it stands, against a provider that speaks the shape described in the adapter; the steps from
there to a real provider are in docs/channels.md.
"""

import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = r"(?=.{2,31}$)[a-z][a-z0-9]*(_[a-z0-9]+)*"
EVENT: dict[str, Any] = {
    "type": "message",
    "id": "e1",
    "at": "2026-11-21T09:12:44Z",
    "thread": "t1",
    "from": {"id": "u1", "name": "Lin"},
    "text": "Where is my deposit?",
}
PAYLOADS: dict[str, dict[str, Any]] = {
    "message__text": EVENT,
    "message__public": EVENT | {"id": "e2", "audience": "public", "text": "充值还没到账\n第二行 🙂"},
    "echo__own_reply": EVENT | {"id": "e3", "own": True, "text": "It has arrived."},
    "typing__started": {"type": "typing", "id": "e4", "thread": "t1"},
}


class NotWritten(Exception):
    """Why, as a sentence; nothing has been changed."""


def main(arguments: list[str], root: Path = REPOSITORY) -> int:
    if len(arguments) != 1:
        print("usage: make channel name=example", file=sys.stderr)
        return 2
    try:
        written = scaffold(arguments[0], root=root)
    except NotWritten as reason:
        print(f"{reason}; nothing was written", file=sys.stderr)
        return 1
    for path in written:
        print(path.relative_to(root))
    print(f"\nIts tests: make check args=tests/channels/{arguments[0]}   What now: docs/channels.md")
    return 0


def scaffold(name: str, *, root: Path) -> list[Path]:
    """The files written, the docs' table last. Raises NotWritten."""
    check(name, root=root)
    files, docs = made(name), root / "docs" / "channels.md"
    table = with_row(docs.read_text("utf-8"), name)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    docs.write_text(table, "utf-8")
    return [*(root / path for path in files), docs]


def check(name: str, *, root: Path) -> None:
    if not re.fullmatch(NAME, name) or keyword.iskeyword(name):
        raise NotWritten(f"{name!r} is no name for a channel: 2 to 31 of a-z, 0-9 and _, as a Python identifier")
    package, tests = root / "src/fairlead/channels", root / "tests/channels"
    for path in (package / name, package / f"{name}.py", tests / name, tests / f"{name}.py"):
        if path.exists():
            raise NotWritten(f"{path.relative_to(root)} exists")
    docs = root / "docs" / "channels.md"
    if not docs.is_file() or f"| `{name}` |" in docs.read_text("utf-8"):
        raise NotWritten(f"docs/channels.md is missing or has a row {name} already")


def made(name: str) -> dict[str, str]:
    """Every file by its path below the root."""
    source, tests = f"src/fairlead/channels/{name}", f"tests/channels/{name}"
    payloads = {
        f"{tests}/payloads/{case}.json": json.dumps(payload, ensure_ascii=False, indent=2) + "\n"
        for case, payload in PAYLOADS.items()
    }
    return {
        f"{source}/__init__.py": f'"""{label(name)}: an adapter of the contract in `channels/contract.py`."""\n',
        f"{source}/adapter.py": filled("channel_adapter.py.txt", name),
        f"{tests}/__init__.py": "",
        f"{tests}/test_adapter.py": filled("channel_test.py.txt", name),
        **payloads,
    }


def filled(template: str, name: str) -> str:
    text = (TEMPLATES / template).read_text("utf-8")
    values = {"name": name, "header": name.replace("_", "-"), "Label": label(name), "Class": adapter(name)}
    return re.sub(r"@(\w+)@", lambda found: values[found[1]], text)


def label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def adapter(name: str) -> str:
    """Its class: the ending keeps a channel named `message` apart from what the adapter imports."""
    return "".join(part.capitalize() for part in name.split("_")) + "Adapter"


def with_row(text: str, name: str) -> str:
    """The page with one more row at the end of its table."""
    row = f"| `{name}` | {label(name)} | text, private and public | signed requests: `channels/{name}/adapter.py` |"
    lines = text.splitlines()
    last = max((at for at, line in enumerate(lines) if line.startswith("| `")), default=None)
    if last is None:
        raise NotWritten("docs/channels.md has no table of channels")
    return "\n".join([*lines[: last + 1], row, *lines[last + 1 :]]) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
