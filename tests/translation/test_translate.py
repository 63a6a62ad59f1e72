"""Translation at the desk: what is shown, what is not, who may ask, and that the machine is asked no more than needed."""

from uuid import uuid4

import pytest

from fairlead.settings import Settings
from tests.harness import Installation, installation, message
from tests.translation.conftest import QUESTION, Machine, begun, meaning


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """The one table has its test on both databases in test_switch.py."""
    return str(request.param)


async def test_a_message_is_read_in_the_agents_language_and_its_values_never_leave(
    site: Installation, machine: Machine
):
    conversation, entry = await begun(site)
    marco = await site.agent()
    for _ in range(2):
        answer = await meaning(marco, conversation, entry)
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"from": "es", "to": "en", "text": "[stand-in] Where is my withdrawal of 0.5 BTC?"}
    # The second time nobody was asked.
    assert machine.asked == ["¿Dónde está mi retiro de [#1]?"]
    assert (await meaning(marco, conversation, entry, "es")).json()["text"] is None
    assert (await meaning(marco, conversation, entry, "fr")).json()["code"] == "translation_language"
    known = (await marco.http.get("/api/desk/translation")).json()
    assert known == {"translator": "stand-in", "languages": ["en", "zh-CN", "es", "ja", "ar"]}


async def test_a_message_from_which_secrets_were_removed_is_translated_around_their_marks(
    site: Installation, machine: Machine
):
    customer, marco = await site.customer(), await site.agent()
    phone = await customer.open()
    said = await phone.ask(message("mi contraseña es caballo77 y el código es 482913"))
    answer = await meaning(marco, said["conversation"], said["entry"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["text"].endswith(
        "mi contraseña es [removed: password] y el código es [removed: one-time code]"
    )
    assert machine.asked == ["mi contraseña es [#1] y el código es [#2]"]


async def test_what_came_back_changed_is_not_shown_and_the_agent_is_told(site: Installation, machine: Machine):
    conversation, entry = await begun(site)
    marco = await site.agent()
    for twist in (
        lambda said: said.replace("[#1]", "5 BTC"),
        lambda said: f"{said} https://evil.com",
        lambda _: "",
        lambda said: said + "x" * 10_001,
    ):
        machine.twist = twist
        answer = await meaning(marco, conversation, entry)
        assert (answer.status_code, answer.json()["code"]) == (502, "translation_changed")
        assert "evil" not in answer.text
    # It is not remembered: the next try may go well.
    machine.twist = str
    assert (await meaning(marco, conversation, entry)).status_code == 200


async def test_what_is_foreign_is_missing_and_what_says_nothing_is_refused(site: Installation):
    conversation, entry = await begun(site)
    other, _ = await begun(site, "hello")
    marco, stranger, customer = await site.agent(), await site.agent("Abroad", brands=[]), await site.customer()
    made_up = str(uuid4())
    paths = [f"/api/desk/conversations/{conversation}/translation", f"/api/desk/conversations/{conversation}/entries/{entry}/translation"]  # fmt: skip
    for path, body in zip(paths, ({"text": "hi", "from": "en", "to": "es"}, {"to": "en"}), strict=True):
        assert (await customer.http.post(path, json=body)).status_code == 401
        foreign = await stranger.http.post(path, json=body)
        missing = await marco.http.post(path.replace(conversation, made_up), json=body)
        assert foreign.status_code == missing.status_code == 404
        left, right = ({**answer.json(), "request_id": ""} for answer in (foreign, missing))
        assert left == right
    assert (await meaning(marco, other, entry)).status_code == 404
    await (await marco.open()).ask(
        {"type": "redact", "client_id": made_up, "conversation": conversation, "entry": entry}
    )
    assert (await meaning(marco, conversation, entry)).json()["code"] == "translation_nothing"


async def test_a_reply_goes_out_translated_and_both_sides_keep_the_original(site: Installation, machine: Machine):
    customer = await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message(QUESTION)))["conversation"]
    marco = await site.agent()
    own = "I have found your withdrawal of 0.5 BTC. It arrives within 30 minutes."
    asked = {"text": own, "from": "en", "to": "es"}
    made = (await marco.http.post(f"/api/desk/conversations/{conversation}/translation", json=asked)).json()
    assert made == {
        "from": "en",
        "to": "es",
        "text": "[stand-in] He encontrado su retiro de 0.5 BTC. Llega en 30 minutos.",
    }
    assert machine.asked == ["I have found your withdrawal of [#1]. It arrives within [#2] minutes."]
    desk = await marco.open()
    said = {"original": own, "from": "en", "to": "es"}
    frame = message(made["text"], conversation, translated=said)
    first = await desk.ask(frame)
    assert first["type"] == "ack", first
    # Sent again it is the same entry; with another original it is another message.
    assert (await desk.ask(frame))["entry"] == first["entry"]
    assert (await desk.ask({**frame, "translated": {**said, "original": "x"}}))["code"] == "idempotency_mismatch"
    for client, base in ((customer, "/api/conversations"), (marco, "/api/desk/conversations")):
        entry = (await client.http.get(f"{base}/{conversation}/entries")).json()["entries"][-1]
        assert (entry["text"], entry["data"]["translated"]) == (made["text"], said)
    # By the other two doors an agent's words go through.
    body = {"conversation": conversation, "text": "¡Muchas gracias!", "translated": {**said, "original": "Thank you!"}}
    answer = await marco.http.post("/api/desk/messages", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    run = {"client_id": str(uuid4()), "text": "Hola", "translated": {**said, "original": "Hi"}, "steps": []}
    done = await marco.http.post(f"/api/desk/conversations/{conversation}/macro", json=run)
    assert done.json()["results"][0]["ok"], done.text
    page = (await marco.http.get(f"/api/desk/conversations/{conversation}/entries")).json()["entries"]
    assert [entry["data"]["translated"]["original"] for entry in page[-2:]] == ["Thank you!", "Hi"]
    # Taken back, the original goes too.
    await desk.ask({"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": first["entry"]})
    assert own not in (await customer.http.get(f"/api/conversations/{conversation}/entries")).text


async def test_only_an_agents_reply_says_that_it_is_translated(site: Installation):
    conversation, _ = await begun(site)
    desk, phone = await (await site.agent()).open(), await (await site.customer()).open()
    said = {"original": "hi", "from": "en", "to": "es"}
    frame = message("hola", conversation, translated=said)
    for change, code in (
        ({"note": True}, "invalid_field"),
        ({"text": ""}, "invalid_field"),
        ({"translated": {**said, "original": " "}}, "empty_message"),
        ({"translated": {**said, "original": "x" * 10_001}}, "message_too_long"),
        ({"translated": {**said, "from": "<b>"}}, "invalid_field"),
        ({"translated": {"original": "hi", "from": "en"}}, "missing_field"),
    ):
        assert (await desk.ask({**frame, **change}))["code"] == code
    assert (await phone.ask(frame))["code"] == "not_allowed"


async def test_a_machine_that_is_down_is_left_alone_for_a_while_and_the_chat_goes_on(
    site: Installation, machine: Machine
):
    conversation, entry = await begun(site)
    marco = await site.agent()
    machine.status = 503
    answers = [await meaning(marco, conversation, entry) for _ in range(6)]
    assert {answer.json()["code"] for answer in answers} == {"translation_unavailable"}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
    # After four failures in a row nobody is kept waiting for it.
    assert len(machine.requests) == 4
    assert (await (await marco.open()).ask(message("We are on it.", conversation)))["type"] == "ack"


async def test_a_machine_that_refuses_is_the_admins_matter(site: Installation, machine: Machine):
    conversation, entry = await begun(site)
    machine.status = 403
    answer = await meaning(await site.agent(), conversation, entry)
    assert (answer.status_code, answer.json()["code"]) == (502, "translation_refused")


async def test_off_it_says_so_and_asks_nobody(settings: Settings):
    async with installation(settings, bot_first=False) as plain:
        conversation, entry = await begun(plain)
        marco = await plain.agent()
        assert (await marco.http.get("/api/desk/translation")).json() == {"translator": None, "languages": []}
        for answer in (
            await meaning(marco, conversation, entry),
            await marco.http.put(f"/api/desk/conversations/{conversation}/translation", json={"to": "en"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "translation_off")
