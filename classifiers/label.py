"""Sensitivity labels of Microsoft Purview -> the classes that `labels:` of the policy gives them.

An application writes `MSIP_Label_<GUID>_Enabled` and the like into a file's properties, and mail
programs into a header. The readers of files leave one text for each label that is in force; a text
of any other origin that names one is taken at its word, unless it says that it is off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import re2

from gateway.model import ClassId, Classifier, Finding, Needs, Segment

VERSION = 1
"""Goes up when the same text might give other findings."""

SENSITIVITY_LABEL = "sensitivity-label"

_NAME = "MSIP_Label_"
_LABEL = re2.compile(
    r"(?i)MSIP_Label_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"(?:_Enabled[\"'\s:=>(]{0,8}(false|0))?"
)


def classifier(needs: Needs) -> Classifier:
    return Labels({label.lower(): c for label, c in needs.labels.items()})


def rules() -> dict[str, tuple[str, ...]]:
    """The one rule, and the name of the argument of its words."""
    return {SENSITIVITY_LABEL: ("label",)}


@dataclass(frozen=True, slots=True)
class Labels:
    """The policy's labels by their id in lower case."""

    classes: Mapping[str, ClassId] = field(default_factory=dict)
    id: str = "label"

    @property
    def revision(self) -> str:
        rules = repr(sorted(self.classes.items()))
        return f"{VERSION}-{hashlib.sha256(rules.encode()).hexdigest()[:16]}"

    def classify(self, segment: Segment) -> Iterator[Finding]:
        if not self.classes or _NAME not in segment.text:
            return
        text = segment.text.encode("utf-8", "replace").decode()
        seen = set()
        for found in _LABEL.finditer(text):
            label = found[1].lower()
            if label in self.classes and label not in seen and not found[2]:
                seen.add(label)
                start, end = found.span(1)
                yield Finding(
                    f"{self.id}/{SENSITIVITY_LABEL}",
                    self.classes[label],
                    start,
                    end,
                    (("label", label),),
                    kind="LABEL",
                )
