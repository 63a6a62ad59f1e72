"""Errors as answers: one JSON form, a sentence in the reader's language, and what to do next."""

import functools
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from fairlead.infra import metrics
from fairlead.infra.web.bodies import REFUSED
from fairlead.kit.errors import Invalid, Malformed, Problem
from fairlead.kit.texts import Texts
from fairlead.kit.wire import convert_problem

log = structlog.get_logger()

_BY_STATUS = {
    400: "request_invalid",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "content_type",
    429: "too_many_requests",
}


def problem_from(error: Exception) -> Problem:
    """Any exception as the Problem a client is told. What we did not foresee is logged and named `internal`."""
    if isinstance(error, Problem):
        return error
    if (cause := _validation(error)) is not None:
        found = convert_problem(cause)
        # Litestar calls the whole body `data`; no field of ours has that name.
        return (
            Malformed("body_required") if found.data == {"field": "data"} and found.code == "missing_field" else found
        )
    if isinstance(error, HTTPException) and error.status_code < 500:
        if error.status_code == 400 and "query" in str(error.detail).lower():
            return Problem("invalid_field", 422, field="query")
        return Problem(_BY_STATUS.get(error.status_code, "request_invalid"), error.status_code)
    log.error("request failed", exc_info=error)
    return Problem("internal", 500)


def _validation(error: BaseException | None) -> msgspec.ValidationError | None:
    for _ in range(5):
        if error is None:
            return None
        if isinstance(error, msgspec.ValidationError):
            return error
        error = error.__cause__ or error.__context__
    return None


@functools.lru_cache(2048)
def _parameters(route: Any) -> frozenset[str]:
    """What a route reads of a query, and what it depends on."""
    readers: list[Any] = [route, *route.resolve_dependencies().values()]
    parameters = [item for each in readers for item in each.parsed_fn_signature.parameters.items()]
    return frozenset(getattr(field.kwarg_definition, "name", None) or name for name, field in parameters)


def body_of(problem: Problem, texts: Texts, locale: str, request_id: str) -> dict[str, Any]:
    metrics.REFUSED.labels(problem.code).inc()
    return {
        "code": problem.code,
        "message": texts(f"error.{problem.code}", locale, **problem.told),
        "next": texts(f"next.{problem.code}", locale, **problem.told) if texts.has(f"next.{problem.code}") else "",
        "request_id": request_id,
        "data": problem.data,
    }


def headers_of(problem: Problem) -> dict[str, str]:
    if "retry_after" in problem.data:
        return {"Retry-After": str(problem.data["retry_after"])}
    if problem.status == 416:
        return {"Content-Range": f"bytes */{problem.data['size']}"}
    return {}


async def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    """Before each handler of the API: a parameter nobody reads would be a question answered wrongly in silence.

    Nothing in it waits, but what is not `async` Litestar gives to a thread: two turns of the loop for each request.

    Raises Invalid("unknown_field").
    """
    if request.scope["query_string"] and request.scope["path"].startswith("/api/"):
        known = _parameters(request.route_handler)
        if unknown := sorted(request.query_params.keys() - known):
            raise Invalid("unknown_field", field=unknown[0][:80])


def handler(texts: Texts) -> Any:
    """Litestar's exception handler."""

    def answer(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
        refused = request.scope["state"].get(REFUSED)
        problem = problem_from(refused if refused is not None and _validation(error) is not None else error)
        locale = texts.choose(request.headers.get("accept-language"))
        body = body_of(problem, texts, locale, request.scope.get("state", {}).get("request_id", ""))
        return Response(body, status_code=problem.status, headers=headers_of(problem))

    return answer
