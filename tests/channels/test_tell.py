"""What pages without JavaScript say of a file before it is opened."""

import pytest

from fairlead.channels.tell import file_words


def said(key: str, **values: object) -> str:
    return f"{key} {values}"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            {"name": "bill.pdf", "type": "application/pdf", "size": 19_400, "pages": 3},
            ["PDF", "form.pages {'count': 3}", "19 kB"],
        ),
        ({"name": "contract", "type": "application/pdf", "size": 1_240_000}, ["PDF", "1.2 MB"]),
        ({"name": "trades.csv", "type": "text/plain", "size": 12}, ["CSV", "1 kB"]),
        ({"name": "no-ending", "type": "text/plain", "size": 12}, ["1 kB"]),
        ({"name": "a.b c", "type": "text/plain", "size": 12}, ["1 kB"]),
    ],
)
def test_a_file_is_told_by_its_kind_its_pages_and_its_size(file: dict[str, object], words: list[str]):
    assert file_words(file, said) == words
