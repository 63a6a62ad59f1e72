"""The socket's life: hello, words in both directions, and the end."""

from tests.harness import Installation, message


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
