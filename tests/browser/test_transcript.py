"""A trader keeps a copy of the conversation: on paper, and as a file that proves itself."""

import json
from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_story import bubble, open_widget, say
from tests.conversations.test_transcript import recomputed

# What keeps a part of the transcript out of sight, if anything does.
CUT = """(article) => {
  for (let up = article; up; up = up.parentElement)
    if (up.scrollHeight > up.clientHeight + 1 && getComputedStyle(up).overflowY !== 'visible') return up.tagName
  return ''
}"""


async def test_the_conversation_is_saved_with_a_proof_and_printed_whole(demo: Demo, window: Any):
    page = await window(width=392, height=700)
    frame = await open_widget(page, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    said = [f"Line {number} of my story" for number in range(12)]
    for text in said:
        await say(frame, text)
    await expect(bubble(frame, said[-1])).to_be_visible()
    # What waits on the device is not in the record yet.
    await expect(frame.get_by_text("Sending").or_(frame.get_by_text("Waits for a connection"))).to_have_count(0)
    await frame.get_by_role("button", name="Save").click()
    kept = frame.get_by_role("article")
    await expect(kept.get_by_text(said[-1])).to_be_visible()

    async with page.expect_download() as coming:
        await frame.get_by_role("button", name="Download with proof").click()
    file = await (await coming.value).path()
    made = json.loads(Path(file).read_text(encoding="utf-8"))
    mine = [entry["text"] for entry in made["entries"] if entry["author"]["kind"] == "customer"]
    assert [text for text in mine if text in said] == said
    assert made["sha256"] == recomputed(made)
    await expect(kept.get_by_text(made["sha256"])).to_have_count(1)

    assert await kept.evaluate(CUT) == "MAIN"
    printed = """() => { window.print = () => { window.printed = true } }"""
    await frame.evaluate(printed)
    await frame.get_by_role("button", name="Print or save as PDF").click()
    assert await frame.evaluate("window.printed")
    # The page around is not printed, so its print rules hide this frame; the frame's own are put to the screen here.
    await frame.evaluate(
        """() => {
          const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
            .filter((rule) => rule.media?.mediaText === 'print').flatMap((rule) => [...rule.cssRules])
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(rules.map((rule) => rule.cssText).join('\\n'))
          document.adoptedStyleSheets.push(sheet)
        }"""
    )
    await expect(frame.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    assert await kept.evaluate(CUT) == ""
