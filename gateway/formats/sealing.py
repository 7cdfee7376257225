"""The segments of a body -> those that are signed or checked as a whole can no longer be changed.

Anthropic's thinking blocks, OpenAI's encrypted reasoning items and Gemini's parts with a thought
signature come from the vendor and go back to it. With a placeholder in one it would no longer be
what was signed: it goes whole, or the request is refused.
"""

from __future__ import annotations

import re
from collections.abc import Set

from gateway.formats.coding import Fixed
from gateway.formats.prompt_builder import Reading

_SIGNATURES = (
    "/signature",
    "/thoughtSignature",
    "/thought_signature",
    "/encrypted_content",
    "/encrypted_index",
)
_SEALED = re.compile(r"[A-Za-z0-9+/_=-]{32,}+")
"""What stands there: bytes in base64. A tool may have a member that is called signature as well."""

_SDP = re.compile(r"v=0\r?\no=")
"""How the offer of a call begins (RFC 8866): its ends check passwords, fingerprints, addresses."""

_SIGNED_PART, _OFFER = Fixed("signed-part"), Fixed("sdp")


def seal(reading: Reading) -> None:
    """Everything that stands in one object with a signature stays as it is; so does an offer."""
    segments = reading.segments
    signatures = [s for s in segments if s.place.endswith(_SIGNATURES)]
    signed = {_object(s.place) for s in signatures if _SEALED.fullmatch(s.text)}
    if signed:
        for number in [n for n, s in enumerate(segments) if _stands_in(s.place, signed)]:
            _fix(reading, number, _SIGNED_PART)
    for number in [n for n, s in enumerate(segments) if s.text.startswith("v=0")]:
        if _SDP.match(segments[number].text) and not _stands_in(segments[number].place, signed):
            _fix(reading, number, _OFFER)


def _object(place: str) -> str:
    return place.rpartition("/")[0] + "/"


def _fix(reading: Reading, number: int, why: Fixed) -> None:
    layer, start, end, _, inner = reading.origins[number]
    reading.origins[number] = (layer, start, end, why, inner)


def _stands_in(place: str, objects: Set[str]) -> bool:
    at = place.rfind("/")
    while at >= 0:
        if place[: at + 1] in objects:
            return True
        at = place.rfind("/", 0, at)
    return False
