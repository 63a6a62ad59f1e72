"""Texts as strings of one character for each term: where a term stands in one is found as fast as a letter is, and a term takes
two bytes where its word would take sixty."""

# Surrogates are no characters.
_GAP, _AFTER_GAP = 0xD800, 0xE000
MOST = 0x110000 - (_AFTER_GAP - _GAP) - 1
# What all terms share for which no character is left.
NONE = "\0"


class Letters:
    """One character for each term of an index. It only grows: what is spelled stays readable."""

    def __init__(self, most: int = MOST) -> None:
        self._known = _Known(most)

    def spell(self, joined: str) -> str:
        """Of terms that are separated by spaces."""
        return "".join(map(self._known.__getitem__, joined.split()))

    def of(self, term: str) -> str:
        """Empty when no text has it."""
        letter = self._known.get(term, "")
        return "" if letter == NONE else letter

    def read(self, spelled: str) -> list[str]:
        return [self._known.terms[letter] for letter in spelled if letter != NONE]


class _Known(dict[str, str]):
    """Letters by term; a new term gets the next one."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.terms: dict[str, str] = {}

    def __missing__(self, term: str) -> str:
        place = len(self.terms) + 1
        if place > self._most:
            letter = NONE
        else:
            letter = chr(place if place < _GAP else place + _AFTER_GAP - _GAP)
            self.terms[letter] = term
        self[term] = letter
        return letter


def places(spelled: str, letter: str) -> list[int]:
    found: list[int] = []
    place = spelled.find(letter)
    while place >= 0:
        found.append(place)
        place = spelled.find(letter, place + 1)
    return found
