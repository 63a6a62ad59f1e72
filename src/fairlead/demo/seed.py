"""Fills an empty installation with the demo's cast and articles. Done once: a second start finds everything there."""

from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import OKPKey
from sqlalchemy import select

from fairlead.app import System
from fairlead.automation.models import CannedReplyRow
from fairlead.demo.cast import CANNED, COLLEAGUES, EXCHANGES, PASSWORD, STEPS, TEAMS
from fairlead.demo.tiles import tiles_of
from fairlead.helpcenter import store as help_store
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, ContextRow
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.people.manage_agents import create_agent
from fairlead.people.models import TeamRow

# Key of a page of the exchange, or of an emergency → what helps there.
HELPS = {
    "emergency": ("account-hacked-freeze-now",),
    "home": ("deposit-not-credited", "withdrawal-pending", "is-this-really-support"),
    "trade": ("order-not-filled", "trading-and-withdrawal-fees", "why-was-i-liquidated"),
}
ARTICLES = Path(__file__).resolve().parent / "articles"


async def seed(system: System, keys: dict[str, bytes], origins: dict[str, str], say: Callable[[str], None]) -> None:
    """`keys`: brand key → what its exchange signs tokens with; `origins`: brand key → where its page is.

    Articles are looked at on every start: changed ones become new versions.
    """
    known = {brand.key: brand.id for brand in await system.brands.all()}
    for exchange in EXCHANGES:
        if exchange.key not in known:
            say(f"setting up {exchange.name}")
            known[exchange.key] = await system.brands.create(
                key=exchange.key,
                name=exchange.name,
                look=exchange.look,
                locales=list(exchange.locales),
                sites=[origins[exchange.key]],
                bot_first=exchange.bot_first,
                token_algorithm=exchange.algorithm,
                token_key=checking_key(exchange.algorithm, keys[exchange.key]),
                tiles=tiles_of(exchange.key, origins[exchange.key]),
            )
            await _teams_and_canned(system, known[exchange.key], exchange.locales)
        await import_folder(system.database, known[exchange.key], ARTICLES, default_locale="en", media=system.media)
        await _mapped(system, known[exchange.key])
    await _colleagues(system, known)


async def _mapped(system: System, brand_id: str) -> None:
    """What helps on the exchange's pages and in an emergency, until editors map it otherwise."""
    async with system.database.write() as session:
        if await help_store.contexts(session, brand_id):
            return
        rows = await session.execute(select(ArticleRow.slug, ArticleRow.id).where(ArticleRow.brand_id == brand_id))
        ids = {row[0]: row[1] for row in rows}
        session.add_all(
            ContextRow(
                brand_id=brand_id,
                page=page,
                articles=[ids[slug] for slug in slugs if slug in ids],
                category="",
                changed_at=clock.now(),
            )
            for page, slugs in HELPS.items()
        )


def checking_key(algorithm: str, signing_key: bytes) -> bytes:
    """What the support desk gets: the public half, or the shared secret itself."""
    if algorithm == "HS256":
        return signing_key
    return OKPKey.import_key(signing_key).as_pem(private=False)


async def _teams_and_canned(system: System, brand_id: str, locales: tuple[str, ...]) -> None:
    async with system.database.write() as session:
        teams = {name: new_id() for name in TEAMS}
        session.add_all(
            TeamRow(id=team_id, brand_id=brand_id, name=name, public_name=name) for name, team_id in teams.items()
        )
        for shortcut, titles, texts in CANNED:
            session.add_all(
                CannedReplyRow(
                    id=new_id(),
                    brand_id=brand_id,
                    shortcut=shortcut,
                    title=titles[locale],
                    text=texts[locale],
                    locale=locale,
                    steps=[
                        step | ({"team": teams[step["team"]]} if "team" in step else {})
                        for step in STEPS.get(shortcut, {}).get(locale, ())
                    ],
                )
                for locale in locales
                if locale in texts
            )


async def _colleagues(system: System, brands: dict[str, str]) -> None:
    from sqlalchemy import select

    from fairlead.people.store import agent_by_email

    for colleague in COLLEAGUES:
        async with system.database.read() as session:
            if await agent_by_email(session, colleague.email):
                continue
            teams = await session.scalars(select(TeamRow.id).where(TeamRow.name == colleague.team))
            team_ids = list(teams)
        await create_agent(
            system.database,
            email=colleague.email,
            name=colleague.name,
            password=PASSWORD,
            role=colleague.role,
            brands=[brands[key] for key in colleague.brands],
            teams=team_ids,
        )
