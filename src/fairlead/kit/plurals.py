"""Which form of a word goes with a number, in the languages customers read (Unicode CLDR 46, cardinal numbers). Pure."""

FORMS = {"en": ("one",), "es": ("one",), "ar": ("one", "two", "few", "many"), "zh": (), "ja": ()}


def form_of(locale: str, count: int) -> str:
    """`one`, `two`, `few`, `many` or `other`; a language nobody wrote rules for has one form for all."""
    known = FORMS.get(locale.partition("-")[0], ())
    rest = count % 100
    if count == 1 and "one" in known:
        return "one"
    if count == 2 and "two" in known:
        return "two"
    if 3 <= rest <= 10 and "few" in known:
        return "few"
    return "many" if rest >= 11 and "many" in known else "other"
