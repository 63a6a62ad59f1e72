"""A customer's question without the customer: what a machine outside the house may read, and what editors are shown.

Masked are secrets, mail addresses, links, wallet addresses, ids of transactions, orders and accounts, telephone numbers, handles,
and names where somebody says one. Short numbers stay: "I sent 50 USDT" is part of the question.
"""

import re
import unicodedata

from fairlead.kit.text import storable
from fairlead.shield.secrets import MARKS, clean

MASK = "[…]"
_UNSEEN = re.compile(r"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f]")
# Between letters of scripts without spaces too: what counts as a neighbour are letters and digits of ASCII. The longest first.
_PRIVATE = (
    re.compile(r"[\w.+%-]*@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?", re.ASCII),
    re.compile(
        r"(?i)[a-z][a-z0-9+.-]{1,15}://[!-~]+|(?<![a-z0-9])www\.[!-~]+|(?<![a-z0-9-])(?:[a-z0-9-]+\.)+[a-z]{2,24}/[!-~]*"
    ),
    # Addresses, hashes, keys and tokens: long runs of letters with a digit among them.
    re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{12,}"),
    re.compile(r"[!-~]{40,}"),
    re.compile(r"(?<![A-Za-z0-9_.])\+?\(?\d[\d ().-]{5,}\d(?![A-Za-z0-9_])"),
    # An id of a ticket, an order or a passport.
    re.compile(r"(?<![A-Za-z0-9_-])[A-Z]{1,4}[-#]?\d{4,}(?![A-Za-z0-9_])"),
    re.compile(r"(?<![A-Za-z0-9_.,])\d{5,}(?![A-Za-z0-9_])"),
)
_CAPITAL = r"[A-Z\u00c0-\u00de]"
_WESTERN = rf"[^\W\d_]+(?:[ '’-]{_CAPITAL}[^\W\d_]*){{0,3}}"
_NAMED = r"(?=です|と申します|といいます)"
_SAYS_NAME = (
    re.compile(
        r"(?P<said>\b(?i:my (?:full |real )?name is|my name's|i am called|me llamo|mi nombre (?:completo )?es)\s+"
        rf"|(?:اسمي|انا اسمي|أنا اسمي)\s+){_WESTERN}"
    ),
    re.compile(
        r"(?P<said>我叫|我的名字(?:是|叫)|姓名[:：是]?|我是(?=[\u4e00-\u9fff]{2,3}[,，。.！! ]))\s*[\u4e00-\u9fff·]{2,4}"
    ),
    re.compile(rf"(?P<said>私は|名前は)\s*[\u3041-\u30ff\u4e00-\u9fff]{{1,10}}?{_NAMED}"),
    # Below a letter.
    re.compile(
        r"(?P<said>\b(?i:regards|sincerely|cheers|thanks|thank you|saludos|atentamente),?\s*\n?\s*)"
        rf"{_CAPITAL}[^\W\d_]+(?: {_CAPITAL}[^\W\d_]+){{0,2}}\s*$"
    ),
)


def without_person(text: str) -> str:
    """On one line, normalised; empty when nothing else is left."""
    cleaned = clean(_UNSEEN.sub("", storable(text)))
    if cleaned.asks:
        # What only its writer could tell from a secret is not shown to anybody else.
        return ""
    plain = MARKS.sub(MASK, cleaned.text)
    plain = "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else "" for c in plain)
    plain = unicodedata.normalize("NFKC", plain).replace("[...]", MASK)
    for pattern in _SAYS_NAME:
        plain = pattern.sub(lambda match: f"{match['said']}{MASK}", plain)
    for pattern in _PRIVATE:
        plain = pattern.sub(MASK, plain)
    plain = " ".join(plain.split())
    return plain if any(c.isalpha() for c in plain.replace(MASK, "")) else ""
