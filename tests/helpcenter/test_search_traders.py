"""Our own list of what traders type, and how well the search answers it on the demo's articles."""

from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("trader_queries.txt")


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
