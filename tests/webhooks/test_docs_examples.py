"""What docs/webhooks.md gives receivers to verify with does so: it takes what we sign, and nothing else."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from fairlead.kit.clock import SECOND
from fairlead.webhooks import rules

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text("utf-8")
AT, BODY = 1_800_000_000, '{"type":"webhook.test","data":{"note":"ünïcode 测试"}}'.encode()
OLD, NEW, OTHER = (rules.new_secret(bytes([number]) * 32) for number in (1, 2, 3))
SIGNED = rules.sign("msg_1", at=AT * SECOND, body=BODY, secrets=[NEW, OLD]).headers()
# (secret, headers, body, seconds since it was signed, whether it is ours)
CASES: list[tuple[str, dict[str, str], bytes, int, bool]] = [
    (NEW, SIGNED, BODY, 0, True),
    (OLD, SIGNED, BODY, 299, True),
    (OLD, SIGNED, BODY, -299, True),
    (OTHER, SIGNED, BODY, 0, False),
    (NEW, SIGNED, BODY + b" ", 0, False),
    (NEW, SIGNED, BODY, 301, False),
    (NEW, SIGNED, BODY, -301, False),
    (NEW, SIGNED | {"webhook-id": "msg_2"}, BODY, 0, False),
    (NEW, SIGNED | {"webhook-timestamp": str(AT + 1)}, BODY, 0, False),
    (NEW, SIGNED | {"webhook-signature": "v1,"}, BODY, 0, False),
    (NEW, SIGNED | {"webhook-signature": SIGNED["webhook-signature"].replace("v1,", "v2,")}, BODY, 0, False),
]


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_python_example_takes_what_we_sign_and_nothing_else():
    room: dict[str, Any] = {}
    exec(example("python"), room)
    for secret, headers, body, late, ours in CASES:
        if ours:
            room["verify"](secret, headers, body, now=AT + late)
        else:
            with pytest.raises(ValueError, match=r"somebody else|too old"):
                room["verify"](secret, headers, body, now=AT + late)


def test_the_javascript_example_does_so_too():
    node = shutil.which("node")
    assert node is not None, "Node builds the front ends: it is there"
    cases = [[secret, headers, body.hex(), AT + late] for secret, headers, body, late, _ in CASES]
    asked = (
        f"{example('js')}\nconst out = {json.dumps(cases)}.map(([s, h, b, n]) => "
        "{ try { verify(s, h, Buffer.from(b, 'hex'), n); return true } catch (e) { return e.message } })\n"
        "console.log(JSON.stringify(out))"
    )
    told = json.loads(subprocess.run([node, "-e", asked], capture_output=True, check=True, timeout=60).stdout)
    assert [one is True for one in told] == [case[-1] for case in CASES]
    assert {one for one in told if one is not True} == {"signed by somebody else", "too old, or from the future"}
