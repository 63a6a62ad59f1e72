"""What search engines are told of an article is as schema.org has it, and its steps are those of the text, not its headings."""

import json
from collections import Counter
from typing import Any

import pytest

from fairlead.helpcenter.describe import article, steps_of
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.library import Library
from fairlead.kit.clock import read_instant
from tests.helpcenter.conftest import BRAND


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("<p>One.</p>", []),
        ("<ul><li>a</li><li>b</li></ul>", []),
        (
            "<ol><li>Open <b>As</b>sets.</li><li><p>Choose</p><p>a &amp; b.</p></li></ol>",
            ["Open Assets.", "Choose a & b."],
        ),
        ("<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d<ol><li>e</li></ol></li></ol>", ["a b c", "d e"]),
        ("<ol><li>a</li><li></li><li>b</li></ol><p>x</p><ol><li>c</li></ol>", ["a", "b"]),
        ("<ol><li>a<br>b</li><li>c", ["a b", "c"]),
    ],
)
def test_the_points_of_the_first_numbered_list_are_the_steps(text: str, steps: list[str]):
    assert steps_of(text) == steps


# schema.org's properties of what we say, and which of them say nothing without the others.
WORK = {"inLanguage", "datePublished", "dateModified", "publisher", "url"}
PROPERTIES = {
    "Article": WORK | {"headline", "description"},
    "FAQPage": WORK | {"mainEntity"},
    "HowTo": WORK | {"name", "description", "step"},
    "HowToStep": {"position", "text"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "Organization": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
ADDRESSES = {"url", "item", "image"}


def checked(thing: Any) -> Counter[str]:
    """The types of what it holds, each with just its properties, and none of them empty."""
    if isinstance(thing, list):
        assert thing
        places = [one["position"] for one in thing if "position" in one]
        assert places == list(range(1, len(places) + 1))
        return sum((checked(one) for one in thing), Counter())
    if not isinstance(thing, dict):
        return Counter()
    kind = thing["@type"]
    assert set(thing) - {"@type", "image"} == PROPERTIES[kind], thing
    found = Counter([kind])
    for name, value in thing.items():
        assert value not in ("", [], None), (kind, name)
        assert name not in ADDRESSES or value.startswith("https://help.example/help/"), value
        assert not name.startswith("date") or read_instant(value), value
        found += checked(value)
    return found


async def test_every_article_of_the_demo_is_described_as_schema_org_has_it(demo: Library):
    help_center = HelpCenter(demo._database)
    found: Counter[str] = Counter()
    for head in (await help_center.shelf(BRAND)).heads.values():
        made = await help_center.article("northlight", head)
        assert made is not None
        address = f"https://help.example/help/northlight/{head.locale}/a/{head.slug}"
        steps = [("Help Center", "https://help.example/help/northlight/en/"), (head.title, address)]
        told = json.loads(article(made, address=address, publisher="Northlight", steps=steps))
        assert told["@context"] == "https://schema.org"
        kinds = checked(told["@graph"])
        assert kinds["HowToStep"] == 0 or kinds["HowToStep"] > 1
        found += kinds
    assert min(found[kind] for kind in PROPERTIES) > 0
    assert found["BreadcrumbList"] == found["Article"] + found["FAQPage"] + found["HowTo"] > 200
