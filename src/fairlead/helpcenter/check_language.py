"""Sees that a text is not in the language it is kept under, by its writing alone: a Chinese text saved as English is found by
nobody who searches in either. Languages that share a script are not told apart."""

import re

# What most letters of a text in the language are written in; of any other language in `_LATIN`.
_SCRIPTS = {
    "zh": r"\u2e80-\u9fff", "ja": r"\u2e80-\u9fff\u3040-\u30ff", "ko": r"\uac00-\ud7a3\u1100-\u11ff",
    "ar": r"\u0600-\u06ff", "fa": r"\u0600-\u06ff", "ur": r"\u0600-\u06ff", "ps": r"\u0600-\u06ff",
    "he": r"\u0590-\u05ff", "ru": r"\u0400-\u04ff", "uk": r"\u0400-\u04ff", "bg": r"\u0400-\u04ff",
    "el": r"\u0370-\u03ff", "th": r"\u0e00-\u0e7f", "hi": r"\u0900-\u097f", "bn": r"\u0980-\u09ff",
}  # fmt: skip
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN_LANGUAGES = frozenset(
    {
        "cs", "da", "de", "en", "es", "fi", "fr", "hu", "id", "it", "ms", "nl", "no", "pl", "pt", "ro", "sv", "tr", "vi",
    }
)  # fmt: skip
# A character of these says as much as some letters of the others do.
_DENSE, _DENSE_WORTH = re.compile(r"[\u2e80-\u9fff\u3040-\u30ff\uac00-\ud7a3]"), 3
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile(r"[\u3040-\u30ff]")
# What is written alike in every language: code, addresses and tags.
_NOT_SAID = re.compile(r"^```.*?^```|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]{0,200}>|\bhttps?://\S+", re.DOTALL | re.MULTILINE)
# Fewer letters may be a name and a number.
ENOUGH = 40
LEAST = 0.25


def is_unlikely(locale: str, text: str) -> bool:
    """Whether hardly any of the text's letters are of the script its locale is written in."""
    language = locale[:2]
    if language not in _SCRIPTS and language not in _LATIN_LANGUAGES:
        return False
    said = _NOT_SAID.sub(" ", text)
    every = _weight(said)
    if every < ENOUGH:
        return False
    own = _weight("".join(re.findall(f"[{_SCRIPTS.get(language, _LATIN)}]", said)))
    # Kana make a text Japanese, however many characters it shares with Chinese.
    return own < LEAST * every or (language == "zh" and len(_KANA.findall(said)) > LEAST * len(said))


def _weight(text: str) -> int:
    dense = len(_DENSE.findall(text))
    return len(_LETTER.findall(text)) + (_DENSE_WORTH - 1) * dense
