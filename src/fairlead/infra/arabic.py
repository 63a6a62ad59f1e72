"""Arabic words as traders write them: with and without vowel signs, hamza, the article and what is joined to a word."""

import re

# Letters and marks, without digits and punctuation.
LETTERS = "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff"
# Vowel signs, the hamza and madda that NFKD takes off an alef, waw or yaa, the small alef, and the stretcher.
_SILENT = frozenset(map(chr, (*range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670)))
_DIGITS = {ord(digit): str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)}
# One letter for what keyboards, countries and haste write differently.
_ONE_LETTER = {ord("ى"): "ي", ord("ی"): "ي", ord("ک"): "ك", ord("ة"): "ه", ord("ٱ"): "ا"}
_SPELLING = {**_DIGITS, **_ONE_LETTER, **{ord(mark): "" for mark in _SILENT}}

# Words whose first letters only look like "and" or "the".
_AND_IS_ROOT = re.compile(r"و(?:صل|قف|قت|جه|ثي|ثق|سم|سي|ضع|دا|دي|اح|اص|ظي|كي|حد)")
_THE_IS_ROOT = re.compile(r"الغ(?:اء|اؤ|ي)")
_JOINED_BEFORE = re.compile(r"(?:[وف]?(?:[بك]?ال|لل)(?=..)|و(?=....))")
# Whose it is, then how many, then what is left of the feminine ending or of "I did".
_JOINED_AFTER = tuple(re.compile(rf"(?<=...)(?:{ends})$") for ends in ("ها|هم|كم|نا|ني|ي|ك|ه", "ات|ان|ون|ين", "ت|ه"))


def fold(word: str) -> str:
    """One spelling for a word that NFKD has taken apart; Arabic digits become ASCII."""
    return word.translate(_SPELLING)


def stem(word: str) -> str:
    """A light stem of a folded word: `والسحب`, `سحبي` and `سحبت` → `سحب`."""
    if not _AND_IS_ROOT.match(word) and not _THE_IS_ROOT.match(word):
        word = _JOINED_BEFORE.sub("", word, count=1)
    for ending in _JOINED_AFTER:
        word = ending.sub("", word)
    return word
