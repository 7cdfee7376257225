"""Digits from the country code on -> what the numbering plans of the world know of such a number.

The plans are the tables of `phonenumbers` (Google's libphonenumber), each made into one expression
when its country is first met: asked number by number, the library takes three times as long as all
that a candidate goes through besides. A law holds that both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata, PhoneNumberDesc


class Standing(IntEnum):
    """How much the plans know of a number. A real one is ASSIGNED, new ranges by the next list."""

    NONE = 0  # no country has this code, or none of its numbers is so long
    POSSIBLE = 1  # of a length that its country has
    ASSIGNED = 2  # and of a range that is in use


def standing(number: str) -> Standing:
    """Digits alone. What is dialled before it at home may have stayed: 44 (0)20."""
    for length in _CODES:
        if plan := _plan(number[:length]):
            return plan.standing(number[length:])
    return Standing.NONE


_CODES = (2, 1, 3)  # digits of a country code (ITU-T E.164); no code is the beginning of another


@dataclass(frozen=True, slots=True)
class _Plan:
    """The numbers of one country code: those in use, their lengths, what is dialled before them."""

    assigned: re.Pattern[str]
    lengths: frozenset[int]
    prefix: str

    def standing(self, national: str) -> Standing:
        found = self._of(national)
        if found is not Standing.ASSIGNED and self.prefix and national.startswith(self.prefix):
            return max(found, self._of(national[len(self.prefix) :]))
        return found

    def _of(self, national: str) -> Standing:
        if len(national) not in self.lengths:
            return Standing.NONE
        return Standing.ASSIGNED if self.assigned.fullmatch(national) else Standing.POSSIBLE


@cache
def _plan(code: str) -> _Plan | None:
    """Of a country code; None where no country has it."""
    tables = list(_tables(code))
    if not tables:
        return None
    assigned = re.compile("|".join(map(_ranges, tables)))
    lengths = _general(tables[0]).possible_length
    return _Plan(assigned, frozenset(lengths), tables[0].national_prefix or "")


def _tables(code: str) -> Iterator[PhoneMetadata]:
    """Of every country that has the code, the main one first."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata  # 40 ms

    for region in COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0), ()):
        if table := PhoneMetadata.metadata_for_region_or_calling_code(int(code), region):
            yield table


_KINDS = (
    *("fixed_line", "mobile", "voip", "personal_number", "pager", "uan", "voicemail"),
    *("toll_free", "premium_rate", "shared_cost"),
)


def _ranges(table: PhoneMetadata) -> str:
    """An expression for the numbers in use: of the general form, and of one of the kinds."""
    general = _general(table).national_number_pattern
    kinds = (getattr(table, kind) for kind in _KINDS)
    patterns = "|".join(k.national_number_pattern for k in kinds if k and k.national_number_pattern)
    return rf"(?=(?:{general})\Z)(?:{patterns})"


def _general(table: PhoneMetadata) -> PhoneNumberDesc:
    assert table.general_desc, "every table has it"
    return table.general_desc
