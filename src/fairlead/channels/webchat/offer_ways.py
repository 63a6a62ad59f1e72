"""The ways to reach a brand here: the chat, a ticket, and the form that needs no script; chat and form are one queue, with one
measured wait."""

from collections.abc import Sequence
from datetime import datetime

from fairlead.brands.keep_hours import ServiceHours, standing_of
from fairlead.brands.store import Brands
from fairlead.channels.webchat.best_time import BestTime
from fairlead.channels.webchat.ports import FindHelp
from fairlead.channels.webchat.reply_time import ReplyTime
from fairlead.channels.webchat.show_tiles import show_tiles
from fairlead.helpcenter.ports import BestHours, Channel, ContactTopic
from fairlead.kit import clock
from fairlead.routing.run_surge import RunSurge


class WebWays:
    """Answers the help center's `Ways`. Visitors chat as well as customers: neither way needs a sign-in."""

    def __init__(
        self,
        brands: Brands,
        hours: ServiceHours,
        *,
        reply_time: ReplyTime,
        best_time: BestTime,
        find: FindHelp,
        surges: RunSurge,
    ) -> None:
        self._brands = brands
        self._reply_time = reply_time
        self._best_time = best_time
        self._hours = hours
        self._find = find
        self._surges = surges

    async def channels(self, brand_key: str, locale: str) -> Sequence[Channel]:
        brand = await self._brands.require(brand_key)
        reply = await self._reply_time.of(brand.id, locale, None)
        wait, at_least = (reply.p50, reply.at_least) if reply else (None, False)
        people = await self._opens(brand.id, "chat", locale)
        chat, form = f"/w/{brand.key}/chat?", f"/w/{brand.key}/form?locale={locale}&"
        ticket = f"/w/{brand.key}/tickets/new?locale={locale}&"
        return [
            Channel("chat", chat, needs_sign_in=False, at_once=True, wait=wait, at_least=at_least, opens=people),
            # How long a ticket waits is promised by its kind, and not measured here.
            Channel(
                "ticket",
                ticket,
                needs_sign_in=False,
                at_once=False,
                wait=None,
                opens=await self._opens(brand.id, "ticket", locale),
            ),
            Channel("plain", form, needs_sign_in=False, at_once=False, wait=wait, at_least=at_least, opens=people),
        ]

    async def notice(self, brand_key: str, locale: str) -> str:
        return await self._surges.banner(await self._brands.require(brand_key), locale)

    async def _opens(self, brand_id: str, channel: str, locale: str) -> str:
        """When it opens, while it is closed, as the clock on the wall there says: `2026-11-23 08:00 (Europe/Berlin)`."""
        calendar = await self._hours.calendar(brand_id, channel=channel, region=locale)
        standing = standing_of(calendar, clock.now())
        if standing.open:
            return ""
        there = datetime.fromtimestamp(standing.opens_at // clock.SECOND, calendar.zone)
        return f"{there:%Y-%m-%d %H:%M} ({calendar.hours.zone})"

    async def best_times(self, brand_key: str, locale: str) -> tuple[Sequence[BestHours], str]:
        brand = await self._brands.require(brand_key)
        # Nobody has said where the reader is.
        zone = (await self._hours.calendar(brand.id, channel="chat", region=locale)).zone
        found = await self._best_time.of(brand.id, locale, zone)
        return [BestHours(one.weekday, one.begin, one.until, one.usual) for one in found.best], zone.key

    async def topics(self, brand_key: str, locale: str) -> Sequence[ContactTopic] | None:
        brand = await self._brands.require(brand_key)
        tiles = await show_tiles(brand, locale if locale in brand.locales else brand.default_locale, self._find)
        if tiles is None:
            return None
        return [
            ContactTopic(f"t{place}", tile["title"], tile["grave"], tile.get("article", ""), tile.get("url", ""))
            for place, tile in enumerate(tiles)
        ]
