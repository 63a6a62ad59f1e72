"""What is known of a matter when a rule looks at it, and what an entry of its timeline says has happened."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.meet_conditions import Facts, On, Trigger, When
from fairlead.automation.store import Matter
from fairlead.brands.keep_hours import ServiceHours
from fairlead.conversations.store import Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import MINUTE, Instant

# Of the customer's last messages, where the cause itself has no words.
WORDS_OF = 5

# What may have happened by an entry, with the status, the priority, a tag or the team it came to.
Happened = list[tuple[On, str]]
# The kinds of entries by which something may have happened.
KINDS = ("message", "ticket", "card", "handover", "transferred", "promise")
# What the timeline tells of a promise's clock.
_PROMISES: dict[str | None, Happened] = {"warned": [("at_risk", "")], "broken": [("late", "")]}


def happened_by(entry: Entry) -> Happened:
    """What a rule may wait for. A rule's own words are no customer's."""
    data = entry.data
    match entry.kind:
        case "message":
            return [("message", "")] if entry.author_kind == "customer" else []
        case "handover":
            return [("handed_over", "")]
        case "transferred":
            return [("transferred", (data.get("to_team") or {}).get("id", ""))]
        case "ticket":
            return _of_ticket(data)
        case "promise":
            return _PROMISES.get((data.get("promise") or {}).get("act"), [])
        case _:
            return []


def _of_ticket(data: dict[str, object]) -> Happened:
    found: Happened = []
    if data.get("opened"):
        found.append(("opened", ""))
    if "status" in data and data.get("status") != data.get("before"):
        found.append(("status", str(data["status"])))
    if "priority" in data and data["priority"] != data.get("before"):
        found.append(("priority", str(data["priority"])))
    if isinstance(tags := data.get("tags"), list):
        before = data.get("before")
        found += [("tag", tag) for tag in tags if not isinstance(before, list) or tag not in before]
    if data.get("late"):
        found.append(("late", ""))
    return found


def is_cause(trigger: Trigger, happened: Happened) -> bool:
    return any(on == trigger.on and trigger.value in ("", value) for on, value in happened)


def asks(when: When, field: str) -> bool:
    return any(test.field == field for group in when.groups for test in group.tests)


def facts_of(matter: Matter, *, moment: Instant) -> Facts:
    """As it stands, but for what has to be asked about: words, hours and the rating."""
    head, ticket = matter.head, matter.ticket
    waiting = head.waiting_since
    known = Facts(
        channel=head.channel,
        locale=head.locale,
        team=head.team_id or "",
        tier=matter.tier,
        status=head.status,
        assigned=head.assignee_id is not None,
        waited=None if waiting is None else max(0, moment - waiting) / MINUTE,
    )
    if ticket is None:
        return known
    return replace(
        known,
        category=ticket.category,
        type=ticket.case_type,
        priority=str(ticket.priority),
        status=ticket.status,
        tags=frozenset(ticket.tags),
    )


class KnowMatter:
    def __init__(self, sealer: Sealer, hours: ServiceHours) -> None:
        self._sealer = sealer
        self._hours = hours

    async def __call__(self, session: AsyncSession, matter: Matter, when: When, *, text: str, moment: Instant) -> Facts:
        """`text`: what the cause itself says; else the customer's last words count. Only what is asked for is looked up."""
        facts, head = replace(facts_of(matter, moment=moment), text=text), matter.head
        if not text and asks(when, "words"):
            facts = replace(facts, text=await store.last_words(session, self._sealer, head.id, most=WORDS_OF))
        if asks(when, "rating"):
            rated = await store.ratings_of(session, [head.id])
            facts = replace(facts, rating=rated[head.id][0] if head.id in rated else None)
        return await self.with_hours(facts, matter, when, moment=moment)

    async def with_hours(self, facts: Facts, matter: Matter, when: When, *, moment: Instant) -> Facts:
        if not asks(when, "hours"):
            return facts
        head = matter.head
        # By the names service hours have for them.
        channel = "ticket" if matter.ticket is not None or head.channel != "webchat" else "chat"
        calendar = await self._hours.calendar(head.brand_id, team=head.team_id, channel=channel, region=head.locale)
        return replace(facts, open_hours=calendar.is_open(moment))
