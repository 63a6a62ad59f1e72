"""Who may do what to people, and what a site's token must say. Pure: values in, decision out."""

from typing import Any, Literal

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import HOUR, MINUTE, SECOND, Instant
from fairlead.kit.errors import NotSignedIn
from fairlead.kit.text import storable

ROLES = ("agent", "lead", "admin")
PRESENCES = ("online", "busy", "away", "offline")
Presence = Literal["online", "busy", "away", "offline"]

# What an exchange's page may say of where the customer is.
CONTEXT_NAMES = frozenset({"page", "topic", "pair", "order", "coin", "network", "txid"})

TOKEN_LIFE = 5 * MINUTE
CLOCK_SKEW = 30 * SECOND
STEP_UP_LIFE = HOUR
PASSWORD_MIN = 10
MOST_SECONDS = 10**11  # some thousand years

_TEXT_CLAIMS = {"uid": 64, "tier": 40, "locale": 16, "name": 80, "kyc_level": 40, "email": 254}


def token_claims(claims: dict[str, Any], *, audience: str, moment: Instant) -> dict[str, Any]:
    """The claims a site's token makes, once its signature is good.

    `aud` must be the brand's key, `exp` at most five minutes ahead, `jti` 8 to 128 characters, `uid` the account.
    Optional: tier, locale, name, kyc_level, email (only with email_verified true), step_up_at (seconds).
    Raises NotSignedIn("token_invalid") or NotSignedIn("token_expired").
    """
    expires, starts = _seconds(claims.get("exp")), _seconds(claims.get("nbf", 0))
    token_id, uid = claims.get("jti"), claims.get("uid") or claims.get("sub")
    if claims.get("aud") not in (audience, [audience]):
        raise NotSignedIn("token_invalid")
    if expires * SECOND + CLOCK_SKEW < moment:
        raise NotSignedIn("token_expired")
    if expires * SECOND > moment + TOKEN_LIFE + CLOCK_SKEW:
        raise NotSignedIn("token_invalid")
    if starts * SECOND > moment + CLOCK_SKEW:
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
    return found


def _seconds(value: Any) -> float:
    """A point in time as tokens tell it. Neither a bool nor NaN, which is not later than anything, is one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST_SECONDS:
        raise NotSignedIn("token_invalid")
    return value


def _same_brand_agent(actor: Actor, person: Any) -> bool:
    return actor.kind == "agent" and person.brand_id in actor.brands


def _admin(actor: Actor, _: Any) -> bool:
    return actor.kind == "agent" and actor.role == "admin"


def _agent(actor: Actor, _: Any) -> bool:
    return actor.kind == "agent"


ACCESS: dict[str, Rule] = {
    "customer.read": _same_brand_agent,
    "desk.enter": _agent,
    "jobs.manage": _admin,
}
