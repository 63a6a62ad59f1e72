"""A request whose address somebody else chose (reliability.md V-36, V-37, V-39): against a server that means harm, on the
loopback, with names that change what they mean."""

import asyncio
import gzip
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fairlead.infra import http_client
from fairlead.infra.http_client import HttpClient, NoReply
from fairlead.infra.reach import Reach, Unreachable
from tests.nginx import certificate

HERE, PRIVATE = "127.0.0.1", "127.0.0.2"
NAME = "push.example"


class Names:
    """A resolver whose answers change: the next of `answers` each time, the last for good."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError("no such name")
        return found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for NAME and nobody else."""
    path = tmp_path_factory.mktemp("papers")
    certificate(path, NAME)
    return path / "both.pem"


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Hostile:
    """A TLS server that answers as it likes; `visits` are the heads of what came."""

    def __init__(self) -> None:
        self.visits: list[bytes] = []
        self.connections = 0
        self.port = 0
        self.answer: Answer = plain(b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            self.visits.append(await reader.readuntil(b"\r\n\r\n"))
            await self.answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()


def plain(*parts: bytes, pause: float = 0, end: bool = True) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        if end:
            writer.write_eof() if writer.can_write_eof() else None
            await asyncio.sleep(0.05)

    return answer


@asynccontextmanager
async def hostile(papers: Path, address: str, port: int = 0) -> AsyncIterator[Hostile]:
    made = Hostile()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers)
    server = await asyncio.start_server(made.serve, address, port, ssl=context)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


@pytest.fixture
async def server(papers: Path) -> AsyncIterator[Hostile]:
    async with hostile(papers, HERE) as made:
        yield made


@asynccontextmanager
async def client(papers: Path, names: Names, server: Hostile, *, seconds: float = 5.0) -> AsyncIterator[HttpClient]:
    """One that may reach the test's own address, and no other that is not public."""

    def reach() -> Reach:
        return Reach(resolve=names, ports=frozenset({server.port}), also=frozenset({HERE}))

    made = HttpClient(seconds=seconds, reach=reach, trust=lambda: ssl.create_default_context(cafile=papers))
    try:
        yield made
    finally:
        await made.close()


def url(server: Hostile, host: str = NAME) -> str:
    return f"https://{host}:{server.port}/send/a?b=c"


async def test_v36_the_name_is_kept_for_tls_and_host_and_asked_once(papers: Path, server: Hostile):
    names = Names([HERE])
    async with client(papers, names, server) as http:
        assert (await http.post(url(server), b"notice", {"X-A": "b"})).status == 201
    assert names.asked == 1, "the address that was looked at is the one that was connected to"
    head = server.visits[0].lower()
    assert head.startswith(b"post /send/a?b=c http/1.1\r\n")
    assert f"\r\nhost: {NAME}:{server.port}\r\n".encode() in head
    assert b"accept-encoding" not in head


async def test_v36_a_certificate_for_another_name_is_none(papers: Path, server: Hostile):
    async with client(papers, Names([HERE]), server) as http:
        with pytest.raises(NoReply):
            await http.post(url(server, "other.example"), b"notice", {"Authorization": "vapid secret"})
    assert server.visits == []


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([[PRIVATE]], id="V36 private"),
        pytest.param([["10.0.0.1"]], id="V36 network"),
        pytest.param([["169.254.169.254"]], id="V36 metadata"),
        pytest.param([["::ffff:127.0.0.2"]], id="V36 mapped"),
        pytest.param([[HERE, PRIVATE]], id="V36 one of two"),
        pytest.param([[]], id="V36 no such name"),
    ],
)
async def test_v36_a_name_that_leads_inside_is_never_connected_to(
    papers: Path, server: Hostile, answers: list[list[str]]
):
    async with hostile(papers, PRIVATE, server.port) as inside, client(papers, Names(*answers), server) as http:
        with pytest.raises(NoReply) as told:
            await http.post(url(server), b"notice", {})
        assert (server.connections, inside.connections) == (0, 0)
    assert str(told.value) == "Unreachable", "where the name leads is nobody's business"


async def test_v36_a_name_that_changes_its_mind_gains_nothing(papers: Path, server: Hostile):
    """DNS rebinding: public when looked at, private a moment later. Each connection is looked at by itself."""
    names = Names([HERE], [PRIVATE])
    async with hostile(papers, PRIVATE, server.port) as inside, client(papers, names, server) as http:
        assert (await http.post(url(server), b"one", {})).status == 201
        with pytest.raises(NoReply):
            await http.post(url(server), b"two", {})
        assert (server.connections, inside.connections, names.asked) == (1, 0, 2)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "2130706434",
        "0x7f000002",
        "0x7f.2",
        "0177.0.0.2",
        "127.2",
        "[::1]",
        "[::ffff:127.0.0.2]",
        "0",
        "localhost",
        "127.0.0.2.",
        "①②⑦.⓪.⓪.②",
        "a@127.0.0.2",
    ],
    ids="V36 {}".format,
)
async def test_v36_no_spelling_leads_inside(papers: Path, host: str):
    """With the machine's own resolver: whatever it makes of the host."""
    async with hostile(papers, "127.0.0.2") as inside:
        reach = Reach(ports=frozenset({inside.port}))
        made = HttpClient(seconds=5, reach=lambda: reach, trust=lambda: ssl.create_default_context(cafile=papers))
        with pytest.raises(NoReply):
            await made.post(url(inside, host), b"notice", {})
        with pytest.raises(Unreachable):
            await reach.connect_tcp(host.strip("[]").rpartition("@")[2], inside.port, timeout=2)
        await made.close()
        assert inside.connections == 0


async def test_v36_only_https_and_its_port(papers: Path, server: Hostile):
    async with client(papers, Names([HERE]), server) as http:
        for address in (
            f"http://{NAME}:{server.port}/",
            f"https://{NAME}/",
            f"https://{NAME}:22/",
            f"ftp://{NAME}/",
            "file:///etc/passwd",
            f"//{NAME}/",
            "",
            "https://[::1",
        ):
            with pytest.raises(NoReply):
                await http.post(address, b"notice", {})
    assert server.connections == 0


async def test_v36_an_operators_own_service_may_be_private_and_opens_nothing_else(papers: Path, server: Hostile):
    reach = Reach(named=[f"https://{NAME}:{server.port}"], resolve=Names([HERE]))
    made = HttpClient(seconds=5, reach=lambda: reach, trust=lambda: ssl.create_default_context(cafile=papers))
    assert (await made.post(url(server), b"notice", {})).status == 201
    for other in (f"https://127.0.0.1:{server.port}/", f"https://{NAME}/", f"http://{NAME}:{server.port}/"):
        with pytest.raises(NoReply):
            await made.post(other, b"notice", {})
    await made.close()
    assert server.connections == 1


async def test_v36_a_redirect_is_an_answer_and_not_a_way(papers: Path, server: Hostile):
    async with hostile(papers, PRIVATE) as inside, client(papers, Names([HERE]), server) as http:
        for status in (301, 302, 303, 307, 308):
            where = f"https://{PRIVATE}:{inside.port}/admin"
            server.answer = plain(
                f"HTTP/1.1 {status} X\r\nLocation: {where}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            assert (await http.post(url(server), b"notice", {"Authorization": "secret"})).status == status
        assert inside.connections == 0


OK = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(b"0" * 50_000_000)


def endless(part: bytes, head: bytes) -> Answer:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(endless(b"a" * 65_536, OK + b"Content-Length: 10737418240\r\n\r\n"), id="V37 10 GiB"),
        pytest.param(endless(b"10000\r\n" + b"a" * 65_536 + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"), id="V37 chunks without end"),
        pytest.param(endless(b"X-A: " + b"a" * 4000 + b"\r\n", OK), id="V37 headers without end"),
        pytest.param(plain(*[b"H"] * 1000, pause=0.05), id="V37 a byte of the head now and then"),
        pytest.param(plain(OK + b"Content-Length: 1000\r\n\r\n", *[b"a"] * 1000, pause=0.05), id="V37 a byte of the body now and then"),
        pytest.param(plain(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 1000, pause=0.01), id="V37 goes on without end"),
        pytest.param(plain(pause=60), id="V37 silence"),
        pytest.param(plain(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB), BOMB), id="V37 packed bomb"),
        pytest.param(plain(OK + b"Content-Encoding: br, gzip\r\nContent-Length: 3\r\n\r\nabc"), id="V37 odd decoders"),
        pytest.param(plain(b"\x16\x03\x01 this is no HTTP\r\n\r\n"), id="V37 no HTTP"),
        pytest.param(plain(OK + b"Content-Length: 5\r\n\r\nab"), id="V37 shorter than it says"),
    ],
)  # fmt: skip
async def test_v37_no_answer_takes_long_or_much(papers: Path, server: Hostile, answer: Answer):
    server.answer = answer
    async with client(papers, Names([HERE]), server, seconds=1.0) as http:
        started = time.monotonic()
        with pytest.raises(NoReply):
            await http.post(url(server), b"notice", {})
        assert time.monotonic() - started < 3


async def test_v37_what_is_not_too_much_comes_whole(papers: Path, server: Hostile):
    body = b"a" * http_client.MOST_BYTES
    server.answer = plain(OK + b"Content-Length: %d\r\nRetry-After: 7\r\n\r\n" % len(body), body)
    async with client(papers, Names([HERE]), server) as http:
        reply = await http.post(url(server), b"notice", {})
    assert (reply.body, reply.headers["retry-after"]) == (body, "7")


async def test_v37_a_name_server_that_never_answers_is_waited_for_as_long_as_all_else(papers: Path, server: Hostile):
    async def never(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return [HERE]

    reach = Reach(resolve=never, ports=frozenset({server.port}))
    made = HttpClient(seconds=0.3, reach=lambda: reach, trust=lambda: ssl.create_default_context(cafile=papers))
    with pytest.raises(NoReply, match="in time"):
        await made.post(url(server), b"notice", {})
    await made.close()


async def test_v39_what_signs_goes_to_services_of_the_setting_alone(papers: Path, server: Hostile):
    """A browser names the address of its push service. One that is not on the operator's list is never asked, and one that is
    gets its signature only at a public machine with the right certificate."""
    from fairlead.infra.jobs import GiveUp, TryLater
    from fairlead.infra.sealing import sealer_from
    from fairlead.notices.post import Post
    from fairlead.notices.rules import Services
    from fairlead.notices.sign import Vapid
    from fairlead.notices.store import Address
    from tests.harness import SEALING, SECRET, Settings
    from tests.push_service import Browser, b64

    vapid = Vapid(sealer_from(Settings(secret_key=SECRET, sealing_keys=SEALING)), contact="mailto:a@b.example")
    browser = Browser("https://" + NAME)
    names = Names([HERE])

    def post(reach: Any = None) -> Post:
        return Post(Services("push.example,*.push.example"), vapid, reach=reach)

    def address(endpoint: str) -> Address:
        return Address(endpoint, b64(browser.public), b64(browser.auth), "Chrome")

    elsewhere = post(lambda: Reach(resolve=names, ports=frozenset({server.port}), also=frozenset({HERE})))
    for endpoint in (
        f"https://evil.example:{server.port}/a",
        f"https://push.example.evil.example:{server.port}/a",
        f"https://127.0.0.1:{server.port}/a",
    ):
        with pytest.raises(GiveUp):
            await elsewhere.send(address(endpoint), b"{}", topic="t")
    await elsewhere.close()
    # As it runs in life, the name leads inside: nothing is connected to, and the job tries again another day.
    asked: list[str] = []

    async def inside(host: str, port: int) -> list[str]:
        asked.append(host)
        return [HERE]

    listed = post(lambda: Reach(resolve=inside))
    with pytest.raises(TryLater, match="could not be reached: Unreachable"):
        await listed.send(address("https://a.push.example/send"), b"{}", topic="t")
    await listed.close()
    assert (asked, names.asked, server.connections) == (["a.push.example"], 0, 0)
