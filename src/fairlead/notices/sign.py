"""Who sends: a VAPID token for each push service (RFC 8292), with a key that comes from the installation's own secret."""

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import HOUR, SECOND, Instant
from fairlead.notices.encrypt import uncompressed
from fairlead.notices.rules import encoded

# A token may live a day; half of that bears a clock that is wrong, and half of it again is used.
LIFE, USED = 12 * HOUR, 6 * HOUR
# The number of points of P-256 (NIST SP 800-186): private keys lie below.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Vapid:
    def __init__(self, sealer: Sealer, *, contact: str) -> None:
        # Twice as many bits as the key has, so that no key is likelier than another.
        wide = int.from_bytes(sealer.derive("vapid") + sealer.derive("vapid, second half"), "big")
        private = ec.derive_private_key(wide % (_ORDER - 1) + 1, ec.SECP256R1())
        self._key = ECKey.import_key(private)
        self._contact = contact
        self._made: dict[str, tuple[str, Instant]] = {}
        # What browsers are given as `applicationServerKey`.
        self.public = encoded(uncompressed(private.public_key()))

    def authorization(self, origin: str) -> str:
        """The header for a service at this origin."""
        moment = clock.now()
        token, made_at = self._made.get(origin, ("", 0))
        if made_at + USED < moment:
            claims = {"aud": origin, "exp": (moment + LIFE) // SECOND, "sub": self._contact}
            token = jwt.encode({"alg": "ES256"}, claims, self._key)
            self._made[origin] = token, moment
        return f"vapid t={token}, k={self.public}"
