"""Whether words are Spanish or English by their letters alone: what no list of common words has, people type too.

The weights were learned of 5,800 word forms of public questions and help texts in both languages, by a logistic regression that
keeps few features (L1), of three quarters of them. Of words it had never seen (bench/language.py) it takes more than four of five
Spanish ones for Spanish, and one of thirty English ones.
"""

import functools
from collections.abc import Iterable

LONGEST = 4
# Shorter ones say too little, longer ones are no words.
WORD = (3, 40)
# From here on words are Spanish, and so far below 0 several together are English; 4 are a unit of the regression's logit.
SPANISH, ENGLISH, SEVERAL = 2, -12, 3
# Said in both.
_BOTH = frozenset(["memo", "sepa", "solana", "cardano", "monero", "kyc", "otp", "usdt", "usdc", "haha"])
_NONE = -6
# What runs of letters weigh, `_` being a word's edge: above 0 they speak for Spanish.
_RUNS = {
    16: "os_",
    15: "á",
    14: "as_ ó",
    13: "a_ o_",
    10: "dad",
    9: "é",
    8: "ar_ í ú",
    7: "ue",
    6: "_es nte_ r_",
    5: "an_ ir_",
    4: "_h ci de_ do es_",
    3: "ad e_ ece eg nes_ nte res_ z_",
    2: "_con _so al_ ales as da en_ ene ha le n_ one po pon re_ rse_ te_ uy",
    1: (
        "_co _pro _se _si _v _ve ad_ al br de ec en ente ere es ga ida ie ien ier ig j les_ me_ oc ones os ote pa "
        "ra re rec rm rte so ta te u z"
    ),
    -1: "_u ate ce_ ces_ d ell enc ers f g ia_ in ll ly m_ nn ns ri ric s_ t ur ure y_ ze",
    -2: "_b _g _r _s d_ ee er_ on_ oo tt",
    -3: "_ch at ate_ ter_ y",
    -4: "ea ies_ ou pp ts",
    -5: "_j k tion",
    -6: "ai g_ h",
    -7: "ed_ ss t_ w",
}


@functools.cache
def _weights() -> dict[str, int]:
    return {run: weight for weight, runs in _RUNS.items() for run in runs.split()}


def told_apart(words: Iterable[str]) -> str:
    """`es` or `en` where they are surely that, else nothing. Names say nothing: what begins with a capital is not looked at."""
    told = [_weight(word) for word in words if word[0].islower() and word not in _BOTH and _is_word(word)]
    if told and sum(told) >= SPANISH:
        return "es"
    return "en" if len(told) >= SEVERAL and sum(told) <= ENGLISH else ""


def _is_word(text: str) -> bool:
    return WORD[0] <= len(text) <= WORD[1]


@functools.lru_cache(2_000)
def _weight(word: str) -> int:
    edged, weights = f"_{word.lower()}_", _weights()
    runs = {
        edged[start : start + length] for length in range(1, LONGEST + 1) for start in range(len(edged) - length + 1)
    }
    return _NONE + sum(weights.get(run, 0) for run in runs)
