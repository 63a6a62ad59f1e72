"""Composes the contact page: the advisor's steps, and where they lead."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fairlead.helpcenter.advise import EMERGENCIES, OTHER, TOPICS, URGENCIES, Asked, asked, ranked
from fairlead.helpcenter.map_contexts import Contexts
from fairlead.helpcenter.ports import Channel, ContactTopic, Ways
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.show_pages import Pages, Place
from fairlead.helpcenter.store import Head
from fairlead.kit.clock import MINUTE, SECOND

# Editors say what to do first in each emergency by mapping an article to these keys of a page.
EMERGENCY = "emergency"
MINUTE_SECONDS = MINUTE // SECOND


class ContactPages:
    def __init__(self, pages: Pages, ways: Ways, contexts: Contexts) -> None:
        self._pages = pages
        self._ways = ways
        self._contexts = contexts

    async def contact(self, place: Place, said: dict[str, str]) -> str:
        """`said`: `about`, `urgency`, `sign_in` and `from`, the slug of the article she came from."""
        own = await self._ways.topics(place.brand.key, place.locale)
        say = self._pages.say(place)
        topics = [ContactTopic(key, say(f"contact.topic.{key}")) for key in TOPICS] if own is None else list(own)
        now = asked(said["about"], said["urgency"], said["sign_in"], topics=[topic.key for topic in topics])
        came = place.shelf.by_slug(place.locale, said["from"])
        kept = {"from": came.slug} if came else {}
        chosen = next((topic for topic in topics if topic.key == now.about), None)
        values: dict[str, Any] = {
            "asked": now,
            "came": came,
            "emergencies": EMERGENCIES,
            "topics": topics,
            "other": OTHER,
            "urgencies": URGENCIES,
            "channels": [],
            "guide": None,
            "chosen": chosen,
            "notice": await self._ways.notice(place.brand.key, place.locale),
            "best": [],
        }
        if now.step == 4:
            values["channels"] = await self._channels(place, now, self._words(now, chosen, say), came)
            if now.urgency == "later":
                values["best"], values["zone"] = await self._best(place)
            values["guide"] = await self._guide(place, now, chosen)

        def onward(**more: str) -> str:
            """The next step's address, with all that was said before."""
            said_so_far = {"about": now.about, "urgency": now.urgency} | kept | more
            return "?" + urlencode({name: value for name, value in said_so_far.items() if value})

        return self._pages.draw("contact.jinja", place, "/contact", onward=onward, **values)

    def _words(self, now: Asked, chosen: ContactTopic | None, say: Any) -> str:
        """What it is about in the reader's words, for who answers."""
        return chosen.title if chosen else str(say(f"contact.topic.{now.about}"))

    async def _channels(self, place: Place, now: Asked, topic: str, came: Head | None) -> Sequence[dict[str, Any]]:
        found = await self._ways.channels(place.brand.key, place.locale)
        urgent = now.is_emergency or now.urgency == "now"
        context = {"topic": topic}
        if came:
            context["page"] = article_path(place.brand.key, came.locale, came.slug)
        return [
            {"channel": channel, "address": channel.path + urlencode(context), "wait": self._wait(place, channel)}
            for channel in ranked(found, can_sign_in=bool(now.can_sign_in), urgent=urgent)
        ]

    async def _best(self, place: Place) -> tuple[Sequence[str], str]:
        """When it goes quickest, for who has time."""
        say = self._pages.say(place)
        found, zone = await self._ways.best_times(place.brand.key, place.locale)
        return [
            say(
                "contact.best_time",
                day=say(f"contact.weekday.{one.weekday}"),
                begin=f"{one.begin:02}:00",
                until=f"{one.until:02}:00",
                wait=self._soon(say, one.usual),
            )
            for one in found
        ], zone

    def _soon(self, say: Any, seconds: int) -> str:
        minutes = round(seconds / MINUTE_SECONDS)
        if minutes <= 1:
            return str(say("contact.wait.minute"))
        if minutes < 90:
            return str(say("contact.wait.minutes", count=minutes))
        return str(say("contact.wait.hours", count=round(minutes / 60)))

    def _wait(self, place: Place, channel: Channel) -> str:
        say = self._pages.say(place)
        if channel.opens:
            return say("contact.wait.opens", time=channel.opens)
        if channel.wait is None:
            return say("contact.wait.unknown")
        minutes = round(channel.wait / MINUTE_SECONDS)
        if channel.at_least:
            return say("contact.wait.least", count=max(1, minutes))
        return self._soon(say, channel.wait)

    async def _guide(self, place: Place, now: Asked, chosen: ContactTopic | None) -> dict[str, str] | None:
        """`{"title", "url"}` of what may answer it at once, or says what to do first."""
        if now.is_emergency:
            heads = await self._contexts.articles(place.brand, place.locale, f"{EMERGENCY}.{now.about}")
            head = heads[0] if heads else None
        else:
            head = place.shelf.heads.get(chosen.article) if chosen else None
            if chosen and chosen.url:
                return {"title": chosen.title, "url": chosen.url}
        return {"title": head.title, "url": article_path(place.brand.key, head.locale, head.slug)} if head else None
