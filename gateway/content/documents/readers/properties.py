"""Properties of office documents, and the sensitivity labels among them.

Microsoft Purview writes `MSIP_Label_<GUID>_Enabled`, `_Name` and others as custom properties, and
`docMetadata/LabelInfo.xml` ([MS-OFFCRYPTO], 2.6) beside or in place of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.content.documents.readers.document_builder import Reading
from gateway.content.documents.readers.flow import parse

_MSIP = re.compile(r"MSIP_Label_([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?:_(\w+))?")
_OFF = frozenset(("false", "0", "no"))

_ENABLED = re.compile(
    r"MSIP_Label_([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"
    r"_Enabled[\"'\s:=>(/]{0,8}(true|1|false|0)?",
    re.IGNORECASE,
)

_TECHNICAL = frozenset(
    {"created", "modified", "TotalTime", "Pages", "Words", "Characters", "Application",
     "DocSecurity", "Lines", "Paragraphs", "ScaleCrop", "LinksUpToDate",
     "CharactersWithSpaces", "SharedDoc", "HyperlinksChanged", "AppVersion", "revision",
     "lastPrinted", "Slides", "Notes", "Template", "HiddenSlides", "MMClips",
     "PresentationFormat", "i4", "creation-date", "date", "generator", "editing-cycles",
     "editing-duration", "document-statistic", "print-date", "lpstr", "vector", "HeadingPairs",
     "TitlesOfParts", "variant"}
)  # fmt: skip
"""Elements of properties that an application fills in by itself, with these:"""
_NUMBER = re.compile(
    r"[-+\d.,:;TZPHMS ]*|true|false|(?:Microsoft|LibreOffice|OpenOffice)[^\r\n]{0,80}|"
    r"Normal(?:\.dotm?)?|[A-Za-z ]{1,40}",
    re.ASCII,
)
MIN_NAME = 6
"""Characters of a property's name that is looked at like its value."""


@dataclass(slots=True)
class _Properties:
    """The parser's target: name and text of each property; labels of a LabelInfo.xml."""

    found: list[tuple[str, str]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    _names: list[tuple[str, str]] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        local = tag.rpartition("}")[2]
        given = {n.rpartition("}")[2]: v for n, v in attributes.items()}
        above = self._names[-1][1] if self._names else ""
        self._names.append((local, given.get("name", above)))
        if local == "label" and "id" in given and _is_in_force(given):
            self.labels.append(given["id"])

    def end(self, tag: str) -> None:
        if self._names:
            self._names.pop()

    def data(self, text: str) -> None:
        local, name = self._names[-1]
        if not text.strip():
            return
        if name or is_said(local, text):
            self.found.append((name or local, text))

    def comment(self, text: str) -> None:
        if text.strip():
            self.found.append(("", text))

    def close(self) -> _Properties:
        return self


def _is_in_force(label: Mapping[str, str]) -> bool:
    off = label.get("enabled", "1").lower() in _OFF
    return not off and label.get("removed", "0").lower() in _OFF


def read_properties(reading: Reading, data: bytes, place: str = "/properties") -> None:
    """A docProps/*.xml, meta.xml or LabelInfo.xml. Raises UnreadableError, FullError."""
    found = parse(data, _Properties())
    assert isinstance(found, _Properties)
    for label in found.labels:
        reading.add_label(label)
    add_properties(reading, found.found, place)


def is_said(name: str, text: str) -> bool:
    """Did a person write it? Some an application fills in by itself, with such as this."""
    return name not in _TECHNICAL or not _NUMBER.fullmatch(text)


def add_properties(
    reading: Reading, found: Iterable[tuple[str, str]], place: str = "/properties"
) -> None:
    """Properties by name; those of a sensitivity label are its id, unless it was taken off.

    They stand about the file and not in it: programs and templates fill in most of them.
    """
    with reading.template():
        _add_properties(reading, found, place)


def _add_properties(reading: Reading, found: Iterable[tuple[str, str]], place: str) -> None:
    on: dict[str, bool] = {}
    names: dict[str, None] = {}
    for number, (name, value) in enumerate(found):
        label = _MSIP.fullmatch(name)
        if not label:
            reading.add_property(f"{place}/{number}", value, name)
            if len(name) >= MIN_NAME or not name.isascii():
                names[name] = None
            continue
        guid, key = label[1], (label[2] or "").lower()
        on.setdefault(guid, True)
        if key == "enabled":
            on[guid] = value.strip().lower() not in _OFF
        elif key == "name":  # the label as people see it
            reading.add_property(f"{place}/{number}", value, "label")
    reading.add_property(f"{place}/names", "\n".join(names))
    for guid, enabled in on.items():
        if enabled:
            reading.add_label(guid)


def add_labels_of(reading: Reading, text: str) -> None:
    """The labels that a text in some other form names: PDF, a header of a mail."""
    for found in _ENABLED.finditer(text):
        if (found[2] or "true").lower() not in _OFF:
            reading.add_label(found[1])
