"""Who comes: the peer, or whom a proxy of ours names (reliability.md V-11)."""

from typing import Any

import pytest
from litestar import Request

from fairlead.people.door import Door
from fairlead.settings import SettingsError


def peer(door: Door, client: str, *forwarded: str, **others: str) -> str:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in others.items()]
    scope: Any = {
        "type": "http",
        "client": (client, 1),
        "headers": headers,
        "method": "GET",
        "path": "/",
        "query_string": b"",
    }
    return door.address(Request(scope))


@pytest.mark.parametrize(
    ("client", "forwarded", "found"),
    [
        ("9.9.9.9", ["1.2.3.4"], "9.9.9.9"),
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["6.6.6.6, 1.2.3.4, 10.0.0.7"], "1.2.3.4"),
        # The proxy's own line below one that its client made up.
        ("10.0.0.1", ["6.6.6.6", "1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["<b>1.2.3.4</b>"], "10.0.0.1"),
        ("10.0.0.1", ["1.2.3.4, 127.1"], "10.0.0.1"),
        ("10.0.0.1", ["0x7f.0.0.1"], "10.0.0.1"),
        ("10.0.0.1", ["010.8.8.8"], "10.0.0.1"),
        ("10.0.0.1", ["2001:DB8:0::1"], "2001:db8::1"),
        ("10.0.0.1", ["fe80::1%<script>"], "10.0.0.1"),
        ("10.0.0.1", ["fe80::1%eth0"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["1.2.3.4:5678"], "10.0.0.1"),
        ("", ["1.2.3.4"], ""),
    ],
    ids="V11 {}".format,
)  # fmt: skip
def test_v11_only_a_configured_proxy_says_who_comes(client: str, forwarded: list[str], found: str):
    door = Door(None, trusted_proxies="10.0.0.0/8", https=False)  # type: ignore[arg-type] # nobody signs in
    assert peer(door, client, *forwarded) == found
    others = {
        "forwarded": "for=6.6.6.6",
        "cf_connecting_ip": "<img src=x>",
        "x_real_ip": "6.6.6.6",
        "true_client_ip": "6.6.6.6",
        "client_ip": "6.6.6.6",
    }
    assert peer(door, client, *forwarded, **others) == found, "no other header has a say"


def test_v11_a_proxy_that_is_no_network_is_told_at_start():
    with pytest.raises(SettingsError, match="FAIRLEAD_TRUSTED_PROXIES"):
        Door(None, trusted_proxies="10.0.0.1/8", https=False)  # type: ignore[arg-type] # nobody signs in
