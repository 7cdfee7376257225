"""The names that a client gives for its destination must agree; what is no AI stays closed."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import ssl
from collections.abc import Iterator

import pytest

from gateway.standin import StandIn
from tests.conftest import StartGate
from tests.kit.assertions import assert_refused
from tests.kit.client import Line, Refused, Reply, call, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import (
    ANTHROPIC,
    INNOCENT,
    LOOK_ALIKE,
    OPENAI,
    SECRET,
    UNLISTED,
    chat,
    policy,
)

COMPLETIONS = "/v1/chat/completions"


def _ask(gate: Gate, names: tuple[str, str, str, str], body: bytes) -> Reply:
    """CONNECT host, server name, Host header, and the host of an absolute URL (or "")."""
    connect, sni, host, url = names
    target = f"https://{url}{COMPLETIONS}" if url else COMPLETIONS
    with gate.dial(connect, sni=sni or None) as line:
        return line.ask(request(host, body, target=target))


def _mixtures(one: str, other: str) -> list[tuple[str, str, str, str]]:
    """Every way to name two hosts in four places, the server name and the URL optional."""
    every = itertools.product((one, other), (one, other, ""), (one, other), (one, other, ""))
    return [names for names in every if len(set(names) - {""}) == 2]


def _said(names: tuple[str, str, str, str]) -> str:
    short = {OPENAI: "openai", ANTHROPIC: "anthropic", UNLISTED: "unlisted", INNOCENT: "innocent"}
    return " ".join(
        f"{place}={short.get(name, '-')}"
        for place, name in zip(("connect", "sni", "host", "url"), names, strict=True)
    )


def _is_closed(names: tuple[str, str, str, str]) -> bool:
    """A tunnel to an innocent host, under no other name: it leads to that host and to no other."""
    return names[0] == INNOCENT and names[1] in {INNOCENT, ""}


@pytest.mark.parametrize("names", _mixtures(OPENAI, ANTHROPIC), ids=_said)
def test_two_approved_names_for_one_request_are_refused(
    gate: Gate, names: tuple[str, str, str, str]
) -> None:
    events = gate.watch()
    assert_refused(_ask(gate, names, chat()), events, 421)


@pytest.mark.parametrize("names", _mixtures(OPENAI, UNLISTED), ids=_said)
def test_an_approved_name_is_no_cover_for_an_unlisted_one(
    gate: Gate, names: tuple[str, str, str, str]
) -> None:
    events = gate.watch()
    assert_refused(_ask(gate, names, chat()), events, 421)


@pytest.mark.parametrize(
    "names", [n for n in _mixtures(INNOCENT, UNLISTED) if not _is_closed(n)], ids=_said
)
def test_an_innocent_name_is_no_cover_for_an_unlisted_one(
    gate: Gate, names: tuple[str, str, str, str]
) -> None:
    events = gate.watch()
    reply = _ask(gate, names, chat())
    assert reply.status in {400, 421}
    assert events.upstream_saw.nothing


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((OPENAI, OPENAI, OPENAI, OPENAI), id="an absolute URL that agrees"),
        pytest.param((OPENAI, "", OPENAI, ""), id="no server name"),
        pytest.param((OPENAI.upper(), OPENAI, "API.OpenAI.com", ""), id="capitals"),
        pytest.param((OPENAI, OPENAI, f"{OPENAI}:443", ""), id="the port said"),
        pytest.param((f"{OPENAI}.", OPENAI, OPENAI, ""), id="a final dot in CONNECT"),
        pytest.param((OPENAI, OPENAI, f"{OPENAI}.", ""), id="a final dot in Host"),
    ],
)
def test_names_that_mean_the_same_host_agree(gate: Gate, names: tuple[str, str, str, str]) -> None:
    events = gate.watch()
    reply = _ask(gate, names, chat())
    assert reply.status == 200, reply.text
    assert events.record["service"] == "openai-api"
    assert len(events.upstream_saw.questions) == 1


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(f"Host: {OPENAI}\r\nHost: {ANTHROPIC}", id="two Host headers"),
        pytest.param(f"Host: {ANTHROPIC}\r\nHost: {OPENAI}", id="two Host headers, swapped"),
        pytest.param(f"Host: {OPENAI}, {ANTHROPIC}", id="two hosts in one header"),
        pytest.param(f"Host: {OPENAI}@{ANTHROPIC}", id="a user name before the host"),
        pytest.param(f"Host: {ANTHROPIC}#{OPENAI}", id="a fragment after the host"),
        pytest.param(f"Host: {OPENAI}.{ANTHROPIC}", id="one below the other"),
        pytest.param(f"Host: {OPENAI}\t.{ANTHROPIC}", id="a tab in the host"),
        pytest.param(f"Host: {OPENAI}%00.{ANTHROPIC}", id="a zero byte in the host"),
    ],
)
def test_a_host_header_that_could_be_read_in_two_ways_is_refused(gate: Gate, headers: str) -> None:
    events = gate.watch()
    body = chat()
    head = f"POST {COMPLETIONS} HTTP/1.1\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n"
    with gate.dial(OPENAI) as line:
        reply = line.ask(head.encode() + body)
    assert reply.status in {0, 400, 421}
    assert events.upstream_saw.nothing


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(head2(ANTHROPIC), id=":authority"),
        pytest.param(head2(OPENAI, COMPLETIONS, ("host", ANTHROPIC)), id="Host beside it"),
        pytest.param(
            [h for h in head2(OPENAI, COMPLETIONS, ("host", ANTHROPIC)) if h[0] != ":authority"],
            id="Host in place of it",
        ),
        pytest.param(head2(OPENAI, f"https://{ANTHROPIC}{COMPLETIONS}"), id="a URL as :path"),
    ],
)
def test_over_http_2_as_well_two_names_are_refused(
    gate: Gate, headers: list[tuple[str, str]]
) -> None:
    events = gate.watch()
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        reply = ask2(line, headers, chat())
    assert reply.status in {0, 400, 421}, reply.text
    assert events.upstream_saw.nothing


def test_plain_http_with_two_names_is_refused(gate: Gate) -> None:
    for url, host in ((OPENAI, UNLISTED), (INNOCENT, OPENAI), (OPENAI, INNOCENT)):
        events = gate.watch()
        with call(gate.address) as line:
            reply = line.ask(request(host, chat(), target=f"http://{url}{COMPLETIONS}"))
        assert_refused(reply, events, 421)


SPELLINGS = [
    pytest.param("API.DeepSeek.COM", id="capitals"),
    pytest.param("api.deepseek.com.", id="a final dot"),
    pytest.param("api.deepseek.com..", id="two final dots"),
    pytest.param("any.name.api.deepseek.com", id="a name below it"),
    pytest.param("ａｐｉ.ｄｅｅｐｓｅｅｋ.com", id="full width, which IDNA folds"),
    pytest.param("api。deepseek。com", id="full stops of Japanese, which IDNA takes for dots"),
    pytest.param("api.deep\u00adseek.com", id="a soft hyphen, which IDNA drops"),
    pytest.param("api.deep\u200dseek.com", id="a joiner, which the older IDNA dropped"),
    pytest.param("user@api.deepseek.com", id="a user name"),
    pytest.param("api.deepseek.com%00", id="a zero byte"),
]


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("sni", [UNLISTED, None], ids=["server name", "no server name"])
def test_an_unlisted_ai_is_known_in_every_spelling(gate: Gate, host: str, sni: str | None) -> None:
    events = gate.watch()
    # Trusted by the gate's CA: the tunnel ends at the gate. Or there is no tunnel at all.
    with contextlib.suppress(Refused), gate.dial(host, sni=sni) as line:
        assert line.ask(request(UNLISTED, chat())).status in {400, 421}
    assert events.upstream_saw.nothing


@pytest.mark.parametrize("host", SPELLINGS)
def test_in_plain_http_as_well_it_is_known_in_every_spelling(gate: Gate, host: str) -> None:
    events = gate.watch()
    with call(gate.address) as line:
        reply = line.ask(request(host, chat(), target=f"http://{host}{COMPLETIONS}"))
    assert reply.status in {400, 421}
    assert events.upstream_saw.nothing


@pytest.mark.parametrize("sni", [f"{OPENAI}.", OPENAI.upper()], ids=["final dot", "capitals"])
def test_a_server_name_is_known_in_every_spelling(gate: Gate, sni: str) -> None:
    events = gate.watch()
    with gate.dial(INNOCENT, sni=sni) as line:
        assert line.ask(request(INNOCENT, chat())).status in {400, 421}
    assert events.upstream_saw.nothing


# ---------------------------------------------------------------- by address


def test_an_address_with_the_name_of_an_ai_is_refused(gate: Gate, upstream: StandIn) -> None:
    """Only the name is judged; an address that the client chose might lead anywhere."""
    events = gate.watch()
    with gate.dial("127.0.0.1", sni=OPENAI, port=upstream.port) as line:
        reply = line.ask(request(OPENAI, chat()))
    assert_refused(reply, events, 421)


def test_an_address_with_an_unlisted_name_is_refused(gate: Gate, upstream: StandIn) -> None:
    events = gate.watch()
    with gate.dial("127.0.0.1", sni=UNLISTED, port=upstream.port) as line:
        reply = line.ask(request(UNLISTED, chat()))
    assert reply.status in {400, 421}
    assert events.upstream_saw.nothing


def test_plain_http_to_an_address_with_the_name_of_an_ai_is_refused(
    gate: Gate, upstream: StandIn
) -> None:
    events = gate.watch()
    with gate.tunnel("127.0.0.1", upstream.port) as line:
        reply = line.ask(request(OPENAI, chat(SECRET)))
    assert reply.status in {400, 421}
    assert events.upstream_saw.nothing


# ---------------------------------------------------------------- what is no AI


def _certificate(upstream: StandIn, host: str) -> bytes:
    pem = upstream.authority.leaf(host).read_text()
    return ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :])


def _through(gate: Gate, upstream: StandIn, host: str) -> Line:
    return gate.dial(host, trust=upstream.authority.certificate)


@pytest.mark.parametrize("host", [INNOCENT, LOOK_ALIKE], ids=["innocent", "look-alike"])
def test_a_host_that_is_no_ai_is_tunnelled_without_being_read(
    gate: Gate, upstream: StandIn, host: str
) -> None:
    events = gate.watch()
    with _through(gate, upstream, host) as line:
        assert line.certificate == _certificate(upstream, host)
        assert line.ask(request(host, chat(SECRET))).status == 200
    assert [q.body for q in events.upstream_saw.questions] == [chat(SECRET)]
    assert events.records == []


def test_plain_http_to_a_host_that_is_no_ai_passes_unread(gate: Gate) -> None:
    events = gate.watch()
    with call(gate.address) as line:
        reply = line.ask(request(INNOCENT, chat(SECRET), target=f"http://{INNOCENT}/page"))
    assert reply.status == 200
    assert [q.body for q in events.upstream_saw.questions] == [chat(SECRET)]
    assert events.records == []


def test_in_a_tunnel_http_2_passes_as_it_is(gate: Gate, upstream: StandIn) -> None:
    with gate.dial(INNOCENT, alpn=("h2",), trust=upstream.authority.certificate) as line:
        assert line.alpn == "h2"
        assert ask2(line, head2(INNOCENT), chat()).status == 200


def test_a_tunnel_leads_to_the_host_that_it_was_opened_for(gate: Gate, upstream: StandIn) -> None:
    """A Host header inside a closed tunnel reaches the innocent host only, which may have it."""
    events = gate.watch()
    with _through(gate, upstream, INNOCENT) as line:
        line.ask(request(OPENAI, chat()))
    assert {c.sni for c in events.upstream_saw.connections} == {INNOCENT}


def test_a_protocol_of_its_own_passes_to_a_host_that_is_no_ai(gate: Gate) -> None:
    events = gate.watch()
    with gate.tunnel(INNOCENT, 443) as line:
        line.send(b"SSH-2.0-OpenSSH_9.9\r\n")
        wait_for(lambda: b"SSH-2.0" in events.upstream_saw.received, "the banner arrives")


@pytest.fixture(scope="module")
def inspecting(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    rules = policy(("mode: enforce", "mode: enforce\nother_traffic: inspect"))
    with start_gate(tmp_path_factory.mktemp("inspecting"), rules, upstream) as running:
        yield running


def test_a_look_alike_is_never_an_approved_service(inspecting: Gate) -> None:
    events = inspecting.watch()
    assert inspecting.ask(LOOK_ALIKE, chat(), target="/v1/chat/completions").status == 400
    assert events.upstream_saw.nothing
    assert events.record["service"] in {None, ""}


def test_other_traffic_refuse_refuses_what_is_no_ai(start: StartGate) -> None:
    gate = start(policy(("mode: enforce", "mode: enforce\nother_traffic: refuse")))
    events = gate.watch()
    assert_refused(gate.ask(INNOCENT, b"", method="GET", target="/"), events, 400)
    events = gate.watch()
    assert gate.ask(OPENAI, chat()).status == 200
    assert events.record["verdict"] == "allow"


def test_other_traffic_inspect_looks_into_what_is_no_ai(inspecting: Gate) -> None:
    events = inspecting.watch()
    with inspecting.dial(INNOCENT) as line:  # trusted by the gate's CA: it was opened
        assert line.ask(request(INNOCENT, b"", method="GET", target="/page")).status == 200
    assert len(events.upstream_saw.questions) == 1


@pytest.mark.parametrize(
    ("target", "body"),
    [
        pytest.param("/v1//chat/completions", b"{}", id="two slashes"),
        pytest.param("/v1/%63hat/completions/", b"{}", id="a letter in hexadecimal, a last slash"),
        pytest.param("/v1/x/%2e%2e/embeddings;y", b"{}", id="dots and a parameter"),
        pytest.param("/ask", chat(), id="a conversation, wherever it is sent"),
        pytest.param("/ask", chat().decode().encode("utf-16"), id="the same in UTF-16"),
        pytest.param("/ask", b"/* */" + chat(), id="the same behind a comment"),
        pytest.param("/ask", gzip.compress(chat()), id="the same, compressed"),
    ],
)
def test_whoever_is_spoken_to_like_an_ai_is_one(inspecting: Gate, target: str, body: bytes) -> None:
    events = inspecting.watch()
    coding = ("Content-Encoding: gzip",) if body.startswith(b"\x1f\x8b") else ()
    assert inspecting.ask(INNOCENT, body, *coding, target=target).status == 400
    assert events.upstream_saw.nothing
    assert events.record["verdict"] == "block"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"query":"query{x}","variables":{"input":{}}}', id="GraphQL"),
        pytest.param(b'{"channel":"C1","text":"hi"}', id="Slack"),
        pytest.param(b'{"q":"x","top_k":5}', id="a search"),
        pytest.param(b'{"fields":{"summary":"x"}}', id="Jira"),
    ],
)
def test_ordinary_sites_go_on_working_while_they_are_looked_into(
    inspecting: Gate, body: bytes
) -> None:
    events = inspecting.watch()
    assert inspecting.ask(INNOCENT, body, target="/api/things").status == 200
    assert [q.body for q in events.upstream_saw.questions] == [body]


@pytest.mark.parametrize("host", [OPENAI, UNLISTED])
@pytest.mark.parametrize("port", [SECRET, "443x", "", "-1"])
def test_a_port_that_is_no_number_carries_nothing(gate: Gate, host: str, port: str) -> None:
    events = gate.watch()
    with gate.dial(host) as line:
        reply = line.ask(request(f"{host}:{port}", chat()))
    if port or host != OPENAI:
        assert reply.status in {400, 421}
        assert events.upstream_saw.nothing
    assert not events.upstream_saw.holds(SECRET.encode())


@pytest.mark.parametrize("port", ["", ":443", ":31415"])
def test_the_upstream_is_called_by_the_name_that_was_judged(gate: Gate, port: str) -> None:
    """What a client writes for the port would reach the upstream without being looked at."""
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        assert line.ask(request(OPENAI + port, chat())).status == 200
    assert [q.header("host") for q in events.upstream_saw.questions] == [OPENAI]
