"""Transcripts: a whole conversation as its customer sees it, and the proof that this installation wrote it.

`sha256` is over the rest as JSON with sorted keys, no spaces and nothing escaped that need not be, so that anybody can
recompute it, however the file was laid out anew; `proof` is an HMAC-SHA256 (RFC 2104) over that, only ours to make.
"""

import hashlib
import hmac
import json
from typing import Any

from msgspec import Struct

from fairlead.conversations.read import Reader, View
from fairlead.conversations.store import Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound

FORMAT = "fairlead-transcript-1"
PAGE = 500


class Stamp(Struct, forbid_unknown_fields=True):
    """What of a transcript is enough to tell whether we made it."""

    conversation: str
    made_at: str
    sha256: str
    proof: str


class Transcripts:
    def __init__(self, reader: Reader, sealer: Sealer) -> None:
        self._reader = reader
        self._key = sealer.derive("transcripts")

    async def read(self, customer: Actor, conversation_id: str) -> tuple[View, list[Entry]]:
        """The head and every entry the customer may see, oldest first. Raises NotFound, also for who is no customer."""
        if customer.kind != "customer":
            raise NotFound
        view = await self._reader.view(customer, conversation_id)
        entries: list[Entry] = []
        before, more = 2**53, True
        while more:
            page, more = await self._reader.page(customer, conversation_id, before=before, limit=PAGE)
            entries[:0] = page
            before = (page[0].public_seq or 0) if page else 0
        return view, entries

    def prove(self, conversation_id: str, made_at: str, said: dict[str, Any]) -> dict[str, Any]:
        """The transcript with its `sha256` and `proof`."""
        made = {"format": FORMAT, "made_at": made_at} | said
        sha256 = digest(made)
        return made | {"sha256": sha256, "proof": self._proof(conversation_id, made_at, sha256)}

    def genuine(self, stamp: Stamp) -> bool:
        """Whether this installation gave a transcript with this digest."""
        expected = self._proof(stamp.conversation, stamp.made_at, stamp.sha256)
        return hmac.compare_digest(expected.encode(), stamp.proof.encode())

    def _proof(self, conversation_id: str, made_at: str, sha256: str) -> str:
        said = json.dumps([FORMAT, conversation_id, made_at, sha256], ensure_ascii=False)
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()


def digest(transcript: dict[str, Any]) -> str:
    """Of all but the digest itself and the proof."""
    rest = {name: value for name, value in transcript.items() if name not in ("sha256", "proof")}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
