"""What somebody wants, as far as the bot treats it in a way of its own; for who takes over, and for figures."""

from collections.abc import Sequence

from fairlead.bot.about_account import asks_about_own_account, misses_deposit
from fairlead.bot.name_case import case_of
from fairlead.bot.security_harm import is_security_harm

# Of the cases that are told apart, by the part of their code that names the matter.
_OF_CASE = {
    "DEP": "deposit_missing",
    "WDR": "withdrawal",
    "KYC": "verification",
    "ACC": "sign_in",
    "TRD": "order",
    "FEE": "fees",
    "FIA": "bank_or_card",
    "CRD": "bank_or_card",
    "P2P": "p2p",
}


def intent_of(asked: Sequence[str]) -> str:
    """`security`, `deposit_missing`, one of `_OF_CASE`, `account` or `question`: of several questions the gravest."""
    if any(map(is_security_harm, asked)):
        return "security"
    if any(map(misses_deposit, asked)):
        return "deposit_missing"
    if code := next(filter(None, map(case_of, reversed(asked))), ""):
        return "fees" if code == "WDR-FEE" else _OF_CASE[code.partition("-")[0]]
    return "account" if any(map(asks_about_own_account, asked)) else "question"
