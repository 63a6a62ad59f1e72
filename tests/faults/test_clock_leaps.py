"""F-25 and F-26 of the catalogue of faults: the machine's clock leaps an hour or 400 days ahead and is set back, and is set back by
ten minutes while things are due. Nobody's time is up by that, and nothing is done twice or never."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.automation.follow_rules import DUE
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.infra.jobs import JobRow, JobRunner, enqueue
from fairlead.infra.reactions import Dispatcher
from fairlead.kit import clock
from fairlead.kit.clock import DAY, DOUBT, HOUR, MINUTE, SECOND, WallClock
from fairlead.kit.ids import new_id
from fairlead.routing.keep_places import KEPT
from tests.automation.rules import rule, runs, save
from tests.harness import Installation
from tests.quick_agents import quick_agent
from tests.roster.test_shifts import around_now, put
from tests.routing.queue import owner, switch_on, waits
from tests.tickets.ground import changed, opened

both = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
LEAPS = (HOUR, 400 * DAY)


class Machine:
    """The clock of the machine, which anybody may set, and the time that has passed since."""

    def __init__(self) -> None:
        self.ahead = self.passed = 0
        begun = clock.now()
        self.clock = WallClock(lambda: (begun + self.passed + self.ahead) * 1000, lambda: self.passed * 1000)

    def wait(self, span: int) -> None:
        """As long as anybody looks at it every few seconds."""
        for _ in range(0, span, MINUTE):
            self.passed += min(MINUTE, span)
            self.clock.now()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr(clock, "_wall_clock", made.clock)
    return made


@both
async def test_f25_a_leap_lets_no_place_go_and_f26_set_back_none_is_let_go_twice(
    quiet_site: Installation, machine: Machine
):
    system, keep = quiet_site.system, quiet_site.system.queue.keep_places
    talks = [await waits(system, quiet_site.brand_id) for _ in range(5)]
    await keep.here(talks)
    await keep.here(talks[:4], leaves=True)
    machine.wait(10 * MINUTE)
    for leap in LEAPS:
        machine.ahead = leap
        assert await keep.let_go() == 0
        # Who is noted as being here meanwhile is not here for a year.
        await keep.here(talks[4:])
        machine.ahead = 0
        assert await keep.let_go() == 0
    machine.ahead = -10 * MINUTE
    machine.wait(KEPT - 9 * MINUTE)
    assert await keep.let_go() == 0
    machine.wait(10 * MINUTE)
    assert await keep.let_go() == 4
    machine.ahead -= 10 * MINUTE
    assert await keep.let_go() == 0
    machine.wait(30 * MINUTE)
    # Not one that was let go already, and the one who was here is let go in his time.
    assert await keep.let_go() == 1
    machine.wait(DOUBT)
    assert await keep.let_go() == 0


@both
async def test_f25_a_leap_ends_nobodys_shift_and_f26_what_has_ended_goes_back_once(
    quiet_site: Installation, machine: Machine
):
    site, system = quiet_site, quiet_site.system
    lead, marco = await quick_agent(site, "Lena", role="lead"), await quick_agent(site, "Marco")
    boss = await lead.open()
    talk = await waits(system, site.brand_id)
    # His only shift: in 400 days and in an hour he is off.
    await put(lead, marco, around_now(-60, 30))
    assign = {"type": "assign", "client_id": new_id(), "conversation": talk, "to": marco.id}
    assert (await boss.ask(assign))["type"] == "ack"
    ends = system.queue.end_shift
    for leap in LEAPS:
        machine.ahead = leap
        assert await ends.step() == 0
        machine.wait(MINUTE)
        assert await ends.step() == 0
        machine.ahead = 0
        assert await ends.step() == 0
    # It is believed for a while, with nothing of his lying there, and then set back.
    async with system.database.write() as session:
        await session.execute(update(ConversationRow).where(ConversationRow.id == talk).values(assignee_id=None))
    machine.ahead = 400 * DAY
    clock.now()
    machine.wait(DOUBT)
    assert await ends.step() == 0
    machine.ahead = 0
    async with system.database.write() as session:
        await session.execute(update(ConversationRow).where(ConversationRow.id == talk).values(assignee_id=marco.id))
    assert await ends.step() == 0
    assert await owner(system, talk) == marco.id
    # Its real end and the grace: what he has not begun goes back, once, though the clock is set back then.
    machine.wait(30 * MINUTE + site.system.settings.shift_grace_minutes * MINUTE + MINUTE)
    assert await ends.step() == 1
    machine.ahead = -10 * MINUTE
    assert await ends.step() == 0
    machine.wait(11 * MINUTE)
    assert await ends.step() == 0
    async with system.database.read() as session:
        kinds = list(await session.scalars(select(EntryRow.kind).where(EntryRow.conversation_id == talk)))
    assert kinds.count("assigned") == 2


@both
async def test_f25_and_f26_a_matter_in_its_agents_hands_is_not_taken_back_by_a_leap(
    quiet_site: Installation, machine: Machine
):
    system, assign = quiet_site.system, quiet_site.system.queue.assign
    marco = await quick_agent(quiet_site, "Marco")
    await marco.open()
    await switch_on(system, quiet_site.brand_id, react=60)
    talk = await waits(system, quiet_site.brand_id)
    assert await assign.step() == 1
    for ahead in (HOUR, 0, -10 * MINUTE, 400 * DAY, 0):
        machine.ahead = ahead
        await assign._take_back()
        assert await owner(system, talk) == marco.id, ahead


@both
async def test_f25_a_time_rule_waits_for_its_time_and_f26_acts_once(quiet_site: Installation, machine: Machine):
    site, system = quiet_site, quiet_site.system
    dispatcher = Dispatcher(system.database, system.reactions())
    runner = JobRunner(system.database, dispatcher.job_handlers() | system.jobs())

    async def work() -> None:
        while await dispatcher.round() or await runner.round():
            pass

    admin, phone = await quick_agent(site, "Tomasz", role="admin"), await site.customer()
    steps: dict[str, Any] = {"type": "note", "text": "nobody answered"}
    made = await save(admin, rule("Remind", "status", steps, value="waiting_for_partner", after=45))
    ticket = await opened(phone)
    talk = ticket["conversation"]
    # It begins to wait while the clock is ahead.
    machine.ahead = 400 * DAY
    await changed(admin, ticket, status="waiting_for_partner")
    await work()
    machine.ahead = 0
    for leap in LEAPS:
        machine.ahead = leap
        await work()
        machine.ahead = 0
    assert await runs(site, talk) == []
    machine.wait(44 * MINUTE)
    machine.ahead = -10 * MINUTE
    await work()
    assert await runs(site, talk) == []
    machine.wait(11 * MINUTE)
    await work()
    assert await runs(site, talk) == [(made["id"], "done", "")]
    machine.ahead = -20 * MINUTE
    await work()
    machine.wait(HOUR)
    await work()
    assert await runs(site, talk) == [(made["id"], "done", "")]
    async with system.database.read() as session:
        assert list(await session.scalars(select(JobRow.id).where(JobRow.kind == DUE))) == []


@both
async def test_f25_a_job_put_off_while_the_clock_was_ahead_is_done_in_its_time(
    quiet_site: Installation, machine: Machine
):
    done: list[int] = []

    async def handler(payload: dict[str, Any]) -> None:
        done.append(payload["number"])

    database = quiet_site.system.database
    runner = JobRunner(database, {"mail": handler})
    machine.ahead = 400 * DAY
    async with database.write() as session:
        await enqueue(session, "mail", {"number": 1}, delay=20 * SECOND)
    assert await runner.round() == 0
    machine.ahead = 0
    machine.wait(MINUTE)
    await runner.round()
    assert done == [1]


@both
async def test_f25_service_hours_say_what_they_said_before_the_leap(quiet_site: Installation, machine: Machine):
    admin, nobody = await quiet_site.agent(role="admin"), quiet_site.anonymous()
    # Open until midnight, and not for two weeks then.
    midnight = -(-clock.now() // DAY) * DAY
    days = [datetime.fromtimestamp(midnight // SECOND, UTC).date() + timedelta(days=n - 1) for n in range(15)]
    asked = {"brand": "northlight", "kind": "brand", "zone": "UTC", "revision": 0, "week": [[["09:00", "12:00"]]] * 7}
    exceptions = [
        {"date": str(day), "name": "", "hours": [] if n else [["00:00", "24:00"]]} for n, day in enumerate(days)
    ]
    answer = await admin.http.put("/api/desk/service-hours", json=asked | {"exceptions": exceptions})
    assert answer.status_code == 200, answer.text

    async def is_back() -> Any:
        return (await nobody.http.get("/api/w/northlight/here")).json()["back"]

    for ahead in (0, DAY, 0, 401 * DAY, 0, -10 * MINUTE):
        machine.ahead = ahead
        assert await is_back() is None, ahead
    machine.ahead = 0
    machine.wait(midnight - clock.now() + MINUTE)
    assert await is_back() is not None
