"""What our own code and our own repository may not hold (reliability.md V-22, V-29, V-33, V-35): read, not run."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import fairlead
from fairlead.infra.sealing import sealer_from
from fairlead.settings import SETTINGS, Settings, SettingsError
from tests.harness import SEALING, SECRET

SOURCE = Path(fairlead.__file__).parent
FILES = sorted(path for path in SOURCE.rglob("*.py") if "static" not in path.parts)


@pytest.fixture(autouse=True)
def tidied() -> None:
    """Nothing here is opened; what conftest.py says needs an event loop."""


WEAK = {
    "bytes that are all the same": "c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M=",
    "nothing but zeros": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "a few bytes over and over": "AQIDBAECAwQBAgMEAQIDBAECAwQBAgMEAQIDBAECAwQ=",
    "a sentence": "cGxlYXNlIGNoYW5nZSBtZSBiZWZvcmUgeW91IGdvIGxpdmUgb3Igc28=",
    "too short": "c2hvcnQ=",
    "no base64": "change-me",
}


@pytest.mark.parametrize("weak", WEAK, ids="V22 {}".format)
def test_v22_a_secret_that_can_be_guessed_starts_nothing(weak: str):
    for change in ({"secret_key": WEAK[weak]}, {"sealing_keys": f"k1:{WEAK[weak]}"}):
        settings = Settings(**({"secret_key": SECRET, "sealing_keys": SEALING} | change))
        with pytest.raises(SettingsError, match="fairlead keys") as told:
            sealer_from(settings)
        assert WEAK[weak] not in str(told.value), "a secret is not repeated"


def test_v22_one_secret_is_not_both():
    with pytest.raises(SettingsError, match="the same"):
        sealer_from(Settings(secret_key=SECRET, sealing_keys=f"k1:{SECRET}"))


def test_v22_nothing_secret_has_a_default():
    named = re.compile(r"key|secret|token|password")
    assert all(setting.default == "" for setting in SETTINGS if setting.secret)
    assert [s.name for s in SETTINGS if named.search(s.name) and not s.secret] == []


def test_v22_keys_we_make_are_taken():
    said = subprocess.run(
        [sys.executable, "-m", "fairlead.cli", "keys"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    made = {
        name.removeprefix("FAIRLEAD_").lower(): value
        for name, _, value in (line.partition("=") for line in said.split())
    }
    sealer_from(Settings(secret_key=made["secret_key"], sealing_keys=made["sealing_keys"]))


def parsed() -> Iterator[tuple[str, ast.Module]]:
    for path in FILES:
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


def called(node: ast.AST) -> str:
    """The last name of what is called: `text`, `execute`, `loads`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_put_together(node: ast.AST) -> bool:
    """An f-string with a hole, `%`, `+` or `.format` on text."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        return any(
            isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
            for part in ast.walk(node)
        )
    return called(node) in ("format", "format_map", "join", "replace", "substitute") and isinstance(node, ast.Call)


ASKS_A_DATABASE = {
    "text",
    "execute",
    "executemany",
    "executescript",
    "exec_driver_sql",
    "scalar",
    "scalars",
    "literal_column",
    "DDL",
}
SQL = re.compile(r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|PRAGMA|COPY|TRUNCATE|VACUUM)\b")
# File, and why what is put together there holds nothing from outside.
PUT_TOGETHER = {
    "infra/dialects/postgres.py": "many rows in one UPDATE: names of our own tables and columns, values are bound",
    "infra/dialects/sqlite.py": "the same, and the PRAGMAs of its own table",
    "tickets/store.py": "the names of open statuses and a limit, constants of ours, where a driver takes the values of a batch",
}


def sql_of(tree: ast.Module) -> Iterator[ast.AST]:
    """Every place where SQL is put together: handed to a database, or text that begins as SQL does."""
    for node in ast.walk(tree):
        if called(node) in ASKS_A_DATABASE and isinstance(node, ast.Call):
            yield from (each for each in [*node.args, *(word.value for word in node.keywords)] if is_put_together(each))
        if isinstance(node, ast.JoinedStr | ast.BinOp) or called(node) == "format":
            first = next(
                (
                    part.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ),
                "",
            )
            if is_put_together(node) and SQL.match(first):
                yield node


def test_v29_no_sql_is_put_together_from_text():
    """Values are bound. Where a statement is made of pieces all the same, the file stands above with its reason."""
    found = {name for name, tree in parsed() if any(True for _ in sql_of(tree))}
    assert found == set(PUT_TOGETHER)


@pytest.mark.parametrize("bad", [
    'session.execute(text(f"SELECT * FROM a WHERE b = {c}"))', 'session.execute(text("SELECT 1 WHERE b = %s" % c))',
    'connection.exec_driver_sql("DELETE FROM a WHERE b = " + c)', 'cursor.execute("SELECT {}".format(c))', 'wanted = f"UPDATE a SET b = {c}"',
    'literal_column(f"a.{c}")', 'session.scalar(text("".join(parts)))',
])  # fmt: skip
def test_v29_the_rule_finds_what_it_is_for(bad: str):
    assert list(sql_of(ast.parse(bad)))


def test_v29_the_rule_leaves_bound_values_alone():
    for fine in (
        'session.execute(text("SELECT 1 WHERE a = :b"), {"b": c})',
        "session.execute(select(A).where(A.b == c))",
        'log.info(f"selected {a}")',
    ):
        assert list(sql_of(ast.parse(fine))) == []


MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "jsonpickle",
    "dbm",
    "xmlrpc",
    "xml",
}
CALLS = {"eval", "exec", "__import__", "unsafe_load", "full_load", "literal_eval"}


def opened_blindly(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield node.module or ""
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.func.id
        elif isinstance(node, ast.Attribute) and node.attr in (
            "unsafe_load",
            "full_load",
            "load_all",
            "UnsafeLoader",
            "FullLoader",
        ):
            yield node.attr
        elif isinstance(node, ast.Attribute) and node.attr == "load" and getattr(node.value, "id", "") == "yaml":
            yield "yaml.load"


def test_v35_nothing_that_is_read_can_become_code():
    assert {name: found for name, tree in parsed() if (found := list(opened_blindly(tree)))} == {}


@pytest.mark.parametrize(
    "bad",
    ["import pickle", "from marshal import loads", "eval(a)", "yaml.load(a)", "yaml.UnsafeLoader", "import xml.sax"],
)
def test_v35_the_rule_finds_what_it_is_for(bad: str):
    assert list(opened_blindly(ast.parse(bad)))


def test_v33_no_archive_is_ever_unpacked_to_disk():
    """What comes in archives (the demo's dialogues) is read in memory, member by member; nothing is extracted."""
    for name, tree in parsed():
        used = {called(node) for node in ast.walk(tree)}
        assert not used & {"extractall", "unpack_archive", "extract_all"}, name


ASKS_OUTSIDE = {
    "httpx",
    "httpcore",
    "requests",
    "aiohttp",
    "urllib.request",
    "http.client",
    "socket",
    "urllib3",
    "ftplib",
    "smtplib",
}
# Who may open a connection, and why.
OUTSIDE = {
    "infra/http_client.py": "the one way out",
    "infra/reach.py": "which says where it may lead",
    "demo/join.py": "the demo's simulated people, who come to us from outside",
    "shield/scan_malware.py": "the operator's scanner, at the address of a setting and no other",
    "serve.py": "names the type of the sockets it is given",
}


def test_v36_there_is_one_way_out():
    """A request of anybody's choice goes by `infra/http_client.py`, where it is looked at."""
    found = set()
    for name, tree in parsed():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules = {node.module or ""} | {f"{node.module}.{each.name}" for each in node.names}
            else:
                modules = set()
            if modules & ASKS_OUTSIDE or called(node) in ("open_connection", "create_connection"):
                found.add(name)
    assert found == set(OUTSIDE)
