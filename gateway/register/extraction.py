"""Edge: a file on disk -> what is to be registered of it. Runs in the processes of a pool.

What cannot be read comes back with the reason. Of documents only prints leave the process, no
text.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from gateway.content.documents.model import MIB, Limits
from gateway.model import NotReadError, Unread, args
from gateway.model.unread import as_json, from_json
from gateway.register.assets import Label, Options, Origin, Settled, settle
from gateway.register.entry import Kind
from gateway.register.schema import FileState
from gateway.register.store import Store
from gateway.register.walking import NO_FILE, reason, stamp

LIMITS = Limits(text=64 * MIB, seconds=120.0, ocr_seconds=100.0)
"""Nobody waits for one file of a folder: more time and text than a prompt's attachment is given."""

TOO_SHORT = Unread("", "registering/too-short")
KILLED = Unread("", "registering/reader-died")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to look at. `data` is given where it is no file: standard input."""

    path: bytes
    stamp: str
    size: int
    origin: Origin | None = None
    data: bytes | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return shown(os.path.basename(self.path))


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file. `settled` None: it could not be read at all."""

    task: Task
    state: FileState
    reasons: tuple[Unread, ...] = ()
    advice: Unread | None = None
    """What is told and not kept: it names headings of a table."""
    stamp: str = ""
    content: bytes = b""
    settled: Settled | None = None
    printed: tuple[tuple[Label, Any], ...] = field(default=(), repr=False)
    """Prints of the text, rows of a table, or both, each with its own kind in the label."""
    size: int = 0

    @property
    def fingerprints(self) -> int:
        return sum(size_of(one) for _, one in self.printed)

    @property
    def weight(self) -> int:
        """Bytes that the prints take in memory."""
        return sum(map(_weight, (one for _, one in self.printed)))

    @property
    def kind(self) -> Kind | None:
        """What it is listed as: a table of which the text is registered too is a table."""
        kinds = {label.kind for label, _ in self.printed}
        return Kind.TABLE if Kind.TABLE in kinds else next(iter(kinds), None)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a document comes to: pairs of its kind and its prints or rows; and what is unread."""

    kinds: tuple[tuple[Kind, Any], ...] = field(default=(), repr=False)
    reasons: tuple[Unread, ...] = ()
    advice: Unread | None = None


Press = Callable[[bytes, str, Label], Printed]
"""A file's bytes and name, and what is wished -> its prints."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a process of the pool holds: the register to ask, and how a document is read."""

    store: Store
    options: Options
    press: Press

    def files(self, tasks: Sequence[Task]) -> list[Reading]:
        return [self._file(task) for task in tasks]

    def _file(self, task: Task) -> Reading:
        try:
            data, seen = _contents(task)
        except OSError as e:
            return _unread(task, reason(e))
        except NotReadError as e:
            return _unread(task, e.unread)
        content = self.store.content(data)
        here = [task.origin.asset] if task.origin and task.origin.asset else []
        held = self.store.held([content], here)
        settled = settle(task.name, content, task.origin, held, self.options)
        if not settled.reads:
            same = task.origin is not None and task.origin.content == content
            state, reasons = former(task) if same else (FileState.DONE, ())
            return Reading(task, state, reasons, None, seen, content, settled, (), len(data))
        return self._document(task, data, seen, content, settled)

    def _document(
        self, task: Task, data: bytes, seen: str, content: bytes, settled: Settled
    ) -> Reading:
        label = settled.label
        try:
            made = self.press(data, task.name, label)
        except Exception as e:  # one file that breaks a reader must not end the other 100,000
            return _unread(task, NotReadError("damaged/reader-failed", error=_name(e)).unread)
        if not made.kinds:
            if not made.reasons and not data.strip():
                return Reading(task, FileState.DONE, (), None, seen, content)  # an empty file
            unread = _unread(task, *(made.reasons or (TOO_SHORT,)))
            return replace(unread, advice=made.advice)
        state = FileState.PARTLY if made.reasons else FileState.DONE
        printed = tuple((_of_kind(label, kind), one) for kind, one in made.kinds)
        return Reading(
            task, state, made.reasons, made.advice, seen, content, settled, printed, len(data)
        )


def former(task: Task) -> tuple[FileState, tuple[Unread, ...]]:
    """What could be read of the same content when it was registered."""
    if not task.origin or task.origin.state is not FileState.PARTLY:
        return FileState.DONE, ()
    return FileState.PARTLY, parsed(task.origin.reason)


def written(reasons: Sequence[Unread]) -> str:
    """As the register keeps them."""
    return json.dumps([as_json(r) for r in reasons], ensure_ascii=False) if reasons else ""


def parsed(kept: str) -> tuple[Unread, ...]:
    """What `written` wrote, or an earlier build: a sentence a line."""
    if kept.startswith("["):
        return tuple(map(from_json, json.loads(kept)))
    return tuple(Unread("", "registering/before", args(said=line)) for line in kept.split("\n"))


def _name(error: Exception) -> str:
    return type(error).__name__


def _of_kind(label: Label, kind: Kind) -> Label:
    if kind is Kind.TABLE:
        return replace(label, kind=kind)
    return replace(label, kind=kind, columns=(), need=0)


def killer(task: Task) -> Reading:
    """A file that ended the process which read it."""
    return _unread(task, KILLED)


def _unread(task: Task, *reasons: Unread) -> Reading:
    return Reading(task, FileState.UNREAD, reasons, None, task.stamp)


def _contents(task: Task) -> tuple[bytes, str]:
    """A file's bytes and the stamp of what was read. Raises OSError or NotReadError."""
    if task.data is not None:
        return task.data, task.stamp
    # Without O_NONBLOCK a FIFO that took a file's place would hold us up for ever.
    descriptor = os.open(task.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise NotReadError(NO_FILE)
        if about.st_size > LIMITS.size:
            raise NotReadError("registering/size", mebibytes=LIMITS.size // MIB)
        data = file.read(LIMITS.size + 1)
        if stamp(os.fstat(descriptor)) != stamp(about) or len(data) != about.st_size:
            raise NotReadError("registering/changed")
    return data, stamp(about)


def size_of(one: Any) -> int:
    """How many fingerprints prints have; the tables of one file, together."""
    return sum(map(len, one)) if isinstance(one, tuple) else len(one)


def _weight(one: Any) -> int:
    if isinstance(one, tuple):
        return sum(map(_weight, one))
    arrays = (getattr(one, f.name) for f in fields(one))
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


def shown(path: bytes) -> str:
    """A path for people and JSON: what is no Unicode in it is escaped."""
    return path.decode("utf-8", "backslashreplace")
