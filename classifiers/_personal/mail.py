"""A page -> e-mail addresses of persons; addresses of nobody are passed."""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.listed import listed
from classifiers._personal.page import Page, expression


@cache
def _addresses() -> Any:
    at = r"(?:@|[ ]?(?:\[at\]|\(at\)|<at>|\{at\}|[(\[]アット(?:マーク)?[)\]])[ ]?)"
    return expression(
        rf"[a-z0-9._%+\-]+{at}(?:[a-z0-9\-]+(?:\.|[ ]?(?:\[dot\]|\(dot\)|\(ドット\))[ ]?))+(?:xn--[a-z0-9\-]+|[a-z]+)"
    )


def addresses(page: Page) -> Iterator[Hit]:
    if "@" not in page.text and "at" not in page.text and "アット" not in page.text:
        return
    for found in page.find(_addresses()):
        local, domain = _parts(found.text)
        start = found.start + len(found.text) - len(found.text.lstrip(".-%+"))
        if not _is_address(local, domain) or _is_elsewhere(page, start, found.end):
            continue
        if not _is_id(page, start, local):
            yield Rule.EMAIL.at(start, found.end, 0.97)


_AT = re.compile(r" ?(?:\[at\]|\(at\)|<at>|\{at\}|[(\[]アット(?:マーク)?[)\]]) ?")
_DOT = re.compile(r" ?(?:\[dot\]|\(dot\)|\(ドット\)) ?")


def _parts(text: str) -> tuple[str, str]:
    local, _, domain = _AT.sub("@", _DOT.sub(".", text)).rpartition("@")
    return local.lstrip(".-%+"), domain


# RFC 5321, section 4.5.3.1: 64 octets before the sign, 255 after; a label has 63.
_MAX_LOCAL, _MAX_DOMAIN = 64, 255
_FILE_ENDINGS = frozenset(
    listed("""
    png jpg jpeg gif svg webp bmp ico css scss html htm js jsx ts tsx mjs json yaml yml toml
    xml csv txt pdf doc docx xls xlsx ppt pptx zip tar tgz gz exe dll jar class go rb php
    swift kt java lock log bak tmp sql map whl service socket timer target mount slice
    """)
)  # fmt: skip
_NOBODY = frozenset(
    listed("""
    user users username user1 user2 test tester test1 test2 testuser foo bar baz hoge fuga
    piyo name yourname your.name your-name your_name you me my mail email example sample
    dummy demo someone somebody anyone nobody alice bob admin administrator root info
    contact support hello noreply no-reply john.doe johndoe jane.doe janedoe xxx xxxx aaa
    abc abcd a b x y z
    """)
)
_MACHINES = frozenset(listed("git noreply no-reply donotreply do-not-reply mailer-daemon ec2-user"))
_LISTS = re.compile(
    r"(?:[a-z0-9-]+\.)?(?:lists?|bugs?|bugzilla|listserv|mailman|googlegroups)\.[a-z0-9.-]+|groups\.io"
)
"""Hosts of mailing lists and bug trackers: nobody has a mailbox there."""
_FUNCTION = re.compile(
    r".*[-+](?:request|subscribe|unsubscribe|owner|bounces?|devel|announce|users|discuss|commits"
    r"|join|leave)|[0-9]{3,}-[a-z]+"
)
"""What a list or a bug does with a mail: announce-unsubscribe, 824417-reopen."""
_ID_HEADER = re.compile(
    r"(?:^|\n)[ \t>]*(?:resent-)?(?:message-id|in-reply-to|references|content-id|list-[a-z]+)[ \t]*:"
    r"[^\n]*(?:\n[ \t]+[^\n]*)*$"
)
_MAX_HEADER = 1_000  # characters of it before an id: a thread of some ten mails
_ID_LENGTH, _ID_DIGITS = 20, 10
_DOCUMENTATION = re.compile(
    # RFC 2606; JPRS keeps example.jp and EXAMPLE below the categories of .jp for documents.
    r"(?:.*\.)?(?:example\.(?:com|net|org|edu|jp|(?:co|ne|or|ac|go|ad|ed|gr|lg)\.jp)"
    r"|example|test|invalid|localhost|local|localdomain|internal|lan)"
)


def _is_address(local: str, domain: str) -> bool:
    if not local or len(local) > _MAX_LOCAL or len(domain) > _MAX_DOMAIN:
        return False
    ending = domain.rpartition(".")[2]
    if (
        not 2 <= len(ending) <= 63
        or ending in _FILE_ENDINGS
        or max(map(len, domain.split("."))) > 63
    ):
        return False
    if _LISTS.fullmatch(domain) or _FUNCTION.fullmatch(local):
        return False
    if local in _MACHINES or local.endswith(("+noreply", "noreply")):
        return False
    return not (local in _NOBODY and _DOCUMENTATION.fullmatch(domain))


def _is_id(page: Page, start: int, local: str) -> bool:
    """Is it the id of a message (RFC 5322, 3.6.4), which has the form of an address?"""
    if len(local) >= _ID_LENGTH and sum(map(str.isdigit, local)) >= _ID_DIGITS:
        return True
    return bool(_ID_HEADER.search(page.before(start, _MAX_HEADER)))


_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*://[^\s/]*$")


def _is_elsewhere(page: Page, start: int, end: int) -> bool:
    """Is it the user and host of an address (user@host:path, https://user:key@host)?"""
    before = page.before(start, 80)
    return bool(before.endswith(("@", "/")) and _SCHEME.search(before)) or (
        before.endswith(":") and bool(_SCHEME.search(before[:-1]))
    )
