"""Where a connection may not lead -> words for whoever asked for it."""

from __future__ import annotations

import re

from gateway.messages.both import Both, Table
from gateway.model import Language

_NOT_OPENED = Both(
    "関所はこの接続を開きませんでした: {why}。必要な場合は、規則の connections.local に加えるよう"
    "管理者に依頼してください",
    "Sekisho did not open this connection: {why}. Where it is needed, ask for the address to be "
    "listed under connections.local of the policy",
)

PEERS: Table = {
    "own-port": Both(
        "宛先は関所そのものです（一覧に加えても開きません）",
        "it leads to the gate itself (which no listing permits)",
    ),
    "own-address": Both(
        "宛先は関所の動くマシンのアドレスです", "it leads to an address of the gate's own machine"
    ),
    "loopback": Both(
        "宛先はループバックアドレスです", "it leads to a loopback address of the gate's machine"
    ),
    "link-local": Both(
        "宛先はリンクローカルアドレスです", "it leads to a link-local address of the gate's network"
    ),
    "metadata": Both(
        "宛先はクラウドのメタデータサービスです",
        "it leads to the metadata service of the gate's cloud",
    ),
    "no-host": Both(
        "宛先は一台の機器を指すアドレスではありません",
        "it leads to an address that is no one host's",
    ),
}
"""Codes of the event `peer-refused`."""

NAMELESS: Table = {
    "missing": Both(
        "宛先がアドレスだけで、TLS にサーバー名がありません",
        "it names its destination by address only, and no server in TLS",
    ),
    "unreadable": Both("TLS のサーバー名を読み取れません", "its server name in TLS cannot be read"),
}
"""Codes of the event `nameless-refused`."""


_NOT_REACHED = Both(
    "関所から {host} に接続できませんでした（{why}）。しばらくして再度お試しください。続く場合は"
    "関所の管理者に連絡してください",
    "Sekisho could not reach {host} ({why}). Try again in a moment; where it lasts, tell whoever "
    "runs the gate",
)
_OWN_WORDS = re.compile("(?:関所は|Sekisho did )")


def not_reached(host: str, why: str, language: Language) -> str:
    """What a client is told whose destination does not answer, or was not opened for it."""
    if _OWN_WORDS.match(why):
        return why
    return _NOT_REACHED.say(language, {"host": host, "why": why})


def not_opened(code: str, language: Language) -> str:
    """What a client is told."""
    return _NOT_OPENED.say(language, {"why": PEERS[code].in_(language)})


def why_not_opened(event: str, code: str, language: Language) -> str:
    """What an event of the trail says by its code; nothing where it is of another kind."""
    words = {"peer-refused": PEERS, "nameless-refused": NAMELESS}.get(event, {}).get(code)
    return words.in_(language) if words else ""
