"""Who gives what waits to whom. In the usual demo the waiting matters of one exchange go to free agents by themselves, and at the
other agents take them, so that both can be seen. In a staffed one those of both do, and beside that the three work in shifts of
this week, one shift has told the next something, a rule stands, and an outside system is told by a webhook."""

from collections.abc import Collection
from uuid import UUID, uuid5

from fairlead.app import System
from fairlead.automation.check_together import RuleContent
from fairlead.automation.meet_conditions import Condition, Group, Trigger, When
from fairlead.automation.rules import Step
from fairlead.brands.store import Brand
from fairlead.demo.cast import EXCHANGES
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.people import store as people
from fairlead.roster.rules import Pattern, Shift
from fairlead.routing.manage_work import USUAL_REACT
from fairlead.webhooks.keep_endpoints import Given

ADMIN = "tomasz@desk.example"
# In the usual demo: the exchange where a bot answers first.
GIVEN_OUT = "seabright"
# Who works when, by the clocks of the exchanges' office: the day and the evening meet for an hour.
ZONE = "Asia/Singapore"
SHIFTS: dict[str, list[Shift]] = {
    "ayu@desk.example": [("00:00", "12:00"), ("13:00", "16:00")],
    "sven@desk.example": [("08:00", "12:00"), ("13:00", "24:00")],
    ADMIN: [("15:00", "24:00")],
}
NOTE = (
    "The hot wallet for USDT on TRON was refilled at noon; withdrawals that were pending go out in order. Whoever asks: within "
    "two hours, and nobody needs to ask twice."
)
RULE = RuleContent(
    name="Wrong network: tag it at once",
    trigger=Trigger("opened"),
    when=When((Group((Condition("category", "in", ("DEP-NET",)),)),)),
    steps=(Step("tag", add=("wrong-network",)),),
)
KINDS = ("conversation.assigned", "ticket.changed", "rule.fired", "alert.raised")
_SPACE = UUID("5b0f2e0c-6c1d-4a35-9b51-6b9a0c6e7a11")


async def open_new(system: System, new: Collection[str]) -> None:
    """`new`: keys of the exchanges that were not there before. What an admin has switched off since stays off."""
    admin = await _actor(system, ADMIN)
    if admin is not None and GIVEN_OUT in new:
        await _give_out(system, admin, await system.brands.require(GIVEN_OUT))


async def show_staff(system: System, hooks: str) -> None:
    """Once for each exchange. `hooks`: where its own system listens."""
    actors = {email: await _actor(system, email) for email in SHIFTS}
    admin = actors[ADMIN]
    if admin is None:
        return
    given_out = await system.queue.work.switched()
    for exchange in EXCHANGES:
        brand = await system.brands.require(exchange.key)
        if brand.id not in given_out:
            await _give_out(system, admin, brand)
        await _open_up(system, admin, brand)
        await _hook(system, admin, brand, f"{hooks}/{brand.key}")
    for email, actor in actors.items():
        if actor is not None and await system.queue.shifts.standing(actor.id, clock.now()) is None:
            week = Pattern(zone=ZONE, week=[SHIFTS[email]] * 7)
            await system.queue.shifts.put(admin, actor.id, week, revision=0)


async def _give_out(system: System, admin: Actor, brand: Brand) -> None:
    await system.queue.work.switch(admin, brand, on=True, react_seconds=USUAL_REACT)


async def _open_up(system: System, admin: Actor, brand: Brand) -> None:
    note = str(uuid5(_SPACE, brand.id))
    await system.queue.hand_over.write(admin, brand, note, NOTE, conversation=None)
    rules, _ = await system.automation.rules.of_brand(admin, brand.id)
    if RULE.name not in [rule.name for rule in rules]:
        await system.automation.rules.add(admin, brand.id, RULE)


async def _hook(system: System, admin: Actor, brand: Brand, url: str) -> None:
    """With every start it listens elsewhere."""
    wanted = Given(f"{brand.name} back office", url, KINDS, texts=False)
    known = [one for one in await system.queue.endpoints.all(admin, brand.id) if one.row.name == wanted.name]
    if not known:
        await system.queue.endpoints.add(admin, brand.id, wanted)
    elif known[0].url != url:
        await system.queue.endpoints.change(admin, known[0].row.id, wanted, revision=known[0].row.revision)


async def _actor(system: System, email: str) -> Actor | None:
    async with system.database.read() as session:
        row = await people.agent_by_email(session, email)
        return await people.agent_actor(session, row.id) if row is not None else None
