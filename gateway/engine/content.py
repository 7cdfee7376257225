"""What is asked about: a request's body, plain texts, or a file. Each can be read, and rewritten.

The one judging path takes any of them, so that whoever asks gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from gateway import formats
from gateway.content.documents.model import ReadDocument
from gateway.model import CannotRewriteError, Edit, Part, Prompt, Request, Unread

SIGNED = frozenset(("signature", "signature-input"))
"""Headers of a signed request (RFC 9421)."""


class Content(Protocol):
    """What is asked about."""

    def read(self, documents: ReadDocument | None = None) -> Prompt:
        """Every text in it. `documents` reads the files within; without it they are unread."""
        ...

    def not_rewritable(self, prompt: Prompt) -> str:
        """Why nothing can be taken out of it, as a code, or the empty string."""
        ...

    def unpacked(self) -> bytes | None:
        """The body, where it was sent in another coding than it was read in; else None."""
        ...

    def edited(self, prompt: Prompt, edits: Iterable[Edit]) -> Self:
        """The same with these edits of its prompt. Raises CannotRewriteError."""
        ...

    @property
    def signs_in(self) -> bool:
        """Does it go where somebody signs in? Then nothing is taken out of it."""
        ...

    @property
    def body(self) -> bytes:
        """What is sent of it."""
        ...

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is, where it is plain texts."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A request's own bytes, its content codings undone, in a wire format."""

    request: Request
    format: str
    signs_in: bool = False
    texts: tuple[str, ...] = field(default=(), init=False)

    @property
    def body(self) -> bytes:
        return self.request.body

    def read(self, documents: ReadDocument | None = None) -> Prompt:
        prompt = formats.read(self.request, self.format, documents)
        if self.request.is_packed and self._signature():
            packed = Unread(Part.BODY, "opaque/packed-and-signed")
            return replace(prompt, unread=(*prompt.unread, packed))
        return prompt

    def not_rewritable(self, prompt: Prompt) -> str:
        if self.signs_in:
            return "sign-in"
        return self._signature() or ("" if prompt.rewrite else "body")

    def unpacked(self) -> bytes | None:
        if not self.request.is_packed or self._signature():
            return None
        return self.request.body

    def _signature(self) -> str:
        headers = [(n.lower(), v) for n, v in self.request.headers]
        by_aws = any(n == "authorization" and v[:5].upper() == "AWS4-" for n, v in headers)
        if by_aws or "x-amz-signature=" in self.request.query.lower():
            return "aws-signature"  # Version 4 covers the body's hash
        return "signature" if any(v and n in SIGNED for n, v in headers) else ""

    def edited(self, prompt: Prompt, edits: Iterable[Edit]) -> Sent:
        return replace(self, request=replace(self.request, body=_rewritten(prompt, edits)))


@dataclass(frozen=True, slots=True)
class Texts:
    """Plain texts that can be changed where they stand, carried by no request.

    A single text has place "", several have places `/0`, `/1`, ...
    """

    texts: tuple[str, ...] = field(repr=False)
    signs_in: bool = field(default=False, init=False)

    @property
    def body(self) -> bytes:
        """Of a single text, its bytes."""
        return "\n".join(self.texts).encode("utf-8", "surrogatepass")

    def read(self, documents: ReadDocument | None = None) -> Prompt:
        return formats.read_texts(self.texts, documents)

    def not_rewritable(self, prompt: Prompt) -> str:
        return ""

    def unpacked(self) -> bytes | None:
        return None

    def edited(self, prompt: Prompt, edits: Iterable[Edit]) -> Texts:
        return Texts(formats.edited_texts(prompt, edits))


@dataclass(frozen=True, slots=True)
class File:
    """A file by itself, as `sekisho check` is handed one."""

    data: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    texts: tuple[str, ...] = field(default=(), init=False)
    signs_in: bool = field(default=False, init=False)

    @property
    def body(self) -> bytes:
        return self.data

    def read(self, documents: ReadDocument | None = None) -> Prompt:
        return formats.read_document(self.data, self.name, documents)

    def not_rewritable(self, prompt: Prompt) -> str:
        return "" if prompt.rewrite else "body"

    def unpacked(self) -> bytes | None:
        return None

    def edited(self, prompt: Prompt, edits: Iterable[Edit]) -> File:
        return replace(self, data=_rewritten(prompt, edits))


def _rewritten(prompt: Prompt, edits: Iterable[Edit]) -> bytes:
    if not prompt.rewrite:
        raise CannotRewriteError("body")
    return prompt.rewrite(edits)
