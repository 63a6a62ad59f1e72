"""A customer's real-looking facts, and asking for tickets as clients do."""

from typing import Any
from uuid import uuid4

from tests.harness import Client, message

TRON_TXID = "9b0fc92260312ce44e74ef369f5c66bb85f3f7e1b1b4d1cc1f3e2f8c8c9c0c29"
DEPOSIT = [
    {"field": "asset", "value": "usdt"},
    {"field": "network", "value": "TRC20"},
    {"field": "txid", "value": TRON_TXID.upper()},
    {"field": "amount", "value": "1.234,5"},
]


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def opened(client: Client, **body: Any) -> dict[str, Any]:
    """A ticket of the customer's, about a deposit unless said otherwise."""
    asked = {"category": "DEP-NOCRED", "text": "Where is my deposit?", "evidence": DEPOSIT} | body
    answer = await client.http.post("/api/tickets", json=asked, headers=key())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def talked(client: Client, text: str = "my deposit is missing") -> str:
    """A conversation of the customer's."""
    socket = await client.open()
    return str((await socket.ask(message(text)))["conversation"])


async def entries(client: Client, conversation: str, *, agent: bool = False) -> list[dict[str, Any]]:
    base = "/api/desk" if agent else "/api"
    answer = await client.http.get(f"{base}/conversations/{conversation}/entries")
    found: list[dict[str, Any]] = answer.raise_for_status().json()["entries"]
    return found


async def changed(agent: Client, ticket: dict[str, Any], **body: Any) -> dict[str, Any]:
    """What an agent makes of it."""
    now = (await agent.http.get(f"/api/desk/tickets/{ticket['id']}")).json()
    answer = await agent.http.put(f"/api/desk/tickets/{ticket['id']}", json={"revision": now["revision"]} | body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
