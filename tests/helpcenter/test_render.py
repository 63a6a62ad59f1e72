import re

from hypothesis import given
from hypothesis import strategies as st

from fairlead.helpcenter.read_markdown import plain_markdown
from fairlead.helpcenter.render import passages, render


def html_of(markdown, title="", links=lambda address: address):
    return render(plain_markdown(markdown), title, links).html


def test_a_first_heading_that_repeats_the_title_is_left_out():
    assert html_of("# Deposits\n\nText", "Deposits") == "<p>Text</p>\n"


def test_headings_start_at_two_have_no_gaps_and_ids_of_their_own():
    rendered = render("### One\n\n##### Deep\n\n### One\n", "", lambda address: address)
    assert [(h.level, h.anchor) for h in rendered.headings] == [(2, "one"), (3, "deep"), (2, "one-2")]
    assert '<h2 id="one-2">' in rendered.html


def test_a_table_is_a_table_that_can_be_scrolled_by_keyboard():
    html = html_of("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert '<div class="table" tabindex="0"><table>' in html
    assert '<td class="num">2</td>' in html
    assert "style" not in html


def test_scripts_and_dangerous_links_never_come_through():
    html = html_of(
        "<script>x</script> [a](javascript:alert(1)) ![p](https://elsewhere.example/p.png) <b onclick=x>b</b>"
    )
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html
    assert "onclick" not in html


def test_a_link_that_leads_nowhere_leaves_its_text():
    assert html_of(
        "[the guide](../Guide.md) and [web](https://a.example)", links=lambda a: a if ":" in a else None
    ) == ('<p>the guide and <a href="https://a.example" rel="noopener noreferrer">web</a></p>\n')


def test_a_lone_picture_goes_and_one_in_a_sentence_becomes_its_description():
    assert html_of("![A wallet](w.png)\n\nTap ![the plus sign](p.png) twice.") == "<p>Tap the plus sign twice.</p>\n"


def test_a_warning_looks_like_one():
    assert '<blockquote class="warn">' in html_of("> [!WARNING]\n> **Never** share it.")
    assert "<blockquote>\n" in html_of("> Just so you know.")


def test_passages_stand_under_their_heading_and_read_as_text():
    found = passages("Intro.\n\n## Steps\n\n1. **Open** it\n2. Close it\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "")
    assert [(p.heading, p.anchor) for p in found] == [("", ""), ("Steps", "steps")]
    assert found[1].text == "1. Open it\n2. Close it\na · b\n1 · 2"


def test_a_long_section_is_cut_between_paragraphs():
    found = passages("## Long\n\n" + "\n\n".join("word " * 60 for _ in range(6)), "")
    assert len(found) == 3
    assert {passage.heading for passage in found} == {"Long"}


@given(st.text(max_size=300))
def test_any_text_renders_without_a_script_or_a_handler(text):
    html = html_of(text, "Title")
    assert not re.search(r"<(?:script|img|iframe|style|svg)\b|<[^>]*\son\w+\s*=", html, re.IGNORECASE)
    assert isinstance(passages(plain_markdown(text), "Title"), list)
