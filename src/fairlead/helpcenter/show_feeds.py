"""What machines follow: sitemaps (sitemaps.org 0.9 with hreflang), what is new and changed as RSS 2.0, robots.txt."""

import re
from collections.abc import Iterable
from email.utils import formatdate

from markupsafe import escape

from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.ports import HelpBrand
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.store import Head
from fairlead.kit import clock
from fairlead.kit.text import storable

# The protocol allows 50,000 addresses; each of ours comes with its other languages.
ADDRESSES = 5_000
NEWEST = 30
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What XML 1.0 cannot hold, however it is written.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _day(instant: int) -> str:
    return clock.iso(instant)[:10]


def _by_change(heads: Iterable[Head]) -> list[Head]:
    return sorted(heads, key=lambda head: (-head.updated_at, head.slug))


def sitemap_index(origin: str, brand: HelpBrand, shelf: Shelf) -> str:
    """One part for each `ADDRESSES` articles of each locale."""
    maps = []
    for tag in shelf.locales():
        heads = _by_slug(shelf, tag)
        for start in range(0, len(heads), ADDRESSES):
            last = max(head.updated_at for head in heads[start : start + ADDRESSES])
            address = f"{origin}/help/{brand.key}/{tag}/sitemap/{start // ADDRESSES + 1}"
            maps.append(f"<sitemap><loc>{escape(address)}</loc><lastmod>{_day(last)}</lastmod></sitemap>\n")
    return f'{_XML}<sitemapindex xmlns="{_SPACE}">\n{"".join(maps)}</sitemapindex>\n'


def _by_slug(shelf: Shelf, tag: str) -> list[Head]:
    return sorted(shelf.in_locale(tag), key=lambda head: head.slug)


def sitemap(origin: str, brand: HelpBrand, shelf: Shelf, locale: str, part: int) -> str | None:
    """Part 1, 2 …; None beyond the last."""
    heads = _by_slug(shelf, locale)[(part - 1) * ADDRESSES : part * ADDRESSES] if part > 0 else []
    if not heads:
        return None
    entries = []
    for head in heads:
        others = sorted(shelf.translations(head.article_id).items())
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang={_quoted(tag)} '
            f"href={_quoted(origin + article_path(brand.key, tag, other.slug))}/>"
            for tag, other in others
            if len(others) > 1
        )
        address = escape(origin + article_path(brand.key, locale, head.slug))
        entries.append(f"<url><loc>{address}</loc><lastmod>{_day(head.updated_at)}</lastmod>{links}</url>\n")
    spaces = f'xmlns="{_SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_XML}<urlset {spaces}>\n{''.join(entries)}</urlset>\n"


def news(origin: str, brand: HelpBrand, shelf: Shelf, locale: str, *, title: str) -> str:
    """The articles that are new or changed, the last one first."""
    home = f"{origin}/help/{brand.key}/{locale}/"
    items = []
    for head in _by_change(shelf.in_locale(locale))[:NEWEST]:
        address = origin + article_path(brand.key, locale, head.slug)
        items.append(
            f"<item><title>{_said(head.title)}</title><link>{escape(address)}</link>"
            f'<guid isPermaLink="false">{head.translation_id}-{head.version}</guid>'
            f"<pubDate>{formatdate(head.updated_at / clock.SECOND)}</pubDate>"
            f"<category>{_said(head.category_name)}</category><description>{_said(head.summary)}</description></item>\n"
        )
    return (
        f'{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{_said(title)}</title><link>{escape(home)}</link><description>{_said(title)}</description>"
        f"<language>{escape(locale)}</language>"
        f'<atom:link href={_quoted(home + "feed.xml")} rel="self" type="application/rss+xml"/>\n'
        f"{''.join(items)}</channel></rss>\n"
    )


def _said(text: str) -> str:
    return str(escape(_NO_XML.sub(" ", storable(text))))


def robots(origin: str, brands: Iterable[HelpBrand]) -> str:
    """Everybody may read the help centers; the rest is nothing to be found."""
    maps = "".join(f"Sitemap: {origin}/help/{brand.key}/sitemap.xml\n" for brand in brands)
    return f"User-agent: *\nAllow: /help/\nDisallow: /\n{maps}"


def _quoted(value: str) -> str:
    """An attribute's value."""
    return f'"{escape(value)}"'
