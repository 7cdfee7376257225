"""A policy to test with, and prompts that it lets through, refuses or redacts."""

from __future__ import annotations

import json
from typing import Any

SECRET = "HAYABUSA-2718"
"""Class `secret` by a pattern: plain ASCII, so that it is found again in any coding."""
PERSONAL = "EMP-314159"
"""Class `personal` by a pattern; taken out on the way to services that redact it."""
MARKED = "【社外秘】第3四半期 原価表"
"""Bears a marker: class `confidential`."""
PERMITTED = "富士山の高さを教えてください"

POLICY = """\
version: 1
organization: 株式会社サンプル工業
contact: 情報管理委員会（内線 2100）
language: en
mode: enforce
information_classes:
  public: {label: 公開情報}
  internal: {label: 社内情報}
  personal: {label: 個人情報}
  confidential: {label: 社外秘}
  secret: {label: 秘}
unclassified: internal
services:
  openai-api:
    uses: openai
    tenants: [org-sample1]
    approval: {by: 情報管理責任者, on: 2026-04-01, review_by: 2036-03-31}
    may_receive: [public, internal]
    redact: [personal]
  anthropic-api: {uses: anthropic, may_receive: [public, internal], redact: [personal]}
  gemini-api: {uses: gemini, may_receive: [public, internal], redact: [personal]}
  bedrock: {uses: bedrock, may_receive: [public, internal], redact: [personal]}
  ollama: {uses: ollama, may_receive: [public, internal], redact: [personal]}
  cohere: {uses: cohere, may_receive: [public, internal], redact: [personal]}
  chatgpt: {uses: chatgpt, may_receive: [public, internal]}
  own-model: {hosts: [llm.sample.test], format: openai-chat, may_receive: [public, internal]}
markers: {packs: [ja, en]}
patterns:
  project: {class: secret, regex: 'HAYABUSA-[0-9]{4}', finds: [HAYABUSA-2718], passes: [HAYABUSA]}
  employee: {class: personal, regex: 'EMP-[0-9]{6}', finds: [EMP-314159], passes: [EMP-3]}
"""

OPENAI, ANTHROPIC, GEMINI = (
    "api.openai.com",
    "api.anthropic.com",
    "generativelanguage.googleapis.com",
)
BEDROCK, OLLAMA, COHERE = "bedrock-runtime.us-east-1.amazonaws.com", "ollama.com", "api.cohere.com"
CHATGPT, OWN = "chatgpt.com", "llm.sample.test"
UNLISTED = "api.deepseek.com"
UNLISTED_PAGE = "www.perplexity.ai"
LOOK_ALIKE = "api.openai.com.evil.test"
INNOCENT = "intranet.sample.test"

HOSTS = (
    *(OPENAI, ANTHROPIC, GEMINI, BEDROCK, OLLAMA, COHERE, CHATGPT, OWN),
    *(UNLISTED, UNLISTED_PAGE, LOOK_ALIKE, INNOCENT),
)
"""Every name that a test speaks to; the gate opens all of them at the stand-in."""


def policy(*changes: tuple[str, str]) -> str:
    """The policy with some of its text replaced; each piece must be there."""
    text = POLICY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def chat(prompt: str = PERMITTED, **more: Any) -> bytes:
    """The body of an OpenAI chat request."""
    messages = [{"role": "user", "content": prompt}]
    return json.dumps(
        {"model": "gpt-4o", "messages": messages, **more}, ensure_ascii=False
    ).encode()
