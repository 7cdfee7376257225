"""allowlist.yaml -> Policy, or PolicyError with every fault, its line and its remedy. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from pydantic import ValidationError

from gateway.catalogue import FORMATS, Catalogue, entry_for_hosts
from gateway.errors import Fault, PolicyError
from gateway.model import (
    Approval,
    CatalogueEntry,
    ClassId,
    Group,
    InformationClass,
    Language,
    Limits,
    Mode,
    Needs,
    OtherTraffic,
    PatternRule,
    Policy,
    PolicyTest,
    Requirements,
    Rule,
    Service,
    Verdict,
)
from gateway.policy import document as d
from gateway.policy import references
from gateway.policy.faults import bounded, faults_of
from gateway.policy.host_conflicts import service_faults
from gateway.policy.lines import Scalar, Source, read
from gateway.policy.references import Known
from gateway.policy.rights import OWN


def parse(text: str, catalogue: Catalogue, name: str = "allowlist.yaml") -> Policy:
    """The policy that a text states; what a date means today is for `lint` and the gate to say.

    Raises PolicyError with everything that is wrong, each with its line and the remedy.
    """
    source = read(text, name)
    if not isinstance(source.data, dict):
        raise PolicyError(bounded([*source.faults, _no_policy(source, name)], name, source.more))
    known = _known(source.data, catalogue)
    faults = [
        *source.faults,
        *service_faults(source, catalogue, name),
        *_pack_faults(source, name),
    ]
    try:
        document = d.Document.model_validate(source.data, context=known)
    except ValidationError as e:
        errors = e.errors(include_url=False, include_input=False)
        told, more = faults_of(errors, source, name)
        raise PolicyError(bounded([*faults, *told], name, more + source.more)) from None
    if faults:
        raise PolicyError(bounded(faults, name, source.more))
    return _policy(document, source, catalogue, hashlib.sha256(text.encode()).hexdigest()[:12])


def _no_policy(source: Source, name: str) -> Fault:
    if source.data is None:
        return Fault(
            1,
            "the file is empty; begin with a copy of the shipped allowlist.yaml",
            name,
            "空のファイルです。同梱の allowlist.yaml を写して始めてください",
        )
    return Fault(
        source.line(),
        "a policy begins with keys such as `version: 1` and `services:`; "
        "check that each has its colon and a space",
        name,
        "`version: 1` や `services:` のようなキーで始めてください。"
        "半角のコロンと空白も確かめてください",
    )


def _known(data: Mapping[str, Any], catalogue: Catalogue) -> Known:
    classes = _names(data, "information_classes")
    services, groups = _names(data, "services"), _names(data, "groups")
    labels = {k: _label(data["information_classes"][k]) for k in classes or ()}
    return Known(
        catalogue,
        tuple(FORMATS),
        None if classes is None else labels,
        None if services is None else frozenset(services),
        None if groups is None else frozenset(groups),
    )


def _names(data: Mapping[str, Any], part: str) -> list[str] | None:
    """The names that a part lists; None where it is no mapping, so that no name is refused."""
    found = data.get(part)
    if found is None:
        return [] if part != "information_classes" else None
    return list(found) if isinstance(found, dict) else None


def _label(entry: object) -> str:
    label = entry.get("label") if isinstance(entry, dict) else None
    return str(label) if isinstance(label, Scalar) else ""


def _pack_faults(source: Source, name: str) -> Iterator[Fault]:
    """Packs that are asked for, and no class that what they find could be."""
    assert isinstance(source.data, dict)
    markers, classes = source.data.get("markers"), source.data.get("information_classes")
    packs = markers.get("packs") if isinstance(markers, dict) else None
    if packs and isinstance(classes, dict) and not set(d.LEVELS) & classes.keys():
        yield Fault(
            source.line("markers", "packs"),
            "markers.packs: what they find is of the classes "
            f"{', '.join(d.LEVELS)}, of which none is listed; list one, or write packs: []",
            name,
            f"markers.packs: 見つけるのは {'、'.join(d.LEVELS)} ですが、"
            "どれも information_classes にありません。加えるか、packs: [] と書いてください",
        )


# ---------------------------------------------------------------- document -> policy


def _policy(document: d.Document, source: Source, catalogue: Catalogue, revision: str) -> Policy:
    return Policy(
        revision=revision,
        classes=_classes(document),
        services={i: _service(i, s, catalogue) for i, s in document.services.items()},
        organization=document.organization,
        contact=document.contact,
        language=Language(document.language),
        mode=Mode(document.mode),
        unclassified=_maybe_class(document.unclassified),
        other_traffic=OtherTraffic(document.other_traffic),
        local=tuple(map(references.reach, dict.fromkeys(document.connections.local))),
        refuse_nameless=document.connections.nameless == "refuse",
        refuse_unread=document.unread == "refuse",
        refuse_overdue=document.approvals.overdue == "refuse",
        limits=Limits(**document.limits.model_dump()),
        htpasswd=document.identity.htpasswd or "",
        groups={i: _group(i, g) for i, g in document.groups.items()},
        rules=tuple(_rule(r) for r in document.rules),
        needs=_needs(document),
        keep_days=document.trail.keep_days,
        recognizers=document.personal.recognizers or "",
        credential_rules=document.credentials.rules or "",
        labels={label: ClassId(c) for label, c in document.labels.items()},
        tests=tuple(_test(t, source.line("tests", i)) for i, t in enumerate(document.tests)),
    )


def _classes(document: d.Document) -> dict[ClassId, InformationClass]:
    return {
        ClassId(i): InformationClass(
            ClassId(i), entry.label or i, rank, _required(entry.requires), entry.at_least
        )
        for rank, (i, entry) in enumerate(document.information_classes.items())
    }


def _required(facts: d.RequiredFacts | None) -> Requirements:
    if isinstance(facts, d.Never):
        return Requirements(never=True)
    return Requirements(facts=facts.model_dump(exclude_none=True) if facts else {})


def _service(service_id: str, entry: d.ServiceEntry, catalogue: Catalogue) -> Service:
    return Service(
        id=service_id,
        entry=_entry(service_id, entry, catalogue),
        may_receive=_class_ids(entry.may_receive),
        redact=_class_ids(entry.redact),
        tenants=entry.tenants,
        handling=entry.handling.model_dump(exclude_none=True),
        approval=_approval(entry.approval),
    )


def _entry(service_id: str, entry: d.ServiceEntry, catalogue: Catalogue) -> CatalogueEntry:
    if entry.uses is None:
        assert entry.hosts
        assert entry.format
        return entry_for_hosts(OWN + service_id, entry.hosts, entry.format)
    found = catalogue.get(entry.uses)
    assert found
    return found


def _approval(entry: d.ApprovalEntry | None) -> Approval | None:
    return Approval(entry.by, entry.on, entry.review_by, entry.evidence) if entry else None


def _group(group_id: str, entry: d.GroupEntry) -> Group:
    networks = [m for m in entry.members if _is_network(m)]
    users = frozenset(entry.members).difference(networks)
    return Group(group_id, users, tuple(ip_network(n) for n in dict.fromkeys(networks)))


def _is_network(member: str) -> bool:
    return "/" in member  # `values.Member` writes an address as a network of one


def _rule(entry: d.RuleEntry) -> Rule:
    return Rule(
        frozenset(entry.groups),
        frozenset(entry.services),
        None if entry.may_receive is None else _class_ids(entry.may_receive),
        None if entry.redact is None else _class_ids(entry.redact),
    )


def _needs(document: d.Document) -> Needs:
    return Needs(
        classes=frozenset(map(ClassId, document.information_classes)),
        marker_packs=_packs(document),
        marker_words={ClassId(c): words for c, words in document.markers.add.items() if words},
        patterns=tuple(
            PatternRule(i, ClassId(p.information_class), p.regex, p.finds, p.passes)
            for i, p in document.patterns.items()
        ),
        bulk=document.personal.bulk,
        personal=document.personal.find,
        labels={label: ClassId(c) for label, c in document.labels.items()},
    )


def _packs(document: d.Document) -> tuple[str, ...]:
    """All where none are named, if there is a class that a marker could stand for."""
    if document.markers.packs is not None:
        return tuple(dict.fromkeys(document.markers.packs))
    return d.PACKS if set(d.LEVELS) & document.information_classes.keys() else ()


def _test(entry: d.CaseEntry, line: int) -> PolicyTest:
    return PolicyTest(
        entry.prompt, entry.to, entry.actor or "", Verdict[entry.expect.upper()], line
    )


def _maybe_class(name: str | None) -> ClassId | None:
    return ClassId(name) if name else None


def _class_ids(names: tuple[str, ...]) -> frozenset[ClassId]:
    return frozenset(map(ClassId, names))
