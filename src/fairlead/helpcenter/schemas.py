"""The help center on the wire, see docs/protocol.md 3.1."""

from collections.abc import Sequence

from msgspec import UNSET, Struct, UnsetType

from fairlead.helpcenter.excerpt import summary_of
from fairlead.helpcenter.help_center import Article
from fairlead.helpcenter.models import PUBLIC
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.search import Hit
from fairlead.helpcenter.store import Head
from fairlead.kit import clock


class SearchResult(Struct):
    id: str
    title: str
    # Of one for agents only: its place in the desk.
    url: str
    # HTML: escaped text with <mark>
    passage: str
    version: int
    category: str
    locale: str
    # Only in what agents find: "agents" of what customers must not be given.
    audience: str | UnsetType = UNSET


class SearchResults(Struct):
    """`fell_back_to`: the locale the articles are in when the one that was asked for had none."""

    results: list[SearchResult]
    fell_back_to: str | None = None


class Suggestion(Struct):
    id: str
    title: str
    url: str
    locale: str


class Suggestions(Struct):
    suggestions: list[Suggestion]
    fell_back_to: str | None = None


class ArticleOut(Struct):
    id: str
    title: str
    html: str
    url: str
    version: int
    updated_at: str
    locale: str
    category: str


class Preview(Struct):
    """What a link to one of our articles is about; made from what we have, never fetched."""

    article: str
    title: str
    text: str
    category: str
    locale: str


def search_result(hit: Hit, brand_key: str, category: str) -> SearchResult:
    head = hit.head
    return SearchResult(
        id=head.translation_id,
        title=head.title,
        url=article_path(brand_key, head.locale, head.slug, hit.passage.anchor)
        if head.audience == PUBLIC
        else f"/desk/articles/{head.translation_id}",
        passage=summary_of(hit),
        version=head.version,
        category=category,
        locale=head.locale,
        audience=UNSET if head.audience == PUBLIC else head.audience,
    )


def suggestion(head: Head, brand_key: str) -> Suggestion:
    return Suggestion(head.translation_id, head.title, article_path(brand_key, head.locale, head.slug), head.locale)


def fell_back_to(heads: Sequence[Head], locale: str) -> str | None:
    return heads[0].locale if heads and heads[0].locale != locale else None


def article_out(article: Article, brand_key: str, category: str) -> ArticleOut:
    head = article.head
    return ArticleOut(
        id=head.translation_id,
        title=head.title,
        html=article.rendered.html,
        url=article_path(brand_key, head.locale, head.slug),
        version=head.version,
        updated_at=clock.iso(head.updated_at),
        locale=head.locale,
        category=category,
    )


def article_link(head: Head, brand_key: str) -> dict[str, str]:
    """`{"id", "title", "url"}`, as in lists of hot questions."""
    return {"id": head.translation_id, "title": head.title, "url": article_path(brand_key, head.locale, head.slug)}
