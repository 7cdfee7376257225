"""mitmproxy without what a gate never uses of it: that is loaded once somebody asks for it.

`mitmproxy.addons` imports all that mitmdump can do: LDAP, a web application, a language of filters.
`mitmproxy.command_lexer` has a parser made for the command line of its console. Together they are
half of what it takes to start the gate, which names its six addons and is given no commands.

To what is imported already (`mitmdump -s`) nothing is done. Rests on mitmproxy 11.0 to 12.2.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Collection, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

DEFINES = {
    "mitmproxy.addons": {"default_addons"},
    "mitmproxy.command_lexer": {"expr", "quote", "unquote"},
}
"""Modules whose own lines are put off -> what they define. An addon is a module of its own below
`mitmproxy.addons`, and is imported as ever."""

IMPORTED = {"unquote"}
"""The functions among these that mitmproxy imports by name: stood in for until they are called."""

UNTOUCHED = {"pyparsing", "ruamel.yaml", "service_identity"}
"""Modules that mitmproxy and aioquic import whole, and touch only when they use them: for that
parser, for files of options, for certificates in QUIC."""


def put_off() -> None:
    """From now on these modules are there, and run when something of them is asked for."""
    for name in DEFINES.keys() - sys.modules.keys():
        spec = importlib.util.find_spec(name)  # imports the bare package above it
        assert spec
        above, _, last = name.rpartition(".")
        sys.modules[name] = _empty(spec, DEFINES[name])
        setattr(sys.modules[above], last, sys.modules[name])
    sys.meta_path.insert(0, _Later())


def _empty(spec: ModuleSpec, defines: Collection[str]) -> ModuleType:
    """A module before its own lines have run, with a door to what they define (PEP 562)."""
    module = importlib.util.module_from_spec(spec)

    def whole() -> ModuleType:
        if "__getattr__" in module.__dict__:
            del module.__getattr__
            assert spec.loader
            spec.loader.exec_module(module)
        return module

    def asked(name: str) -> Any:
        if name not in defines:
            raise AttributeError(f"module {spec.name!r} has no attribute {name!r}")
        return _stand_in(whole, name) if name in IMPORTED else getattr(whole(), name)

    module.__getattr__ = asked  # type: ignore[method-assign]
    return module


def _stand_in(whole: Callable[[], ModuleType], name: str) -> Callable[..., Any]:
    return lambda *arguments: getattr(whole(), name)(*arguments)


class _Later:
    """A finder of modules that run when something of them is asked for."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name in UNTOUCHED else None
        if spec and spec.loader:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec
