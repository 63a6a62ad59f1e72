"""Puts what a brand has published into its categories and sub-categories, as its pages list them."""

from collections.abc import Iterator
from dataclasses import dataclass

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.store import CategoryHead, Head


@dataclass(frozen=True, slots=True)
class Topic:
    """A category that leads to at least one article in this locale. `name` and `names` (by locale) are as in CategoryHead."""

    slug: str
    name: str
    names: dict[str, str]
    heads: tuple[Head, ...]
    under: tuple["Topic", ...] = ()

    @property
    def count(self) -> int:
        """Articles in it and below it."""
        return len(self.heads) + sum(topic.count for topic in self.under)

    def all(self) -> Iterator["Topic"]:
        yield self
        yield from self.under


async def topics(help_center: HelpCenter, brand_id: str, locale: str, shelf: Shelf) -> list[Topic]:
    """Those at the top, in the editors' order; where they gave none, the most read first."""
    filled = {category.slug: category for category in await help_center.categories(brand_id, locale)}
    known = {head.slug: head for head in shelf.categories}
    read = {slug: place for place, slug in enumerate(filled)}

    def order(slug: str) -> tuple[int, int, str]:
        head = known.get(slug)
        return (head.position if head else 0, read.get(slug, len(read)), slug)

    def made(slug: str, under: tuple[Topic, ...] = ()) -> Topic:
        head, own = known.get(slug), filled.get(slug)
        name = head.name if head else own.name if own else slug
        return Topic(slug, name, dict(head.names) if head else {}, own.heads if own else (), under)

    below: dict[str, list[str]] = {}
    for slug in filled:
        if parent := _parent(known.get(slug)):
            below.setdefault(parent, []).append(slug)
    top = {slug for slug in filled if not _parent(known.get(slug))} | below.keys()
    return [
        made(slug, tuple(made(one) for one in sorted(below.get(slug, ()), key=order)))
        for slug in sorted(top, key=order)
    ]


def _parent(head: CategoryHead | None) -> str:
    return head.parent if head else ""


def found(all_topics: list[Topic], slug: str) -> tuple[Topic | None, Topic | None]:
    """The topic with this slug, and the one it stands under."""
    for top in all_topics:
        if top.slug == slug:
            return top, None
        for topic in top.under:
            if topic.slug == slug:
                return topic, top
    return None, None
