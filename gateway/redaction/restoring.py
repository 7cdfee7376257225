"""An answer's headers and what its reader had taken out -> what makes the answer whole again.

One `Restorer` an answer: it is called with the bytes as they come and gives those to be passed on;
called with nothing it gives the last. It raises DecompressionError and nothing else: what it cannot
read passes as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gateway.content.decompression import Decode, answer_decoder
from gateway.redaction import frames, strings
from gateway.redaction.frames import Framing
from gateway.redaction.known import Known
from gateway.redaction.threads import Piece, Thread
from gateway.redaction.units import Unit, Units, is_call

_FRAMINGS: dict[str, Callable[[], Framing]] = {
    "text/event-stream": frames.Events,
    "application/json": frames.Values,
    "application/x-ndjson": frames.Values,
    "application/ndjson": frames.Values,
    "application/jsonl": frames.Values,
    "application/x-jsonl": frames.Values,
    "text/jsonl": frames.Values,
    "application/octet-stream": frames.Unnamed,  # results of batches, as OpenAI and Azure name them
    "binary/octet-stream": frames.Unnamed,
    "application/x-jsonlines": frames.Values,
    "application/jsonlines": frames.Values,
    "application/json-seq": frames.Values,
    "application/stream+json": frames.Values,
    "application/vnd.amazon.eventstream": frames.AwsFrames,
    "text/plain": frames.Text,
    "text/markdown": frames.Text,
}


def restorer(media_type: str, coding: str, known: Known) -> Restorer | None:
    """For an answer with these headers; None where nothing of it can be restored."""
    media_type = media_type.partition(";")[0].strip().lower()
    framing = _FRAMINGS.get(media_type)
    if framing is None and media_type.endswith("+json"):
        framing = frames.Values
    decode = answer_decoder(coding)
    if framing is None or decode is None:
        return None
    return Restorer(decode, framing(), Units(known))


@dataclass(slots=True)
class Restorer:
    """Puts the values back into one answer, as it comes."""

    decode: Decode
    framing: Framing
    units: Units = field(repr=False)
    failed: str = ""
    """The kind of fault that made it pass the rest on as it came."""

    def __call__(self, data: bytes) -> list[bytes]:
        """Never an empty piece: in HTTP/1.1 that would be the end of the answer."""
        return [out for out in self._pieces(data) if out]

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        if not data:
            yield from self._end()
        for plain in self.decode(data):
            if self.failed:
                yield plain
                continue
            try:
                for unit in self.framing.feed(plain):
                    yield from self.units.put(unit)
            except Exception as e:  # an answer is rather passed on with its placeholders than lost
                self.failed = type(e).__name__
                yield self.units.unsent() + self.framing.rest()

    def _end(self) -> Iterator[bytes]:
        if self.failed:
            return
        try:
            if rest := self.framing.rest():
                for unit in self._last(rest):
                    yield from self.units.put(unit)
            yield from self.units.end()
        except Exception as e:  # as above
            self.failed = type(e).__name__
            yield self.units.unsent()

    def _last(self, rest: bytes) -> Iterator[Unit]:
        """An event that ends with the stream, without its blank line, is read all the same."""
        yield frames.event(rest) if isinstance(self.framing, frames.Events) else Unit(rest)


@dataclass(slots=True)
class Messages:
    """The same for messages of a socket: text after text, each JSON or plain. A message whose end
    may become a placeholder is given with one of the next."""

    known: Known = field(repr=False)
    _units: Units = field(init=False, repr=False)
    _begins_json: tuple[str, ...] = ("{", "[", '"')

    def __post_init__(self) -> None:
        self._units = Units(self.known)

    def __call__(self, text: str) -> list[str]:
        """The messages that may go on now, in their order."""
        plain = text.lstrip()[:1] not in self._begins_json
        if plain:  # of a text in pieces one may be `" src="`
            self._begins_json = ("{", "[")
        unit = Unit(_bytes(text), text, _bytes, plain=plain)
        return [_text(out) for out in self._units.put(unit)]

    def end(self) -> list[str]:
        return [_text(out) for out in self._units.end()]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def restore_text(text: str, known: Known) -> str:
    """A whole message: JSON with the values in its strings, or a plain text."""
    if text.lstrip()[:1] in ("{", "[", '"'):
        try:
            said = strings.read(text).said
        except (ValueError, RecursionError):
            return restore_plain(text, known)
        new = {s.number: restore_plain(s.text, known, is_call=is_call(s.path)) for s in said}
        changed = {s.number: new[s.number] for s in said if new[s.number] != s.text}
        return strings.replaced(text, changed) if changed else text
    return restore_plain(text, known)


def restore_plain(text: str, known: Known, *, is_call: bool = False) -> str:
    """One string with the values in it; JSON within it stays JSON."""
    found, _ = known.look(text)
    if not found:
        return text
    piece = Piece(text)
    Thread(known, is_call=is_call).feed(piece, final=True)
    return piece.text
