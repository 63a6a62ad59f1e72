from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.helpcenter.read_markdown import WARNING_MARK, Unreadable, plain_markdown, read_markdown


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
