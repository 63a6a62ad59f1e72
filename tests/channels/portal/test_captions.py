"""What a customer says of his files on pages without JavaScript, and texts that cite them."""

from fairlead.channels.tell import cited
from fairlead.conversations.store import Entry
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.channels.portal.test_matters import lin, place
from tests.harness import Client, Installation
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
