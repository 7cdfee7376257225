"""Drawings of a PDF that stand on no page by themselves -> a PDF in which each has its own page.

PDFium gives the objects of a page and of the drawings in it, but not those of patterns with which
a surface is filled, nor of masks through which something is seen; and nobody sees a drawing that
no page draws, but who takes the file apart. On a page of its own each is read as any other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

MAX_HIDDEN = 300
"""Drawings; each takes a millisecond to read."""
MAX_NESTING = 20
MAX_THUMB = 128
"""Points of the small picture of a page (ISO 32000-1, 12.3.4); 106 are usual."""
_DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]{1,100})\s{1,4}Do\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORTH_A_LOOK = (b"/XObject", b"/SMask", b"/AP", b"/Thumb")

_Key = tuple[int, int]


@dataclass(slots=True)
class Drawings:
    """What a PDF's objects say of its drawings so far."""

    patterns: list[pikepdf.Stream] = field(default_factory=list)
    forms: list[pikepdf.Stream] = field(default_factory=list)
    pictures: list[pikepdf.Stream] = field(default_factory=list)
    named: dict[_Key, set[bytes]] = field(default_factory=dict)
    """Names under which resources have a drawing."""
    masks: set[_Key] = field(default_factory=set)
    beside: set[_Key] = field(default_factory=set)
    """Pictures that belong to others: what of these is seen through, small ones of pages."""
    noted: set[_Key] = field(default_factory=set)
    """What notes and fields show, which is read with the page."""
    drawn: set[bytes] = field(default_factory=set)
    """Names of what anything draws."""

    def add(self, item: pikepdf.Object, source: bytes) -> None:
        """An object: a stream, or what holds others."""
        if isinstance(item, pikepdf.Stream):
            if item.get("/PatternType") == 1:
                self.patterns.append(item)
            elif item.get("/Subtype") == pikepdf.Name.Form:
                self.forms.append(item)
            elif item.get("/Subtype") == pikepdf.Name.Image:
                self.pictures.append(item)
                masks = (item.get(key) for key in ("/SMask", "/Mask"))
                self.beside.update(m.objgen for m in masks if isinstance(m, pikepdf.Stream))
            item = item.stream_dict
        if any(key in source for key in _WORTH_A_LOOK):
            for held in _dictionaries(item, 0):
                self._add_dictionary(held)

    def draws(self, content: bytes) -> None:
        """What a page, or a drawing, is made of."""
        self.drawn.update(map(_name, _DRAWS.findall(content)))

    def _add_dictionary(self, held: pikepdf.Dictionary) -> None:
        named = held.get("/XObject")
        if isinstance(named, pikepdf.Dictionary):
            for name, one in named.items():
                if isinstance(one, pikepdf.Stream):
                    self.named.setdefault(one.objgen, set()).add(_name(name[1:].encode()))
        if isinstance(mask := held.get("/G"), pikepdf.Stream) and "/S" in held:
            self.masks.add(mask.objgen)
        if isinstance(small := held.get("/Thumb"), pikepdf.Stream) and _is_small(small):
            self.beside.add(small.objgen)
        looks = held.get("/AP")
        usual = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
        if isinstance(usual, pikepdf.Stream):
            self.noted.add(usual.objgen)

    def hidden(self) -> Iterator[tuple[pikepdf.Stream, bool]]:
        """Each drawing that no page has; are the pictures in it seen?"""
        yield from ((pattern, True) for pattern in self.patterns)
        for form in self.forms:
            if form.objgen in self.masks:
                yield form, True
            elif form.objgen not in self.noted and not self._is_drawn(form):
                yield form, False
        for picture in self.pictures:
            if picture.objgen not in self.beside and not self._is_drawn(picture):
                yield picture, True  # by whoever takes the pictures out of the file

    def _is_drawn(self, stream: pikepdf.Stream) -> bool:
        return bool(self.named.get(stream.objgen, set()) & self.drawn)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A PDF of hidden drawings; is the one on each page seen?"""

    data: bytes = field(default=b"", repr=False)
    seen: tuple[bool, ...] = ()
    whole: bool = True


def gathered(pdf: pikepdf.Pdf, drawings: Drawings) -> Hidden:
    """A page for each drawing that no page has. Raises what pikepdf does of damaged ones."""
    found = list(drawings.hidden())
    if not found:
        return Hidden()
    with pikepdf.new() as new:
        for stream, _ in found[:MAX_HIDDEN]:
            new.pages.append(_page(new, pdf, stream))
        out = io.BytesIO()
        new.save(out)
    seen = tuple(is_seen for _, is_seen in found[:MAX_HIDDEN])
    return Hidden(out.getvalue(), seen, len(found) <= MAX_HIDDEN)


def _page(new: pikepdf.Pdf, pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> pikepdf.Page:
    content = new.copy_foreign(stream)
    if content.get("/Subtype") == pikepdf.Name.Image:
        return _page_of_picture(new, content)
    resources = content.get("/Resources")
    if resources is None and len(pdf.pages):  # before PDF 1.2 those of the page
        inherited = pdf.pages[0].obj.get("/Resources", pikepdf.Dictionary())
        resources = new.copy_foreign(pdf.make_indirect(inherited))
    box = content.get("/BBox")
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=box if isinstance(box, pikepdf.Array) else pikepdf.Array([0, 0, 600, 800]),
        Resources=resources if resources is not None else pikepdf.Dictionary(),
        Contents=content,
    )
    return pikepdf.Page(new.make_indirect(page))


def _name(raw: bytes) -> bytes:
    """A name without its escapes (ISO 32000-1, 7.3.5)."""
    return _ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), raw)


def _is_small(picture: pikepdf.Stream) -> bool:
    sides = (picture.get(key) for key in ("/Width", "/Height"))
    return all(isinstance(side, int) and side <= MAX_THUMB for side in sides)


def _page_of_picture(new: pikepdf.Pdf, picture: pikepdf.Object) -> pikepdf.Page:
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, 600, 800]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture)),
        Contents=pikepdf.Stream(new, b"600 0 0 800 0 0 cm /I Do"),
    )
    return pikepdf.Page(new.make_indirect(page))


def _dictionaries(item: object, depth: int) -> Iterator[pikepdf.Dictionary]:
    """A dictionary and those that stand in it themselves."""
    if depth > MAX_NESTING:
        return
    inner: list[object] = []
    if isinstance(item, pikepdf.Dictionary):
        yield item
        inner = [value for _, value in item.items()]
    elif isinstance(item, pikepdf.Array):
        inner = list(item)
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value, depth + 1)
