"""The names that a request gives for one destination -> do they all mean the same host?

mitmproxy keeps CONNECT host, TLS server name, Host header, `:authority` and an absolute URL
apart and never compares them: a request could be judged as one host's and be served by another.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable


def canonical(name: str) -> str:
    """A host name without port, final dot and case; the empty string where there is none."""
    name = name.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.rstrip(".")


def agree(names: Iterable[str | None]) -> bool:
    """Do all the names that were given mean one host?"""
    return len({canonical(n) for n in names if n}) <= 1


def is_address(host: str) -> bool:
    """An IP address, not a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
