"""A fragment of a registered asset -> the sentence, line or cell that it stands in.

What is left of a sentence would say the rest. Any other finding has exact bounds and keeps them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.model import Finding

# Where a sentence, a line or a cell ends; a stop before a blank is no decimal point.
_ENDS = re.compile(r"[\n\r\t。．！？!?]|\.(?=\s)")

WIDEST = 200
"""Characters that a fragment is widened by on either side; a longer sentence is cut there."""


def widened(finding: Finding, text: str) -> Finding:
    """The finding with its sentence, line or cell, if it is a fragment of an asset."""
    if not finding.asset:
        return finding
    return replace(finding, start=_start(finding, text), end=_end(finding, text))


def _start(finding: Finding, text: str) -> int:
    first = max(0, finding.start - WIDEST)
    ends = [m.end() for m in _ENDS.finditer(text[first : finding.start])]
    return first + (ends[-1] if ends else 0)


def _end(finding: Finding, text: str) -> int:
    if _ENDS.match(text, finding.end - 1):
        return finding.end  # it ends with its sentence already
    last = min(len(text), finding.end + WIDEST)
    found = _ENDS.search(text, finding.end, last)
    if not found:
        return last
    return found.start() if found[0].isspace() else found.end()
