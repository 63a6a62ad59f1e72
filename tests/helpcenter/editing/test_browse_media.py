"""What is already there is found again and shown once more; what no text shows any more can be removed, and nothing else."""

import io
import secrets
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from fairlead.helpcenter.models import MediaRow
from fairlead.infra.blobs import BlobMissing
from fairlead.kit import clock
from tests.helpcenter.editing.conftest import Desk, Office
from tests.helpcenter.editing.test_media import NOWHERE, WORDS, add


def picture() -> bytes:
    """Unlike any other."""
    out = io.BytesIO()
    Image.frombytes("RGB", (8, 6), secrets.token_bytes(144)).save(out, "PNG")
    return out.getvalue()


async def listed(desk: Desk, **how: Any) -> list[tuple[str, int, bool]]:
    told = await desk.ok("GET", "media", brand="northlight", **how)
    return [(one["name"], one["used"], one["removable"]) for one in told["media"]]


async def grow_old(office: Office) -> None:
    async with office.site.system.database.write() as session:
        await session.execute(update(MediaRow).values(created_at=MediaRow.created_at - 2 * clock.DAY))


async def test_what_is_there_is_found_by_its_name_and_by_what_texts_say_of_it(office: Office):
    form, other = await add(office.editor, picture(), "form_100%.png"), await add(office.editor, picture(), "other.png")
    told = await add(office.lead, WORDS, "words.vtt")
    body = f"![The [withdrawal\\] form](media:{form['media']})\n\n![Film](media:{other['media']}?en={told['media']})\n"
    await office.editor.create(body=body)
    await office.editor.create(title="Another", body=f"![](media:{form['media']})\n")
    assert sorted(await listed(office.editor)) == [
        ("form_100%.png", 2, False),
        ("other.png", 1, False),
        ("words.vtt.txt", 1, False),
    ]
    assert [name for name, *_ in await listed(office.editor, q="withdrawal] FORM")] == ["form_100%.png"]
    for query, found in {
        "WITHDRAWAL": ["form_100%.png"],
        "100%": ["form_100%.png"],
        "%": ["form_100%.png"],
        "_": ["form_100%.png"],
        "film": ["other.png"],
        "nobody": [],
    }.items():
        assert [name for name, *_ in await listed(office.editor, q=query)] == found, query
    assert [name for name, *_ in await listed(office.editor, kind="captions")] == ["words.vtt.txt"]
    assert len(await listed(office.editor, kind="picture")) == 2
    one = (await office.editor.ok("GET", "media", brand="northlight", q="film"))["media"][0]
    assert (one["by"], one["said"], one["url"], one["width"]) == ("Edi", "Film", other["url"], 8)
    # Page by page, each once.
    first = await office.editor.ok("GET", "media", brand="northlight", limit=2)
    rest = await office.editor.ok("GET", "media", brand="northlight", limit=2, cursor=first["next"])
    assert len({medium["media"] for medium in first["media"] + rest["media"]}) == 3
    assert rest["next"] is None
    assert await office.editor.refused("GET", "media", brand="northlight", kind="all") == "422 invalid_field"
    assert await office.agent.refused("GET", "media", brand="northlight") == "403 not_allowed"
    assert await office.lead.refused("GET", "media", brand="elsewhere") == "404 not_found"


async def test_only_what_no_shown_and_no_newest_text_names_is_removed_and_only_a_day_after_it_was_brought(
    office: Office,
):
    shown, draft, poster, loose = [
        await add(office.editor, picture(), f"{name}.png") for name in ("shown", "draft", "poster", "loose")
    ]
    film = f"![Film](media:{draft['media']}?poster={poster['media']})\n"
    _, translation = await office.lead.published(body=f"![Form](media:{shown['media']})\n")
    await office.editor.create(title="Draft", body=film)
    # What readers saw stays, also when the text that shows it now is another: its version can be read and verified.
    opened = await office.lead.save(translation, body="Nothing to see.\n")
    await office.lead.step(opened, "published")
    assert await listed(office.editor, kind="unused") == [], "nothing is a day old"
    name = {one["media"]: one["url"].rpartition("/")[2] for one in (shown, draft, poster, loose)}
    path = {key: f"media/northlight/{value}" for key, value in name.items()}
    assert await office.lead.refused("DELETE", path[loose["media"]]) == "409 media_in_use"
    await grow_old(office)
    assert await listed(office.editor, kind="unused") == [("loose.png", 0, True)]
    for one in (shown, draft, poster):
        assert await office.lead.refused("DELETE", path[one["media"]]) == "409 media_in_use"
    assert await office.editor.refused("DELETE", path[loose["media"]]) == "403 not_allowed"
    await office.reviewer.ok("DELETE", path[loose["media"]])
    assert (await office.lead.client.http.get(loose["url"])).status_code == 404
    assert await office.lead.refused("DELETE", path[loose["media"]]) == "404 not_found"
    assert await office.lead.refused("DELETE", f"media/northlight/{NOWHERE}.png") == "404 not_found"
    wrong = path[shown["media"]].replace(".png", ".jpg")
    assert await office.lead.refused("DELETE", wrong) == "404 not_found"
    assert (await office.lead.client.http.get(shown["url"])).status_code == 200


async def test_a_draft_that_is_written_over_lets_go_of_what_it_showed(office: Office):
    made = await add(office.editor, picture())
    article = await office.editor.create(body=f"![Form](media:{made['media']})\n")
    await grow_old(office)
    assert await listed(office.editor, kind="unused") == []
    translation = await office.editor.save(article["translations"][0], body=f"![Said anew](media:{made['media']})\n")
    assert (await office.editor.ok("GET", "media", brand="northlight", q="anew"))["media"]
    await office.editor.save(translation, body="Without.\n")
    assert await listed(office.editor, kind="unused") == [("a.png", 0, True)]
    row = await office.site.system.media.find(office.site.brand_id, made["media"])
    await office.reviewer.ok("DELETE", f"media/northlight/{made['media']}.png")
    with pytest.raises(BlobMissing):
        await office.site.system.blobs.get(row.blob_key)
    again = await add(office.editor, picture(), "again.png")
    assert (await office.editor.client.http.get(again["url"])).status_code == 200
