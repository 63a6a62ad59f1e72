"""What tests of rules need: an admin who writes them, and the last entry's answer."""

from typing import Any

from sqlalchemy import select

from fairlead.automation.models import RunRow
from tests.harness import Client, Installation


async def canned(lead: Client, shortcut: str, text: str = "", *, locale: str = "en", **more: Any) -> str:
    """The id of a new canned reply or macro."""
    asked = {"brand": "northlight", "shortcut": shortcut, "title": shortcut, "text": text, "locale": locale} | more
    answer = await lead.http.post("/api/desk/canned", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def rule(name: str, on: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """`tests`: conditions that all have to hold, as (field, op, value …); `value` and `after` of the trigger."""
    trigger = {"on": on} | {key: more.pop(key) for key in ("value", "after") if key in more}
    tests = [{"field": field, "op": op, "values": list(values)} for field, op, *values in more.pop("tests", [])]
    when = {"groups": [{"tests": tests}]} if tests else {}
    return {"name": name, "trigger": trigger, "steps": list(steps), "when": when} | more


async def save(admin: Client, asked: dict[str, Any], status: int = 201) -> dict[str, Any]:
    answer = await admin.http.post("/api/desk/rules", json={"brand": "northlight", "rule": asked})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def runs(site: Installation, conversation: str) -> list[tuple[str, str, str]]:
    """What rules did in it: the rule's id, the state and the code, in order."""
    async with site.system.database.read() as session:
        rows = await session.scalars(
            select(RunRow).where(RunRow.conversation_id == conversation).order_by(RunRow.at, RunRow.id)
        )
        return [(row.actor_id, row.state, row.code) for row in rows]
