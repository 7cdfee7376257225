"""The addon: mitmproxy's hooks -> the gate's questions, and its answers onto the flow.

Refuses first and lets through second. mitmproxy logs an exception raised in a hook and then
forwards the request, so the refusal is in place before anything that could raise, and only
a finished judgement takes it away.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable

from mitmproxy import ctx, exceptions, http, tls
from mitmproxy.proxy import mode_specs

from gateway.engine.admission import is_well_formed
from gateway.engine.host_names import agree, canonical, is_address
from gateway.engine.judgement import Judgement
from gateway.formats import Call, call_of
from gateway.identity import People, basic
from gateway.model import Problem, Request, Standing
from gateway.planes.mitmproxy import flow_state, snapshot
from gateway.planes.mitmproxy.answers import Answers
from gateway.planes.mitmproxy.connection_table import Actor, ConnectionTable
from gateway.planes.mitmproxy.connections import Connections, named_by_connect
from gateway.planes.mitmproxy.flow_state import UNDECIDED, Event, State
from gateway.planes.mitmproxy.sockets import Sockets
from gateway.ports import Decisions
from gateway.refusal import unreached

log = logging.getLogger("sekisho")

HOOK_DEADLINE = 30.0
"""Seconds. The largest body that the limits let in takes some two seconds to look through on a
slow core; past this something is wrong, and what is wrong does not pass."""

FAILURE_DEADLINE = 5.0
"""Seconds to write a failure down; the client is answered in any case."""

IDLE = 600.0
"""Seconds that a connection is kept on which nothing is under way; mitmproxy's own figure."""

OWN_NAME = "sekisho.internal"
"""Asked through the proxy, the gate answers for itself. `.internal` is reserved (ICANN, 2024)."""

SHUT = http.Response.make(
    500, b'{"error":{"message":"Sekisho: the gate failed, nothing was sent"}}'
)
"""What stands on a flow while nothing has been decided. One for all: making one costs more than
a look at the policy, and it is hardly ever sent."""

OwnPages = Callable[[str], tuple[int, str, bytes]]
"""What the gate says of itself: a path -> status, media type, body."""

FORBIDDEN = (
    *("stream_large_bodies", "ignore_hosts", "allow_hosts", "ssl_insecure", "rawtcp"),
    *("tcp_hosts", "udp_hosts", "map_remote", "map_local", "modify_body", "modify_headers"),
    *("save_stream_file", "hardump", "emudhra", "emudhra_old"),
)
"""Options of a stock mitmdump beside which bodies or connections pass without a hook, are changed
after it, are kept, or reach the gate under a certificate of which everybody has the key."""


def closed_on_error(
    hook: Callable[[GateAddon, http.HTTPFlow], Awaitable[None]],
) -> Callable[[GateAddon, http.HTTPFlow], Awaitable[None]]:
    """Whatever happens in the hook, the flow leaves it refused or judged, and in time.

    Cancellation too: a hook that never completes leaves the client waiting for ever.
    """

    @functools.wraps(hook)
    async def guarded(self: GateAddon, flow: http.HTTPFlow) -> None:
        state = flow_state.of(flow)
        if state.at not in UNDECIDED:
            return  # what it bears now is its refusal, or the upstream's answer
        flow.response = SHUT
        try:
            state.on(Event.ASK)
            async with asyncio.timeout(HOOK_DEADLINE):
                await hook(self, flow)
        except BaseException as e:
            flow.response = SHUT
            state.on(Event.FAIL)
            log.error("%s failed: %s; refused", hook.__name__, type(e).__name__)  # noqa: TRY400
            await self.say_failure(flow)
            if isinstance(e, KeyboardInterrupt | SystemExit):
                raise

    return guarded


class GateAddon:
    """The hooks of a request. Only here does a request get leave to go on."""

    def __init__(
        self, service: Decisions, people: People, own: OwnPages, *, embedded: bool = True
    ) -> None:
        self.service, self.people, self.own = service, people, own
        self.embedded = embedded
        self.present = ConnectionTable()
        self.connections = Connections(service, people, self.present, embedded=embedded)
        self.sockets = Sockets(
            service, self._actor, lambda: HOOK_DEADLINE, self.present.lasting, embedded=embedded
        )
        # mitmproxy asks these as well
        self.addons = [self.connections, Answers(service, self.present), self.sockets]
        self.misfit = ""

    @closed_on_error
    async def http_connect(self, flow: http.HTTPFlow) -> None:
        """Who is it? Where to is asked when the first bytes are there."""
        state, refusal = flow_state.of(flow), await self._unknown_person(flow)
        if state.person:
            self.present.people[flow.client_conn.id] = state.person
        if not refusal:
            self.connections.opened(flow.client_conn, flow.request.host, "connect")
        state.on(Event.REFUSE if refusal else Event.ADMIT)
        flow.response = refusal

    def silence(self, client: str) -> float:
        """Seconds for which nothing may come on a client's connection before it is closed."""
        if client in self.present.lasting:
            return self.service.policy.limits.tunnel_silence
        if self.present.awaits(client):
            return self.service.policy.limits.answer_silence
        return IDLE

    # ------------------------------------------------------------ requests

    def requestheaders(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """A flow bears the refusal until its body is there, and was looked at."""
        flow.response = SHUT
        self.present.under_way[flow.id] = flow.client_conn.id
        return None if self._is_kept(flow) else self._let_pass_by(flow)

    @closed_on_error
    async def _let_pass_by(self, flow: http.HTTPFlow) -> None:
        """A body that is not looked at is not kept either: it is passed on as it comes."""
        if self.misfit or _is_for_the_gate(flow) or await self._unknown_person(flow):
            return
        _name_by_host(flow)
        state, head = flow_state.of(flow), self._head(flow)
        if not (snapshot.is_framed(flow.request) and is_well_formed(head)):
            return
        if self._passes_unread(flow):
            snapshot.pass_by(flow)
            state.on(Event.STREAM)
        elif self._is_sign_in(flow) and "upgrade" not in flow.request.headers:
            judgement = await self.service.decide(head)
            snapshot.apply(judgement, flow)
            state.judged(judgement.action, Event.STREAM)
        flow.request.stream = state.at is State.STREAMED

    @closed_on_error
    async def request(self, flow: http.HTTPFlow) -> None:
        """The one path: snapshot, decide, apply."""
        self.present.under_way[flow.id] = flow.client_conn.id
        if self.misfit:
            return
        if _is_for_the_gate(flow):
            flow.response = self._own_answer(flow)
        elif refusal := await self._unknown_person(flow):
            flow.response = refusal
        else:
            self._carry_out(await self._judged(flow), flow)
            return
        flow_state.of(flow).on(Event.REFUSE)

    def unreached(self, flow: http.HTTPFlow, why: str) -> http.Response:
        """What a client gets whose request may leave, and whose destination does not answer."""
        request = snapshot.head(flow, flow_state.of(flow).decision, self._actor(flow))
        to = self.service.identify(request.host, request.path)
        return snapshot.answer(unreached(request, to, self.service.policy, why))

    def _carry_out(self, judgement: Judgement, flow: http.HTTPFlow) -> None:
        state, opens = flow_state.of(flow), self.sockets.may_open(flow)
        if tunnel := self.present.tunnels.get(flow.client_conn.id):
            tunnel.judged = True
        state.decision = judgement.request.id
        snapshot.apply(judgement, flow)
        if judgement.destination.standing is Standing.APPROVED:
            state.restored_for = judgement.request.actor
        if opens and flow.response is None:
            self.sockets.open(flow)
        if call_of(judgement.request) is Call.GRPC:
            self.present.calling.add(flow.client_conn.id)
        state.judged(judgement.action, Event.UPGRADE if opens else Event.FORWARD)

    def may_keep(self, flow: http.HTTPFlow, size: int) -> bool:
        """May so many bytes of a body be held?"""
        return self.present.held.may_keep(flow.id, snapshot.client_address(flow), size)

    def _is_kept(self, flow: http.HTTPFlow) -> bool:
        """Inside TLS every body is looked at, but for those to a host where people sign in."""
        if not flow.client_conn.tls_established:
            return False
        return self.service.identify(flow.request.host).standing is not Standing.SIGN_IN

    def _is_sign_in(self, flow: http.HTTPFlow) -> bool:
        standing = self.service.identify(flow.request.host).standing
        return standing is Standing.SIGN_IN and self._names_agree(flow)

    def _names_agree(self, flow: http.HTTPFlow) -> bool:
        reverse = isinstance(flow.client_conn.proxy_mode, mode_specs.ReverseMode)
        return agree(snapshot.stated_names(flow, reverse=reverse))

    def _head(self, flow: http.HTTPFlow) -> Request:
        return snapshot.head(flow, self.service.new_id(), self._actor(flow))

    async def _judged(self, flow: http.HTTPFlow) -> Judgement:
        _name_by_host(flow)
        if flow_state.of(flow).is_crowded:
            return await self.service.refuse(self._head(flow), Problem.BUSY)
        switches = "upgrade" in flow.request.headers and not self.sockets.may_open(flow)
        who = self._actor(flow)
        request = snapshot.whole(flow, self.service.new_id(), who, switches=switches)
        return await self.service.decide(request)

    def _passes_unread(self, flow: http.HTTPFlow) -> bool:
        """Plain HTTP to a host that is no AI, where such hosts are not looked into."""
        mode = flow.client_conn.proxy_mode
        if isinstance(mode, mode_specs.ReverseMode) or flow.client_conn.tls_established:
            return False
        names = list(snapshot.stated_names(flow, reverse=False))
        return agree(names) and all(
            self.connections.tunnels(canonical(n), None) for n in names if n
        )

    def _actor(self, flow: http.HTTPFlow) -> Actor:
        said = flow_state.of(flow).person or self.present.people.get(flow.client_conn.id)
        if said:
            return Actor(said, "password")
        return Actor(snapshot.client_address(flow), "address")

    async def _unknown_person(self, flow: http.HTTPFlow) -> http.Response | None:
        """407 where the policy names people and this is none of them (RFC 9110, 11.7).

        Inside a tunnel, and behind SOCKS, the person was known before. Every plain request says
        it anew: a proxy behind us may send those of several people over one connection.
        """
        users = self.people.users
        if users is None or flow.client_conn.id in self.present.people:
            return None
        mode = flow.client_conn.proxy_mode
        if not isinstance(mode, mode_specs.RegularMode | mode_specs.Socks5Mode):
            return None
        credentials = flow.request.headers.get("proxy-authorization", "")
        name, password = basic(credentials) or ("", "")
        client, passwords = snapshot.client_address(flow), self.connections.passwords
        if not (name or password) or not await passwords.proves(client, name, password):
            if credentials:  # without any it is the client's first word, not a guess
                self.connections.tell_failure(flow.client_conn, "proxy", name, password)
            return http.Response.make(
                407, b"", {"proxy-authenticate": 'Basic realm="Sekisho", charset="UTF-8"'}
            )
        flow_state.of(flow).person = name
        return None

    def _own_answer(self, flow: http.HTTPFlow) -> http.Response:
        status, media_type, body = self.own(flow.request.path.partition("?")[0])
        return http.Response.make(status, body, {"content-type": media_type})

    async def say_failure(self, flow: http.HTTPFlow) -> None:
        """Answer in the vendor's shape and write it down, as far as that still can be done."""
        try:
            async with asyncio.timeout(FAILURE_DEADLINE):
                judgement = await self.service.refuse(self._head(flow), Problem.FAILURE)
            snapshot.apply(judgement, flow)
        except BaseException as e:  # the refusal that is in place stays
            log.error("the failure could not be written down: %s", type(e).__name__)  # noqa: TRY400

    # ------------------------------------------------------------ a stock mitmdump

    def configure(self, updated: set[str]) -> None:
        """Refuse to work beside options that let traffic past the hooks."""
        if self.embedded:
            return
        on = [name for name in FORBIDDEN if getattr(ctx.options, name, None)]
        if getattr(ctx.options, "connection_strategy", "lazy") != "lazy":
            on.append("connection_strategy")
        if not getattr(ctx.options, "validate_inbound_headers", True):
            on.append("validate_inbound_headers=false")
        self.misfit = ", ".join(on)
        self.connections.closes = not on
        if on:
            raise exceptions.OptionsError(
                f"Sekisho refuses every request beside these options: {self.misfit}. Start with "
                "--set rawtcp=false --set connection_strategy=lazy, and without the others."
            )


class Last:
    """The last addon: no request leaves without a judgement, whoever took the refusal away."""

    def __init__(self, gate_addon: GateAddon) -> None:
        self.gate_addon = gate_addon

    def tls_start_client(self, data: tls.TlsData) -> None:
        """Behind whatever gives a connection its certificate, so that it is taken away again."""
        self.gate_addon.connections.refuse_nameless(data)

    def request(self, flow: http.HTTPFlow) -> None:
        if not flow.response and not flow_state.of(flow).leaves:
            flow.response = SHUT


def _is_for_the_gate(flow: http.HTTPFlow) -> bool:
    return canonical(flow.request.host) == OWN_NAME


def _name_by_host(flow: http.HTTPFlow) -> None:
    """What is judged by its name is looked up by the gate, not by whoever sent it here."""
    if _only_addressed(flow) and flow.request.host_header:
        flow.request.data.host = canonical(flow.request.host_header)


def _only_addressed(flow: http.HTTPFlow) -> bool:
    """Plain HTTP that was redirected here, so that its destination is known by address only."""
    return (
        not named_by_connect(flow.client_conn)
        and not flow.client_conn.tls_established
        and is_address(flow.request.host)
    )
