"""A name and a port -> the addresses to connect to, each looked at; or why none of them may be.

Looked up once: what was looked at is what is connected to, whatever the name says a moment later
(DNS rebinding). An operator's own routes and targets are not looked at: they are listed by that.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from gateway.engine.peers import Peer, refusal_of
from gateway.model import Reach

Address = tuple[str, int]

CHECKED: ContextVar[tuple[Address, ...]] = ContextVar("checked", default=())
"""Of the task that opens one connection: where it may be opened, in the order in which to try."""


class RefusedPeerError(Exception):
    """No address of the name may be connected to. `code` is of gateway.engine.peers."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Peers:
    """`local` is what the policy lists now, `own_ports` where the gate listens, `routes` what
    the operator sends elsewhere."""

    local: Callable[[], Iterable[Reach]]
    own_ports: Callable[[], Iterable[int]]
    routes: Mapping[Address, Address] = field(default_factory=dict)

    async def permitted(
        self, host: str, port: int, target: Address | None = None, listed: tuple[Reach, ...] = ()
    ) -> tuple[Address, ...]:
        """Where a connection meant for the host may be opened; `target` is what the operator set
        for this listener, `listed` what is reached besides. Raises RefusedPeerError, and OSError
        where there is no such host."""
        if route := self.routes.get((host.lower().rstrip("."), port)):
            return (route,)
        if target == (host, port):
            return (target,)
        found = await _look_up(host, port)
        good = [a for a in found if target == (a, port)]
        refused, local = "", (*self.local(), *listed)
        for address in found:
            code = refusal_of(Peer(address, port, is_own(address)), self.own_ports(), local)
            refused = refused or code
            if not code and address not in good:
                good.append(address)
        if not good:
            raise RefusedPeerError(refused)
        return tuple((address, port) for address in good)


async def _look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system orders them. Raises OSError."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as e:  # no name at all, for IDNA
        raise OSError(f"no such host: {type(e).__name__}") from None
    addresses = [str(f[4][0]) for f in found if f[0] in (socket.AF_INET, socket.AF_INET6)]
    if not addresses:
        raise OSError("the host has no address")
    return list(dict.fromkeys(addresses))


def is_own(address: str) -> bool:
    """Does this machine have the address? Packets to it would come from itself; none is sent."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))  # any port: UDP only looks for the way
            return bool(probe.getsockname()[0] == address.partition("%")[0])
    except OSError:
        return False  # there is no way to it


async def open_connection(host: str, port: int, **options: Any) -> Any:
    """asyncio's, to the addresses that were looked at. Where none was, nothing is opened."""
    problem: OSError = ConnectionRefusedError("the destination was not looked at")
    for address in CHECKED.get():
        try:
            return await asyncio.open_connection(*address, **options)
        except OSError as e:
            problem = e
    raise problem
