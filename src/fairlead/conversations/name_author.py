"""By which name a customer is told of who wrote an entry."""

from fairlead.conversations.rules import author_data
from fairlead.kit.access import SYSTEM


def seen_author(kind: str, author_id: str, name: str, *, says: bool) -> dict[str, str]:
    """As a customer is told it: how an admin calls his rules is no business of his. `says`: these are its words to him."""
    if kind != "system" or author_id == SYSTEM.id:
        return {"kind": kind, "id": author_id, "name": name}
    return {"kind": "bot", "id": "", "name": ""} if says else author_data(SYSTEM)
