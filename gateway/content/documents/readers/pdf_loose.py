"""The source of a PDF's objects or of its pages -> the words in it that are no part of its syntax.

Between objects, in the lines of the table of objects, behind a mark, in a remark: readers of PDF
pass over what they do not know (ISO 32000-1, 7.2.4 and annex C), so that a text there is seen by
nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.content.documents.readers import pdf_texts

_WORDS = (
    *("obj", "endobj", "stream", "endstream", "xref", "trailer", "startxref", "R", "n", "f"),
    *("true", "false", "null", "BI", "EI", "BT", "ET", "BX", "EX", "MP", "DP", "BMC", "BDC", "EMC"),
    *(
        "b",
        "B",
        "b*",
        "B*",
        "c",
        "cm",
        "CS",
        "cs",
        "d",
        "d0",
        "d1",
        "Do",
        "F",
        "f*",
        "G",
        "g",
        "gs",
    ),
    *(
        "h",
        "i",
        "j",
        "J",
        "K",
        "k",
        "l",
        "m",
        "M",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "ri",
        "s",
        "S",
        "SC",
    ),
    *("sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts"),
    *("Tw", "Tz", "v", "w", "W", "W*", "y", "'", '"'),
)
"""Of objects, and the operators of pages (annex A)."""
_DELIMITERS = rb"\s()<>\[\]{}/%"
_SOUND = re.compile(
    rb"(?:[\s\d.+\-\[\]{}]++"
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,2048}+\)){0,16384}+\)"
    rb"|<[0-9A-Fa-f\s]{0,65536}+>|<<|>>"
    rb"|/[^%(delimiters)s]{0,256}+"
    rb"|ID[ \r\n].{0,65536}?[\s]EI(?![^%(delimiters)s])"
    rb"|(?:%(words)s)(?![^%(delimiters)s]))*+"
    rb"(?:%%(?:%%EOF|PDF-\d\.\d)?([^\r\n]{0,4096})|([^%(delimiters)s]{1,4096}+)|[()<>]|\Z)"
    % {
        b"delimiters": _DELIMITERS,
        b"words": b"|".join(re.escape(w.encode()) for w in sorted(_WORDS, key=len, reverse=True)),
    },
    re.DOTALL,
)
"""As much syntax as there is, then a remark, a word that is none of it, or the end. The marks of
the first and the last line are remarks."""
_REMARK = 1
MIN_SAID = 2
NEAR = 3
"""Bytes between two words of one text."""


def texts(source: bytes) -> Iterator[str]:
    """Remarks, and words that are no syntax."""
    start = end = 0
    for found in _SOUND.finditer(source):
        if not found.lastindex:
            continue
        begins, ends = found.span(found.lastindex)
        if found.lastindex == _REMARK:
            yield from _said(source[begins:ends])
            continue
        if begins - end > NEAR or b"\n" in source[end:begins]:
            yield from _said(source[start:end])
            start = begins
        end = ends
    yield from _said(source[start:end])


def _said(raw: bytes) -> Iterator[str]:
    bare = raw.strip()
    if len(bare) >= MIN_SAID and (text := pdf_texts.decoded(bare)):
        yield text
