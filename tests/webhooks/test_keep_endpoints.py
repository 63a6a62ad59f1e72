"""What admins may enter, what is refused with which sentence, and who may not even look."""

from pathlib import Path
from typing import Any

import pytest

from fairlead.app import System
from fairlead.settings import SettingsError
from tests.harness import make_settings, message
from tests.webhooks.told import KINDS, PATH, Telling

GOOD = {"brand": "northlight", "name": "Back office", "kinds": KINDS}
ADDRESSES = {
    # Where they lead is known without asking anybody.
    "https://127.0.0.1/hook": "webhook_private",
    "https://[::1]/hook": "webhook_private",
    "https://10.1.2.3/": "webhook_private",
    "https://169.254.169.254/latest/meta-data": "webhook_private",
    "https://[::ffff:192.168.0.1]/": "webhook_url",
    "https://localhost/hook": "webhook_private",
    # A host nobody has is told of in the same words as one inside.
    "https://nobody.invalid/hook": "webhook_private",
    "http://hooks.example.com/": "webhook_url",
    "https://hooks.example.com:8443/": "webhook_url",
    "https://2130706433/": "webhook_url",
    "https://0x7f.1/": "webhook_url",
    "https://user:word@hooks.example.com/": "webhook_url",
    "https://hooks.example.com/#part": "webhook_url",
    "https://hooks.example.com/a b": "webhook_url",
    "https://höoks.example.com/": "webhook_url",
    "https://hooks.example.com:99999/": "webhook_url",
    "https://[::1/": "webhook_url",
    "ftp://hooks.example.com/": "webhook_url",
    "file:///etc/passwd": "webhook_url",
    "https://": "webhook_url",
    "": "webhook_url",
    "https://hooks.example.com/" + "x" * 500: "webhook_url",
}


@pytest.mark.parametrize("locale", ["zh-CN", "ar"])
async def test_addresses_that_lead_inside_or_nowhere_are_refused_with_their_sentence(telling: Telling, locale: str):
    for url, code in ADDRESSES.items():
        answer = await telling.admin.http.post(PATH, json=GOOD | {"url": url}, headers={"Accept-Language": locale})
        assert (answer.status_code, answer.json()["code"]) == (422, code), url
        assert answer.json()["message"] == telling.system.texts(f"error.{code}", locale)
    listed = await telling.admin.http.get(PATH, params={"brand": "northlight"})
    assert listed.json()["webhooks"] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " \u200b"}, "webhook_name"),
        ({"kinds": []}, "webhook_kinds"),
        ({"kinds": ["message.received", "note.added"]}, "webhook_kinds"),
        ({"kinds": ["webhook.test"]}, "webhook_kinds"),
    ],
)
async def test_what_nobody_could_be_told_is_refused(telling: Telling, wrong: dict[str, Any], code: str):
    answer = await telling.admin.http.post(PATH, json=GOOD | {"url": f"{telling.origin}/hook"} | wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_two_admins_who_change_one_see_each_other_and_what_is_removed_is_gone(telling: Telling):
    made = await telling.add()
    change = {"name": "Ledger", "url": f"{telling.origin}/other", "kinds": ["ticket.changed"], "texts": True}
    whole = change | {"active": False}
    first = await telling.admin.http.put(f"{PATH}/{made['id']}", json=whole | {"revision": made["revision"]})
    assert first.status_code == 200, first.text
    told = first.json()
    assert (told["name"], told["kinds"], told["active"], told["off_reason"]) == (
        "Ledger", ["ticket.changed"], False, "admin",
    )  # fmt: skip
    second = await telling.admin.http.put(f"{PATH}/{made['id']}", json=whole | {"revision": made["revision"]})
    assert (second.status_code, second.json()["code"]) == (409, "edited_meanwhile")
    # What an admin switched off himself is no news to anybody.
    assert (await telling.admin.http.get(f"{PATH}/off")).json() == {"off": []}
    assert (await telling.admin.http.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert (await telling.admin.http.get(f"{PATH}/{made['id']}/deliveries")).status_code == 404


async def test_a_brand_has_room_for_so_many(telling: Telling):
    for number in range(20):
        await telling.add(f"/{number}")
    more = await telling.admin.http.post(PATH, json=GOOD | {"url": f"{telling.origin}/more"})
    assert (more.status_code, more.json()["code"]) == (409, "webhooks_many")


async def test_the_log_comes_page_by_page_and_only_for_what_it_is_asked(telling: Telling):
    made = await telling.add(kinds=["message.received"])
    for wrong in ({"state": "lost"}, {"before": "x"}):
        answer = await telling.admin.http.get(f"{PATH}/{made['id']}/deliveries", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    talk = await telling.say()
    for _ in range(51):
        await telling.phone.ask(message("hello?", talk))
    while await telling.dispatcher.round():
        pass
    first = (await telling.admin.http.get(f"{PATH}/{made['id']}/deliveries")).json()
    rest = (await telling.admin.http.get(f"{PATH}/{made['id']}/deliveries", params={"before": first["before"]})).json()
    ids = [row["id"] for row in first["deliveries"] + rest["deliveries"]]
    assert (len(ids), ids, rest["before"]) == (52, sorted(ids, reverse=True), None)


@pytest.mark.parametrize(
    "wrong", ["ledger.internal:9000", "http://", "http://x:99999", "ftp://x", "http://x/hook", "http://a@x"]
)
def test_an_origin_that_is_none_is_told_to_the_operator_at_the_start(tmp_path: Path, wrong: str):
    with pytest.raises(SettingsError, match="FAIRLEAD_WEBHOOK_ORIGINS"):
        System(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.db", webhook_origins=f"http://here:9000, {wrong}"))
