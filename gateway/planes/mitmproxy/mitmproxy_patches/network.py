"""Where connections are opened, who may listen beside whom, and how listening ends."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from mitmproxy.connection import Connection, ConnectionState
from mitmproxy.proxy import mode_servers, server

Address = tuple[str, int]


class _Asyncio(ModuleType):
    """asyncio as one module of mitmproxy sees it, with a function or two replaced."""

    def __init__(self, **replaced: Any) -> None:
        super().__init__("asyncio")
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)


def connect_to(open_connection: Callable[..., Any]) -> None:
    """Open connections where `open_connection` does: at addresses that were looked at, and those
    meant for A at B, as curl's --connect-to does.

    Changing the address in a hook would change the host that is judged and the name that the
    certificate is checked against as well.
    """
    server.asyncio = _Asyncio(open_connection=open_connection)


def share_port(backlog: int = 1024) -> None:
    """Let several processes listen on one port; the kernel spreads connections over them."""
    start = functools.partial(asyncio.start_server, reuse_port=True, backlog=backlog)
    mode_servers.asyncio = _Asyncio(start_server=start)


def close_at_once() -> None:
    """Close a connection when a layer says so.

    mitmproxy cancels whoever reads from it, who then closes it; but not where that one was waiting
    for another hook to end: then the connection stayed open for as long as the client liked.
    """
    close = server.ConnectionHandler.close_connection

    def close_connection(
        self: server.ConnectionHandler, connection: Connection, half_close: bool = False
    ) -> None:
        writer = self.transports[connection].writer
        close(self, connection, half_close)
        if connection.state is ConnectionState.CLOSED and writer:
            writer.close()  # what was written before is sent

    server.ConnectionHandler.close_connection = close_connection  # type: ignore[method-assign]


def stop_listening(servers: Iterable[mode_servers.ServerInstance[Any]]) -> None:
    """Take no new connections; mitmproxy's own way of stopping waits for those that there are."""
    for instance in servers:
        if isinstance(instance, mode_servers.AsyncioServerInstance):
            for listener in instance._servers:
                listener.close()
