"""A brand's colours over the tokens, as its own small style sheet: text on the accent and in it stays readable (4.5 to 1).

The same arithmetic as web/shared/brand.ts, done here because the pages work without scripts.
"""

import re
from pathlib import Path

from fairlead.helpcenter.ports import HelpBrand

Rgb = tuple[float, float, float]

_TOKENS = (Path(__file__).parent / "assets" / "tokens.css").read_text("utf-8")


def _token(name: str, *, dark: bool) -> Rgb:
    values = re.findall(rf"--{name}:\s*(#[0-9a-f]{{6}})", _TOKENS)
    colour = _parsed(values[1 if dark else 0])
    assert colour is not None  # noqa: S101 - our own file
    return colour


def _parsed(text: str) -> Rgb | None:
    match = re.fullmatch(r"#([0-9a-f]{6}|[0-9a-f]{3})", text.strip().lower())
    if match is None:
        return None
    wide = match[1] if len(match[1]) == 6 else "".join(c * 2 for c in match[1])
    return (int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:], 16))


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in colour)


def _luminance(colour: Rgb) -> float:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: Rgb, b: Rgb) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _mix(a: Rgb, b: Rgb, share: float) -> Rgb:
    r, g, c = (x + (y - x) * share for x, y in zip(a, b, strict=True))
    return (r, g, c)


def _readable(colour: Rgb, surface: Rgb, ink: Rgb) -> Rgb:
    soft = _mix(surface, colour, 0.11)
    for step in range(20):
        text = _mix(colour, ink, step * 0.05)
        if contrast(text, surface) >= 4.6 and contrast(text, soft) >= 4.6:
            return text
    return ink


def _accent(text: str, *, dark: bool) -> str:
    accent = _parsed(text)
    if accent is None:
        return ""
    surface, ink = _token("surface", dark=dark), _token("ink", dark=dark)
    on_accent = surface if contrast(accent, surface) >= contrast(accent, ink) else ink
    return (
        f"--accent:{_hex(accent)};--accent-ink:{_hex(on_accent)};--accent-text:{_hex(_readable(accent, surface, ink))};"
    )


def paint_brand(brand: HelpBrand) -> str:
    """The style sheet; a value that is none of ours leaves the tokens as they are."""
    radius = re.fullmatch(r"(\d{1,2})(?:px)?", brand.radius.strip())
    corners = f"--radius:{radius[1]}px;--radius-l:{round(int(radius[1]) * 1.6)}px;" if radius else ""
    light, dark = _accent(brand.accent, dark=False), _accent(brand.accent_dark, dark=True)
    return (
        f':root{{{light}{corners}}}\n@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
    )
