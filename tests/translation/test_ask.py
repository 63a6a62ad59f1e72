"""Both protocols against a stand-in on a real socket: the same answers, and each failure named by what must happen next."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fairlead.infra.http_client import HttpClient
from fairlead.settings import Settings, SettingsError
from fairlead.translation.ask import KINDS, languages_from, translator_from
from fairlead.translation.ports import Garbled, OwnerMustAct, Said, Translator, Unreachable
from tests.services import free_port
from tests.translation.conftest import Machine

pytestmark = pytest.mark.anyio


def settings(url: str, kind: str = "openai", **more: Any) -> Settings:
    values = {"translation_kind": kind, "translation_url": url, "translation_model": "small", "translation_key": "k-1"}
    return Settings(**(values | more))


@asynccontextmanager
async def asking(url: str, kind: str, *, seconds: float = 10) -> AsyncIterator[Translator]:
    http = HttpClient(seconds=seconds)
    made = translator_from(settings(url, kind), http)
    assert made is not None
    try:
        yield made
    finally:
        await http.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_both_protocols_say_the_same_and_send_the_text_and_nothing_else(
    kind: str, machine: Machine, address: str
):
    async with asking(f"{address}/v1/" if kind == "openai" else address, kind) as translator:
        assert await translator.translate("¿Dónde está mi retiro de [#1]?", source=None, target="en") == Said(
            "[stand-in] Where is my withdrawal of [#1]?", "es"
        )
        said = await translator.translate("Thank you very much!", source="en", target="zh-CN")
    assert said == Said("[stand-in] 非常感谢!", "en")
    assert machine.asked == ["¿Dónde está mi retiro de [#1]?", "Thank you very much!"]
    sent = {
        "libretranslate": {"q", "source", "target", "format", "api_key"},
        "openai": {"model", "temperature", "messages"},
    }
    assert all(set(request) == sent[kind] for request in machine.requests)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("status", "raised"),
    [(429, Unreachable), (503, Unreachable), (401, OwnerMustAct), (403, OwnerMustAct), (302, OwnerMustAct)],
)
async def test_a_refusal_is_named_by_what_must_happen_next(
    kind: str, status: int, raised: type[Exception], machine: Machine, address: str
):
    machine.status = status
    async with asking(address, kind) as translator:
        with pytest.raises(raised):
            await translator.translate("hello", source=None, target="es")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        {}, {"translatedText": 5}, {"translatedText": "hola"}, {"translatedText": "hola", "detectedLanguage": {"language": 7}},
        {"choices": []}, {"choices": [{"message": {"content": None}}]}, {"choices": [{"message": {"content": "Sure! Here it is:\nhola"}}]},
        {"choices": [{"finish_reason": "length", "message": {"content": "en\nho"}}]},
    ],
)  # fmt: skip
async def test_an_answer_that_is_no_translation_is_not_taken_for_one(
    kind: str, body: dict[str, Any], machine: Machine, address: str
):
    machine.body = body
    async with asking(address, kind) as translator:
        with pytest.raises(Garbled):
            await translator.translate("hello", source=None, target="es")


async def test_nobody_there_and_too_slow_is_unreachable(machine: Machine, address: str):
    async with asking(f"http://127.0.0.1:{free_port()}", "openai") as translator:
        with pytest.raises(Unreachable):
            await translator.translate("hello", source=None, target="es")
    async with asking(address, "libretranslate", seconds=0) as translator:
        with pytest.raises(Unreachable):
            await translator.translate("hello", source=None, target="es")


def test_settings_that_cannot_work_stop_the_start_with_a_sentence():
    http = HttpClient(seconds=1)
    assert translator_from(Settings(), http) is None
    for wrong in ({"kind": "deepl"}, {"translation_url": "api.example/v1"}, {"translation_model": ""}):
        with pytest.raises(SettingsError, match="FAIRLEAD_TRANSLATION_"):
            translator_from(settings("http://127.0.0.1:1", **wrong), http)
    with pytest.raises(SettingsError, match="LANGUAGES"):
        languages_from(Settings(translation_languages="English"))
    assert languages_from(Settings(translation_languages="en, zh-CN,en")) == ("en", "zh-CN")
