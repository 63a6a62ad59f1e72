"""Editors at work: an installation with a lead, a reviewer, two editors and an agent, and what they do over HTTP."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.harness import Client, Installation

BODY = "# Late\n\nThe network is slow.\n\n## What to do\n\nWait for 30 confirmations.\n"


@dataclass
class Desk:
    """One person's desk. Every call answers with status and body."""

    client: Client

    async def call(self, method: str, path: str, body: Any = None, **params: Any) -> tuple[int, Any]:
        how: dict[str, Any] = {} if body is None else {"json": body}
        answer = await self.client.http.request(method, f"/api/desk/help/{path}", params=params, **how)
        return answer.status_code, answer.json() if answer.content else None

    async def ok(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        status, told = await self.call(method, path, body, **params)
        assert status in (200, 201, 204), (method, path, status, told)
        return told

    async def refused(self, method: str, path: str, body: Any = None, **params: Any) -> str:
        """The code."""
        status, told = await self.call(method, path, body, **params)
        assert 400 <= status < 500, (method, path, status, told)
        return f"{status} {told['code']}"

    async def create(self, **fields: Any) -> Any:
        body = {"brand": "northlight", "locale": "en", "title": "My deposit is late", "category": "deposits"}
        return await self.ok("POST", "articles", body | {"body": BODY} | fields)

    async def step(self, translation: Any, to: str, **fields: Any) -> Any:
        body = {"edition": translation["edition"], "to": to} | fields
        told = await self.ok("POST", f"translations/{translation['id']}/state", body)
        return told["translation"]

    async def save(self, translation: Any, **fields: Any) -> Any:
        opened = (await self.ok("GET", f"translations/{translation['id']}"))["translation"]
        text = {name: opened[name] for name in ("title", "summary", "body", "questions")}
        body = {"edition": translation["edition"]} | text | fields
        return (await self.ok("PUT", f"translations/{translation['id']}", body))["translation"]

    async def published(self, **fields: Any) -> tuple[Any, Any]:
        """An article with its translation, shown to customers."""
        article = await self.create(**fields)
        return article, await self.step(article["translations"][0], "published")


@dataclass
class Office:
    site: Installation
    lead: Desk
    reviewer: Desk
    editor: Desk
    other: Desk
    agent: Desk


@pytest.fixture
async def office(site: Installation) -> Office:
    people = {
        "Lea": "lead", "Rev": "reviewer", "Edi": "editor", "Otto": "editor", "Ann": "agent",
    }  # fmt: skip
    desks = [Desk(await site.agent(name, role=role)) for name, role in people.items()]
    made = Office(site, *desks)
    body = {"brand": "northlight", "slug": "deposits", "names": {"en": "Deposits", "zh-CN": "充值"}}
    await made.lead.ok("POST", "categories", body)
    return made


async def page(site: Installation, path: str) -> Any:
    """As a customer gets it, not what a shelf held two seconds ago."""
    await site.system.help_center._library.refresh()
    async with site._nobody() as http:
        return await http.get(path)
