"""Every door that lets words in, used as its client uses it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.channels.webchat.plain import FORM, Browser
from tests.harness import Client, Frame, Installation, Socket, message
from tests.live.test_equation import make_team

ASKED = "Is it so? {}"


def named(text: str) -> str:
    """A number of sixteen digits is a card's when it stands alone, or is called one."""
    return f"card {text}" if text.isdigit() else text


async def _act(desk: Socket, kind: str, conversation: str, **fields: object) -> Frame:
    return await desk.ask({"type": kind, "client_id": str(uuid4()), "conversation": conversation, **fields})


class Doors:
    """Whatever lets words in, each as its client uses it. Each takes a text; what it answers is looked at with everything else."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.told: list[str] = []

    async def begin(self) -> None:
        site = self.site
        self.customer, self.agent = await site.customer(), await site.agent("Lena", role="lead")
        self.team = await make_team(site)
        self.phone, self.desk = await self.customer.open(), await self.agent.open()
        self.conversation = (await self.phone.ask(message("hello")))["conversation"]
        await self.phone.ask({"type": "subscribe", "conversation": self.conversation, "after": 0})
        self.customer.transport = "poll"
        self.poll = await self.customer.open()
        self.customer.transport = "socket"
        self.plain = Browser(site)
        await self._publish("late")

    async def send(self, text: str) -> None:
        self._heard(await self.phone.ask(message(text, self.conversation)))

    async def poll_send(self, text: str) -> None:
        self._heard(await self.poll.ask(message(text, self.conversation)))

    async def form(self, text: str) -> None:
        await self.plain.open(FORM)
        self.told.append(await self.plain.send(text, name=text[:80], as_is="1"))

    async def note_and_edit(self, text: str) -> None:
        ack = await self.desk.ask(message(text, self.conversation) | {"note": True})
        self._heard(
            await _act(self.desk, "edit", self.conversation, entry=ack["entry"], text=f"changed {text}", mentions=[])
        )

    async def transfer(self, text: str) -> None:
        self._heard(await _act(self.desk, "transfer", self.conversation, to_team=self.team, note=text))

    async def draft(self, text: str) -> None:
        revision = await _revision(self.agent, self.conversation)
        path = f"/api/desk/conversations/{self.conversation}/draft"
        await self._http("put", path, json={"mode": "note", "text": text, "revision": revision})

    async def agent_message(self, text: str) -> None:
        self._heard(await self.desk.ask(message(text, self.conversation)))

    async def agent_request(self, text: str) -> None:
        body, key = {"conversation": self.conversation, "text": text, "note": True}, {"Idempotency-Key": str(uuid4())}
        await self._http("post", "/api/desk/messages", json=body, headers=key)

    async def held_note(self, text: str) -> None:
        held = message(f"https://evil.example my seed phrase: {named(text)}", self.conversation) | {
            "note": True,
            "held": True,
        }
        self._heard(await self.desk.ask(held))

    async def reason_of_a_release(self, text: str) -> None:
        sent = message("https://evil.example", self.conversation) | {
            "release": {"reason": f"my seed phrase: {named(text)}"[:500]}
        }
        self._heard(await self.desk.ask(sent))

    async def macro(self, text: str) -> None:
        steps = [{"type": "note", "text": text}]
        path = f"/api/desk/conversations/{self.conversation}/macro"
        await self._http("post", path, json={"client_id": str(uuid4()), "text": text, "steps": steps})

    async def canned(self, text: str) -> None:
        reply = {
            "brand": "northlight",
            "shortcut": f"s{uuid4().hex[:8]}",
            "title": text[:120],
            "text": text,
            "locale": "en",
        }
        await self._http("post", "/api/desk/canned", json=reply)

    async def file(self, text: str) -> None:
        await self._http(
            "post", "/api/files", client=self.customer, content=text.encode(), headers={"X-File-Name": "a.txt"}
        )

    async def file_in_pieces(self, text: str) -> None:
        await refused_or_kept(self.customer, "a.txt", text.encode())

    async def file_name(self, text: str) -> None:
        name = {"X-File-Name": quote(f"{named(text)[:150]}.txt")}
        await self._http("post", "/api/files", client=self.customer, content=b"a log", headers=name)

    async def context(self, text: str) -> None:
        body = {"token": None, "context": {"page": text[:200], "topic": text[:200]}}
        await self._http("post", "/api/w/northlight/session", client=self.site.anonymous(), json=body)

    async def desk_search(self, text: str) -> None:
        await self._http("get", "/api/desk/conversations/search", params={"q": text[:200]})

    async def help_search(self, text: str) -> None:
        params = {"q": text[:200], "locale": "en"}
        await self._http("get", "/api/w/northlight/search", client=self.site.anonymous(), params=params, told=False)

    async def _publish(self, slug: str) -> None:
        base = "/api/desk/help"
        topic = {"brand": "northlight", "slug": "deposits"}
        (await self.agent.http.post(f"{base}/categories", json=topic)).raise_for_status()
        body = {"brand": "northlight", "locale": "en", "title": "My deposit is late", "slug": slug, "body": "Wait."}
        made = (await self.agent.http.post(f"{base}/articles", json=body | {"category": "deposits"})).raise_for_status()
        path = f"{base}/translations/{made.json()['translations'][0]['id']}/state"
        (await self.agent.http.post(path, json={"edition": 1, "to": "published"})).raise_for_status()

    async def feedback(self, text: str) -> None:
        data = {"said": "no", "reason": "incomplete", "words": named(text)}
        path = "/help/northlight/en/a/late/feedback"
        await self._http("post", path, client=self.site.anonymous(), data=data, told=False)

    async def contact(self, text: str) -> None:
        params = {"q": text[:200], "about": text[:200]}
        path = "/help/northlight/en/contact"
        await self._http("get", path, client=self.site.anonymous(), params=params, told=False)

    async def translation_of_a_draft(self, text: str) -> None:
        path = f"/api/desk/conversations/{self.conversation}/translation"
        await self._http("post", path, json={"text": ASKED.format(text), "from": "en", "to": "es"})

    async def translation_of_a_message(self, text: str) -> None:
        ack = await self.phone.ask(message(ASKED.format(text), self.conversation))
        self._heard(ack)
        if ack["type"] == "ack":
            path = f"/api/desk/conversations/{self.conversation}/entries/{ack['entry']}/translation"
            await self._http("post", path, json={"to": "es"})

    async def ticket(self, text: str) -> None:
        """What a customer writes, why it cannot wait, a fact in words, and why he has none."""
        facts = [{"field": "what_happened", "value": named(text)}, {"field": "wish", "missing": named(text)[:500]}]
        for evidence in (facts, []):
            body = {"category": "CPL-FORMAL", "text": named(text), "urgent": named(text)[:500], "as_is": True}
            key = {"Idempotency-Key": str(uuid4())}
            await self._http(
                "post", "/api/tickets", client=self.customer, json=body | {"evidence": evidence}, headers=key
            )

    async def ticket_facts_of_other_kinds(self, text: str) -> None:
        fields = ("order_id", "police_no", "txid", "address", "memo", "bank_ref", "url", "api_key_prefix", "amount")
        for field in fields:
            # A number of sixteen digits may be an order's: where one is asked for, it is one.
            if not (text.isdigit() and field in ("order_id", "police_no", "memo", "bank_ref")):
                body = {"category": "FEE-Q", "evidence": [{"field": field, "value": text}]}
                key = {"Idempotency-Key": str(uuid4())}
                await self._http("post", "/api/tickets", client=self.customer, json=body, headers=key)

    async def _http(
        self, method: str, path: str, *, client: Client | None = None, told: bool = True, **asked: Any
    ) -> None:
        answer = await (client or self.agent).http.request(method, path, **asked)
        assert answer.status_code < 500, answer.text
        if told:
            self.told.append(answer.text)

    def _heard(self, frame: Frame) -> None:
        assert frame["type"] in ("ack", "error"), frame
        self.told.append(json.dumps(frame))

    @property
    def all(self) -> list[Callable[[str], Awaitable[None]]]:
        return [
            *(self.send, self.poll_send, self.form, self.note_and_edit, self.transfer, self.draft, self.agent_message),
            *(self.agent_request, self.held_note, self.reason_of_a_release, self.macro, self.canned, self.file),
            *(self.file_in_pieces, self.file_name, self.context, self.desk_search, self.help_search),
            *(self.feedback, self.contact),
            *(self.translation_of_a_draft, self.translation_of_a_message),
            *(self.ticket, self.ticket_facts_of_other_kinds),
        ]


async def _revision(agent: Client, conversation: str) -> int:
    kept = (await agent.http.get(f"/api/desk/conversations/{conversation}/draft")).raise_for_status().json()
    return int(kept["note"]["revision"]) if kept["note"] else 0


async def refused_or_kept(customer: Client, name: str, content: bytes) -> None:
    """In pieces."""
    tus = {"Tus-Resumable": "1.0.0"}
    begun = await customer.http.post("/api/uploads", headers=tus | {"Upload-Length": str(len(content))})
    place, piece = begun.headers["location"], {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert (await customer.http.patch(place, headers=tus | piece, content=content)).status_code == 204
    assert (await customer.http.post(f"{place}/file", headers=tus)).status_code in (201, 422)
