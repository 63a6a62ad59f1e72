"""Wire shapes of canned replies."""

import msgspec


class NewCanned(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    shortcut: str
    title: str
    text: str
    locale: str


class ChangedCanned(msgspec.Struct, forbid_unknown_fields=True):
    shortcut: str
    title: str
    text: str
    locale: str
