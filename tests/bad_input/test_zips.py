"""A customer's zip (reliability.md 3.3): its files are taken as if each had come by itself, it is not kept itself, and what is
left out is told by name; a hostile one leaves nothing behind. On both databases."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from fairlead.app import PACKAGE
from fairlead.conversations.models import BlobRow
from fairlead.kit.texts import Texts
from tests.bad_input.ground import lead_of, nothing_stored, problem, someone
from tests.bad_input.test_uploads import picture, upload
from tests.bad_input.test_uploads_within import PHP, two_in_one, with_place
from tests.conversations.test_upload import TUS, begin, put
from tests.harness import Client, Installation, message
from tests.zips import Piece, named, nested, one_body_many_names, overlapping, zipped

KEY = (
    b"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg4LVWM9nuwNSk3yByxZpYRTBnVJk5oUHJe0Ya\n-----END EC PRIVATE KEY-----\n"
)


@pytest.fixture
async def customer(either: Installation) -> Client:
    return await someone(either)


def told(answer: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Names and types of what was taken, names and codes of what was not."""
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body.keys() == {"name", "files", "left_out"}
    assert all(one["message"] for one in body["left_out"])
    return (
        [(one["name"], one["type"]) for one in body["files"]],
        [(one["name"], one["code"]) for one in body["left_out"]],
    )


async def test_u12_its_files_are_taken_the_rest_is_told_and_a_message_carries_them(
    either: Installation, customer: Client
):
    place = with_place("my house")
    content = zipped(
        Piece("shots/receipt.jpg", place),
        Piece("notes.txt", b"sent at nine"),
        Piece("../../etc/passwd", b"root:x:0"),
        Piece("link.txt", b"/etc/passwd", mode=0o120777),
        Piece("locked.txt", b"a", flags=0x0801),
        Piece("setup.exe", b"MZ\x90\x00" + bytes(50)),
        Piece("inner.zip", named({"a.txt": b"a"})),
        Piece("keys.txt", KEY),
        Piece("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99),
    )
    made = await upload(customer, content, "evidence.zip", **{"Accept-Language": "es"})
    taken, left_out = told(made)
    assert taken == [("receipt.jpg", "image/jpeg"), ("notes.txt", "text/plain")]
    assert left_out == [
        ("../../etc/passwd", "archive_entry_name"),
        ("link.txt", "archive_entry_link"),
        ("locked.txt", "archive_entry_locked"),
        ("setup.exe", "file_type_not_accepted"),
        ("inner.zip", "archive_within"),
        ("keys.txt", "secret_in_file"),
        ("old.xls", "office_document"),
    ]
    assert "PDF" in made.json()["left_out"][-1]["next"]
    assert made.json()["left_out"][2]["message"] == "Este archivo está protegido con contraseña."

    ids = [one["id"] for one in made.json()["files"]]
    await (await customer.open()).ask(message("all of it", files=ids))
    shown = await customer.http.get(f"/api/files/{ids[0]}")
    assert shown.headers["content-type"] == "image/jpeg" and b"SN-4711" not in shown.content
    assert (await customer.http.get(f"/api/files/{ids[1]}")).content == b"sent at nine"


async def test_the_zip_itself_lies_nowhere_and_is_not_served(either: Installation, customer: Client):
    words = uuid4().hex.encode()
    content = zipped(Piece("a.txt", words, method=0), Piece("secret.txt", KEY, method=0))
    digests = await _digests(either)
    (file,) = (await upload(customer, content, "a.zip")).json()["files"]
    assert (await customer.http.get(f"/api/files/{file['id']}")).content == words
    assert len(await _digests(either)) == len(digests) + 1


async def _digests(site: Installation) -> list[Any]:
    async with site.system.database.read() as session:
        return list(await session.scalars(select(BlobRow.digest)))


HOSTILE = [
    pytest.param(named({"zeros.txt": bytes(150_000_000)}), "archive_bomb", id="U11 zeros a thousandfold"),
    pytest.param(overlapping(), "archive_bomb", id="U11 overlapping entries"),
    pytest.param(one_body_many_names(), "archive_bomb", id="U11 one body, many names"),
    pytest.param(nested(), "archive_nothing", id="U11 ten deep as 42.zip"),
    pytest.param(zipped(*(Piece(f"{n}") for n in range(1001))), "archive_too_many", id="U12 1,001 entries"),
    pytest.param(zipped(Piece("../a.txt"), Piece("/b.txt")), "archive_nothing", id="U12 nothing but ways out"),
    pytest.param(zipped(Piece("a.txt", flags=0x0801)), "archive_nothing", id="U12 all of it locked"),
    pytest.param(zipped(Piece("a.php", PHP))[:-1], "archive_unreadable", id="U05 cut"),
    pytest.param(b"PK\x03\x04" + two_in_one(), "archive_unreadable", id="U05 a zip in name only"),
    pytest.param(
        zipped(Piece("a.txt", b"a")) + b"%PDF-1.7 and more", "archive_unreadable", id="U05 a PDF behind a zip"
    ),
]


@pytest.mark.parametrize(("content", "code"), HOSTILE)
async def test_a_hostile_zip_leaves_nothing_behind(either: Installation, customer: Client, content: bytes, code: str):
    async with nothing_stored(either):
        body = problem(await upload(customer, content, "a.zip"), 422, code)
        if code == "archive_nothing":
            assert {one["code"] for one in body["data"]["left_out"]} <= {
                *("archive_within", "archive_entry_name", "archive_entry_locked")
            }


async def test_u24_of_fifty_files_in_a_zip_as_many_are_taken_as_a_message_carries(
    either: Installation, customer: Client
):
    content = zipped(*(Piece(f"{number}.txt", f"page {number}".encode()) for number in range(50)))
    taken, left_out = told(await upload(customer, content, "a.zip"))
    assert [name for name, _ in taken] == [f"{number}.txt" for number in range(10)]
    assert {code for _, code in left_out} == {"too_many_files"} and len(left_out) == 40


async def test_u02_a_zip_in_pieces_is_opened_once_and_told_again_when_asked_again(
    either: Installation, customer: Client
):
    content = named({"a.png": picture(), "b.exe": b"MZ\x90\x00" + bytes(50), "c.bin": bytes(range(256)) * 300})
    address = await begin(customer, len(content), name="case.zip")
    await put(customer, address, 0, content)
    first = await customer.http.post(f"{address}/file", headers={"Accept-Language": "zh-CN"})
    assert (first.status_code, [one["name"] for one in first.json()["files"]]) == (201, ["a.png"])
    assert [one["name"] for one in first.json()["left_out"]] == ["b.exe", "c.bin"]
    assert first.json()["left_out"][0]["message"] == "不支持该类型的文件。"
    again = await customer.http.post(f"{address}/file", headers={"Accept-Language": "zh-CN"})
    assert again.json() == first.json()
    assert (await customer.http.head(address, headers=TUS)).status_code == 200


async def test_an_agents_zip_is_opened_as_a_customers_and_goes_with_his_reply(either: Installation, customer: Client):
    lead = await lead_of(either)
    talk = (await (await customer.open()).ask(message("which form?")))["conversation"]
    zipped_up = named({"a.txt": b"fill this in", "b.exe": b"MZ\x90\0"})
    made = await lead.http.post("/api/desk/files", content=zipped_up, headers={"X-File-Name": "a.zip"})
    assert told(made) == ([("a.txt", "text/plain")], [("b.exe", "file_type_not_accepted")])
    ids = [one["id"] for one in made.json()["files"]]
    await (await lead.open()).ask(message("this one", conversation=talk, files=ids))
    entries = (await customer.http.get(f"/api/conversations/{talk}/entries")).json()["entries"]
    assert [file["name"] for file in entries[-1]["files"]] == ["a.txt"]


async def test_u17_an_office_document_is_refused_with_what_to_send_instead(either: Installation, customer: Client):
    lead = await lead_of(either)
    sheet, old = named({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99
    async with nothing_stored(either):
        for content in (sheet, old):
            answer = await upload(customer, content, "a.xlsx", **{"Accept-Language": "es"})
            problem(answer, 415, "office_document")
            assert "PDF" in answer.json()["next"] and "imagen" in answer.json()["next"]
            answer = await lead.http.post("/api/desk/files", content=content, headers={"X-File-Name": "a.xlsx"})
            problem(answer, 415, "office_document")


async def test_u08_names_within_are_cleaned_as_names_of_files_are(either: Installation, customer: Client):
    content = zipped(Piece("a/b/.htaccess", b"x"), Piece("-rf", b"y"), Piece("pa\u00b4ss<img>.txt", b"z"))
    made = await upload(customer, content, "../../<b>.zip")
    assert [name for name, _ in told(made)[0]][:2] == ["htaccess.txt", "rf.txt"]
    for name in (made.json()["name"], *(one["name"] for one in made.json()["files"])):
        assert not set(name) & set('<>"/\\') and not name.startswith((".", "-"))


async def test_u18_a_playlist_that_points_to_files_of_ours_is_plain_text_and_nothing_plays_it(
    either: Installation, customer: Client
):
    playlist = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    for name in ("a.m3u8", "a.mp4", "a.avi"):
        made = (await upload(customer, playlist, name)).json()
        assert (made["type"], made["name"]) == ("text/plain", f"{name}.txt")
        given = await customer.http.get(f"/api/files/{made['id']}")
        assert given.content == playlist
        assert given.headers["content-type"].startswith("text/plain")
        assert given.headers["content-disposition"].startswith("attachment;")


async def test_each_reason_is_one_sentence_in_five_languages():
    texts = Texts.load(sorted(PACKAGE.glob("*/locales")))
    codes = sorted(key for key in texts.keys("en") if key.startswith("error.archive_"))
    assert len(codes) == 13
    for locale in ("en", "zh-CN", "es", "ja", "ar"):
        said = [texts(code, locale, names="a.exe", limit=1000) for code in codes]
        assert len(set(said)) == len(said) and all("\n" not in one and "{" not in one for one in said)
