"""Which conversations an agent reads translated is kept on the server, for him alone."""

from tests.harness import Installation
from tests.translation.conftest import begun


async def test_the_switch_is_kept_for_the_agent_alone_and_on_his_other_device(site: Installation):
    conversation, _ = await begun(site)
    marco, nora, stranger = await site.agent(), await site.agent("Nora"), await site.agent("Abroad", brands=[])
    path = f"/api/desk/conversations/{conversation}/translation"
    assert (await marco.http.put(path, json={"to": "zh-CN"})).json() == {"to": "zh-CN"}
    assert (await marco.http.put(path, json={"to": "en"})).json() == {"to": "en"}
    tablet = await site.signed_in("marco@northlight.example")
    assert (await tablet.http.get(path)).json() == {"to": "en"}
    assert (await nora.http.get(path)).json() == {"to": None}
    assert (
        (await stranger.http.get(path)).status_code
        == (await stranger.http.put(path, json={"to": "en"})).status_code
        == 404
    )
    assert (await marco.http.put(path, json={"to": "fr"})).json()["code"] == "translation_language"
    assert (await marco.http.put(path, json={"to": None})).json() == {"to": None}
    assert (await tablet.http.get(path)).json() == {"to": None}
