"""Who looks at a conversation is shown to agents within seconds, and to customers never."""

from typing import Any

from fairlead.kit.ids import new_id
from tests.harness import Frame, Installation, Socket, message


async def watching(socket: Socket, conversation: str, **fields: Any) -> None:
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await socket.send({"type": "viewing", "conversation": conversation, **fields})


def shows(*wanted: tuple[str, str | None]) -> Any:
    def fits(frame: Frame) -> bool:
        if frame["type"] != "viewers":
            return False
        return [(viewer["agent"]["name"], viewer["writing"]) for viewer in frame["viewers"]] == list(wanted)

    return fits


async def test_agents_see_who_looks_and_writes_and_that_a_closed_window_is_gone(quiet_site: Installation):
    site = quiet_site
    customer, marco, nora = await site.customer(), await site.agent("Marco"), await site.agent("Nora")
    phone, desk, other, laptop = await customer.open(), await marco.open(), await nora.open(), await nora.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await watching(desk, conversation)
    await desk.until(shows(("Marco", None)))
    await watching(other, conversation)
    await desk.until(shows(("Marco", None), ("Nora", None)))
    # Two windows of one person are one person, with what he does most of.
    await watching(laptop, conversation, writing="note")
    await desk.until(shows(("Marco", None), ("Nora", "note")))
    await other.send({"type": "viewing", "conversation": conversation, "writing": "reply"})
    await desk.until(shows(("Marco", None), ("Nora", "reply")))
    before = len(desk.frames)
    await other.close()
    await desk.until(shows(("Marco", None), ("Nora", "note")), since=before)
    before = len(desk.frames)
    await laptop.send({"type": "viewing", "conversation": None})
    await desk.until(shows(("Marco", None)), since=before)
    await phone.ask({"type": "ping"})
    assert "viewers" not in {frame["type"] for frame in phone.frames}
    assert "Nora" not in str(phone.frames)


async def test_who_may_not_read_can_neither_look_nor_be_seen(quiet_site: Installation):
    site = quiet_site
    customer, marco = await site.customer(), await site.agent("Marco")
    stranger = await site.agent("Stranger", brands=[])
    phone, desk, abroad = await customer.open(), await marco.open(), await stranger.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    await watching(desk, conversation)
    await desk.until(shows(("Marco", None)))
    for wanted in (conversation, new_id()):
        await abroad.send({"type": "viewing", "conversation": wanted, "writing": "reply"})
    await abroad.ask({"type": "ping"})
    await desk.ask({"type": "ping"})
    assert "Stranger" not in str(desk.frames)
    assert [frame["type"] for frame in abroad.frames] == ["welcome", "pong"]
    refused = await phone.ask({"type": "viewing", "conversation": conversation})
    assert (refused["type"], refused["code"]) == ("error", "not_allowed")
    wrong = await desk.ask({"type": "viewing", "conversation": conversation, "writing": "poem"})
    assert (wrong["code"], "writing" in wrong["message"]) == ("invalid_field", True)
