"""A name in allowlist.yaml -> what it stands for, or which one was probably meant.

References are checked against `Known`, which the parser hands in as pydantic's context.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from gateway.catalogue import Catalogue, host_faults
from gateway.model import Reach
from gateway.policy.syntax import shorten
from gateway.policy.values import MAX_NAME, described, hint, hint_ja, text, wrong, wrong_name


@dataclass(frozen=True, slots=True)
class Known:
    """What a policy may refer to. None: the part that lists it could not be read itself."""

    catalogue: Catalogue
    formats: tuple[str, ...]
    classes: Mapping[str, str] | None = field(default_factory=dict)
    """Class -> its label, as people like to write the label."""
    services: frozenset[str] | None = frozenset()
    groups: frozenset[str] | None = frozenset()


def _known(info: ValidationInfo) -> Known:
    assert isinstance(info.context, Known)
    return info.context


# ---------------------------------------------------------------- names, and what they refer to


_NAME = r"^[^\s\x00-\x1f,:;/\\\[\]{}()#'\"<>&*!|%@`]{1,64}$"  # safe in a URL, a record, a shell


def _name(value: Any) -> str:
    if not re.match(_NAME, str(value)):
        raise wrong(
            f"{shorten(str(value))} cannot be a name: take up to {MAX_NAME} letters, digits, "
            "'-', '_' and '.'",
            f"{shorten(str(value))} は名前に使えません。{MAX_NAME} 文字までの文字、数字、"
            "「-」「_」「.」で書いてください",
        )
    return str(value)


def _reference(
    kind: str, kind_ja: str, where: str, listed: Callable[[Known], Any]
) -> Callable[[Any, ValidationInfo], str]:
    def check(value: Any, info: ValidationInfo) -> str:
        word = value if type(value) is str else text(value)
        options = listed(_known(info))
        if options is None or word in options:
            return word
        raise wrong_name(lambda: _unknown(kind, kind_ja, where, word, options))

    return check


def _unknown(kind: str, kind_ja: str, where: str, word: str, options: Any) -> tuple[str, str]:
    en, ja = f"there is no {kind} {shorten(word)}", f"{kind_ja} {shorten(word)} はありません。"
    names = tuple(options)
    if by_label := next((o for o in names if _label(options, o) == word), None):
        return f"{en}; its id is {by_label}, write that", f"{ja}id の {by_label} を書いてください"
    if near := hint(word, names):
        return en + near, ja + hint_ja(word, names)
    return (
        f"{en}; name one of those under {where}:",
        f"{ja}{where}: にあるものを書いてください",
    )


def _label(options: Any, name: str) -> str | None:
    return options.get(name) if isinstance(options, Mapping) else None


def _entry(value: Any, info: ValidationInfo) -> str:
    word = text(value)
    catalogue = _known(info).catalogue
    if catalogue.get(word) is None:
        raise wrong_name(lambda: _no_entry(word, catalogue.nearest(word[:MAX_NAME])[:3]))
    return word


def _no_entry(word: str, near: list[str]) -> tuple[str, str]:
    return (
        f"the catalogue has no service {shorten(word)}"
        + (f"; did you mean {' or '.join(near)}?" if near else "")
        + "; for a service of your own write hosts: and format:",
        f"{shorten(word)} はサービス一覧にありません。"
        + (f"{'、'.join(near)} のことですか。" if near else "")
        + "自社のサービスは hosts: と format: で書いてください",
    )


def _format(value: Any, info: ValidationInfo) -> str:
    word, formats = text(value), _known(info).formats
    if word not in formats:
        raise wrong(
            f"{shorten(word)} is no wire format{hint(word, formats)}; "
            f"write one of {', '.join(formats)}",
            f"{shorten(word)} という形式はありません。"
            f"{'、'.join(formats)} のどれかを書いてください",
        )
    return word


def bare_host(word: str) -> str:
    """A host without the scheme that people copy along: `https://llm.example/`."""
    return re.sub("^https?://", "", word.strip(), flags=re.IGNORECASE).rstrip("/")


def _host(value: Any) -> str:
    host = bare_host(text(value))
    if faults := host_faults([host]):
        # the catalogue's words begin with the host as it was written
        said = faults[0].rpartition(": ")[2]
        raise wrong(
            f"{shorten(host, 80)}: {said}",
            f"{shorten(host, 80)} はホスト名として使えません。llm.example.co.jp のように、"
            f"ポートやパスを付けずに書いてください（{said}）",
        )
    return host


def _member(value: Any) -> str:
    """A user's name as it is, or an address or network in its normal form."""
    word = text(value).strip()
    if "/" in word or re.fullmatch(r"[0-9]*\.[0-9.]*|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", word):
        return _network(word)
    if not word or re.search(r"[\s:\x00-\x1f]", word):  # RFC 7617: a user name holds no colon
        raise wrong(
            f"{shorten(word)} is neither a user's name nor a network; "
            "write it like alice or 10.1.2.0/24",
            f"{shorten(word)} は利用者名でもネットワークでもありません。"
            "alice や 10.1.2.0/24 のように書いてください",
        )
    return word


def _network(word: str) -> str:
    try:
        return str(ipaddress.ip_network(word))
    except ValueError:
        pass
    try:
        near = str(ipaddress.ip_network(word, strict=False))
    except ValueError:
        near = ""
    raise wrong(
        f"{shorten(word)} is no network; "
        + (f"did you mean {near}?" if near else "write it like 10.1.2.0/24 or 10.1.2.3"),
        f"{shorten(word)} はネットワークではありません。"
        + (f"{near} のことですか" if near else "10.1.2.0/24 や 10.1.2.3 のように書いてください"),
    )


def reach(word: str) -> Reach:
    """`127.0.0.1:11434`, `[::1]:8080`, `::1`, `169.254.0.0/16`. Raises ValueError."""
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::([0-9]{1,5}))?", word)
    plain = re.fullmatch(r"([0-9./]*)(?::([0-9]{1,5}))?", word)
    match = bracketed or plain
    network, port = (match[1], match[2]) if match else (word, None)
    if port is not None and not 0 < int(port) < 65536:
        raise ValueError(word)
    return Reach(ipaddress.ip_network(network), int(port) if port else None)


def _reached(value: Any) -> str:
    word = text(value).strip()
    try:
        return str(reach(word))
    except ValueError:
        raise wrong(
            f"{shorten(word)} is no address; write it like 127.0.0.1:11434, [::1]:8080 or "
            "169.254.10.0/24",
            f"{shorten(word)} はアドレスではありません。127.0.0.1:11434、[::1]:8080、"
            "169.254.10.0/24 のように書いてください",
        ) from None


# ---------------------------------------------------------------- the types


_CLASS = _reference("information class", "情報区分", "information_classes", lambda k: k.classes)
_SERVICE = _reference("service", "サービス", "services", lambda k: k.services)
_GROUP = _reference("group", "グループ", "groups", lambda k: k.groups)

Name = Annotated[str, BeforeValidator(_name), described("string")]
ClassRef = Annotated[str, BeforeValidator(_CLASS), described("string")]
ServiceRef = Annotated[str, BeforeValidator(_SERVICE), described("string")]
GroupRef = Annotated[str, BeforeValidator(_GROUP), described("string")]
Entry = Annotated[str, BeforeValidator(_entry), described("string")]
Format = Annotated[str, BeforeValidator(_format), described("string")]
Host = Annotated[
    str, BeforeValidator(_host), described("string", pattern=r"^(https?://)?[^\s/@]+/?$")
]
Reached = Annotated[str, BeforeValidator(_reached), described("string", minLength=2)]
Member = Annotated[str, BeforeValidator(_member), described("string", minLength=1)]
