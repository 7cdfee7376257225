"""Members of one object of which one is the name of the other -> the value bears that name.

`{"name": "DB_PASSWORD", "value": "..."}`: settings of containers, fields of forms, a tool's answer.
What a value is is told by its label, and here its own says `value` alone.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.formats.prompt_builder import Reading

NAMES = frozenset(
    (
        *("name", "key", "label", "field", "title", "property", "attribute", "parameter", "param"),
        *("variable", "var", "env", "header", "parameterkey", "settingname", "fieldname", "column"),
        *("項目", "項目名", "名前", "名称", "キー", "ラベル", "列"),
    )
)
VALUES = frozenset(
    (
        *("value", "val", "values", "parametervalue", "settingvalue", "fieldvalue", "stringvalue"),
        *("defaultvalue", "default", "answer", "値", "内容", "回答"),
    )
)
"""Names of members, without case and signs."""

BESIDE = 6
"""Texts on either side among which the name is looked for: objects of this kind are small."""

MAX_NAME = 64
"""Characters; a longer one is a text."""

_SIGNS = str.maketrans("", "", "_- ")


def name_values(reading: Reading, first: int) -> None:
    """Give the values from this segment on the names that stand beside them. Linear."""
    segments = reading.segments
    for number in range(first, len(segments)):
        segment = segments[number]
        if segment.label and _plain(segment.label) in VALUES:
            name = _name_beside(reading, first, number)
            if name:
                segments[number] = replace(segment, label=name)


def _name_beside(reading: Reading, first: int, number: int) -> str:
    parent = reading.segments[number].place.rpartition("/")[0]
    beside = reading.segments[max(first, number - BESIDE) : number + BESIDE + 1]
    for other in beside:
        if (
            other.label
            and _plain(other.label) in NAMES
            and len(other.text) <= MAX_NAME
            and other.place.rpartition("/")[0] == parent
        ):
            return other.text
    return ""


def _plain(label: str) -> str:
    return label.translate(_SIGNS).casefold()
