"""One house, rooms on floors: refuses imports that point up or sideways, circles, and files that grew too long.

A new room gets its floor in one line of FLOORS. The reasons are in CONTRIBUTING.md; every refusal says what to
do instead. The lower half of this file tests the refusing itself, on small made-up houses.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = "src/fairlead"
LINES = 400
EXEMPT = {"migrations", "generated", "node_modules", "static", "dist"}

FLOORS: dict[str, float] = {
    "__main__": 13,
    # Floor 12 is a staircase: each of these may use the ones below it.
    "cli": 12.4,
    "demo": 12.3,
    "fakes": 12.2,
    "serve": 12.15,
    "worker": 12.1,
    "mount": 12.05,
    "mount_tickets": 12.04,
    "mount_queue": 12.04,
    "mount_emergency": 12.04,
    "app": 12,
    "app_queue": 11.9,
    "app_promises": 11.8,
    "app_automation": 11.9,
    "app_access": 11.9,
    "app_search": 11.9,
    "app_exchange": 11.9,
    "app_emergency": 11.9,
    "channels/*": 11,
    "reports": 11,
    "community": 11,
    "channels": 10.5,  # __init__.py: runs before every adapter, so it may not know any
    "channels/contract": 10.5,  # what every adapter fulfils
    "channels/rate": 10.5,  # the form that says how a matter went
    "channels/tell": 10.5,  # what pages of several channels say
    "bot": 10,
    "automation": 10,
    "complaints": 10,
    "webhooks": 10,
    "roster": 9.5,  # says who works when; the queue below asks through a port
    "routing": 9,
    "incidents": 9,
    "verify": 9,
    "conduct": 9,
    "emergency": 9,
    "tickets": 8,
    "live": 7,
    "search": 7,
    "translation": 7,
    "inbound": 7,
    "notices": 7,
    "promises": 7,
    "feedback": 7,
    "conversations": 6,
    "helpcenter": 6,
    "exchange": 6,
    "people": 5,
    "shield": 4,
    "audit": 4,
    "brands": 3,
    "infra": 2,
    "settings": 1,
    "kit": 0,
    "chains": 0,
    "__init__": -1,  # runs before everything, so it may know nothing
}
# Inside a feature room imports run top to bottom; every other name is a use case, named by its verb.
STEPS = ["rules", "models", "events", "ports", "store", "<verb>", "schemas", "routes", "jobs", "__init__"]
FEATURES = range(3, 12)  # floors whose rooms keep to STEPS
GROUND = 2  # migrations may import up to here, and models from anywhere

ADVICE = "Call down, let effects go up as events, or declare a Protocol in ports.py and let app.py hand in the answer"


@dataclass(frozen=True)
class Module:
    """A Python file of the package: `name` is dotted and begins below `fairlead`, `path` below the repository."""

    name: str
    path: Path = Path()

    @property
    def room(self) -> str:
        first, *rest = self.name.split(".")
        return f"channels/{rest[0]}" if first == "channels" and rest else first

    @property
    def floor(self) -> float | None:
        return FLOORS.get(self.room, FLOORS["channels/*"] if self.room.startswith("channels/") else None)

    @property
    def step(self) -> int:
        """Where the file stands in its room. A folder inside a room stands where a file of its name would."""
        inside = self.name.split(".")[self.room.count("/") + 1 :]
        first = inside[0] if inside else "__init__"
        return STEPS.index(first if first in STEPS else "<verb>")


@dataclass(frozen=True)
class Import:
    source: Module
    line: int
    target: Module

    def refused(self, because: str) -> str:
        return f"{self.source.path}:{self.line}: {because}"


def test_the_house_is_in_order():
    assert "\n".join(offences(REPOSITORY)) == ""


def offences(repository: Path) -> list[str]:
    modules = read(repository)
    imports = [each for module in modules.values() for each in imports_of(module, modules, repository)]
    return [
        *floorless(modules.values()),
        *(f"{path}: static holds built files, no Python" for path in (repository / PACKAGE).glob("static/**/*.py")),
        *(refusal for each in imports if (refusal := crossing(each) or backwards(each))),
        *(
            f"a circle of files: {' -> '.join(circle)}. What both need belongs in a third."
            for circle in circles(imports)
        ),
        *too_long(repository),
    ]


def read(repository: Path) -> dict[str, Module]:
    """Every module by its name; a package's `__init__.py` has the package's name."""
    found = {}
    for path in sorted((repository / PACKAGE).rglob("*.py")):
        parts = path.relative_to(repository / PACKAGE).with_suffix("").parts
        if parts[0] != "static":
            name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
            found[name] = Module(name, path.relative_to(repository))
    return found


def imports_of(module: Module, modules: dict[str, Module], repository: Path) -> Iterator[Import]:
    """At any depth: also inside functions, under TYPE_CHECKING, and by `import_module("…")`."""
    for node in ast.walk(ast.parse((repository / module.path).read_bytes(), str(module.path))):
        for name in _names(node, module):
            if name.split(".")[0] == "fairlead":
                yield Import(module, getattr(node, "lineno", 0), _resolved(name, modules, repository))


def _names(node: ast.AST, module: Module) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=origin, names=names, level=level):
            above = [] if module.name == "__init__" else module.name.split(".")
            if level:  # one dot is the package the file is in; an __init__.py is in the one it makes
                above = above[: len(above) + (module.path.name == "__init__.py") - level]
            base = [*(["fairlead", *above] if level else []), *([origin] if origin else [])]
            return [".".join([*base, alias.name]) for alias in names]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def _resolved(name: str, modules: dict[str, Module], repository: Path) -> Module:
    """The file that answers to a dotted name: `fairlead.people.store.find` is a function in `people.store`."""
    parts = name.split(".")[1:]
    for length in range(len(parts), 0, -1):
        if found := modules.get(".".join(parts[:length])):
            return found
    if len(parts) > 1 or (repository / PACKAGE / parts[0]).is_dir():
        return Module(".".join(parts))
    return Module("__init__")


def floorless(modules: Iterable[Module]) -> list[str]:
    rooms = {module.room for module in modules if module.floor is None} - {"migrations"}
    return [f"{PACKAGE}/{room}: has no floor; give it one line in FLOORS of this test" for room in sorted(rooms)]


def crossing(each: Import) -> str | None:
    """Refuses an import of another room unless that room is on a lower floor."""
    source, target = each.source, each.target
    if source.room == target.room:
        return None
    if source.room == "migrations":
        if target.step == STEPS.index("models") or (target.floor is not None and target.floor <= GROUND):
            return None
        return each.refused(f"a migration may import models and what is on floor {GROUND} or below, not {target.name}")
    if source.floor is None or (target.floor is not None and target.floor < source.floor):
        return None
    there = "no floor" if target.floor is None else f"floor {target.floor:g}"
    return each.refused(f"{source.room} (floor {source.floor:g}) imports {target.name} ({there}). {ADVICE}.")


def backwards(each: Import) -> str | None:
    """Refuses, inside a feature room, an import against the order of the file names."""
    source, target = each.source, each.target
    if source.room != target.room or source.floor is None or int(source.floor) not in FEATURES:
        return None
    if target.step < source.step or STEPS[source.step] == STEPS[target.step] == "<verb>":
        return None
    return each.refused(f"imports {target.name}; inside a room imports run {' < '.join(STEPS[:-1])}")


def circles(imports: Iterable[Import]) -> Iterator[list[str]]:
    """Concrete ones, to be cut one by one: no two share a file."""
    after: dict[str, set[str]] = {}
    for each in imports:
        after.setdefault(each.source.name, set()).add(each.target.name)
    while after := _bound(after):
        walk = [min(after)]
        while (following := min(after[walk[-1]])) not in walk:
            walk.append(following)
        circle = walk[walk.index(following) :]
        yield [*circle, following]
        after = {name: targets for name, targets in after.items() if name not in circle}


def _bound(after: dict[str, set[str]]) -> dict[str, set[str]]:
    """What remains when files that lead nowhere are taken away until none does."""
    while loose := {name for name, targets in after.items() if not targets & after.keys()}:
        after = {name: targets for name, targets in after.items() if name not in loose}
    return {name: targets & after.keys() for name, targets in after.items()}


def too_long(repository: Path) -> list[str]:
    python = (path for folder in ("src", "tests", "bench", "tools") for path in (repository / folder).rglob("*.py"))
    front = (path for kind in ("ts", "vue", "css") for path in (repository / "web").rglob(f"*.{kind}"))
    counted = {path.relative_to(repository): path for path in [*python, *front] if path.is_file()}
    return [
        f"{label}: {lines} lines, {LINES} are allowed. Split by verb, never by 'part 2'."
        for label, path in sorted(counted.items())
        if not EXEMPT & set(label.parts) and (lines := len(path.read_bytes().splitlines())) > LINES
    ]


# ---- the refusing itself ----

LONG = "x = 1\n" * (LINES + 1)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"kit/text.py": "import fairlead.people.store"}, "kit (floor 0) imports people.store (floor 5)"),
        ({"kit/text.py": "from fairlead import people"}, "kit (floor 0) imports people (floor 5)"),
        ({"kit/text.py": "from fairlead.people import find"}, "kit (floor 0) imports people (floor 5)"),
        ({"kit/text.py": "from ..people import store"}, "kit (floor 0) imports people.store (floor 5)"),
        ({"kit/__init__.py": "from ..people import store"}, "kit (floor 0) imports people.store (floor 5)"),
        ({"kit/text.py": "def f():\n    import fairlead.people"}, "kit/text.py:2: kit (floor 0)"),
        ({"kit/text.py": "if TYPE_CHECKING:\n    import fairlead.people"}, "kit/text.py:2: kit (floor 0)"),
        ({"kit/text.py": "importlib.import_module('fairlead.people')"}, "kit (floor 0) imports people"),
        ({"__init__.py": "from fairlead.kit import text"}, "__init__ (floor -1) imports kit (floor 0)"),
        ({"kit/text.py": "import fairlead.chains"}, "kit (floor 0) imports chains (floor 0)"),
        ({"bot/answer.py": "import fairlead.automation"}, "bot (floor 10) imports automation (floor 10)"),
        (
            {"channels/x/adapter.py": "import fairlead.channels.email.adapter", "channels/email/adapter.py": ""},
            "channels/x (floor 11) imports channels.email.adapter (floor 11)",
        ),
        ({"channels/contract.py": "import fairlead.reports"}, "channels/contract (floor 10.5) imports reports"),
        ({"app.py": "import fairlead.demo.seed"}, "app (floor 12) imports demo.seed (floor 12.3)"),
        ({"app.py": "import fairlead.cli"}, "app (floor 12) imports cli (floor 12.4)"),
        ({"cli.py": "import fairlead.nothing.there"}, "cli (floor 12.4) imports nothing.there (no floor)"),
        ({"cli.py": "import fairlead.migrations.env", "migrations/env.py": ""}, "imports migrations.env (no floor)"),
        ({"migrations/env.py": "import fairlead.people.store"}, "a migration may import models"),
        ({"loyalty/rules.py": ""}, "src/fairlead/loyalty: has no floor"),
        ({"loyalty.py": ""}, "src/fairlead/loyalty: has no floor"),
        ({"static/made.py": ""}, "static holds built files"),
        ({"people/rules.py": "import fairlead.people.models"}, "people/rules.py:1: imports people.models"),
        ({"people/models.py": "import fairlead.people.events"}, "imports people.events; inside a room"),
        ({"people/events.py": "import fairlead.people.ports"}, "imports people.ports; inside a room"),
        ({"people/ports.py": "import fairlead.people.store"}, "imports people.store; inside a room"),
        ({"people/store.py": "import fairlead.people.invite"}, "imports people.invite; inside a room"),
        ({"people/invite.py": "import fairlead.people.schemas"}, "imports people.schemas; inside a room"),
        ({"people/schemas.py": "import fairlead.people.routes"}, "imports people.routes; inside a room"),
        ({"people/routes.py": "import fairlead.people.jobs"}, "imports people.jobs; inside a room"),
        (
            {"channels/x/rules.py": "import fairlead.channels.x.store", "channels/x/store.py": ""},
            "channels/x/rules.py:1: imports channels.x.store; inside a room",
        ),
        (
            {"people/invite.py": "import fairlead.people.expel", "people/expel.py": "from . import invite"},
            "a circle of files: people.expel -> people.invite -> people.expel",
        ),
        (
            {
                "kit/a.py": "def f():\n    from fairlead.kit import b",
                "kit/b.py": "from fairlead.kit.c import x",
                "kit/c.py": "from fairlead.kit.a import f",
                "kit/d.py": "from fairlead.kit.a import f",
            },
            "a circle of files: kit.a -> kit.b -> kit.c -> kit.a.",
        ),
        ({"kit/a.py": "import fairlead.kit.a"}, "a circle of files: kit.a -> kit.a"),
        ({"kit/long.py": LONG}, f"kit/long.py: {LINES + 1} lines"),
        ({"/tests/test_long.py": LONG}, "tests/test_long.py"),
        ({"/bench/long.py": LONG}, "bench/long.py"),
        ({"/tools/long.py": LONG}, "tools/long.py"),
        ({"/web/desk/src/Long.vue": LONG}, "web/desk/src/Long.vue"),
        ({"/web/desk/src/long.ts": LONG}, "web/desk/src/long.ts"),
        ({"/web/desk/src/long.css": LONG}, "web/desk/src/long.css"),
    ],
)
def test_an_offence_is_refused(tmp_path, files, says):
    found = offences(house(tmp_path, files))
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(
    "files",
    [
        {"people/store.py": "from fairlead.kit import text\nfrom fairlead.infra import database\nimport sqlalchemy"},
        {"kit/text.py": "from fairlead import __version__"},
        {"kit/text.py": "'import fairlead.people'  # from fairlead import people"},
        {"kit/text.py": "import fairleader.people"},
        {"people/routes.py": "from . import schemas, invite, rules\nfrom .store import find"},
        {"people/invite.py": "import fairlead.people.expel", "people/expel.py": ""},
        {"kit/events.py": "import fairlead.kit.jobs", "kit/jobs.py": ""},
        {"channels/x/adapter.py": "from fairlead.channels import contract"},
        {"channels/x/adapter.py": "import fairlead.bot.answer", "bot/answer.py": ""},
        {"cli.py": "from fairlead import app, worker, demo, fakes", "__main__.py": "from fairlead.cli import main"},
        {"demo/seed.py": "import fairlead.app"},
        {"migrations/env.py": "import fairlead.people.models, fairlead.infra.database, fairlead.migrations.tools"},
        {"migrations/versions/long.py": LONG},
        {"/web/api/src/generated/types.ts": LONG, "/web/node_modules/x/long.ts": LONG},
    ],
)
def test_an_orderly_house_is_left_alone(tmp_path, files):
    assert offences(house(tmp_path, files)) == []


def house(root: Path, files: dict[str, str]) -> Path:
    """A made-up repository; a path that begins with a slash is one in the repository, the others in the package."""
    rooms = "people/rules people/models people/events people/ports people/store people/invite people/schemas"
    more = "people/routes people/jobs infra/database channels/contract migrations/tools app cli worker"
    furniture = {f"{name}.py": "" for name in f"{rooms} {more}".split()}
    packages = "people automation chains demo fakes reports kit demo/seed"
    furniture |= {"__init__.py": ""} | {f"{name}/__init__.py": "" for name in packages.split()}
    for name, text in (furniture | files).items():
        path = root / name[1:] if name.startswith("/") else root / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
