"""Exceptions -> what broke, told apart by where; and the shortest input that still breaks it."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzzing.coverage import ROOT
from tests.fuzzing.target import LawError

TRIES = 400
"""Runs that making an input small may take."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What broke (`name`, the same for the same fault), and the input that broke it."""

    name: str
    data: bytes = field(repr=False)
    trace: str = field(default="", repr=False)

    @property
    def file_name(self) -> str:
        return hashlib.blake2b(self.name.encode(), digest_size=6).hexdigest()


def named(error: BaseException) -> str:
    """The law that was broken, or the kind of an error and the place in the product."""
    if isinstance(error, LawError):
        return error.law
    ours = [
        f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{ROOT}/g")
    ]
    where = f" in {Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].name}" if ours else ""
    return f"{type(error).__name__}{where}"


def fault_of(do: Callable[[bytes], object], data: bytes) -> Fault | None:
    """What an input breaks, if it does."""
    try:
        do(data)
    except Exception as e:
        return Fault(named(e), data, "".join(traceback.format_exception(e)))
    return None


def shrunk(fault: Fault, do: Callable[[bytes], object]) -> Fault:
    """The same fault by fewer bytes: stretches are left out as long as it stays the same one."""
    left, size = TRIES, max(1, len(fault.data) // 2)
    while size and left:
        at = 0
        while at < len(fault.data) and left:
            left -= 1
            smaller = fault_of(do, fault.data[:at] + fault.data[at + size :])
            if smaller and smaller.name == fault.name:
                fault = smaller
            else:
                at += size
        size //= 2
    return fault
