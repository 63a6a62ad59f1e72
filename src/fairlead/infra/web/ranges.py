"""Which part of a file a request wants (RFC 9110, section 14)."""

import re

from fairlead.kit.errors import Problem

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def part_of(wanted: str, if_range: str | None, *, tag: str, size: int) -> tuple[int, int] | None:
    """From and up to, of the headers `Range` and `If-Range`; None for everything: what is no single range, or one of a file
    that was another, is no wish. Raises Problem("range_not_satisfiable", 416)."""
    asked = _RANGE.fullmatch(wanted)
    if asked is None or (if_range or tag) != tag:
        return None
    first, last = asked.groups()
    if not first:
        # The last so many bytes.
        start, end = max(0, size - int(last or 0)), size
        if not last:
            return None
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise Problem("range_not_satisfiable", 416, size=size)
    return start, end
