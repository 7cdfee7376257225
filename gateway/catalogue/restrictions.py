"""Tenants of a service -> the vendor's headers that keep people to the company's own workspaces.

The names and values are the vendors'; each restriction in the YAML names its source. The gate
overwrites such a header and takes a client's own copy away from every request.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gateway.catalogue.hosts import is_below, normalise
from gateway.model import CatalogueEntry, Restriction

MAX_VALUE = 7_000  # servers commonly refuse a header line over 8 KiB; the rest is for the name

UUID = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
DOMAIN = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.){1,8}[a-zA-Z]{2,63}"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tenant id: how it is written, and what to call it."""

    written: re.Pattern[str]
    looks: str
    alone: bool = False
    """It stands for the whole setting: no second id beside it."""


def _kind(written: str, looks: str, alone: bool = False) -> Kind:
    return Kind(re.compile(written), looks, alone)


KINDS = {
    "uuid": _kind(UUID, "a UUID (550e8400-e29b-41d4-a716-446655440000)"),
    "openai-organization": _kind("org-[a-zA-Z0-9_-]{1,100}", "an organisation id (org-...)"),
    "github-enterprise": _kind(
        "[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,99})", "an enterprise id as GitHub's settings show it"
    ),
    "domain": _kind(DOMAIN, "a domain (example.co.jp)"),
    "google-domain": _kind(
        f"{DOMAIN}|consumer_accounts|visitor_accounts", "a Google Workspace domain (example.co.jp)"
    ),
    "google-organization": _kind(
        "organizations/[0-9]{1,30}", "a Google Cloud organisation (organizations/123456789012)"
    ),
    "entra-tenant": _kind(f"{UUID}|{DOMAIN}", "a directory id (UUID) or a domain of the tenant"),
    "entra-directory": _kind(UUID, "a directory id (UUID)"),
    "entra-policy": _kind(f"{UUID}:{UUID}", "DIRECTORY-ID:POLICY-ID, both UUIDs", alone=True),
}
"""Every kind that a restriction of the YAML may name."""

TEMPLATES = ("csv", "list", "first", "base64")


# ---------------------------------------------------------------- what to set


def restriction_headers_for(
    entry: CatalogueEntry, host: str, tenants: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The headers to set on a request to this host so that only these tenants are let in.

    The tenants must be without faults. A host that the vendor's header is not for has none.
    """
    name = normalise(host)
    return tuple(
        header
        for restriction in entry.restrictions
        if _is_for(restriction, name)
        for header in _headers(restriction, _ids(restriction, tenants))
    )


def header_names(entries: Iterable[CatalogueEntry]) -> frozenset[str]:
    """Every restriction header of these entries, in lower case."""
    return frozenset(r.header.lower() for e in entries for r in e.restrictions)


def numbered_names(entries: Iterable[CatalogueEntry]) -> frozenset[str]:
    """Those that may go on in numbered headers."""
    return frozenset(r.header.lower() for e in entries for r in e.restrictions if r.lines > 1)


def _is_for(restriction: Restriction, name: str) -> bool:
    return name in restriction.hosts or any(is_below(name, s) for s in restriction.suffixes)


def _ids(restriction: Restriction, tenants: Sequence[str]) -> list[str]:
    """The tenants that this header takes, each once, in the policy's order."""
    written = KINDS[restriction.tenant].written
    return [t for t in dict.fromkeys(tenants) if written.fullmatch(t)]


def _headers(restriction: Restriction, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not ids:
        return
    lines = list(_lines(ids)) if restriction.lines > 1 else [ids]
    end = f";n={len(lines)}" if len(lines) > 1 else ""
    yield restriction.header, _value(restriction.template, lines[0]) + end
    for number, line in enumerate(lines[1:], start=1):
        yield f"{restriction.header}{number}", _value(restriction.template, line)


def _lines(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lines of at most MAX_VALUE characters."""
    line: list[str] = []
    length = 0
    for one in ids:
        if line and length + len(one) + 1 > MAX_VALUE:
            yield line
            line, length = [], 0
        line.append(one)
        length += len(one) + 1
    yield line


def _value(template: str, ids: Sequence[str]) -> str:
    filled = {
        "csv": ",".join(ids),
        "list": ", ".join(ids),
        "first": ids[0],
        "base64": _google_resources(ids) if "{base64}" in template else "",
    }
    return template.format_map(filled)


def _google_resources(ids: Sequence[str]) -> str:
    """JSON in the URL-safe base64 of RFC 4648, 5, as Google's organisation restrictions ask."""
    text = json.dumps({"resources": list(ids), "options": "strict"}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii")


# ---------------------------------------------------------------- what a policy may not say


def tenant_faults(entry: CatalogueEntry, tenants: Sequence[str]) -> list[str]:
    """What is wrong with the tenants that a policy gives this service, each with its remedy.

    Vendors answer every request with an error when such a header is malformed, so that a slip
    is told here and not by everybody's client.
    """
    if not tenants:
        return []
    if not entry.restrictions:
        return [f"{entry.name} has no header that keeps people to tenants; take tenants out"]
    return [
        *_id_faults(entry, tenants),
        *_alone_faults(entry, tenants),
        *(f for r in entry.restrictions if (f := _length_fault(r, tenants))),
        *_directory_faults(entry, tenants),
    ]


def _id_faults(entry: CatalogueEntry, tenants: Sequence[str]) -> Iterator[str]:
    kinds = [KINDS[r.tenant] for r in entry.restrictions]
    looks = " or ".join(dict.fromkeys(kind.looks for kind in kinds))
    for tenant in dict.fromkeys(tenants):
        if not any(kind.written.fullmatch(tenant) for kind in kinds):
            yield f"{tenant!r} is not what {entry.name} takes; write {looks}, one an item"
        elif list(tenants).count(tenant) > 1:
            yield f"{tenant!r} is listed twice; keep one"


def _alone_faults(entry: CatalogueEntry, tenants: Sequence[str]) -> Iterator[str]:
    alone = {KINDS[r.tenant] for r in entry.restrictions if KINDS[r.tenant].alone}
    for kind in alone:
        if len(set(tenants)) > 1 and any(kind.written.fullmatch(t) for t in tenants):
            yield f"{kind.looks} replaces all other tenants; give it alone"


def _length_fault(restriction: Restriction, tenants: Sequence[str]) -> str:
    ids = _ids(restriction, tenants)
    headers = list(_headers(restriction, ids))
    if restriction.most and len(ids) > restriction.most:
        return f"{restriction.header} takes at most {restriction.most} ids, here are {len(ids)}"
    if len(headers) > restriction.lines or any(len(v) > MAX_VALUE + 100 for _, v in headers):
        return f"{restriction.header} cannot hold {len(ids)} ids; give fewer"
    return ""


def _directory_faults(entry: CatalogueEntry, tenants: Sequence[str]) -> Iterator[str]:
    """Entra asks who sets the restriction: a directory id, the first of those given."""
    kinds = {r.tenant for r in entry.restrictions}
    named = [t for t in tenants if KINDS["entra-tenant"].written.fullmatch(t)]
    directories = [t for t in named if KINDS["entra-directory"].written.fullmatch(t)]
    if "entra-directory" in kinds and named and not directories:
        yield "Entra asks for your own directory id (UUID) too; put it first"
