"""Who may do what to people, and what a site's token must say. Pure: values in, decision out."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from ipaddress import IPv6Address, ip_address
from typing import Any, Literal

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import HOUR, MINUTE, SECOND, Instant
from fairlead.kit.errors import Invalid, NotSignedIn
from fairlead.kit.text import skeleton, storable

ROLES = ("agent", "lead", "admin", "editor", "reviewer")
# They write articles, and meet neither customers nor what customers say.
AUTHORS = ("editor", "reviewer")
PRESENCES = ("online", "busy", "away", "offline")
Presence = Literal["online", "busy", "away", "offline"]

# What an exchange's page may say of where the customer is.
CONTEXT_NAMES = frozenset({"page", "topic", "pair", "order", "coin", "network", "txid"})

TOKEN_LIFE = 5 * MINUTE
# By so much the exchange's clock and ours may differ; a wrong clock lengthens no token's life beyond it.
CLOCK_SKEW = 30 * SECOND
STEP_UP_LIFE = HOUR
PASSWORD_MIN = 10
PASSWORD_BYTES = 1024
# Fewer different characters than this are guessed by trying all of them.
PASSWORD_DISTINCT = 5
EMAIL_CHARS = 254
MOST_SECONDS = 10**11  # some thousand years

# Unquoted ASCII, as RFC 5321 has it: every letter of another script that looks like one of these is refused.
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip

UID_CHARS = 64
_TEXT_CLAIMS = {"uid": UID_CHARS, "tier": 40, "locale": 16, "name": 80, "kyc_level": 40, "email": 254}


def token_claims(claims: dict[str, Any], *, audience: str, moment: Instant) -> dict[str, Any]:
    """The claims a site's token makes, once its signature is good.

    `aud` must be the brand's key, `exp` at most five minutes ahead, `jti` 8 to 128 characters, `uid` the account.
    Optional: tier, locale, name, kyc_level, email (only with email_verified true), step_up_at (seconds).
    Raises NotSignedIn("token_invalid"), NotSignedIn("token_expired") or, where it tells of a time that has not come yet by more
    than `CLOCK_SKEW`, NotSignedIn("clock_skew").
    """
    expires = _seconds(claims.get("exp"))
    begins = max(_seconds(claims.get(name, 0)) for name in ("nbf", "iat"))
    token_id, uid = claims.get("jti"), claims.get("uid") or claims.get("sub")
    if claims.get("aud") not in (audience, [audience]):
        raise NotSignedIn("token_invalid")
    if expires * SECOND + CLOCK_SKEW < moment:
        raise NotSignedIn("token_expired")
    if begins * SECOND > moment + CLOCK_SKEW:
        raise NotSignedIn("clock_skew")
    if expires * SECOND > moment + TOKEN_LIFE + CLOCK_SKEW:
        raise NotSignedIn("token_invalid")
    if not isinstance(token_id, str) or not 8 <= len(token_id) <= 128 or token_id != storable(token_id):
        raise NotSignedIn("token_invalid")
    found: dict[str, Any] = {"jti": token_id, "exp": int(expires * SECOND)}
    for name, limit in _TEXT_CLAIMS.items():
        value = uid if name == "uid" else claims.get(name)
        if value is None and name != "uid":
            continue
        if not isinstance(value, str) or not value or len(value) > limit or value != storable(value):
            raise NotSignedIn("token_invalid")
        found[name] = value
    if claims.get("email_verified") is not True:
        found.pop("email", None)
    if "step_up_at" in claims:
        found["step_up_at"] = int(_seconds(claims["step_up_at"]) * SECOND)
        if found["step_up_at"] > moment + CLOCK_SKEW:
            raise NotSignedIn("clock_skew")
    return found


def _seconds(value: Any) -> float:
    """A point in time as tokens tell it. Neither a bool nor NaN, which is not later than anything, is one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST_SECONDS:
        raise NotSignedIn("token_invalid")
    return value


def folded_email(email: str) -> str:
    """The one form under which an address is looked for: NFKC, case folded, no space around it."""
    folded = unicodedata.normalize("NFKC", email).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def normal_email(email: str) -> str:
    """The folded address, for an account to be made. Raises Invalid("email_invalid") for what is none, and for every
    character an eye could take for another or not see at all."""
    folded = folded_email(email)
    if len(folded) > EMAIL_CHARS or not _EMAIL.fullmatch(folded):
        raise Invalid("email_invalid")
    return folded


def check_new_password(password: str, *, email: str, common: AbstractSet[str]) -> None:
    """Raises Invalid: password_too_short; password_common for what is tried first, the account's own address included."""
    if len(unicodedata.normalize("NFC", password)) < PASSWORD_MIN:
        raise Invalid("password_too_short", least=PASSWORD_MIN)
    folded = folded_email(password)
    own = {email, email.partition("@")[0], email.replace("@", ""), email.rpartition("@")[2]}
    if folded in common or folded in own or len(set(folded)) < PASSWORD_DISTINCT:
        raise Invalid("password_common")


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, the /64 of an IPv6 one (RFC 6177: a household has at least that)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return str(found)


def device_name(agent: str) -> str:
    """`Firefox · Windows` of a browser's User-Agent; its first word, at most 30 characters, of anything else."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if not browser:
        word = agent.partition(" ")[0].partition("/")[0]
        browser = "".join(c for c in word if c.isascii() and c.isprintable())[:30]
    return " · ".join(part for part in (browser, system) if part)


def _same_brand_agent(actor: Actor, person: Any) -> bool:
    return actor.kind == "agent" and person.brand_id in actor.brands


def _admin(actor: Actor, _: Any) -> bool:
    return actor.kind == "agent" and actor.role == "admin"


def _agent(actor: Actor, _: Any) -> bool:
    return actor.kind == "agent"


def _colleague(actor: Actor, person: Any) -> bool:
    """One sees whom one works with, and who works for nobody yet."""
    return actor.kind == "agent" and (not person.brands or bool(person.brands & actor.brands) or person.id == actor.id)


def _manages(actor: Actor, person: Any) -> bool:
    """Who works for a brand one does not hold could lend it: his account is not one's own to change."""
    return _admin(actor, person) and person.brands <= actor.brands


def may_write(actor: Actor) -> bool:
    """Whether he writes articles at all, of whichever brand."""
    return actor.kind == "agent" and actor.role in ("editor", "reviewer", "lead", "admin")


def may_publish(actor: Actor) -> bool:
    """Whether he decides what customers read."""
    return actor.kind == "agent" and actor.role in ("reviewer", "lead", "admin")


ACCESS: dict[str, Rule] = {
    "agent.read": _colleague,
    "agent.manage": _manages,
    "agents.manage": _admin,
    "customer.read": _same_brand_agent,
    "desk.enter": _agent,
    "jobs.manage": _admin,
}


# What our own people are called, in the languages customers read.
_OFFICE = (
    *(
        "support",
        "admin",
        "administrator",
        "moderator",
        "official",
        "staff",
        "system",
        "bot",
        "agent",
        "customer service",
    ),
    *(
        "help desk",
        "security",
        "客服",
        "官方",
        "管理员",
        "官方客服",
        "soporte",
        "administrador",
        "oficial",
        "サポート",
        "公式",
        "運営",
    ),
    *("管理者", "الدعم", "الإدارة", "دعم العملاء"),
)


def is_reserved(name: str, *, brand: str, agents: Iterable[str]) -> bool:
    """Whether a visitor by this name would be taken for the brand, its office, or one of its agents."""
    seen, house = skeleton(name), skeleton(brand)
    office = {skeleton(word) for word in _OFFICE}
    rest = {seen, seen.removeprefix(house), seen.removesuffix(house)}
    return bool(seen) and (seen == house or bool(rest & office) or seen in {skeleton(agent) for agent in agents})
