"""What every shape of a refusal is made of."""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """What is said to the client: HTTP status, a word for programs, words for people, the id."""

    status: int
    code: str
    message: str
    decision_id: str
