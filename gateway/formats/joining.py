"""Neighbours that are read as one -> more segments: what stands where they meet, and what is coded
across their seams. No edit reaches these: what would be taken out of one is refused.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.formats.coding import Fixed
from gateway.formats.cut_blobs import Stretch, stretches
from gateway.formats.file_places import DECODED
from gateway.formats.neighbours import Neighbours, in_body, in_fields
from gateway.formats.prompt_builder import Layer, Mark, Origin, Reading, Where
from gateway.formats.seams import meeting
from gateway.formats.strings import NESTED

SEVERAL = Fixed("several-parts")


def join_body(
    reading: Reading, mark: Mark, layer: Layer, levels: int, all_ascii: bool = False
) -> None:
    """What is new where the texts that were read since the mark meet. Raises FullError.

    `all_ascii` says that none of them holds anything else.
    """
    found = in_body(reading.since(mark), all_ascii, reading.part)
    join(reading, found, (layer, 0, 0, SEVERAL, 0), levels)


def join_fields(reading: Reading, mark: Mark, layer: Layer, levels: int) -> None:
    """The same of the fields of a form."""
    found = in_fields(reading.since(mark), reading.part)
    join(reading, found, (layer, 0, 0, SEVERAL, 0), levels)


def join(reading: Reading, found: Neighbours, origin: Origin, levels: int) -> None:
    """The same of these neighbours."""
    for runs, is_loose in ((found.firm, False), (found.loose, True)):
        for run in runs:
            for segment in meeting(run, is_loose):
                reading.add_joined(segment, origin)
            for stretch in stretches(run):
                _open(reading, stretch, origin, levels)


def _open(reading: Reading, stretch: Stretch, origin: Origin, levels: int) -> None:
    for blob in stretch.blobs(reading.budget):
        place = stretch.place + DECODED
        if not levels:
            reading.miss(NESTED, place)
            return
        apart = stretch.told_apart(blob)
        if apart is not None:
            for segment in apart:
                reading.add_joined(replace(segment, place=place, part=reading.part), origin)
            continue
        prompt = reading.open(blob.data, "", blob.media_type, reading.budget, levels - 1)
        reading.mount(prompt, Where(place), origin)
