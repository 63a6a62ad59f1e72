"""A brand's colours over the tokens, as its own small style sheet: text on the accent and in it stays readable (4.5 to 1). And
the picture that others show beside a link to its help center.

The same arithmetic as web/shared/brand.ts, done here because the pages work without scripts.
"""

import functools
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.helpcenter.ports import HelpBrand

if TYPE_CHECKING:
    from PIL import ImageFont

Rgb = tuple[float, float, float]

# What Open Graph's readers show whole, in pixels (ogp.me names no size; 1.91 to 1 is what all of them cut to).
CARD = (1200, 630)
_LETTERS = 300
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


def brand_card(brand: HelpBrand) -> bytes:
    """A PNG of the brand's accent with its logo's letters, as far as the font has them."""
    return _card(brand.accent, brand.logo)


@functools.lru_cache(64)
def _card(accent: str, logo: str) -> bytes:
    # Seldom drawn, and kept then: a server does not begin with it.
    from PIL import Image, ImageDraw, ImageFont

    surface, ink = _token("surface", dark=False), _token("ink", dark=False)
    ground = _parsed(accent) or _token("accent", dark=False)
    said = surface if contrast(ground, surface) >= contrast(ground, ink) else ink
    made = Image.new("RGB", CARD, _hex(ground))
    draw, middle = ImageDraw.Draw(made), (CARD[0] // 2, CARD[1] // 2)
    draw.circle(middle, 230, outline=_hex(_mix(ground, said, 0.4)), width=10)
    font = ImageFont.load_default(_LETTERS if len(logo) == 1 else _LETTERS // 2)
    if all(_has(font, letter) for letter in logo):
        draw.text(middle, logo[:4], fill=_hex(said), font=font, anchor="mm")
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _has(font: "ImageFont.ImageFont | ImageFont.FreeTypeFont", letter: str) -> bool:
    """Whether it is drawn otherwise than what no font has."""
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
