"""`make bench`: runs one measurement, or every file in bench/ that does not begin with an underscore.

Each bench runs in a process of its own, so that none warms or starves the next; the exit status is that
of the worst one.
"""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "bench"


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in BENCH.glob("*.py") if not path.stem.startswith("_"))
    if unknown := sorted(set(names) - set(known)):
        there_is = ", ".join(known) or "none yet"
        print(f"no such bench: {', '.join(unknown)}; there is: {there_is}", file=sys.stderr)
        return 2
    failed = [name for name in names or known if not run(name)]
    if failed and not names:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def run(name: str) -> bool:
    """The bench prints straight to our output: its last line is the JSON others read."""
    command = [sys.executable, "-m", f"bench.{name}"]
    return subprocess.run(command, cwd=BENCH.parent, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
