"""See src/fairlead/infra/disk_index.py. The same documents, looked through by plain Python, say what is right."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from fairlead.infra import disk_index
from fairlead.infra.disk_index import DiskIndex, Document, Match, Question, Word, group_of

WORDS = ("rare", "some", "most")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DiskIndex]:
    made = DiskIndex(tmp_path, ("brand",), name="test")
    made.open()
    yield made
    made.close()


def _documents(chance: Random, groups: int) -> list[Document]:
    """Up to four of a group, whose times lie among those of others; many are of one instant."""
    return [
        Document(
            key=f"{group:032x}:{number}",
            group=f"{group:032x}",
            later=number > 0,
            at=chance.randrange(groups // 2),
            labels={"brand": f"b{group % 2}"},
            note="",
            words=[
                "all",
                *(word for word, share in zip(WORDS, (0.02, 0.3, 0.8), strict=True) if chance.random() < share),
            ],
        )
        for group in range(groups)
        for number in range(chance.choice((1, 1, 2, 4)))
    ]


def _right(documents: list[Document], word: str) -> list[Match]:
    """The newest match of each group, the newest first."""
    places = sorted(((one.at, one.key) for one in documents if word in one.words), reverse=True)
    newest: dict[str, Match] = {}
    for at, key in places:
        newest.setdefault(group_of(key), Match(key, at))
    return list(newest.values())


def _leafed(index: DiskIndex, word: str, size: int) -> tuple[list[Match], set[int]]:
    """All pages, and the totals they told."""
    question, found, totals = Question((Word((word,)),), {"brand": ["b0", "b1"]}), list[Match](), set[int]()
    while True:
        page, total = index.find(question, limit=size, after=found[-1].place if found else None)
        found += page
        totals.add(total)
        if len(page) < size:
            return found, totals


def test_page_by_page_each_group_stands_once_at_its_newest_match(index: DiskIndex) -> None:
    documents = _documents(Random(20261123), 300)
    index.write(documents)
    index.commit("")
    for word in ("all", *WORDS):
        right = _right(documents, word)
        for size in (1, 7, 50) if word == "rare" else (50,):
            found, totals = _leafed(index, word, size)
            assert found == right, (word, size)
            assert totals == {len(right)}, (word, size)


def test_of_many_matches_few_are_opened_for_a_page_and_none_to_count_them(
    index: DiskIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of 100,000 that matched, thousands were opened for each page of twenty, and beyond some thousands a conversation
    could stand there twice."""
    monkeypatch.setattr(disk_index, "MOST_COUNTED", 20)
    monkeypatch.setattr(disk_index, "MOST_LATER", 20)
    documents = _documents(Random(7), 300)
    index.write(documents)
    index.commit("")
    opened = 0
    searcher = index._searcher

    class Counting:
        search = searcher.search

        def doc(self, address: object) -> object:
            nonlocal opened
            opened += 1
            return searcher.doc(address)

    monkeypatch.setattr(index, "_searcher", Counting())
    page, total = index.find(Question((Word(("all",)),), {"brand": ["b0", "b1"]}), limit=10)
    assert page == _right(documents, "all")[:10]
    assert total == 300
    assert opened <= 10 + 20
