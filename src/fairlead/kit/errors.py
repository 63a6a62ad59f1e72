"""The errors people see. Everything a client can be told is a `Problem` with a stable code.

    Problem(code, status, **data)
    ├── Invalid      422  the content is understood and not acceptable
    ├── Malformed    400  the bytes are not what they claim to be
    ├── NotSignedIn  401  no session, or one that is gone
    ├── Refused      403  known, but not allowed
    ├── NotFound     404  missing, or not visible to the one who asks: the same answer
    ├── FileTooLarge 413  the limit is told
    ├── Conflict     409  the same key with another content, or a lost race
    ├── TooMany      429  a limit; `retry_after` says when to come back
    └── Unavailable  503  our side; safe to retry

Texts live in `locales/*.json` under the code; see `kit/texts.py`.
"""

from typing import Any

from fairlead.kit.text import visible_name


class Problem(Exception):
    """An answer, not an accident: a stable `code`, an HTTP `status`, and `data` for the text."""

    status_default = 400

    def __init__(self, code: str, status: int | None = None, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or self.status_default
        self.data = data

    @property
    def told(self) -> dict[str, Any]:
        """The data as it may stand in a sentence: what somebody sent us breaks no line and turns no words round."""
        return {
            name: visible_name(value) if isinstance(value, str) and not value.isprintable() else value
            for name, value in self.data.items()
        }


class Invalid(Problem):
    status_default = 422


class Malformed(Problem):
    status_default = 400


class NotSignedIn(Problem):
    status_default = 401

    def __init__(self, code: str = "not_signed_in", **data: Any) -> None:
        super().__init__(code, **data)


class Refused(Problem):
    status_default = 403

    def __init__(self, code: str = "not_allowed", **data: Any) -> None:
        super().__init__(code, **data)


class NotFound(Problem):
    status_default = 404

    def __init__(self, code: str = "not_found", **data: Any) -> None:
        super().__init__(code, **data)


class FileTooLarge(Problem):
    """`limit` in bytes; people are told megabytes."""

    status_default = 413

    def __init__(self, limit: int) -> None:
        super().__init__("file_too_large", bytes=limit, megabytes=f"{limit / 2**20:.3g}")


class Conflict(Problem):
    status_default = 409


class TooMany(Problem):
    """`retry_after` is in whole seconds."""

    status_default = 429

    def __init__(self, code: str = "too_many_requests", *, retry_after: int, **data: Any) -> None:
        super().__init__(code, retry_after=retry_after, **data)


class Unavailable(Problem):
    status_default = 503

    def __init__(self, code: str = "unavailable", **data: Any) -> None:
        super().__init__(code, **data)
