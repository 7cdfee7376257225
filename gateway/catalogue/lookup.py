"""Entries -> Catalogue: whose a host is, who signs in where, which headers are a restriction's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import combinations

from gateway.catalogue.hosts import Owners, Pattern, normalise
from gateway.catalogue.own_hosts import host_faults, is_address
from gateway.catalogue.parse import FORMATS
from gateway.catalogue.restrictions import header_names, numbered_names
from gateway.errors import CatalogueError
from gateway.model import CatalogueEntry


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The AI services by id and by host. Made once; looking up is a few dictionary look-ups."""

    entries: Mapping[str, CatalogueEntry]
    restriction_headers: frozenset[str]
    """Every restriction header's name in lower case, without the numbered ones."""
    _numbered: frozenset[str]
    _owners: Owners
    _sign_in: Mapping[str, tuple[CatalogueEntry, ...]]
    revision: str = ""
    """Of the files that it was read from."""

    @classmethod
    def of(cls, files: Mapping[str, Sequence[CatalogueEntry]], revision: str = "") -> Catalogue:
        """The entries of each file. Raises CatalogueError if two could claim one host or id."""
        _check({f"{file}: {e.id}": e for file, entries in files.items() for e in entries})
        entries = [e for listed in files.values() for e in listed]
        return cls._made(entries, entries, revision)

    @classmethod
    def _made(
        cls,
        entries: Sequence[CatalogueEntry],
        claims: Iterable[CatalogueEntry],
        revision: str,
    ) -> Catalogue:
        sign_in: dict[str, tuple[CatalogueEntry, ...]] = {}
        for entry in entries:
            for host in entry.sign_in:
                sign_in[host] = (*sign_in.get(host, ()), entry)
        return cls(
            entries={e.id: e for e in entries},
            restriction_headers=header_names(entries),
            _numbered=numbered_names(entries),
            _owners=Owners.of(claims),
            _sign_in=sign_in,
            revision=revision,
        )

    def get(self, id: str) -> CatalogueEntry | None:
        return self.entries.get(id)

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self.entries))

    def nearest(self, id: str) -> list[str]:
        """Ids that were perhaps meant, the likeliest first."""
        import difflib

        return difflib.get_close_matches(id.lower(), self.ids(), n=3, cutoff=0.6)

    def find(self, host: str) -> CatalogueEntry | None:
        """The AI service that this host (without its port) belongs to, or None."""
        owner = self._owners.find(host)
        return self.entries[owner] if owner else None

    def sign_in(self, host: str) -> tuple[CatalogueEntry, ...]:
        """The services whose people sign in at this host."""
        return self._sign_in.get(normalise(host), ())

    def is_restriction_header(self, name: str) -> bool:
        """Is it a vendor's restriction header, or a numbered one that continues it?

        `_` counts as `-`: servers that hand headers on as variables cannot tell them apart.
        """
        name = name.strip().lower().replace("_", "-")
        return name in self.restriction_headers or (
            name[-1:].isdecimal() and name.rstrip("0123456789") in self._numbered
        )

    def joined(self, services: Iterable[CatalogueEntry]) -> Catalogue:
        """With the entries of a policy's services: own hosts, and hosts shared with other work.

        A host that the policy names is the policy's, whosever it is here. Raises CatalogueError
        if an entry of the policy's own has an id of this catalogue: it would take its place.
        """
        services = tuple(services)
        own = [e for e in services if self.entries.get(e.id) is not e]
        for entry in own:
            if entry.id in self.entries:
                raise CatalogueError(f"{entry.id}: the catalogue has this id; choose another")
        shared = [
            replace(e, hosts=e.shared, suffixes=(), patterns=()) for e in services if e.shared
        ]
        entries = [*self.entries.values(), *own]
        return Catalogue._made(entries, [*self.entries.values(), *shared, *own], self.revision)


def entry_for_hosts(id: str, hosts: Sequence[str], format: str) -> CatalogueEntry:
    """The entry of a service whose hosts the policy names itself; `*.` begins a suffix.

    The hosts must be without `host_faults`; raises ValueError otherwise, or for another format.
    An id with a colon (`own:my-llm`) is never one of the catalogue's.
    """
    if faults := host_faults(hosts):
        raise ValueError("; ".join(faults))
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    return CatalogueEntry(
        id=id,
        name=id.rpartition(":")[2],
        vendor="",
        hosts=frozenset(_exact(h) for h in hosts if not h.startswith("*.")),
        suffixes=tuple(normalise(h.removeprefix("*.")) for h in hosts if h.startswith("*.")),
        format=format,
    )


def _exact(host: str) -> str:
    """An IPv6 address stands without its brackets, as a proxy has it."""
    return str(ip_address(host.strip("[]"))) if is_address(host) else normalise(host)


# ---------------------------------------------------------------- does it contradict itself


def _check(entries: Mapping[str, CatalogueEntry]) -> None:
    """`entries` by the place where each stands: `openai.yaml: chatgpt`."""
    _each_once("id", [(e.id, at) for at, e in entries.items()])
    for key in ("hosts", "suffixes", "patterns"):
        _each_once(key, [(name, at) for at, e in entries.items() for name in getattr(e, key)])
    _patterns_apart([(Pattern.of(p), at) for at, e in entries.items() for p in e.patterns])
    owners = Owners.of(entries.values())
    for at, entry in entries.items():
        _check_hosts(at, entry, owners)


def _each_once(key: str, claims: Iterable[tuple[str, str]]) -> None:
    owner: dict[str, str] = {}
    for name, at in claims:
        if name in owner:
            raise CatalogueError(f"{at}.{key}: {name} is listed by {owner[name]} too; keep one")
        owner[name] = at


def _patterns_apart(patterns: Iterable[tuple[Pattern, str]]) -> None:
    by_tail: dict[str, list[tuple[Pattern, str]]] = {}
    for pattern, at in patterns:
        by_tail.setdefault(pattern.tail, []).append((pattern, at))
    for group in by_tail.values():
        for (a, one), (b, other) in combinations(group, 2):
            if one != other and a.might_meet(b):
                raise CatalogueError(
                    f"{other}.patterns: {'.'.join(b.labels)} and {'.'.join(a.labels)} of {one} "
                    "could claim one host; make one narrower"
                )


def _check_hosts(at: str, entry: CatalogueEntry, owners: Owners) -> None:
    for host in entry.api_hosts:
        if owners.find(host) != entry.id:
            raise CatalogueError(f"{at}.api_hosts: {host} is no host of {entry.id}")
    for host in entry.shared:
        if owner := owners.find(host):
            raise CatalogueError(f"{at}.shared: {host} belongs to {owner} already")
