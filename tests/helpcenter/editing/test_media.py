"""Pictures, videos and captions: who brings them, who sees them, and from when on everybody does."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import select

from fairlead.helpcenter.models import MediaRow
from tests.helpcenter.editing.conftest import Desk, Office, page
from tests.pdfs import statement

FILMS = Path(__file__).resolve().parents[2] / "shield" / "samples"
WORDS = b"WEBVTT\n\nNOTE mine\n\n00:00.000 --> 00:01.000\nChoose <b>TRC20</b> <x>\n"
NOWHERE = "0" * 32


def picture(**how: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save(out, "PNG", **how)
    return out.getvalue()


async def bring(desk: Desk, content: bytes, name: str = "a.png") -> Any:
    """The answer to the upload: a file's id, or why not."""
    headers = {"X-File-Name": quote(name)}
    return (await desk.client.http.post("/api/desk/files", content=content, headers=headers)).json()


async def add(desk: Desk, content: bytes, name: str = "a.png") -> Any:
    file = (await bring(desk, content, name))["id"]
    return await desk.ok("POST", "media", {"brand": "northlight", "file": file})


async def test_a_draft_s_picture_is_for_its_writers_and_a_published_one_for_everybody(office: Office):
    told = PngInfo()
    told.add_text("Comment", "taken by Mallory")
    made = await add(office.editor, picture(pnginfo=told))
    assert (made["type"], made["width"], made["height"]) == ("image/png", 64, 48)
    public = f"/help/northlight/media/{made['media']}.png"
    body = f"# Form\n\n![The form](media:{made['media']} 'Where')\n"
    article = await office.editor.create(body=body)
    preview = {"brand": "northlight", "locale": "en", "title": "x", "body": body}
    shown = await office.editor.ok("POST", "preview", preview)
    assert f'src="{made["url"]}"' in shown["html"] and shown["findings"] == []
    seen = await office.editor.client.http.get(made["url"])
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "private, max-age=86400, immutable")
    assert b"Mallory" not in seen.content

    assert (await office.agent.client.http.get(made["url"])).status_code == 403
    assert (await page(office.site, made["url"])).status_code == 401
    assert (await page(office.site, public)).status_code == 404

    shown_now = await office.lead.step(article["translations"][0], "published")
    given = await page(office.site, public)
    assert (given.status_code, given.content) == (200, seen.content)
    assert given.headers["content-type"] == "image/png"
    assert given.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    read = await page(office.site, shown_now["url"])
    assert f'<img src="{public}" alt="The form" width="64" height="48"' in read.text
    assert "media-src 'self'" in read.headers["content-security-policy"]
    # Where others show a link to it, they show its picture; too small a one stands beside the words.
    origin = office.site.settings.public_url
    assert f'<meta property="og:image" content="{origin}{public}">' in read.text
    assert '<meta property="og:image:alt" content="The form">' in read.text
    assert '<meta name="twitter:card" content="summary">' in read.text
    assert f'"image": "{origin}{public}"' in read.text
    assert (await office.agent.client.http.get(made["url"])).status_code == 200

    await office.lead.step(shown_now, "archived")
    assert (await page(office.site, public)).status_code == 404


async def test_what_agents_alone_read_shows_its_pictures_to_agents_alone(office: Office):
    made = await add(office.editor, picture())
    _, shown = await office.lead.published(audience="agents", body=f"![Form](media:{made['media']})")
    assert (await page(office.site, f"/help/northlight/media/{made['media']}.png")).status_code == 404
    assert (await office.agent.client.http.get(made["url"])).status_code == 200
    read = await office.agent.ok("GET", f"read/{shown['id']}")
    assert made["url"] in read["html"]


async def test_a_film_is_given_in_parts_and_its_captions_are_written_anew(office: Office):
    film = (FILMS / "pending.webm").read_bytes()
    made, told = await add(office.editor, film, "film.webm"), await add(office.editor, WORDS, "a.vtt")
    assert (made["type"], told["type"]) == ("video/webm", "text/vtt")
    await office.lead.published(body=f"![Film](media:{made['media']}?en={told['media']})")
    public = f"/help/northlight/media/{made['media']}.webm"
    whole = (await page(office.site, public)).content
    assert len(whole) == len(film)
    async with office.site._nobody() as http:
        part = await http.get(public, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, whole[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(film)}"
        beyond = await http.get(public, headers={"Range": f"bytes={len(film)}-"})
        assert (beyond.status_code, beyond.json()["code"]) == (416, "range_not_satisfiable")
        same = await http.get(public, headers={"If-None-Match": part.headers["etag"]})
        assert same.status_code == 304
        captions = await http.get(f"/help/northlight/media/{told['media']}.vtt")
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text == ("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nChoose <b>TRC20</b> &lt;x&gt;\n")


async def test_only_who_writes_brings_only_what_is_his_own_and_the_same_is_kept_once(office: Office):
    file = (await bring(office.agent, picture()))["id"]
    want = {"brand": "northlight", "file": file}
    assert await office.agent.refused("POST", "media", want) == "403 not_allowed"
    assert await office.editor.refused("POST", "media", want) == "404 not_found"
    assert await office.editor.refused("POST", "media", want | {"file": NOWHERE}) == "404 not_found"
    own = (await bring(office.editor, picture()))["id"]
    assert await office.editor.refused("POST", "media", {"brand": "elsewhere", "file": own}) == "404 not_found"
    first = await office.editor.ok("POST", "media", {"brand": "northlight", "file": own})
    assert (await add(office.other, picture(), "other.png"))["media"] == first["media"]
    async with office.site.system.database.read() as session:
        rows = list(await session.scalars(select(MediaRow)))
    assert len(rows) == 1 and rows[0].author_id != ""


REFUSED = [
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "file_type_not_accepted"),
    (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "file_type_not_accepted"),
    (picture()[:60], "picture_unreadable"),
    ((FILMS / "pending.webm").read_bytes()[:5000], "video_unreadable"),
    (b"", "file_empty"),
]


async def test_what_is_no_picture_or_nothing_for_an_article_is_refused(office: Office):
    for content, code in REFUSED:
        assert (await bring(office.editor, content, "picture.png"))["code"] == code
    for content, code in ((b"only words", "422 captions_unreadable"), (statement(), "415 media_type_not_accepted")):
        want = {"brand": "northlight", "file": (await bring(office.editor, content))["id"]}
        assert await office.editor.refused("POST", "media", want) == code


async def test_a_picture_has_one_name_and_no_other_leads_anywhere(office: Office):
    made = await add(office.editor, picture())
    await office.lead.published(body=f"![Form](media:{made['media']})")
    for ending in ("jpg", "vtt", "png.html"):
        assert (await page(office.site, f"/help/northlight/media/{made['media']}.{ending}")).status_code == 404
    for name in ("x", f"{NOWHERE}.png", "..%2f..%2fetc%2fpasswd", "a" * 32, f"{'a' * 32}.svg"):
        assert (await page(office.site, f"/help/northlight/media/{name}")).status_code == 404
        assert (await office.lead.client.http.get(f"/api/desk/help/media/northlight/{name}")).status_code == 404
