"""S14: a flood of answers about an article, from one place and from many, moves neither its rank nor the hot list by more than
a share that is set beforehand, and what was said honestly stays to be seen."""

import hashlib
from collections.abc import Callable

import pytest
from sqlalchemy import func, insert, select

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.library import FRESH, HELPFUL
from fairlead.helpcenter.models import FeedbackRow
from fairlead.helpcenter.take_feedback import BURST, Feedback
from fairlead.infra.sealing import Sealer, sealer_from
from fairlead.kit import clock
from fairlead.kit.errors import TooMany
from fairlead.kit.ids import new_id
from fairlead.settings import Settings
from tests.harness import SEALING, SECRET
from tests.helpcenter.conftest import BRAND

FILES = {
    "en/late.md": "---\ntitle: My deposit is late\ncategory: deposits\n---\nWait for the network's confirmations.\n",
    "en/other.md": "---\ntitle: Deposits\ncategory: deposits\n---\nA deposit may be late when a network is slow.\n",
}
AT_ONCE = 2_000


@pytest.fixture
def sealer() -> Sealer:
    return sealer_from(Settings(secret_key=SECRET, sealing_keys=SEALING))


async def kept(database) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(FeedbackRow)) or 0


async def test_s14_a_hundred_thousand_answers_from_one_network_are_one(
    database, help_center: HelpCenter, folder, sealer: Sealer, proving: Callable[[int, int], int]
):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    feedback = Feedback(database, sealer)
    late = (await help_center.shelf(BRAND)).by_slug("en", "late")
    refused = 0
    for number in range(count := proving(300, 100_000)):
        try:
            await feedback.take(late, "192.0.2.7", said="no", words=f"spam {number}")
        except TooMany:
            refused += 1
    assert refused > count * 0.8
    assert count - refused >= BURST
    assert await kept(database) == 1
    assert (await feedback.figures(BRAND, days=1))[late.article_id].unhelpful == 1


async def test_s14_a_hundred_thousand_answers_from_as_many_networks_move_a_rank_by_its_share_and_nothing_else(
    database, help_center: HelpCenter, folder, sealer: Sealer, proving: Callable[[int, int], int]
):
    await import_folder(database, BRAND, folder(FILES), default_locale="en")
    feedback = Feedback(database, sealer)
    help_center._helpful = feedback.helpfulness
    shelf = await help_center.shelf(BRAND)
    late, other = shelf.by_slug("en", "late"), shelf.by_slug("en", "other")
    hot = [head.slug for head in await help_center.hot(BRAND, "en", 5)]
    await feedback.take(other, "192.0.2.8", said="no", reason="wrong", words="The fee is another.")
    moment, day, count = clock.now(), clock.now() // clock.DAY, proving(2_000, 100_000)
    for start in range(0, count, AT_ONCE):
        rows = [
            {
                "id": new_id(), "article_id": late.article_id, "day": day, "locale": "en", "version": 1, "reason": "",
                "client": hashlib.sha256(str(number).encode()).hexdigest(), "helpful": False, "outdated": False,
                "words": None, "created_at": moment,
            }
            for number in range(start, min(start + AT_ONCE, count))
        ]  # fmt: skip
        async with database.write() as session:
            await session.execute(insert(FeedbackRow), rows)
    await help_center.refresh_standing()
    assert await kept(database) == count + 1
    shelf = await help_center.shelf(BRAND)
    assert 1 - HELPFUL <= shelf.standing(late, moment) <= 1 - HELPFUL + FRESH + 0.001
    # What answers best stands first all the same, and what is hot is not asked of these answers.
    hits = await help_center.search(BRAND, "en", "my deposit is late")
    assert hits[0].head.slug == "late"
    assert [head.slug for head in await help_center.hot(BRAND, "en", 5)] == hot
    # Nor does a flood about one article cover what was said of another.
    figures = await feedback.figures(BRAND, days=1)
    assert [words for _, _, words in figures[other.article_id].words] == ["The fee is another."]
