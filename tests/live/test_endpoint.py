"""The socket's life: hello, words in both directions, and the end."""

import json

from tests.bad_input.ground import TEXT, masked, raw_socket
from tests.harness import Frame, Installation, message


async def test_a_word_of_a_customer_reaches_the_agent_and_the_answer_comes_back(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()

    ack = await phone.ask(message("Where is my deposit?"))
    assert ack["type"] == "ack", ack
    conversation = ack["conversation"]
    subscribed = await desk.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    assert subscribed["conversation"]["subject"] == "Where is my deposit?"
    heard = await desk.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "message")
    assert heard["entry"]["text"] == "Where is my deposit?"

    await phone.ask({"type": "subscribe", "conversation": conversation, "after": ack["number"]})
    await desk.ask(message("Let me look.", conversation))
    reply = await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["text"] == "Let me look.")
    assert reply["entry"]["author"]["name"] == "Marco"
    people = [entry for entry in phone.entries() if entry["author"]["kind"] == "agent"]
    assert [entry["kind"] for entry in people] == ["joined", "message"]


async def test_frames_that_arrive_together_are_answered_in_their_order_though_some_have_to_wait(
    quiet_site: Installation,
):
    """What needs the database waits for it; what follows in the same packet waits behind it, and is not lost."""
    client = await quiet_site.customer()
    phone = await client.open()
    conversations = [(await phone.ask(message(f"matter {number}")))["conversation"] for number in range(3)]
    frames: list[Frame] = [{"type": "ping"}]
    for conversation in conversations:
        frames += [
            {"type": "subscribe", "conversation": conversation, "after": 0},
            {"type": "ping"},
            {"type": "typing", "conversation": conversation, "on": "perhaps"},
            {"type": "unsubscribe", "conversation": conversation},
            {"type": "ping"},
        ]
    async with raw_socket(quiet_site, client.session) as socket:
        for _ in range(20):
            texts = [json.dumps(frame | {"id": str(number)}).encode() for number, frame in enumerate(frames)]
            await socket.send(b"".join(masked(TEXT, text) for text in texts))
            refs: list[str] = []
            while len(refs) < len(frames):
                answer = await socket.json()
                if "ref" in answer:
                    refs.append(answer["ref"])
            assert refs == [str(number) for number in range(len(frames))]
