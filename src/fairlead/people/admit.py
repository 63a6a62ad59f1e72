"""Who may begin as a visitor now: the first ones of a network at once, then those whose browser has worked for it."""

import math

from fairlead.kit.errors import Refused, TooMany
from fairlead.shield.limits import Limiter
from fairlead.shield.prove_work import Proofs, Solved


class Starts:
    """`visitors`: the most that one network may begin at all. `freely` a minute begin without a proof; 0: all do."""

    def __init__(self, proofs: Proofs, *, visitors: Limiter, freely: int) -> None:
        self._proofs = proofs
        self._visitors = visitors
        self._free = Limiter(rate=freely / 60, burst=freely) if freely > 0 else None

    def admit(self, brand_key: str, network: str, *, proof: str | None, urgent: bool) -> Solved | None:
        """What to note as used. Raises Refused("pow_needed") and Refused("pow_invalid"), both with a `challenge` to solve
        and to come again with; TooMany."""
        solved = None
        purpose = f"session:{brand_key}"
        if proof is not None:
            try:
                solved = self._proofs.check(proof, purpose)
            except Refused:
                raise self.again(brand_key) from None
        # Whoever fears for his account waits for nothing; the most that a network may begin holds for him too.
        elif not urgent and self._free is not None and self._free.try_take(network):
            raise Refused("pow_needed", challenge=self._proofs.challenge(purpose))
        self._visitors.take(network)
        return solved

    def again(self, brand_key: str) -> Refused:
        """For a proof that is none, or was used."""
        return Refused("pow_invalid", challenge=self._proofs.challenge(f"session:{brand_key}"))

    def admit_plainly(self, network: str) -> None:
        """For those without JavaScript, who cannot work and wait instead. Raises TooMany."""
        if self._free is not None and (wait := self._free.try_take(network)):
            raise TooMany("form_wait", retry_after=math.ceil(wait))
        self._visitors.take(network)
