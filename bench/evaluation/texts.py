"""The nouns of the evaluation: a text and the spans of it that hold something, with their types."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of text; `type` is empty where it is innocent.

    An optional value may be found or not: whether it tells who somebody is can be argued.
    """

    text: str = field(repr=False)
    type: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) hold a value of a type."""

    start: int
    end: int
    type: str
    optional: bool = False

    def overlap(self, other: Span) -> int:
        """How many characters two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the spans that should be found in it, and where it comes from.

    `kind` says what sort of text it is; `suffix` is what a file with it would be called; `label` is
    the key that it stands under, where it is the value of one.
    """

    text: str = field(repr=False)
    spans: tuple[Span, ...] = ()
    kind: str = ""
    language: str = "ja"
    suffix: str = ".txt"
    label: str = ""


@dataclass
class Draft:
    """A text while it is written."""

    parts: list[str] = field(default_factory=list, repr=False)
    spans: list[Span] = field(default_factory=list)
    length: int = 0

    def add(self, value: Value | str) -> None:
        piece = value if isinstance(value, Value) else Value(value)
        if piece.type:
            end = self.length + len(piece.text)
            self.spans.append(Span(self.length, end, piece.type, piece.optional))
        self.parts.append(piece.text)
        self.length += len(piece.text)

    def append(self, text: Text) -> None:
        """Another text at the end of this one."""
        self.spans += [
            Span(s.start + self.length, s.end + self.length, s.type, s.optional) for s in text.spans
        ]
        self.parts.append(text.text)
        self.length += len(text.text)

    def text(
        self, kind: str = "", language: str = "ja", suffix: str = ".txt", label: str = ""
    ) -> Text:
        return Text("".join(self.parts), tuple(self.spans), kind, language, suffix, label)
