"""Host names: the one spelling of each, what a pattern matches, and whose a name is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

MAX_NAME = 253  # RFC 1035, 2.3.4: 255 octets on the wire, so 253 characters without the final dot


def normalise(host: str) -> str:
    """The one spelling of a host name: no user before an `@`, no final dot, lower case, A-labels.

    The port must be off. Width, case and compatibility forms are folded as browsers do it (UTS 46);
    a name that IDNA (RFC 5891) does not have comes back as it is, and no entry has such a name.
    """
    if not host.isascii():
        host = unicodedata.normalize("NFKC", host).replace("。", ".").lower()
        host = unicodedata.normalize("NFKC", host)  # lower case may order its marks anew
    host = host.rpartition("@")[2].rstrip(".").lower()
    if host.isascii() or len(host) > MAX_NAME:
        return host
    try:
        return ".".join(map(_a_label, host.split(".")))
    except UnicodeError:
        return host


def _a_label(label: str) -> str:
    """Raises UnicodeError for one that IDNA does not have."""
    if label and label.isascii():
        return label  # also one with an underscore or a star, which IDNA does not know
    import idna  # 15 ms, and hardly a name asks for it

    return idna.encode(label, uts46=True).decode("ascii")


def is_below(name: str, domain: str) -> bool:
    """Is `name` the domain itself or a host below it? Both in their one spelling."""
    return name == domain or name.endswith("." + domain)


def parents(name: str) -> Iterator[str]:
    """The name itself and every domain that it is below, the longest first."""
    yield name
    while dot := name.find(".") + 1:
        name = name[dot:]
        yield name


# ---------------------------------------------------------------- patterns


@dataclass(frozen=True, slots=True)
class Pattern:
    """A host name with stars: `*-aiplatform.googleapis.com`. A star never reaches over a dot."""

    labels: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Pattern:
        return cls(tuple(text.split(".")))

    @property
    def tail(self) -> str:
        """The labels at the end that have no star: the domain by which it is looked up."""
        last = max(i for i, label in enumerate(self.labels) if "*" in label)
        return ".".join(self.labels[last + 1 :])

    def matches(self, name: str) -> bool:
        labels = name.split(".")
        return len(labels) == len(self.labels) and all(map(_label_fits, self.labels, labels))

    def might_meet(self, other: Pattern) -> bool:
        """Could one name match both? Errs on the side of yes."""
        return len(self.labels) == len(other.labels) and all(
            map(_labels_might_meet, self.labels, other.labels)
        )


def _label_fits(glob: str, label: str) -> bool:
    """Each star takes one or more characters; leftmost matching, so linear in the label."""
    first, *rest = glob.split("*")
    if not rest:
        return label == glob
    if not label.startswith(first):
        return False
    at = len(first)
    for middle in rest[:-1]:
        at = label.find(middle, at + 1)
        if at < 0:
            return False
        at += len(middle)
    return label.endswith(rest[-1]) and len(label) - len(rest[-1]) > at


def _labels_might_meet(a: str, b: str) -> bool:
    if "*" not in a:
        return _label_fits(b, a) if "*" in b else a == b
    if "*" not in b:
        return _label_fits(a, b)
    heads, tails = (a.split("*")[0], b.split("*")[0]), (a.split("*")[-1], b.split("*")[-1])
    return (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])) and (
        tails[0].endswith(tails[1]) or tails[1].endswith(tails[0])
    )


# ---------------------------------------------------------------- whose a name is


class Claim(Protocol):
    """What claims names: an entry of the catalogue."""

    @property
    def id(self) -> str: ...
    @property
    def hosts(self) -> frozenset[str]: ...
    @property
    def suffixes(self) -> tuple[str, ...]: ...
    @property
    def patterns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a host is: exact names before patterns, patterns before suffixes, the longest first.

    A look-up costs a few dictionary look-ups for each label of the name.
    """

    exact: Mapping[str, str]
    patterns: Mapping[str, tuple[tuple[Pattern, str], ...]]
    suffixes: Mapping[str, str]

    @classmethod
    def of(cls, claims: Iterable[Claim]) -> Owners:
        """Where two claims are equal the later one holds."""
        exact: dict[str, str] = {}
        patterns: dict[str, tuple[tuple[Pattern, str], ...]] = {}
        suffixes: dict[str, str] = {}
        for claim in claims:
            exact.update(dict.fromkeys(claim.hosts, claim.id))
            suffixes.update(dict.fromkeys(claim.suffixes, claim.id))
            for pattern in map(Pattern.of, claim.patterns):
                patterns[pattern.tail] = (*patterns.get(pattern.tail, ()), (pattern, claim.id))
        return cls(exact, patterns, suffixes)

    def find(self, host: str) -> str | None:
        """The id of the claim that this host belongs to."""
        name = normalise(host)
        if len(name) > MAX_NAME:
            return None
        if owner := self.exact.get(name):
            return owner
        suffix: str | None = None
        for domain in parents(name):
            for pattern, owner in self.patterns.get(domain, ()):
                if pattern.matches(name):
                    return owner
            suffix = suffix or self.suffixes.get(domain)
        return suffix
