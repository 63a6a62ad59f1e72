"""A form for a new ticket, filled in as a browser without JavaScript does."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

from tests.channels.portal.portal import PORTAL, PortalBrowser

NEW = f"{PORTAL}/new"
TXID = "9b0fc92260312ce44e74ef369f5c66bb85f3f7e1b1b4d1cc1f3e2f8c8c9c0c29"
DEPOSIT = {
    "v.asset": "usdt",
    "v.network": "TRON",
    "v.txid": TXID,
    "v.amount": "310,5",
    "text": "It left my wallet at nine.",
}
PNG = "image/png"


def address(category: str, **more: str) -> str:
    return f"{NEW}?category={category}" + "".join(f"&{name}={value}" for name, value in more.items())


async def post(
    browser: PortalBrowser, category: str, act: str, fields: dict[str, Any], *, files: Any = None, headers: Any = None
) -> str:
    """One press of a button. `files`: (name of the field, file's name, content) each."""
    parts: list[tuple[str, Any]] = [("act", (None, act))]
    if "key" not in fields:
        parts.append(("key", (None, str(uuid4()))))
    for name, value in fields.items():
        parts += [(name, (None, one)) for one in ([value] if isinstance(value, str) else value)]
    parts += [(name, (file, content, "application/octet-stream")) for name, file, content in files or []]
    browser.page = await browser.http.post(
        address(category), files=parts, headers={"Origin": browser.origin, "Accept-Language": "en", **(headers or {})}
    )
    return browser.page.text


def hidden(page: str) -> dict[str, Any]:
    """What a review or a question carries along."""
    found: dict[str, Any] = {}
    pattern = (
        r'<input type="hidden" name="([\w.]+)" value="([^"]*)">|<textarea name="([\w.]+)" hidden>\n(.*?)</textarea>'
    )
    inside = page[page.index('class="write sure"') :]
    for name, value, other, text in re.findall(pattern, inside, re.DOTALL):
        found.setdefault(name or other, []).append(unescape(value if name else text))
    found.pop("sure", None)
    return {name: values if name.startswith("k.") else values[0] for name, values in found.items()}


def value_of(page: str, name: str) -> str:
    """What stands in a field of the form."""
    area = re.search(rf'<textarea id="[\w-]+" name="{re.escape(name)}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    if area:
        return unescape(area[1])
    chosen = re.search(rf'<select id="[\w-]+" name="{re.escape(name)}".*?</select>', page, re.DOTALL)
    if chosen:
        option = re.search(r'<option value="([^"]*)" selected', chosen[0])
        return unescape(option[1]) if option else ""
    field = re.search(rf'<input id="[\w-]+" name="{re.escape(name)}"[^>]*? value="([^"]*)"', page)
    assert field, f"no field {name}"
    return unescape(field[1])


def wrong_at(page: str, field: str) -> str:
    """The sentence beside a field that is marked as wrong and says where its reason stands."""
    marked = re.search(rf'id="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="([^"]*)"', page)
    assert marked, f"{field} is not marked"
    assert f'href="#{field}"' in page
    names = [name for name in marked[1].split() if "error" in name]
    return " ".join(unescape(re.search(rf'id="{name}">(.*?)</p>', page)[1]) for name in names)  # type: ignore[index]
