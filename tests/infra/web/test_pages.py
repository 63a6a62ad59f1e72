"""Every address has a class, and every answer the headers of its class: generated from the routes themselves."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.web import pages
from fairlead.mount import PAGES, page_of, web
from tests.harness import Client, Installation, copy_database, installation, make_settings

ARTICLE = "---\nid: limits\nlocale: en\ncategory: account\ntitle: Limits\n---\n\nWhat you may *withdraw*.\n"
# The class of each route but those below /api and /health. A new page stands here, or the test fails.
OF = {
    "/": "desk", "/desk": "desk", "/desk/{rest:path}": "desk", "/metrics": "api",
    "/assets/{name:path}": "part", "/w/{brand_key:str}/form.css": "part", "/help/-/{name:str}": "part", "/help/{brand:str}/brand.css": "part", "/help/{brand:str}/brand.png": "part",
    "/w/{brand_key:str}/loader.js": "loader", "/w/{brand_key:str}/push.js": "worker", "/desk/push.js": "worker", "/w/{brand_key:str}/frame": "frame",
    "/w/{brand_key:str}/chat": "window", "/w/{brand_key:str}/contact": "window", "/chat": "window", "/contact": "window",
    "/w/{brand_key:str}/help": "help", "/help": "help", "/help/{brand:str}": "help", "/help/{brand:str}/{locale:str}": "help",
    "/help/{brand:str}/{locale:str}/c/{category:str}": "help", "/help/{brand:str}/{locale:str}/a/{slug:str}": "help",
    "/help/{brand:str}/media/{name:str}": "help", "/help/{brand:str}/v/{verification:str}": "help", "/help/{brand:str}/v/{verification:str}/{version:str}": "help",
    "/help/{brand:str}/sitemap.xml": "help", "/help/{brand:str}/{locale:str}/sitemap/{part:str}": "help",
    "/help/{brand:str}/{locale:str}/feed.xml": "help", "/help/{brand:str}/{locale:str}/contact": "help",
    "/help/{brand:str}/{locale:str}/a/{slug:str}/feedback": "help", "/robots.txt": "part", "/w/{brand:str}/context.js": "loader",
    "/help/{brand:str}/{locale:str}/search": "help", "/help/{brand:str}/{locale:str}/{rest:path}": "help",
    "/w/{brand_key:str}/emergency": "form",
    "/w/{brand_key:str}/form": "form", "/w/{brand_key:str}/form/{conversation_id:str}": "form",
    "/w/{brand_key:str}/tickets-new.js": "part", "/w/{brand_key:str}/tickets/new": "portal",
    "/w/{brand_key:str}/tickets/checklist/{code:str}": "portal",
    "/w/{brand_key:str}/tickets.css": "part", "/w/{brand_key:str}/tickets.js": "part", "/w/{brand_key:str}/tickets": "portal",
    "/w/{brand_key:str}/tickets/enter": "portal", "/w/{brand_key:str}/tickets/leave": "portal",
    "/w/{brand_key:str}/tickets/preferences": "portal", "/w/{brand_key:str}/tickets/{number:str}": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/since": "portal", "/w/{brand_key:str}/tickets/{number:str}/facts": "portal",
    "/w/{brand_key:str}/tickets/conduct": "portal",
    "/w/{brand_key:str}/tickets/conduct/{sanction_id:str}": "portal",
    "/w/{brand_key:str}/tickets/notices": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/rating": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/rating/decline": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/files/{file_id:str}": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/cards/{card_id:str}": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/captions": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/nudge": "portal", "/w/{brand_key:str}/tickets/{number:str}/withdraw": "portal",
    "/w/{brand_key:str}/tickets/{number:str}/confirm": "portal", "/w/{brand_key:str}/tickets/{number:str}/reopen": "portal",
    "/w/{brand_key:str}/form/{conversation_id:str}/files/{file_id:str}": "form", "/w/{brand_key:str}/form/{conversation_id:str}/person": "form",
    "/w/{brand_key:str}/form/{conversation_id:str}/rating": "form", "/w/{brand_key:str}/form/{conversation_id:str}/rating/decline": "form",
}  # fmt: skip
NAMES = {
    "brand": "northlight",
    "brand_key": "northlight",
    "locale": "en",
    "category": "account",
    "slug": "limits",
    "rest": "a/b",
}


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def routes(site: Installation) -> Iterator[tuple[str, str]]:
    """(template, method) of all that is served."""
    edge: Any = web(site.system)
    for route in edge._app.app.routes:
        for method in sorted(getattr(route, "methods", ())):
            yield route.path_format if isinstance(route.path_format, str) else route.path, method


def filled(template: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NAMES.get(found[1], "x"), template)


def bare(template: str) -> str:
    return re.sub(r":\w+\}", "}", template)


async def test_every_route_has_a_class_and_answers_with_its_headers(site: Installation):
    """V-19: also when it refuses, whatever the method; and no answer opens us to another origin's scripts."""
    wanted = {bare(template): name for template, name in OF.items()}
    client, seen = site.anonymous(), set()
    for template, method in routes(site):
        known = "api" if template.startswith(("/api/", "/health/")) else wanted.get(bare(template))
        path = filled(template)
        assert known is not None, f"{template} has no class: say which in mount.PAGES and here"
        assert any(pattern.fullmatch(path) for pattern, _ in PAGES), f"{template} is in no row of mount.PAGES"
        page = page_of(path)
        assert page.name == known, template
        seen.add(bare(template))
        answer = await client.http.request(
            method, path, headers={"Origin": "http://evil.example"} if method != "GET" else {}
        )
        assert answer.status_code < 500, (method, path, answer.text)
        for name, value in page.headers:
            told = answer.headers.get_list(name.decode())
            assert len(told) == 1, (method, path, name)
            # A handler may say more of how long to keep it and what a page may do; it is looked at below.
            if name not in (b"cache-control", b"content-security-policy"):
                assert told == [value.decode()], (method, path, name)
        assert not [name for name in answer.headers if name.startswith("access-control-")], (method, path)
    assert set(wanted) <= seen, "named here and served no more"


async def with_an_article(site: Installation, folder: Path) -> Client:
    folder.mkdir()
    (folder / "limits.md").write_text(ARTICLE, "utf-8")
    await import_folder(site.system.database, site.brand_id, folder, default_locale="en")
    return site.anonymous()


# What a page may do besides nothing: exactly this.
POLICIES = {
    "/w/northlight/frame": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' http://northlight.localhost:9",
    "/w/northlight/chat": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "/desk/all": "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-NONCE'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "/help/northlight/en/": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "/w/northlight/tickets": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "/w/northlight/form": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "/w/northlight/push.js": "default-src 'none'",
    "/w/northlight/form.css": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "/w/nobody/frame": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "/nowhere": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


class Inline(HTMLParser):
    """What a page holds that runs or paints without a file of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]
        self.found += [value for value in names.values() if value.strip().lower().startswith("javascript:")]


async def test_pages_may_do_what_they_need_and_hold_nothing_inline(site: Installation, tmp_path: Path):
    client = await with_an_article(site, tmp_path / "articles")
    for path, policy in POLICIES.items():
        answer = await client.http.get(path, follow_redirects=True)
        told = re.sub(r"nonce-[\w-]{20,}", "nonce-NONCE", answer.headers["content-security-policy"])
        assert told == policy, path
        assert "unsafe" not in told
        if answer.headers["content-type"].startswith("text/html"):
            inline = Inline()
            inline.feed(answer.text)
            assert inline.found == [], path
    first, second = [(await client.http.get("/desk")).headers["content-security-policy"] for _ in range(2)]
    assert first != second, "a nonce is for one answer"


async def test_https_is_for_good_where_there_is_https(sqlite_template: Path, tmp_path: Path, site: Installation):
    plain = await site.anonymous().http.get("/health/live")
    assert "strict-transport-security" not in plain.headers
    folder = tmp_path / "secure"
    settings = make_settings(folder, copy_database(sqlite_template, folder), public_url="https://support.example")
    async with installation(settings, worker=False) as secure:
        client = Client(f"http://127.0.0.1:{settings.port}")
        secure.clients.append(client)
        for path in ("/w/northlight/frame", "/api/w/words", "/nowhere"):
            answer = await client.http.get(path, headers={"Host": "support.example"})
            assert answer.headers["strict-transport-security"] == "max-age=63072000", path


def test_no_class_lets_a_stranger_in():
    """Only the loader is for foreign pages, and only the window keeps its opener."""
    told = {page.name: dict(page.headers) for page in pages.CLASSES}
    assert [name for name, headers in told.items() if headers[b"cross-origin-resource-policy"] != b"same-origin"] == [
        "loader"
    ]
    assert [name for name, headers in told.items() if headers[b"cross-origin-opener-policy"] != b"same-origin"] == [
        "window"
    ]
    assert all(headers[b"x-content-type-options"] == b"nosniff" for headers in told.values())
    assert all(b"camera=()" in headers[b"permissions-policy"] for headers in told.values())
