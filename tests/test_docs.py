"""The docs tell the truth: what they name exists, and what exists is named."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fairlead.app import PACKAGE, System
from fairlead.cli import main
from fairlead.conversations.events import EVENTS
from fairlead.conversations.rules import KINDS
from fairlead.infra import metrics
from fairlead.kit.texts import Texts
from fairlead.live.frames import FRAMES
from fairlead.mount import _routes
from fairlead.settings import SETTINGS
from tests.harness import make_settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text("utf-8")
OPERATIONS = (DOCS / "operations.md").read_text("utf-8")
TOUR = (DOCS / "tour.md").read_text("utf-8")
# Pages for people and files for browsers: named as a whole ("are the help center's pages"), not one by one.
PAGES = ("/help/", "/assets/", "/desk", "/api/schema")


def shape(path: str) -> str:
    """`/api/w/{brand_key:str}/home` and `/api/w/{brand}/home?locale=` are the same route."""
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0]).rstrip("/") or "/"


@pytest.fixture
def routes(tmp_path: Path) -> set[tuple[str, str]]:
    """(method, shape) of every route of the application."""
    system = System(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.db"))
    handlers = _routes(system, tmp_path, stopping=lambda: False)
    return {(method, shape(path)) for handler in handlers for path in handler.paths for method in handler.http_methods}


def documented_routes() -> set[tuple[str, str]]:
    found = re.findall(r"`(GET|HEAD|POST|PUT|PATCH|DELETE) (/[^\s`]*)`", PROTOCOL + OPERATIONS)
    return {(method, shape(path)) for method, path in found}


def test_every_route_is_in_the_protocol_page(routes):
    missing = {
        f"{method} {path}"
        for method, path in routes - documented_routes()
        if path != "/" and not path.startswith(PAGES) and method not in ("HEAD", "OPTIONS")
    }
    assert not missing


def test_every_route_the_pages_name_exists(routes):
    named = {(method, path) for method, path in documented_routes() if path != "/live" and "…" not in path}
    assert not named - routes


def test_every_setting_stands_in_the_operations_page_with_its_help():
    for setting in SETTINGS:
        assert f"`{setting.env}`" in OPERATIONS, setting.env
        assert setting.help in OPERATIONS, f"the help of {setting.env} differs"
    named = set(re.findall(r"FAIRLEAD_[A-Z_]+", OPERATIONS + PROTOCOL + TOUR))
    assert named <= {setting.env for setting in SETTINGS}


def commands(group: click.Group, prefix: str = "fairlead") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{prefix} {name}"
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_every_command_stands_in_the_operations_page_and_no_other():
    table = OPERATIONS[OPERATIONS.index("## Commands") : OPERATIONS.index("## Sign-in")]
    assert set(re.findall(r"`(fairlead(?: [a-z-]+)+)`", table)) == set(commands(main))


def test_every_event_stands_in_the_tour_and_no_other():
    paragraph = TOUR[TOUR.index("**Events**") :]
    assert set(re.findall(r"`([A-Z][A-Za-z]+)`", paragraph)) == set(EVENTS)


def test_every_frame_and_entry_kind_stands_in_the_protocol_page():
    client = PROTOCOL[PROTOCOL.index("### 2.1") : PROTOCOL.index("### 2.2")]
    assert set(re.findall(r"(?m)^\| `([a-z_]+)`", client)) == set(FRAMES)
    for kind in KINDS:
        assert f"`{kind}`" in PROTOCOL, kind


def test_every_error_code_of_the_protocol_page_has_a_text_and_every_metric_is_named():
    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    section = PROTOCOL[PROTOCOL.index("### 2.5") : PROTOCOL.index("## 3")]
    listed = set(re.findall(r"`([a-z]+(?:_[a-z]+)+|encoding)`", section))
    assert listed
    assert not {code for code in listed if not texts.has(f"error.{code}")}
    for metric in metrics.registry.collect():
        assert metric.name in OPERATIONS, metric.name


def test_every_problem_the_code_raises_has_a_sentence_in_every_language():
    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    raised = set()
    pattern = re.compile(
        r"\b(?:Problem|Invalid|Malformed|Conflict|TooMany|Unavailable|NotSignedIn|Refused|NotFound)\(\s*\"([a-z_]+)\""
    )
    for path in PACKAGE.rglob("*.py"):
        raised |= set(pattern.findall(path.read_text("utf-8")))
    assert raised
    assert not {code for code in raised if not texts.has(f"error.{code}")}


@pytest.mark.parametrize("locale", ["zh-CN", "es", "ja", "ar"])
def test_all_catalogues_have_the_keys_and_placeholders_of_english(locale):
    """T11."""
    for folder in sorted(PACKAGE.glob("*/locales")):
        english = json.loads((folder / "en.json").read_text("utf-8"))
        other = json.loads((folder / f"{locale}.json").read_text("utf-8"))
        assert _whole(english) == _whole(other), folder
        for key in _whole(english):
            text = english[key]
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", other[key])), key


def _whole(texts: dict[str, str]) -> set[str]:
    """All but the forms of a text for a number (kit/plurals.py): each language has those it needs."""
    return {key for key in texts if not (re.search("_(one|two|few|many)$", key) and key.rpartition("_")[0] in texts)}


@pytest.mark.parametrize(
    ("locale", "same"),
    [
        ("zh-CN", {"help.category.api"}),
        ("es", {"help.category.api", "help.category.general", "help.category.trading", "ticket.choice.no"}),
        ("ja", {"help.category.api"}),
        ("ar", set()),
    ],
)
def test_no_text_was_left_in_english(locale, same):
    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    both = texts.keys(locale) & texts.keys("en")
    assert {key for key in both if texts(key, locale) == texts(key, "en")} == same


def test_every_path_the_readme_and_the_tour_name_exists():
    for page in (ROOT / "README.md", *sorted(DOCS.glob("*.md"))):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"
    for name in re.findall(
        r"`((?:src|web|tests|docs|conversations|live|infra|kit|channels|shield|people|helpcenter|bot)/[\w/.-]+)`", TOUR
    ):
        roots = (ROOT, ROOT / "src" / "fairlead")
        assert any((root / name).exists() for root in roots), name


def test_every_decision_record_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (DOCS / "decisions").glob("*.md")]
    assert numbers
    assert len(numbers) == len(set(numbers))
