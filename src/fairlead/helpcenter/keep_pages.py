"""Finished pages of this process, until something they show changes: an article, a category, the brand, or a minute passes."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from fairlead.helpcenter.store import Head

KEEP_SECONDS = 60.0
KEEP_BYTES = 32 * 1024 * 1024
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A page's bytes with their digest as ETag. `article` is the one whose readers it has, if any."""

    body: bytes
    tag: str
    article: Head | None
    stamp: Any
    made_at: float


def tag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


class FinishedPages:
    """Bounded by bytes; the longest unread go first."""

    def __init__(self, *, most: int = KEEP_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._pages: OrderedDict[Key, Finished] = OrderedDict()

    def get(self, key: Key, stamp: Any) -> Finished | None:
        """None when the page was made from something else than `stamp` stands for, or a minute ago."""
        page = self._pages.get(key)
        if page is None or time.monotonic() - page.made_at > KEEP_SECONDS or page.stamp != stamp:
            return None
        self._pages.move_to_end(key)
        return page

    def put(self, key: Key, text: str, stamp: Any, *, article: Head | None = None) -> Finished:
        """`stamp` as it was before the page was made: what changed meanwhile shows in it and makes the page anew."""
        body = text.encode()
        page = Finished(body, tag_of(body), article, stamp, time.monotonic())
        if key in self._pages:
            self._bytes -= len(self._pages.pop(key).body)
        if len(body) <= self._most:
            self._pages[key] = page
            self._bytes += len(body)
        while self._bytes > self._most:
            _, gone = self._pages.popitem(last=False)
            self._bytes -= len(gone.body)
        return page
