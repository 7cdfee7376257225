"""Passwords that are tried -> when each may be: the first at once, later ones more slowly. Pure.

Counted by client and name together, whether there is such a user or not: people behind one address
do not wait for whoever guesses at another's password, and nobody learns from it which names exist.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

FREE = 20
"""Different passwords that may be tried at once: more than a person has who forgot which it was."""

SLOWEST = 8.0
"""Seconds between two of them in the end: some 450 in an hour, of the 10^14 that eight characters
make."""

FORGOTTEN = 900.0
"""Seconds after which those that were tried count no more."""

MOST = 4_096
"""Pairs of client and name that are kept. To push one out takes so many hashes at 50 ms or more,
which is as slow as to wait."""


@dataclass(slots=True)
class _Tried:
    times: int = 0
    next: float = 0.0
    """When the next may be tried; also, of how late the last one was."""


@dataclass(slots=True)
class Guesses:
    """`now` is seconds of a clock that only goes forward."""

    _tried: OrderedDict[tuple[str, bytes], _Tried] = field(default_factory=OrderedDict, repr=False)

    def wait(self, client: str, name: bytes, now: float, patience: float) -> float | None:
        """Seconds until this password may be tried; None where that is more than `patience`, so
        that it is not tried at all. `name` stands for the name, as a digest."""
        key = (network_of(client), name)
        tried = self._tried.get(key)
        if tried is None or now - tried.next > FORGOTTEN:
            tried = self._tried[key] = _Tried()
        self._tried.move_to_end(key)
        while len(self._tried) > MOST:
            self._tried.popitem(last=False)
        wait = max(0.0, tried.next - now)
        if wait > patience:
            return None
        tried.times += 1
        over = tried.times - FREE
        tried.next = now + wait + (min(SLOWEST, 2.0**over) if over >= 0 else 0.0)
        return wait

    def was_right(self, client: str, name: bytes) -> None:
        """The password was the user's own: what was tried before was no guessing."""
        self._tried.pop((network_of(client), name), None)


def network_of(client: str) -> str:
    """Whom an address stands for: in IPv6 everybody has a /64 of addresses to speak from."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return client
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return (address.packed[:8] + bytes(8)).hex()
