"""Where a request may go, as a truth table; each row names why."""

import pytest

from romanesco.base.addresses import is_allowed, may_reach, read_networks

GLOBAL = [
    "8.8.8.8",
    "172.15.255.255",  # just below a private network
    "172.32.0.0",  # just above
    "100.63.255.255",
    "100.128.0.0",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:400e:80c::200e",
    "::ffff:8.8.8.8",  # mapped
    "2002:808:808::1",  # 6to4 of 8.8.8.8
    "64:ff9b::808:808",  # NAT64 of 8.8.8.8
]
NOT_GLOBAL = [
    ("0.0.0.0", "unspecified: this machine, on many"),
    ("0.1.2.3", "this network"),
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback, the far end"),
    ("10.0.0.1", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.0.1", "private"),
    ("169.254.169.254", "link-local: where clouds tell their secrets"),
    ("100.64.0.1", "carrier-grade NAT"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("192.0.0.1", "protocol assignments"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("198.18.0.1", "benchmarks"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::7f00:1", "IPv4-compatible loopback"),
    ("::ffff:127.0.0.1", "mapped loopback"),
    ("::ffff:169.254.169.254", "mapped link-local"),
    ("::ffff:0:127.0.0.1", "translated (SIIT)"),
    ("64:ff9b::7f00:1", "NAT64 of loopback"),
    ("64:ff9b::a00:1", "NAT64 of a private one"),
    ("64:ff9b:1::808:808", "NAT64 of a local network"),
    ("2002:7f00:1::1", "6to4 of loopback"),
    ("2002:a00:1::1", "6to4 of a private one"),
    ("2001:0:808:808:0:0:80ff:fffe", "Teredo, the client is loopback"),
    ("2001:0:a00:1:0:0:f7f7:f7f7", "Teredo, the server is private"),
    ("2001:db8::1", "documentation"),
    ("2001:20::1", "ORCHID"),
    ("3fff::1", "documentation"),
    ("5f00::1", "segment routing"),
    ("100::1", "discard"),
    ("fc00::1", "unique local"),
    ("fd12:3456::1", "unique local"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local, with its zone"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("localhost", "no address"),
    ("", "nothing"),
]


@pytest.mark.parametrize("address", GLOBAL)
def test_the_open_internet_may_be_reached(address: str) -> None:
    assert may_reach(address)


@pytest.mark.parametrize(("address", "why"), NOT_GLOBAL)
def test_nothing_else_may(address: str, why: str) -> None:
    assert not may_reach(address), why


def test_a_network_that_is_named_may_and_its_neighbour_may_not() -> None:
    allowed = read_networks("192.168.7.0/24, fd00::/8")
    assert may_reach("192.168.7.9", allowed)
    assert may_reach("::ffff:192.168.7.9", allowed)
    assert may_reach("fd00::5", allowed)
    assert not may_reach("192.168.8.9", allowed)
    assert not may_reach("fc00::5", allowed)
    assert not may_reach("2002:c0a8:709::1", allowed)  # only says that it is there
    assert is_allowed("192.168.7.9", allowed)
    assert not is_allowed("8.8.8.8", allowed)


def test_what_is_no_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"^home$"):
        read_networks("10.0.0.0/8, home")
    assert read_networks(" , ") == ()
