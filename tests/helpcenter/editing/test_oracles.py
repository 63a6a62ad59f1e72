"""S06: who asks what he may not read learns nothing from the answer, its length, its counts or the time it takes."""

import statistics
import time

import pytest

from tests.helpcenter.editing.conftest import Office, page

HELP = "/help/northlight/en"
# One stands in a draft, one in an article for agents, one in what was taken back; and one nowhere.
HIDDEN, NOWHERE = ("zuvolaki", "mirquetha", "doskelpun"), "bafrinolu"
DOORS = (
    "/api/w/northlight/search?locale=en&q={}",
    f"{HELP}/search?q={{}}",
    f"{HELP}/search?q=deposit+{{}}&kind=faq",
    "/api/w/northlight/context?locale=en&page={}",
    f"{HELP}/c/{{}}",
)
ROUNDS = 40


async def filled(office: Office) -> None:
    draft, agents, gone = HIDDEN
    await office.lead.published(title="My deposit is late", body="Wait for the network.\n")
    await office.lead.create(title=f"A coin named {draft}", body=f"{draft} is listed on Monday.\n", slug=draft)
    await office.lead.published(title=f"How we handle {agents}", body=f"{agents} first.\n", audience="agents")
    _, translation = await office.lead.published(title=f"About {gone}", body=f"{gone} was here.\n")
    await office.lead.step(translation, "archived")
    await office.site.system.help_center._library.refresh()


async def test_s06_words_of_what_nobody_may_read_are_answered_like_words_of_nothing(office: Office):
    await filled(office)
    for door in DOORS:
        told = [(await page(office.site, door.format(word))) for word in (*HIDDEN, NOWHERE)]
        said = {
            (answer.status_code, answer.text.replace(word, "?"))
            for answer, word in zip(told, (*HIDDEN, NOWHERE), strict=True)
        }
        assert len(said) == 1, door


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_s06_words_of_what_nobody_may_read_take_as_long_as_words_of_nothing(office: Office):
    await filled(office)
    took: dict[str, list[float]] = {word: [] for word in (*HIDDEN, NOWHERE)}
    async with office.site._nobody() as http:
        for number in range(ROUNDS + 5):
            for word, times in took.items():
                since = time.process_time()
                # Each time another question: what was asked before is answered from what is kept.
                await http.get(DOORS[0].format(f"{word}+{number}"))
                if number >= 5:
                    times.append(time.process_time() - since)
    usual = {word: statistics.median(times) for word, times in took.items()}
    assert max(usual.values()) < 1.5 * min(usual.values()), usual


async def test_s06_counts_that_everybody_sees_end_at_a_hundred_and_tell_of_nothing_hidden(office: Office):
    await filled(office)
    for number in range(3):
        await office.lead.create(title=f"A deposit in drafts {number}")
    shown = (await page(office.site, f"{HELP}/search?q=deposit")).text
    assert shown.count('<p class="where">') == 1
    # An agent of the house who may not see this brand's matters asks for what is and what is not with the same words.
    other = await office.site.agent("Una", brands=[])
    for query in (*HIDDEN, NOWHERE, "deposit"):
        answers = [
            (await other.http.get(f"/api/desk/help/{door}", params={"brand": brand, name: query}))
            for door, name in (("articles", "q"), ("mentions", "term"))
            for brand in ("northlight", "nothing-of-this-name")
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}
        assert len({answer.json()["code"] for answer in answers}) == 1, query
