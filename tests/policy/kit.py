"""A policy without a flaw, and ways to spoil it."""

from __future__ import annotations

from datetime import date
from functools import cache

from gateway.catalogue import load
from gateway.errors import Fault, PolicyError
from gateway.model import Policy
from gateway.policy.build import parse
from gateway.policy.lint import lint

TODAY = date(2026, 11, 21)

CLEAN = """\
version: 1
organization: 株式会社サンプル工業
contact: 情報管理委員会（内線 2100）
language: ja
mode: enforce
information_classes:
  public: {label: 公開情報}
  internal: {label: 社内情報}
  personal: {label: 個人情報}
  credential: {label: 認証情報}
  confidential: {label: 社外秘}
  secret: {label: 秘, requires: {trains_on_input: false, retention_days: 0}}
  top_secret: {label: 極秘, requires: never}
unclassified: internal
services:
  openai-api:
    uses: openai
    tenants: [org-sample]
    handling: {trains_on_input: false, retention_days: 30, human_review: false, region: US}
    approval: {by: 情報管理責任者, on: 2026-04-01, review_by: 2027-03-31, evidence: 契約書}
    may_receive: [public, internal]
    redact: [personal, credential]
  in-house:
    hosts: [llm.example.jp]
    format: openai-chat
    handling: {trains_on_input: false, retention_days: 0}
    approval: {by: 情報システム部長, on: 2026-04-01, review_by: 2027-03-31}
    may_receive: [public, internal, personal, confidential, secret]
    redact: [credential]
other_traffic: tunnel
unread: refuse
limits: {body: 20MiB, decoded: 32MiB}
identity: {htpasswd: users.htpasswd}
groups:
  rd: {members: [alice, 10.1.2.0/24]}
  leaving: {members: [bob]}
rules:
  - {groups: [leaving], may_receive: [public, internal], redact: []}
  - {groups: [rd], services: [openai-api], may_receive: [public, internal, confidential]}
markers:
  packs: [ja, en]
  add: {secret: [HAYABUSA計画]}
patterns:
  drawing: {class: secret, regex: 'DWG-[0-9]{6}', finds: [図番 DWG-104233], passes: [DWG-12]}
labels: {0f8fad5b-d9cb-469f-a165-70867728950e: secret}
trail: {keep_days: 400}
approvals: {overdue: report}
tests:
  - {prompt: 富士山の高さは, to: openai-api, expect: allow}
"""


def changed(*changes: tuple[str, str], text: str = CLEAN) -> str:
    """The text with pieces replaced, of which each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def line_of(piece: str, text: str) -> int:
    """The line, from 1, on which a piece of the text first stands."""
    return text[: text.index(piece)].count("\n") + 1


def a_policy(*changes: tuple[str, str]) -> Policy:
    return parse(changed(*changes), load())


@cache
def parsed(text: str) -> Policy:
    return parse(text, load())


def faults(text: str) -> tuple[Fault, ...]:
    """What is wrong with a text; empty if it is a policy."""
    try:
        parse(text, load())
    except PolicyError as e:
        return e.faults
    return ()


def warnings(text: str) -> tuple[Fault, ...]:
    return lint(parse(text, load()), text, TODAY)
