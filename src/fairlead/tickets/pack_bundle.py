"""A matter as one file that can be checked without us: a zip (APPNOTE 6.3.10) whose every byte follows from what is in it.

Members are stored, not compressed, with one fixed time and in one order. `SHA256SUMS` has the digest of each (as
`sha256sum -c` reads it), `PROOF.json` an HMAC-SHA256 (RFC 2104) over that, only ours to make. Who checks a bundle packs its
members once more: a file that differs anywhere was changed. Used by the desk's export and by `fairlead verify-bundle`.
"""

import hashlib
import hmac
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

import msgspec
from msgspec import Struct

FORMAT = "fairlead-bundle-1"
SUMS, PROOF = "SHA256SUMS", "PROOF.json"
KEY = "bundles"
# The first that a zip can tell; when it was made stands in the proof.
_TIME = (1980, 1, 1, 0, 0, 0)
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]{1,200})")
_CHUNK = 1 << 20


class Proof(Struct, forbid_unknown_fields=True):
    """`sums`: the digest of SHA256SUMS; `proof`: ours over the rest."""

    format: str
    number: str
    made_at: str
    sums: str
    proof: str


class Tampered(ValueError):
    """What was found to differ, as a sentence."""


class Checked(NamedTuple):
    proof: Proof
    names: list[str]


def safe_name(name: str) -> str:
    """As every system takes it, and `sha256sum` without escapes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".-")[-80:] or "file"


class Packer:
    """Writes members one after the other; `close` adds the digests and the proof."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._sums: list[str] = []
        self.size = 0

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        with self.open(name) as member:
            for chunk in chunks:
                member.write(chunk)

    def open(self, name: str) -> "_Member":
        return _Member(self, name, self._zip.open(_info(name), "w", force_zip64=True))

    def noted(self, name: str, digest: str, size: int) -> None:
        self.size += size
        self._sums.append(f"{digest}  {name}\n")

    def close(self, *, number: str, made_at: str, key: bytes) -> str:
        """The digest of SHA256SUMS, which names the bundle."""
        text = "".join(self._sums).encode()
        sums = hashlib.sha256(text).hexdigest()
        proof = Proof(FORMAT, number, made_at, sums, _proof(key, number, made_at, sums))
        for name, content in ((SUMS, text), (PROOF, msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n")):
            _write(self._zip, name, [content])
        self._zip.close()
        return sums


class _Member:
    """A member while it is written."""

    def __init__(self, packer: Packer, name: str, handle: IO[bytes]) -> None:
        self._packer, self._name, self._handle = packer, name, handle
        self._digest, self._size = hashlib.sha256(), 0

    def __enter__(self) -> "_Member":
        return self

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._size += len(chunk)
        self._handle.write(chunk)

    def __exit__(self, *error: object) -> None:
        self._handle.close()
        self._packer.noted(self._name, self._digest.hexdigest(), self._size)


def check(file: IO[bytes], again: IO[bytes]) -> Checked:
    """That nothing in it was changed since it was packed. `again`: an empty file that is packed into, as large as the first.

    Raises Tampered.
    """
    try:
        with zipfile.ZipFile(file) as found, zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as made:
            checked = _members(found, made)
    except Tampered:
        raise
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        OverflowError,
    ) as error:
        raise Tampered(f"It is no bundle that can be read: {error}.") from None
    file.seek(0)
    again.seek(0)
    at = 0
    while True:
        one, other = file.read(_CHUNK), again.read(_CHUNK)
        if one != other:
            place = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
            raise Tampered(f"It was changed at byte {at + place}, outside of what it holds.")
        if not one:
            return checked
        at += len(one)


def is_ours(proof: Proof, key: bytes) -> bool:
    """Whether the installation with this key made it."""
    expected = _proof(key, proof.number, proof.made_at, proof.sums)
    return hmac.compare_digest(expected.encode(), proof.proof.encode())


def _members(found: zipfile.ZipFile, made: zipfile.ZipFile) -> Checked:
    names = found.namelist()
    if names[-2:] != [SUMS, PROOF] or len(set(names)) != len(names):
        raise Tampered("It is no bundle of ours: its list of digests and its proof are not where they belong.")
    if any(info.compress_type != zipfile.ZIP_STORED or info.flag_bits for info in found.infolist()):
        raise Tampered("It was packed anew by another program.")
    digests = {name: _write(made, name, _read(found, name)) for name in names}
    try:
        proof = msgspec.json.decode(found.read(PROOF), type=Proof)
    except msgspec.DecodeError:
        raise Tampered(f"{PROOF} was changed.") from None
    if proof.format != FORMAT or proof.sums != digests[SUMS]:
        raise Tampered(f"{SUMS} or {PROOF} was changed.")
    text = found.read(SUMS).decode("ascii", "replace")
    lines = [_LINE.fullmatch(line) for line in text.splitlines()]
    told = {line[2]: line[1] for line in lines if line}
    if list(told) != names[:-2] or len(told) != len(lines):
        raise Tampered(f"{SUMS} does not name what is in it.")
    for name, digest in told.items():
        if digests[name] != digest:
            raise Tampered(f"{name} was changed.")
    return Checked(proof, names[:-2])


def _read(found: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with found.open(name) as member:
        while chunk := member.read(_CHUNK):
            yield chunk


def _write(made: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with made.open(_info(name), "w", force_zip64=True) as member:
        for chunk in chunks:
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    # As if made on Unix, readable by everybody, wherever it was made.
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _proof(key: bytes, number: str, made_at: str, sums: str) -> str:
    said = msgspec.json.encode([FORMAT, number, made_at, sums])
    return hmac.new(key, said, hashlib.sha256).hexdigest()
