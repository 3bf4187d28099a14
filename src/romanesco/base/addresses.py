"""Which addresses a request of ours may go to: those of the open internet. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

# IANA special-purpose registries (RFC 6890), written out: what Python's `is_global` leaves open,
# and what it came to know only in later versions.
NEVER = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # protocol assignments; Teredo is unwrapped before
        "3fff::/20",  # documentation (RFC 9637)
        "5f00::/16",  # segment routing
    )
)
UNICAST = IPv6Network("2000::/3")  # all of the internet that speaks IPv6 is in it
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


def read_networks(value: str) -> tuple[Network, ...]:
    """Networks from a list with commas. Raises ValueError with the words that are none."""
    found: list[Network] = []
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError:
            raise ValueError(part) from None
    return tuple(found)


def may_reach(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Whether a request may go there: a global unicast address, or one that is allowed.

    An address that carries another (mapped, 6to4, NAT64, Teredo) is as good as what it carries.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return is_allowed(address, allowed) or all(_is_global(inner) for inner in _carried(found))


def is_allowed(address: str, allowed: Iterable[Network]) -> bool:
    """Whether whoever runs the house has named a network that this address is in."""
    found = ip_address(address)
    plain = (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
    return any(plain in network for network in allowed)


def _carried(address: Address) -> list[Address]:
    """The addresses that packets to this one may end at: itself, or what is embedded in it."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return [*address.teredo]
    if address in NAT64:
        return [IPv4Address(int(address) & 0xFFFF_FFFF)]
    return [address]


def _is_global(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in UNICAST:
        return False
    return address.is_global and not any(address in network for network in NEVER)
