"""Where a brand's agents may lead a customer: to its own sites, its help center, and what its operator has listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairlead.brands.store import Brand
from fairlead.shield.find_links import CONTACT, MAIL, Lead


@dataclass(frozen=True, slots=True)
class Allowed:
    """`origins` as `https://host:port`; `sites`: hosts that are the brand's with all below them; `listed`: entries as
    `brands.rules.link_entry` makes them."""

    origins: frozenset[str]
    sites: tuple[str, ...]
    listed: frozenset[str]

    def covers(self, lead: Lead) -> bool:
        if lead.kind == CONTACT:
            return lead.host in self.listed
        host = lead.host.removeprefix("www.")
        if lead.kind != MAIL:
            schemes = ("http",) if lead.plain else ("https", "http") if "://" not in lead.text else ("https",)
            if any(f"{scheme}://{lead.host}" in self.origins for scheme in schemes):
                return True
            if lead.plain:
                return False
        if any(host == site or host.endswith(f".{site}") for site in self.sites) or host in self.listed:
            return True
        return any(host == entry[2:] or host.endswith(entry[1:]) for entry in self.listed if entry.startswith("*."))


def allowed_by(brand: Brand, *, origin: str) -> Allowed:
    """`origin` is our own, where the help center is."""
    hosts = (urlsplit(site).hostname or "" for site in brand.sites)
    return Allowed(
        origins=frozenset({origin, *brand.sites}),
        # A brand that is at home on www.brand.example writes its mails from brand.example.
        sites=tuple(host.removeprefix("www.") if host.count(".") > 1 else host for host in hosts),
        listed=frozenset(brand.links),
    )


def first_outside(leads: Iterable[Lead], allowed: Allowed) -> str | None:
    """Where the first that is not covered leads, as it is told: with `http://` before it where that is the reason."""
    for lead in leads:
        if not allowed.covers(lead):
            return f"http://{lead.host}" if lead.plain else lead.host
    return None
