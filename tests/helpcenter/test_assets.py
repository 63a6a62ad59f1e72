"""What the pages share with the other faces must be the same."""

import json
import re
from pathlib import Path

from fairlead.helpcenter.paint_brand import contrast, paint_brand
from fairlead.helpcenter.show_pages import ASSETS, ROOM

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_tokens_are_those_of_all_faces():
    """After a change: cp web/shared/tokens.css src/fairlead/helpcenter/assets/tokens.css"""
    assert ASSETS["tokens.css"] == (REPOSITORY / "web" / "shared" / "tokens.css").read_bytes()


def test_every_colour_comes_from_the_tokens():
    css = ASSETS["help.css"].decode()
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])", css) == []
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert used <= set(re.findall(r"(--[\w-]+):", ASSETS["tokens.css"].decode()))


def test_every_text_a_template_asks_for_exists():
    known = json.loads((ROOM / "locales" / "en.json").read_text("utf-8"))
    for template in (ROOM / "templates").iterdir():
        for key in re.findall(r"\bt\(['\"]([\w.]+)['\"]", template.read_text("utf-8")):
            # What ends in a dot goes on with a value: there is at least one such text.
            known_as = [
                text for text in known if text == f"help.{key}" or (key[-1] == "." and text.startswith(f"help.{key}"))
            ]
            assert known_as, f"{template.name}: {key}"


def test_contrast_is_that_of_wcag():
    assert round(contrast((255, 255, 255), (0, 0, 0)), 1) == 21.0
    assert round(contrast((255, 255, 255), (118, 118, 118)), 2) == 4.54


def test_a_colour_that_is_none_leaves_the_tokens():
    class Brand:
        accent, accent_dark, radius = "red;} body{display:none", "#12", "99em"

    assert paint_brand(Brand()).split("@media")[0] == ":root{}\n"
