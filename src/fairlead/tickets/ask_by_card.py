"""Agents ask by cards: fields that are read as evidence is, and steps to be done; and the card as it is kept."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID, uuid4, uuid5

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.text import is_blank, visible_name
from fairlead.shield.screen import readable, screen
from fairlead.tickets import rules, store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.store import Found, Inside
from fairlead.tickets.taxonomy import LABEL_CHARS, Field, Kind, Taxonomy, house, in_locale
from fairlead.tickets.write_ticket import Change, Writer, moved, put_status, told

FIELDS, STEPS, CHOICES, CARDS = 12, 12, 12, 40
STEP_CHARS = 500
OWN = "own:"
State = Literal["asked", "answered", "withdrawn"]
ASKED: State
ANSWERED: State
WITHDRAWN: State
ASKED, ANSWERED, WITHDRAWN = "asked", "answered", "withdrawn"


class CardField(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One of the taxonomy's fields by its `key`, or one of the agent's own: a `kind`, a `label` in the customer's language, and
    `choices` for that kind. What is kept of the agent's own has a key beginning with `own:`."""

    key: str = ""
    kind: Kind | Literal[""] = ""
    label: str = ""
    choices: tuple[str, ...] = ()


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """What an agent asks by a card. `text`: his words above it."""

    fields: list[CardField] = []
    steps: list[str] = []
    text: str = ""


class Card(Struct, frozen=True, omit_defaults=True):
    """`answers`: `facts` (`read_evidence.Fact` as plain values) and `steps` (`{"done", "words", "file"?}`), as they
    were told last."""

    id: str
    fields: tuple[CardField, ...]
    steps: tuple[str, ...]
    text: str
    asked_at: Instant
    state: State = ASKED
    answered_at: Instant | None = None
    answers: dict[str, Any] | None = None


def cards_of(inside: Inside) -> list[Card]:
    return [msgspec.convert(one, Card) for one in inside.cards]


def kept(inside: Inside, card: Card) -> Inside:
    """With the card in the place of the one it was, or behind the others."""
    others = inside.cards
    plain = msgspec.to_builtins(card)
    there = any(one["id"] == card.id for one in others)
    cards = [plain if one["id"] == card.id else one for one in others] if there else [*others, plain]
    return replace(inside, cards=cards)


def card_in(inside: Inside, card_id: str) -> Card:
    """Raises NotFound."""
    found = next((one for one in cards_of(inside) if one.id == card_id), None)
    if found is None:
        raise NotFound
    return found


def field_of(asked: CardField, taxonomy: Taxonomy) -> Field:
    """As evidence is read, and shown. A field the taxonomy has no more is one for words."""
    if not asked.key.startswith(OWN):
        return taxonomy.fields.get(asked.key) or Field(asked.key, "text", {"en": asked.key}, "")
    kind: Kind = asked.kind or "text"
    # Of words there is none that would fit whatever is asked.
    example = next((one.example for one in house().fields.values() if one.kind == kind != "text"), "")
    if kind == "choice":
        example = asked.choices[0]
    return Field(asked.key, kind, {"en": asked.label}, example, choices=asked.choices)


def with_own(taxonomy: Taxonomy, inside: Inside) -> Taxonomy:
    """The taxonomy with the fields agents made up on this ticket's cards."""
    own = [one for card in cards_of(inside) for one in card.fields if one.key.startswith(OWN)]
    return replace(taxonomy, fields={**taxonomy.fields, **{one.key: field_of(one, taxonomy) for one in own}})


class AskByCard:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def ask(self, actor: Actor, ticket_id: str, client_id: str, question: Question) -> Found:
        """The ticket then waits for the customer. The same request under the same client id asks once.

        Raises NotFound, Refused; Invalid: `card_empty`, `field_unknown`, `field_retired`, `invalid_field`, `too_many_cards`,
        what a message raises; Conflict: `status_move` for a ticket that has ended, `idempotency_mismatch`.
        """
        return await self._writer.change(
            actor, ticket_id, self.asking(actor, client_id, question), action="ticket.work"
        )

    def asking(self, actor: Actor, client_id: str, question: Question) -> Change:
        """The same as a part of what is done together."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            card_id = uuid5(UUID(client_id), found.row.id).hex
            inside = self._writer.inside(found.row)
            taxonomy = taxonomy_of(await store.changes_of(session, found.brand_id))
            before = next((one for one in cards_of(inside) if one.id == card_id), None)
            others = replace(inside, cards=[one for one in inside.cards if one["id"] != card_id])
            card = Card(
                card_id,
                _fields(question.fields, taxonomy, others),
                _steps(question.steps),
                _words(question.text),
                moment,
            )
            if before is not None:
                if (before.fields, before.steps, before.text) != (card.fields, card.steps, card.text):
                    raise Conflict("idempotency_mismatch")
                return []
            if not card.fields and not card.steps:
                raise Invalid("card_empty")
            if len(inside.cards) >= CARDS:
                raise Invalid("too_many_cards", limit=CARDS)
            return await self._put(session, (actor, client_id), found, card, taxonomy, again=False)

        return change

    async def ask_again(self, actor: Actor, ticket_id: str, card_id: str) -> Found:
        """The same once more: nothing while it is asked already. Raises NotFound, Refused, Conflict("status_move")."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            card = card_in(self._writer.inside(found.row), card_id)
            if card.state == ASKED and found.row.status == rules.WAITING_FOR_YOU:
                return []
            taxonomy = taxonomy_of(await store.changes_of(session, found.brand_id))
            asked = replace(card, state=ASKED, asked_at=moment)
            return await self._put(session, (actor, ""), found, asked, taxonomy, again=True)

        return await self._writer.change(actor, ticket_id, change, action="ticket.work")

    async def withdraw(self, actor: Actor, ticket_id: str, card_id: str) -> Found:
        """What nobody needs to answer any more; when it was the last, the ticket is ours again. Raises NotFound, Refused."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            inside = self._writer.inside(found.row)
            card = card_in(inside, card_id)
            if card.state == WITHDRAWN:
                return []
            now = kept(inside, replace(card, state=WITHDRAWN))
            self._writer.seal(found.row, now)
            return [
                told_of(actor, found, {"id": card.id, "state": WITHDRAWN}),
                *await ours(self._writer, session, actor, found, now, moment=moment),
            ]

        return await self._writer.change(actor, ticket_id, change, action="ticket.work")

    async def _put(
        self, session: AsyncSession, by: tuple[Actor, str], found: Found, card: Card, taxonomy: Taxonomy, *, again: bool
    ) -> list[Draft]:
        actor, client_id = by
        row, before = found.row, found.row.status
        if before != rules.WAITING_FOR_YOU:
            rules.check_move("agent", before, rules.WAITING_FOR_YOU)
        self._writer.seal(row, kept(self._writer.inside(row), card))
        row.spoken = True
        await put_status(self._writer, session, row, rules.WAITING_FOR_YOU, moment=card.asked_at)
        shown = {
            "id": card.id,
            "state": ASKED,
            "fields": [_shown(one, taxonomy, found.locale) for one in card.fields],
            "steps": list(card.steps),
        }
        asks = told_of(actor, found, shown | ({"again": True} if again else {}), text=card.text, client_id=client_id)
        return [moved(actor, found, before), asks] if before != rules.WAITING_FOR_YOU else [asks]


async def ours(
    writer: Writer, session: AsyncSession, actor: Actor, found: Found, inside: Inside, *, moment: Instant
) -> list[Draft]:
    """What waited for the customer comes back to us once no card is open."""
    row = found.row
    if row.status != rules.WAITING_FOR_YOU or any(one.state == ASKED for one in cards_of(inside)):
        return []
    status = rules.WITH_AGENT if found.assignee_id is not None else rules.IN_QUEUE
    rules.check_move(rules.side_of(actor), row.status, status)
    await put_status(writer, session, row, status, moment=moment)
    return [moved(actor, found, rules.WAITING_FOR_YOU)]


def told_of(
    actor: Actor, found: Found, card: dict[str, Any], *, text: str = "", client_id: str = "", **more: Any
) -> Draft:
    """The entry of a card."""
    draft = told(actor, found, {"card": card, **more}, client_id=client_id or str(uuid4()))
    return replace(draft, kind="card", text=text)


def _fields(asked: Sequence[CardField], taxonomy: Taxonomy, inside: Inside) -> tuple[CardField, ...]:
    """As they are kept. Raises Invalid: `field_unknown`, `field_retired`, `invalid_field`, what a label raises."""
    if len(asked) > FIELDS:
        raise Invalid("invalid_field", field="fields")
    taken = sum(one.key.startswith(OWN) for card in cards_of(inside) for one in card.fields)
    found: list[CardField] = []
    for one in asked:
        if one.key:
            if one.key not in taxonomy.fields or taxonomy.fields[one.key].internal:
                raise Invalid("field_unknown", field=one.key[:40])
            if taxonomy.fields[one.key].retired:
                raise Invalid("field_retired", field=one.key)
            if one.kind or one.label or one.choices or any(other.key == one.key for other in found):
                raise Invalid("invalid_field", field="fields")
            found.append(CardField(one.key))
            continue
        own = sum(other.key.startswith(OWN) for other in found)
        found.append(_own(one, f"{OWN}{taken + own + 1}"))
    return tuple(found)


def _own(asked: CardField, key: str) -> CardField:
    choices = tuple(visible_name(screen(one).text, LABEL_CHARS) for one in asked.choices)
    if not asked.kind or is_blank(asked.label) or len(asked.label) > LABEL_CHARS:
        raise Invalid("invalid_field", field="fields")
    # A choice is compared in small letters.
    apart = len({one.lower() for one in choices}) == len(choices)
    if not apart or len(choices) > CHOICES or (len(choices) >= 2) != (asked.kind == "choice"):
        raise Invalid("invalid_field", field="choices")
    label = visible_name(screen(asked.label, as_is=True).text, LABEL_CHARS)
    return CardField(key, asked.kind, label, choices)


def _steps(asked: Sequence[str]) -> tuple[str, ...]:
    if len(asked) > STEPS or any(is_blank(one) or len(one) > STEP_CHARS for one in asked):
        raise Invalid("invalid_field", field="steps")
    return tuple(screen(one, as_is=True).text for one in asked)


def _words(text: str) -> str:
    """Without secrets, which would stand in the ticket as well as in the entry."""
    return screen(readable(text, may_be_empty=True), may_be_empty=True, as_is=True).text


def _shown(asked: CardField, taxonomy: Taxonomy, locale: str) -> dict[str, Any]:
    """As it stands in the timeline, in the conversation's language."""
    field = field_of(asked, taxonomy)
    return {
        "key": field.key, "kind": field.kind, "label": in_locale(field.labels, locale), "example": field.example,
        "choices": list(field.choices), "many": field.many, "own": asked.key.startswith(OWN),
    }  # fmt: skip
