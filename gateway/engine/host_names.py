"""The names that a request gives for one destination -> do they all mean the same host?

mitmproxy keeps CONNECT host, TLS server name, Host header, `:authority` and an absolute URL
apart and never compares them: a request could be judged as one host's and be served by another.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_PORT = re.compile(r":[0-9]{1,5}$", re.ASCII)


def canonical(name: str) -> str:
    """A host name without port, final dot and case; the empty string where there is none."""
    name = _PORT.sub("", name.strip().lower()) if name.count(":") == 1 or "]" in name else name
    return name.strip().lower().strip("[]").rstrip(".")


def agree(names: Iterable[str | None]) -> bool:
    """Do all the names that were given mean one host?"""
    return len({canonical(n) for n in {*names} if n}) <= 1


def is_address(host: str) -> bool:
    """An IP address, not a name."""
    try:
        ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return True
