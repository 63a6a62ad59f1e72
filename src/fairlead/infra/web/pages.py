"""The one table of what each class of page tells the browser. `mount.py` says which address is of which class, the edge adds
the headers; a handler sets itself only what depends on the brand or the request, with the policies made here."""

from dataclasses import dataclass

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_POWERS = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
)
_EVERY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in (*_POWERS, "payment", "usb")),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What a handler does not say otherwise may do nothing: so is every error, whatever the page.
    "Content-Security-Policy": _NOTHING,
}
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=63072000")


@dataclass(frozen=True, slots=True)
class Page:
    """A class of pages, and the headers of each answer of that class that its handler has not set."""

    name: str
    headers: tuple[tuple[bytes, bytes], ...]


def _page(name: str, *, without: tuple[str, ...] = (), **changes: str) -> Page:
    told = _EVERY | {key.replace("_", "-").title(): value for key, value in changes.items()}
    return Page(
        name, tuple((key.lower().encode(), value.encode()) for key, value in told.items() if key not in without)
    )


API = _page(
    "api", cache_control="no-store", content_security_policy="default-src 'none'; frame-ancestors 'none'; sandbox"
)
# Built files, style sheets, icons: loaded by our own pages and nobody else's.
PART = _page("part")
# Scripts that run for us: what they may do is said in their own answer.
WORKER = _page("worker", content_security_policy="default-src 'none'")
# The one thing foreign pages load as a part of theirs.
LOADER = _page("loader", cross_origin_resource_policy="cross-origin")
# In a brand's own sites: its handler says in which, by `widget_policy`.
FRAME = _page("frame")
# The same page in a window, which talks with the frame that opened it: another opener policy would cut the two apart.
WINDOW = _page("window", cross_origin_opener_policy="unsafe-none")
DESK = _page("desk", referrer_policy="same-origin", cache_control="no-store")
# With no referrer at all, a browser does not say either where a form comes from.
FORM = _page(
    "form",
    referrer_policy="same-origin",
    cache_control="no-store",
    content_security_policy="default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
)
# The same with a script of our own beside it, which the page does not need.
PORTAL = _page(
    "portal",
    referrer_policy="same-origin",
    cache_control="no-store",
    content_security_policy="default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
# Public, and linked from everywhere: other sites learn the host that leads to them.
HELP = _page(
    "help",
    referrer_policy="strict-origin-when-cross-origin",
    content_security_policy="default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
# Whole other sites on our port (the demo's exchanges), whose policy is theirs.
SITE = _page("site", without=("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"))
CLASSES = (API, PART, WORKER, LOADER, FRAME, WINDOW, DESK, FORM, PORTAL, HELP)


def widget_policy(ancestors: str) -> str:
    """The widget talks to nobody but us; `ancestors` may show it. Its workers tell of replies and do a visitor's proof."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}"
    )


def desk_policy(nonce: str) -> str:
    """Styles that the desk's components make as they run carry the nonce; no script does."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; "
        "connect-src 'self'; font-src 'self'; media-src 'self' blob:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
