"""Captions of a video: WebVTT (W3C) read strictly enough to be sure of it, and written anew.

What comes out holds times, places, and words with the few marks the format knows; no styles, no notes, no markup beside.
Written once more it is the same.
"""

import re

from fairlead.kit.errors import Invalid
from fairlead.kit.text import storable

MOST_CHARS = 500_000
MOST_CUES = 5_000
_TIME = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+\S+)*)[ \t]*")
_SETTING = re.compile(
    r"vertical:(?:rl|lr)|line:-?\d{1,3}(?:\.\d{1,3})?%?(?:,(?:start|center|end))?|size:\d{1,3}(?:\.\d{1,3})?%"
    r"|position:\d{1,3}(?:\.\d{1,3})?%(?:,(?:line-left|center|line-right))?|align:(?:start|center|end|left|right)"
)
# Classes and moments within a cue are for styles, which are not kept.
_MARK = re.compile(r"<(/?)(b|i|u|ruby|rt|v|lang|c|\d[\d:.]{5,15})(?:\.[^<>&\s]{0,100})?((?:[ \t][^<>&]{0,100})?)>")
_KEPT = frozenset({"b", "i", "u", "ruby", "rt", "v", "lang"})
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "\u200e", "&rlm;": "\u200f"}
_ENTITY = re.compile("|".join(_ENTITIES))
_OPENS_WITH_WORDS = frozenset({"v", "lang"})


def captions(raw: bytes) -> str:
    """The same captions in our own hand. Raises Invalid("captions_unreadable"): no WebVTT, no cue in it, one that ends before
    it begins, or more than `MOST_CUES`."""
    try:
        text = storable(raw.decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Invalid("captions_unreadable") from None
    if len(text) > MOST_CHARS or not re.match(r"WEBVTT(?:[ \t\n]|\Z)", text):
        raise Invalid("captions_unreadable")
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text.partition("\n")[2])]
    cues = [cue for block in blocks if (cue := _cue(block))]
    if not 0 < len(cues) <= MOST_CUES:
        raise Invalid("captions_unreadable")
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _cue(lines: list[str]) -> str:
    """One cue as it is written; empty for what is none (a style, a region, a note) or says nothing."""
    at = next((n for n, line in enumerate(lines[:2]) if "-->" in line), None)
    if at is None:
        return ""
    match = _TIMES.fullmatch(lines[at])
    if match is None:
        raise Invalid("captions_unreadable")
    start, end = _moment(match.groups()[:4]), _moment(match.groups()[4:8])
    if end <= start:
        raise Invalid("captions_unreadable")
    words = [said for line in lines[at + 1 :] if (said := _said(line))]
    if not words:
        return ""
    places = [one for one in match[9].split() if _SETTING.fullmatch(one)]
    return "\n".join([" ".join([f"{_stamp(start)} --> {_stamp(end)}", *places]), *words])


def _moment(parts: tuple[str | None, ...]) -> int:
    """Milliseconds."""
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _stamp(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _said(line: str) -> str:
    """One line with its own marks, all else as plain words. A line that looks like a time would begin another cue."""
    parts, last = [], 0
    for mark in _MARK.finditer(line):
        parts += [_plain(line[last : mark.start()]), _mark(mark)]
        last = mark.end()
    return "".join([*parts, _plain(line[last:])]).strip()


def _mark(mark: re.Match[str]) -> str:
    closes, name, words = mark[1], mark[2], mark[3].strip()
    if name not in _KEPT:
        return ""
    if closes or name not in _OPENS_WITH_WORDS:
        return f"<{closes}{name}>"
    return f"<{name} {words}>" if words else ""


def _plain(text: str) -> str:
    told = _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)
    return told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
