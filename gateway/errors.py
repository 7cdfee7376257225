"""The exceptions that a user may meet. Each message names the place and the remedy.

SekishoError
├── PolicyError      allowlist.yaml cannot be used: every fault at once, with its line
├── CatalogueError   the shipped service catalogue contradicts itself
├── StateError       the state folder or the key in it cannot be used
└── TrailError       a record could not be written or read: nothing may pass
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


class SekishoError(Exception):
    """Base of all; the command line prints it without a traceback and exits with 2."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a file: where, what, and the remedy."""

    line: int
    text: str
    file: str = "allowlist.yaml"
    ja: str = field(default="", compare=False)
    """The same in Japanese, where the reader may have chosen it."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


def cannot_read(path: object, e: OSError) -> Fault:
    """A file that should be there, and what to do."""
    match e:
        case FileNotFoundError():
            said = "there is no such file; put it there, or change the policy that names it"
            ja = "ファイルがありません。置くか、これを指定している規則を直してください"
        case PermissionError():
            said = "this user may not read it; let the gate's user read it (chown, chmod)"
            ja = "読む権限がありません。関所のユーザーが読めるようにしてください（chown、chmod）"
        case IsADirectoryError():
            said = "this is a folder; put the file in its place"
            ja = "これはフォルダです。ファイルを置いてください"
        case _:
            said, ja = f"cannot be read: {e.strerror}", "読めません"
    return Fault(0, said, str(path), ja)


class PolicyError(SekishoError):
    """allowlist.yaml cannot be used. `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class CatalogueError(SekishoError):
    """The service catalogue contradicts itself."""


class StateError(SekishoError):
    """The state folder, or the key in it, cannot be used."""


class TrailError(SekishoError):
    """A record could not be written or read."""


def cause(e: BaseException) -> str:
    """A fault in words; of an unforeseen one only its type, as it may quote the file."""
    return str(e) if isinstance(e, SekishoError) else type(e).__name__


class ClassifierTimeout(Exception):  # noqa: N818 - a value for the gate, no fault of a user's
    """A classifier could not finish in time; what it looked at counts as unread.

    `code` and `values` are those of gateway.model.Unread; they name the rule, never the text.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values
