"""A decorator: a function on arrays -> machine code that frees the interpreter lock and is kept.

Compiled once, at installation, into `__pycache__` beside the source, where every later process
finds it, also one that may not write there. Where nothing is there to be read, numba takes the
folder that NUMBA_CACHE_DIR names or the user's own cache folder; where nothing can be written
each process compiles for itself.

The code of a kernel holds what it calls and the numbers that it names, wherever they stand. numba
notices a change in the kernel's own file alone; the rest is part of the key by which code is kept.

Small kernels cost nothing, they are put in where they are called; an array that is handed on may
cost two counts of its references. Where that is for each hit, a long kernel stays in one piece.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator
from numba.core.dispatcher import Dispatcher

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code. It takes and gives arrays and numbers only."""
    dispatcher: Any = njit(nogil=True)(function)
    with suppress(RuntimeError):  # numba's word for "there is no folder to keep it in"
        dispatcher._cache = _kept(function)
    kernel: Callable[P, R] = dispatcher
    return kernel


class _Shipped(InTreeCacheLocator):
    """The folder beside the source, also where it can only be read.

    numba itself passes by what it cannot write, and each start would compile everything anew.
    """

    def ensure_cache_path(self) -> None:
        """Raises OSError if the folder can neither be written nor holds compiled code."""
        try:
            super().ensure_cache_path()  # type: ignore[no-untyped-call]
        except OSError:
            if not _holds_code():
                raise


def _holds_code() -> bool:
    folder = resources.files(__package__).joinpath("__pycache__")
    return folder.is_dir() and any(f.name.endswith(".nbi") for f in folder.iterdir())


class _Code(CompileResultCacheImpl):
    _locator_classes = [  # noqa: RUF012 - numba's own attribute, read there as a list
        CompileResultCacheImpl._locator_classes[0],  # what NUMBA_CACHE_DIR names
        _Shipped,
        *CompileResultCacheImpl._locator_classes[1:],
    ]


class _Kept(FunctionCache):
    """numba's cache of one function. What cannot be written is not kept, and that is no failure."""

    _impl_class = _Code

    def _index_key(self, signature: object, codegen: object) -> tuple[object, ...]:
        key = super()._index_key(signature, codegen)  # type: ignore[no-untyped-call]
        return *key, digest(self._py_func)

    def save_overload(self, signature: object, data: object) -> None:
        with suppress(OSError):
            super().save_overload(signature, data)  # type: ignore[no-untyped-call]


def digest(function: FunctionType) -> str:
    """Of all that the code of a kernel is made of: its instructions, those of the kernels that it
    calls, and the numbers that they name."""
    seen, waiting, said = {function}, [function], []
    while waiting:
        one = waiting.pop()
        code = one.__code__
        named = {n: one.__globals__[n] for n in code.co_names if n in one.__globals__}
        said.append((code.co_code, code.co_names, *filter(_is_number, code.co_consts)))
        said.append(tuple(named[n] for n in named if _is_number(named[n])))
        called = {v.py_func for v in named.values() if isinstance(v, Dispatcher)} - seen
        seen |= called
        waiting += sorted(called, key=lambda f: (f.__module__, f.__qualname__))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | tuple | np.generic)


_kept: Any = _Kept  # numba has no types
