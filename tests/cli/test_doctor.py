"""`sekisho doctor`: each thing that may be wrong is found, named, and given a remedy."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from gateway import keyring
from gateway.cli.checks import files, interception, machine, network
from gateway.cli.checks.answer import Check
from gateway.cli.doctor import QUESTIONS, command
from gateway.planes.mitmproxy import ca
from tests.kit.gate import Gate
from tests.kit.policy import POLICY

NOW = datetime.now(UTC)


def worst(checks: Iterable[Check]) -> str:
    return max((c.status.value for c in checks), key=("ok", "warn", "fail").index)


def one(checks: Iterable[Check], name: str) -> Check:
    (found,) = [c for c in checks if c.name == name]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return state


# ---------------------------------------------------------------- the machine


@pytest.mark.parametrize(
    ("version", "status"),
    [
        pytest.param((3, 10), "fail", id="too old"),
        pytest.param((3, 11), "ok", id="the oldest"),
        pytest.param((3, 14), "ok", id="the newest"),
        pytest.param((3, 15), "warn", id="not known yet"),
    ],
)
def test_python(version: tuple[int, int], status: str) -> None:
    assert machine.python(version).status == status


@pytest.mark.parametrize(
    ("version", "python", "status"),
    [
        pytest.param("10.4.2", (3, 11), "fail", id="too old"),
        pytest.param("11.0.2", (3, 11), "warn", id="the last for Python 3.11"),
        pytest.param("12.3.1", (3, 12), "ok", id="current"),
        pytest.param("12.2.3", (3, 12), "fail", id="one that was proved once"),
        pytest.param("13.0.0.dev1", (3, 13), "fail", id="a coming one, on which nothing is proved"),
    ],
)
def test_mitmproxy(version: str, python: tuple[int, int], status: str) -> None:
    assert machine.mitmproxy(version, python).status == status


def test_what_runs_here_will_do() -> None:
    checks = [machine.python(), machine.mitmproxy(), machine.event_loop()]
    assert worst(checks) != "fail"


def test_a_clock_that_is_behind_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    now = datetime.now(UTC)  # not NOW: the file is younger than that where the suite runs long
    assert machine.clock(now + timedelta(seconds=1), file).status == "ok"
    assert machine.clock(now - timedelta(days=400), file).status == "fail"
    assert machine.clock(now, tmp_path / "not there").status == "ok"


# ---------------------------------------------------------------- policy and state


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "allowlist.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_policy_is_named_with_its_revision(tmp_path: Path) -> None:
    (first, *_) = files.policy(written(tmp_path, POLICY), NOW.date())
    assert first.status == "ok"
    assert "8 services" in first.text


def test_every_fault_of_a_policy_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "version: 1\nservices: 7\nmode: perhaps\n")
    found = list(files.policy(path, NOW.date()))
    assert {c.status for c in found} == {"fail"}
    assert any(":2" in c.text for c in found)
    assert any(":3" in c.text for c in found)


def test_a_password_file_that_is_missing_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, POLICY + "identity: {htpasswd: users.htpasswd}\n")
    assert "users.htpasswd" in one(files.policy(path, NOW.date()), "policy").text


def test_an_approval_past_review_is_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path, POLICY.replace("2036-03-31", "2026-05-01"))
    assert worst(files.policy(path, NOW.date().replace(year=2030))) == "warn"


def test_a_state_folder_that_others_can_enter(folder: Path) -> None:
    assert worst(files.state(folder)) == "ok"
    folder.chmod(0o755)
    assert worst(files.state(folder)) == "fail"


def test_looking_leaves_nothing_behind(folder: Path) -> None:
    list(files.state(folder))
    files.installation_key(folder)
    files.authority(folder, NOW)
    files.trail(folder)
    assert list(folder.iterdir()) == []


def test_a_key_that_others_can_read(folder: Path) -> None:
    keyring.load(folder)
    assert files.installation_key(folder).status == "ok"
    (folder / keyring.NAME).chmod(0o644)
    assert files.installation_key(folder).status == "fail"


def test_a_key_that_is_lost(folder: Path) -> None:
    (folder / "audit" / "0").mkdir(parents=True)
    (folder / "audit" / "0" / "2026-11-20.jsonl").write_text("{}\n")
    assert files.installation_key(folder).status == "fail"
    assert not (folder / keyring.NAME).exists()


@pytest.mark.parametrize(
    ("days", "status"),
    [
        pytest.param(0, "ok", id="new"),
        pytest.param(3600, "warn", id="soon over"),
        pytest.param(3700, "fail", id="over"),
        pytest.param(-10, "fail", id="not yet begun"),
    ],
)
def test_the_ca_by_its_age(folder: Path, days: int, status: str) -> None:
    ca.ensure(folder)
    assert files.authority(folder, NOW + timedelta(days=days)).status == status


def test_a_ca_whose_key_others_can_read(folder: Path) -> None:
    ca.ensure(folder).key.chmod(0o640)
    assert files.authority(folder, NOW).status == "fail"


def test_a_trail_that_was_changed(gate: Gate, tmp_path: Path) -> None:
    """On a copy, of course."""
    copy = tmp_path / "state"
    shutil.copytree(gate.state, copy)
    assert files.trail(copy).status == "ok"
    (day, *_) = sorted((copy / "audit").rglob("*.jsonl"))
    day.write_text(day.read_text().replace('"time":"20', '"time":"21', 1))
    assert files.trail(copy).status == "fail"


# ---------------------------------------------------------------- the network


def test_a_running_gate_answers_for_itself(gate: Gate) -> None:
    assert network.gate(gate.address).status == "ok"
    assert network.port(gate.address).status == "ok"


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert network.gate(probe.getsockname()).status == "fail"


class NoGate(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"welcome")

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def web_server() -> Iterator[tuple[str, int]]:
    with HTTPServer(("127.0.0.1", 0), NoGate) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield "127.0.0.1", server.server_port
        server.shutdown()
        thread.join()


def test_a_web_server_is_no_gate_and_its_port_is_taken(web_server: tuple[str, int]) -> None:
    assert network.gate(web_server).status == "fail"
    assert network.port(web_server).status == "fail"


def test_a_free_port() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()
    assert network.port(free).status == "ok"


GATE = ("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("own", "status"),
    [
        pytest.param({}, "ok", id="no proxy set"),
        pytest.param({"https_proxy": "http://proxy.example.jp:3128"}, "warn", id="another proxy"),
        pytest.param({"HTTPS_PROXY": "http://127.0.0.1:8080/"}, "warn", id="the gate, but no CA"),
        pytest.param(
            {
                "HTTPS_PROXY": "http://127.0.0.1:8080",
                "SSL_CERT_FILE": __file__,
                "REQUESTS_CA_BUNDLE": __file__,
                "NODE_EXTRA_CA_CERTS": __file__,
            },
            "ok",
            id="the gate and its CA",
        ),
        pytest.param(
            {
                "HTTPS_PROXY": "http://127.0.0.1:8080",
                "SSL_CERT_FILE": "/no/such/file",
                "REQUESTS_CA_BUNDLE": __file__,
                "NODE_EXTRA_CA_CERTS": __file__,
            },
            "warn",
            id="a CA file that is not there",
        ),
        pytest.param(
            {
                "HTTPS_PROXY": "http://127.0.0.1:8080",
                "NO_PROXY": "localhost,*",
                "SSL_CERT_FILE": __file__,
                "REQUESTS_CA_BUNDLE": __file__,
                "NODE_EXTRA_CA_CERTS": __file__,
            },
            "warn",
            id="everything led past it",
        ),
    ],
)
def test_the_variables_of_a_shell(own: dict[str, str], status: str) -> None:
    assert worst(network.environment(own, GATE)) == status


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(command, arguments)
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found.exit_code, found.stdout


def test_a_sound_installation(tmp_path: Path, folder: Path, gate: Gate) -> None:
    path = written(tmp_path, POLICY)
    address = f"{gate.address[0]}:{gate.address[1]}"
    options = ("--policy", str(path), "--state", str(folder), "--listen", address)
    status, out = run(*options, "--gate", address, "--json")
    found = json.loads(out)
    assert status == 0, [c for c in found if c["status"] == "fail"]
    assert {"python", "policy", "state", "key", "ca", "trail", "port", "gate"} <= {
        c["name"] for c in found
    }


def test_a_broken_one_is_told_with_remedies(tmp_path: Path, folder: Path) -> None:
    folder.chmod(0o777)
    path = written(tmp_path, "services: 7\n")
    status, out = run("--policy", str(path), "--state", str(folder), "--only", "policy")
    assert (status, out.startswith("fail")) == (1, True)
    assert "->" in out
    assert run("--state", str(folder), "--only", "state")[0] == 1


def test_a_policy_that_is_not_there_is_an_answer_and_no_traceback(tmp_path: Path) -> None:
    status, out = run("--policy", str(tmp_path / "none.yaml"), "--only", "policy")
    assert status == 1
    assert "no such file" in out


@pytest.mark.parametrize("question", sorted(QUESTIONS.keys() - {"gate", "interception"}))
def test_each_question_can_be_asked_alone(tmp_path: Path, folder: Path, question: str) -> None:
    path = written(tmp_path, POLICY)
    options = ("--policy", str(path), "--state", str(folder), "--json", "--only", question)
    found = json.loads(run(*options)[1])
    assert found
    assert all(c["text"] for c in found)


def test_a_gate_with_this_policy_looks_into_tls(tmp_path: Path) -> None:
    path = written(tmp_path, POLICY)
    assert interception.interception(path, dict(os.environ)).status == "ok"


def test_a_policy_with_passwords_is_not_tried(tmp_path: Path) -> None:
    (tmp_path / "users").write_text("")
    path = written(tmp_path, POLICY + "identity: {htpasswd: users}\n")
    assert "not tried" in interception.interception(path, {}).text
