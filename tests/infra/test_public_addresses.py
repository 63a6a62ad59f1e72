"""Which machines are on the open internet, and which only look so (reliability.md V-36)."""

import pytest

from fairlead.infra.reach import is_odd_number, is_public

NOT_PUBLIC = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff0e::1", "2606:4700::1111%eth0", "", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::200e",
]


@pytest.mark.parametrize("address", NOT_PUBLIC, ids="V36 {!r}".format)
def test_v36_no_machine_inside_counts_as_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_v36_machines_of_the_internet_do(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "127.0.0.1.",
        "1.2.3.4.5",
        "a.b.7",
        "017700000001",
        "0x",
        "010.8.8.8",
    ],
)
def test_v36_numbers_that_are_no_address_are_odd(host: str):
    assert is_odd_number(host)


def test_v36_names_and_addresses_are_not_odd():
    assert not [
        host for host in ("8.8.8.8", "push.example", "0x7f.example", "a1.b2", "xn--p1ai", "") if is_odd_number(host)
    ]
