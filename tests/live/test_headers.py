"""The vendors' restriction headers: the gate's own value arrives, a client's copy never does."""

from __future__ import annotations

import pytest

from tests.conftest import StartGate
from tests.kit.client import request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate
from tests.kit.policy import ANTHROPIC, CHATGPT, GEMINI, HOSTS, OPENAI, OWN, chat, policy

ORGANISATION = "openai-allowed-organization-ids"


def test_the_restriction_header_is_set(gate: Gate) -> None:
    events = gate.watch()
    gate.ask(OPENAI, chat())
    assert events.upstream_saw.questions[0].header(ORGANISATION) == "org-sample1"


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(("OpenAI-Allowed-Organization-Ids: org-evil",), id="once"),
        pytest.param(("openai-allowed-organization-ids: org-evil",) * 2, id="twice"),
        pytest.param(("OPENAI-ALLOWED-ORGANIZATION-IDS: org-sample1,org-evil",), id="with ours"),
    ],
)
def test_a_forged_copy_is_overwritten(gate: Gate, forged: tuple[str, ...]) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat(), *forged).status == 200
    saw = events.upstream_saw
    assert saw.questions[0].header(ORGANISATION) == "org-sample1"
    assert b"org-evil" not in saw.received


@pytest.mark.parametrize("host", [ANTHROPIC, GEMINI, OWN, CHATGPT])
@pytest.mark.parametrize(
    "name",
    [
        "OpenAI-Allowed-Organization-Ids",
        "ChatGPT-Allowed-Workspace-Id",
        "anthropic-allowed-org-ids",
        "anthropic-allowed-org-ids1",
        "X-GoogApps-Allowed-Domains",
        "X-Goog-Allowed-Resources",
        "sec-Restrict-Tenant-Access-Policy",
    ],
)
def test_a_forged_copy_is_taken_away_where_no_rule_applies(
    gate: Gate, host: str, name: str
) -> None:
    events = gate.watch()
    assert gate.ask(host, chat(), f"{name}: forged-value").status == 200
    assert not events.upstream_saw.holds(b"forged-value")


def test_every_other_header_arrives_as_it_was_sent(gate: Gate) -> None:
    sent = {
        "authorization": "Bearer sample",
        "openai-beta": "assistants=v2",
        "x-stainless-lang": "python",
        "x-twice": "a",
        "accept-encoding": "gzip, br",
        "user-agent": "sample/1.0 (日本語)",
    }
    events = gate.watch()
    reply = gate.ask(OPENAI, chat(), *(f"{n}: {v}" for n, v in sent.items()))
    assert reply.status == 200, reply.text
    (question,) = events.upstream_saw.questions
    assert {n: question.header(n) for n in sent} == sent


SIGN_IN = "accounts.google.com"
WITH_WORKSPACE = policy(
    (
        "services:\n",
        "services:\n"
        "  gemini-app: {uses: gemini-app, tenants: [sample.test], may_receive: [public]}\n",
    )
)


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
def test_where_people_sign_in_the_header_is_set_and_the_body_passes(
    start: StartGate, protocol: str
) -> None:
    gate = start(WITH_WORKSPACE, hosts=(*HOSTS, SIGN_IN))
    forged = ("x-googapps-allowed-domains", "forged-value")
    body = b"password=sample"
    events = gate.watch()
    with gate.dial(SIGN_IN, alpn=(protocol,)) as line:
        if protocol == "h2":
            reply = ask2(line, head2(SIGN_IN, "/signin", forged), body)
        else:
            reply = line.ask(request(SIGN_IN, body, ": ".join(forged), target="/signin"))
    assert reply.status == 200
    saw = events.upstream_saw
    assert [q.body for q in saw.questions] == [body]
    assert saw.questions[0].header(forged[0]) == "sample.test"
    assert b"forged-value" not in saw.received
    assert events.record["scanned"]["segments"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(("Connection: OpenAI-Allowed-Organization-Ids, close",), id="with close"),
        pytest.param(("connection: openai-allowed-organization-ids",), id="alone"),
        pytest.param(
            ("Connection: keep-alive", "Connection: OpenAI-Allowed-Organization-Ids"), id="twice"
        ),
    ],
)
def test_connection_does_not_name_the_restriction_header(
    gate: Gate, headers: tuple[str, ...]
) -> None:
    """Whatever `Connection` names, the next proxy drops (RFC 9110, 7.6.1)."""
    events = gate.watch()
    assert gate.ask(OPENAI, chat(), *headers).status == 200
    (question,) = events.upstream_saw.questions
    assert question.header("connection") == ""
    assert question.header(ORGANISATION) == "org-sample1"
