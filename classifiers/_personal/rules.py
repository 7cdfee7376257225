"""A segment -> every hit of every rule that stays: the core that Presidio's recognizers share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from classifiers._personal import (
    dates,
    foreign,
    latin_places,
    mail,
    numbers,
    people,
    phones,
    places,
)
from classifiers._personal.hits import Hit, distinct
from classifiers._personal.labels import labels
from classifiers._personal.page import Page
from gateway.model import Segment


def recognise(segment: Segment, more: Iterable[Hit] = ()) -> list[Hit]:
    """Hits in order of place, none overlapping another; `more` are what others found in it."""
    return distinct([*places.accompanied(list(_all(Page(segment)))), *more])


def warm() -> None:
    """Compile every rule's expression, load the dictionary and the plan of numbers, by one text."""
    recognise(Segment("", "担当:関所太郎 電話:03-1234-5678"))


def _all(page: Page) -> Iterator[Hit]:
    named = labels(page)
    rules: Iterable[Iterator[Hit]] = (
        numbers.grouped(page, named),
        numbers.labelled(page, named),
        phones.phones(page, named),
        mail.addresses(page),
        dates.birth_dates(page, named),
        foreign.foreign(page, named),
        foreign.zones(page),
        places.places(page, named),
        latin_places.latin_places(page, named),
        people.people(page, named),
    )
    for rule in rules:
        yield from rule
