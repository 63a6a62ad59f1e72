"""The customer answers a card: every field read at once as evidence is, and each step done or not, in his words."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import is_id
from fairlead.kit.text import masked, storable
from fairlead.shield.secrets import clean
from fairlead.tickets import rules, store
from fairlead.tickets.ask_by_card import ANSWERED, WITHDRAWN, Card, card_in, field_of, kept, ours, told_of, with_own
from fairlead.tickets.change_ticket import facts_of
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.read_evidence import REASON_CHARS, Fact, Fault, Given, completeness, merged, read_evidence
from fairlead.tickets.store import Found
from fairlead.tickets.taxonomy import Taxonomy, in_locale
from fairlead.tickets.write_ticket import Writer, said


class Step(Struct, forbid_unknown_fields=True):
    """`done`: None where nothing was said of it, which is refused beside the others. `file`: a picture of it."""

    done: bool | None
    words: str = ""
    file: str | None = None


class AnswerCard:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(
        self, actor: Actor, ticket_id: str, card_id: str, given: Sequence[Given], steps: Sequence[Step]
    ) -> Found:
        """The facts in the ticket's evidence, and one entry that tells of them. The same answer again changes nothing; another
        one stands in the place of the first, and both entries stay.

        Raises NotFound; Invalid: `evidence_invalid` with every fault at once, `invalid_field` for steps that are not the card's;
        Conflict: `card_withdrawn`, `ticket_ended`.
        """

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row, writer = found.row, self._writer
            inside = writer.inside(row)
            card = card_in(inside, card_id)
            if card.state == WITHDRAWN:
                raise Conflict("card_withdrawn")
            taxonomy = with_own(taxonomy_of(await store.changes_of(session, row.brand_id)), inside)
            before = facts_of(inside.facts)
            if len(steps) != len(card.steps):
                raise Invalid("invalid_field", field="steps")
            facts, faults = _read(card, given, taxonomy, before, moment)
            done, odd = _done(steps)
            if faults or odd:
                raise Invalid("evidence_invalid", fields=faults + odd)
            answers = {"facts": [msgspec.to_builtins(fact) for fact in facts], "steps": done}
            if card.state == ANSWERED and card.answers == answers:
                return []
            if not rules.STATUSES[row.status].open:
                raise Conflict("ticket_ended")
            every = merged(before, facts)
            told_before = card.answers is not None
            card = replace(card, state=ANSWERED, answered_at=moment, answers=answers)
            inside = kept(replace(inside, facts=[msgspec.to_builtins(fact) for fact in every]), card)
            writer.seal(row, inside)
            category = taxonomy.categories.get(row.category)
            row.complete = completeness(category, every) if category is not None else 0
            row.updated_at = moment
            await store.put_marks(session, row, list(writer.digests(row.brand_id, every)))
            ids = [fact.file for fact in facts if fact.file] + [one["file"] for one in done if "file" in one]
            files = await writer.unattached(session, actor, row.conversation_id, ids)
            shown = {
                "id": card.id,
                "state": ANSWERED,
                "answers": [_shown(fact, taxonomy, found.locale) for fact in facts],
                "steps": [{"text": text, **one} for text, one in zip(card.steps, done, strict=True)],
            }
            more = {"changed": True} if told_before else {}
            entry = told_of(actor, found, shown | more, complete=row.complete)
            words = [said(actor, row.conversation_id, "", files)] if files else []
            return [*words, entry, *await ours(writer, session, actor, found, inside, moment=moment)]

        return await self._writer.change(actor, ticket_id, change, action="ticket.answer")


def _read(
    card: Card, given: Sequence[Given], taxonomy: Taxonomy, known: Sequence[Fact], moment: Instant
) -> tuple[list[Fact], list[Fault]]:
    """What was told, and what is wrong with it: a field that was not told has its place behind all that were."""
    asked = {one.key: field_of(one, taxonomy) for one in card.fields}
    faults: list[Fault] = []
    facts: list[Fact] = []
    own = [fact.value for fact in known if fact.field in ("address", "to_address")]
    try:
        facts = read_evidence(given, taxonomy, known=known, own=own, now=moment)
    except Invalid as problem:
        if problem.code != "evidence_invalid":
            raise
        faults += problem.data["fields"]
    refused = {fault.at for fault in faults}
    faults += [
        Fault(at, one.field[:40], "field_unknown")
        for at, one in enumerate(given)
        if one.field not in asked and at not in refused
    ]
    told = {one.field for one in given}
    lacking = [field for key, field in asked.items() if key not in told]
    faults += [Fault(len(given) + at, one.key, "empty", example=one.example) for at, one in enumerate(lacking)]
    return facts, sorted(faults, key=lambda fault: fault.at)


def _done(steps: Sequence[Step]) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Faults of steps are of the field `steps.0` and so on."""
    done, faults = [], []
    for at, one in enumerate(steps):
        words = storable(one.words).strip()
        kept_words = clean(words)
        wrong = {
            "step_untold": one.done is None,
            "secret": bool(kept_words.asks),
            "too_long": len(words) > REASON_CHARS,
            "file_missing": one.file is not None and not is_id(one.file),
        }
        faults += [Fault(at, f"steps.{at}", code) for code, is_wrong in wrong.items() if is_wrong]
        done.append({"done": one.done, "words": kept_words.text} | ({"file": one.file} if one.file else {}))
    return done, faults


def _shown(fact: Fact, taxonomy: Taxonomy, locale: str) -> dict[str, Any]:
    """As it stands in the timeline, which agents read: where the customer sits is not for every one of them to know."""
    field = taxonomy.fields[fact.field]
    value = masked(fact.value) if field.kind == "ip" else fact.value
    told = {"value": value, "file": fact.file, "missing": fact.missing}
    return {"key": fact.field, "label": in_locale(field.labels, locale)} | {k: v for k, v in told.items() if v}
