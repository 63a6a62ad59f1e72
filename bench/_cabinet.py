"""A desk that has been busy for years: tickets in bulk, as the desk's list narrows them, and who looks at them."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from sqlalchemy import Table, insert, update

from fairlead.app import System
from fairlead.conversations.models import ConversationRow
from fairlead.demo.seed import ARTICLES
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.ids import new_id, new_token, token_hash
from fairlead.people.models import AgentBrandRow, AgentRow, SessionRow, TeamRow
from fairlead.search.follow import Indexer, digests_of, index_of
from fairlead.settings import Settings
from fairlead.tickets import rules, store
from fairlead.tickets.models import TicketRow
from fairlead.tickets.number_ticket import new_number
from fairlead.tickets.store import Inside
from fairlead.tickets.taxonomy import Category, house
from tests.harness import seed

AGENTS, CUSTOMERS, YEARS = 40, 200_000, 2
BATCH = 10_000
# How much of a desk's work is in each status: nearly all of it is over.
STATUS_WEIGHTS = {
    "closed": 880, "solved": 40, "withdrawn": 20, "rejected": 20, "in_queue": 10, "with_agent": 12, "waiting_for_you": 10,
    "waiting_on_chain": 3, "waiting_for_partner": 2, "investigating": 2, "submitted": 0, "reopened": 1,
}  # fmt: skip


@dataclass(frozen=True)
class People:
    """`agents`: what each may see → his session; `owners`: one with much work, one with none."""

    brand: str
    tickets: int
    agents: dict[str, str]
    owners: dict[str, str]


def _names() -> Iterator[str]:
    known: set[str] = set()
    while True:
        number = new_number(clock.now())
        if number not in known:
            known.add(number)
            yield number


async def fill(settings: Settings, tickets: int) -> People:
    """Each with its conversation; a few categories make most of the work, and a closed team has a fiftieth of it."""
    system, chance = System(settings), Random(7)
    brand_id = await seed(system)
    # What a desk did for years is in the search's index long since; read now, it would be read beside the lists.
    indexer = Indexer(
        system.database, system.sealer, index_of(settings.data_path, system.sealer), digests_of(system.sealer)
    )
    await indexer.step()
    await indexer.stop()
    agents, sessions, shut = await _people(system, brand_id)
    categories = [one for one in house().categories.values() if one.active]
    weights = [1000 // (place + 3) for place in range(len(categories))]
    names = _names()
    for start in range(0, tickets, BATCH):
        batch = range(start, min(tickets, start + BATCH))
        rows = [
            _rows(system, chance, brand_id, (agents, shut), (category, next(names)))
            for _, category in zip(batch, chance.choices(categories, weights, k=len(batch)), strict=True)
        ]
        await _write(system.database, ConversationRow.metadata.tables["conversations"], [one for one, _ in rows])
        await _write(system.database, TicketRow.metadata.tables["tickets"], [one for _, one in rows])
    async with system.database.write() as session:
        await session.execute(update(TeamRow).where(TeamRow.id == shut).values(closed=True))
    if system.database.dialect.name == "postgresql":
        async with system.database.writer.connect() as connection:
            # As autovacuum would have done by the next minute.
            await (await connection.execution_options(isolation_level="AUTOCOMMIT")).exec_driver_sql("VACUUM ANALYZE")
    await system.database.close()
    owners = {"busy owner": agents[0], "owner without work": agents[-1]}
    return People("northlight", tickets, sessions, owners)


async def _people(system: System, brand_id: str) -> tuple[list[str], dict[str, str], str]:
    """Ids of agents, the last of them without work; sessions of one who sees all and one who does not; the closed team."""
    moment, shut = clock.now(), new_id()
    agents = [new_id() for _ in range(AGENTS)]
    rows = [
        {"id": agent_id, "email": f"agent{number}@bench.example", "name": f"Agent {number}"}
        | {"role": "lead" if number == 0 else "agent", "password_hash": "none", "active": True, "presence": "online"}
        | {"seen_at": 0, "created_at": moment}
        for number, agent_id in enumerate(agents)
    ]
    tokens = {"lead": new_token("fla"), "agent without the closed team": new_token("fla")}
    sessions = [
        {"id": new_id(), "token_hash": token_hash(token), "kind": "agent", "subject_id": agents[number]}
        | {"brand_id": None, "created_at": moment, "expires_at": moment + clock.DAY}
        for number, token in enumerate(tokens.values())
    ]
    async with system.database.write() as session:
        await session.execute(insert(AgentRow), rows)
        await session.execute(insert(AgentBrandRow), [{"agent_id": one, "brand_id": brand_id} for one in agents])
        await session.execute(
            insert(TeamRow), [{"id": shut, "brand_id": brand_id, "name": "Compliance", "closed": False}]
        )
        await session.execute(insert(SessionRow), sessions)
    return agents, tokens, shut


def _rows(
    system: System, chance: Random, brand_id: str, who: tuple[list[str], str], what: tuple[Category, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A conversation and its ticket."""
    (agents, shut), (category, number), moment = who, what, clock.now() - chance.randrange(YEARS * 365 * clock.DAY)
    status = chance.choices(list(STATUS_WEIGHTS), list(STATUS_WEIGHTS.values()))[0]
    ticket_id, conversation_id = new_id(moment), new_id(moment)
    customer_id = f"{chance.randrange(CUSTOMERS):032x}"
    waits = status in (rules.SUBMITTED, rules.IN_QUEUE)
    owner = None if waits else agents[min(int(chance.expovariate(0.15)), AGENTS - 2)]
    is_open = rules.STATUSES[status].open
    facts = [{"field": key, "value": "as it was told"} for key in category.required[:4]]
    head = {
        "id": conversation_id, "brand_id": brand_id, "customer_id": customer_id, "channel": "portal", "locale": "en",
        "status": "open" if is_open else "closed", "handler": "human", "bot_active": False, "assignee_id": owner,
        "team_id": shut if chance.random() < 0.02 else None, "last_seq": 4, "last_public_seq": 4, "calm": True,
        "waiting_since": None, "queued_at": moment, "first_human_at": None, "subject": b"", "preview": b"",
        "preview_author": "customer", "context": b"", "customer_delivered": 0, "customer_read": 0, "agents_delivered": 0,
        "agents_read": 0, "created_at": moment, "updated_at": moment, "closed_at": None if is_open else moment,
    }  # fmt: skip
    priority = chance.choices(rules.PRIORITIES, (1, 6, 30, 40, 23))[0]
    ticket = {
        "id": ticket_id, "brand_id": brand_id, "customer_id": customer_id, "conversation_id": conversation_id,
        "number": number, "case_type": category.type, "category": category.code, "team": category.team, "status": status,
        "since": moment, "due_at": moment + clock.DAY if is_open else None, "priority": priority, "computed": priority,
        "override": None, "claimed": False, "facts": {"claims": None}, "complete": 80, "spoken": True, "revision": 3,
        "inside": store.seal_inside(Inside(facts), ticket_id, system.sealer), "nudged_at": None, "owner_id": owner,
        "held_by": head["team_id"], "created_at": moment, "updated_at": moment,
    }  # fmt: skip
    return head, ticket


async def _write(database: Database, table: Table, rows: list[dict[str, Any]]) -> None:
    if database.dialect.name == "sqlite":
        async with database.write() as session:
            await session.execute(insert(table), rows)
        return
    async with database.write_bulk() as connection:
        await connection.exec_driver_sql("SELECT 1")
        driver: Any = (await connection.get_raw_connection()).driver_connection
        columns = list(rows[0])
        texts = [name for name in columns if name == "facts"]
        for row in rows:
            row.update(dict.fromkeys(texts, '{"claims": null}'))
        await driver.copy_records_to_table(table.name, records=[tuple(row.values()) for row in rows], columns=columns)


def queries(people: People) -> Iterator[tuple[str, str]]:
    """Every combination of filters, common and rare values of each, and the next page of each list that has one."""
    taxonomy = house()
    common = next(iter(taxonomy.categories.values()))
    choices: list[tuple[str, list[str]]] = [
        ("status", ["open", "closed", "with_agent"]),
        ("category", [common.code, "FBK-IDEA"]),
        ("priority", ["1", "4"]),
        ("team", [common.team]),
        ("owner", list(people.owners.values())),
    ]
    names = {owner: name for name, owner in people.owners.items()}
    for size in range(len(choices) + 1):
        for chosen in itertools.combinations(choices, size):
            for values in _each(one for _, one in chosen):
                pairs = [(name, value) for (name, _), value in zip(chosen, values, strict=True)]
                what = ", ".join(names.get(value, f"{name} {value}") for name, value in pairs) or "everything"
                yield what, "".join(f"&{name}={quote(value)}" for name, value in pairs)


def _each(lists: Iterable[list[str]]) -> Iterator[tuple[str, ...]]:
    return itertools.product(*lists)


async def articles(settings: Settings) -> str:
    """The demo's articles; the brand's key."""
    system = System(settings)
    brand_id = await seed(system)
    await import_folder(system.database, brand_id, ARTICLES, default_locale="en", media=system.media)
    await system.database.close()
    return "northlight"


def suggest_path(brand: str, typed: str) -> str:
    locale = "zh-CN" if any(ord(letter) > 0x2E80 for letter in typed) else "en"
    return f"/api/w/{brand}/suggest?q={quote(typed)}&locale={locale}"
