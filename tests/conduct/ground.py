"""What the tests of sanctions share: an angry customer, and asking for measures as the desk does."""

from typing import Any

from tests.harness import Client, Frame, Socket, message
from tests.tickets.ground import key


async def talk(client: Client, text: str = "you are all useless") -> tuple[Socket, str]:
    """A customer's socket, and the conversation he has begun there and watches."""
    socket = await client.open()
    conversation = str((await socket.ask(message(text)))["conversation"])
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    return socket, conversation


async def measure(agent: Client, conversation: str, kind: str = "warn", **body: Any) -> Any:
    words = {} if kind == "warn" else {"words": "We asked you to stop."}
    asked = {"kind": kind, "reason": "insults", "hours": 24} | words | body
    return await agent.http.post(f"/api/desk/conversations/{conversation}/sanctions", json=asked, headers=key())


async def told(socket: Socket, act: str) -> Frame:
    """The entry that tells of it, as this side gets it."""
    frame = await socket.until(
        lambda frame: (
            frame["type"] == "entry"
            and frame["entry"]["kind"] == "conduct"
            and frame["entry"]["data"]["conduct"]["act"] == act
        )
    )
    entry: Frame = frame["entry"]
    return entry


async def say(socket: Socket, text: str, conversation: str | None = None) -> Frame:
    return await socket.ask(message(text, conversation))
