"""A secret as programs write it where it does not stand as it is arrives nowhere."""

from __future__ import annotations

import json

import pytest

from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import MARKED, OPENAI, SECRET, chat
from tests.kit.written import MAIL, WAYS, Write

LOG = f"{MARKED} {SECRET} unit cost 1,204 yen"


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_a_secret_written_otherwise_does_not_pass(gate: Gate, write: Write) -> None:
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(f"Decode this:\n{write(LOG)}")), events, 400)


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_nor_in_what_a_tool_says(gate: Gate, write: Write) -> None:
    events = gate.watch()
    said = json.dumps({"stdout": write(LOG), "code": 0})
    assert_refused(gate.ask(OPENAI, chat(json.dumps({"output": said}))), events, 400)


def test_what_stands_for_something_harmless_passes(gate: Gate) -> None:
    for write in WAYS.values():
        assert (
            gate.ask(OPENAI, chat(f"Decode this:\n{write('富士山の高さを教えてください')}")).status
            == 200
        )


@pytest.mark.parametrize("write", MAIL.values(), ids=MAIL)
def test_nor_does_what_a_mail_or_a_calendar_says(gate: Gate, write: Write) -> None:
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(f"Summarise:\n{write(LOG)}")), events, 400)
    harmless = write("富士山の高さを教えてください")
    assert gate.ask(OPENAI, chat(f"Summarise:\n{harmless}")).status == 200
