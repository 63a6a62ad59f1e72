"""Wire shapes of the search; see docs/protocol.md section 3.2."""

from typing import Any

from fairlead.brands.store import Brands
from fairlead.conversations.schemas import conversation_wire
from fairlead.kit.clock import iso
from fairlead.search.find import TOTAL_CAP, Hit, Results, Shown


def results_wire(results: Results, brands: Brands) -> dict[str, Any]:
    return {
        "hits": [_hit(hit, brands) for hit in results.hits],
        "total": min(results.total, TOTAL_CAP),
        "more": results.total > TOTAL_CAP,
        "next": results.next,
        "index": {"complete": results.progress.complete, "share": round(results.progress.share, 3)},
    }


def _hit(hit: Hit, brands: Brands) -> dict[str, Any]:
    entry = hit.entry
    return {
        "conversation": conversation_wire(hit.view, brands.known(hit.view.row.brand_id), public=False),
        "entry": None
        if entry is None
        else {
            "id": entry.id,
            "number": entry.seq,
            "kind": entry.kind,
            "author": {"kind": entry.author_kind, "id": entry.author_id, "name": entry.author_name},
            "at": iso(entry.at),
        },
        "excerpt": _shown(hit.excerpt) if hit.excerpt else None,
        "name": _shown(hit.name),
        "by": hit.by,
    }


def _shown(shown: Shown) -> dict[str, Any]:
    return {"text": shown.text, "marks": shown.marks}
