"""Each bench measures for real, if only a little, and ends with the line that others read. No figure is judged here."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
BENCHES = sorted(path.stem for path in (REPOSITORY / "bench").glob("*.py") if not path.stem.startswith("_"))
# The others take half a minute each: they run with the full counts.
QUICK = ("fairness", "start", "widget")
RUN = BENCHES if os.environ.get("FAIRLEAD_PROVE") == "1" else QUICK
FIELDS = {"name", "ours", "reference", "ratio", "goal", "pass"}


def test_the_benches_this_project_promises_are_there():
    assert {
        "assign",
        "chat",
        "crowd",
        "desk",
        "fairness",
        "idle",
        "inbox",
        "pages",
        "start",
        "tickets",
        "widget",
    } <= set(BENCHES)


@pytest.mark.prove
@pytest.mark.parametrize("name", RUN)
async def test_a_bench_ends_with_one_line_of_json(name: str):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"bench.{name}", "--tiny"),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    lines = out.decode().strip().splitlines()
    assert lines, err.decode()
    told = json.loads(lines[-1])
    assert told["bench"] == name
    assert told["figures"], err.decode()
    assert all(figure.keys() == FIELDS for figure in told["figures"])
    assert told["pass"] == all(figure["pass"] for figure in told["figures"])
    # 1 means a goal was missed, which a machine under test may do; anything else is a crash.
    assert process.returncode in (0, 1), err.decode()
