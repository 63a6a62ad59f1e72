"""What somebody wants, as far as the bot treats it in a way of its own; for who takes over, and for figures."""

from collections.abc import Sequence

from fairlead.bot.about_account import asks_about_own_account, misses_deposit
from fairlead.bot.security_harm import is_security_harm


def intent_of(asked: Sequence[str]) -> str:
    """`security`, `deposit_missing`, `account` or `question`: of several questions the gravest."""
    if any(map(is_security_harm, asked)):
        return "security"
    if any(map(misses_deposit, asked)):
        return "deposit_missing"
    return "account" if any(map(asks_about_own_account, asked)) else "question"
