"""S02: what people type is never a pattern. No door of ours takes expressions: rules, macros, synonyms and searches take words, and
words that look like a bomb of an expression are looked for as they stand."""

import ast
from pathlib import Path

import pytest

import fairlead

SOURCE = Path(fairlead.__file__).parent
TAKES_PATTERN = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
# Patterns that are put together in functions, of phrases, shapes and names that stand in the same files.
OF_OUR_OWN = {
    "bot/name_case.py", "bot/read_facts.py", "bot/small_matters.py", "chains/transactions.py",
    "chains/addresses.py", "fakes/translator.py", "helpcenter/check_language.py", "helpcenter/paint_brand.py",
    "tickets/find_facts.py", "tickets/read_ids.py", "shield/prove_work.py",
}  # fmt: skip
# And those made of words of others: each escapes them.
ESCAPED = {"helpcenter/mention.py", "helpcenter/synonyms.py", "conversations/find.py"}


@pytest.fixture(autouse=True)
def tidied() -> None:
    """Nothing here is opened; what conftest.py says needs an event loop."""


def made_while_running(path: Path) -> list[int]:
    """Lines of functions where `re` gets a pattern that is no literal and no constant of its module."""
    text = path.read_text("utf-8")
    functions = [
        node
        for node in (ast.walk(ast.parse(text)) if "import re\n" in text else ())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [
        node.lineno
        for node in (node for function in functions for node in ast.walk(function))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr in TAKES_PATTERN) == ("re", True)
        and not _is_fixed(node.args[0])
    ]


def _is_fixed(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_fixed(node.left) and _is_fixed(node.right)
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(isinstance(part, ast.Name) and part.id.strip("_").isupper() for part in parts)
    if isinstance(node, ast.Name):
        return node.id.strip("_").isupper()
    return isinstance(node, ast.Constant)


def test_s02_no_pattern_is_made_of_what_anybody_typed():
    made = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in sorted(SOURCE.rglob("*.py"))
        if "static" not in path.parts and (lines := made_while_running(path))
    }
    assert {name: lines for name, lines in made.items() if name not in OF_OUR_OWN | ESCAPED} == {}
    assert made.keys() >= OF_OUR_OWN | ESCAPED, "these make none any more"
    assert all("re.escape(" in (SOURCE / name).read_text("utf-8") for name in ESCAPED)
