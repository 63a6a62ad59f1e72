"""Our own list of what traders type, on the demo's articles. The figures are printed (`pytest -s`) and the goals asserted."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from fairlead.helpcenter.library import Library
from fairlead.helpcenter.search import search
from tests.helpcenter.conftest import BRAND

LIST = Path(__file__).with_name("trader_queries.txt")
GOAL = 0.92


class Asked(NamedTuple):
    locale: str
    kind: str
    query: str
    right: frozenset[str]


def read_list() -> list[Asked]:
    lines = [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [[part.strip() for part in line.split("|")] for line in lines]
    return [
        Asked(locale, kind, query.strip(), frozenset(slug.strip() for slug in slugs.split(",")))
        for locale, kind, slugs, queries in rows
        for query in queries.split(";")
    ]


def test_the_list_is_long_enough_and_a_third_of_it_is_rough():
    asked = read_list()
    assert len(asked) >= 400
    for locale in ("en", "zh-CN"):
        mine = [one for one in asked if one.locale == locale]
        assert sum(one.kind == "rough" for one in mine) * 3 >= len(mine), locale


async def test_nine_of_ten_things_traders_type_find_the_article_among_the_first_three(demo: Library):
    known = {head.slug for head in (await demo.shelf(BRAND)).heads.values()}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    missed: list[str] = []
    for one in read_list():
        if not one.right & known:
            continue
        hits = await search(demo, BRAND, one.locale, one.query, limit=3)
        slugs = [hit.head.slug for hit in hits if hit.head.locale == one.locale]
        for group in ("all", one.kind, f"{one.locale} {one.kind}"):
            found[group]["asked"] += 1
            found[group]["first"] += bool(one.right & set(slugs[:1]))
            found[group]["among three"] += bool(one.right & set(slugs))
        if not one.right & set(slugs):
            missed.append(f"{one.locale} {one.query}: {', '.join(slugs) or 'nothing'}, not {', '.join(one.right)}")
    print("", *missed, sep="\n")
    for group, counts in sorted(found.items()):
        first, three = counts["first"] / counts["asked"], counts["among three"] / counts["asked"]
        print(f"{group}: {counts['asked']} queries, hit@1 {first:.1%}, hit@3 {three:.1%}")
    for group in ("all", "clean", "rough"):
        assert found[group]["among three"] >= GOAL * found[group]["asked"], group


@pytest.mark.parametrize(
    ("query", "right"),
    [
        # The sounds of 重置, too, which is rarer and so would weigh more.
        ("chongzhi", "deposit-not-credited"),
        ("zenme chongzhi", "card-and-bank-deposit"),
        ("chongzhi mima", "cannot-sign-in"),
        # 存在我的账 has the same first letters, and each of its words stands in every article.
        ("czwdz", "deposit-not-credited"),
        ("wdz", "deposit-not-credited"),
        # English among Chinese articles: first letters of nothing.
        ("cash out", "cancel-withdrawal"),
        ("where is my deposit", "deposit-not-credited"),
    ],
)
async def test_of_what_letters_may_mean_it_is_what_traders_write(demo: Library, query: str, right: str):
    hits = await search(demo, BRAND, "zh-CN", query, limit=3)
    assert right in [hit.head.slug for hit in hits]
    assert {hit.head.locale for hit in hits} == {"zh-CN"}
