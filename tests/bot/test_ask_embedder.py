"""An embedder over real HTTP has a say in the order of what was found, is told nothing of anybody, and is in nobody's way."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fairlead.bot.ask_embedder import Embedder, embedder_from
from fairlead.bot.trained import Understanding
from fairlead.fakes.embedder import Embeddings, embedding
from fairlead.helpcenter.search import Hit
from fairlead.infra.http_client import HttpClient
from fairlead.settings import Settings, SettingsError
from tests.bot.talk import Chat

PASSAGES = ["My withdrawal is pending", "Fees of trading"]


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(seconds=2)
    yield client
    await client.close()


def asking(http: HttpClient, url: str, *, seconds: float = 2.0) -> Embedder:
    return Embedder(http, url=url, key="k", model="stand-in", seconds=seconds)


async def test_what_means_the_same_is_near_and_is_asked_for_once(http: HttpClient):
    model = Embeddings(("withdrawal", "payout"))
    with embedding(model) as url:
        embedder = asking(http, url)
        near, far = await embedder.nearness("payout pending", PASSAGES)
        assert near > 0.5 > far == 0.0
        assert model.asked == ["payout pending", *PASSAGES]
        await embedder.nearness("payout slow", PASSAGES)
        assert model.asked[3:] == ["payout slow"], "passages are kept by their digest"
        assert await embedder.nearness("payout pending", PASSAGES) == [near, far]
        assert len(model.asked) == 4


async def test_secrets_and_whose_it_is_stay_in_the_house(http: HttpClient):
    model = Embeddings()
    with embedding(model) as url:
        await asking(http, url).nearness("My name is Lin Hao, password: hunter2!X, mail a.b@mail.example", PASSAGES)
    for private in ("Lin", "hunter2", "a.b@mail"):
        assert private not in "\n".join(model.asked)


@pytest.mark.parametrize("mode", ["failing", "not json", "too few", "nothing", "no numbers"])
async def test_what_is_odd_says_nothing_and_is_left_alone_after_four_times(http: HttpClient, mode: str):
    model = Embeddings()
    with embedding(model) as url:
        embedder = asking(http, url)
        model.mode = mode
        for _ in range(6):
            assert await embedder.nearness("payout", PASSAGES) == []
        assert len(model.asked) == 4 * 3


async def test_one_that_hangs_takes_no_longer_than_it_may(http: HttpClient):
    model = Embeddings()
    model.mode = "hangs"
    with embedding(model) as url:
        began = time.monotonic()
        assert await asking(http, url, seconds=0.1).nearness("payout", PASSAGES) == []
        assert time.monotonic() - began < 1.5
        model.over.set()


async def test_of_what_was_found_the_nearest_in_meaning_stands_first_and_is_no_surer(chat: Chat, http: HttpClient):
    system, words = chat.system, "my deposit or withdrawal did not arrive and is missing"

    async def found(understanding: Any) -> list[Hit]:
        return await understanding.search(chat.brand_id, "en", words, then="en", limit=5)

    plain = await found(Understanding(system.help_center, system.trained))
    last = plain[-1]
    assert len(plain) > 1
    model = Embeddings()
    model.reads[last.head.title] = words
    with embedding(model) as url:
        told = await found(Understanding(system.help_center, system.trained, asking(http, url)))
        assert told[0].head == last.head
        assert {hit.head.translation_id: hit.score for hit in told} == {
            hit.head.translation_id: hit.score for hit in plain
        }
        model.mode = "failing"
        fresh = Understanding(system.help_center, system.trained, asking(http, url))
        assert [hit.head for hit in await found(fresh)] == [hit.head for hit in plain]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"bot_embedder_url": "ftp://x"}, "FAIRLEAD_BOT_EMBEDDER_URL wants"),
        ({"bot_embedder_url": "http://x/v1"}, "FAIRLEAD_BOT_EMBEDDER is empty"),
        (
            {"bot_embedder_url": "http://x/v1", "bot_embedder": "m", "bot_embedder_timeout": 3.0},
            "FAIRLEAD_BOT_EMBEDDER_TIMEOUT wants",
        ),
    ],
)
async def test_settings_that_cannot_be_are_refused_with_a_sentence(http: HttpClient, values: dict[str, Any], said: str):
    with pytest.raises(SettingsError, match=said):
        embedder_from(Settings(**values), http)
    assert embedder_from(Settings(), http) is None
