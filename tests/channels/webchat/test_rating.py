"""A customer says on the page of his conversation how it went, without JavaScript and without a ticket."""

from fairlead.kit.clock import DAY
from tests.channels.webchat.plain import FORM, Browser
from tests.feedback.test_rate import earlier, ended
from tests.harness import Installation, message
from tests.proving import both_when_proving

KEY = "4c0883a69102937d6231471b5dbb6204fe512961708279feb0d3e5d4a1f1b5e8"


@both_when_proving
async def test_who_has_no_javascript_is_asked_at_the_end_and_corrects_himself_for_a_day(
    quiet_site: Installation, browser: Browser
):
    agent = await quiet_site.agent()
    await browser.open(FORM)
    await browser.send("Where is my deposit?", name="Lin")
    place, talk = browser.page.url.path, browser.conversation
    await (await agent.open()).ask(message("It is credited.", talk))
    assert "How did it go?" not in await browser.open(place)
    await ended(agent, talk)
    assert "How did it go?" in await browser.open(place)
    # What is refused comes back as it was typed, beside its reason, and the words of the other form stay empty.
    said = await browser.send(button="rating", satisfaction="", words="why so slow")
    assert "Please choose how satisfied you are." in said and "why so slow</textarea>" in said
    assert browser.page.status_code == 422
    said = await browser.send(button="rating", satisfaction="2", words=KEY)
    assert "private key" in said and 'name="as_is"' in said and said.count('aria-invalid="true"') == 1
    await browser.open(place)
    said = await browser.send(
        button="rating", satisfaction="2", effort="4", words="Three days.", **{"reason.slow": "yes"}
    )
    assert "Thank you for your rating." in said and "Dissatisfied · Easy" in said
    assert 'name="reason.slow" value="yes" checked' in said and "Three days.</textarea>" in said
    said = await browser.send(button="rating", satisfaction="5", effort="4")
    assert "Very satisfied · Easy" in said
    seen = (await agent.http.get(f"/api/desk/conversations/{talk}/ratings")).json()["ratings"]
    assert [(one["satisfaction"], one["effort"], one["reasons"], one["words"]) for one in seen] == [(5, 4, [], "")]
    assert "您的评价" in await browser.open(f"{place}?locale=zh-CN")
    await browser.open(place)
    _, hidden = browser.form("rating")
    await earlier(quiet_site, DAY)
    assert "Very satisfied" in await browser.open(place) and "Change your rating" not in browser.page.text
    late = await browser.http.post(
        f"{place}/rating", data=hidden | {"satisfaction": "1"}, headers={"Origin": browser.origin}
    )
    assert (late.status_code, "Your rating stands as it is" in late.text) == (409, True)


async def test_who_would_rather_not_say_is_not_asked_again_and_strangers_find_nothing(
    quiet_site: Installation, browser: Browser
):
    agent = await quiet_site.agent()
    await browser.open(FORM)
    await browser.send("Where is my deposit?", name="Lin")
    place = browser.page.url.path
    await (await agent.open()).ask(message("It is credited.", browser.conversation))
    await ended(agent, browser.conversation)
    await browser.open(place)
    _, hidden = browser.form("rating")
    stranger = Browser(quiet_site)
    await stranger.open(FORM)
    await stranger.send("Hello", name="Mira")
    tried = await stranger.http.post(
        f"{place}/rating", data=hidden | {"satisfaction": "1"}, headers={"Origin": browser.origin}
    )
    assert tried.status_code == 404
    await stranger.http.aclose()
    assert "will not ask" in await browser.send(button="decline")
    assert "How did it go?" not in await browser.open(place)
