"""Every row of the catalogue that is ours is named by a test of this folder or of the parts below it."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
WHERE = tuple(
    TESTS / folder
    for folder in (
        *("bad_input", "kit", "shield", "people", "infra", "live", "faults", "gate", "proxied", "browser"),
        *("helpcenter", "helpcenter/editing", "bot"),
        # What is said of files, times, amounts and exports is tested where they are read.
        *("brands", "chains", "conversations", "feedback", "promises", "tickets", "channels/portal", "."),
    )
)


def rows(letter: str, last: int, *left_out: int) -> set[str]:
    return {f"{letter}{number:02}" for number in range(1, last + 1) if number not in left_out}


# reliability.md 3.1, 3.2 and 3.3, but what comes with later parts of the house.
HTTP = rows("H", 45, 36)
SOCKET = rows("W", 29, 1)
UPLOADS = rows("U", 30, 3, 21, 22)
VULNERABILITIES = {
    f"V{n:02}"
    for n in (
        1,
        2,
        3,
        10,
        11,
        12,
        13,
        14,
        16,
        17,
        19,
        20,
        22,
        23,
        24,
        25,
        26,
        27,
        29,
        30,
        32,
        33,
        34,
        35,
        36,
        37,
        39,
        49,
        52,
    )
}
# Sign-in, sessions and roles: 2.1, and 3.8 as far as there are passwords, sessions and roles.
SIGN_IN = {"V04", "V05", "V06", "V08", "V09", "V18", "V21", "V57", "L01", "L02", "L03", "L07", "L13", "L18", "L19"}
# Search, articles, what readers say of them and what the bot answers (3.7).
ARTICLES = rows("S", 20)
# What goes out as a file (3.9): nothing of customers or matters is imported from a table yet, which is the rest of its rows.
EXPORTS = {"C05", "C06", "C09", "C10"}
# Times, languages and numbers (3.10).
TIMES = rows("T", 12)
# Rows whose proof has another name in the catalogue.
ALSO = {"V20": "W19", "V24": "U07", "V34": "U09", "U03": "U28"}


def named_in(path: Path) -> set[str]:
    """Rows named by a test's name or docstring, or by the id of one of its cases."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and node.name.startswith("test_"):
            texts = [node.name.replace("_", " "), ast.get_docstring(node) or ""]
        elif isinstance(node, ast.keyword) and node.arg in ("id", "ids"):
            texts = [
                part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
        elif isinstance(node, ast.Dict | ast.Call):
            parts = node.keys if isinstance(node, ast.Dict) else node.args
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            texts = [text for text in texts if re.match(r"[HWUVLSCT]\d\d ", text)]
        elif isinstance(node, ast.List):
            texts = [part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            texts = [text for text in texts if re.match(r"[HWUVLSCT]\d\d ", text)]
        else:
            continue
        for text in texts:
            found |= {
                f"{letter.upper()}{number}" for letter, number in re.findall(r"\b([HWUVLSCThwuvlsct])(\d\d)\b", text)
            }
    return found


@pytest.fixture(autouse=True)
def tidied() -> None:
    """Nothing here is opened; what conftest.py says needs an event loop."""


@pytest.fixture(scope="module")
def named() -> set[str]:
    return set().union(*(named_in(path) for folder in WHERE for path in folder.glob("test_*.py")))


@pytest.mark.parametrize(
    "wanted",
    [HTTP, SOCKET, UPLOADS, VULNERABILITIES, SIGN_IN, ARTICLES, EXPORTS, TIMES],
    ids=["HTTP", "sockets", "uploads", "classes", "sign-in", "articles", "exports", "times"],
)
def test_every_row_in_scope_is_named_by_a_test(named: set[str], wanted: set[str]):
    known = named | {row for row, other in ALSO.items() if other in named}
    assert sorted(wanted - known) == []


def test_no_row_is_named_that_the_catalogue_does_not_have(named: set[str], shared: Path):
    catalogue = (shared / "design/reliability.md").read_text("utf-8")
    rows_there = set(re.findall(r"^\| ([HWULSCT]\d\d) \|", catalogue, re.MULTILINE))
    assert {row for row in named if row[0] in "HWULSCT"} <= rows_there


def test_the_rows_in_scope_are_those_of_the_catalogue(shared: Path):
    """A row added to the catalogue is missed here until somebody decides about it."""
    catalogue = (shared / "design/reliability.md").read_text("utf-8")
    there = set(re.findall(r"^\| ([HW]\d\d) \|", catalogue, re.MULTILINE))
    assert there - HTTP - SOCKET == {"H36", "W01", "W30"}
