"""Rows W20 to W25 of the catalogue of bad inputs in a real browser: tabs, clocks, sessions that end, and what changed while one was away."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Frame, Page, WebSocketRoute, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import bubble, enter_desk, open_widget, reopened, reply, say, take
from tests.proving import others_when_proving

# A device whose clock is that many milliseconds off, whatever it runs.
CLOCK = """(() => {
  const Right = Date
  globalThis.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + SHIFT) }
    static now() { return Right.now() + SHIFT }
  }
})()"""


ARRIVED = re.compile("Sent|Delivered|Read")


async def open_visitor(page: Page, demo: Demo) -> Frame:
    """A window of our own at the second exchange, as nobody in particular: there a browser lets us keep a session."""
    await page.goto(f"{demo.origin()}/w/seabright/chat")
    await page.get_by_role("textbox").last.wait_for()
    return page.main_frame


KEPT = "fairlead:seabright:session"


async def kept(frame: Frame) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await frame.evaluate(f"localStorage.getItem('{KEPT}')"))
    return found


async def has_arrived(frame: Frame) -> None:
    """The last of his words is with the server."""
    await expect(frame.locator(".message.mine .state").last).to_have_text(ARRIVED, timeout=40_000)


async def said_by(demo: Demo, session: str) -> list[str]:
    """All that this customer has said, as the server holds it."""
    headers = {"Authorization": f"Bearer {session}"}
    async with httpx.AsyncClient(base_url=demo.origin(), headers=headers) as http:
        found = []
        for talk in (await http.get("/api/conversations")).raise_for_status().json()["conversations"]:
            page = (await http.get(f"/api/conversations/{talk['id']}/entries")).raise_for_status().json()
            found += [entry["text"] for entry in page["entries"] if entry["author"]["kind"] == "customer"]
        return found


async def test_w21_two_tabs_of_a_visitor_that_begin_without_a_line_have_one_matter_list_and_each_word_once(
    demo: Demo, window: Any
):
    first = await window()
    second = await first.context.new_page()
    mark = uuid4().hex[:6]
    # Neither has a session yet: nothing has been said.
    frames = [await open_visitor(page, demo) for page in (first, second)]
    demo.proxy.refuse()
    demo.proxy.cut()
    for frame in frames:
        await say(frame, f"The same words {mark}")
        await expect(bubble(frame, mark)).to_be_visible()
    await demo.proxy.accept()
    for frame in frames:
        await has_arrived(frame)
    # He meant it twice, and it is there twice, for one and the same visitor: after a reload, too.
    session = (await kept(frames[0]))["session"]
    assert await said_by(demo, session) == [f"The same words {mark}"] * 2
    for page in (first, second):
        await page.reload()
        await expect(bubble(page.main_frame, mark)).to_be_visible()
        assert (await kept(page.main_frame))["session"] == session


async def test_w21_what_one_tab_could_not_send_is_sent_by_both_and_arrives_once(demo: Demo, window: Any):
    page = await window()
    mark = uuid4().hex[:6]
    frame = await open_visitor(page, demo)
    await say(frame, f"Hello {mark}")
    await has_arrived(frame)
    demo.proxy.refuse()
    demo.proxy.cut()
    await say(frame, f"Kept in the drawer {mark}")
    await expect(bubble(frame, "Kept in the drawer")).to_be_visible()
    await demo.proxy.accept()
    # Whichever of the two is faster: both hold it, and both send it.
    other = await page.context.new_page()
    await other.goto(f"{demo.origin()}/w/seabright/chat")
    for each in (frame, other.main_frame):
        await expect(bubble(each, "Kept in the drawer")).to_have_count(1, timeout=40_000)
        await has_arrived(each)
    assert await said_by(demo, (await kept(frame))["session"]) == [f"Hello {mark}", f"Kept in the drawer {mark}"]


@others_when_proving("years", [10, -10])
async def test_w22_on_a_device_whose_clock_is_years_off_words_stand_in_the_servers_order_and_time(
    demo: Demo, window: Any, years: int
):
    page, desk = await window(), await window(width=1440)
    await page.context.add_init_script(CLOCK.replace("SHIFT", str(int(years * 365.25 * 86_400_000))))
    frame = await open_widget(page, demo, "northlight", "marco")
    assert abs(int(await frame.evaluate("new Date().getFullYear()")) - (await true_year(desk)) - years) <= 1
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"What time is it? {uuid4().hex[:6]}"
    await say(frame, text)
    await expect(frame.locator(".bubble, .card")).not_to_have_count(1)
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    await reply(desk, "Later than you think.")
    await expect(bubble(frame, "Later than you think.")).to_be_visible()
    await say(frame, "Then I had better hurry.")
    await expect(desk.get_by_text("Then I had better hurry.").last).to_be_visible()
    for again in (False, True):
        if again:
            frame = await reopened(page, text)
            await expect(bubble(frame, "Then I had better hurry.")).to_be_visible()
        words = await frame.locator(".bubble").all_inner_texts()
        assert [words.index(each) for each in (text, "Later than you think.", "Then I had better hurry.")] == sorted(
            words.index(each) for each in (text, "Later than you think.", "Then I had better hurry.")
        )
        await expect(frame.get_by_text("Waits for a connection")).to_have_count(0)
        await expect(frame.get_by_text("Sending")).to_have_count(0)
        times = await frame.locator("p.bubble").evaluate_all("all => all.map((one) => one.title)")
        year = str(await true_year(desk))
        assert [time for time in times if year not in time] == []
    at = await desk.locator(".group.customer time").evaluate_all("all => all.map((one) => Date.parse(one.dateTime))")
    now = int(await desk.evaluate("Date.now()"))
    assert at == sorted(at)
    assert all(abs(now - each) < 10 * 60_000 for each in at)


async def true_year(page: Page) -> int:
    return int(await page.evaluate("new Date().getFullYear()"))


async def test_w20_a_session_that_ends_while_connected_is_made_anew_and_nothing_is_lost(demo: Demo, window: Any):
    page, desk = await window(), await window(width=1440)
    sessions: list[str] = []
    page.on("request", lambda request: sessions.append(request.headers.get("authorization", "")))
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"Stay with me {uuid4().hex[:6]}"
    await say(frame, text)
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    await reply(desk, "I am here.")
    await expect(bubble(frame, "I am here.")).to_be_visible()
    await frame.get_by_role("textbox").last.fill("half a tho")
    before = [each for each in sessions if each][-1]
    async with httpx.AsyncClient(headers={"Authorization": before}) as http:
        ended = await http.delete(f"{demo.origin()}/api/w/session")
        assert ended.status_code == 204
    await reply(desk, "Still here.")
    await expect(bubble(frame, "Still here.")).to_have_count(1)
    await expect(frame.get_by_role("textbox").last).to_have_value("half a tho")
    await say(frame, "And so am I.")
    await expect(desk.get_by_text("And so am I.").last).to_be_visible()
    for words in (text, "I am here.", "Still here.", "And so am I."):
        await expect(bubble(frame, words)).to_have_count(1)
    # Whatever came through came by a new one.
    async with httpx.AsyncClient(headers={"Authorization": before}) as http:
        assert (await http.get(f"{demo.origin()}/api/conversations")).status_code == 401


async def test_w24_a_forged_session_opens_nothing_and_costs_only_a_new_one(demo: Demo, window: Any):
    page = await window()
    frame = await open_visitor(page, demo)
    mark = uuid4().hex[:6]
    await say(frame, f"Mine alone {mark}")
    await has_arrived(frame)
    own = await kept(frame)
    forged = own | {"session": "fls_" + "A" * 43}
    await frame.evaluate(f"value => localStorage.setItem('{KEPT}', value)", json.dumps(forged))
    await page.reload()
    await frame.wait_for_function(
        f"forged => !(localStorage.getItem('{KEPT}') ?? forged).includes(forged)", arg=forged["session"]
    )
    await expect(frame.get_by_role("region", name="Others ask")).to_be_visible()
    # Who a visitor was cannot be proven again: he is another one, who is served.
    await say(frame, f"Anew {mark}")
    await expect(bubble(frame, f"Anew {mark}")).to_be_visible()
    await has_arrived(frame)
    await expect(frame.get_by_text(f"Mine alone {mark}")).to_have_count(0)
    assert (await kept(frame))["session"] not in {own["session"], forged["session"]}
    assert await said_by(demo, (await kept(frame))["session"]) == [f"Anew {mark}"]
    assert await said_by(demo, own["session"]) == [f"Mine alone {mark}"]


async def test_w25_what_was_removed_while_one_was_away_is_gone_when_one_is_back(demo: Demo, window: Any):
    page, desk, away = await window(), await window(width=1440), await window(width=1440)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    mark = uuid4().hex[:6]
    await say(frame, f"Subject {mark}")
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", f"Subject {mark}")
    secret = f"secret {uuid4().hex[:8]}"
    await reply(desk, f"By mistake: {secret}")
    await expect(bubble(frame, secret)).to_be_visible()
    await enter_desk(away, demo, "tomasz@desk.example")
    await take(away, demo, "open", f"Subject {mark}")
    await expect(away.get_by_text(secret).first).to_be_visible()
    for reader in (page, away):
        await reader.context.set_offline(True)
    said = desk.locator(".said", has_text=secret)
    await said.hover()
    await said.get_by_role("button", name="Remove this content").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Remove").last.click()
    await expect(desk.get_by_role("log").get_by_text(secret)).to_have_count(0)
    await reply(desk, "This is what I meant.")
    await expect(frame.get_by_text(secret).first).to_be_visible()
    for reader in (page, away):
        await reader.context.set_offline(False)
    await expect(bubble(frame, "This is what I meant.")).to_be_visible(timeout=40_000)
    await expect(away.get_by_text("This is what I meant.").last).to_be_visible(timeout=40_000)
    await expect(frame.get_by_text("This message was removed.")).to_be_visible()
    for face in (frame, away.main_frame):
        await expect(face.locator("body").filter(has_text=secret)).to_have_count(0)
        assert secret not in await face.content()
    frame = await reopened(page, mark)
    await expect(bubble(frame, "This is what I meant.")).to_be_visible()
    assert secret not in await frame.content()


async def test_w23_frames_that_are_no_frames_do_not_end_a_conversation(demo: Demo, window: Any):
    page = await window()
    junk: list[str | bytes] = ["", "null", "[]", "{", "1", '"x"', "{}", '{"type":"unheard of"}', b"", b"\x00\xff\xfe"]
    answers: list[str | bytes] = []

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            # Not before the hello, which may come but first.
            server.send(message)
            if '"type":"send"' in str(message):
                for each in junk:
                    server.send(each)

        def from_server(message: str | bytes) -> None:
            answers.append(message)
            for each in junk:
                socket.send(each)
            socket.send(message)

        socket.on_message(from_page)
        server.on_message(from_server)

    await page.route_web_socket("**/live", between)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    for number in range(2):
        text = f"Word {number} {uuid4().hex[:6]}"
        await say(frame, text)
        await expect(bubble(frame, text)).to_have_count(1)
        await expect(frame.get_by_text("Sending")).to_have_count(0)
        await expect(frame.get_by_text("Waits for a connection")).to_have_count(0)
    # The server has said of each that it is none, and the two words stand all the same.
    refused = [json.loads(answer)["code"] for answer in answers if '"type":"error"' in str(answer)]
    assert len(refused) >= len(junk)
    assert set(refused) <= {"json_invalid", "object_expected", "text_expected", "unknown_command"}
