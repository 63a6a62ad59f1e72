"""Looks for keys and tokens in everything git keeps and in the package that is built from it; `make check` runs it.

It looks with the shield's own eyes (PEM, wallets' keys, API secrets, two-factor keys) and for the tokens of services, which
name themselves. Ends with 1 when something is found that is not made up for a test.
"""

import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from fairlead.shield.find_codes import lower  # noqa: E402 - found beside this file also where nothing is installed
from fairlead.shield.find_keys import find_keys  # noqa: E402 - as above

# Made up: what the guard must find, and what addresses may hold.
ALLOWED = (
    "tests/bad_input/test_uploads.py",
    "tests/bad_input/test_uploads_within.py",
    "tests/bad_input/test_zips.py",
    "tests/shield/",
    "tests/tools/test_find_leaks.py",
    "tests/translation/test_rules.py",
    "tests/webhooks/test_rules.py",
    "web/shared/links.test.ts",
    "web/widget/guard",
)
# The guard's own patterns, as the widget is built.
ALLOWED_BUILT = re.compile(r"(?:src/)?fairlead/static/widget/assets/guard-[\w-]+\.js")
# Hashes stand there one beside the other, and nothing else.
HASHES = re.compile(r"package-lock\.json|requirements/[^/]+|fairlead-[^/]+\.dist-info/RECORD")
# Files that have no business in a package, whatever they hold.
STRAY = re.compile(
    r"(?:^|/)(?:\.env(?:\..*)?|id_(?:rsa|ed25519)|.*\.(?:pem|key|p12|pfx|jks|kdbx|db|sqlite3?|map)|keys\.json|\.pypirc|\.netrc)$"
)
SERVICES = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}|\bglpat-[\w-]{20}|\bxox[abeoprs]-[\w-]{10}"
    r"|\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20}|\b[rs]k_live_\w{16}|\bAIza[\w-]{35}|\bnpm_[A-Za-z0-9]{36}|\bpypi-AgEI[\w-]{20}"
    r"|_authToken\s*=\s*\S|\bfl[sat]_[A-Za-z0-9_-]{43}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|https?://[A-Za-z0-9._~-]+:(?!password@)[^/\s:@'\"{}<>$*]{4,}@(?![a-z]*\.example)"
)  # fmt: skip
# How built files name each other: `./secrets-CAy_2i7V.js` is nobody's secret.
BUILT_NAME = re.compile(r"\./[\w.-]+-[\w-]{8}\.(?:js|css)\b")
# A built file has all in one line; no secret is longer than what two pieces share.
PIECE, SHARED = 20_000, 1_000


class Leak(NamedTuple):
    path: str
    line: int
    kind: str


def leaks_in(path: str, text: str) -> Iterator[Leak]:
    if HASHES.fullmatch(path):
        return
    for number, line in enumerate(BUILT_NAME.sub("./", text).splitlines(), 1):
        for start in range(0, max(len(line), 1), PIECE - SHARED):
            piece = line[start : start + PIECE]
            if SERVICES.search(piece):
                yield Leak(path, number, "token")
            # 64 hexadecimal digits may be anybody's digest: what is not sure is left to who reviews.
            yield from (Leak(path, number, key.kind) for key in find_keys(piece, lower(piece)) if key.sure)


def found_in(path: str, content: bytes) -> list[Leak]:
    if STRAY.search(path):
        return [Leak(path, 0, "a file that does not belong here")]
    if path.startswith(ALLOWED) or ALLOWED_BUILT.fullmatch(path) or b"\0" in content[:8000]:
        return []
    return sorted(set(leaks_in(path, content.decode("utf-8", "replace"))))


def repository(root: Path = ROOT) -> Iterator[Leak]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (root / name).is_file():
            yield from found_in(name, (root / name).read_bytes())


def package(wheel: Path) -> Iterator[Leak]:
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            yield from found_in(PurePosixPath(name).as_posix(), packed.read(name))


def built(folder: Path) -> Path:
    """The wheel, as `pip` would build it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = [*repository(), *package(built(Path(folder)))]
    for leak in found:
        print(f"{leak.path}:{leak.line}: {leak.kind}", file=sys.stderr)
    if found:
        print("Take it out, and end what it opens: what was committed once is known.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
