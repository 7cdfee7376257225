"""What of mitmproxy is put off is whole for whoever asks for it after all."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOAD = "from gateway.planes.mitmproxy import master\nimport sys\n"
PUT_OFF = ("ldap3", "flask", "pyparsing.core", "ruamel.yaml.main", "service_identity.exceptions")


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("name", PUT_OFF)
def test_it_is_not_loaded_with_the_gate(name: str) -> None:
    assert python(f"{LOAD}print({name!r} in sys.modules)") == "False"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "from mitmproxy import addons; print(len(addons.default_addons()) > 20)",
            "True",
            id="all addons of mitmdump",
        ),
        pytest.param(
            "import mitmproxy.tools.dump as d; print(d.DumpMaster.__name__)",
            "DumpMaster",
            id="mitmdump itself",
        ),
        pytest.param(
            "from mitmproxy.addons import termlog; print(termlog.TermLog.__name__)",
            "TermLog",
            id="an addon that the gate has not",
        ),
        pytest.param(
            "from mitmproxy import addons; print(hasattr(addons, 'nonsense'))",
            "False",
            id="no addon at all",
        ),
        pytest.param(
            "from mitmproxy import command; print(command.unquote('\"a b\"'))",
            "a b",
            id="a function that was imported by its name",
        ),
        pytest.param(
            "from mitmproxy import command_lexer as c; print(list(c.expr.parseString('a b')))",
            "['a', ' ', 'b']",
            id="the language of commands",
        ),
        pytest.param(
            "import ruamel.yaml as y; print(y.YAML(typ='safe', pure=True).load('a: 1'))",
            "{'a': 1}",
            id="files of options",
        ),
        pytest.param(
            "import service_identity as s; print(s.VerificationError.__name__)",
            "VerificationError",
            id="names in certificates",
        ),
    ],
)
def test_it_is_there_when_it_is_asked_for(code: str, expected: str) -> None:
    assert python(LOAD + code) == expected


def test_what_is_loaded_already_stays_as_it_is() -> None:
    code = "import mitmproxy.addons as a; was = a.default_addons\n" + LOAD
    assert python(code + "print(a.default_addons is was)") == "True"
