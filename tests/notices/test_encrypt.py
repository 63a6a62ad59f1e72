"""The sealing of notices, byte for byte as the standard's own example has it."""

from cryptography.hazmat.primitives.asymmetric import ec

from fairlead.notices.encrypt import encrypt
from tests.push_service import unb64

# RFC 8291, appendix A and section 5.
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    own = ec.derive_private_key(int.from_bytes(unb64(OWN), "big"), ec.SECP256R1())
    plain = b"When I grow up, I want to be a watermelon"
    assert encrypt(plain, browser=unb64(BROWSER), auth=unb64(AUTH), own=own, salt=unb64(SALT)) == unb64(BODY)


def test_the_same_words_never_look_the_same_twice():
    bodies = {encrypt(b"again", browser=unb64(BROWSER), auth=unb64(AUTH)) for _ in range(3)}
    assert len(bodies) == len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 3
