"""A push service of our own: a real HTTP server that takes notices as a browser's vendor does (RFC 8030), checks who sent them
(RFC 8292) and opens them as the browser would (RFC 8291). It shares no code with what sends."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.services import free_port


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """One subscription: its address, and the keys only the browser has."""

    def __init__(self, origin: str, *, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"") -> None:
        self.path = f"/send/{uuid4().hex}"
        self.endpoint = origin + self.path
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.auth = auth or os.urandom(16)

    def subscription(self, locale: str = "en") -> dict[str, Any]:
        keys = {"p256dh": b64(self.public), "auth": b64(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys, "locale": locale}

    def open(self, body: bytes) -> bytes:
        """One record of aes128gcm, as RFC 8291 section 3.4 and RFC 8188 section 2 take it apart."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        mixed = hmac.digest(self.auth, shared, hashlib.sha256)
        secret = hmac.digest(mixed, b"WebPush: info\0" + self.public + sender + b"\x01", hashlib.sha256)
        pseudo_random = hmac.digest(salt, secret, hashlib.sha256)
        key = hmac.digest(pseudo_random, b"Content-Encoding: aes128gcm\0\x01", hashlib.sha256)[:16]
        nonce = hmac.digest(pseudo_random, b"Content-Encoding: nonce\0\x01", hashlib.sha256)[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain[-1:] == b"\x02"
        return plain[:-1]


@dataclass(frozen=True)
class Received:
    path: str
    topic: str
    ttl: int
    notice: dict[str, Any]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int = 201
    retry_after: str = ""
    # Never: whoever asked waits until he gives up, or is killed.
    comes: bool = True


class PushService:
    def __init__(self, port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.browsers: dict[str, Browser] = {}
        self.received: list[Received] = []
        # What the next requests are answered; then 201 again.
        self.answers: list[Answer] = []
        self.faults: list[str] = []
        # The one key a browser was subscribed with, as `k=` must say.
        self.key = ""

    def browser(self) -> Browser:
        made = Browser(self.origin)
        self.browsers[made.path] = made
        return made

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        browser = self.browsers.get(scope["path"])
        answer = self.answers.pop(0) if self.answers else Answer()
        try:
            assert browser is not None, "nobody has this address"
            assert scope["method"] == "POST"
            assert headers["content-encoding"] == "aes128gcm"
            self._check_sender(headers["authorization"])
            assert len(headers["topic"]) <= 32
            notice = json.loads(browser.open(body))
            self.received.append(Received(scope["path"], headers["topic"], int(headers["ttl"]), notice, body))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a request, the test is to say it
            self.faults.append(repr(error))
            answer = Answer(400)
        while not answer.comes:
            await asyncio.sleep(0.05)
            if (await receive())["type"] == "http.disconnect":
                return
        extra = [(b"retry-after", answer.retry_after.encode())] if answer.retry_after else []
        await send({"type": "http.response.start", "status": answer.status, "headers": extra})
        await send({"type": "http.response.body", "body": b""})

    def _check_sender(self, authorization: str) -> None:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert parts["k"] == self.key, "signed by somebody else than who subscribed"
        head, claims, signature = parts["t"].split(".")
        raw = unb64(signature)
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(self.key))
        public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        assert json.loads(unb64(head))["alg"] == "ES256"
        said = json.loads(unb64(claims))
        assert said["aud"] == self.origin
        assert 0 < said["exp"] - time.time() <= 24 * 3600
        assert said["sub"].startswith(("mailto:", "https:", "http:"))

    async def until(self, wanted: Callable[[], Any], *, seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not wanted():
                assert not self.faults, self.faults
                await asyncio.sleep(0.02)
        assert not self.faults, self.faults


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    port = free_port()
    service = PushService(port)
    config = uvicorn.Config(service, port=port, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    while not server.started:
        assert not task.done(), task.exception()
        await asyncio.sleep(0.01)
    try:
        yield service
    finally:
        server.should_exit = True
        await task
