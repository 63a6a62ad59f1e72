"""For editors over HTTP: what the bot could not answer, and what a person makes of it. docs/protocol.md, section 3.2.5."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import Strict
from fairlead.helpcenter.learn import Gap, Gathering, Learning
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso


class Attached(Strict):
    article: str


class Drafted(Strict):
    """`reply`: which of the gap's replies is the text; none: it is empty."""

    reply: int | None = None


class Dismissed(Strict):
    dismissed: bool = True


def learn_routes(counter: Counter, gathering: Gathering) -> list[HTTPRouteHandler]:
    learning = Learning(counter.editing.finder, counter.editing.writing, gathering)

    @get("/api/desk/help/gaps", name="help_edit_gaps")
    async def gaps(
        agent: NamedDependency[Actor], brand: FromQuery[str], dismissed: FromQuery[bool] = False
    ) -> dict[str, Any]:
        found = await learning.gaps(agent, await counter.brand_id(agent, brand), dismissed=dismissed)
        return {"gaps": [_gap_wire(one) for one in found.shown], "hidden": found.hidden}

    @post("/api/desk/help/gaps/{gap_id:str}/attach", name="help_edit_attach", status_code=200)
    async def attach(agent: NamedDependency[Actor], gap_id: FromPath[str], data: JSONBody[Attached]) -> dict[str, str]:
        return {"translation": await learning.attach(agent, gap_id, data.article)}

    @post("/api/desk/help/gaps/{gap_id:str}/draft", name="help_edit_draft")
    async def draft(agent: NamedDependency[Actor], gap_id: FromPath[str], data: JSONBody[Drafted]) -> dict[str, str]:
        return {"article": await learning.draft(agent, gap_id, reply=data.reply)}

    @post("/api/desk/help/gaps/{gap_id:str}/dismiss", name="help_edit_dismiss", status_code=204)
    async def dismiss(agent: NamedDependency[Actor], gap_id: FromPath[str], data: JSONBody[Dismissed]) -> None:
        await learning.dismiss(agent, gap_id, dismissed=data.dismissed)

    return [gaps, attach, draft, dismiss]


def _gap_wire(one: Gap) -> dict[str, Any]:
    return {
        "id": one.id,
        "locale": one.locale,
        "question": one.question,
        "asked": one.asked,
        "customers": one.customers,
        "unknown": one.reasons.get("unknown", 0),
        "unhelpful": one.reasons.get("unhelpful", 0),
        "replies": list(one.replies),
        "asked_at": iso(one.asked_at),
    }
