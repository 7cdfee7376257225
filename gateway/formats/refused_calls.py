"""A refusal -> what a gRPC or Connect client takes for the end of its call: a status, not a page.

gRPC and Connect's streams answer 200 and say in a trailer, or in the last envelope, how the call
ended; any other status is shown as a broken connection, without its words.
"""

from __future__ import annotations

import enum
import json
from urllib.parse import quote

from gateway.formats.refused import Headers, Refused
from gateway.formats.rpc import LAST
from gateway.model import Request

MAX_MESSAGE = 1_000
"""Characters of the words in a header: nine bytes each where they are Japanese, and HTTP/2 clients
take 16 KiB of headers."""

PERMISSION_DENIED = (7, "permission_denied", 403)
CODES = {
    413: (8, "resource_exhausted", 429),
    500: (13, "internal", 500),
    501: (12, "unimplemented", 501),
}
"""Our status -> gRPC's number, Connect's word, and the HTTP status of Connect's unary calls."""

_SAFE = " !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # gRPC over HTTP/2, "Percent-Encoded"


class Call(enum.Enum):
    """How a call is told its end."""

    GRPC = "grpc"
    STREAM = "stream"
    UNARY = "unary"


def call_of(request: Request) -> Call | None:
    """What kind of call a request is; None for everything else."""
    essence = request.header("content-type").partition(";")[0].strip().lower()
    if essence.startswith("application/grpc"):
        return Call.GRPC
    if essence.startswith("application/connect+"):
        return Call.STREAM
    if essence == "application/proto" or request.header("connect-protocol-version"):
        return Call.UNARY
    return None


def refuse_call(
    call: Call, request: Request, status: int, code: str, message: str
) -> tuple[int, Headers, bytes]:
    """Status, headers and body."""
    refused = Refused(status, code, message, request.id)
    number, word, unary = CODES.get(status, PERMISSION_DENIED)
    marks: Headers = (("cache-control", "no-store"), ("x-sekisho-decision", request.id))
    media_type = ("content-type", request.header("content-type").partition(";")[0].strip())
    match call:
        case Call.GRPC:
            text = quote(refused.message[:MAX_MESSAGE], safe=_SAFE)
            ended = (("grpc-status", str(number)), ("grpc-message", text))
            return 200, (media_type, *ended, *marks), b""
        case Call.STREAM:
            body = json.dumps({"error": _error(refused, word)}).encode()
            return 200, (media_type, *marks), bytes([LAST]) + len(body).to_bytes(4) + body
        case Call.UNARY:
            body = json.dumps(_error(refused, word)).encode()
            return unary, (("content-type", "application/json"), *marks), body


def _error(refused: Refused, word: str) -> dict[str, str]:
    return {"code": word, "message": refused.message}
