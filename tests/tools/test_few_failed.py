"""A second try is for few tests of a run that came to its end, and never for one that broke off."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.few_failed import main

TEST = "import sys\n\ndef test_one():\n    {}\n"
HOOK = Path(__file__).resolve().parent.parent / "conftest.py"


def kept(cache: Path, *, ended: int | None, failed: int) -> Path:
    for name, value in (("fairlead/ended", ended), ("cache/lastfailed", {f"test_{n}": True for n in range(failed)})):
        if value is not None:
            (cache / name).parent.mkdir(parents=True, exist_ok=True)
            (cache / name).write_text(json.dumps(value))
    return cache


@pytest.mark.parametrize(
    ("ended", "failed", "again"), [(1, 1, 0), (1, 5, 0), (1, 6, 1), (1, 0, 1), (2, 1, 1), (3, 1, 1), (None, 1, 1)]
)
def test_only_few_of_a_whole_run_are_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ended: int | None, failed: int, again: int
):
    assert main(kept(tmp_path, ended=ended, failed=failed)) == again
    assert capsys.readouterr().out == (f"{failed}\n" if again == 0 else "")


@pytest.mark.parametrize(("body", "again"), [("assert not sys", 0), ("raise KeyboardInterrupt", 1), ("pass", 1)])
def test_what_pytest_keeps_tells_a_failure_from_a_run_that_broke_off(tmp_path: Path, body: str, again: int):
    hook = HOOK.read_text().partition("def pytest_sessionfinish")[2].partition("\n\n\n")[0]
    (tmp_path / "conftest.py").write_text(f"import pytest\n\ndef pytest_sessionfinish{hook}\n")
    (tmp_path / "test_it.py").write_text(TEST.format(body))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "1", "--rootdir", ".", "-p", "no:schemathesis", "test_it.py"]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert main(tmp_path / ".pytest_cache/v") == again
