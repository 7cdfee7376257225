"""Imports go one way. Every module has its layer; each layer says whom it may know."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS = {
    "gateway": "package",
    "gateway.text": "text",
    "gateway.model": "model",
    "gateway.errors": "errors",
    "gateway.messages": "pure",
    "gateway.policy": "pure",
    "gateway.catalogue": "pure",
    "gateway.content": "content",
    "gateway.content.documents": "documents",
    "gateway.content.documents.model": "content",
    "gateway.content.documents.wire": "content",
    "gateway.content.documents.readers": "readers",
    "gateway.formats": "pure",
    "gateway.fingerprints": "fingerprints",
    "gateway.redaction": "pure",
    "gateway.engine": "pure",
    "gateway.planes": "planes",
    "gateway.identity": "identity",
    "gateway.trail": "trail",
    "gateway.register": "register",
    "gateway.keyring": "keyring",
    "gateway.vault": "vault",
    "gateway.settings": "settings",
    "gateway.workers": "workers",
    "gateway.custom_rules": "custom_rules",
    "gateway.standin": "standin",
    "gateway.app": "app",
    "gateway.mitmdump": "cli",
    "gateway.cli": "cli",
    "gateway.__main__": "cli",
    "classifiers": "classifiers",
}
"""A module has the layer of its longest prefix here. A new one must be given its place."""

NOUNS = {"package", "text", "model", "errors"}
EDGES = {"planes", "identity", "trail", "register", "documents", "keyring", "vault", "settings"}
CORE = NOUNS | {"content", "pure"}

MAY_IMPORT = {
    "package": set[str](),
    "text": set[str](),
    "errors": set[str](),
    "model": {"text", "model"},
    "content": {*NOUNS, "content"},
    "pure": CORE,
    "fingerprints": {*NOUNS, "fingerprints"},
    "classifiers": {*NOUNS, "classifiers"},
    "readers": {*NOUNS, "content", "readers"},
    "documents": {*NOUNS, "content", "documents", "readers"},
    "planes": {*CORE, "planes", "identity"},
    "identity": NOUNS,
    # The key is a value once it is read: what is written under it is given it.
    "trail": {*CORE, "trail", "keyring"},
    "register": {*CORE, "register", "documents", "fingerprints", "keyring"},
    "keyring": {"errors"},
    "vault": {*CORE, "vault"},
    "settings": {"package", "errors"},
    "workers": {"settings"},
    "custom_rules": {*CORE, "classifiers"},
    "standin": {*NOUNS, "standin"},
    "app": {*CORE, *EDGES, "classifiers", "custom_rules"},
    "cli": {*CORE, *EDGES, "classifiers", "workers", "standin", "app", "cli"},
}

COMMON = {"re2", "regex", "yaml"}
FROM_OUTSIDE = {
    "text": set[str](),
    "model": set[str](),
    "errors": set[str](),
    "content": {"regex", "brotli", "zstandard"},
    "pure": {
        *COMMON,
        *("pydantic", "pydantic_core", "brotli", "zstandard"),
        *("idna", "tldextract", "rich.cells"),
    },
    "fingerprints": {"numpy", "numba"},
    "readers": {"defusedxml", "olefile", "pypdfium2", "python_calamine"},
    "classifiers": {*COMMON, "phonenumbers", "presidio_analyzer", "sudachipy", "ahocorasick"},
}
"""What the core may import besides the standard library; the edges may import anything."""

WORLD = {
    *("os", "pathlib", "tempfile", "shutil", "glob", "fcntl", "sqlite3"),
    *("socket", "ssl", "select", "selectors", "http.client", "http.server", "urllib.request"),
    *("asyncio", "concurrent", "multiprocessing", "subprocess", "signal", "atexit"),
    *("logging", "warnings", "random", "secrets"),
}
"""The parts of the standard library by which a module touches the world. A clock is passed in."""

PURE = ("text", "model", "errors", "content", "pure", "fingerprints", "readers", "classifiers")


def name_of(file: Path) -> str:
    dotted = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


FILES = {name_of(p): p for top in ("gateway", "classifiers") for p in (ROOT / top).rglob("*.py")}
MODULES = sorted(FILES)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text("utf-8"), str(FILES[module]))


def layer(module: str) -> str | None:
    """By the longest prefix; the bare package says nothing of a module that it holds."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        prefix = ".".join(parts[:end])
        if prefix in LAYERS and (prefix != "gateway" or module == "gateway"):
            return LAYERS[prefix]
    return None


def imports(module: str) -> Iterator[str]:
    """Every module that a module imports, wherever in it, also for its types alone."""
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            inner = (f"{base}.{name.name}" for name in node.names)
            yield from (name if name in FILES else base for name in inner)


def absolute(node: ast.ImportFrom, package: str) -> str:
    """The module that a `from` names, dots resolved."""
    if not node.level:
        return node.module or ""
    above = package.rsplit(".", node.level - 1)[0] if node.level > 1 else package
    return f"{above}.{node.module}" if node.module else above


def own(name: str) -> bool:
    return name.partition(".")[0] in {"gateway", "classifiers"}


def is_below(name: str, tops: set[str]) -> bool:
    return any(name == top or name.startswith(f"{top}.") for top in tops)


def among(*layers: str) -> list[str]:
    return [module for module in MODULES if layer(module) in layers]


def test_there_are_modules() -> None:
    assert {"gateway.model", "gateway.engine.judge", "gateway.planes.mitmproxy.addon"} <= set(
        MODULES
    )
    assert len(among(*PURE)) > 20


def test_every_module_has_its_place_among_the_layers() -> None:
    assert [m for m in MODULES if not layer(m)] == [], "say in LAYERS where it belongs"


def test_imports_go_one_way() -> None:
    wrong = [
        f"{module} ({layer(module)}) may not know {name} ({layer(name)})"
        for module in MODULES
        for name in sorted(set(imports(module)))
        if own(name) and layer(name) not in MAY_IMPORT[layer(module) or "package"]
    ]
    assert wrong == []


def test_the_core_touches_nothing_of_the_world() -> None:
    wrong = [(m, name) for m in among(*PURE) for name in imports(m) if is_below(name, WORLD)]
    assert wrong == [], "what touches the world is for the edges"


def test_the_core_opens_no_file() -> None:
    assert [m for m in among(*PURE) if called(m) & {"open", "input", "print"}] == []


def called(module: str) -> set[str]:
    calls = (n.func for n in ast.walk(tree(module)) if isinstance(n, ast.Call))
    return {f.id for f in calls if isinstance(f, ast.Name)}


def test_the_core_needs_little_from_outside() -> None:
    wrong = [
        (module, name)
        for module in among(*FROM_OUTSIDE)
        for name in sorted(n for n in set(imports(module)) if not own(n))
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not is_below(name, FROM_OUTSIDE[layer(module) or ""])
    ]
    assert wrong == []


READS_ENVIRONMENT = [
    "gateway.settings",
    "gateway.standin.visitor",  # stands for a user's program: a process of its own
]


def test_only_settings_reads_the_environment() -> None:
    assert [m for m in MODULES if reads_environment(m)] == READS_ENVIRONMENT


def reads_environment(module: str) -> bool:
    names = {"environ", "environb", "getenv", "getenvb"}
    return any(
        (isinstance(n, ast.Attribute) and n.attr in names)
        or (
            isinstance(n, ast.ImportFrom) and n.module == "os" and names & {a.name for a in n.names}
        )
        for n in ast.walk(tree(module))
    )


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        pytest.param("gateway.policy.build", "pure", True, id="a module deep in a package"),
        pytest.param("gateway.novelty", "pure", False, id="a module that nobody placed"),
    ],
)
def test_a_layer_is_known_by_the_longest_prefix(module: str, name: str, expected: bool) -> None:
    assert (layer(module) == name) is expected
