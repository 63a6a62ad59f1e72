"""What a customer says of his files on pages without JavaScript, and texts that cite them."""

from fairlead.channels.tell import cited
from fairlead.conversations.store import Entry
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.channels.portal.test_matters import lin, place
from tests.harness import Client, Installation, message
from tests.tickets.ground import entries, opened

__all__ = ["lin"]


def _entry(*numbers: int) -> Entry:
    files = [{"id": str(number), "name": "a", "number": number} for number in numbers]
    return Entry("c", 1, 1, "e", "message", "customer", "a", "A", None, None, "", files, {}, 0, False)


def test_only_what_names_a_file_that_is_there_becomes_a_link():
    said = [_entry(1, 2), _entry(123)]
    for text, safe in (
        ("see #2.", 'see <a href="#file-2">#2</a>.'),
        ("#1和#2", '<a href="#file-1">#1</a>和<a href="#file-2">#2</a>'),
        ("(#123)", '(<a href="#file-123">#123</a>)'),
        ("order #123456789", "order #123456789"),
        ("#3, #0, #02, a#1, ##1, /#1, #1.5, #1a", "#3, #0, #02, a#1, ##1, /#1, #1.5, #1a"),
        ("<b>#1</b>", '&lt;b&gt;<a href="#file-1">#1</a>&lt;/b&gt;'),
    ):
        assert str(cited(text, said)) == safe


async def test_files_are_brought_with_what_is_to_be_seen_in_them_and_cited_by_number(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    said = await browser.open(place(ticket))
    assert 'name="captions"' in said
    address, hidden = browser.form_at(f"{PORTAL}/{ticket['number']}")
    files = [("file", ("a.txt", b"first words", "text/plain")), ("file", ("b.txt", b"second words", "text/plain"))]
    words = {"text": "The fee is in #2, not in #9.", "captions": "My trade\nThe fee <list>"}
    said = await browser.send_to(address, files=files, **hidden, **words)
    assert '<p class="source" id="file-1"><b dir="ltr">#1</b>' in said
    assert '<span class="caption" dir="auto">The fee &lt;list&gt;</span>' in said
    assert 'The fee is in <a href="#file-2">#2</a>, not in #9.' in said
    agent = await quiet_site.agent()
    seen = [file for one in await entries(agent, ticket["conversation"], agent=True) for file in one["files"]]
    assert [(file["number"], file["caption"]) for file in seen] == [(1, "My trade"), (2, "The fee <list>")]


async def test_what_a_file_shows_is_said_and_mended_after_it_was_sent_without_javascript(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    assert "/captions" not in await browser.open(place(ticket)), "he has sent no file yet"
    address, hidden = browser.form_at(f"{PORTAL}/{ticket['number']}")
    files = [("file", ("a.txt", b"first words", "text/plain")), ("file", ("b.txt", b"second words", "text/plain"))]
    await browser.send_to(address, files=files, **hidden, text="Two files")
    address, _ = browser.form_at(f"{PORTAL}/{ticket['number']}/captions")
    said = await browser.send_to(address, number="2", caption="The fee <list>")
    assert "Saved. We see it at once." in said
    assert '<span class="caption" dir="auto">The fee &lt;list&gt;</span>' in said
    agent = await quiet_site.agent()

    async def seen() -> list[tuple[int, str | None]]:
        every = await entries(agent, ticket["conversation"], agent=True)
        return [(file["number"], file.get("caption")) for one in every for file in one["files"]]

    assert await seen() == [(1, None), (2, "The fee <list>")]
    await browser.send_to(address, number="2", caption="")
    assert await seen() == [(1, None), (2, None)]
    for wrong in ("3", "0", "-1", "x", "1" * 30, ""):
        said = await browser.send_to(address, number=wrong, caption="kept as typed")
        assert browser.page.status_code == 422
        assert 'value="kept as typed"' in said and 'aria-invalid="true"' in said
    assert await seen() == [(1, None), (2, None)]


async def test_an_agents_file_and_anothers_matter_take_no_words_of_his(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    agent = await quiet_site.agent()
    made = await agent.http.post("/api/desk/files", content=b"the list", headers={"X-File-Name": "list.txt"})
    desk = await agent.open()
    await desk.ask(message("see #1", ticket["conversation"], files=[made.json()["id"]]))
    said = await browser.open(place(ticket))
    assert 'id="file-1"' in said and "/captions" not in said
    address, _ = browser.form_at(f"{PORTAL}/{ticket['number']}")
    await browser.send_to(f"{address.partition('?')[0]}/captions", number="1", caption="mine now")
    assert browser.page.status_code == 422
    (file,) = [file for one in await entries(agent, ticket["conversation"], agent=True) for file in one["files"]]
    assert file.get("caption") is None
