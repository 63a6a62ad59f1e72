import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.helpcenter.read_markdown import WARNING_MARK, Unreadable, plain_markdown, read_markdown
from fairlead.helpcenter.render import render


def read(text, path="guide.md"):
    return read_markdown(PurePosixPath(path), text.encode() if isinstance(text, str) else text)


def test_front_matter_says_what_an_article_is():
    source = read(
        "---\ntitle: My deposit\nlocale: zh_CN\nslug: my-deposit\ncategory: Deposits\nsummary: Why.\n"
        "questions:\n  - where is it\n  - 没到账\npopularity: 98\n---\nText.\n"
    )
    assert (source.title, source.locale, source.slug, source.category) == (
        "My deposit",
        "zh-CN",
        "my-deposit",
        "deposits",
    )
    assert (source.summary, source.questions, source.popularity) == ("Why.", ("where is it", "没到账"), 98)
    assert source.body == "Text.\n"


@pytest.mark.parametrize("name", ["locale", "language", "lang", "Lang"])
def test_the_locale_has_three_names(name):
    assert read(f"---\n{name}: es\n---\nHola.\n").locale == "es"


def test_norwegian_is_not_a_no():
    assert read("---\nlang: no\n---\nHei.\n").locale == "no"


@pytest.mark.parametrize(
    "text",
    [
        '---\n{\n  "title": "From JSON"\n}\n---\n\n# Other\n',
        '+++\ntitle = "From JSON"\n+++\ntext\n',
        "---\ntitle: 'From JSON'\n---\ntext\n",
        "\ufeff---\r\ntitle: From JSON\r\n---\r\ntext\r\n",
    ],
)
def test_front_matter_comes_in_several_dialects(text):
    assert read(text).title == "From JSON"


def test_broken_yaml_is_read_line_by_line():
    assert read("---\ntitle: Error: not found: why\nbad: [\n---\ntext\n").title == "Error: not found: why"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A *real* [title](x.md)\n\ntext", "A real title"),
        ("Set in old style\n===\n\ntext", "Set in old style"),
        ("## Second level\n\ntext", "Second level"),
        ("### A section of a page named elsewhere\n\ntext", "Guide"),
        ("```\n# not a title\n```\n\ntext", "Guide"),
        ("text", "Guide"),
    ],
)
def test_the_title_is_the_first_heading_or_the_name_of_the_file(text, title):
    assert read(text).title == title


def test_front_matter_between_rules_that_is_a_sentence_stays_text():
    assert "only a sentence" in read("---\nonly a sentence\n---\nmore\n").body


def test_template_tags_go_and_code_stays():
    body = plain_markdown(
        "{% include disclaimer.html %}\nA [link]({{ site.baseurl }}/x) {{< video id >}}.\n\n"
        "```js\nconfig={{ a: 1 }}\n```\n\nInline `{{.Names}}` too.\n{% comment %}secret{% endcomment %}\n<!-- hidden -->\n"
    )
    assert "{%" not in body
    assert "baseurl" not in body
    assert "secret" not in body
    assert "hidden" not in body
    assert "config={{ a: 1 }}" in body
    assert "`{{.Names}}`" in body


def test_raw_html_leaves_its_text_and_scripts_leave_nothing():
    body = plain_markdown(
        "<details><summary>More</summary>inside</details>\n<script>alert(1)</script>\n<Youtube id='x'/>a<br>b"
    )
    assert "More" in body
    assert "inside" in body
    assert "alert" not in body
    assert "<" not in body
    assert "a < b and c > d" in plain_markdown("a < b and c > d")


def test_boxes_of_four_dialects_become_quotes():
    assert plain_markdown(":::warning Careful\nHot.\n:::\n") == f"> {WARNING_MARK}**Careful**\n>\n> Hot.\n"
    assert plain_markdown("::: tip\nCool.\n:::\n") == "> Cool.\n"
    assert plain_markdown('!!! note "Read"\n    Me.\n\nAfter.\n') == "> **Read**\n>\n> Me.\n\nAfter.\n"
    assert plain_markdown("> [!CAUTION]\n> Hot.\n") == f"> {WARNING_MARK}Hot.\n"
    assert "tip" not in plain_markdown('=== "Mobile"\n\n    1. One\n\n    !!! tip\n        Nested.\n')


@pytest.mark.parametrize(
    "raw", [b"", b"   \n", b"---\ntitle: x\n---\n", b"{% include x %}", b"\xff\xfe\x00", b"caf\xe9"]
)
def test_what_holds_no_text_is_refused_with_a_reason(raw):
    with pytest.raises(Unreadable) as refusal:
        read(raw)
    assert str(refusal.value)


def reason_or_source(raw):
    try:
        return "", read(raw)
    except Unreadable as refusal:
        return str(refusal), None


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_reason(text):
    reason, source = reason_or_source(text.encode("utf-8", "surrogatepass"))
    assert reason or (source.title and source.body.strip())


@given(st.text(alphabet="-+\n:{}[]&*!|>%@`'\"#a 0", max_size=120))
def test_any_front_matter_is_read_or_refused_with_a_reason(block):
    reason, source = reason_or_source(f"---\n{block}\n---\ntext\n".encode())
    assert reason or source.body.strip()


@pytest.mark.parametrize(
    "text",
    [
        "|-----+-----|\n| A   | B   |\n|----:|:---:|\n| 1   | 2   |\n|-----+-----|\n",
        "| A | B |\n|---+---|\n| 1 | 2 |\n|---+---|\n",
        "| A | B |\n|===+===|\n| 1 | 2 |\n|===+===|\n",
        "| A | B |\n|---|---|---|\n| 1 | 2 |\n",
        "Before.\n\n  | A | B |\n  |---|---|\n  | 1 | 2 |",
    ],
)
def test_rules_as_other_builders_draw_them_leave_a_table(text):
    made = render(plain_markdown(text), "x", lambda address: address).html
    assert made.count("<table>") == 1
    assert (made.count("<th"), made.count("<td")) == (3, 2)
    assert "---" not in made


def test_a_tables_rule_in_code_stays_and_a_box_may_begin_with_a_capital():
    assert plain_markdown("```\n|--+--|\n| a | b |\n```\n") == "```\n|--+--|\n| a | b |\n```\n"
    assert plain_markdown('!!! Warning "Caution"\n    Me.\n') == f"> {WARNING_MARK}**Caution**\n>\n> Me.\n"
    assert plain_markdown("::: Tip\nMe.\n:::\n") == "> Me.\n"


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ("#### Not for production", "<h2"),
        ("- One\n- Two", "<li>One</li>"),
        ("1. One\n2. Two", "<li>One</li>"),
        ("```\nsudo\n```", "<code>sudo"),
        ("| A |\n|---|\n| 1 |", "<th>A</th>"),
        ("> Quoted", "<blockquote>\n<p>Quoted</p>"),
        ("Plain", '<blockquote class="warn">\n<p>Plain</p>'),
    ],
)
@pytest.mark.parametrize("dialect", ["box", "indented", "alert"])
def test_what_a_warning_begins_with_stays_what_it_is(dialect, inside, wanted):
    lines = inside.split("\n")
    text = {
        "box": f":::warning\n{inside}\n:::\n",
        "indented": "!!! danger\n" + "".join(f"    {line}\n" for line in lines),
        "alert": "> [!CAUTION]\n" + "".join(f"> {line}\n" for line in lines),
    }[dialect]
    made = render(plain_markdown(text), "x", lambda address: address).html
    assert wanted in made
    assert made.startswith('<blockquote class="warn">')
    assert "<p></p>" not in made
    assert "\u2060" not in made


def test_s01_a_line_of_strokes_costs_what_it_weighs():
    since = time.process_time()
    read("# x\n\n" + "|" + "-" * 45_000 + "x\n" + "|" + "=+" * 22_000 + "x\n")
    assert time.process_time() - since < 1


def test_a_list_of_contents_is_no_title():
    assert read("# Table Of Contents\n\n- [Why](#why)\n\n## Why\n\nText.\n", "en/multi-sig.md").title == "Multi sig"
