"""An amount as people write it, with either decimal mark, as one decimal string. No float is ever made of it."""

import re
import unicodedata

MAX_PLACES = 18
MAX_DIGITS = 30
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_PLAIN = re.compile(r"[0-9]*(?:[.,][0-9]*)*")
# Groups of three, or India's: twos before the last three.
_GROUPS = r"[0-9]{{1,3}}(?:{0}[0-9]{{3}})+|[0-9]{{1,2}}(?:{0}[0-9]{{2}})+{0}[0-9]{{3}}"
_GROUPED = {mark: re.compile(_GROUPS.format(re.escape(mark))) for mark in (".", ",", " ")}
# Arabic writes its own: a mark for decimals, and another for thousands that says so.
_OWN_MARKS = str.maketrans({"٫": ".", "٬": " "})


class NotAmount(ValueError):
    """`code`: `amount_shape`, `amount_ambiguous`, `amount_negative`, `amount_places` or `amount_long`. `either`: the two amounts
    an ambiguous one could be, each written so that it can be read only one way."""

    def __init__(self, code: str, either: tuple[str, str] = ("", "")) -> None:
        super().__init__(code)
        self.code = code
        self.either = either


def read_amount(text: str) -> str:
    """`1234.5` of `1.234,5`, `1,234.5`, `1 234,5`, `1'234.5`, `1,234.5` in full width or Arabic digits.

    One mark before exactly three digits may be either (`1,234`, `1.234`) and is refused; `1234` and `1.2340` say which. Raises
    NotAmount.
    """
    folded = _digits(unicodedata.normalize("NFKC", text.strip()).translate(_OWN_MARKS))
    if folded[:1] in ("-", "−", "–") and len(folded) > 1:
        raise NotAmount("amount_negative")
    spaced = _BLANKS.sub(" ", folded.removeprefix("+").strip())
    if " " in spaced:
        whole, _, rest = spaced.rpartition(" ")
        head = re.split(r"[.,]", rest, maxsplit=1)[0]
        if not _GROUPED[" "].fullmatch(f"{whole} {head}"):
            raise NotAmount("amount_shape")
        # Blanks are the groups here: a mark can only be the decimal one.
        return _canonical(*_split_last(spaced.replace(" ", ""), grouped=True))
    if not _PLAIN.fullmatch(spaced) or not any(letter.isdigit() for letter in spaced):
        raise NotAmount("amount_shape")
    return _canonical(*_split_last(spaced, grouped=False))


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _split_last(text: str, *, grouped: bool) -> tuple[str, str]:
    """Whole and decimals."""
    marks = [letter for letter in text if letter in ".,"]
    if not marks:
        return text, ""
    last = marks[-1]
    if len(set(marks)) == 2:
        other = "," if last == "." else "."
        whole, _, places = text.rpartition(last)
        if marks.count(last) > 1 or not _GROUPED[other].fullmatch(whole) or grouped:
            raise NotAmount("amount_shape")
        return whole.replace(other, ""), places
    if len(marks) > 1:
        if not _GROUPED[last].fullmatch(text) or grouped:
            raise NotAmount("amount_shape")
        return text.replace(last, ""), ""
    whole, _, places = text.partition(last)
    if not places or (not whole and not places):
        raise NotAmount("amount_shape")
    if not grouped and len(places) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
        raise NotAmount("amount_ambiguous", (whole + places, f"{whole}{last}{places}0"))
    return whole, places


def _canonical(whole: str, places: str) -> str:
    places = places.rstrip("0")
    whole = whole.lstrip("0") or "0"
    if len(places) > MAX_PLACES:
        raise NotAmount("amount_places")
    if len(whole) > MAX_DIGITS:
        raise NotAmount("amount_long")
    return f"{whole}.{places}" if places else whole
