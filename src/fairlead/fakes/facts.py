"""A stand-in for the exchange's service that tells its fees, assets and products: what it was given, or fails as told."""

import json
from contextlib import AbstractContextManager
from typing import Any

from fairlead.fakes.listen import answering


class Facts:
    """`told`: by brand; `status`, `body`: what it answers in place of that; `token`: who does not show it is refused."""

    def __init__(self, told: dict[str, list[dict[str, str]]], *, token: str = "") -> None:
        self.told, self.token = told, token
        self.status, self.body = 200, b""
        self.asked: list[dict[str, Any]] = []

    def answer(self, raw: bytes, authorization: str) -> tuple[int, bytes]:
        """Status and body."""
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        asked = json.loads(raw)
        self.asked.append(asked)
        if self.body or self.status != 200:
            return self.status, self.body
        return 200, json.dumps({"facts": self.told.get(asked["brand"], [])}).encode()


def serving(facts: Facts) -> AbstractContextManager[str]:
    """Its address, as long as it runs: on a port of its own, for this machine only."""
    return answering(facts.answer)
