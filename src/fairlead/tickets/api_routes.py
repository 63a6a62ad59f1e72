"""Tickets from the exchange's own systems, with a token of theirs; see docs/protocol.md section 3.2.6."""

from collections.abc import Awaitable
from typing import Annotated, Any, Protocol

import msgspec
from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from fairlead.brands.store import Brands
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.text import is_language_tag
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.people.identify import Identify
from fairlead.people.issue_tokens import ApiTokens
from fairlead.shield.limits import Fairness
from fairlead.tickets.open_ticket import Asked
from fairlead.tickets.open_together import OpenTogether
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.store import Found

CHANNEL = "api"


class Counter(Protocol):
    """What `routes.TicketCounter` has for these."""

    brands: Brands
    open_together: OpenTogether

    async def told(self, request: AnyRequest, act: Awaitable[Found], *, public: bool) -> dict[str, Any]: ...


class ApiCustomer(msgspec.Struct, forbid_unknown_fields=True):
    uid: Annotated[str, msgspec.Meta(description="The account at the exchange.", examples=["5571234509"])]


class ApiFact(msgspec.Struct, forbid_unknown_fields=True):
    """As `Given`, without files: there is nowhere they would have been sent before."""

    field: str
    value: str = ""
    zone: str = ""
    missing: str = ""


class ApiTicket(msgspec.Struct, forbid_unknown_fields=True):
    """A matter of one of the exchange's customers, opened in his name."""

    customer: ApiCustomer
    category: Annotated[str, msgspec.Meta(description="Code of the taxonomy.", examples=["DEP-NOCRED"])]
    text: Annotated[str, msgspec.Meta(examples=["Deposit of 1,234.5 USDT seen on chain, not credited"])] = ""
    evidence: Annotated[
        list[ApiFact],
        msgspec.Meta(
            description="Each fact is checked by the kind of its field.",
            examples=[
                [
                    {"field": "asset", "value": "USDT"},
                    {"field": "network", "value": "TRC20"},
                    {"field": "txid", "value": "9b0fc92260312ce44e74ef369f5c66bb85f3f7e1b1b4d1cc1f3e2f8c8c9c0c29"},
                    {"field": "amount", "value": "1234.5"},
                ]
            ],
        ),
    ] = []
    urgent: str = ""
    anyway: bool = False
    locale: Annotated[str, msgspec.Meta(examples=["en"])] = ""


def api_routes(
    counter: Counter, *, tokens: ApiTokens, identify: Identify, limiter: Fairness, door: Door
) -> list[HTTPRouteHandler]:
    c = counter

    @post("/api/v1/tickets")
    async def open_ticket_by_token(data: JSONBody[ApiTicket], request: AnyRequest) -> dict[str, Any]:
        """`Authorization: Bearer flk_…` of scope `tickets.write`; `Idempotency-Key`: a UUID, good for this customer."""
        token = await tokens.check(door.bearer(request), "tickets.write")
        key = idempotency_key(request)
        brand = await c.brands.by_id(token.brand_id)
        if brand is None:
            raise NotFound
        if data.locale and not is_language_tag(data.locale):
            raise Invalid("invalid_field", field="locale")
        locale = data.locale or brand.default_locale
        customer = await identify.named(brand, data.customer.uid, locale=locale)
        limiter.take(customer, door.network(request))
        facts = [Given(one.field, one.value, one.zone, missing=one.missing) for one in data.evidence]
        asked = Asked(
            data.category, data.text, facts, urgent=data.urgent, anyway=data.anyway, locale=locale, channel=CHANNEL
        )
        return await c.told(request, c.open_together(customer, key, brand.id, asked), public=True)

    return [open_ticket_by_token]
