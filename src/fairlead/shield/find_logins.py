"""What lets somebody in who has it, in files that browsers and programs write: cookies, tokens and keys in the headers of
requests. HAR files and logs are full of them, and who sends one to support has seldom looked.
"""

import re

# A header in a log, a `curl` command or a dump: `Cookie: session=…`, `-H 'Authorization: Bearer …'`, `x-api-key=…`.
_NAMES = (
    r"(?:proxy-)?authorization|cookie|set-cookie2?|x-(?:mbx-)?api-?key|x-api-(?:secret|sign|signature|token)|api-?key|x-auth-token|x-access-token|"
    r"x-csrf-?token|x-xsrf-token|ok-access-(?:key|sign|passphrase)|kc-api-(?:key|sign|passphrase)|cb-access-(?:key|sign|passphrase)|"
    r"bx-(?:apikey|signature)|x-bapi-(?:api-key|sign)|api-sign|access-token|session-?token"
)
_LINE = re.compile(rf"(?im)(?:^|[\s'\"\[{{(<>|])({_NAMES})['\"]?[ \t]*[:=][ \t]*['\"]?([^\r\n'\"]{{8,}})")
# The same in a HAR file (http://www.softwareishard.com/blog/har-12-spec/): {"name": "Cookie", "value": "…"}, in either order.
_NAMED = re.compile(rf'(?i)"name"\s*:\s*"({_NAMES})"\s*,\s*"value"\s*:\s*"((?:[^"\\]|\\.){{8,}})"')
_VALUED = re.compile(rf'(?i)"value"\s*:\s*"((?:[^"\\]|\\.){{8,}})"\s*,\s*"name"\s*:\s*"({_NAMES})"')
_COOKIES = re.compile(r'(?i)"cookies"\s*:\s*\[\s*\{[^\]]*?"value"\s*:\s*"((?:[^"\\]|\\.){8,})"')
# Nothing of the above without one of these.
_WORTH_A_LOOK = re.compile(
    r"(?i)authorization|cookie|api-?key|x-auth|x-api|access-(?:token|key|sign|passphrase)|csrf|xsrf|kc-api|ok-access|bx-|api-sign|"
    r"session-?token"
)
# What programs and careful people put in the place of what they took out.
_TAKEN_OUT = re.compile(
    r"(?i)^(?:bearer|basic|token|[\w.-]+=)?\s*(?:[*•.x_-]{3,}|\W*(?:redacted|removed|hidden|masked|sanitized|filtered|secret|omitted|your[\s_-]?\w+|deleted)\b.*|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|\$\w+)\s*$"
)
# Of words, no token: "Cookie: which ones do you set?"
_TOKEN = re.compile(r"[\w.+/~%=-]{8,}")


def holds_login(text: str) -> bool:
    """Whether a header in it lets somebody in: there, with a value that nobody has taken out."""
    if not _WORTH_A_LOOK.search(text):
        return False
    values = [match[2] for match in _LINE.finditer(text)]
    values += [match[2] for match in _NAMED.finditer(text)] + [match[1] for match in _VALUED.finditer(text)]
    values += [match[1] for match in _COOKIES.finditer(text)]
    return any(not _TAKEN_OUT.match(value.strip()) and _is_token(value) for value in values)


def _is_token(value: str) -> bool:
    """Long without a blank, and not made of letters alone as words are."""
    return any(not part.strip("=").isalpha() or len(part) >= 24 for part in _TOKEN.findall(value))
