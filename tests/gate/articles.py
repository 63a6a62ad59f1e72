"""What editors have, made as editors make it: part of the world the matrix is asked about."""

import io
import secrets
from typing import TYPE_CHECKING, Any

from PIL import Image

from fairlead.kit.ids import new_id

if TYPE_CHECKING:
    from tests.gate.world import Person, World

# What is one person's alone, of all there is.
PRIVATE = frozenset(
    {"own_session", "unsent", "upload", "whole_upload", "cursor_mentions", "cursor_view", "cursor_search"}
    | {
        "cursor_articles",
        "cursor_media",
        "cursor_terms",
        "cursor_broken",
        "cursor_desk_tickets",
        "cursor_ratings",
        "cursor_tasks",
        "view",
        "talk_view",
    }
)


class ArticleThings:
    """Part of `world.Things`."""

    world: "World"
    person: "Person"
    known: dict[str, str]

    async def _agent_of_the_house(self) -> "Person":
        raise NotImplementedError

    async def _next(self, path: str) -> str:
        raise NotImplementedError

    async def _made(self, path: str, body: dict[str, Any]) -> Any:
        house = await self._agent_of_the_house()
        return (await self.world.post(house, "agent", f"/api/desk/help/{path}", json=body)).json()

    async def _help_article(self) -> str:
        body = {"brand": self.person.brand, "locale": "en", "title": "deposit", "category": "deposits", "body": "a"}
        made = await self._made("articles", body | {"slug": new_id()})
        self.known["translation"] = made["translations"][0]["id"]
        return str(made["id"])

    async def _translation(self) -> str:
        await self._help_article()
        return self.known["translation"]

    async def _shown_translation(self) -> str:
        made = await self._translation()
        await self._made(f"translations/{made}/state", {"edition": 1, "to": "published"})
        return made

    async def _medium(self) -> str:
        """A picture that customers see, unlike any other."""
        house = await self._agent_of_the_house()
        out = io.BytesIO()
        Image.frombytes("RGB", (5, 5), secrets.token_bytes(75)).save(out, "PNG")
        how: dict[str, Any] = {"content": out.getvalue(), "headers": {"X-File-Name": "a.png"}}
        file = (await self.world.post(house, "agent", "/api/desk/files", **how)).json()["id"]
        told = await self._made("media", {"brand": self.person.brand, "file": file})
        text = {"brand": self.person.brand, "locale": "en", "title": "form", "category": "deposits"}
        made = await self._made("articles", text | {"slug": new_id(), "body": f"![Form](media:{told['media']})"})
        await self._made(f"translations/{made['translations'][0]['id']}/state", {"edition": 1, "to": "published"})
        await self.world.system.help_center._library.refresh()
        return str(told["url"]).rpartition("/")[2]

    async def _category(self) -> str:
        return str((await self._made("categories", {"brand": self.person.brand, "slug": new_id()}))["id"])

    async def _gap(self) -> str:
        """What two customers asked and nobody answered, unlike any other."""
        brand, word = self.person.brand, new_id()
        row = await self.world.system.brands.require(brand)
        for asker in ("one", "two"):
            await self.world.system.gaps.missed(row.id, "en", word, name=word + asker, asker=asker, reason="unknown")
        house = await self._agent_of_the_house()
        told = await self.world.request(house, "agent", "GET", f"/api/desk/help/gaps?brand={brand}")
        return next(str(gap["id"]) for gap in told.json()["gaps"] if gap["question"] == word)

    async def _cursor_articles(self) -> str:
        for _ in range(2):
            await self._help_article()
        return await self._next(f"/api/desk/help/articles?brand={self.person.brand}&limit=1")

    async def _cursor_media(self) -> str:
        for _ in range(2):
            await self._medium()
        return await self._next(f"/api/desk/help/media?brand={self.person.brand}&limit=1")

    async def _cursor_terms(self) -> str:
        for _ in range(2):
            await self._help_article()
        return await self._next(f"/api/desk/help/mentions?brand={self.person.brand}&term=deposit&limit=1")

    async def _cursor_broken(self) -> str:
        for _ in range(2):
            await self._shown_translation()
        return await self._next(f"/api/desk/help/broken?brand={self.person.brand}&limit=1")
