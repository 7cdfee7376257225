"""Connections: which are looked into, which pass closed, which version of HTTP they speak."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from mitmproxy import connection, ctx, dns, tcp, tls, udp
from mitmproxy.proxy import layer, layers, mode_specs
from mitmproxy.proxy.layers.modes import Socks5AuthData
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from gateway.engine.host_names import canonical, is_address
from gateway.engine.peers import is_public
from gateway.engine.scrub import recorded_host
from gateway.identity import People, is_too_long
from gateway.model import OtherTraffic, Reach, Standing
from gateway.passwords import Passwords
from gateway.planes.mitmproxy.connection_table import ConnectionTable, Tunnel
from gateway.planes.mitmproxy.peers import CHECKED, Address, Peers, RefusedPeerError
from gateway.planes.mitmproxy.snapshot import address_of
from gateway.ports import Decisions
from gateway.refusal import not_opened


class Connections:
    """The hooks of a connection; what is asked in them is told by names, no byte is looked at."""

    def __init__(
        self, service: Decisions, people: People, present: ConnectionTable, *, embedded: bool = True
    ) -> None:
        self.embedded = embedded
        self.peers = Peers(lambda: service.policy.local, _own_ports)
        self.service = service
        self.people = people
        self.passwords = Passwords(people)
        self.present = present
        self.closes = True
        """May a connection pass closed at all? Not beside options that do not fit a gate."""

    def client_disconnected(self, client: connection.Client) -> None:
        """A tunnel to what is refused leaves word, unless a request in it did."""
        tunnel = self.present.tunnels.get(client.id)
        if tunnel and not tunnel.judged and self._is_refused(tunnel.host):
            self.tell(client, "tunnel-refused", via=tunnel.via, host=tunnel.host)
        self.present.leave(client.id)

    async def socks5_auth(self, data: Socks5AuthData) -> None:
        data.valid = False
        users = self.people.users
        if not users:
            return
        client = address_of(data.client_conn)
        if await self.passwords.proves(client, data.username, data.password):
            self.present.people[data.client_conn.id] = data.username
            data.valid = True
        else:
            self.tell_failure(data.client_conn, "socks5", data.username, data.password)

    def opened(self, client: connection.Client, host: str, via: str) -> None:
        """A client asked for a tunnel."""
        if client.id in self.present.tunnels:
            return
        self.present.tunnels[client.id] = Tunnel(self._recorded(host), via)
        if via == "socks5" and is_address(host):
            self.tell(client, "socks-by-address", host=host)

    def tell(self, client: connection.Client, kind: str, **about: str) -> None:
        """Leave word of what is no request; of a person whose name is known, with the name."""
        said = {"actor": self.present.people.get(client.id, ""), **about}
        self.service.note_from(
            address_of(client), kind, **{name: value for name, value in said.items() if value}
        )

    def tell_failure(self, client: connection.Client, via: str, name: str, password: str) -> None:
        """A password was not the user's; that it is longer than bcrypt looks at is said as well."""
        user = self.people.users.listed(name) if self.people.users else ""
        of = "too-long" if is_too_long(password) else ""
        self.tell(client, "login-failed", via=via, user=user, of=of)

    def tell_overuse(self, client: connection.Client, of: str) -> None:
        """A connection is ended that took more work than any well-behaved one."""
        self.tell(client, "overuse", of=of)

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """A host that is no AI may be spoken to in any protocol; TLS waits for its server name."""
        context = nextlayer.context
        if isinstance(context.client.proxy_mode, mode_specs.Socks5Mode) and context.server.address:
            self.opened(context.client, context.server.address[0], "socks5")
        data = nextlayer.data_client()
        if not data or not context.server.address or not _after_connect(context):
            return
        if data[0] == TLS_HANDSHAKE or _speaks_http(data):
            return
        if self.tunnels(context.server.address[0], None):
            self.present.lasting.add(context.client.id)
            nextlayer.layer = layers.TCPLayer(context, ignore=True)

    def tls_clienthello(self, data: tls.ClientHelloData) -> None:
        """Look into the connection, or let it pass closed. What raises is looked into."""
        if isinstance(data.context.client.proxy_mode, mode_specs.ReverseMode):
            return
        address = data.context.server.address
        sni = data.client_hello.sni
        if not address:
            return  # TLS to the gate itself
        if self.tunnels(address[0], sni):
            if lack := self._nameless(data):
                self.tell(data.context.client, "nameless-refused", host=address[0], of=lack)
                self.present.refused.add(data.context.client.id)
                return
            if sni and is_address(address[0]) and is_public(address[0]):
                # Whoever chose the address might have chosen an AI's, under another's name.
                data.context.server.address = (sni, address[1])
            data.ignore_connection = True
            self.present.lasting.add(data.context.client.id)
            return
        if sni and is_address(address[0]) and not named_by_connect(data.context.client):
            # Only the name is judged, so it is the gate that looks the address up.
            data.context.server.address = (sni, address[1])
        if not self._speaks_http2(sni or address[0]):
            data.context.client.alpn = _http1(data.client_hello.alpn_protocols)

    def refuse_nameless(self, data: tls.TlsData) -> None:
        """A client whose destination has no name gets no answer: without one TLS ends here."""
        if data.context.client.id in self.present.refused:
            data.ssl_conn = None

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """What begins like TLS and is none leads nowhere; it leaves word."""
        if (data.conn.error or "").startswith("Cannot parse ClientHello"):
            host = (data.context.server.address or ("",))[0]
            self.tell(
                data.context.client, "nameless-refused", host=self._recorded(host), of="unreadable"
            )

    def _nameless(self, data: tls.ClientHelloData) -> str:
        """What a tunnel lacks of a name by which to know that no AI is behind it, as a code.

        A host that was named to the proxy is looked up by the gate. Behind addresses that are not
        public is nobody else's AI.
        """
        policy, address = self.service.policy, data.context.server.address
        sni, named = data.client_hello.sni, SERVER_NAME in dict(data.client_hello.extensions)
        if not policy.refuse_nameless or not address:
            return ""
        if named and sni is None:
            return "unreadable"
        is_bare = is_address(address[0]) and is_public(address[0])
        return "missing" if is_bare and (sni is None or is_address(sni)) else ""

    def tcp_start(self, flow: tcp.TCPFlow) -> None:
        """Raw TCP that mitmproxy offers to look at: nothing here can."""
        flow.kill()

    def udp_start(self, flow: udp.UDPFlow) -> None:
        flow.kill()

    def dns_request(self, flow: dns.DNSFlow) -> None:
        flow.kill()

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        """Nothing is opened but what was looked at: refused first, let through second."""
        data.server.error = "Sekisho: the destination was not looked at"
        self._choose_http(data)
        address = data.server.address
        if not address or data.server.transport_protocol != "tcp":
            return
        try:
            found = await self.peers.permitted(
                *address[:2], _target(data.client), self._listed_by_name(address[0])
            )
        except RefusedPeerError as e:
            data.server.error = not_opened(e.code, self.service.policy)
            self.tell(data.client, "peer-refused", host=self._recorded(address[0]), of=e.code)
        except OSError as e:
            data.server.error = str(e) or type(e).__name__
        else:
            CHECKED.set(found)
            if not self.embedded:  # a stock mitmdump would look the name up again
                data.server.address = found[0]
            data.server.error = None

    def _listed_by_name(self, host: str) -> tuple[Reach, ...]:
        """A policy whose service is called `localhost` lists loopback by that (RFC 6761, 6.3)."""
        is_local = canonical(host) == "localhost"
        approved = is_local and self.service.identify(host).standing is Standing.APPROVED
        return LOOPBACK if approved else ()

    def _choose_http(self, data: ServerConnectionHookData) -> None:
        """HTTP/1.1 to API hosts: a connection that fails there fails one answer.

        But gRPC has nothing else: it ends its answers in trailers.
        """
        address = data.server.address
        if address and data.server.tls and not self._speaks_http2(data.server.sni or address[0]):
            calls = data.client.id in self.present.calling
            data.server.alpn_offers = [b"h2", b"http/1.1"] if calls else [b"http/1.1"]

    def tunnels(self, host: str, sni: str | None) -> bool:
        """May this connection pass closed? Decided on exact names, never on a client's pattern."""
        if not self.closes or self.service.policy.other_traffic is not OtherTraffic.TUNNEL:
            return False
        if sni and not is_address(host) and canonical(sni) != canonical(host):
            return False
        names = [n for n in (host, sni) if n]
        if not all(n.isascii() for n in names):  # no client's resolver takes such a name
            return False
        return all(self.service.identify(n).standing is Standing.OTHER for n in names)

    def _recorded(self, host: str) -> str:
        return recorded_host(self.service.identify(host), ())

    def _is_refused(self, host: str) -> bool:
        """Does the policy refuse the host whatever is sent there?"""
        standing = self.service.identify(host).standing
        refuses = self.service.policy.other_traffic is OtherTraffic.REFUSE
        return standing is Standing.UNLISTED_AI or (standing is Standing.OTHER and refuses)

    def _speaks_http2(self, host: str) -> bool:
        entry = self.service.identify(host).entry
        return bool(entry and entry.speaks_http2(host))


def _own_ports() -> Iterable[int]:
    """Where the gate listens, on whichever of its machine's addresses."""
    server: Any = ctx.master.addons.get("proxyserver")
    return [int(address[1]) for address in server.listen_addrs()]


def _target(client: connection.Client) -> Address | None:
    """What the operator set for a listener, as its only destination or as the next proxy."""
    mode = client.proxy_mode
    if isinstance(mode, mode_specs.ReverseMode | mode_specs.UpstreamMode):
        return mode.address
    return None


LOOPBACK = tuple(Reach(ip_network(n)) for n in ("127.0.0.0/8", "::1"))
SERVER_NAME = 0  # RFC 6066, 3: the number of the extension
TLS_HANDSHAKE = 0x16  # RFC 8446, 5.1


def _after_connect(context: Any) -> bool:
    """Is this the inside of a tunnel that the client asked for, not the proxy protocol itself?"""
    return not isinstance(context.layers[-1], layers.modes.HttpProxy) and not isinstance(
        context.client.proxy_mode, mode_specs.ReverseMode
    )


def named_by_connect(client: connection.Client) -> bool:
    """Did the client itself name the destination, to a proxy that takes names?"""
    return isinstance(client.proxy_mode, mode_specs.RegularMode)


def _speaks_http(data: bytes) -> bool:
    """Plain HTTP in a tunnel is read as such: its Host header may name an AI.

    Blanks before a request line are passed over by lenient servers.
    """
    return not data.startswith(b"SSH-") and (data[:1].isalpha() or data[:1].isspace())


def _http1(offers: list[bytes]) -> bytes | None:
    """HTTP/1.1 where the client can speak it; else what it asks for (gRPC speaks HTTP/2 only)."""
    return b"http/1.1" if b"http/1.1" in offers else None
