"""What is changed in mitmproxy and h11 stands in one table, in one package, beside its versions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from gateway.planes.mitmproxy import mitmproxy_patches
from gateway.planes.mitmproxy.mitmproxy_patches import (
    PATCHES,
    PROVED,
    UnprovedVersionError,
    proved,
    require_proved,
)
from tests.kit.policy import POLICY

ROOT = Path(__file__).parents[3]
PACKAGE = Path(mitmproxy_patches.__file__).parent
LIBRARIES = frozenset({"mitmproxy", "h11", "h2", "wsproto"})


# ---------------------------------------------------------------- the table


def attributes() -> dict[str, object]:
    """Every attribute of the libraries' loaded modules, and of the classes in them."""
    found: dict[str, object] = {}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in LIBRARIES:
            continue
        for key, value in vars(module).items():
            found[f"{name}.{key}"] = value
            if isinstance(value, type) and value.__module__ == name:
                found |= {f"{name}.{key}.{k}": v for k, v in vars(value).items()}
    return found


def changed_by_apply() -> set[str]:
    from mitmproxy.http import Response

    from gateway.planes.mitmproxy.mitmproxy_patches.apply import apply

    before = attributes()
    apply(
        max_head=1,
        max_headers=1,
        max_body=lambda: 1,
        may_keep=lambda _flow, _size: True,
        silence=lambda _: 1.0,
        open_connection=lambda _host, _port: None,
        unreached=lambda _flow, _why: Response.make(),
        share_port=True,
        tell=lambda _client, _of: None,
    )
    return {name for name, value in attributes().items() if value is not before.get(name)}


def test_the_table_names_what_is_changed_and_nothing_else() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        changed = elsewhere.submit(changed_by_apply).result()
    assert changed == {target for patch in PATCHES for target in patch.targets}


# ---------------------------------------------------------------- the versions


def declared(name: str) -> Mapping[str, Requirement]:
    """The requirements of pyproject.toml for a distribution, by their markers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wishes = [Requirement(wish) for wish in project["dependencies"]]
    return {str(w.marker).replace('"', "'"): w for w in wishes if w.name == name}


@pytest.mark.parametrize(
    ("python", "name", "release"),
    [(python, name, of) for python, row in PROVED.items() for name, of in row.items()],
)
def test_pyproject_lets_in_the_proved_releases_and_no_other(
    python: str, name: str, release: str
) -> None:
    wishes = declared(name)
    assert wishes.keys() == PROVED.keys()
    lets_in, (major, minor) = wishes[python].specifier, map(int, release.split("."))
    assert Version(f"{release}.999") in lets_in
    assert Version(f"{major}.{minor + 1}") not in lets_in
    assert Version(f"{major}.{minor}.dev0") not in lets_in


SOUND = {"mitmproxy": "12.3.1", "h11": "0.16.0", "h2": "4.3.0", "wsproto": "1.3.2"}


@pytest.mark.parametrize(
    "installed",
    [
        pytest.param(SOUND, id="what it was proved on"),
        pytest.param({**SOUND, "mitmproxy": "12.3.9"}, id="a later patch release"),
    ],
)
def test_a_proved_release_is_let_in(installed: Mapping[str, str]) -> None:
    require_proved(installed, proved((3, 12)))


@pytest.mark.parametrize(
    ("name", "version"),
    [
        pytest.param("mitmproxy", "12.2.3", id="the minor release before"),
        pytest.param("mitmproxy", "12.4.0", id="the one after"),
        pytest.param("mitmproxy", "11.0.2", id="the one that another Python has"),
        pytest.param("mitmproxy", "13.0.0.dev1", id="one that is to come"),
        pytest.param("h11", "0.17.0", id="a new h11"),
        pytest.param("wsproto", "1.30.0", id="a number that only begins alike"),
    ],
)
def test_another_release_is_refused_with_the_remedy(name: str, version: str) -> None:
    with pytest.raises(UnprovedVersionError, match=f"{name} {version} .*`make setup`"):
        require_proved({**SOUND, name: version}, proved((3, 12)))


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which another mitmproxy seems to be installed."""
    made = tmp_path / "site" / "mitmproxy-99.1.0.dist-info"
    made.mkdir(parents=True)
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: mitmproxy\nVersion: 99.1.0\n")
    (tmp_path / "allowlist.yaml").write_text(POLICY, encoding="utf-8")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(made.parent), str(ROOT)]),
        "SEKISHO_POLICY": str(tmp_path / "allowlist.yaml"),
        "SEKISHO_STATE": str(tmp_path / "state"),
    }


MITMDUMP = str(Path(sys.executable).with_name("mitmdump"))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "-m", "gateway", "serve", "--listen", ":0"], id="serve"),
        pytest.param(
            [MITMDUMP, "-s", "gateway/mitmdump.py", "--listen-host", "127.0.0.1", "-p", "0"],
            id="as an addon of mitmdump",
        ),
        pytest.param([sys.executable, "-m", "gateway", "doctor", "--only", "machine"], id="doctor"),
    ],
)
def test_beside_another_release_nothing_starts(
    elsewhere: dict[str, str], command: list[str]
) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=elsewhere, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "mitmproxy 99.1.0" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- one place


def taints(tree: ast.AST) -> set[str]:
    """The names that stand for a part of the libraries: imported, or read off what is imported."""
    names = set(imported(tree))
    grows = True
    while grows:
        more = {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign) and root(node.value) in names
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        grows = not more <= names
        names |= more
    return names


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.partition(".")[0] in LIBRARIES:
                    yield name.asname or name.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and own_root(node) in LIBRARIES:
            yield from (name.asname or name.name for name in node.names)


def own_root(node: ast.ImportFrom) -> str:
    return "" if node.level else (node.module or "").partition(".")[0]


def root(node: ast.AST | None) -> str:
    """`a` of `a.b.c`; the empty string of anything else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def patched(source: str) -> list[int]:
    """The lines on which an attribute of a library's module or class is assigned or deleted."""
    tree = ast.parse(source)
    names = taints(tree)
    return [line for line, name in assigned(tree) if name in names]


def assigned(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield node.lineno, root(node)
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[whose, *_]):
                yield node.lineno, root(whose)
            case ast.Subscript(value=whose, ctx=ast.Store() | ast.Del()):
                yield node.lineno, root(whose)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("import h11\nh11.Data = int", [2], id="a module's attribute"),
        pytest.param("from h11 import Data\nData.x = 1", [2], id="a class's attribute"),
        pytest.param("from mitmproxy import http as h\nh.A.b = 1", [2], id="under another name"),
        pytest.param(
            "from mitmproxy import http\na: Any = http.Headers\nb = a\nb.get, c = 1, 2",
            [4],
            id="by way of a variable",
        ),
        pytest.param("import h2\nsetattr(h2, 'a', 1)", [2], id="with setattr"),
        pytest.param("import h2\ndel h2.a", [2], id="taken away"),
        pytest.param("import h2\nh2.__dict__['a'] = 1", [2], id="by the module's dictionary"),
        pytest.param("import h2\nh2.a += 1", [2], id="in place"),
        pytest.param(
            "from mitmproxy import http\nflow = http.HTTPFlow()\nflow.response = None",
            [],
            id="an object of one's own is no patch",
        ),
        pytest.param("import ours\nours.a = 1", [], id="nor is a module of ours"),
    ],
)
def test_what_is_a_patch(source: str, lines: list[int]) -> None:
    assert patched(source) == lines


def test_no_module_outside_of_the_package_patches_anything() -> None:
    files = [f for top in ("gateway", "classifiers") for f in (ROOT / top).rglob("*.py")]
    found = {f: patched(f.read_text("utf-8")) for f in files}
    assert {f.parent for f, lines in found.items() if lines} == {PACKAGE}
