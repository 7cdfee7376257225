"""`sekisho exec`: a program behind a gate of its own, and everything a program may do to end."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli.clients import CA_BUNDLE, CA_EXTRA, LOOPBACK, PROXY, joined, surroundings
from gateway.standin import StandIn
from tests.kit.gate import wait_for
from tests.kit.policy import MARKED, OPENAI, PERMITTED, POLICY, UNLISTED, chat

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; no run takes so long unless it hangs


# ---------------------------------------------------------------- what the program is given


def given_to(own: dict[str, str]) -> dict[str, str]:
    return surroundings(own, proxy="http://127.0.0.1:9", bundle="/b.pem", extra="/e.pem")


@pytest.mark.parametrize(
    ("own", "name", "expected"),
    [
        pytest.param({}, "HTTPS_PROXY", "http://127.0.0.1:9", id="a proxy in capitals"),
        pytest.param({}, "http_proxy", "http://127.0.0.1:9", id="and in small letters"),
        pytest.param(
            {"https_proxy": "http://proxy.example.jp:3128"},
            "https_proxy",
            "http://127.0.0.1:9",
            id="a proxy of the company's gives way",
        ),
        pytest.param({}, "NO_PROXY", "localhost,127.0.0.1,::1", id="this machine is left out"),
        pytest.param(
            {"NO_PROXY": "wiki.example.jp, localhost"},
            "no_proxy",
            "localhost,127.0.0.1,::1,wiki.example.jp",
            id="and what the user had left out, in both spellings",
        ),
        pytest.param(
            {"no_proxy": "*", "NO_PROXY": "a.example.jp,*"},
            "NO_PROXY",
            "localhost,127.0.0.1,::1,a.example.jp",
            id="but not everything",
        ),
        pytest.param({}, "SSL_CERT_FILE", "/b.pem", id="OpenAI, Anthropic, Google: the bundle"),
        pytest.param({}, "AWS_CA_BUNDLE", "/b.pem", id="boto3: the bundle"),
        pytest.param({}, "NODE_EXTRA_CA_CERTS", "/e.pem", id="Node.js: what is to be added"),
        pytest.param({"LANG": "ja_JP.UTF-8"}, "LANG", "ja_JP.UTF-8", id="the rest stays"),
    ],
)
def test_a_program_is_given(own: dict[str, str], name: str, expected: str) -> None:
    assert given_to(own)[name] == expected


def test_no_variable_of_the_gate_is_left_to_the_user() -> None:
    names = [*PROXY, *(n.lower() for n in PROXY), *CA_BUNDLE, CA_EXTRA]
    assert not {n for n in names if given_to(dict.fromkeys(names, "own"))[n] == "own"}


names = st.from_regex(r"[a-z0-9.*-]{0,12}", fullmatch=True)


@given(st.lists(names), st.lists(names))
def test_what_the_user_leaves_out_stays_out_and_never_is_everything(
    upper: list[str], lower: list[str]
) -> None:
    around = given_to({"NO_PROXY": ",".join(upper), "no_proxy": ", ".join(lower)})
    hosts = around["NO_PROXY"].split(",")
    assert around["no_proxy"] == around["NO_PROXY"]
    assert set(hosts) == {*LOOPBACK, *upper, *lower} - {"", "*"}
    assert len(hosts) == len(set(hosts))


BLOCK = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"
bodies = st.text("ABCDEFabcdef0123456789+/\n", min_size=1).map(str.strip).filter(bool)


@given(st.lists(bodies), st.lists(bodies))
def test_a_bundle_holds_every_certificate_once(one: list[str], two: list[str]) -> None:
    files = ["".join(f"# comment\n{BLOCK.format(b)}" for b in some) for some in (one, two)]
    assert joined(files) == "".join(BLOCK.format(b) for b in dict.fromkeys([*one, *two]))


def test_what_stands_between_certificates_is_left_out() -> None:
    pem = f"-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n{BLOCK.format('AAAA')}"
    assert joined([pem, "-----BEGIN CERTIFICATE-----\nthe file ends here"]) == BLOCK.format("AAAA")


# ---------------------------------------------------------------- running in the foreground

RUN = "import sys; from gateway.cli import foreground; sys.exit(foreground.run(sys.argv[1:], {}))"


def foreground(*program: str) -> list[str]:
    return [sys.executable, "-P", "-c", RUN, *program]


def sh(text: str) -> tuple[str, str, str]:
    return "/bin/sh", "-c", text


def environment() -> dict[str, str]:
    search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": search}


def started(
    command: Sequence[str],
    *,
    stdin: int | None = None,
    cwd: Path | None = None,
    group: bool = False,
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=group,
    )


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param("exit 0", 0, id="it ends well"),
        pytest.param("exit 7", 7, id="it ends with a status"),
        pytest.param("kill -TERM $$", 143, id="a signal ends it"),
        pytest.param("kill -KILL $$", 137, id="it is killed"),
    ],
)
def test_the_exit_status_is_the_programs(program: str, expected: int) -> None:
    with started(foreground(*sh(program))) as process:
        assert process.wait(PATIENCE) == expected


SAYS = """
import signal, sys, time
seen = []
def note(number, _):
    seen.append(number)
for n in (1, 2, 3, 10, 12, 15):
    signal.signal(n, note)
print("ready", flush=True)
until = time.monotonic() + 20
while not seen and time.monotonic() < until:
    time.sleep(.01)
time.sleep(.2)  # a second one would come right after the first
print(*seen, flush=True)
sys.exit(42)
"""


@pytest.mark.parametrize("number", [1, 2, 3, 10, 12, 15])
def test_a_signal_for_exec_is_the_programs(number: int) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # a shell's background jobs ignore some
    try:
        _pass_on(number)
    finally:
        signal.signal(number, before)


def _pass_on(number: int) -> None:
    with started(foreground(sys.executable, "-c", SAYS), group=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.stdout.read().split() == [str(number)]
        assert process.wait(PATIENCE) == 42


def test_a_signal_that_exec_was_told_to_ignore_is_ignored_by_the_program_too() -> None:
    nohup = foreground(*sh("trap > /dev/null; kill -HUP $$; echo still here"))
    with started(["nohup", *nohup], stdin=subprocess.DEVNULL) as process:
        assert process.communicate(timeout=PATIENCE)[0] == "still here\n"


TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@contextlib.contextmanager
def at_a_terminal(command: Sequence[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The command in the foreground of a terminal of its own, and the terminal's other end."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *command],
        stdin=there,
        stdout=there,
        stderr=there,
        start_new_session=True,
        env=environment(),
    )
    os.close(there)
    try:
        yield process, here
    finally:
        process.kill()
        process.wait()
        os.close(here)


def read_until(terminal: int, ending: bytes) -> bytes:
    text = b""
    until = time.monotonic() + PATIENCE
    while ending not in text and time.monotonic() < until:
        with contextlib.suppress(OSError):
            text += os.read(terminal, 4096)
    return text


def test_ctrl_c_reaches_the_program_once() -> None:
    with at_a_terminal(foreground(sys.executable, "-c", SAYS)) as (process, terminal):
        assert b"ready" in read_until(terminal, b"ready\r\n")
        os.write(terminal, b"\x03")
        assert read_until(terminal, b"2\r\n").replace(b"^C", b"").split() == [b"2"]
        assert process.wait(PATIENCE) == 42


def test_the_terminal_is_the_programs() -> None:
    asks = "import sys; print([s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr)])"
    with at_a_terminal(foreground(sys.executable, "-c", asks)) as (_, terminal):
        assert b"[True, True, True]" in read_until(terminal, b"]")


# ---------------------------------------------------------------- the whole command


@dataclass(frozen=True)
class Sekisho:
    """The command `sekisho exec` in a folder where it must find its own way."""

    folder: Path
    options: tuple[str, ...]

    def start(
        self, *program: str, policy: str = POLICY, stdin: int | None = None, group: bool = False
    ) -> subprocess.Popen[str]:
        (self.folder / "policy.yaml").write_text(policy, "utf-8")
        command = [sys.executable, "-P", "-m", "gateway", "exec", *self.options, "--", *program]
        return started(command, cwd=self.folder, stdin=stdin, group=group)

    def run(self, *program: str, policy: str = POLICY) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        with self.start(*program, policy=policy) as process:
            out, err = process.communicate(timeout=PATIENCE)
            return process.returncode, out, err

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def records(self) -> list[dict[str, object]]:
        lines = (p.read_text() for p in (self.state / "audit").rglob("*.jsonl"))
        entries = [json.loads(line) for text in lines for line in text.splitlines()]
        return [e for e in entries if "verdict" in e]


@pytest.fixture
def sekisho(tmp_path: Path, upstream: StandIn) -> Sekisho:
    """In a folder that has a package `gateway` of its own, as many a project has."""
    (tmp_path / "gateway").mkdir()
    (tmp_path / "gateway" / "__init__.py").write_text("raise SystemExit('the wrong gateway')")
    options = ["--policy", "policy.yaml", "--state", "state"]
    options += ["--upstream-ca", str(upstream.authority.certificate)]
    for host in (OPENAI, UNLISTED):
        options += ["--connect-to", f"{host}:443:127.0.0.1:{upstream.port}"]
    return Sekisho(tmp_path, tuple(options))


ASK = """
import json, sys, urllib.error, urllib.request
url, body = sys.argv[1:]
request = urllib.request.Request(url, body.encode(), {"content-type": "application/json"})
try:
    answer = urllib.request.urlopen(request, timeout=20)
except urllib.error.HTTPError as e:
    answer = e
print(json.dumps({"status": answer.status, "by": answer.headers.get("x-sekisho-decision")}))
"""


def python_asks(host: str, prompt: str) -> tuple[str, ...]:
    path = f"https://{host}/v1/chat/completions"
    return sys.executable, "-c", ASK, path, chat(prompt).decode()


def curl_asks(host: str, prompt: str) -> tuple[str, ...]:
    path = f"https://{host}/v1/chat/completions"
    return (
        "curl",
        "-sS",
        "-o",
        "-",
        "-H",
        "content-type: application/json",
        "-d",
        chat(prompt).decode(),
        "-w",
        '\n{"status": %{http_code}, "by": null}',
        path,
    )


@pytest.mark.parametrize("client", [python_asks, curl_asks])
def test_a_program_asks_its_ai_through_the_gate_and_trusts_it(
    sekisho: Sekisho, upstream: StandIn, client: Callable[[str, str], tuple[str, ...]]
) -> None:
    mark = upstream.ledger.mark()
    status, out, err = sekisho.run(*client(OPENAI, PERMITTED))
    assert (status, json.loads(out.splitlines()[-1])["status"]) == (0, 200), err
    assert err == "", "the terminal belongs to the program"
    assert upstream.ledger.since(mark).holds(PERMITTED.encode())
    assert [r["verdict"] for r in sekisho.records()] == ["allow"]
    assert list((sekisho.state / "log").iterdir()) == []


@pytest.mark.parametrize(
    ("host", "prompt"),
    [
        pytest.param(OPENAI, MARKED, id="a marked text"),
        pytest.param(UNLISTED, PERMITTED, id="an AI that is not listed"),
    ],
)
def test_a_program_is_refused_by_its_gate(
    sekisho: Sekisho, upstream: StandIn, host: str, prompt: str
) -> None:
    mark = upstream.ledger.mark()
    status, out, _ = sekisho.run(*python_asks(host, prompt))
    told = json.loads(out)
    assert (status, told["status"]) == (0, 400)
    assert told["by"] == sekisho.records()[0]["id"]
    assert upstream.ledger.since(mark).nothing


def test_two_at_once_do_not_disturb_each_other(sekisho: Sekisho) -> None:
    waits = sh("read line; echo $line")
    with (
        sekisho.start(*waits, stdin=subprocess.PIPE) as one,
        sekisho.start(*waits, stdin=subprocess.PIPE) as two,
    ):
        assert two.communicate("two\n", timeout=PATIENCE)[0] == "two\n"
        assert one.communicate("one\n", timeout=PATIENCE)[0] == "one\n"
        assert (one.returncode, two.returncode) == (0, 0)


def test_a_bad_policy_is_told_and_the_program_is_not_run(sekisho: Sekisho) -> None:
    status, out, err = sekisho.run("echo", "ran", policy="version: 1\nservices: 7\n")
    assert (status, out) == (2, "")
    assert "policy.yaml:2" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param("no-such-program-here", 127, id="not on the PATH"),
        pytest.param("./missing", 127, id="not there"),
        pytest.param("./policy.yaml", 126, id="not executable"),
    ],
)
def test_what_a_shell_cannot_run_exec_cannot_run(
    sekisho: Sekisho, program: str, expected: int
) -> None:
    status, out, err = sekisho.run(program)
    assert (status, out) == (expected, "")
    assert program in err


def test_a_script_without_its_interpreter_leaves_no_gate_behind(sekisho: Sekisho) -> None:
    script = sekisho.folder / "script"
    script.write_text("#!/no/such/interpreter\n")
    script.chmod(0o755)
    assert sekisho.run("./script")[0] == 127
    assert list((sekisho.state / "log").iterdir()) == []


TELLS = "import os, sys, time; print(os.environ['HTTPS_PROXY'], flush=True); time.sleep(60)"


def is_open(proxy: str) -> bool:
    host, _, port = proxy.removeprefix("http://").rpartition(":")
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex((host, int(port))) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_gate_ends_with_its_exec(sekisho: Sekisho, number: int) -> None:
    with sekisho.start(sys.executable, "-c", TELLS, group=True) as process:
        assert process.stdout
        proxy = process.stdout.readline().strip()
        assert is_open(proxy)
        process.send_signal(number)
        status = process.wait(PATIENCE)
        wait_for(lambda: not is_open(proxy), "the gate ends", 20.0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the program, which outlives a killed exec
    assert status == (143 if number == signal.SIGTERM else -signal.SIGKILL)
