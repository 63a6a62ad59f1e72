"""What a client holds and the pure functions that carry it on, written from docs/protocol.md as a stranger would.

The equation of invariant 3: what a screen held, plus the frames since, equals what the server answers to one that asks anew.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from fairlead.kit.text import one_line
from tests.harness import Client, Frame, Socket

VIEWS = ("mine", "waiting", "unassigned", "open", "closed")
EMPTY: Frame = {"text": "", "files": [], "data": {}, "redacted": True}


def timeline(conversation: str) -> Frame:
    return {"id": conversation, "conversation": {}, "entries": {}}


def apply(state: Frame, frame: Frame, *, side: str) -> Frame:
    """The next state of one conversation. `side`: whose screen this is, `customer` or `agents`."""
    kind = frame["type"]
    head, entries = state["conversation"], state["entries"]
    if kind in ("subscribed", "conversation") and frame["conversation"]["id"] == state["id"]:
        return {**state, "conversation": frame["conversation"], "entries": {} if frame.get("resync") else entries}
    if kind == "receipt" and frame["conversation"] == state["id"]:
        marks = {name: frame[name] for name in ("delivered", "read")}
        return {**state, "conversation": _marked(head, frame["side"], marks, side)}
    if kind == "entry" and frame["conversation"] == state["id"]:
        entry = frame["entry"]
        entries = {**entries, entry["number"]: entry}
        if entry["kind"] == "redaction":
            number = entry["data"]["number"]
            gone = [
                number,
                *(
                    each
                    for each in entries
                    if entries[each]["data"].get("former") and entries[each]["data"]["number"] == number
                ),
            ]
            entries |= {each: {**entries[each], **EMPTY} for each in gone if each in entries}
        if entry["kind"] == "edited" and not entry["redacted"]:
            entries = _edited(entries, entry)
        if held := entry["data"].get("released", {}).get("held"):
            entries = _released(entries, entry, held["number"])
        if entry["number"] > head["last"]:
            head = _moved(head, entry, side)
        return {**state, "conversation": head, "entries": entries}
    return state


def _edited(entries: dict[int, Frame], entry: Frame) -> dict[int, Frame]:
    """The note as it is now; the same where it is as new already."""
    number = entry["data"]["number"]
    note = entries.get(number)
    numbers = note["data"].get("edited", {}).get("numbers", []) if note else []
    if note is None or note["redacted"] or entry["number"] in numbers:
        return entries
    data = {key: value for key, value in note["data"].items() if key not in ("mentions", "edited")}
    if "mentions" in entry["data"]:
        data["mentions"] = entry["data"]["mentions"]
    data["edited"] = {"at": entry["at"], "numbers": [*numbers, entry["number"]]}
    return {**entries, number: {**note, "text": entry["text"], "data": data}}


def _released(entries: dict[int, Frame], entry: Frame, number: int) -> dict[int, Frame]:
    """The held note went."""
    note = entries.get(number)
    if note is None or "held" not in note["data"]:
        return entries
    went = {"entry": entry["id"], "number": entry["number"], "at": entry["at"], "by": entry["author"]}
    held = note["data"]["held"] | {"released": went}
    return {**entries, number: {**note, "data": note["data"] | {"held": held}}}


def _moved(head: Frame, entry: Frame, side: str) -> Frame:
    """What an entry moves by itself: docs/protocol.md, 2.2."""
    who, public, at = entry["author"]["kind"], entry["public_number"], entry["at"]
    head = {**head, "last": entry["number"], "last_public": public or head["last_public"]}
    if public is None:
        return head
    head["updated_at"] = at
    if entry["kind"] == "message":
        head |= {"preview": one_line(entry["text"], 140), "preview_author": who}
        if who == "customer" and head["handler"] != "bot":
            head["waiting_since"] = head["waiting_since"] or at
        elif who == "agent":
            head["waiting_since"] = None
    writer = {"customer": "customer", "agent": "agents"}.get(who)
    marks = {"delivered": public, "read": public} if writer else {}
    return _marked(head, writer or side, marks, side)


def _marked(head: Frame, whose: str, marks: Frame, side: str) -> Frame:
    old = head["receipts"][whose]
    receipts = {**head["receipts"], whose: {name: max(old[name], marks.get(name, 0)) for name in old}}
    return {**head, "receipts": receipts, "unread": max(0, head["last_public"] - receipts[side]["read"])}


async def fresh_timeline(client: Client, conversation: str, *, agent: bool) -> Frame:
    """The same conversation for one who has just come, over HTTP, page by page."""
    base = "/api/desk/conversations" if agent else "/api/conversations"
    head = await _fresh_head(client, conversation, agent=agent)
    entries: dict[int, Frame] = {}
    before = head["last"] + 1
    while True:
        query = {"before": before, "limit": 50}
        page = (await client.http.get(f"{base}/{conversation}/entries", params=query)).raise_for_status().json()
        entries |= {entry["number"]: entry for entry in page["entries"]}
        if not page["more"]:
            return {"id": conversation, "conversation": head, "entries": dict(sorted(entries.items()))}
        before = page["entries"][0]["number"]


async def _fresh_head(client: Client, conversation: str, *, agent: bool) -> Frame:
    if agent:
        answer = await client.http.get(f"/api/desk/conversations/{conversation}")
        return dict(answer.raise_for_status().json()["conversation"])
    heads = (await client.http.get("/api/conversations")).raise_for_status().json()["conversations"]
    return dict(next(head for head in heads if head["id"] == conversation))


def apply_lists(state: Frame, frame: Frame) -> Frame:
    """The next state of an agent's lists: rows by id, counts, and the position to resume from."""
    if frame["type"] == "workspace":
        assert not frame["resync"], "the test asked for less than a reload"
        return {**state, "counts": frame["counts"], "position": frame["position"]}
    if frame["type"] == "changed":
        rows = state["rows"] | {row["id"]: row for row in frame["conversations"]}
        return {"rows": rows, "counts": frame["counts"], "position": frame["position"]}
    return state


def shown(state: Frame, view: str, *, me: str) -> list[Frame]:
    """The rows of a view in their order."""
    rows = [row for row in state["rows"].values() if _in_view(row, view, me)]
    if view == "waiting":
        return sorted(rows, key=lambda row: (not row["urgent"], row["waiting_since"] or row["created_at"], row["id"]))
    return sorted(rows, key=lambda row: (row["updated_at"], row["id"]), reverse=True)


def _in_view(row: Frame, view: str, me: str) -> bool:
    if view == "closed":
        return bool(row["status"] == "closed")
    assignee = (row["assignee"] or {}).get("id")
    of_open = {
        "mine": assignee == me,
        "waiting": row["handler"] == "queue",
        "unassigned": assignee is None,
        "open": True,
    }
    return row["status"] == "open" and of_open[view]


async def fresh_lists(client: Client) -> Frame:
    """Every view, loaded anew."""
    state: Frame = {"views": {}, "rows": {}}
    for view in VIEWS:
        answer = (
            await client.http.get("/api/desk/conversations", params={"view": view, "limit": 100})
        ).raise_for_status()
        state["views"][view] = answer.json()["conversations"]
        state["rows"] |= {row["id"]: row for row in answer.json()["conversations"]}
        state |= {"counts": answer.json()["counts"], "position": answer.json()["position"]}
    return state


class Screen:
    """A state that follows a socket's frames, over as many sockets as it takes."""

    def __init__(self, state: Frame, step: Callable[[Frame, Frame], Frame]) -> None:
        self.state = state
        self._step = step
        self._socket: Socket | None = None
        self._taken = 0

    def follow(self, socket: Socket, *, since: int = 0) -> None:
        self.look()
        self._socket, self._taken = socket, since

    def look(self) -> Frame:
        """The state after every frame that is there."""
        if self._socket is not None:
            for frame in self._socket.frames[self._taken :]:
                self.state = self._step(self.state, frame)
            self._taken = len(self._socket.frames)
        return self.state

    @property
    def last(self) -> int:
        return max(self.look()["entries"], default=0)


def differences(left: Any, right: Any, where: str = "") -> list[str]:
    """Where two values differ, in words."""
    if isinstance(left, dict) and isinstance(right, dict):
        return [
            line for key in sorted(left.keys() | right.keys(), key=str)
            for line in differences(left.get(key, "nothing"), right.get(key, "nothing"), f"{where}.{key}")
        ]  # fmt: skip
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            line
            for place, pair in enumerate(zip(left, right, strict=True))
            for line in differences(*pair, f"{where}[{place}]")
        ]
    return [] if left == right else [f"{where}: held {left!r}, fresh {right!r}"]


async def becomes_equal(held: Callable[[], Any], fresh: Callable[[], Any], *, seconds: float = 15) -> None:
    """Waits until what is held equals what is fetched fresh; fails with the difference."""
    end = asyncio.get_running_loop().time() + seconds
    while found := differences(held(), await fresh()):
        assert asyncio.get_running_loop().time() < end, "\n".join(found[:10])
        await asyncio.sleep(0.1)
