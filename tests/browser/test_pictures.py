"""A picture is covered on the customer's own device, in a real Chromium: of what lay below nothing reaches the server."""

import base64
import io
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Frame, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_portal import PASSWORD, enter, opened
from tests.browser.test_story import open_widget, say

WIDE, HIGH = 600, 400
# What nobody is to see: the middle third, red on its one half and blue on its other.
SECRET = (200, 150, 400, 250)


def picture(kind: str, **how: Any) -> bytes:
    made = Image.new("RGB", (WIDE, HIGH), "white")
    made.paste("red", SECRET)
    made.paste("blue", (300, SECRET[1], SECRET[2], SECRET[3]))
    out = io.BytesIO()
    made.save(out, kind, **how)
    return out.getvalue()


def with_place() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "my house"
    return picture("JPEG", exif=exif, quality=95)


def nothing_is_left(content: bytes, *, loss: int) -> None:
    """Of what was below the box: neither its colour nor where one colour ended. `loss`: what the format takes from a pixel."""
    seen = Image.open(io.BytesIO(content)).convert("RGB")
    assert seen.size == (WIDE, HIGH)
    red, green, blue = seen.split()
    for one, other in ((red, green), (green, blue), (red, blue)):
        assert ImageChops.difference(one, other).getextrema()[1] <= loss
    box = seen.crop(SECRET).convert("L")
    halves = [ImageStat.Stat(box.crop((left, 0, left + 100, 100))).mean[0] for left in (0, 100)]
    # By its lightness red is 76 and blue is 29; a white picture has nothing this dark.
    assert abs(halves[0] - halves[1]) < 25
    assert all(90 < one < 215 for one in halves)
    # What was not covered is as it was.
    assert min(ImageStat.Stat(seen.crop((0, 0, WIDE, 100))).mean) > 254


async def ask_for_a_picture(demo: Demo, ticket: dict[str, Any]) -> None:
    async with httpx.AsyncClient(base_url=demo.origin(), headers={"Origin": demo.origin()}, timeout=30) as http:
        login = {"email": "sven@desk.example", "password": PASSWORD}
        (await http.post("/api/desk/login", json=login)).raise_for_status()
        card = {
            "fields": [{"key": "amount"}],
            "steps": ["Show us the page of the deposit"],
            "text": "Please look again.",
        }
        path, key = f"/api/desk/tickets/{ticket['id']}/cards", {"Idempotency-Key": str(uuid4())}
        (await http.post(path, json=card, headers=key)).raise_for_status()


async def chosen(page: Page, field: str) -> bytes:
    """The bytes that the form would send."""
    read = """async (input) => {
      const bytes = new Uint8Array(await input.files[0].arrayBuffer())
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    }"""
    return base64.b64decode(await page.locator(field).evaluate(read))


async def test_a_card_is_answered_in_the_portal_with_a_picture_that_was_covered_by_the_keyboard(
    demo: Demo, window: Any
):
    page = await window(width=320, height=640)
    await enter(page, demo, "marco")
    ticket = await opened(page.context, demo, "My deposit is not there")
    await ask_for_a_picture(demo, ticket)
    await page.goto(f"{demo.origin()}/w/northlight/tickets?locale=en")
    await page.get_by_role("link", name=f"Answer: {ticket['number']}").click()
    await expect(page.get_by_text("Please look again.")).to_be_visible()
    await fine(page, "card")
    await page.get_by_label("A picture of it").set_input_files(
        {"name": "house.jpg", "mimeType": "image/jpeg", "buffer": with_place()}
    )
    await page.get_by_role("button", name="Cover or mark house.jpg").press("Enter")
    box = page.get_by_role("application", name="Blur 1")
    await page.get_by_role("button", name="Put one in the middle").press("Enter")
    await expect(box).to_be_focused()
    await fine(page, "the editor of pictures")
    # Larger on every side, by the arrow keys alone; too far is undone.
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowUp", *["Shift+ArrowRight"] * 4):
        await box.press(key)
    for _ in range(6):
        await box.press("Shift+ArrowDown")
    await box.press("Delete")
    await expect(box).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(box).to_have_count(1)
    await page.get_by_role("button", name="Use this picture").press("Enter")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="Cover or mark house.jpg")).to_be_focused()
    sent = await chosen(page, "input[type=file]")
    assert not Image.open(io.BytesIO(sent)).getexif()
    assert b"my house" not in sent
    nothing_is_left(sent, loss=14)
    await page.get_by_label("Amount").fill("310,5")
    await page.get_by_role("radio", name="Done", exact=True).check()
    await page.get_by_role("button", name="Send the answer").click()
    await expect(page.get_by_role("status")).to_contain_text("We see your answer at once.")
    link = await page.get_by_role("link", name="house.jpg").get_attribute("href")
    kept = await page.context.request.get(f"{demo.origin()}{link}")
    nothing_is_left(await kept.body(), loss=20)


async def draw(page: Page, frame: Frame, *, to: str) -> None:
    """From outside one corner of what is secret to outside the other, with the tool of that name."""
    await frame.get_by_role("radio", name=to).check(force=True)
    area = await frame.locator(".cover-picture .sheet").bounding_box()
    assert area is not None
    across, down = area["width"] / WIDE, area["height"] / HIGH
    await page.mouse.move(area["x"] + (SECRET[0] - 20) * across, area["y"] + (SECRET[1] - 20) * down)
    await page.mouse.down()
    await page.mouse.move(area["x"] + 300 * across, area["y"] + 200 * down, steps=3)
    await page.mouse.move(area["x"] + (SECRET[2] + 20) * across, area["y"] + (SECRET[3] + 20) * down, steps=3)
    await page.mouse.up()


async def test_in_the_widget_a_picture_waits_until_it_is_sent_and_goes_up_as_it_was_covered(demo: Demo, window: Any):
    page = await window(width=420, height=720)
    frame = await open_widget(page, demo, "seabright", "dev")
    up: list[str] = []
    page.on(
        "request",
        lambda request: up.append(request.url) if "/api/files" in request.url and request.method == "POST" else None,
    )
    await frame.get_by_role("textbox").last.wait_for()
    await say(frame, f"something is wrong {uuid4().hex[:6]}")
    await frame.locator("input[type=file]").first.set_input_files(
        {"name": "screen.png", "mimeType": "image/png", "buffer": picture("PNG")}
    )
    await frame.get_by_role("button", name="Cover or mark screen.png").click()
    await draw(page, frame, to="Blur")
    await frame.get_by_role("button", name="Use this picture").click()
    await expect(frame.locator("dialog")).to_have_count(0)
    # Nothing has left the device: neither the picture nor what was made of it.
    assert up == []
    await say(frame, "This is what I see.")
    shown = frame.locator("[role=log] img").last
    await expect(shown).to_be_visible()
    await expect(shown).to_have_js_property("complete", True)
    drawn = await shown.evaluate("""(img) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: img.naturalWidth, height: img.naturalHeight })
      canvas.getContext('2d').drawImage(img, 0, 0)
      return canvas.toDataURL('image/png')
    }""")
    nothing_is_left(base64.b64decode(drawn.partition(",")[2]), loss=0)
    assert len(up) == 1


async def test_files_chosen_for_a_new_matter_are_shown_with_their_size_and_taken_out_again(demo: Demo, window: Any):
    page = await window(width=320, height=700)
    await page.goto(f"{demo.origin()}/w/northlight/tickets/new?category=SEC-SCAM&read=1&locale=en")
    field = page.locator("input[type=file]").first
    shown = page.locator(".chosen-pictures li")
    await field.set_input_files(
        [
            {"name": "house.jpg", "mimeType": "image/jpeg", "buffer": with_place()},
            {"name": "steps.pdf", "mimeType": "application/pdf", "buffer": b"a" * 2048},
        ]
    )
    await expect(shown).to_have_count(2)
    await expect(shown.first.locator("img")).to_be_visible()
    await expect(shown.last).to_contain_text("steps.pdf2 kB")
    await expect(shown.last.locator(".paper")).to_have_text("PDF")
    await fine(page, "chosen files")
    await page.get_by_role("button", name="Remove house.jpg").press("Enter")
    await expect(shown).to_have_count(1)
    last = page.get_by_role("button", name="Remove steps.pdf")
    await expect(last).to_be_focused()
    assert await field.evaluate("input => [...input.files].map((file) => file.name)") == ["steps.pdf"]
    await last.press("Enter")
    await expect(shown).to_have_count(0)
    await expect(field).to_be_focused()
    # A file that says it is a picture and is none has its kind in the picture's place.
    await field.set_input_files({"name": "torn.png", "mimeType": "image/png", "buffer": b"no picture"})
    await expect(shown.locator(".paper")).to_have_text("PNG")
