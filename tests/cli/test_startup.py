"""What a command loads, and how it leaves: nothing that it does not use, and nothing unsaid."""

from __future__ import annotations

import importlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from gateway import keyring
from gateway.cli import COMMANDS, sekisho
from gateway.settings import shipped_policy

PATIENCE = 60.0  # seconds; no run takes so long unless it hangs

REGISTER = ("numba", "numpy", "sqlalchemy", "alembic")
PRESIDIO = ("presidio_analyzer", "spacy")
PROXY = ("mitmproxy.master", "mitmproxy.certs", "aioquic", "OpenSSL")
ANALYSIS = (*REGISTER, *PRESIDIO, *PROXY, "asyncio", "sudachipy")
NET = ("socket",) if sys.version_info >= (3, 12) else ()
"""Before 3.12 importlib.metadata, which pydantic loads, loads it by way of email."""

POLICY = ("pydantic", "pydantic_core", "yaml")
CORE = ("gateway.engine", "gateway.formats", "gateway.redaction", "classifiers", "re2", "regex")


def environment(folder: Path) -> dict[str, str]:
    """That of a user on whose machine a gate has worked: its state folder has a key."""
    state = folder / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    keyring.load(state)
    own = {"SEKISHO_STATE": str(state), "SEKISHO_POLICY": str(shipped_policy())}
    return {"PATH": os.environ["PATH"], "HOME": str(folder), **own}


def loaded(folder: Path, arguments: Sequence[str], text: str = "") -> set[str]:
    """The modules that a command imports, and the packages above them."""
    command = [sys.executable, "-X", "importtime", "-m", "gateway", *arguments]
    done = subprocess.run(
        command,
        input=text,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    return imported(done.stderr)


def imported(told: str) -> set[str]:
    return set(re.findall(r"^import time: .*\| +(\S+)$", told, re.M))


@pytest.mark.parametrize(
    ("arguments", "text", "unused"),
    [
        pytest.param(["--help"], "", (*ANALYSIS, *POLICY, *CORE, "rich"), id="the help"),
        pytest.param(["--version"], "", (*ANALYSIS, *POLICY, *CORE, "rich"), id="the version"),
        *(
            pytest.param(
                [name, "--help"], "", (*REGISTER, *PRESIDIO, *PROXY, *POLICY[:2]), id=f"help {name}"
            )
            for name in COMMANDS
        ),
        pytest.param(
            ["exec", "--", "true"],
            "",
            (*ANALYSIS, *POLICY, *CORE, "rich", "cryptography"),
            id="what waits for a program",
        ),
        pytest.param(["policy", "lint"], "", ANALYSIS, id="policy lint, with the files it names"),
        *(
            pytest.param(["policy", name], "", (*ANALYSIS, "gateway.formats"), id=f"policy {name}")
            for name in ("show", "schema")
        ),
        pytest.param(
            ["policy", "test"], "", (*REGISTER, *PRESIDIO, *PROXY, "asyncio"), id="policy test"
        ),
        *(
            pytest.param(["audit", name], "", (*ANALYSIS, *POLICY[:2]), id=f"audit {name}")
            for name in ("tail", "verify", "search", "export")
        ),
        pytest.param(
            ["check", "-"],
            "How high is Mount Fuji?",
            (*ANALYSIS, *NET, "rich", "regex", "classifiers._marker.judging"),
            id="a text without a finding is checked",
        ),
        pytest.param(
            ["check", "--json", "-"],
            "【社外秘】 原価表",
            (*REGISTER, *PRESIDIO, *PROXY, *NET, "asyncio", "rich", "regex"),
            id="a text with a finding is checked",
        ),
    ],
)
def test_a_command_loads_nothing_that_it_does_not_use(
    tmp_path: Path, arguments: list[str], text: str, unused: tuple[str, ...]
) -> None:
    there = loaded(tmp_path, arguments, text)
    assert "gateway.cli" in there
    assert sorted(there & set(unused)) == []


def test_a_gate_loads_the_addons_that_it_has_and_no_others(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "gateway", "serve", "--listen", ":0"]
    with (tmp_path / "told").open("w+") as told:
        gate = subprocess.Popen(
            command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=told
        )
        assert gate.stdout
        assert gate.stdout.readline().startswith(b"sekisho ready on ")
        gate.send_signal(signal.SIGTERM)
        assert gate.wait(PATIENCE) == 0
        gate.stdout.close()
        told.seek(0)
        there = imported(told.read())
    assert {"mitmproxy.addons.proxyserver", "mitmproxy.addons.tlsconfig"} <= there
    others = {"ldap3", "flask", "pyparsing.core", "ruamel.yaml.main", "service_identity.exceptions"}
    assert sorted(there & {*others, *REGISTER, *PRESIDIO, "rich", "click.testing"}) == []


# ---------------------------------------------------------------- the list of commands


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_in_its_own_words(name: str) -> None:
    command = importlib.import_module(f"gateway.cli.{name}").command
    assert COMMANDS[name] == command.get_short_help_str(limit=100)
    assert len(COMMANDS[name]) <= 68, "more is folded on a terminal of 80 columns"


def test_a_command_that_is_not_there_is_none() -> None:
    assert sekisho.get_command(click.Context(sekisho), "nonsense") is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("sekisho a", {"asset", "audit"}, id="commands"),
        pytest.param("sekisho --v", {"--version"}, id="options"),
        pytest.param("sekisho audit ta", {"tail"}, id="commands of a command"),
        pytest.param("sekisho serve --work", {"--workers"}, id="options of a command"),
    ],
)
def test_a_shell_is_told_how_to_go_on(tmp_path: Path, typed: str, offered: set[str]) -> None:
    own = {"_SEKISHO_COMPLETE": "bash_complete", "COMP_WORDS": typed}
    own["COMP_CWORD"] = str(typed.count(" "))
    code = "import sys; sys.argv[0] = 'sekisho'; from gateway.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment(tmp_path), **own},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered


# ---------------------------------------------------------------- leaving


@pytest.mark.parametrize(
    ("arguments", "text", "status", "said"),
    [
        pytest.param(["check"], "富士山の高さ", 0, "allow\n", id="yes"),
        pytest.param(["check"], "【社外秘】原価表", 1, "block\n", id="no"),
        pytest.param(["check", "no-such-file"], "", 2, "", id="what cannot be read"),
        pytest.param(["check", "--nonsense"], "", 2, "", id="no such option"),
    ],
)
def test_it_leaves_with_its_status_and_all_that_it_said(
    tmp_path: Path, arguments: list[str], text: str, status: int, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gateway", *arguments],
        input=text,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert done.stdout.startswith(said)
    assert bool(done.stderr) is (status == 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_it_says_so_where_nothing_can_be_said(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gateway", "policy", "show"],
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
    assert b"sekisho: No space left on device" in done.stderr
