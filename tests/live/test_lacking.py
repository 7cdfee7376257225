"""A gate that cannot look with what it should look with refuses, and says which file and what to
do: in its messages, in the trail, to `doctor`; to the person in plain words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.checks import machine
from gateway.standin import StandIn
from tests.content.documents.kit import a_docx
from tests.content.documents.shapes import openai_file
from tests.kit import readerless
from tests.kit.client import Reply, request
from tests.kit.gate import ROOT, Gate, start_gate, wait_for
from tests.kit.other_user import UID, as_other, folder_of_other, owners
from tests.kit.policy import INNOCENT, OPENAI, POLICY, chat, policy

SECRET = (
    "第二工場の夜勤を来年四月から隔週に改め、余った人員を検査工程に回すことを取締役会で決めた。"
)
LATER = (
    "新型塗料の配合は従来の三割増しとし、乾燥炉の温度を百八十度から二百五度へ引き上げる計画である。"
)
HARMLESS = "富士山の高さと、登山に適した季節を、初心者にも分かる言葉で教えてください。"


def sekisho(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _register(gate: Gate, text: str, name: str) -> None:
    file = gate.policy.parent / name
    file.write_text(text, encoding="utf-8")
    state = ("--state", gate.state, "--policy", gate.policy)
    added = sekisho("asset", "add", *state, "--class", "secret", file)
    assert added.returncode == 0, added.stderr


def _status(gate: Gate, text: str) -> int:
    return gate.ask(OPENAI, chat(text)).status


def _takes_up(gate: Gate, text: str, name: str) -> None:
    _register(gate, text, name)
    wait_for(lambda: _status(gate, text) == 400, "what is registered is recognised")
    assert gate.trail()[-1]["findings"][0]["class"] == "secret"


def _events(gate: Gate, kind: str) -> list[dict[str, Any]]:
    return [e for e in gate.entries() if e.get("event") == kind]


def _doctor(gate: Gate, *more: str) -> list[dict[str, str]]:
    where: tuple[str | Path, ...] = ("--state", gate.state, "--policy", gate.policy, *more)
    return list(json.loads(sekisho("doctor", *where, "--json").stdout))


def _failed(gate: Gate, *more: str) -> str:
    return "\n".join(
        f"{c['text']} -> {c['remedy']}" for c in _doctor(gate, *more) if c["status"] == "fail"
    )


# ---------------------------------------------------------------- the register, one user


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("lacking"), POLICY, upstream) as gate:
        _takes_up(gate, SECRET, "plan.txt")
        yield gate


def _current(gate: Gate) -> Path:
    return gate.state / "register" / "index" / "CURRENT"


def _is_folder(gate: Gate) -> None:
    _current(gate).unlink()
    _current(gate).mkdir()


def _names_what_is_not_there(gate: Gate) -> None:
    _current(gate).write_text("00000099-0123456789abcdef\n")


def _is_gone(gate: Gate) -> None:
    _current(gate).unlink()


def _all_is_gone(gate: Gate) -> None:
    shutil.rmtree(gate.state / "register")


SPOILT = [_is_folder, _names_what_is_not_there, _is_gone, _all_is_gone]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_register_that_cannot_be_read_closes_the_gate_for_texts(
    running: Gate, spoil: Callable[[Gate], None], upstream: StandIn, tmp_path: Path
) -> None:
    """Whatever was registered since is unknown, so that no text is known to be free of it."""
    kept = tmp_path / "register"
    shutil.copytree(running.state / "register", kept)
    said, told = len(running.said()), len(_events(running, "register-refused"))
    assert _status(running, HARMLESS) == 200
    spoil(running)
    wait_for(lambda: _status(running, HARMLESS) == 400, "a text is refused")
    events = running.watch()
    reply = running.ask(OPENAI, chat(HARMLESS))
    assert "administrator" in reply.text
    assert str(running.state) not in reply.text
    assert events.upstream_saw.nothing
    assert events.record["facts"]["lacking"] == ["register"]
    assert events.record["bundle"]["parts"]["lacking"] == "register"
    wait_for(lambda: len(_events(running, "register-refused")) == told + 1, "it is on record")
    wait_for(lambda: running.said()[said:].count("\n") == 1, "the fault is said")
    fault = _events(running, "register-refused")[-1]["fault"]
    assert str(running.state / "register") in fault
    assert fault in running.said()[said:]
    assert "refuses, as it cannot read its register" in _failed(
        running, "--only", "gate", "--gate", ":".join(map(str, running.address))
    )
    assert running.ask(OPENAI, method="GET", target="/v1/models").status == 200
    with running.dial(INNOCENT, trust=upstream.authority.certificate) as line:
        assert line.ask(request(INNOCENT, b"", method="GET", target="/")).status == 200

    shutil.rmtree(running.state / "register", ignore_errors=True)
    kept.rename(running.state / "register")
    wait_for(lambda: _status(running, HARMLESS) == 200, "once it is back, so is the gate")
    assert _status(running, SECRET) == 400
    assert len(_events(running, "register-refused")) == told + 1, "said once, not with each look"


# ---------------------------------------------------------------- what reads files


@pytest.mark.parametrize("mode", ["enforce", "monitor"])
def test_a_gate_that_cannot_read_files_sends_none(
    mode: str, tmp_path: Path, upstream: StandIn
) -> None:
    """Whatever the policy says of what cannot be read: this is no property of a file."""
    text = policy(("mode: enforce", f"mode: {mode}\nunread: allow"))
    (flag := tmp_path / "flag").touch()
    with start_gate(
        tmp_path / "gate",
        text,
        upstream,
        launcher=Path(readerless.__file__),
        environment={readerless.FLAG: str(flag)},
    ) as gate:
        file = openai_file(a_docx(HARMLESS))

        def ask() -> Reply:
            return gate.ask(file.host, file.body, *file.headers, target=file.target)

        events = gate.watch()
        for _ in range(2):
            reply = ask()
            assert reply.status == 500
            assert "administrator" in reply.text
        assert events.upstream_saw.nothing
        assert {r["facts"]["problem"] for r in events.records} == {"no-reader"}
        assert _status(gate, HARMLESS) == 200
        wait_for(lambda: _events(gate, "readers-failed"), "it is on record")
        (event,) = _events(gate, "readers-failed")
        assert sys.executable in event["fault"]
        assert gate.said().count(event["fault"]) == 1

        flag.unlink()
        assert ask().status == 200
        wait_for(lambda: _events(gate, "readers-work"), "that it is mended too")
        assert len(_events(gate, "readers-failed")) == 1


def test_doctor_sees_that_files_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.readers().status == "ok"
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    found = machine.readers()
    assert found.status == "fail"
    assert "no-python" in found.text


# ---------------------------------------------------------------- two users


@contextmanager
def _his(upstream: StandIn, text: str = POLICY) -> Iterator[Gate]:
    """A gate of another user, in a folder of his; its commands here are root's."""
    with folder_of_other() as folder:
        trusted = folder / "upstream.pem"
        shutil.copy(upstream.authority.certificate, trusted)
        options = ("--upstream-ca", str(trusted))
        with start_gate(folder, text, upstream, *options, run_as=as_other) as gate:
            yield gate


def _chown(folder: Path, uid: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)


def test_what_root_registers_beside_another_users_gate_is_the_gates(upstream: StandIn) -> None:
    with _his(upstream) as gate:
        assert _status(gate, SECRET) == 200
        _takes_up(gate, SECRET, "plan.txt")
        _takes_up(gate, LATER, "paint.txt")
        assert {*owners(gate.state).values()} == {UID}
        assert "register" not in _failed(gate)
        assert _events(gate, "register-refused") == []


def test_a_register_that_became_roots_closes_the_gate_and_doctor_says_how_to_mend_it(
    upstream: StandIn,
) -> None:
    with _his(upstream) as gate:
        _takes_up(gate, SECRET, "plan.txt")
        register = gate.state / "register"
        _chown(register, 0)
        _register(gate, LATER, "paint.txt")
        wait_for(lambda: _status(gate, HARMLESS) == 400, "a text is refused")
        events = gate.watch()
        for text in (SECRET, LATER, HARMLESS):
            assert _status(gate, text) == 400
        assert events.upstream_saw.nothing
        said = gate.said()
        assert said.count("may not read it, it belongs to root") == 1
        assert f"chown -R {UID} {register}" in said
        wait_for(lambda: _events(gate, "register-refused"), "it is on record")
        (event,) = _events(gate, "register-refused")
        assert f"chown -R {UID} {register}" in event["fault"]
        assert f"chown -R {UID}" in _failed(gate)
        assert str(register) in _failed(gate)

        _chown(register, UID)
        wait_for(lambda: _status(gate, HARMLESS) == 200, "once it is mended, so is the gate")
        assert _status(gate, SECRET) == _status(gate, LATER) == 400
        assert gate.said().count("may not read it") == 1


def test_a_first_register_that_is_roots_is_no_empty_one(upstream: StandIn) -> None:
    with _his(upstream) as gate:
        register = gate.state / "register"
        register.mkdir(mode=0o700)
        wait_for(lambda: _status(gate, HARMLESS) == 400, "it may hold something")
        register.chmod(0o755)
        wait_for(lambda: _status(gate, HARMLESS) == 200, "it holds nothing")


def test_whatever_root_makes_in_another_users_folder_is_his(upstream: StandIn) -> None:
    """A gate, its key, trail and CA, bundles for programs, messages of `exec`."""
    with folder_of_other() as folder:
        file = folder / "allowlist.yaml"
        file.write_text(POLICY, encoding="utf-8")
        where = ("--state", folder / "new" / "state", "--policy", file)
        made = sekisho("exec", *where, "--", "true")
        assert made.returncode == 0, made.stderr
        state = folder / "new" / "state"
        assert sekisho("ca", "env", "--state", state).returncode == 0
        (folder / "plan.txt").write_text(SECRET)
        added = sekisho("asset", "add", *where, "--class", "secret", folder / "plan.txt")
        assert added.returncode == 0, added.stderr
        found = owners(folder / "new")
        assert {"state/key", "state/ca/mitmproxy-ca.pem", "state/heads/gate-0"} <= set(found)
        assert {"state/register/register.db", "state/register/index/CURRENT"} <= set(found)
        assert {path: uid for path, uid in found.items() if uid != UID} == {}
        assert all(p.stat().st_mode & 0o077 == 0 for p in state.rglob("*"))


def test_a_link_in_another_users_folder_gives_nothing_away(tmp_path: Path) -> None:
    """Root hands over what it made, never what somebody made it open."""
    victim = tmp_path / "victim"
    victim.write_text("not his")
    with folder_of_other() as folder:
        state = folder / "state"
        assert sekisho("exec", "--state", state, "--", "true").returncode == 0
        index = state / "register" / "index"
        index.mkdir(parents=True)
        _chown(index.parent, UID)
        (index / ".lock").symlink_to(victim)
        (folder / "plan.txt").write_text(SECRET)
        added = sekisho("asset", "add", "--state", state, "--class", "secret", folder / "plan.txt")
        assert added.returncode == 2
    assert victim.stat().st_uid == 0
    assert victim.read_text() == "not his"
