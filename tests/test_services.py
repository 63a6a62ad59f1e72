"""The stand-ins for the world outside: that they start, die and misbehave as the fault tests assume."""

import asyncio
import socket
import time
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest

from tests.services import Redis, free_port, postgres, quoted, redis, tcp_proxy


@pytest.fixture
def anyio_backend():
    return "asyncio"


def dsn(url):
    return url.replace("+asyncpg", "")


async def test_a_killed_postgres_keeps_what_was_committed_and_a_template_is_copied():
    with postgres(durable=True) as server:
        template = server.create_database("model")
        connection = await asyncpg.connect(dsn(template))
        await connection.execute("CREATE TABLE said AS SELECT 'hello' AS words")
        await connection.close()
        copy = server.create_database("copy", template="model")
        connection = await asyncpg.connect(dsn(copy))
        await connection.execute("INSERT INTO said VALUES ('again')")

        server.kill()
        with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
            await connection.execute("INSERT INTO said VALUES ('lost')")
        connection.terminate()
        assert not server.running()
        server.start()

        assert server.execute("SELECT words FROM said ORDER BY 1", "copy") == "again\nhello"
        server.drop_database("copy")
        server.stop()
        folder = server.folder
    assert not folder.exists()


def test_a_killed_redis_forgets_everything_and_returns_on_the_same_port():
    with redis() as server:
        assert ask(server, "SET seen 1") == "+OK"
        url = server.url
        server.kill()
        with pytest.raises(ConnectionRefusedError):
            ask(server, "PING")
        server.start()
        assert server.url == url
        assert ask(server, "GET seen") == "$-1"


def test_a_server_that_cannot_start_says_why():
    with redis() as server:
        rival = Redis()
        rival.port = server.port
        rival.ready = lambda: False
        with pytest.raises(RuntimeError, match="bind"):
            rival.start()
        rival.close()


@pytest.mark.parametrize("name", ['x"; DROP', "", "a b", "x" * 64])
def test_a_database_name_cannot_carry_sql(name):
    with pytest.raises(ValueError, match="plain database name"):
        quoted(name)


async def test_the_proxy_hands_bytes_on_and_counts(echo):
    async with tcp_proxy(echo) as proxy, opened(proxy) as (reader, writer):
        assert proxy.url(f"ws://127.0.0.1:{echo}/a") == f"ws://127.0.0.1:{proxy.port}/a"
        assert await said(reader, writer, b"hello\n") == b"hello\n"
        assert (proxy.accepted, proxy.connections) == (1, 1)
        writer.write_eof()
        assert await reader.read() == b""


async def test_latency_delays_a_message_but_not_the_ones_behind_it_twice(echo):
    async with tcp_proxy(echo) as proxy, opened(proxy) as (reader, writer):
        proxy.latency = 0.1
        begin = time.monotonic()
        for _ in range(5):
            writer.write(b"x\n")
            await asyncio.sleep(0.01)
        for _ in range(5):
            assert await reader.readline() == b"x\n"
        assert 0.2 <= time.monotonic() - begin < 0.6


async def test_a_cut_is_a_reset_and_the_next_connection_works(echo):
    async with tcp_proxy(echo) as proxy:
        async with opened(proxy) as (reader, writer):
            await said(reader, writer, b"one\n")
            proxy.cut()
            with pytest.raises(ConnectionResetError):
                await reader.readexactly(1)
        async with opened(proxy) as (reader, writer):
            assert await said(reader, writer, b"two\n") == b"two\n"


async def test_a_pause_loses_nothing_and_a_drop_loses_one_way_only(echo):
    async with tcp_proxy(echo) as proxy, opened(proxy) as (reader, writer):
        proxy.pause("down")
        writer.write(b"late\n")
        assert await silent(reader)
        proxy.resume()
        assert await reader.readline() == b"late\n"
        proxy.drop("up")
        writer.write(b"never\n")
        assert await silent(reader)
        proxy.resume()
        assert await said(reader, writer, b"after\n") == b"after\n"


async def test_refusing_is_for_new_connections_only(echo):
    async with tcp_proxy(echo) as proxy, opened(proxy) as (reader, writer):
        await said(reader, writer, b"one\n")
        proxy.refuse()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", proxy.port)
        assert await said(reader, writer, b"two\n") == b"two\n"
        await proxy.accept()
        async with opened(proxy) as (fresh_reader, fresh_writer):
            assert await said(fresh_reader, fresh_writer, b"three\n") == b"three\n"


async def test_a_server_that_is_down_looks_like_a_reset():
    async with tcp_proxy(free_port()) as proxy, opened(proxy) as (reader, _):
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)


@pytest.fixture
async def echo():
    """The port of a server that repeats each line."""

    async def repeat(reader, writer):
        with suppress(OSError):
            while line := await reader.readline():
                writer.write(line)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(repeat, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await asyncio.sleep(0)


@asynccontextmanager
async def opened(proxy):
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def said(reader, writer, line):
    writer.write(line)
    return await asyncio.wait_for(reader.readline(), 5)


async def silent(reader, seconds=0.15):
    with suppress(TimeoutError):
        return not await asyncio.wait_for(reader.readline(), seconds)
    return True


def ask(server, command):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(command.encode() + b"\r\n")
        return connection.recv(100).decode().partition("\r\n")[0]
