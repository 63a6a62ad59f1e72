"""Who tries what is not his: everybody, each with his own things and with all mixtures of them and others'."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from tests.gate.asking import subsets
from tests.gate.doors import Door, Shape
from tests.gate.world import HOME, Person, Things, World

# Who asks for what is not his. Lin has an account, Vic is a visitor, Sam's account is at the other exchange; Ann leads and Bob
# answers at the one, Nil is an admin without a brand, Edi writes articles there and sees no customer of anybody. Mia, who tries
# nothing, answers in a closed team that Bob does not belong to.
CUSTOMERS = ("lin", "vic", "sam")
AGENTS = ("ann", "bob", "nil", "edi")
# What those who only write articles have.
AUTHORS = ("editor", "reviewer")
# Who of those who answer may do what a door asks of authors.
LIKE = dict.fromkeys(AUTHORS, "lead")
ARTICLES = frozenset(
    {
        "brand",
        "agent",
        "own_session",
        "help_article",
        "translation",
        "shown_translation",
        "medium",
        "category",
        "gap",
        "cursor_articles",
        "cursor_media",
        "cursor_terms",
        "cursor_broken",
    }
)
# Beside what others have: what of one's own conversation one may not see, and what stands elsewhere.
OF_MY_OWN = {
    ("customer", "entry"): ("own_note", "astray"),
    ("customer", "bot_entry"): ("own_note", "astray"),
    ("customer", "file"): ("internal_file",),
    ("agent", "entry"): ("astray",),
}
# What of a closed team's conversations only its members see, and who leads.
CLOSED = frozenset(
    {
        "conversation",
        "matter",
        "other_matter",
        "card",
        "entry",
        "bot_entry",
        "own_note",
        "held",
        "file",
        "internal_file",
    }
)


@dataclass(frozen=True)
class Plan:
    """What one person tries at a door in one shape: with his own things, if he has any, and with others'."""

    asker: Person
    shape: Shape
    mine: dict[str, str] | None
    others: dict[str, list[tuple[str, str]]]


async def values_of(things: Things, door: Door, shape: Shape) -> dict[str, str] | None:
    """What the person has; None when he cannot have one of it, or the door is none of his."""
    found = {}
    if things.person.role in AUTHORS and not door.articles and "brand" in door.names.values():
        return None
    # A file comes first: it makes the conversation it is in.
    for name in sorted(shape.uses, key=lambda name: door.names[name] != "file"):
        kind = door.names[name]
        if not can_have(things.person, kind):
            return None
        found[name] = await things.get(kind)
    return found


def can_have(person: Person, kind: str) -> bool:
    # Visitors are told on no browser.
    if person.role in AUTHORS and kind not in ARTICLES:
        return False
    # A list of what is written has no next page for who does not write, nor one of ratings for who leads nobody.
    if person.role == "agent" and kind in (
        "cursor_articles",
        "cursor_media",
        "cursor_terms",
        "cursor_broken",
        "cursor_ratings",
    ):
        return False
    return bool(person.brand) and not (kind == "device" and person.name == "vic")


async def foreign(world: World, asker: Person, mine: Things, kind: str) -> list[tuple[str, str]]:
    """Things of this kind that are not the asker's to know, each with whose it is."""
    found = []
    for own in OF_MY_OWN.get((asker.side, kind), ()):
        if asker.brand:
            found.append((own, await mine.get(own)))
    if asker.side == "agent" and asker.role in ("agent", *AUTHORS) and kind in CLOSED:
        found.append(("mia's, of a closed team", await world.things["mia"].get(kind)))
    side = CUSTOMERS if asker.side == "customer" else ("ann", "bob", "sue")
    for name in side:
        other = world.people[name]
        shared = asker.side == "agent" and other.brand == asker.brand and kind != "job" and can_have(asker, kind)
        if name == asker.name or not can_have(other, kind) or (shared and kind not in Things.PRIVATE):
            continue
        if kind in ("brand", "article", "article_path") and other.brand == asker.brand:
            continue
        if kind == "job" and asker.role == "admin":
            continue
        found.append((f"{name}'s", await world.things[name].get(kind)))
    if kind in ("unsent", "upload") and asker.side == "agent":
        found.append(("lin's, not sent yet", await world.things["lin"].get(kind)))
    if kind == "link":
        # Whoever holds one may use it, as long as its maker's session lives.
        return [("of a session that has ended", await _dead_link(world))]
    return found


async def _dead_link(world: World) -> str:
    if "dead" not in world.things:
        person = await world.customer(HOME, "dead")
        world.things["dead"] = Things(world, person)
        await world.things["dead"].get("link")
        await world.request(person, "customer", "DELETE", "/api/w/session")
    return await world.things["dead"].get("link")


def askers(door: Door) -> tuple[str, ...]:
    return AGENTS if door.who == "agent" else CUSTOMERS


def fits(asker: Person, door: Door) -> bool:
    """Whether the door lets him ask for his own."""
    ranks = ("agent", "lead", "admin")
    if asker.role in AUTHORS:
        return door.role in ("agent", asker.role) or asker.role == "reviewer"
    return door.who != "agent" or ranks.index(asker.role) >= ranks.index(LIKE.get(door.role, door.role))


def probes(door: Door, shape: Shape, mine: dict[str, str] | None) -> Iterator[tuple[str, ...]]:
    """Which of the parameters are not one's own: any of them beside one's own others, and all. Who has a poll's name and its key
    holds it, whoever he is."""
    for chosen in subsets(shape.uses):
        whole = len(chosen) == len(shape.uses)
        if (mine is not None or whole) and not (whole and "poll_key" in door.names.values()):
            yield chosen


async def planned(world: World, door: Door) -> list[Plan]:
    plans = []
    for name in askers(door):
        asker = world.people[name]
        for shape in (one for one in door.shapes if one.uses):
            things = Things(world, asker)
            mine = await values_of(things, door, shape)
            others = {one: await foreign(world, asker, things, door.names[one]) for one in shape.uses}
            plans.append(Plan(asker, shape, mine, others))
    return plans


async def of_the_closed_team(world: World, door: Door) -> list[tuple[Shape, dict[str, str]]]:
    """What Mia asks for where a door is about her team's conversations: her own."""
    if door.who != "agent" or CLOSED.isdisjoint(door.names.values()):
        return []
    found = [(shape, await values_of(Things(world, world.people["mia"]), door, shape)) for shape in door.shapes]
    return [(shape, mine) for shape, mine in found if mine]


def longest(*lists: list[tuple[str, str]]) -> list[tuple[tuple[str, str], ...]]:
    """Whose each of several things is: as many as the longest list has, the shorter ones again from their start."""
    if not all(lists):
        return []
    most = max(map(len, lists))
    return list(itertools.islice(zip(*(itertools.cycle(one) for one in lists), strict=False), most))


def pairs(world: World, door: Door, plan: Plan) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """What is not his, and in the same places what is not there; beside either his own."""
    mine = plan.mine or {}
    for chosen in probes(door, plan.shape, plan.mine):
        for theirs in longest(*(plan.others[one] for one in chosen)):
            values = mine | {one: value for one, (_, value) in zip(chosen, theirs, strict=True)}
            yield values, mine | {one: world.missing(door.names[one]) for one in chosen}
