"""Translation over HTTP, for agents."""

from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.infra.http_client import HttpClient
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.settings import Settings
from fairlead.translation.ask import languages_from, translator_from
from fairlead.translation.schemas import Into, Switch, Words, translation_wire
from fairlead.translation.switch import Switches
from fairlead.translation.translate import Translations


def routes_for(
    settings: Settings, *, http: HttpClient, database: Database, reader: Reader, sealer: Sealer
) -> list[HTTPRouteHandler]:
    """With the translator the operator named, if any. Raises SettingsError."""
    translations = Translations(
        reader=reader,
        sealer=sealer,
        translator=translator_from(settings, http),
        languages=languages_from(settings),
        name=settings.translation_model or "LibreTranslate",
    )
    return desk_routes(translations=translations, switches=Switches(database, reader, translations))


def desk_routes(*, translations: Translations, switches: Switches) -> list[HTTPRouteHandler]:
    @get("/api/desk/translation")
    async def show_translator(agent: NamedDependency[Actor]) -> dict[str, Any]:
        return {"translator": translations.name or None, "languages": list(translations.languages)}

    @get("/api/desk/conversations/{conversation_id:str}/translation")
    async def show_switch(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        return {"to": await switches.read(agent, conversation_id)}

    @put("/api/desk/conversations/{conversation_id:str}/translation")
    async def turn_switch(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[Switch]
    ) -> dict[str, Any]:
        return {"to": await switches.turn(agent, conversation_id, data.to)}

    @post("/api/desk/conversations/{conversation_id:str}/translation", status_code=200)
    async def translate_draft(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[Words]
    ) -> dict[str, Any]:
        made = await translations.draft(agent, conversation_id, data.text, source=data.source, to=data.to)
        return translation_wire(made)

    @post("/api/desk/conversations/{conversation_id:str}/entries/{entry_id:str}/translation", status_code=200)
    async def translate_entry(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], entry_id: FromPath[str], data: JSONBody[Into]
    ) -> dict[str, Any]:
        return translation_wire(await translations.entry(agent, conversation_id, entry_id, to=data.to))

    return [show_translator, show_switch, turn_switch, translate_draft, translate_entry]
