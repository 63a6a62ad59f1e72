"""Two exchanges, the people around them, and the things each of them has: what the matrix is asked about."""

import base64
import dataclasses
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from msgspec.structs import replace
from sqlalchemy import select, update

from fairlead.conversations.models import UploadRow
from fairlead.conversations.rules import Draft
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra import jobs
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id, new_token
from fairlead.kit.paging import Cursors as Signer
from fairlead.people import sessions
from fairlead.people.models import AgentBrandRow, AgentRow, SessionRow, TeamMemberRow, TeamRow
from fairlead.tickets.number_ticket import new_number
from tests.gate.articles import PRIVATE, ArticleThings
from tests.gate.cursors import Cursors
from tests.gate.queue_things import QueueThings
from tests.gate.tickets import TicketThings
from tests.harness import NO_TLS, Client, Installation, seed, site_token
from tests.pdfs import statement
from tests.push_service import Browser

# Nobody answers there.
PUSH = "http://127.0.0.1:9"
FORM = "application/x-www-form-urlencoded"
HOME, ABROAD = "northlight", "southport"
TUS = {"Tus-Resumable": "1.0.0"}
ARTICLES = {
    "one.md": "---\ntitle: My deposit is late in {brand}\nlocale: en\nslug: late\ncategory: deposits\n---\nWait for it.\n",
}


@dataclass(frozen=True)
class Person:
    """Somebody with a session, or what is left of one. `side`: which doors he uses."""

    name: str
    side: str
    token: str
    brand: str = ""
    id: str = ""
    role: str = ""
    session_id: str = ""
    uid: str | None = None
    # The closed team to which his customers' conversations are given.
    team: str = ""

    def headers(self, who: str) -> dict[str, str]:
        """As the doors of that kind want it: a token in a header, or one of the two cookies."""
        if not self.token or who == "public":
            return {}
        if who == "customer":
            return {"Authorization": f"Bearer {self.token}"}
        return {"Cookie": f"{'fairlead_desk' if who == 'agent' else 'fairlead_form'}={self.token}"}


NOBODY = Person("nobody", "none", "")


class World:
    """An installation with two brands. Things are made as people make them: over the doors, but for what only the bot and
    operators can make."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.system = site.system
        self.http = httpx.AsyncClient(base_url=site.base_url, timeout=30, verify=NO_TLS)
        self.brand_ids = {HOME: site.brand_id}
        self.people: dict[str, Person] = {}
        self.things: dict[str, Things] = {}

    async def build(self, folder: Path) -> None:
        self.brand_ids[ABROAD] = await seed(self.system, key=ABROAD)
        for key, brand_id in self.brand_ids.items():
            (folder / key).mkdir()
            for name, text in ARTICLES.items():
                (folder / key / name).write_text(text.format(brand=key), "utf-8")
            await import_folder(self.system.database, brand_id, folder / key, default_locale="en")
        for name, brand, uid in (("lin", HOME, "1"), ("vic", HOME, None), ("sam", ABROAD, "2")):
            self._keep(await self.customer(brand, uid, name=name))
        for name, role, brands in (
            ("ann", "admin", [HOME]), ("bob", "agent", [HOME]), ("sue", "admin", [ABROAD]), ("nil", "admin", []), ("edi", "editor", [HOME]),
        ):  # fmt: skip
            self._keep(await self.agent(name, role=role, brands=brands))
        self._keep(await self._of_a_closed_team("mia"))
        for side in ("customer", "agent"):
            for state in ("ended", "expired"):
                self._keep(await self._without_session(side, state))
        gone = await self.agent("gone", role="admin", brands=[HOME])
        async with self.system.database.write() as session:
            await session.execute(update(AgentRow).where(AgentRow.id == gone.id).values(active=False))
        self._keep(gone)
        forged = {"customer": "fls_" + "A" * 43, "agent": "fla_" + "A" * 43}
        for side, token in forged.items():
            self._keep(Person(f"forged {side}", side, token))

    def _keep(self, person: Person) -> None:
        self.people[person.name] = person
        self.things[person.name] = Things(self, person)

    async def _of_a_closed_team(self, name: str) -> Person:
        found, team = await self.agent(name), new_id()
        async with self.system.database.write() as session:
            session.add(TeamRow(id=team, brand_id=self.brand_ids[HOME], name="Compliance", closed=True))
            await session.flush()
            session.add(TeamMemberRow(team_id=team, agent_id=found.id))
        return dataclasses.replace(found, team=team)

    async def _without_session(self, side: str, state: str) -> Person:
        person = await (
            self.customer(HOME, uuid4().hex) if side == "customer" else self.agent(f"{state}", role="admin")
        )
        moment = clock.now() - clock.MINUTE
        values = {"ended_at": moment} if state == "ended" else {"expires_at": moment}
        async with self.system.database.write() as session:
            await session.execute(update(SessionRow).where(SessionRow.id == person.session_id).values(**values))
        return Person(f"{state} {side}", side, person.token, person.brand, person.id, person.role, person.session_id)

    async def customer(self, brand: str, uid: str | None, *, name: str = "", label: str = "Lin") -> Person:
        """An account, or a visitor where `uid` is None."""
        token = None if uid is None else site_token(uid, aud=brand, name=label)
        answer = await self.post(NOBODY, "public", f"/api/w/{brand}/session", json={"token": token})
        made = answer.json()
        actor = await self.system.sessions.actor(made["session"], "customer")
        return Person(
            name or new_id(), "customer", made["session"], brand, made["customer"]["id"], "", actor.session, uid
        )

    async def agent(self, name: str, *, role: str = "agent", brands: list[str] | None = None) -> Person:
        """With a session, and without the half second that a password costs."""
        brands = [HOME] if brands is None else brands
        agent_id = new_id()
        async with self.system.database.write() as session:
            row = AgentRow(id=agent_id, email=f"{name}-{agent_id}@example.org", name=name.title(), role=role)
            row.password_hash, row.created_at = "none", clock.now()
            session.add(row)
            await session.flush()
            session.add_all(AgentBrandRow(agent_id=agent_id, brand_id=self.brand_ids[key]) for key in brands)
            life = clock.HOUR
            made = await sessions.create(session, kind="agent", subject_id=agent_id, brand_id=None, life=life)
        return Person(name, "agent", made.token, next(iter(brands), ""), agent_id, role, made.id)

    async def request(self, person: Person, who: str, method: str, path: str, **how: Any) -> httpx.Response:
        headers = {"Origin": self.site.base_url} | person.headers(who) | how.pop("headers", {})
        self.http.cookies.clear()
        return await self.http.request(method, path, headers=headers, **how)

    async def post(self, person: Person, who: str, path: str, **how: Any) -> httpx.Response:
        answer = await self.request(person, who, "POST", path, **how)
        assert answer.status_code in (200, 201, 204), (path, answer.text)
        return answer

    def client(self, person: Person) -> Client:
        """For sockets."""
        made = (
            Client(self.site.base_url, session=person.token)
            if person.side == "customer"
            else Client(self.site.base_url, cookies={"fairlead_desk": person.token})
        )
        self.site.clients.append(made)
        return made

    def missing(self, kind: str) -> str:
        """What is formed like such a thing's name and names none."""
        if kind == "link":
            signer = Signer(self.system.sealer.derive("file links"))
            return signer.make("file-link", new_id(), new_id(), clock.now() + clock.MINUTE)
        if kind.startswith("cursor"):
            return base64.urlsafe_b64encode(b"".join(new_id().encode() for _ in range(2))).decode()
        made = {
            "poll": lambda: str(uuid4()),
            "poll_key": lambda: secrets.token_urlsafe(32),
            "brand": lambda: "nosuchone",
            "matter_number": lambda: new_number(clock.now()),
            "article_path": lambda: f"/help/{HOME}/en/a/none",
            "ticket": lambda: new_token("flt"),
            "session": lambda: new_token("fls"),
        }
        return made.get(kind, new_id)()

    async def close(self) -> None:
        await self.http.aclose()


@dataclass
class Things(Cursors, ArticleThings, QueueThings, TicketThings):
    """What one person has, made when it is asked for. An agent's are those of the brand he works for; what is his alone is
    named in PRIVATE."""

    world: World
    person: Person
    known: dict[str, str] = field(default_factory=dict)

    PRIVATE = PRIVATE

    async def get(self, kind: str) -> str:
        if kind not in self.known:
            self.known[kind] = await getattr(self, f"_{kind}")()
        return self.known[kind]

    @property
    def _who(self) -> str:
        return self.person.side

    @property
    def _base(self) -> str:
        return "/api/desk" if self.person.side == "agent" else "/api"

    async def _ask(self, method: str, path: str, **how: Any) -> Any:
        answer = await self.world.request(self.person, self._who, method, path, **how)
        assert answer.status_code in (200, 201, 204), (method, path, answer.text)
        return answer

    async def _brand(self) -> str:
        return self.person.brand

    async def _customer(self) -> str:
        if self.person.side == "customer":
            return self.person.id
        made = await self.world.customer(self.person.brand, uuid4().hex)
        self.world.people[made.id] = made
        return made.id

    async def _talker(self) -> Person:
        return self.person if self.person.side == "customer" else self.world.people[await self.get("customer")]

    async def _conversation(self) -> str:
        return await self._given(await self._talk(await self._talker(), []))

    async def _talk(self, talker: Person, files: list[str]) -> str:
        how: dict[str, Any] = {
            "json": {"text": "where is my deposit?", "files": files},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        answer = (await self.world.post(talker, "customer", "/api/messages", **how)).json()
        self.known.setdefault("entry", answer["entry"])
        return str(answer["conversation"])

    async def _given(self, conversation: str) -> str:
        """To the closed team, when the person has one."""
        if not self.person.team:
            return conversation
        item = {"type": "transfer", "client_id": str(uuid4()), "conversation": conversation, "note": "for your eyes"}
        house = await self._agent_of_the_house()
        body = {"items": [item | {"to_team": self.person.team}]}
        done = (await self.world.post(house, "agent", "/api/desk/bulk", json=body)).json()
        assert "code" not in done["results"][0], done
        return conversation

    async def _entry(self) -> str:
        await self.get("conversation")
        return self.known["entry"]

    async def _astray(self) -> str:
        """An entry of another conversation of one's own."""
        other = Things(self.world, await self._talker())
        return await other.get("entry")

    async def _bot_entry(self) -> str:
        bot = Actor(kind="bot", id="bot", name="Fairlead")
        draft = Draft(actor=bot, kind="message", client_id=str(uuid4()), text="Have you looked at the network?")
        if not self.person.team:
            return await self._written(draft)
        # The bot says nothing any more where people have it.
        talk = await self._talk(await self._talker(), [])
        made = await self.world.system.gather.write(replace(draft, conversation_id=talk))
        await self._given(talk)
        return made.entry_id

    async def _own_note(self) -> str:
        """An agent's own; for a customer the one an agent of the house left in his conversation."""
        writer = self.person if self.person.side == "agent" else await self._agent_of_the_house()
        actor = await self.world.system.sessions.actor(writer.token, "agent")
        return await self._written(Draft(actor=actor, kind="note", client_id=str(uuid4()), text="he sounds worried"))

    async def _held(self) -> str:
        """A reply that the guard stopped, kept for a lead to release."""
        writer = await self._agent_of_the_house()
        said = {"text": "please write to https://elsewhere.example", "note": True, "held": True}
        body = said | {"conversation": await self.get("conversation")}
        how: dict[str, Any] = {"json": body, "headers": {"Idempotency-Key": str(uuid4())}}
        return str((await self.world.post(writer, "agent", "/api/desk/messages", **how)).json()["entry"])

    async def _agent_of_the_house(self) -> Person:
        return self.world.people["ann" if self.person.brand == HOME else "sue"]

    async def _written(self, draft: Draft) -> str:
        draft = replace(draft, conversation_id=await self.get("conversation"))
        return (await self.world.system.gather.write(draft)).entry_id

    async def _unsent(self) -> str:
        return await self._uploaded(self.person, f"{self._base}/files", f"hello note{uuid4().hex[:12]}x".encode())

    async def _uploaded(self, person: Person, path: str, content: bytes) -> str:
        how: dict[str, Any] = {"content": content, "headers": {"X-File-Name": "note.txt"}}
        return str((await self.world.post(person, person.side, path, **how)).json()["id"])

    async def _file(self) -> str:
        """A document in the conversation."""
        talker = await self._talker()
        made = await self._uploaded(talker, "/api/files", statement())
        self.known["conversation"] = await self._given(await self._talk(talker, [made]))
        return made

    async def _internal_file(self) -> str:
        writer = await self._agent_of_the_house()
        made = await self._uploaded(writer, "/api/desk/files", f"internal note{uuid4().hex[:12]}x".encode())
        body = {"conversation": await self.get("conversation"), "files": [made], "note": True, "text": "look"}
        headers = {"Idempotency-Key": str(uuid4())}
        await self.world.post(writer, "agent", "/api/desk/messages", json=body, headers=headers)
        return made

    async def _upload(self) -> str:
        # What tests before left on its way is over: one person may have only so many.
        mine = select(UploadRow.id).where(UploadRow.owner.endswith(self.person.id)).order_by(UploadRow.id.desc())
        async with self.world.system.database.write() as session:
            before = (await session.scalars(mine.offset(4))).all()
            await session.execute(update(UploadRow).where(UploadRow.id.in_(before)).values(created_at=0))
        how = {"headers": TUS | {"Upload-Length": "5", "Upload-Metadata": "filename YS50eHQ="}}
        answer = await self._ask("POST", f"{self._base}/uploads", **how)
        return str(answer.headers["location"].rpartition("/")[2])

    async def _whole_upload(self) -> str:
        made = await self._upload()
        headers = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        await self._ask("PATCH", f"{self._base}/uploads/{made}", content=b"hello", headers=headers)
        return made

    async def _device(self) -> str:
        # One browser a session: another one in the same would take it off the list.
        there = await self.world.customer(self.person.brand, self.person.uid)
        answer = await self.world.request(there, "customer", "PUT", "/api/push", json=Browser(PUSH).subscription())
        return str(answer.json()["id"])

    async def _canned(self) -> str:
        body = {"brand": self.person.brand, "shortcut": new_id(), "title": "t", "text": "x", "locale": "en"}
        writer = await self._agent_of_the_house()
        return str((await self.world.post(writer, "agent", "/api/desk/canned", json=body)).json()["id"])

    async def _agent(self) -> str:
        colleague = await self.world.agent("colleague", brands=[self.person.brand])
        if self.person.team:
            async with self.world.system.database.write() as session:
                session.add(TeamMemberRow(team_id=self.person.team, agent_id=colleague.id))
        return colleague.id

    async def _own_session(self) -> str:
        """Another one of the same person."""
        how: dict[str, Any] = {"kind": self.person.side, "subject_id": self.person.id, "brand_id": None}
        async with self.world.system.database.write() as session:
            return (await sessions.create(session, life=clock.HOUR, **how)).id

    async def _team(self) -> str:
        team = TeamRow(id=new_id(), brand_id=self.world.brand_ids[self.person.brand], name=new_id())
        async with self.world.system.database.write() as session:
            session.add(team)
        return team.id

    async def _job(self) -> str:
        async with self.world.system.database.write() as session:
            await jobs.enqueue(session, "preview", {"blob": "00"}, key=new_id())
            await session.flush()
            newest = jobs.select(jobs.JobRow.id).order_by(jobs.JobRow.id.desc()).limit(1)
            made = str(await session.scalar(newest))
            await session.execute(update(jobs.JobRow).where(jobs.JobRow.id == made).values(state=jobs.DEAD))
        return made

    async def _link(self) -> str:
        answer = await self._ask("POST", f"/api/files/{await self.get('file')}/link")
        return str(answer.json()["url"].rpartition("/")[2])

    async def _poll(self) -> str:
        poll_id = str(uuid4())
        frame = '{"type": "hello", "version": 1, "session": "' + self.person.token + '"}'
        body = {"first": 1, "frames": [frame], "after": 0}
        answer = await self.world.post(NOBODY, "public", f"/api/live/{poll_id}", json=body)
        self.known["poll_key"] = answer.json()["key"]
        return poll_id

    async def _poll_key(self) -> str:
        await self.get("poll")
        return self.known["poll_key"]

    async def _article(self) -> str:
        found = (await self._ask("GET", f"/api/w/{self.person.brand}/search?q=deposit")).json()["results"]
        return str(found[0]["id"])

    async def _article_path(self) -> str:
        return f"/help/{self.person.brand}/en/a/late"
