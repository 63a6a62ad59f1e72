"""Looks at what we take from others; `make check` runs it. Always: each package is pinned and has its hashes. Where the net is
there: no locked version has a known hole, asked in one request at https://osv.dev, which knows both PyPI and npm.

Ends with 1 for a package without a hash, and for a hole that `ALLOWED` does not name. Where nobody answers it says so in one
line and ends with 0: a build without a net is a build.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Where to ask; a mirror of one's own, or a test's.
SOURCE = os.environ.get("OSV_URL", "https://api.osv.dev") + "/v1/querybatch"
SECONDS = 15.0
MOST_BYTES = 20_000_000
# Hole → why it does not touch us. Whoever adds one says what would have to change for it to do so.
ALLOWED: dict[str, str] = {}
_PINNED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([A-Za-z0-9.!+_-]+)(?: ; [^\\]+?)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


class Package(NamedTuple):
    ecosystem: str
    name: str
    version: str


class Unanswered(Exception):
    """Nobody knows today."""


def faults_of_requirements(path: Path) -> Iterator[str]:
    """Every line is a pin with its hashes, or says where a package comes from."""
    hashed = True
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), "end==0 \\"], 1):
        if _HASH.fullmatch(line):
            hashed = True
        elif not line.startswith("    #") and line.strip():
            if not hashed:
                yield f"{path.name}:{number}: the package above has no hash"
            if not _PINNED.fullmatch(line):
                yield f"{path.name}:{number}: not pinned: {line[:60]}"
            hashed = False


def faults_of_lock(path: Path) -> Iterator[str]:
    for where, entry in json.loads(path.read_text("utf-8"))["packages"].items():
        if where and not entry.get("link"):
            if not str(entry.get("integrity", "")).startswith("sha512-"):
                yield f"{path.name}: {where} has no hash"
            if not re.fullmatch(r"\d+\.\d+\.\d+(?:[-+][\w.-]+)?", entry.get("version", "")):
                yield f"{path.name}: {where} is not pinned"
            if (
                entry.get("resolved", "https://registry.npmjs.org/").partition("//")[2].partition("/")[0]
                != "registry.npmjs.org"
            ):
                yield f"{path.name}: {where} comes from elsewhere"


def locked(root: Path = ROOT) -> list[Package]:
    found = {
        Package("PyPI", match[1], match[2])
        for path in sorted((root / "requirements").glob("*.txt"))
        for match in re.finditer(_PINNED, path.read_text("utf-8"))
    }
    for where, entry in json.loads((root / "package-lock.json").read_text("utf-8"))["packages"].items():
        if where and not entry.get("link"):
            found.add(Package("npm", entry.get("name") or where.rpartition("node_modules/")[2], entry["version"]))
    return sorted(found)


def holes(packages: list[Package], source: str = SOURCE) -> dict[Package, list[str]]:
    """Known holes by package, none of them allowed. Raises Unanswered."""
    asked = [{"package": {"name": p.name, "ecosystem": p.ecosystem}, "version": p.version} for p in packages]
    body, kind = json.dumps({"queries": asked}).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(source, body, kind)  # noqa: S310 - our own constant, or what the operator says
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the same
            told: Any = json.loads(answer.read(MOST_BYTES))
        results = told["results"]
        if len(results) != len(packages):
            raise Unanswered(f"{len(results)} answers to {len(packages)} questions")
        named = [[hole["id"] for hole in result.get("vulns", [])] for result in results]
    except (urllib.error.URLError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unanswered(f"{type(error).__name__}: {error}"[:120]) from None
    return {p: rest for p, ids in zip(packages, named, strict=True) if (rest := [i for i in ids if i not in ALLOWED])}


def main() -> int:
    faults = [fault for path in sorted((ROOT / "requirements").glob("*.txt")) for fault in faults_of_requirements(path)]
    faults += faults_of_lock(ROOT / "package-lock.json")
    packages = locked()
    try:
        faults += [f"{p.name} {p.version} ({p.ecosystem}): {', '.join(ids)}" for p, ids in holes(packages).items()]
    except Unanswered as error:
        print(
            f"NOT SCANNED: {len(packages)} packages were not asked about, {SOURCE} gave no answer ({error})",
            file=sys.stderr,
        )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
