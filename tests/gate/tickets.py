"""Tickets of people, made as customers make them: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from fairlead.automation.models import RuleRow
from fairlead.conversations.models import ConversationRow
from fairlead.feedback.models import ResolutionRow
from fairlead.kit import clock
from fairlead.kit.clock import iso, now
from fairlead.kit.ids import new_id
from fairlead.people.models import TeamMemberRow
from tests.gate.emergencies import EmergencyThings

if TYPE_CHECKING:
    from tests.gate.world import Person, World


class TicketThings(EmergencyThings):
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"
    _talker: Any
    _given: Any
    _talk: Any
    _next: Any
    _agent_of_the_house: Any
    _team: Any
    get: Any
    by_number: ClassVar[dict[str, str]] = {}

    async def _matter(self) -> str:
        return str((await self._made_matter())["id"])

    async def _matter_number(self) -> str:
        made = await self._made_matter()
        self.by_number[made["number"]] = made["id"]
        return str(made["number"])

    async def _made_matter(self) -> dict[str, Any]:
        how: dict[str, Any] = {
            "json": {"category": "FEE-Q", "text": "what is this fee?"},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        made: dict[str, Any] = (await self.world.post(await self._talker(), "customer", "/api/tickets", **how)).json()
        await self._given(made["conversation"])
        return made

    async def _other_matter(self) -> str:
        return await self._matter()

    async def _card(self) -> str:
        """A question on the person's own ticket."""
        return await self._asked(await self.get("matter"))

    async def _numbered_card(self) -> str:
        """A question on the one he knows by its number."""
        number = await self.get("matter_number")
        return await self._asked(self.by_number[number])

    async def _asked(self, ticket: str) -> str:
        how: dict[str, Any] = {
            "json": {"fields": [{"key": "receipt"}], "steps": ["look again"]},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        path = f"/api/desk/tickets/{ticket}/cards"
        made = await self.world.post(await self._asker(), "agent", path, **how)
        return str(made.json()["cards"][-1]["id"])

    async def _asker(self) -> "Person":
        return self.person if self.person.side == "agent" else await self._agent_of_the_house()

    async def _task(self) -> str:
        """What the person, or for a customer an agent of the house, has asked a team for."""
        how: dict[str, Any] = {
            "json": {"team": await self.get("team"), "text": "look into it", "due_at": iso(clock.now() + clock.HOUR)},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        path = f"/api/desk/tickets/{await self.get('matter')}/tasks"
        made = await self.world.post(await self._asker(), "agent", path, **how)
        return str(made.json()["tasks"][-1]["id"])

    async def _cursor_tasks(self) -> str:
        for _ in range(2):
            await self._task()
        return str(await self._next(f"/api/desk/ticket-tasks?brand={self.person.brand}&whose=all&limit=1"))

    async def _sanction(self) -> str:
        """A warning in the person's conversation."""
        how: dict[str, Any] = {
            "json": {"kind": "warn", "reason": "spam", "hours": 720},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        base, asker = f"/api/desk/conversations/{await self.get('conversation')}", await self._asker()
        made = await self.world.request(asker, "agent", "POST", f"{base}/sanctions", **how)
        if made.status_code == 201:
            return str(made.json()["id"])
        # He was warned for another test.
        known = (await self.world.request(asker, "agent", "GET", f"{base}/conduct")).json()
        return str(known["sanctions"][0]["id"])

    async def _view(self) -> str:
        """One of the agent's own, or of an agent of the house's."""
        body = {"brand": self.person.brand, "name": "mine", "filters": {"status": "open"}}
        made = await self.world.post(await self._asker(), "agent", "/api/desk/ticket-views", json=body)
        return str(made.json()["id"])

    async def _talk_view(self) -> str:
        body = {"brand": self.person.brand, "name": "mine", "filters": {"view": "open"}}
        made = await self.world.post(await self._asker(), "agent", "/api/desk/conversation-views", json=body)
        return str(made.json()["id"])

    async def _own_team(self) -> str:
        """One the agent belongs to."""
        team = str(await self._team())
        async with self.world.system.database.write() as session:
            session.add(TeamMemberRow(team_id=team, agent_id=(await self._asker()).id))
        return team

    async def _cursor_tickets(self) -> str:
        for _ in range(2):
            await self._matter()
        return str(await self._next("/api/tickets?limit=1"))

    async def _cursor_desk_tickets(self) -> str:
        for _ in range(2):
            await self._matter()
        return str(await self._next(f"/api/desk/tickets?brand={self.person.brand}&limit=1"))

    async def _cursor_ratings(self) -> str:
        for n in range(2):
            talk = await self._talk(await self._talker(), [])
            async with self.world.system.database.write() as session:
                brand = (await session.get_one(ConversationRow, talk)).brand_id
                session.add(
                    ResolutionRow(
                        conversation_id=talk, seq=n + 10, entry_id=str(n), brand_id=brand, desk="", category="",
                        locale="en", channel="webchat", ended_at=now() - 2 + n, reasons="", satisfaction=5, rated_at=now(),
                    )
                )  # fmt: skip
        return str(await self._next(f"/api/desk/ratings/said?brand={self.person.brand}&limit=1"))

    async def _rule(self) -> str:
        """An admin writes it for the house."""
        content = {"name": "a", "trigger": {"on": "opened"}, "steps": [{"type": "note", "text": "b"}], "active": False}
        async with self.world.system.database.write() as session:
            row = RuleRow(
                id=new_id(), brand_id=self.world.brand_ids[self.person.brand], name="a", active=False, place=1, revision=1,
                content=content, since=now(), changed_by="", changed_at=now(),
            )  # fmt: skip
            session.add(row)
        return row.id
