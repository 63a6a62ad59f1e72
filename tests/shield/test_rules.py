"""Names of files, whatever they were: safe to show, to store in an archive and to put into a header."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from fairlead.shield.rules import NAME_BYTES, NAME_CHARS, file_name, file_type
from fairlead.shield.screen import screen
from tests.outcome import outcome

ANY = st.text(st.characters(), max_size=400)


@given(ANY)
@example("-. CON")
@example("NUL .txt")
@example("con\u3000.txt")
@example("x" * 300 + ".txt")
@example("\U0001f600" * 100 + ".png")
@example("a" * 117 + ". .png")
@example("." * 5 + " ")
@example("\u202egnp.exe")
@example("shell.p\u200bhp")
@example("x." + "\ufdfa" * 10)
def test_u08_a_file_name_is_always_a_harmless_one(raw: str):
    name = file_name(raw)
    assert name
    assert len(name) <= NAME_CHARS
    assert len(name.encode()) <= NAME_BYTES
    assert not re.search(r'[\\/:*?"<>|;\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]', name)
    assert name == name.strip(" .")
    assert not name.startswith(("-", "."))
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\..*)?", name)


@given(ANY)
def test_u08_a_name_made_safe_stays_as_it_is(raw: str):
    once = file_name(raw)
    assert file_name(once) == once


TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"}


@given(st.binary(max_size=300))
def test_u04_any_bytes_have_a_type_or_are_refused(content: bytes):
    kind, problem = outcome(file_type, content)
    if problem is None:
        assert kind in TYPES
    else:
        assert (problem.code, problem.status) == ("file_type_not_accepted", 415)


@given(st.text(st.characters(), max_size=200))
def test_h19_a_screened_text_can_be_stored_or_is_refused(text: str):
    found, problem = outcome(screen, text)
    if problem is None:
        assert found.text.encode()
    else:
        assert problem.code == "empty_message"
