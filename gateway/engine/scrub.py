"""Paths and hosts as a client sent them -> what may be written down of them. Pure.

A path is kept so that one sees which API was called; a segment of it goes as soon as
something was found in it, however it was encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from gateway.model import Destination, Finding, Part, Prompt

NAME_LENGTH = 128  # an actor, an id; longer ones are cut
TEXT_LENGTH = 2_000  # a reason, an unread place; ours are shorter, a hostile name in one is not
PATH_LENGTH = 1_000  # real API paths stay under 300 characters
HOST_LENGTH = 255  # RFC 1035, 2.3.4

DECODINGS = 3
"""How often a segment is percent-decoded when a found text is looked for in it: proxies and
frameworks decode once or twice."""

ELSEWHERE = 6
"""A text that was found elsewhere in the request takes a segment of the path with it only if it
is this long: shorter ones coincide with the words of an API (`v1`, `chat`) by chance."""

UNREAD = "[unread]"

_API_WORD = re.compile(r"v\d{1,2}(?:alpha|beta)?\d{0,2}|[a-z]{1,20}(?:[-_:.][a-z]{1,20}){0,3}")
"""What is kept of a path that nobody looked into: versions and plain words in lower case."""


CODINGS = ("utf-8", "cp932", "euc_jp")
"""In which percent-encoded text may stand: RFC 3986's, and those of older Japanese systems."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found in a request; `within`: the piece of text that it was found in."""

    information_class: str
    text: str = field(repr=False)
    within: str = field(default="", repr=False)
    in_path: bool = False

    @property
    def label(self) -> str:
        return f"[{self.information_class}]"


def found_in(findings: Iterable[Finding], prompt: Prompt) -> tuple[Found, ...]:
    """The texts that were found in a prompt."""
    return tuple(_found(f, prompt) for f in findings)


def _found(finding: Finding, prompt: Prompt) -> Found:
    in_path = finding.place.startswith(f"{Part.PATH}:")
    text = prompt.segments[finding.segment].text if finding.segment >= 0 else ""
    within = text if in_path else ""
    return Found(finding.information_class, text[finding.start : finding.end], within, in_path)


def plain(text: str, length: int = TEXT_LENGTH) -> str:
    """One line of bounded length without control characters and lone surrogates."""
    if len(text) > length:
        text = text[: length - 1] + "…"
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


# ---------------------------------------------------------------- paths


def scrubbed_path(path: str, found: Sequence[Found], *, looked_at: bool) -> str:
    """The path with `[class]` for each segment in which something was found.

    A text that was found in the path and cannot be located takes the whole path with it. Of a
    path that was not looked at only API words are kept.
    """
    segments, rest = _bounded(re.split(r"[?#]", path, maxsplit=1)[0])
    kept = segments if looked_at else [s if is_harmless(s) else UNREAD for s in segments]
    if found:
        forms = [_forms(s) for s in segments]
        for item in dict.fromkeys(found):
            hits = _hits(item, forms)
            if item.in_path and not hits:
                return f"/{item.label}"
            kept = [item.label if n in hits else s for n, s in enumerate(kept)]
    return plain("/".join(kept + rest), PATH_LENGTH)


def _bounded(path: str) -> tuple[list[str], list[str]]:
    """The path's segments, whole ones only, and what stands for those past the bound."""
    if len(path) <= PATH_LENGTH:
        return path.split("/"), []
    return path[:PATH_LENGTH].split("/")[:-1], ["…"]


def is_harmless(segment: str) -> bool:
    """Is a segment of a path nothing but a version or a plain word in lower case?"""
    return not segment or bool(_API_WORD.fullmatch(segment))


def _hits(item: Found, forms: Sequence[frozenset[str]]) -> set[int]:
    """The segments in which the text stands; none if it, or a part of it, stands nowhere."""
    hits: set[int] = set()
    if item.in_path:
        hits = {n for n, f in enumerate(forms) if item.within in f}
    if item.text.strip() and (len(item.text) >= ELSEWHERE or (item.in_path and not hits)):
        hits |= _standing(item.text, forms) or _spread(item.text, forms)
    return hits


def _standing(text: str, forms: Sequence[frozenset[str]]) -> set[int]:
    return {n for n, f in enumerate(forms) if any(text in form for form in f)}


def _spread(text: str, forms: Sequence[frozenset[str]]) -> set[int]:
    """The segments of a text that itself holds a slash."""
    parts = [_standing(part, forms) for part in text.split("/") if part]
    return set().union(*parts) if all(parts) else set()


def _forms(segment: str) -> frozenset[str]:
    """A segment as it was sent, and as it reads once decoded, and decoded again."""
    forms = {segment}
    if "%" in segment or "+" in segment:
        for _ in range(DECODINGS):
            forms |= {unquote(f, coding) for f in forms for coding in CODINGS}
        forms |= {f.replace("+", " ") for f in forms}
    return frozenset(forms)


# ---------------------------------------------------------------- hosts


def recorded_host(destination: Destination, found: Iterable[Found]) -> str:
    """The host's name: a client chooses it, but for one that a list has by that very name."""
    entry, host = destination.entry, destination.host
    if entry and (host in entry.hosts or host in entry.sign_in):
        return host
    return scrubbed_host(host, found)


def scrubbed_host(host: str, found: Iterable[Found]) -> str:
    """The host in ASCII, with `[class]` for each label in which a found text stands."""
    host = host.encode("ascii", "replace").decode()
    labels = host.split(".")
    for text, label in dict.fromkeys((f.text.lower(), f.label) for f in found):
        if len(text) >= ELSEWHERE and text in host.lower():
            labels = [label if _overlap(x.lower(), text) else x for x in labels]
    return plain(".".join(labels), HOST_LENGTH)


def _overlap(label: str, text: str) -> bool:
    return any(part and part in label for part in text.split("."))
