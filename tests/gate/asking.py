"""Requests put together from the table, and answers made comparable: what belongs to one request alone is taken out."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from tests.gate.doors import FRESH, Door, Shape, fresh

# What differs between any two answers: when they were given, to which request.
OF_THE_REQUEST = frozenset({"date", "x-request-id"})
_PARAMETER = re.compile(r"\{(\w+)\}")


def parameters(document: Mapping[str, Any], path: str, operation: Mapping[str, Any]) -> set[str]:
    """Every parameter of a route that the OpenAPI document knows: of path, query and JSON body."""
    found = set(_PARAMETER.findall(path))
    found |= {one["name"] for one in operation.get("parameters", ()) if one["in"] in ("path", "query")}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return found | (set(body_fields(document, body)) if body else set())


def body_fields(document: Mapping[str, Any], schema: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """`a`, `a.b`, `a[]`, `a[].b`: the places of a body that hold a value of their own."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from body_fields(document, document["components"]["schemas"][name], at)
    elif "oneOf" in schema:
        for one in schema["oneOf"]:
            if one.get("type") != "null":
                yield from body_fields(document, one, at)
    elif schema.get("type") == "array":
        yield from body_fields(document, schema.get("items", {}), f"{at}[]")
    elif "properties" in schema:
        for name, one in schema["properties"].items():
            yield from body_fields(document, one, f"{at}.{name}" if at else name)
    else:
        yield at


def put(body: dict[str, Any], place: str, value: Any) -> None:
    """Sets a place such as `items[].to`: the list has one element."""
    name, _, rest = place.partition(".")
    if not name.endswith("[]"):
        if rest:
            put(body.setdefault(name, {}), rest, value)
        else:
            body[name] = value
    elif rest:
        found = body.setdefault(name[:-2], [{}])
        put(found[0], rest, value)
    else:
        for _ in range(name.count("[]")):
            value = [value]
        body[name.rstrip("[]")] = value


def build(route: str, door: Door, shape: Shape, values: Mapping[str, str], plain: Mapping[str, str]) -> dict[str, Any]:
    """What httpx is to send. `values`: of the parameters that name something; `plain`: of the path's others."""
    method, _, path = route.partition(" ")
    filled = {name: value() if callable(value) else deepcopy(value) for name, value in shape.fill.items()} | dict(
        values
    )
    in_path = set(_PARAMETER.findall(path))
    for name in in_path:
        path = path.replace(f"{{{name}}}", quote(str(filled.pop(name, plain.get(name, "x"))), safe=""))
    headers = {name: fresh() if name in FRESH else value for name, value in door.headers.items()}
    asked: dict[str, Any] = {"method": method, "path": path, "headers": headers}
    if method == "GET":
        asked["path"] += f"?{urlencode(filled)}" if filled else ""
    elif door.content is not None:
        asked["content"] = door.content
    elif door.fields:
        asked["content"] = urlencode(filled)
    elif filled:
        body: dict[str, Any] = {}
        for name, value in filled.items():
            put(body, name, value)
        asked["json"] = body
    return asked


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(names) + 1):
        yield from itertools.combinations(names, size)


def plainly(answer: httpx.Response, asked: Mapping[str, Any], values: Mapping[str, str]) -> tuple[int, Any, bytes]:
    """Status, headers and body, with what was sent of one's own replaced by its name."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in OF_THE_REQUEST)
    body = answer.content.replace(answer.headers.get("x-request-id", "\0").encode(), b"(request)")
    for name, value in values.items():
        body = body.replace(value.encode(), f"({name})".encode())
    for sent in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", json.dumps(asked.get("json", ""))):
        body = body.replace(sent.encode(), b"(sent)")
    return answer.status_code, headers, body
