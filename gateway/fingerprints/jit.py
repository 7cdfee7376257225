"""A decorator: a function on arrays -> machine code that frees the interpreter lock and is kept.

Compiled once, at installation, into `__pycache__` beside the source, where every later process
finds it, also one that may not write there. Where nothing is there to be read, numba takes the
folder that NUMBA_CACHE_DIR names or the user's own cache folder; where nothing can be written
each process compiles for itself.

A kernel may call kernels of its own module only: numba notices a change by the source of one file.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from typing import Any, ParamSpec, TypeVar

from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator

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

    def save_overload(self, signature: object, data: object) -> None:
        with suppress(OSError):
            super().save_overload(signature, data)  # type: ignore[no-untyped-call]


_kept: Any = _Kept  # numba has no types
