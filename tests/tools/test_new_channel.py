"""`make channel` writes what passes as written, refuses bad names, and its tests catch an adapter that breaks a rule."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_architecture import offences
from tools import new_channel

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("src/fairlead/channels", "src/fairlead/kit", "tests/channels")
PYTEST = ("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
# Channels that are built have tests of their own, which need more of the repository.
# What a hurried author might do, and the check that must stop it.
BROKEN = {
    "trusting": ("if not hmac.compare_digest(", "if claimed and not hmac.compare_digest(", "forgeries"),
    "careless": ("except msgspec.ValidationError as error:", "except KeyError as error:", "what_is_not"),
    "constant": ("delivery_key=event.id", 'delivery_key="1"', "duplicates"),
    "parrot": ("if event.own:", "if False:", "an_echo"),
    "endless": ("split(message.text, MANIFEST.text_limit)", "[message.text]", "long_text"),
    "repeating": ("[len(sent) :]:", ":", "failures"),
    "hopeful": ("status in BUSY or status >= 500", "status >= 400", "failures"),
    "nameless": ('name="nameless"', 'name="nobody"', "the_docs"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """As much of the repository as a channel needs; only what git would keep."""
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("src/fairlead/__init__.py", "tests/__init__.py", "docs/channels.md", "pyproject.toml"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    conftest = 'import pytest\n\n\n@pytest.fixture(scope="session")\ndef anyio_backend():\n    return "asyncio"\n'
    (tmp_path / "tests/conftest.py").write_text(conftest)
    return tmp_path


def start(tree: Path, *command: str) -> subprocess.Popen[str]:
    environment = {"PYTHONPATH": str(tree / "src"), "PATH": "/usr/bin:/bin"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([sys.executable, "-m", *command], cwd=tree, env=environment, **pipes)


def test_what_it_writes_passes_as_written(tree, capsys):
    names = ["zulip", "a1", "message", "an_extraordinarily_long_name_xy"]
    assert [new_channel.main([name], tree) for name in names] == [0, 0, 0, 0]
    assert "src/fairlead/channels/zulip/adapter.py" in capsys.readouterr().out
    assert offences(tree) == []
    rows = re.findall(r"(?m)^\| `(\w+)` \|", (tree / "docs/channels.md").read_text("utf-8"))
    assert rows[-5:] == ["webchat", *names]
    commands = [
        ("ruff", "check", "--no-cache", "src/fairlead/channels", "tests/channels"),
        ("ruff", "format", "--no-cache", "--check", "src/fairlead/channels", "tests/channels"),
        ("mypy", "--follow-imports=silent", "--cache-dir", "/dev/null", "-m", "fairlead.channels.zulip.adapter"),
        (*PYTEST, "tests/channels/message", "tests/channels/an_extraordinarily_long_name_xy"),
    ]
    for process in [start(tree, *command) for command in commands]:
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert "20 passed" in said


def test_its_tests_catch_an_adapter_that_breaks_a_rule(tree):
    for name, (old, new, _) in BROKEN.items():
        assert new_channel.main([name], tree) == 0
        path = tree / f"src/fairlead/channels/{name}/adapter.py"
        assert path.read_text("utf-8").count(old) == 1, name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    written = [f"tests/channels/{name}" for name in BROKEN]
    process = start(tree, *PYTEST, "--tb=no", "-rf", "-k", "keeps_the_contract", *written)
    said, _ = process.communicate(timeout=60)
    failed = re.findall(r"(?m)^FAILED tests/channels/(\w+)/test_adapter.py::(\S+)", said)
    for name, (_, _, check) in BROKEN.items():
        assert [test for channel, test in failed if channel == name and check in test], f"{name}: {said}"


@pytest.mark.parametrize(
    "name",
    ["", "x", "Line", "1st", "_x", "x_", "a__b", "a-b", "a b", "../x", "a/b", "a.b", "a\n", "línea", "class", "x" * 32],
)
def test_a_bad_name_is_refused(tree, capsys, name):
    refused(tree, name)
    assert "no name for a channel" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["webchat", "contract", "checks"])
def test_a_name_that_is_taken_is_refused(tree, capsys, name):
    refused(tree, name)
    assert "exists" in capsys.readouterr().err


def refused(tree: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    assert new_channel.main([name], tree) == 1
    assert {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()} == before


def test_a_channel_is_written_once(tree):
    assert new_channel.main(["zulip"], tree) == 0
    refused(tree, "zulip")


def test_without_a_name_it_says_how(tree, capsys):
    assert new_channel.main([], tree) == 2
    assert "make channel name=" in capsys.readouterr().err
