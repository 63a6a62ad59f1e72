"""How the help center's pages and the editors' screens are brought about; screenshots.py takes them."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screenshots import Stage

Bring = Callable[["Stage"], Awaitable[object]]
HELP: dict[str, Bring] = {}
EDITORS: dict[str, Bring] = {}
ADMIN = "tomasz@desk.example"


def shown(screens: dict[str, Bring], name: str) -> Callable[[Bring], Bring]:
    def keep(bring: Bring) -> Bring:
        screens[name] = bring
        return bring

    return keep


@shown(HELP, "help-home")
async def _(stage: "Stage") -> None:
    await stage.help("")


@shown(HELP, "help-article")
async def _(stage: "Stage") -> None:
    await stage.help("a/deposit-not-credited")


@shown(HELP, "help-search")
async def _(stage: "Stage") -> None:
    await stage.help("search?q=" + ("提币" if stage.chinese else "withdrawal"))


@shown(HELP, "help-search-empty")
async def _(stage: "Stage") -> None:
    await stage.help("search?q=qqqqqq")


@shown(HELP, "help-missing")
async def _(stage: "Stage") -> None:
    await stage.help("a/there-is-no-such-article")


@shown(HELP, "help-category")
async def _(stage: "Stage") -> None:
    await stage.help("c/withdrawals")


@shown(HELP, "help-suggestions")
async def _(stage: "Stage") -> None:
    await stage.help("")
    await stage.page.get_by_role("combobox").first.press_sequentially("提币" if stage.chinese else "withdraw", delay=30)
    await stage.page.locator("[role=option]").first.wait_for()


@shown(HELP, "help-asked")
async def _(stage: "Stage") -> None:
    await stage.help("a/deposit-not-credited")
    await stage.page.locator(".feedback button[value=no]").click()
    await stage.page.locator("#thanks").wait_for()
    await stage.page.locator("#thanks").scroll_into_view_if_needed()


@shown(HELP, "help-contact")
async def _(stage: "Stage") -> None:
    await stage.help("contact?from=deposit-not-credited")


@shown(HELP, "help-contact-advised")
async def _(stage: "Stage") -> None:
    await stage.help("contact?about=hacked&urgency=now&sign_in=no")


@shown(HELP, "help-verify")
async def _(stage: "Stage") -> None:
    await stage.help("a/deposit-not-credited")
    await stage.page.locator('a[href*="/v/"]').first.click()
    await stage.page.wait_for_load_state()


@shown(HELP, "help-withdrawn")
async def _(stage: "Stage") -> None:
    await stage.signed_in(ADMIN)
    slug = f"late-deposits-{stage.locale.lower()}"
    article = {
        "brand": "northlight", "locale": stage.locale, "category": "deposits", "slug": slug, "body": "…",
        "title": "充值未到账" if stage.chinese else "Why is my deposit late?",
    }  # fmt: skip
    made = await stage.page.request.post(f"{stage.origin()}/api/desk/help/articles", data=article, headers=stage.here)
    if made.ok:
        translation = (await made.json())["translations"][0]
        path = f"{stage.origin()}/api/desk/help/translations/{translation['id']}/state"
        for to in ("published", "archived"):
            step = {"edition": translation["edition"], "to": to}
            answer = await stage.page.request.post(path, data=step, headers=stage.here)
            translation = (await answer.json())["translation"]
        # Until every process has seen it.
        await stage.page.wait_for_timeout(2500)
    await stage.help(f"a/{slug}")


async def edited(stage: "Stage", *, translated: bool) -> None:
    """An article in its editor: the original, or a translation beside it."""
    await stage.signed_in(ADMIN)
    await stage.desk("articles?q=deposit-not-credited")
    # An id begins with its time; the other links lead to topics and searches.
    row = stage.page.locator("a[href*='/desk/articles/0']")
    await (row.filter(has_text="zh-CN") if translated else row).first.click()
    await stage.page.locator("textarea").first.wait_for()
    await stage.rest()


@shown(EDITORS, "desk-article")
async def _(stage: "Stage") -> None:
    await edited(stage, translated=False)


@shown(EDITORS, "desk-article-translation")
async def _(stage: "Stage") -> None:
    await edited(stage, translated=True)


def listed(name: str, path: str) -> None:
    async def bring(stage: "Stage") -> None:
        await stage.signed_in(ADMIN)
        await stage.desk(path)

    EDITORS[name] = bring


listed("desk-articles", "articles")
listed("desk-articles-new", "articles?new=1")
listed("desk-topics", "articles/topics")
listed("desk-searches", "articles/searches")
