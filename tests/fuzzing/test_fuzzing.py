"""The fuzzers find what they are for; a short run of each, which `make fuzz-readers` makes long.

Inputs are made from a fixed seed, so that the suite says the same each time.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Hashable, Iterable
from pathlib import Path
from random import Random

import pytest

from gateway import formats
from tests.fuzzing.cost import hold_in_proportion
from tests.fuzzing.coverage import ROOT, Coverage, Traced, coverage
from tests.fuzzing.decoders import Read, from_base64, go_json, go_multipart, old_form, python_json
from tests.fuzzing.faults import fault_of, shrunk
from tests.fuzzing.looking import CANARY, hold_looked_at
from tests.fuzzing.loop import Session, fuzz
from tests.fuzzing.mutations import mutated
from tests.fuzzing.node import node
from tests.fuzzing.target import LawError, Target
from tests.fuzzing.targets import TARGETS
from tests.fuzzing.watching import Watched

RUNS = {"differential": 600, "documents": 60}
"""Inputs of a short run; of the others MANY."""
MANY = 150
SEEDS = 40


def short(target: Target) -> list[bytes]:
    """Some of its corpus, from all of its families."""
    seeds = list(target.seeds())
    return seeds[:: max(1, len(seeds) // SEEDS)]


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_no_law_breaks_in_a_short_run(name: str) -> None:
    """What was reached is not asked: it differs with what ran before in this process."""
    target, rng = TARGETS[name], Random(1)
    seeds = short(target)
    made = [
        mutated(rng.choice(seeds), rng.choice(seeds), target.words, rng, target.most)
        for _ in range(RUNS.get(name, MANY))
    ]
    session = Session(target)
    for data in (*seeds, *made):
        session.try_(data)
    assert {f.name: f.trace for f in session.faults.values()} == {}
    assert session.tally.runs == len(seeds) + len(made)


# ---------------------------------------------------------------- what the fuzzers find


def _reading(data: bytes) -> Iterable[Hashable]:
    formats.read_texts((data.decode("latin-1"),))
    if data[:1] == b"{" and b"}" in data:
        raise KeyError(data)
    return ()


def _a_target(law: object = _reading, **more: object) -> Target:
    return Target("sample", law, lambda: [b"[1]", b"a"], (b"{", b"}"), **more)  # type: ignore[arg-type]


def test_an_error_is_found_and_made_small() -> None:
    session = Session(_a_target())
    fuzz(session, [b"[1, 2, 3]"], Random(3), runs=400)
    (fault,) = session.faults.values()
    assert fault.name.startswith("KeyError")
    assert fault.data == b"{}"


def test_an_input_that_reaches_something_new_is_kept() -> None:
    session = Session(_a_target())
    fuzz(
        session,
        [b"plain", b"plain", b"data:;base64,QUJDREVGR0hJSktMTU5PUFFSU1RVVg=="],
        Random(3),
        runs=0,
    )
    assert len(session.corpus) == 2
    assert session.tally.begun == session.tally.reached > 0


@pytest.mark.parametrize("make", [coverage, Traced], ids=["here", "before Python 3.12"])
def test_a_line_counts_once(make: object) -> None:
    measured: Coverage = make()  # type: ignore[operator]
    counts = []
    measured.start()
    try:
        for text in ("a", "a", "%E7%A4%BE%E5%A4%96"):
            formats.read_texts((text,))
            counts.append(measured.count)
    finally:
        measured.stop()
    assert 0 < counts[0] == counts[1] < counts[2]


def _squared(data: bytes) -> Iterable[Hashable]:
    return {len(data) for _ in data for _ in data}


def _greedy(data: bytes) -> Iterable[Hashable]:
    return (len(bytes(200_000_000)),)


@pytest.mark.parametrize(
    ("law", "data", "broken"),
    [
        pytest.param(_squared, b"x" * 20, "twice as much costs twice the work", id="work"),
        pytest.param(_greedy, b"x", "the memory is in proportion to the input", id="memory"),
    ],
)
def test_what_costs_more_than_its_share_breaks_a_law(law: object, data: bytes, broken: str) -> None:
    with pytest.raises(LawError, match=broken):
        hold_in_proportion(_a_target(law), data)


def test_mutations_keep_to_the_bound_and_to_the_seed() -> None:
    def made() -> list[bytes]:
        rng = Random(5)
        return [mutated(b"abc" * 9, b"other", (b"word",), rng, 64) for _ in range(500)]

    assert made() == made()
    assert all(len(data) <= 64 for data in made())
    assert len(set(made())) > 300


def test_a_fault_is_told_apart_by_its_place() -> None:
    def broken(data: bytes) -> None:
        raise LawError("a law", data)

    fault = fault_of(broken, b"abcdef")
    assert fault
    assert fault.name == "a law"
    assert shrunk(fault, broken).data == b""


# ---------------------------------------------------------------- the lenient decoders

PART = b"--XX\nContent-Disposition: form-data; name=a\n\nthe secret part\n--XX--\n"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        pytest.param(python_json(b'{"a": "one", "a": "two"}'), "one", id="Python: a name twice"),
        pytest.param(python_json('["社外秘"]'.encode("utf-16")), "社外秘", id="Python: UTF-16"),
        pytest.param(go_json(b'{"A":"one","a":"two"}'), "two", id="Go: the last of two names"),
        pytest.param(go_json(b'["one"] and more'), "one", id="Go: what follows is passed over"),
        pytest.param(old_form(b"a=1;b=two"), "two", id="a form with semicolons"),
        pytest.param(
            go_multipart(b"pre\n" + PART, "multipart/form-data; boundary=XX"),
            "the secret part",
            id="Go: lines that end with LF alone",
        ),
        pytest.param(
            from_base64(["44CQ56S+5aSW*56eY44CR5Y6f5L6h"]),
            "【社外秘】原価",
            id="Python: junk in base64",
        ),
        pytest.param(
            from_base64(["44CQ56S+5aSW\n56eY44CR5Y6f5L6h"]),
            "【社外秘】原価",
            id="Go: a newline in base64",
        ),
    ],
)
def test_a_lenient_decoder_says(found: Iterable[Read], text: str) -> None:
    assert text in [said for _, said in found]


@pytest.mark.skipif(node() is None, reason="this machine has no Node.js")
@pytest.mark.parametrize(
    ("how", "data", "label", "text"),
    [
        pytest.param("json", b'{"a":["x"]}', "", "x", id="JSON.parse"),
        pytest.param("form", b"a=%E7%A4%BE+x", "", "社 x", id="URLSearchParams"),
        pytest.param("charset", "社".encode("cp932"), "shift_jis", "社", id="TextDecoder"),
        pytest.param("base64", b"c2Vj-cmV0*", "", "sec", id="Buffer.from"),
        pytest.param("percent", b"%E7%A4%BE", "", "社", id="decodeURIComponent"),
    ],
)
def test_node_says(how: str, data: bytes, label: str, text: str) -> None:
    asked = node()
    assert asked
    assert any(said.startswith(text) for said in asked.ask(how, data, label))
    assert asked.ask(how, b"\xff%", "no-such-charset") is not None


def test_a_text_that_was_not_looked_at_breaks_a_law() -> None:
    prompt = formats.read_texts(("nothing to see",))
    with pytest.raises(LawError, match="what somebody makes of it"):
        hold_looked_at(prompt, [("somebody", CANARY)])
    hold_looked_at(formats.read_texts((f"wide: {CANARY}",)), [("somebody", CANARY)])


# ---------------------------------------------------------------- processes


def test_a_process_that_an_input_ends_is_begun_anew(tmp_path: Path) -> None:
    """Told of by the command that tries the input again, which ends the same way."""
    told: list[str] = []
    watched = Watched(TARGETS["trail"], "own", tmp_path / "trail", told.append)
    result = watched.run(3, seed=1)
    assert result.faults == {}
    assert result.runs > 3
    assert any("runs" in line for line in told)
    again = next((tmp_path / "trail" / "corpus").iterdir())
    (tmp_path / "trail" / "faults" / "one").write_bytes(again.read_bytes())
    command = [sys.executable, "-m", "tests.fuzzing", "--replay"]
    command.append(str(tmp_path / "trail" / "faults" / "one"))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "it holds" in done.stdout
