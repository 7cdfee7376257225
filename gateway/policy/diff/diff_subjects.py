"""Two policies -> the kinds of people that either tells apart, each with its lists. Pure.

Whether a rule fits depends on the groups that a user and an address belong to, and on nothing
else; so a few combinations of groups stand for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from gateway.model import Policy

MAX_LOOKUPS = 2_000_000
"""Rules to be asked for all combinations of groups, at most; a reload waits for it (0.5 s)."""

Network = IPv4Network | IPv6Network
Groups = frozenset[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """People whom both policies treat alike: their groups before and after, and who they are."""

    before: Groups
    after: Groups
    users: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.users, self.networks


def kinds(old: Policy, new: Policy) -> tuple[Kind, ...] | None:
    """Every kind, first the one of people in no group; None if they are too many."""
    by_user = _grouped(_users(old, new))
    by_address = _grouped(_addresses(old, new))
    each = len(new.services) * (len(old.rules) + len(new.rules) + 1)
    if len(by_user) * len(by_address) * each > MAX_LOOKUPS:
        return None
    return tuple(
        Kind(u.before | a.before, u.after | a.after, u.users, a.users)
        for u in by_user
        for a in by_address
    )


def _grouped(found: Iterable[tuple[str, Groups, Groups]]) -> list[Kind]:
    """Names with the same groups together; the nameless rest first."""
    names: dict[tuple[Groups, Groups], list[str]] = {(frozenset(), frozenset()): []}
    for name, before, after in found:
        if before or after:
            names.setdefault((before, after), []).append(name)
    return [Kind(b, a, tuple(sorted(set(n)))) for (b, a), n in names.items()]


def _that_matter(policy: Policy) -> list[str]:
    """Only groups that a rule names can make a difference."""
    return sorted({g for rule in policy.rules for g in rule.groups})


def _users(old: Policy, new: Policy) -> Iterator[tuple[str, Groups, Groups]]:
    before, after = _groups_of_users(old), _groups_of_users(new)
    for user in sorted({*before, *after}):
        yield user, frozenset(before.get(user, ())), frozenset(after.get(user, ()))


def _groups_of_users(policy: Policy) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in _that_matter(policy):
        for user in policy.groups[group].users:
            found.setdefault(user, []).append(group)
    return found


def _addresses(old: Policy, new: Policy) -> Iterator[tuple[str, Groups, Groups]]:
    """Every piece into which the networks cut the addresses: its name and its groups."""
    before, after = _owners(old), _owners(new)
    for inside in _pieces({*before, *after}):
        yield (
            str(inside[-1]),
            frozenset(g for n in inside for g in before.get(n, ())),
            frozenset(g for n in inside for g in after.get(n, ())),
        )


def _owners(policy: Policy) -> dict[Network, list[str]]:
    owners: dict[Network, list[str]] = {}
    for group in _that_matter(policy):
        for network in policy.groups[group].networks:
            owners.setdefault(network, []).append(group)
    return owners


def _pieces(networks: Iterable[Network]) -> Iterator[tuple[Network, ...]]:
    """For each piece the networks that hold it, widest first. Networks nest or are apart."""
    open_ones: list[Network] = []
    for network in sorted(networks, key=lambda n: (n.version, int(n[0]), n.prefixlen)):
        while open_ones and not _holds(open_ones[-1], network):
            open_ones.pop()
        open_ones.append(network)
        yield tuple(open_ones)


def _holds(outer: Network, inner: Network) -> bool:
    return outer.version == inner.version and int(inner[0]) <= int(outer[-1])
