"""A file within a request, in the shape of each vendor."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.kit.policy import ANTHROPIC, BEDROCK, GEMINI, OPENAI


@dataclass(frozen=True, slots=True)
class Sent:
    host: str
    target: str
    body: bytes
    headers: tuple[str, ...] = ()


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def address(data: bytes, media_type: str = "application/octet-stream") -> str:
    return f"data:{media_type};base64,{coded(data)}"


def as_json(host: str, target: str, content: object, key: str = "messages") -> Sent:
    return Sent(host, target, json.dumps({"model": "m", key: content}).encode())


def openai_chat(data: bytes) -> Sent:
    part = {"type": "file", "file": {"filename": "a.bin", "file_data": address(data)}}
    return as_json(OPENAI, "/v1/chat/completions", [{"role": "user", "content": [part]}])


def openai_responses(data: bytes) -> Sent:
    part = {"type": "input_file", "filename": "a.bin", "file_data": address(data)}
    return as_json(OPENAI, "/v1/responses", [{"role": "user", "content": [part]}], "input")


def openai_file(data: bytes) -> Sent:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n--b--\r\n"
    )
    return Sent(OPENAI, "/v1/files", body, ("Content-Type: multipart/form-data; boundary=b",))


def anthropic_message(data: bytes) -> Sent:
    source = {"type": "base64", "media_type": "application/pdf", "data": coded(data)}
    part = {"type": "document", "source": source}
    return as_json(ANTHROPIC, "/v1/messages", [{"role": "user", "content": [part]}])


def anthropic_file(data: bytes) -> Sent:
    sent = openai_file(data)
    return Sent(ANTHROPIC, "/v1/files", sent.body, sent.headers)


def gemini_inline(data: bytes) -> Sent:
    part = {"inlineData": {"mimeType": "application/pdf", "data": coded(data)}}
    target = "/v1beta/models/m:generateContent"
    return as_json(GEMINI, target, [{"parts": [part]}], "contents")


def gemini_upload(data: bytes) -> Sent:
    command = ("X-Goog-Upload-Command: upload, finalize", "X-Goog-Upload-Offset: 0")
    kind = "Content-Type: application/octet-stream"
    return Sent(GEMINI, "/upload/v1beta/files?upload_id=a", data, (*command, kind))


def bedrock(data: bytes) -> Sent:
    part = {"document": {"format": "docx", "name": "a", "source": {"bytes": coded(data)}}}
    return as_json(BEDROCK, "/model/m/converse", [{"role": "user", "content": [part]}])


def in_a_sentence(data: bytes) -> Sent:
    text = f"Summarise this: {coded(data)}"
    return as_json(OPENAI, "/v1/chat/completions", [{"role": "user", "content": text}])


SHAPES: tuple[Callable[[bytes], Sent], ...] = (
    *(openai_chat, openai_responses, openai_file, anthropic_message, anthropic_file),
    *(gemini_inline, gemini_upload, bedrock, in_a_sentence),
)
