"""Two hundred customers and a dozen agents of two exchanges who do what people do, and what they should not, at random."""

import asyncio
import json
import random
from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx

from fairlead.app import System
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.people import sessions
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow, TeamRow
from tests.gate.canaries import Aviary
from tests.gate.world import ABROAD, FORM, HOME, Person
from tests.harness import NO_TLS, Client, Socket, site_token
from tests.polling import PollConnection

BRANDS = (HOME, ABROAD)
AT_ONCE = 8
# Words that no canary is part of, and which every search finds.
COMMON = "deposit"
# By brand: who works there. Pat works for both, Nil for none.
STAFF = {"ann": [HOME], "ben": [HOME], "cat": [HOME], "dan": [HOME], "eve": [HOME],
         "sue": [ABROAD], "tom": [ABROAD], "una": [ABROAD], "vera": [ABROAD], "walt": [ABROAD],
         "pat": [HOME, ABROAD], "nil": []}  # fmt: skip
WITH_SOCKET = ("ann", "ben", "cat", "eve", "sue", "pat", "nil")
LEADS = {"ann": "admin", "pat": "admin", "nil": "admin", "sue": "lead", "ben": "lead"}
# Who belongs to his brand's closed team.
CLOSED = ("eve", "walt")
SECLUDED = 24


class Crowd:
    """Whom there is, what there is, and what came of it."""

    def __init__(self, base_url: str, seed: int) -> None:
        self.base_url = base_url
        self.rng = random.Random(seed)
        self.aviary = Aviary()
        self.http = httpx.AsyncClient(base_url=base_url, timeout=30, verify=NO_TLS)
        self.customers: list[Person] = []
        self.agents: list[Person] = []
        self.sockets: dict[str, Socket] = {}
        self.clients: list[Client] = []
        # What there is to be asked for, by whomever: ids with their owner and brand.
        self.talks: list[tuple[str, Person]] = []
        self.files: list[str] = []
        # What a closed team was given: its members see it, and who leads.
        self.teams: dict[str, str] = {}
        self.closed: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.acts: Counter[str] = Counter()

    # -- who is there

    def staff(self, brand: str) -> frozenset[str]:
        return frozenset(agent for agent, brands in STAFF.items() if brand in brands)

    def agents_of(self, talk: str | None, brand: str) -> frozenset[str]:
        """Who of the brand may read it."""
        staff = self.staff(brand)
        return staff & {*LEADS, *CLOSED} if talk in self.closed else staff

    async def hire(self, system: System, brand_ids: dict[str, str], sealer: Sealer) -> None:
        """Agents and teams, before the server is there: their addresses are nobody's to see, a team's name only agents'."""
        async with system.database.write() as session:
            for name, brands in STAFF.items():
                role = LEADS.get(name, "agent")
                email = f"{self.aviary.canary(name, frozenset())}@example.org"
                row = AgentRow(id=new_id(), email=email, name=name.title(), role=role)
                row.password_hash, row.created_at = "none", clock.now()
                session.add(row)
                await session.flush()
                session.add_all(AgentBrandRow(agent_id=row.id, brand_id=brand_ids[key]) for key in brands)
                made = await sessions.create(session, kind="agent", subject_id=row.id, brand_id=None, life=clock.HOUR)
                self.agents.append(Person(name, "agent", made.token, brands[0] if brands else "", row.id, role))
            for brand, brand_id in brand_ids.items():
                team = self.aviary.canary(f"the house {brand}", self.staff(brand))
                session.add(TeamRow(id=new_id(), brand_id=brand_id, name=team))
                self.teams[brand] = new_id()
                session.add(TeamRow(id=self.teams[brand], brand_id=brand_id, name="Compliance", closed=True))
                await session.flush()
                session.add_all(
                    TeamMemberRow(team_id=self.teams[brand], agent_id=agent.id)
                    for agent in self.agents
                    if agent.name in CLOSED and agent.brand == brand
                )

    async def come(self, number: int) -> None:
        """A customer: every third is a visitor; an account's name is a canary."""
        brand, name = BRANDS[number % 2], f"customer {number}"
        token = None
        if number % 3:
            told = self.aviary.canary(name, self.staff(brand))
            token = site_token(str(number), aud=brand, name=told)
        nobody = Person(name, "none", "", brand)
        answer = await self.ask(nobody, "public", "POST", f"/api/w/{brand}/session", json={"token": token})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        self.customers.append(Person(name, "customer", made["session"], brand, made["customer"]["id"]))

    async def seclude(self) -> None:
        """Some ask what is given to a closed team at once, before anything is said that is a canary."""
        for person in self.customers[:SECLUDED]:
            answer = await self.ask(person, "customer", "POST", "/api/messages", json={"text": f"about my {COMMON}"})
            talk = answer.json()["conversation"]
            lead = next(one for one in self.agents if one.name == ("ann" if person.brand == HOME else "sue"))
            item = {"type": "transfer", "client_id": str(uuid4()), "conversation": talk, "note": "for you"}
            body = {"items": [item | {"to_team": self.teams[person.brand]}]}
            done = (await self.ask(lead, "agent", "POST", "/api/desk/bulk", json=body)).json()
            assert "code" not in done["results"][0], done
            self.talks.append((talk, person))
            self.closed.add(talk)

    async def open(self, person: Person) -> None:
        if person.side == "customer":
            client = Client(self.base_url, session=person.token)
        else:
            client = Client(self.base_url, cookies={"fairlead_desk": person.token})
        self.clients.append(client)
        self.sockets[person.name] = socket = await client.open()
        if person.side == "agent":
            await socket.ask({"type": "subscribe", "workspace": True})

    async def ask(self, person: Person, who: str, method: str, path: str, **how: Any) -> httpx.Response:
        """Everything that comes back is looked through."""
        headers = (
            {"Origin": self.base_url, "Idempotency-Key": str(uuid4())} | person.headers(who) | how.pop("headers", {})
        )
        self.http.cookies.clear()
        answer = await self.http.request(method, path, headers=headers, **how)
        raw = b"\n".join(name + b": " + value for name, value in answer.headers.raw) + b"\n\n" + answer.content
        self.aviary.hear(person.name, f"{method} {path} {answer.status_code}", raw)
        self.statuses[answer.status_code] += 1
        return answer

    def some_talk(self, person: Person) -> str:
        """Mostly one he may see; every third time anybody's."""
        if not self.talks or self.rng.random() < 0.05:
            return new_id()
        if self.rng.random() < 0.35:
            return self.rng.choice(self.talks)[0]
        mine = [
            talk for talk, owner in self.talks
            if person.name in ({owner.name} if person.side == "customer" else self.agents_of(talk, owner.brand))
        ]  # fmt: skip
        return self.rng.choice(mine) if mine else self.rng.choice(self.talks)[0]

    def some_file(self) -> str:
        return self.rng.choice(self.files) if self.files else new_id()

    def said(self, person: Person, talk: str | None, *, note: bool = False) -> str:
        """Words for those who may read this conversation. In another's they are never kept: nobody may ever see them."""
        owner = next((one for known, one in self.talks if known == talk), person if talk is None else None)
        seers: frozenset[str] = frozenset()
        if owner is not None and person.side == "customer" and owner.name == person.name:
            seers = self.agents_of(talk, person.brand)
        elif owner is not None and person.side == "agent" and person.name in self.agents_of(talk, owner.brand):
            seers = self.agents_of(talk, owner.brand) | (frozenset() if note else {owner.name})
        return f"about my {COMMON} {self.aviary.canary(person.name, seers)}"

    # -- what they do

    async def live(self, until: float, least: int) -> None:
        """Until that moment, and until everybody together has done so many things."""
        loop = asyncio.get_running_loop()
        customers = [getattr(self, name) for name in dir(self) if name.startswith("customer_")]
        agents = [getattr(self, name) for name in dir(self) if name.startswith("agent_")]
        while loop.time() < until or self.acts.total() < least:
            person = self.rng.choice(self.customers if self.rng.random() < 0.6 else self.agents)
            act = self.rng.choice(customers if person.side == "customer" else agents)
            await act(person)
            self.acts[act.__name__] += 1

    async def upload(self, person: Person, seers: frozenset[str]) -> str:
        """A file whose name and words are canaries."""
        name, words = (self.aviary.canary(person.name, seers) for _ in range(2))
        base = "/api/files" if person.side == "customer" else "/api/desk/files"
        how: dict[str, Any] = {"content": f"my {COMMON}: {words}".encode(), "headers": {"X-File-Name": f"{name}.txt"}}
        answer = await self.ask(person, person.side, "POST", base, **how)
        made = str(answer.json().get("id", new_id()))
        self.files.append(made)
        return made

    async def customer_sends(self, person: Person) -> None:
        new = self.rng.random() < 0.4
        talk = None if new else self.some_talk(person)
        files = (
            [await self.upload(person, self.agents_of(talk, person.brand))]
            if self.rng.random() < 0.3
            else [self.some_file()]
            if self.rng.random() < 0.1
            else []
        )
        context = {"order": self.aviary.canary(person.name, self.agents_of(talk, person.brand))}
        body = {"text": self.said(person, talk), "conversation": talk, "files": files, "context": context}
        answer = await self.ask(person, "customer", "POST", "/api/messages", json=body)
        if new and answer.status_code == 201:
            self.talks.append((answer.json()["conversation"], person))

    async def customer_reads(self, person: Person) -> None:
        talk = self.some_talk(person)
        paths = [
            "/api/conversations",
            f"/api/conversations/{talk}/entries",
            f"/api/conversations/{talk}/transcript",
            "/api/push",
        ]
        words = self.rng.choice([COMMON, self.rng.choice([*self.aviary.writers])])
        paths += [f"/api/conversations/search?q={words}", f"/api/w/{person.brand}/home", f"/api/w/{person.brand}/here"]
        for path in self.rng.sample(paths, 3):
            await self.ask(person, "customer", "GET", path)

    async def customer_fetches(self, person: Person) -> None:
        file_id = self.some_file()
        await self.ask(person, "customer", "GET", f"/api/files/{file_id}")
        answer = await self.ask(person, "customer", "POST", f"/api/files/{file_id}/link")
        if answer.status_code == 201:
            await self.ask(person, "public", "GET", answer.json()["url"])

    async def customer_uses_the_form(self, person: Person) -> None:
        """Also at the other exchange's pages, and with another's conversation."""
        brand = person.brand if self.rng.random() < 0.8 else self.rng.choice(BRANDS)
        talk, base = self.some_talk(person), f"/w/{brand}/form"
        await self.ask(person, "form", "GET", base)
        await self.ask(person, "form", "GET", f"{base}/{talk}")
        await self.ask(person, "form", "GET", f"{base}/{talk}/files/{self.some_file()}")
        said = self.said(person, talk)
        for path, fields in ((f"{base}/{talk}", {"text": said}), (f"{base}/{talk}/person", {})):
            content = urlencode({"key": str(uuid4()), **fields})
            answer = await self.ask(person, "form", "POST", path, content=content, headers={"Content-Type": FORM})
            assert answer.status_code < 500, answer.text

    async def customer_polls(self, person: Person) -> None:
        """A connection of requests: `hello`, one conversation, some words."""
        connection = PollConnection(httpx.AsyncClient(headers={"Origin": self.base_url}, verify=NO_TLS), self.base_url)
        talk = self.some_talk(person)
        frames: list[str | bytes] = [json.dumps(frame) for frame in (
            {"type": "hello", "version": 1, "session": person.token}, {"type": "subscribe", "conversation": talk, "after": 0},
            {"type": "send", "client_id": str(uuid4()), "conversation": talk, "text": self.said(person, talk)},
            {"type": "ping", "id": "last"},
        )]  # fmt: skip
        await connection.send_together(frames)
        async with asyncio.timeout(20):
            async for text in connection:
                self.aviary.hear(person.name, f"poll {talk}", text.encode())
                if '"last"' in text:
                    break
        await connection.close()

    async def customer_speaks(self, person: Person) -> None:
        await self._speaks(person)

    async def agent_speaks(self, person: Person) -> None:
        await self._speaks(person)

    async def _speaks(self, person: Person) -> None:
        """Over the socket, if he has one: watches, writes, and does what a customer or an agent may do there."""
        socket = self.sockets.get(person.name)
        if socket is None:
            return
        talk = self.some_talk(person)
        note = person.side == "agent" and self.rng.random() < 0.4
        frame: dict[str, Any] = {"text": self.said(person, talk, note=note)} | ({"note": True} if note else {})
        await socket.ask({"type": "subscribe", "conversation": talk, "after": 0}, seconds=30)
        await socket.ask({"type": "send", "client_id": str(uuid4()), "conversation": talk, **frame}, seconds=30)
        await socket.send({"type": "typing", "conversation": talk, "on": True})

    async def agent_reads(self, person: Person) -> None:
        talk, customer = self.some_talk(person), self.rng.choice(self.customers)
        view = self.rng.choice(["open", "waiting", "mine", "unassigned", "closed"])
        words = self.rng.choice([COMMON, self.rng.choice([*self.aviary.writers])])
        one = f"/api/desk/conversations/{talk}"
        paths = [f"/api/desk/conversations?view={view}&limit=20", one, f"{one}/entries", f"{one}/draft", f"{one}/translation",
                 f"/api/desk/conversations/search?q={words}&limit=10", f"/api/desk/customers/{customer.id}",
                 "/api/desk/people", "/api/desk/mentions", "/api/desk/filters", "/api/desk/jobs", "/api/desk/me",
                 f"/api/desk/files/{self.some_file()}", f"/api/desk/canned?brand={self.rng.choice(BRANDS)}",
                 f"/api/desk/conversations?brand={self.rng.choice(BRANDS)}&limit=5"]  # fmt: skip
        for path in self.rng.sample(paths, 4):
            await self.ask(person, "agent", "GET", path)

    async def agent_writes(self, person: Person) -> None:
        talk, note = self.some_talk(person), self.rng.random() < 0.5
        text = self.said(person, talk, note=note)
        seers = self.aviary.seers[text.rpartition(" ")[2]]
        files = [await self.upload(person, seers)] if self.rng.random() < 0.2 else []
        body: dict[str, Any] = {"conversation": talk, "text": text, "note": note, "files": files}
        if note:
            body["mentions"] = [self.rng.choice(self.agents).id] if self.rng.random() < 0.3 else []
        await self.ask(person, "agent", "POST", "/api/desk/messages", json=body)

    async def agent_decides(self, person: Person) -> None:
        """Assign, transfer with a note, close, reopen, a draft nobody else reads, a canned reply."""
        talk, to = self.some_talk(person), self.rng.choice(self.agents).id
        note = self.said(person, talk, note=True)
        items = [
            {"type": "assign", "to": to}, {"type": "transfer", "to_agent": to, "note": note}, {"type": "close"}, {"type": "reopen"},
        ]  # fmt: skip
        if talk in self.closed and person.name in {*LEADS, *CLOSED}:
            # To whom it is given, he would see it.
            items = items[2:]
        item = self.rng.choice(items) | {"client_id": str(uuid4()), "conversation": talk}
        await self.ask(person, "agent", "POST", "/api/desk/bulk", json={"items": [item]})
        draft = {"mode": "reply", "text": self.aviary.canary(person.name, frozenset()), "revision": 0}
        await self.ask(person, "agent", "PUT", f"/api/desk/conversations/{talk}/draft", json=draft)
        brand = self.rng.choice(BRANDS)
        text = self.aviary.canary(person.name, self.staff(brand) if person.name in self.staff(brand) else frozenset())
        reply = {"brand": brand, "shortcut": new_id(), "title": "t", "text": text, "locale": "en"}
        if self.rng.random() < 0.1:
            await self.ask(person, "agent", "POST", "/api/desk/canned", json=reply)

    # -- the end

    def listened(self) -> None:
        """What the sockets heard, too."""
        for name, socket in self.sockets.items():
            for frame in socket.frames:
                self.aviary.hear(name, f"socket {frame['type']}", json.dumps(frame, ensure_ascii=False).encode())

    async def leave(self) -> None:
        for client in self.clients:
            await client.close()
        await self.http.aclose()
