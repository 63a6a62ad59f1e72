"""Marks in what people write, and who may ever read which: the checker of the canary run, which has tests of its own."""

import re
import secrets
from dataclasses import dataclass, field

_CANARY = re.compile(rb"kanari[0-9a-f]{12}x")


@dataclass(frozen=True)
class Leak:
    reader: str
    writer: str
    where: str
    around: str


@dataclass
class Aviary:
    """Who let which canary out, and who may see it: `public` ones those whom the words were for, others only whom they name.

    A reader is a name. Customers read what they wrote and what was written to them; agents what is of their brands.
    """

    seers: dict[str, frozenset[str]] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)
    leaks: list[Leak] = field(default_factory=list)
    heard: int = 0
    # Canaries that somebody else than their writer saw: without any the run would show nothing.
    carried: set[str] = field(default_factory=set)

    def canary(self, writer: str, seers: frozenset[str]) -> str:
        """A mark no search folds, no shield takes for a secret and no encoding changes."""
        made = f"kanari{secrets.token_hex(6)}x"
        self.seers[made], self.writers[made] = seers | {writer}, writer
        return made

    def hear(self, reader: str, where: str, raw: bytes) -> None:
        """Every canary in what a reader received is one he may see."""
        for found in _CANARY.finditer(raw):
            self.heard += 1
            name = found.group().decode()
            if reader not in self.seers.get(name, frozenset()):
                around = raw[max(0, found.start() - 80) : found.end() + 80].decode("utf-8", "replace")
                self.leaks.append(Leak(reader, self.writers.get(name, "nobody"), where, around))
            elif reader != self.writers[name]:
                self.carried.add(name)
