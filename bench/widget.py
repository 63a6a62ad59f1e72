"""What the widget costs a stranger's page: gzipped bytes of the loader and of all script before the first message."""

import re
import subprocess
import sys
from pathlib import Path

from bench import _report
from bench._report import at_most, say

REPOSITORY = Path(__file__).resolve().parent.parent
LINE = re.compile(r"^(.+): (\d+) of (\d+) bytes gzip", re.MULTILINE)
# What Chatwoot's own budget file allows its widget.
CHATWOOT = {"loader": 40_000, "frame script before the first message": 300_000}


def main() -> int:
    told = subprocess.run(
        ["npm", "run", "--silent", "size"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    say(told.stdout.strip())
    figures = [
        at_most(name, float(size), float(budget), "bytes gzip", CHATWOOT[name])
        for name, size, budget in LINE.findall(told.stdout)
    ]
    return _report.finish("widget", figures if len(figures) == len(CHATWOOT) else [])


if __name__ == "__main__":
    sys.exit(main())
