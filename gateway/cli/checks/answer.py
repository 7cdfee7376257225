"""What a check answers: a name, how it stands, what was found, and the remedy."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question. `remedy` says what to do, and is empty if all is well."""

    name: str
    status: Status
    text: str
    remedy: str = ""


def ok(name: str, text: str) -> Check:
    return Check(name, Status.OK, text)


def warn(name: str, text: str, remedy: str) -> Check:
    return Check(name, Status.WARN, text, remedy)


def fail(name: str, text: str, remedy: str) -> Check:
    return Check(name, Status.FAIL, text, remedy)
