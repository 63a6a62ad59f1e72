"""The exchanges' own pages: one small page each with a sign-in switch, embedding the widget by the documented snippet.

They stand for somebody else's site: another origin, their own signing key, no code of the support desk but the snippet.
"""

import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import msgspec
from jinja2 import Environment, FileSystemLoader
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OctKey, OKPKey

from fairlead.demo.cast import Exchange, Trader
from fairlead.demo.site_words import LANGUAGES, WORDS

FOLDER = Path(__file__).resolve().parent / "site"
TOKEN_SECONDS = 120
COOKIE = "demo_trader"
_pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)


def sign_in_token(exchange: Exchange, signing_key: bytes, trader: Trader) -> str:
    """What the exchange's back end signs for the support desk; docs/operations.md, "Sign-in"."""
    key_type: Any = OKPKey if exchange.algorithm == "EdDSA" else OctKey
    now = int(time.time())
    claims = {
        "aud": exchange.key,
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": uuid4().hex,
        "uid": trader.uid,
        "name": trader.name,
        "tier": trader.tier,
        "locale": trader.locale,
        "kyc_level": trader.kyc_level,
        "email": trader.email,
        "email_verified": True,
        "step_up_at": now,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # As in people/identify.py.
        key = key_type.import_key(signing_key)
        return jwt.encode({"alg": exchange.algorithm}, claims, key, algorithms=[exchange.algorithm])


class ExchangeSite:
    """An ASGI application for one exchange."""

    def __init__(self, exchange: Exchange, signing_key: bytes, support_origin: str) -> None:
        self._exchange = exchange
        self._support = support_origin
        self._signing_key = signing_key

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope["path"]
        query = parse_qs(scope["query_string"].decode("latin-1"))
        trader = self._trader(scope["headers"])
        if path == "/support-token":
            token = sign_in_token(self._exchange, self._signing_key, trader) if trader else None
            await _answer(send, 200, msgspec.json.encode({"token": token}), "application/json")
        elif path == "/my-tickets" and trader:
            # Without it a browser does not say from whose page the form comes, and the support desk takes it from nobody else's.
            told = ((b"referrer-policy", b"origin"),)
            page = self._to_portal(trader, query.get("lang", [""])[0])
            await _answer(send, 200, page, "text/html; charset=utf-8", told)
        elif path == "/my-tickets":
            await _go(send, "/")
        elif path == "/sign-in":
            chosen = query.get("as", [""])[0]
            await _go(send, "/", cookie=chosen if any(chosen == t.key for t in self._exchange.traders) else "")
        elif path == "/site.css":
            await _answer(send, 200, (FOLDER / "site.css").read_bytes(), "text/css; charset=utf-8")
        elif path in ("/", "/trade"):
            page = self._page(trader, query.get("lang", [""])[0], path)
            await _answer(send, 200, page, "text/html; charset=utf-8")
        else:
            await _answer(send, 404, b"There is no such page on this exchange.", "text/plain; charset=utf-8")

    def _trader(self, headers: list[tuple[bytes, bytes]]) -> Trader | None:
        cookies = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
        for part in cookies.split("; "):
            name, _, value = part.partition("=")
            if name == COOKIE:
                return next((trader for trader in self._exchange.traders if trader.key == value), None)
        return None

    def _to_portal(self, trader: Trader, wanted: str) -> bytes:
        """A form that sends itself, so that the token is signed when it is needed and stands in no address."""
        exchange = self._exchange
        locale = wanted if wanted in exchange.locales else trader.locale
        return (
            _pages.get_template("to_portal.html")
            .render(
                exchange=exchange,
                locale=locale,
                direction="rtl" if locale == "ar" else "ltr",
                say=WORDS[locale],
                address=f"{self._support}/w/{exchange.key}/tickets/enter?locale={locale}",
                token=sign_in_token(exchange, self._signing_key, trader),
            )
            .encode()
        )

    def _page(self, trader: Trader | None, wanted: str, path: str) -> bytes:
        exchange = self._exchange
        locale = wanted if wanted in exchange.locales else trader.locale if trader else exchange.locales[0]
        return (
            _pages.get_template("page.html")
            .render(
                exchange=exchange,
                trader=trader,
                locale=locale,
                path=path,
                headline=exchange.headline[locale],
                support=self._support,
                others=[(tag, LANGUAGES[tag]) for tag in exchange.locales if tag != locale],
                direction="rtl" if locale == "ar" else "ltr",
                say=WORDS[locale],
                context=msgspec.json.encode({"page": "trade", "pair": exchange.pair}).decode(),
            )
            .encode()
        )


async def _answer(
    send: Any, status: int, body: bytes, kind: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    base = (
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    )
    await send({"type": "http.response.start", "status": status, "headers": [*base, *headers]})
    await send({"type": "http.response.body", "body": body})


async def _go(send: Any, where: str, *, cookie: str | None = None) -> None:
    if cookie is None:
        await _answer(send, 303, b"", "text/plain", ((b"location", where.encode()),))
        return
    kept = f"{COOKIE}={cookie}; Path=/; SameSite=Lax; HttpOnly" + ("" if cookie else "; Max-Age=0")
    await _answer(send, 303, b"", "text/plain", ((b"location", where.encode()), (b"set-cookie", kept.encode())))
