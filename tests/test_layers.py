"""Imports go one way. Every module has its layer; each layer says whom it may know."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    # the nouns, which everyone knows
    "gateway": set[str](),
    "gateway.errors": set[str](),
    "gateway.lazy": set[str](),
    "gateway.text": set[str](),
    "gateway.shown": {"gateway.text"},
    "gateway.rendered": {"gateway.text"},
    "gateway.model": {"gateway.rendered", "gateway.shown", "gateway.text"},
    # data that comes with the code, read as its byte code is
    "gateway.kept_yaml": set[str](),
    # pure: each knows only those above it here
    "gateway.messages": set[str](),
    "gateway.catalogue": {"gateway.kept_yaml"},
    "gateway.policy": {"gateway.catalogue", "gateway.messages"},
    "gateway.content": set[str](),
    "gateway.content.documents.model": set[str](),
    "gateway.content.documents.wire": {"gateway.content.documents.model"},
    "gateway.content.documents.readers": {"gateway.content", "gateway.content.documents.model"},
    "gateway.formats": {"gateway.content", "gateway.content.documents.model"},
    "gateway.redaction": {"gateway.content"},
    "gateway.fingerprints": set[str](),
    "gateway.engine": {
        *("gateway.policy", "gateway.catalogue", "gateway.formats", "gateway.redaction"),
        *("gateway.content", "gateway.content.documents.model", "gateway.messages"),
    },
    "classifiers": {"gateway.kept_yaml"},
    # files are read in processes that may be lost
    "gateway.content.documents": {
        *("gateway.content", "gateway.content.documents.readers"),
        *("gateway.content.documents.model", "gateway.content.documents.wire"),
        *("gateway.forking", "gateway.forked"),
    },
    # processes that may be lost
    "gateway.forking": set[str](),
    "gateway.forked": set[str](),
    # the service, and what it is made of
    "gateway.bundle": {"gateway.engine", "gateway.catalogue"},
    "gateway.ports": {"gateway.engine", "gateway.redaction"},
    "gateway.publishing": {"gateway.ports"},
    "gateway.incidents": set[str](),
    "gateway.turns": set[str](),
    "gateway.guesses": set[str](),
    "gateway.passwords": {"gateway.guesses", "gateway.identity", "gateway.turns"},
    "gateway.judge_process": {
        *("gateway.bundle", "gateway.engine", "gateway.forking", "gateway.redaction"),
        "gateway.content.documents",
    },
    "gateway.judge_worker": {
        *("gateway.bundle", "gateway.engine", "gateway.forked", "gateway.judge_process"),
        "classifiers",
        "gateway.content.documents",
    },
    "gateway.judges": {
        *("gateway.bundle", "gateway.engine", "gateway.judge_process", "gateway.redaction"),
        *("gateway.turns", "gateway.content.documents"),
    },
    "gateway.refusal": {"gateway.engine", "gateway.formats", "gateway.messages"},
    "gateway.service": {
        *("gateway.bundle", "gateway.engine", "gateway.incidents", "gateway.judges"),
        *("gateway.ports", "gateway.publishing", "gateway.redaction"),
    },
    # edges: they know ports and model, not one another; the key is a value once it is read
    "gateway.ownership": set[str](),
    "gateway.keyring": {"gateway.ownership"},
    "gateway.htpasswd": set[str](),
    "gateway.identity": {"gateway.htpasswd"},
    "gateway.settings": {"gateway.ownership"},
    "gateway.vault": {"gateway.redaction"},
    "gateway.trail": {"gateway.engine", "gateway.keyring", "gateway.ownership"},
    "gateway.register": {
        *("gateway.content.documents", "gateway.content.documents.model"),
        *("gateway.fingerprints", "gateway.keyring", "gateway.ownership", "gateway.redaction"),
    },
    "gateway.planes": set[str](),
    "gateway.planes.mitmproxy": {
        *("gateway.ports", "gateway.refusal", "gateway.engine", "gateway.formats"),
        *("gateway.redaction", "gateway.identity", "gateway.ownership", "gateway.passwords"),
    },
    "gateway.standin": set[str](),
    # wiring
    "gateway.custom_rules": {"classifiers"},
    "gateway.loading": {
        *("gateway.bundle", "gateway.catalogue", "gateway.custom_rules", "gateway.engine"),
        *("gateway.identity", "gateway.keyring", "gateway.policy", "gateway.ports"),
        *("gateway.settings", "classifiers"),
    },
    "gateway.reloading": {
        *("gateway.identity", "gateway.loading", "gateway.policy", "gateway.service"),
    },
    "gateway.workers": {"gateway.settings"},
    "gateway.app": {
        *("gateway.bundle", "gateway.catalogue", "gateway.identity", "gateway.keyring"),
        *("gateway.loading", "gateway.redaction", "gateway.register", "gateway.reloading"),
        *("gateway.service", "gateway.trail", "gateway.vault"),
    },
    "gateway.mitmdump": {"gateway.app", "gateway.planes.mitmproxy", "gateway.settings"},
    "gateway.cli": {
        *("gateway.app", "gateway.bundle", "gateway.catalogue", "gateway.content.documents"),
        *("gateway.custom_rules", "gateway.engine", "gateway.formats", "gateway.htpasswd"),
        *(
            "gateway.keyring",
            "gateway.loading",
            "gateway.messages",
            "gateway.ownership",
            "gateway.planes.mitmproxy",
        ),
        *(
            "gateway.policy",
            "gateway.register",
            "gateway.settings",
            "gateway.standin",
            "gateway.trail",
        ),
        *("gateway.workers", "classifiers"),
    },
    "gateway.keep_yaml": {"gateway.catalogue", "gateway.kept_yaml", "classifiers"},
    "gateway.__main__": {"gateway.cli"},
}
"""Whom each room may know, besides itself and the nouns. A module is in the room of its longest
prefix here; a new one must be given its place."""

NOUNS = {
    *("gateway", "gateway.errors", "gateway.lazy", "gateway.text", "gateway.shown"),
    *("gateway.rendered", "gateway.model"),
}

PURE_ROOMS = [
    *("gateway.errors", "gateway.text", "gateway.shown", "gateway.rendered", "gateway.model"),
    *("gateway.messages", "gateway.catalogue"),
    *("gateway.policy", "gateway.content", "gateway.content.documents.model"),
    *("gateway.content.documents.wire", "gateway.content.documents.readers", "gateway.formats"),
    *("gateway.redaction", "gateway.fingerprints", "gateway.engine", "classifiers"),
    *("gateway.bundle", "gateway.htpasswd", "gateway.incidents", "gateway.ports"),
    *("gateway.refusal", "gateway.guesses"),
]
"""No files, no sockets, no clock, no chance: what they need of the world is passed in."""

FROM_OUTSIDE = {
    "gateway.htpasswd": set[str](),
    "gateway.guesses": set[str](),
    "gateway.errors": set[str](),
    "gateway.text": set[str](),
    "gateway.shown": set[str](),
    "gateway.rendered": set[str](),
    "gateway.model": set[str](),
    "gateway.messages": set[str](),
    "gateway.catalogue": {"yaml", "idna", "tldextract"},
    "gateway.policy": {"re2", "regex", "yaml", "pydantic", "pydantic_core", "rich.cells"},
    "gateway.content": {"brotli", "zstandard"},
    "gateway.content.documents.model": set[str](),
    "gateway.content.documents.wire": set[str](),
    "gateway.content.documents.readers": {
        *("defusedxml", "libarchive", "olefile", "pikepdf", "pypdfium2", "python_calamine"),
    },
    "gateway.formats": {"re2"},
    "gateway.redaction": {"regex", "re2"},
    "gateway.fingerprints": {"numpy", "numba"},
    "gateway.engine": set[str](),
    "classifiers": {
        *("phonenumbers", "presidio_analyzer", "re2", "regex", "sudachipy", "yaml"),
    },
    "gateway.bundle": set[str](),
    "gateway.incidents": set[str](),
    "gateway.ports": set[str](),
    "gateway.refusal": set[str](),
}
"""What the pure rooms may import besides the standard library; the edges may import anything."""

WORLD = {
    *("os", "pathlib", "tempfile", "shutil", "glob", "fcntl", "sqlite3"),
    *("socket", "ssl", "select", "selectors", "http.client", "http.server", "urllib.request"),
    *("asyncio", "concurrent", "multiprocessing", "subprocess", "signal", "atexit"),
    *("logging", "warnings", "random", "secrets", "uuid", "time"),
}
"""The parts of the standard library by which a module touches the world."""

CLOCKS = {"now", "utcnow", "today"}
"""Of `datetime`: the ways to ask what time it is."""


def name_of(file: Path) -> str:
    dotted = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


FILES = {name_of(p): p for top in ("gateway", "classifiers") for p in (ROOT / top).rglob("*.py")}
MODULES = sorted(FILES)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(FILES[module].read_text("utf-8"), str(FILES[module]))


def room(module: str) -> str | None:
    """By the longest prefix; the bare package says nothing of a module that it holds."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        prefix = ".".join(parts[:end])
        if prefix in MAY_IMPORT and (prefix != "gateway" or module == "gateway"):
            return prefix
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


def among(rooms: list[str]) -> list[str]:
    return [module for module in MODULES if room(module) in rooms]


def test_there_are_modules() -> None:
    assert {"gateway.model", "gateway.engine.judge"} <= set(MODULES)
    assert len(among(PURE_ROOMS)) > 100


def test_every_module_has_its_place() -> None:
    assert [m for m in MODULES if not room(m)] == [], "say in MAY_IMPORT where it belongs"
    assert [r for r in MAY_IMPORT if not among([r])] == [], "a room without a module"


def test_imports_go_one_way() -> None:
    wrong = [
        f"{module} may not know {name}"
        for module in MODULES
        for name in sorted(set(imports(module)))
        if own(name) and room(name) not in {room(module), *NOUNS, *MAY_IMPORT[room(module) or ""]}
    ]
    assert wrong == []


def test_no_room_leads_back_to_itself() -> None:
    """The nouns too: a cycle among what each may know would let an arrow run up."""
    assert [r for r in MAY_IMPORT if r in below(r)] == []
    nouns = {r: MAY_IMPORT[r] & NOUNS for r in NOUNS}
    assert all(not known & {r} for r, known in nouns.items())


def below(room: str) -> set[str]:
    """Every room that is reached from this one."""
    found: set[str] = set()
    waiting = [*MAY_IMPORT[room]]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += MAY_IMPORT[name]
    return found


def test_no_module_is_imported_in_a_circle() -> None:
    """Among modules too: what stands at the head of a file, not what is loaded where it is used."""
    known = {m: {n for n in at_the_head(m) if n in FILES and n != m} for m in MODULES}
    while leaves := [m for m in known if not known[m] - {m}]:
        for leaf in leaves:
            del known[leaf]
        for names in known.values():
            names -= set(leaves)
    assert known == {}


def at_the_head(module: str) -> Iterator[str]:
    """The modules of ours that are imported when this one is; a package's face is not its rooms."""
    package = module if FILES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in tree(module).body:
        if isinstance(node, ast.ImportFrom):
            base = absolute(node, package)
            inner = [f"{base}.{n.name}" for n in node.names if f"{base}.{n.name}" in FILES]
            yield from inner or [base]


def test_planes_do_not_know_one_another() -> None:
    planes = {r for r in MAY_IMPORT if r.startswith("gateway.planes.")}
    assert all(not MAY_IMPORT[plane] & planes for plane in planes)


def test_the_pure_rooms_touch_nothing_of_the_world() -> None:
    wrong = [(m, n) for m in among(PURE_ROOMS) for n in imports(m) if is_below(n, WORLD)]
    assert wrong == [], "what touches the world is for the edges"


def test_the_pure_rooms_open_no_file() -> None:
    assert [m for m in among(PURE_ROOMS) if called(m) & {"open", "input", "print"}] == []


def test_the_pure_rooms_do_not_ask_what_time_it_is() -> None:
    assert [m for m in among(PURE_ROOMS) if asks(m) & CLOCKS] == []


def asks(module: str) -> set[str]:
    calls = (n.func for n in ast.walk(tree(module)) if isinstance(n, ast.Call))
    return {
        f.attr
        for f in calls
        if isinstance(f, ast.Attribute)
        and isinstance(f.value, ast.Name)
        and f.value.id in {"date", "datetime"}
    }


def called(module: str) -> set[str]:
    calls = (n.func for n in ast.walk(tree(module)) if isinstance(n, ast.Call))
    return {f.id for f in calls if isinstance(f, ast.Name)}


@pytest.mark.parametrize("name", PURE_ROOMS)
def test_the_pure_rooms_need_little_from_outside(name: str) -> None:
    outside = {
        n
        for m in among([name])
        for n in imports(m)
        if not own(n) and n.partition(".")[0] not in sys.stdlib_module_names
    }
    assert [n for n in outside if not is_below(n, FROM_OUTSIDE[name])] == []
    unused = [n for n in FROM_OUTSIDE[name] if not any(is_below(o, {n}) for o in outside)]
    assert unused == [], "nobody imports it any more"


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
    ("module", "expected"),
    [
        pytest.param("gateway.policy.build", "gateway.policy", id="a module of a room"),
        pytest.param(
            "gateway.content.documents.readers.pdf",
            "gateway.content.documents.readers",
            id="a room within a room",
        ),
        pytest.param("gateway.novelty", None, id="a module that nobody placed"),
    ],
)
def test_a_room_is_known_by_the_longest_prefix(module: str, expected: str | None) -> None:
    assert room(module) == expected
