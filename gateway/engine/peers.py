"""The address that a connection would be opened to -> may a client reach it through the gate? Pure.

What listens on the gate's own machine trusts who speaks from there, and so does what a cloud tells
its machines on link-local addresses. Through the gate every client speaks from there; the gate
itself would take it for a person of that address.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from gateway.model import Reach

OWN_PORT, OWN, LOOPBACK = "own-port", "own-address", "loopback"
LINK_LOCAL, METADATA, NO_HOST = "link-local", "metadata", "no-host"
"""Codes of what is not reached (gateway.messages.peers has the words)."""

_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        (
            *("169.254.169.254", "169.254.170.2", "169.254.170.23"),  # most clouds; ECS, EKS
            *("fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"),  # AWS, EKS, Google by IPv6
            *("100.100.100.200", "168.63.129.16", "192.0.0.192"),  # Alibaba, Azure, Oracle
        ),
    )
)

_NAT64 = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48")))  # RFC 6052, 8215
_EMBEDS = tuple(map(IPv6Network, ("::/96", "::ffff:0:0:0/96")))  # RFC 4291 2.5.5.1, RFC 2765

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Peer:
    """An address as it was resolved. `is_own`: does the gate's machine have it?"""

    address: str
    port: int
    is_own: bool = False


def refusal_of(peer: Peer, own_ports: Iterable[int], local: Iterable[Reach]) -> str:
    """Why a connection to the peer is not opened, as a code; nothing where it may be.

    `local` is what the policy lists. The gate's own port is not reached whatever is listed: there a
    client would be another than it is.
    """
    meant = _meant(peer.address)
    codes = [code for a in meant if (code := _kind(a))] or [OWN] * peer.is_own
    if not codes:
        return ""
    is_here = peer.is_own or any(c in (LOOPBACK, NO_HOST) for c in codes)
    if is_here and peer.port in own_ports:
        return OWN_PORT
    return "" if any(_has(entry, meant, peer.port) for entry in local) else codes[-1]


def is_public(address: str) -> bool:
    """Could anybody's server be behind the address, an AI's too?"""
    return all(a.is_global and not _kind(a) for a in _meant(address))


def _meant(address: str) -> tuple[Address, ...]:
    """The address, and the one within it to which packets go in the end."""
    outer = ipaddress.ip_address(address.partition("%")[0])
    inner = _within(outer) if isinstance(outer, IPv6Address) else None
    return (outer, inner) if inner else (outer,)


def _within(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or (
        any(address in network for network in _EMBEDS) and int(address) > 1
    ):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _kind(address: Address) -> str:
    if address in _METADATA:
        return METADATA
    if address.is_loopback:
        return LOOPBACK
    if address.is_link_local:
        return LINK_LOCAL
    is_here = isinstance(address, IPv4Address) and address in IPv4Network("0.0.0.0/8")
    if address.is_unspecified or is_here:
        return NO_HOST  # connected to, most systems take it for their own
    is_reserved = isinstance(address, IPv4Address) and address.is_reserved
    return NO_HOST if address.is_multicast or is_reserved else ""


def _has(entry: Reach, meant: tuple[Address, ...], port: int) -> bool:
    return entry.port in (None, port) and meant[-1] in entry.network
