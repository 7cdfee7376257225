"""Findings -> placeholders in the request; placeholders -> the values again in its answer.

placeholders    findings -> edits: what is put where a value stood
copies          what was taken out -> does it still stand there in another dress?
addresses       a text -> would what comes next be part of an address that is fetched?
remembered      what was taken out once -> the same values where no classifier knows them
known, spotting one person's placeholders; a text -> where they stand in it, also misspelt
threads         texts that come in pieces -> the same pieces with the values in them
nesting         how often a value must be escaped where it stands: JSON in JSON strings
frames          bytes of an answer -> events, JSON values, AWS frames
units, strings  one of them -> its texts; and its bytes with other texts, the rest unchanged
restoring       an answer of any of these kinds -> the answer that its reader gets

What restores is loaded when something of it is asked for: much is judged that has no answer.
"""

from typing import TYPE_CHECKING

from gateway import lazy
from gateway.redaction.covered import Covered
from gateway.redaction.known import Known
from gateway.redaction.placeholders import CROCKFORD, Placeholders, edits
from gateway.redaction.remembered import Remembered, elsewhere
from gateway.redaction.spotting import may_hold_placeholder

if TYPE_CHECKING:
    from gateway.content.decompression import DecompressionError
    from gateway.redaction.copies import Copies, headers_with_digest
    from gateway.redaction.restoring import Messages, Restorer, restore_text, restorer

__all__ = [
    "CROCKFORD",
    "Copies",
    "Covered",
    "DecompressionError",
    "Known",
    "Messages",
    "Placeholders",
    "Remembered",
    "Restorer",
    "edits",
    "elsewhere",
    "headers_with_digest",
    "may_hold_placeholder",
    "restore_text",
    "restorer",
]


__getattr__ = lazy.names(
    __name__,
    {
        "Copies": "gateway.redaction.copies",
        "DecompressionError": "gateway.content.decompression",
        "Messages": "gateway.redaction.restoring",
        "Restorer": "gateway.redaction.restoring",
        "headers_with_digest": "gateway.redaction.copies",
        "restore_text": "gateway.redaction.restoring",
        "restorer": "gateway.redaction.restoring",
    },
)
