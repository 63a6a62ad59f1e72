"""Wire shapes of canned replies."""

import msgspec

from fairlead.automation.rules import Step


class ChangedCanned(msgspec.Struct, forbid_unknown_fields=True):
    shortcut: str
    title: str
    text: str
    locale: str
    steps: list[Step] = []
    greeting: bool = False


class NewCanned(ChangedCanned, kw_only=True):
    brand: str
