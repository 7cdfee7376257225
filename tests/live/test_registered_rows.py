"""A row of a registered table does not leave as strings of a request's own structure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from gateway.standin import StandIn
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate, start_gate, wait_for
from tests.kit.policy import HOSTS, OPENAI, PERMITTED, POLICY, chat
from tests.live.test_lacking import sekisho

TABLE = """\
customer_no,product,unit_price
HX-2231,Hokuto Resin,79.65
HX-2234,Tateno Valves,86.15
HX-2237,Miyama Pumps,91.35
HX-2239,Sagano Castings,64.85
"""
HEADINGS, *ROWS = (line.split(",") for line in TABLE.splitlines())
OBJECTS = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
ROW = OBJECTS[1]
OTHERS = [{**o, "product": f"Kurobe {o['product'][-5:]}", "unit_price": "18.25"} for o in OBJECTS]
FORM = "product=Tateno+Valves&unit_price=86.15"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("rows"), POLICY, upstream, hosts=HOSTS) as running:
        file = running.policy.parent / "prices.csv"
        file.write_text(TABLE, encoding="utf-8")
        state = ("--state", running.state, "--policy", running.policy)
        added = sekisho("asset", "add", *state, "--class", "secret", "--kind", "table", file)
        assert added.returncode == 0, added.stderr
        wait_for(lambda: _status(running, TABLE) == 400, "the table is recognised")
        yield running


def _status(gate: Gate, text: str) -> int:
    return gate.ask(OPENAI, chat(text)).status


def _tool(said: object) -> bytes:
    result = {"role": "tool", "tool_call_id": "c", "content": json.dumps(said)}
    return json.dumps({"model": "gpt-4o", "messages": [result]}).encode()


@pytest.mark.parametrize(
    ("body", "target", "headers"),
    [
        pytest.param(_tool(OBJECTS), "", (), id="a tool's result, the whole table"),
        pytest.param(_tool(ROW), "", (), id="a tool's result, one row"),
        pytest.param(chat("\n".join(map(json.dumps, OBJECTS))), "", (), id="lines of JSON"),
        pytest.param(chat(metadata=ROW), "", (), id="members of the body"),
        pytest.param(
            FORM.encode(), "", ("Content-Type: application/x-www-form-urlencoded",), id="a form"
        ),
        pytest.param(chat(), f"?{FORM}", (), id="a query"),
        pytest.param(chat(), "", ("X-A: Tateno Valves", "X-B: 86.15"), id="headers"),
    ],
)
def test_a_row_does_not_leave(
    gate: Gate, body: bytes, target: str, headers: tuple[str, ...]
) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, body, *headers, target="/v1/chat/completions" + target)
    assert_refused(reply, events, 400)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_tool(OTHERS), id="another table with the same headings"),
        pytest.param(_tool({"product": ROW["product"], "note": PERMITTED}), id="one cell"),
    ],
)
def test_what_is_no_row_arrives(gate: Gate, body: bytes) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, body).status == 200
    assert events.upstream_saw.holds(body)
