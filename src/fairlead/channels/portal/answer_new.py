"""Answers who opens a new matter, step by step: which kind, what helps at once, the form, the review, and it is sent."""

from collections.abc import Mapping

from litestar.datastructures import Cookie

from fairlead.channels.portal.answer import Page, PortalCounter
from fairlead.channels.portal.ask_evidence import Faults, filled
from fairlead.channels.portal.check_ticket import About, Checked, Refusal, check
from fairlead.channels.portal.read_posted import Posted, Typed
from fairlead.channels.portal.send_ticket import SendTicket
from fairlead.channels.portal.show_new import (
    checklist_values,
    chosen,
    form_values,
    groups,
    hidden,
    must_read_first,
    review_values,
)
from fairlead.channels.portal.show_page import Spot
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.map_contexts import Contexts
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.weigh_demand import Demand
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, Problem
from fairlead.kit.read_form import new_key
from fairlead.people.begin_plainly import BeginPlainly
from fairlead.people.door import AnyRequest, Door
from fairlead.promises.reckon import Reckon
from fairlead.shield.limits import Fairness
from fairlead.shield.rules import TEXT_CHARS
from fairlead.tickets.edit_taxonomy import Taxonomies
from fairlead.tickets.taxonomy import in_locale

ARTICLES = 4
QUERY_CHARS = 100
# A key that is used up, or none.
STALE = frozenset({"client_id_invalid", "idempotency_mismatch"})


class NewCounter:
    """What the routes of the form have in common."""

    def __init__(
        self,
        *,
        counter: PortalCounter,
        send: SendTicket,
        taxonomies: Taxonomies,
        begin: BeginPlainly,
        help_center: HelpCenter,
        demand: Demand,
        contexts: Contexts,
        limiter: Fairness,
        door: Door,
        reckon: Reckon,
    ) -> None:
        self.counter, self._send, self._taxonomies, self._begin = counter, send, taxonomies, begin
        self._demand = demand
        self._help_center, self._contexts, self._limiter, self._door, self._reckon = (
            help_center,
            contexts,
            limiter,
            door,
            reckon,
        )

    async def about(self, spot: Spot, code: str) -> About:
        """Raises Invalid("ticket_category_unknown")."""
        taxonomy, texts = await self._taxonomies.of_brand(spot.brand.id), self.counter.pages.texts
        return About(spot.brand.id, taxonomy.category(code), taxonomy, texts, texts.choose(spot.locale))

    async def choose(self, spot: Spot, words: str = "", problem: Problem | None = None) -> Page:
        """Which kind of matter it is; with those the customer has begun already."""
        taxonomy = await self._taxonomies.of_brand(spot.brand.id)
        drafts = await self._send.drafts.of_customer(spot.customer.id) if spot.customer else {}
        begun = [taxonomy.categories[code] for code in drafts if code in taxonomy.categories]
        return self.counter.page(
            "new_choose.jinja",
            spot,
            "/new",
            problem=problem,
            groups=groups(taxonomy, spot.locale, words[:QUERY_CHARS]),
            words=words[:QUERY_CHARS],
            begun=[chosen(one, spot.locale) for one in begun if one.active],
            tiles=[] if words else await self._demand.places(spot.brand, spot.locale),
        )

    async def begin(self, request: AnyRequest, spot: Spot, about: About) -> Page:
        """What helps at once, where something does; else the form, with the draft there is or what is known already."""
        category, query = about.category, request.query_params
        kept = await self._send.kept(spot.customer, about) if spot.customer else None
        if kept is None and "read" not in query and must_read_first(category):
            articles = await self._articles(spot, about)
            if articles:
                asked = {"category": category.code}
                one = chosen(category, spot.locale)
                return self.counter.page(
                    "new_first.jinja", spot, "/new", kept_query=asked, chosen=one, articles=articles
                )
        if kept is not None:
            return await self.form(spot, about, kept, saved=True)
        known = await self._send.known(spot.customer) if spot.customer else {}
        return await self.form(spot, about, Typed(values=filled(category, known, query)))

    async def form(
        self,
        spot: Spot,
        about: About,
        typed: Typed,
        *,
        key: str = "",
        saved: bool = False,
        refusal: Refusal | None = None,
    ) -> Page:
        """The form as it stands. Who has no session gets the token of the next one."""
        problem = refusal.problem if refusal else None
        if refusal is not None and problem is None:
            problem = Invalid("evidence_invalid", names="")
        files = await self._send.brought(spot.customer, typed)
        values = form_values(about, typed, faults=refusal.faults if refusal else Faults(), files=files)
        return self.counter.page(
            "new_form.jinja",
            spot,
            "/new",
            problem=problem,
            cookies=self._cookies(spot),
            kept_query=_here(about),
            key=new_key() if not key or (problem and problem.code in STALE) else key,
            saved=saved,
            asks=refusal.asks if refusal else False,
            unkind=refusal.unkind if refusal else False,
            chars=TEXT_CHARS,
            largest=self._send.largest,
            first="" if must_read_first(about.category) else values["chosen"].first,
            **values,
        )

    async def act(self, request: AnyRequest, spot: Spot, about: About, posted: Posted) -> Page:
        """What the button says. Raises Refusal, Problem."""
        send, code = self._send, about.category.code
        if posted.act == "edit":
            return await self.form(spot, about, posted.typed, key=posted.key)
        if posted.act == "drop":
            if spot.customer is not None:
                await send.drafts.drop(spot.customer.id, code)
            return self.counter.onward(spot, "/new")
        customer, spot = await self._customer(request, spot)
        self._limiter.take(customer, self._door.network(request))
        wrong, asks = await send.take(customer, about, posted)
        if posted.act == "keep":
            await send.keep(customer, about, posted)
            if wrong:
                raise Refusal(Faults(wrong), asks=asks)
            return self.counter.onward(spot, "/new", category=code, read="1")
        checked = check(about, posted, before=wrong, asks=asks)
        if posted.act == "review":
            await send.keep(customer, about, posted)
            return await self._review(spot, about, posted, checked)
        try:
            found = await (send.add if posted.act == "add" else send.send)(customer, about, posted)
        except Conflict as problem:
            if problem.code != "ticket_same":
                raise
            return self._same(spot, about, posted, problem)
        return self.counter.onward(spot, f"/{found.row.number}")

    async def refused(
        self, request: AnyRequest, spot: Spot, about: About, posted: Posted | None, refusal: Refusal
    ) -> Page:
        """The form with what was typed, and why it was refused."""
        # Who was nobody when he sent it may be a visitor now.
        spot = await self.counter.spot(request, spot.brand.key)
        problem = refusal.problem
        if problem is not None and problem.code.startswith("maybe_"):
            refusal = Refusal(Faults({"text": [about.reason(problem)]}), asks=True)
        typed, key = (posted.typed, posted.key) if posted else (Typed(), "")
        return await self.form(spot, about, typed, key=key, refusal=refusal)

    def checklist(self, spot: Spot, about: About) -> Page:
        values = checklist_values(about.category, about.taxonomy, spot.locale)
        return self.counter.page("checklist.jinja", spot, f"/checklist/{about.category.code}", **values)

    async def _review(self, spot: Spot, about: About, posted: Posted, checked: Checked) -> Page:
        files = await self._send.brought(spot.customer, posted.typed)
        moment, priority = clock.now(), about.category.priority
        due = await self._reckon.first_word(
            spot.customer.id if spot.customer else "", spot.brand.id, priority=priority, moment=moment
        )
        values = review_values(about, posted.typed, checked, files=files, within=due - moment)
        return self.counter.page(
            "new_review.jinja",
            spot,
            "/new",
            kept_query=_here(about),
            key=posted.key or new_key(),
            as_is=posted.as_is,
            unkind=posted.unkind,
            **values,
        )

    def _same(self, spot: Spot, about: About, posted: Posted, problem: Problem) -> Page:
        field = about.taxonomy.fields.get(problem.data["field"])
        return self.counter.page(
            "new_same.jinja",
            spot,
            "/new",
            problem=problem,
            kept_query=_here(about),
            chosen=chosen(about.category, spot.locale),
            ticket=problem.data["ticket"],
            number=problem.data["number"],
            field=in_locale(field.labels, spot.locale) if field else "",
            key=posted.key,
            as_is=posted.as_is,
            unkind=posted.unkind,
            hidden=hidden(posted.typed),
        )

    async def _articles(self, spot: Spot, about: About) -> list[Mapping[str, str]]:
        """Those editors mapped to `tickets.{code}`, else those its name finds."""
        brand = spot.brand
        heads = await self._contexts.articles(brand, spot.locale, f"tickets.{about.category.code.lower()}")
        if not heads:
            words = in_locale(about.category.labels, spot.locale)
            hits = await self._help_center.search(
                brand.id, spot.locale, words, then=brand.default_locale, limit=ARTICLES
            )
            heads = [hit.head for hit in hits]
        return [
            {
                "title": head.title,
                "summary": head.summary,
                "url": article_path(brand.key, head.locale, head.slug),
                "locale": head.locale,
            }
            for head in heads[:ARTICLES]
        ]

    async def _customer(self, request: AnyRequest, spot: Spot) -> tuple[Actor, Spot]:
        """Who sends it: signed in, a visitor from before, or a visitor from now on. Raises Problem."""
        if spot.customer is not None:
            return spot.customer, spot
        token = self.counter.sessions.token(request)
        await self._begin(spot.brand, token, locale=spot.locale, caller=self._door.caller(request))
        again = await self.counter.spot(request, spot.brand.key)
        return self.counter.owner(again), again

    def _cookies(self, spot: Spot) -> list[Cookie]:
        if spot.customer is not None:
            return []
        return [self.counter.sessions.cookie(spot.brand, self._begin.new_token())]


def _here(about: About) -> dict[str, str]:
    return {"category": about.category.code, "read": "1"}
