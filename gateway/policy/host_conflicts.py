"""The services of a policy together -> what no single value shows: whose a host is. Pure.

Works on what is written, not on the parsed document, so that these faults are told together
with all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.catalogue import Catalogue, entry_for_hosts, host_faults, normalise, tenant_faults
from gateway.catalogue.hosts import Pattern, parents
from gateway.errors import Fault
from gateway.model import CatalogueEntry
from gateway.policy.lines import Scalar, Source
from gateway.policy.references import bare_host
from gateway.policy.rights import OWN
from gateway.policy.syntax import shorten

MAX_WORDS = 300  # of the catalogue's message, which repeats what is written


def service_faults(source: Source, catalogue: Catalogue, name: str) -> Iterator[Fault]:
    """Neither catalogue entry nor hosts, tenants that the vendor does not take, one host twice."""
    assert isinstance(source.data, dict)
    services = source.data.get("services")
    claims: list[_Claim] = []
    for service, entry in services.items() if isinstance(services, dict) else ():
        if entry is None or isinstance(entry, dict):
            written = entry or {}
            listed = _listed(service, written, catalogue)
            claim = _Claim(service, written, listed, source, name, len(claims))
            yield from _which(claim)
            yield from _tenants(claim)
            yield from _twice(claim)
            claims.append(claim)
    yield from _same_entry(claims)
    yield from _overlaps(claims)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A service as it is written, with the entry that its hosts or `uses` make of it."""

    service: str
    written: Mapping[str, Any]
    entry: CatalogueEntry | None
    source: Source
    name: str
    position: int

    @property
    def hosts(self) -> list[str]:
        listed = self.written.get("hosts", ()) if _own(self.written) else ()
        return [bare_host(h) for h in listed if isinstance(h, Scalar)]

    def fault(self, *below: str | int, en: str, ja: str) -> Fault:
        return Fault(self.source.line("services", self.service, *below), en, self.name, ja)

    @property
    def at(self) -> str:
        return f"services.{shorten(self.service)}: "


def _own(written: Mapping[str, Any]) -> bool:
    return written.get("uses") is None and isinstance(written.get("hosts"), list)


def _listed(
    service: str, written: Mapping[str, Any], catalogue: Catalogue
) -> CatalogueEntry | None:
    uses = written.get("uses")
    if isinstance(uses, Scalar):
        return catalogue.get(str(uses))
    if not _own(written):
        return None
    hosts = [bare_host(h) for h in written.get("hosts", ()) if isinstance(h, Scalar)]
    good = [h for h in dict.fromkeys(hosts) if not host_faults([h])]
    unique = list({normalise(h): h for h in good}.values())
    return entry_for_hosts(OWN + service, unique, "generic") if unique else None


def _which(claim: _Claim) -> Iterator[Fault]:
    own = [k for k in ("hosts", "format") if claim.written.get(k) is not None]
    uses = claim.written.get("uses") is not None
    if uses and own:
        yield claim.fault(
            own[0],
            en=f"{claim.at}has both uses: and {own[0]}:; keep uses: for a service of the "
            "catalogue, or hosts: and format: for your own",
            ja=f"{claim.at}uses: と {own[0]}: は一緒に書けません。どちらかにしてください",
        )
    elif not uses and len(own) < 2:
        missing = {(): "uses:, or hosts: and format:", ("hosts",): "format:"}.get(
            tuple(own), "hosts:"
        )
        yield claim.fault(
            *own,
            en=f"{claim.at}does not say which AI it is; add {missing}",
            ja=f"{claim.at}どの生成AIか書かれていません。{missing} を加えてください",
        )


def _tenants(claim: _Claim) -> Iterator[Fault]:
    listed = claim.written.get("tenants")
    if claim.entry is None or not isinstance(listed, list):
        return
    tenants = [str(t) for t in listed if isinstance(t, Scalar)]
    for said in tenant_faults(claim.entry, tenants):
        words = shorten(said, MAX_WORDS)
        at = f"services.{shorten(claim.service)}.tenants: "
        yield claim.fault("tenants", en=at + words, ja=f"{at}tenants を改めてください（{words}）")


def _twice(claim: _Claim) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, host in enumerate(claim.hosts):
        name = normalise(host)
        if name in seen:
            yield claim.fault(
                "hosts",
                i,
                en=f"{claim.at}{shorten(host, 80)} is listed twice; keep one",
                ja=f"{claim.at}{shorten(host, 80)} が2度書かれています。1つにしてください",
            )
        seen.add(name)


# ---------------------------------------------------------------- one host, two services


def _same_entry(claims: list[_Claim]) -> Iterator[Fault]:
    """Two services that use one entry of the catalogue."""
    first: dict[str, _Claim] = {}
    for claim in claims:
        if claim.entry is None or _own(claim.written):
            continue
        owner = first.setdefault(claim.entry.id, claim)
        if owner is not claim:
            yield _both(owner, claim, _shown(claim.entry), "uses")


def _shown(entry: CatalogueEntry) -> str:
    """The host by which people know a service: its domain, else its first host."""
    return next(iter((*entry.api_hosts, *entry.suffixes, *sorted(entry.hosts))), entry.id)


def _overlaps(claims: list[_Claim]) -> Iterator[Fault]:
    """A host of one's own that another service of the policy stands for as well.

    Entries of the catalogue do not overlap among themselves: it holds that by itself.
    """
    world = _World.of(claims)
    told: set[frozenset[str]] = set()
    for claim in claims:
        for i, host in enumerate(claim.hosts):
            for other in world.covering(normalise(host.removeprefix("*."))):
                pair = frozenset((claim.service, other.service))
                if len(pair) == 2 and pair not in told:
                    told.add(pair)
                    yield _in_order(claim, other, host, i)


def _in_order(own: _Claim, other: _Claim, host: str, i: int) -> Fault:
    """Said of the later of the two, where it names the host."""
    if own.position > other.position:
        return _both(other, own, host, "hosts", i)
    below: tuple[str | int, ...] = ("uses",)
    if _own(other.written):
        names = [normalise(h.removeprefix("*.")) for h in other.hosts]
        name = normalise(host.removeprefix("*."))
        below = ("hosts", names.index(name)) if name in names else ("hosts",)
    return _both(own, other, host, *below)


@dataclass(frozen=True, slots=True)
class _World:
    """Who stands for a name, by dictionary: exact hosts, domains, and the tails of patterns."""

    exact: dict[str, list[_Claim]]
    domains: dict[str, list[_Claim]]
    patterns: dict[str, list[tuple[Pattern, _Claim]]]

    @classmethod
    def of(cls, claims: list[_Claim]) -> _World:
        world = cls({}, {}, {})
        for claim in claims:
            for host in claim.entry.hosts if claim.entry else ():
                _few(world.exact, host, claim)
            for domain in claim.entry.suffixes if claim.entry else ():
                _few(world.domains, domain, claim)
            for pattern in map(Pattern.of, claim.entry.patterns if claim.entry else ()):
                world.patterns.setdefault(pattern.tail, []).append((pattern, claim))
        return world

    def covering(self, name: str) -> Iterator[_Claim]:
        yield from self.exact.get(name, ())
        for domain in parents(name):
            yield from self.domains.get(domain, ())
            yield from (c for p, c in self.patterns.get(domain, ()) if p.matches(name))


def _few(names: dict[str, list[_Claim]], name: str, claim: _Claim) -> None:
    """Two owners are enough to tell of one; a hostile file must not make it thousands."""
    owners = names.setdefault(name, [])
    if len(owners) < 2:
        owners.append(claim)


def _both(first: _Claim, second: _Claim, host: str, *below: str | int) -> Fault:
    one, other = shorten(first.service), shorten(second.service)
    return second.fault(
        *below,
        en=f"{shorten(host, 80)} is listed under both {one} and {other}; keep one",
        ja=f"{shorten(host, 80)} が {one} と {other} の両方にあります。1つにしてください",
    )
