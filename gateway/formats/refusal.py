"""A refusal -> headers and body in the vendor's own error shape, which its clients can show."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from gateway.formats.refused import Headers, Refused
from gateway.formats.refused_pages import GEMINI, WEB_SHAPES, gemini_answer


def _openai(r: Refused) -> object:
    kind = "server_error" if r.status >= 500 else "invalid_request_error"
    return {"error": {"message": r.message, "type": kind, "param": None, "code": r.code}}


_ANTHROPIC_TYPES = {403: "permission_error", 413: "request_too_large"}


def _anthropic(r: Refused) -> object:
    default = "api_error" if r.status >= 500 else "invalid_request_error"
    kind = _ANTHROPIC_TYPES.get(r.status, default)
    error = {"type": kind, "message": r.message}
    return {"type": "error", "error": error, "request_id": r.decision_id}


_GOOGLE_STATUS = {403: "PERMISSION_DENIED", 501: "UNIMPLEMENTED"}


def _gemini(r: Refused) -> object:
    """google.rpc.Status as JSON, with the ErrorInfo that Google's clients look for."""
    default = "INTERNAL" if r.status >= 500 else "INVALID_ARGUMENT"
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": r.code.upper(),
        "domain": "sekisho",
        "metadata": {"decision": r.decision_id},
    }
    status = _GOOGLE_STATUS.get(r.status, default)
    error = {"code": r.status, "message": r.message, "status": status, "details": [info]}
    return {"error": error}


def _bedrock(r: Refused) -> object:
    return {"message": r.message}


def _cohere(r: Refused) -> object:
    return {"message": r.message, "id": r.decision_id}


def _ollama(r: Refused) -> object:
    return {"error": r.message}


def _generic(r: Refused) -> object:
    error = {"message": r.message, "type": "refused", "code": r.code, "id": r.decision_id}
    return {"error": error}


SHAPES: Mapping[str, Callable[[Refused], object]] = {
    "openai-chat": _openai,
    "openai-responses": _openai,
    "anthropic-messages": _anthropic,
    "gemini": _gemini,
    "bedrock": _bedrock,
    "cohere": _cohere,
    "ollama": _ollama,
    "generic": _generic,
}


def refuse(
    format: str, status: int, code: str, message: str, decision_id: str
) -> tuple[Headers, bytes]:
    """Headers and body of a refusal; a format that is not known is answered as `generic`."""
    refused = Refused(status, code, message, decision_id)
    body = _body(format, refused)
    return (
        ("content-type", "application/json; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-should-retry", "false"),  # the SDKs of OpenAI and Anthropic heed it
        ("x-sekisho-decision", decision_id),
        *_vendor_headers(format, refused),
    ), body


def _body(format: str, refused: Refused) -> bytes:
    if format == GEMINI:
        return gemini_answer(refused)
    shape = SHAPES.get(format) or WEB_SHAPES.get(format, _generic)
    return json.dumps(shape(refused), ensure_ascii=False).encode(errors="replace")


def _vendor_headers(format: str, refused: Refused) -> Headers:
    """botocore takes the name of the exception from a header, and the id of the request."""
    match format:
        case "bedrock":
            name = "ValidationException"
            if refused.status == 403:
                name = "AccessDeniedException"
            elif refused.status >= 500:
                name = "InternalServerException"
            return (("x-amzn-errortype", name), ("x-amzn-requestid", refused.decision_id))
        case "anthropic-messages":
            return (("request-id", refused.decision_id),)
        case "openai-chat" | "openai-responses":
            return (("x-request-id", refused.decision_id),)
        case _:
            return ()
