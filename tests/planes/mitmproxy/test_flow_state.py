"""Where a flow may go: the table row by row, and laws for any events in any order."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.test import tflow

from gateway.app import open_gate
from gateway.model import Action, Forward, Refuse, Rewrite
from gateway.planes.mitmproxy import flow_state
from gateway.planes.mitmproxy.addon import SHUT, GateAddon, Last, closed_on_error
from gateway.planes.mitmproxy.flow_state import (
    LEAVING,
    TRANSITIONS,
    UNDECIDED,
    Event,
    FlowState,
    IllegalTransitionError,
    State,
)
from tests.kit.policy import POLICY

PLANE = Path(flow_state.__file__).parent

ROWS = [
    pytest.param("arrived", "ask", "under-judgement", id="what arrives is judged"),
    pytest.param("arrived", "overflow", "overlong", id="a body that never ends is not kept"),
    pytest.param("overlong", "ask", "overlong", id="a body that was not kept is asked about"),
    pytest.param("overlong", "refuse", "refused", id="and refused"),
    pytest.param("under-judgement", "ask", "under-judgement", id="by its head, then its body"),
    pytest.param("under-judgement", "overflow", "overlong", id="its body is too long after all"),
    pytest.param("under-judgement", "admit", "admitted", id="the person of a CONNECT is known"),
    pytest.param("under-judgement", "refuse", "refused", id="a judgement refuses it"),
    pytest.param("under-judgement", "forward", "forwarded", id="a judgement lets it through"),
    pytest.param("under-judgement", "stream", "streamed", id="it may be passed on as it comes"),
    pytest.param("under-judgement", "upgrade", "upgrading", id="it may open a socket"),
    pytest.param("refused", "overflow", "refused", id="it was refused while its body still came"),
    pytest.param("forwarded", "answer", "answered", id="the upstream answers"),
    pytest.param("streamed", "answer", "answered", id="the upstream answers what passes unread"),
    pytest.param("streamed", "switch", "streamed", id="what passes unread does so in any protocol"),
    pytest.param("upgrading", "answer", "answered", id="the upstream opens no socket"),
    pytest.param("upgrading", "switch", "opened", id="the upstream opens the socket"),
    pytest.param("opened", "message", "message", id="a message is judged"),
    pytest.param("opened", "fault", "untaken", id="a message makes no sense"),
    pytest.param("message", "pass", "passed", id="a message may go on"),
    pytest.param("message", "refuse", "refused", id="a message ends the connection"),
    pytest.param("untaken", "refuse", "refused", id="a message that makes no sense does so always"),
    pytest.param("passed", "sent", "opened", id="the next message is waited for"),
]


@pytest.mark.parametrize(("before", "event", "after"), ROWS)
def test_a_flow_goes_from_state_to_state(before: str, event: str, after: str) -> None:
    state = FlowState(State(before))
    state.on(Event(event))
    assert state.at == after


def test_the_table_holds_these_rows_and_a_refusal_for_whatever_breaks() -> None:
    rows = {row.values for row in ROWS} | {(s.value, "fail", "refused") for s in State}
    table = [(s.value, e.value, to.value) for s in State for e, to in TRANSITIONS[s].items()]
    assert set(table) == rows


@given(st.sampled_from(State), st.sampled_from(Event))
def test_what_is_not_in_the_table_raises_and_changes_nothing(at: State, event: Event) -> None:
    state = FlowState(at)
    if state.may(event):
        state.on(event)
    else:
        with pytest.raises(IllegalTransitionError):
            state.on(event)
        assert state.at is at


# ---------------------------------------------------------------- laws

LETTING = {Event.FORWARD, Event.STREAM, Event.UPGRADE, Event.PASS}
"""What only a finished judgement says."""

ASKING = {Event.ASK, Event.MESSAGE}

Step = Event | tuple[Action, Event]
ACTIONS: dict[str, Action] = {
    "forward": Forward(),
    "rewrite": Rewrite(b"{}"),
    "refuse": Refuse(),
}


def judgements(*names: str) -> st.SearchStrategy[Step]:
    actions = st.sampled_from([ACTIONS[n] for n in names])
    return st.tuples(actions, st.sampled_from(sorted(LETTING)))


def without_a_judgement() -> st.SearchStrategy[Step]:
    return st.sampled_from([e for e in Event if e not in LETTING])


def take(state: FlowState, step: Step) -> bool:
    """Was the step a legal one?"""
    try:
        if isinstance(step, Event):
            state.on(step)
        else:
            state.judged(*step)
    except IllegalTransitionError:
        return False
    return True


@given(st.lists(without_a_judgement() | judgements("refuse"), max_size=30))
def test_without_a_judgement_that_lets_it_through_nothing_ever_leaves(steps: list[Step]) -> None:
    state = FlowState()
    for step in steps:
        take(state, step)
        assert not state.leaves


@given(st.lists(st.sampled_from(Event) | judgements(*ACTIONS), max_size=60))
def test_each_thing_that_leaves_was_asked_about_and_let_through_since(steps: list[Step]) -> None:
    state, asked, let = FlowState(), False, False
    for step in steps:
        if not take(state, step):
            continue
        event = step if isinstance(step, Event) else step[1]
        if isinstance(step, tuple) and isinstance(step[0], Refuse):
            event = Event.REFUSE
        if event in ASKING:
            asked, let = True, False
        elif event in LETTING:
            assert asked
            asked, let = False, True
        elif event in {Event.REFUSE, Event.FAIL}:
            asked = let = False
        assert let or not state.leaves


@given(st.sampled_from(State), st.lists(st.sampled_from(Event) | judgements(*ACTIONS)))
def test_what_was_refused_stays_refused(at: State, steps: list[Step]) -> None:
    state = FlowState(at)
    state.on(Event.FAIL)
    for step in steps:
        take(state, step)
        assert state.at is State.REFUSED


@given(
    st.sampled_from([State.OVERLONG, State.UNTAKEN]),
    st.lists(st.sampled_from(Event) | judgements(*ACTIONS)),
)
def test_what_was_not_taken_in_whole_is_never_let_through(at: State, steps: list[Step]) -> None:
    state = FlowState(at)
    for step in steps:
        take(state, step)
        assert state.at in {at, State.REFUSED}


# ---------------------------------------------------------------- on a flow


@pytest.fixture
def addon(tmp_path: Path) -> Iterator[GateAddon]:
    rules, state = tmp_path / "allowlist.yaml", tmp_path / "state"
    rules.write_text(POLICY, encoding="utf-8")
    state.mkdir(mode=0o700)
    gate = open_gate(rules, state, ())
    yield GateAddon(gate.service, gate.people, gate.answer)
    gate.close()


def a_flow(at: State) -> http.HTTPFlow:
    flow = tflow.tflow()
    flow_state.of(flow).at = at
    return flow


@closed_on_error
async def lets_through_and_goes_astray(_: GateAddon, flow: http.HTTPFlow) -> None:
    flow.response = None
    flow_state.of(flow).on(Event.SENT)


def go_astray(addon: GateAddon, flow: http.HTTPFlow) -> None:
    async def hook() -> None:
        await lets_through_and_goes_astray(addon, flow)

    asyncio.run(hook())


@pytest.mark.parametrize("at", [State.ARRIVED, State.UNDER_JUDGEMENT, State.OVERLONG])
def test_a_hook_that_goes_an_illegal_way_leaves_the_flow_refused(
    addon: GateAddon, at: State
) -> None:
    flow = a_flow(at)
    go_astray(addon, flow)
    assert flow_state.of(flow).at is State.REFUSED
    assert flow.response
    assert flow.response.status_code >= 400


@pytest.mark.parametrize("at", [s for s in State if s not in UNDECIDED])
def test_what_is_decided_is_not_asked_about_again(addon: GateAddon, at: State) -> None:
    flow = a_flow(at)
    flow.response = answer = http.Response.make(200, b"the upstream's, or a refusal")
    go_astray(addon, flow)
    assert (flow_state.of(flow).at, flow.response) == (at, answer)


@pytest.mark.parametrize("at", State)
def test_the_last_addon_shuts_whatever_no_judgement_let_through(
    addon: GateAddon, at: State
) -> None:
    flow = a_flow(at)
    Last(addon).request(flow)
    assert flow.response is (None if at in LEAVING else SHUT)


@pytest.mark.parametrize("mark", ["forwarded", {"at": "forwarded"}, State.FORWARDED, None])
def test_a_mark_that_a_file_of_flows_brought_along_is_no_state(mark: object) -> None:
    flow = tflow.tflow()
    flow.metadata[flow_state.KEY] = mark
    assert flow_state.of(flow) == FlowState()
    assert flow_state.of(flow) is flow_state.of(flow)


def test_nothing_else_is_kept_in_the_metadata_of_a_flow() -> None:
    touching = [
        file.name
        for file in PLANE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "metadata"
    ]
    assert set(touching) == {"flow_state.py"}
