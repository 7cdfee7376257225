"""mitmproxy embedded: an own Master with the few addons that a gate needs.

Every hook goes through every addon; mitmdump's three dozen cost 28 % more CPU a request.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mitmproxy import exceptions, master, options
from mitmproxy.addons import (
    core,
    disable_h2c,
    dns_resolver,
    next_layer,
    proxyserver,
    tlsconfig,
)

from gateway.engine.admission import MAX_HEAD, MAX_HEADERS
from gateway.errors import SekishoError
from gateway.planes.mitmproxy.addon import GateAddon, Last
from gateway.planes.mitmproxy.mitmproxy_patches.apply import apply
from gateway.planes.mitmproxy.mitmproxy_patches.dispatch import Dispatch
from gateway.planes.mitmproxy.mitmproxy_patches.network import Address, stop_listening
from gateway.planes.mitmproxy.peers import open_connection

DRAIN = 10.0
"""Seconds that running answers have to finish after SIGTERM (docs/deploy.md names it)."""

Ready = Callable[[list[tuple[Any, ...]]], None]
"""Is told the addresses once connections are taken."""

FLUSH = 0.1
"""Seconds for the last bytes of an answer to leave the sockets."""


class ListenError(SekishoError):
    """The gate cannot listen where it was told to."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where and how to listen, and what to trust upstream."""

    host: str
    port: int
    modes: Sequence[str] = ("regular",)
    ca: Path = Path()
    upstream_ca: Path | None = None
    routes: tuple[tuple[Address, Address], ...] = ()
    share_port: bool = False


class TlsConfig(tlsconfig.TlsConfig):
    """mitmproxy's, which reads the CA anew when it runs lest nobody named the folder; we do."""

    name = "tlsconfig"

    def running(self) -> None:
        """The CA was read when the options were set; to prove its key takes 25 ms each time."""


class GateMaster(master.Master):
    """The gate's own Master. Serves until SIGTERM or SIGINT, then drains."""

    def __init__(self, listening: Listening, gate_addon: GateAddon, ready: Ready) -> None:
        super().__init__(options.Options(), with_termlog=False)
        self.addons = Dispatch(self)
        self.gate_addon = gate_addon
        self.ready = ready
        self.server = proxyserver.Proxyserver()
        self.addons.add(
            core.Core(),
            disable_h2c.DisableH2C(),
            self.server,
            dns_resolver.DnsResolver(),
            gate_addon,  # before NextLayer: it decides first what passes closed
            next_layer.NextLayer(),
            TlsConfig(),
            Last(gate_addon),
        )
        # mitmproxy asks SOCKS clients for a password where an option of this name is set.
        self.options.add_option("proxyauth", str, "htpasswd" if gate_addon.people.users else "", "")
        try:
            self.options.update(**_options(listening))
        except exceptions.OptionsError as e:
            raise ListenError(str(e)) from None

    async def running(self) -> None:
        """Called by mitmproxy when the listeners are up, or have failed to come up."""
        await super().running()
        for instance in self.server.servers:
            if instance.last_exception:
                # What follows in further lines is the remedy for who starts mitmproxy itself.
                raise ListenError(str(instance.last_exception).partition("\n")[0])
        self.ready([tuple(address) for address in self.server.listen_addrs()])

    async def drain(self) -> None:
        """No new connections; running answers finish; then the end."""
        stop_listening(self.server.servers)
        loop = asyncio.get_running_loop()
        until = loop.time() + DRAIN
        while self.gate_addon.present.under_way and loop.time() < until:  # noqa: ASYNC110 - many ends
            await asyncio.sleep(0.02)
        await asyncio.sleep(FLUSH)
        self.shutdown()


def _options(listening: Listening) -> dict[str, Any]:
    """Nothing that lets bytes past a hook; upstream connections only after a judgement."""
    return {
        "listen_host": listening.host,
        "listen_port": listening.port,
        "mode": list(listening.modes),
        "confdir": str(listening.ca),
        "connection_strategy": "lazy",
        "upstream_cert": False,  # a refused host must not be asked for its certificate
        "rawtcp": False,  # else a first packet of one byte turns HTTP into unread TCP
        "http3": False,
        "validate_inbound_headers": True,
        "ssl_verify_upstream_trusted_ca": str(listening.upstream_ca or "") or None,
    }


async def serve(
    listening: Listening,
    gate_addon: GateAddon,
    ready: Ready,
) -> None:
    """Run until a signal ends it. Raises ListenError."""
    apply(
        max_head=MAX_HEAD,
        max_headers=MAX_HEADERS,
        tell=gate_addon.connections.tell_overuse,
        max_body=lambda: gate_addon.service.policy.limits.body,
        may_keep=gate_addon.may_keep,
        silence=gate_addon.silence,
        open_connection=open_connection,
        unreached=gate_addon.unreached,
        share_port=listening.share_port,
    )
    gate_addon.connections.peers.routes = dict(listening.routes)
    gate = GateMaster(listening, gate_addon, ready)
    loop = asyncio.get_running_loop()
    draining: list[asyncio.Task[None]] = []

    def stop() -> None:
        if not draining:
            draining.append(loop.create_task(gate.drain()))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await gate.run()
