"""Names that a reader would take for ours (reliability.md H24)."""

from typing import Any

import pytest
from sqlalchemy import func, select

from fairlead.kit.text import skeleton
from fairlead.people.models import CustomerRow
from fairlead.people.rules import is_reserved
from tests.channels.webchat.plain import FORM, Browser
from tests.harness import Installation

OURS = [
    "Support", "SUPPORT", "Suppоrt", "Sup\u200bport", "Ѕuррort", "S u p p o r t", "Súpport", "Ｓｕｐｐｏｒｔ", "5upp0rt", "Support!", "Northlight", "N0rthlight", "Nоrthlight",
    "Northlight Support", "support-northlight", "Northlìght Official", "Marco", "Маrсо", "MARC0", "Mar\u00adco", "𝐌𝐚𝐫𝐜𝐨", "Adrnin", "客服", "官方客服", "Northlight 客服", "サポート", "الدعم",
]  # fmt: skip
THEIRS = [
    "Lin",
    "Marcos",
    "Supporter of Lin",
    "Norah",
    "李客",
    "Мария",
    "Γιώργος",
    "Đặng",
    "محمد",
    "Mark",
    "northern light",
    "🙂",
    "...",
]


@pytest.mark.parametrize("name", OURS, ids="H24 {!r}".format)
def test_h24_what_looks_like_ours_is_reserved(name: str):
    assert is_reserved(name, brand="Northlight", agents=["Marco", "Ayu"])


def test_h24_other_names_are_free():
    assert [name for name in THEIRS if is_reserved(name, brand="Northlight", agents=["Marco", "Ayu"])] == []
    assert not is_reserved("", brand="", agents=[])


def test_what_looks_different_is_different():
    assert len({skeleton(name) for name in THEIRS if name not in ("🙂", "...")}) == len(THEIRS) - 2


async def test_h24_a_visitor_may_not_call_himself_as_we_do(site: Installation):
    await site.agent("Marco")

    async def customers() -> Any:
        async with site.system.database.read() as session:
            return await session.scalar(select(func.count()).select_from(CustomerRow))

    browser = Browser(site)
    for name in ("Маrсо", "Northlight Suppоrt"):
        await browser.open(FORM)
        said = await browser.send("send me your code", name=name)
        assert browser.page.status_code == 422
        assert "This name belongs to our own people." in said
        assert "send me your code</textarea>" in said, "his words are kept"
    assert await customers() == 0
    await browser.open(FORM)
    await browser.send("hello", name="Lin")
    assert browser.conversation
    assert await customers() == 1
    await browser.http.aclose()
