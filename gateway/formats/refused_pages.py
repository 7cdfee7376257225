"""A refusal -> what a web app's own page takes for an error of its server, so that the person who
typed reads it. As observed; none of these is documented, and an app may change them any day."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from gateway.formats.refused import Refused

PERMISSION_DENIED = 7  # google.rpc.Code


def _chatgpt(r: Refused) -> Any:
    return {"detail": {"message": r.message, "code": r.code}}


def _claude(r: Refused) -> Any:
    """The API's shape; the page shows the words of errors that are meant for the person."""
    details = {"error_visibility": "user_facing", "error_code": r.code}
    error = {"type": "permission_error", "message": r.message, "details": details}
    return {"type": "error", "error": error, "request_id": r.decision_id}


def _deepseek(r: Refused) -> Any:
    told = {"biz_code": r.status, "biz_msg": r.message, "biz_data": None}
    return {"code": r.status, "msg": r.message, "data": told}


def _grok(r: Refused) -> Any:
    return {"error": {"code": PERMISSION_DENIED, "message": r.message, "details": []}}


def _perplexity(r: Refused) -> Any:
    return {"detail": r.message, "error_code": r.code}


def _kimi(r: Refused) -> Any:
    return {"error_type": r.code, "message": r.message, "detail": r.message}


WEB_SHAPES: Mapping[str, Callable[[Refused], Any]] = {
    "chatgpt-web": _chatgpt,
    "claude-web": _claude,
    "deepseek-web": _deepseek,
    "grok-web": _grok,
    "perplexity-web": _perplexity,
    "kimi-web": _kimi,
}

GEMINI = "gemini-web"
WEB_FORMATS = frozenset({*WEB_SHAPES, GEMINI})
"""Formats of the catalogue alone: no host of a company's own speaks them."""


def gemini_answer(r: Refused) -> bytes:
    """Gemini's page shows no words of an error, so that the refusal is said as an answer: a guard,
    then the length of a JSON text in UTF-16 units and the text, in which the answer is JSON."""
    said = [None, ["", ""], None, None, [[f"rc_{r.decision_id}", [r.message]]]]
    text = json.dumps([["wrb.fr", None, json.dumps(said, ensure_ascii=False)]], ensure_ascii=False)
    size = len(text.encode("utf-16-le", "replace")) // 2 + 2
    return f")]}}'\n\n{size}\n{text}\n".encode(errors="replace")


def status_of(format: str, status: int) -> int:
    """The status of a refusal; what is said as an answer must be one."""
    return 200 if format == GEMINI else status
