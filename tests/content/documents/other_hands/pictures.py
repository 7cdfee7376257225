"""Pillow: one sentence, each time somewhere else beside the points of a picture."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Mapping

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from tests.content.documents.other_hands.planted import Planted

_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:description>{}'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def _saved(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, form, **options)
    return out.getvalue()


def _exif(tag: int, value: bytes | str, within: int = 0) -> bytes:
    exif = Image.Exif()
    (exif.get_ifd(within) if within else exif)[tag] = value
    return exif.tobytes()


def _in_words(sentence: str) -> str:
    return _XMP.format(sentence.replace("&", "&amp;"))


def _by_explorer(sentence: str) -> bytes:
    """The title that Windows' Explorer gives to a picture."""
    return _exif(ExifTags.Base.XPTitle, sentence.encode("utf-16-le") + b"\0\0")


def _by_camera(sentence: str) -> bytes:
    remark = b"UNICODE\0" + sentence.encode("utf-16-le")
    return _exif(ExifTags.Base.UserComment, remark, ExifTags.IFD.Exif)


def _in_ascii(sentence: str) -> bytes:
    """ASCII by its name, UTF-8 in what programs write."""
    return _exif(ExifTags.Base.ImageDescription, sentence.encode())


def _noted(**said: str) -> PngInfo:
    info = PngInfo()
    for how, sentence in said.items():
        match how:
            case "itxt" | "zitxt":
                info.add_itxt("Description", sentence, zip=how == "zitxt")
            case "text" | "ztxt":
                info.add_text("Description", sentence, zip=how == "ztxt")
    return info


def _tagged(tag: int, value: bytes) -> bytes:
    tags = ImageFileDirectory_v2()
    tags[tag] = value
    return _saved("TIFF", tiffinfo=tags)


def _by_photoshop(sentence: str) -> bytes:
    """A caption (IPTC-IIM) in the segment that Photoshop keeps."""
    said = b"\x1c\x02\x78" + struct.pack(">H", len(sentence.encode())) + sentence.encode()
    said += bytes(len(said) % 2)
    kept = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(said)) + said
    data = _saved("JPEG")
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(kept) + 2) + kept + data[2:]


def _of_two_pages(sentence: str) -> bytes:
    second = Image.new("RGB", (64, 64), "white")
    second.encoderinfo = {"tiffinfo": {ExifTags.Base.ImageDescription: sentence.encode()}}
    return _saved("TIFF", save_all=True, append_images=[second])


_PICTURES: Mapping[tuple[str, str], Callable[[str], bytes]] = {
    ("png", "a text"): lambda s: _saved("PNG", pnginfo=_noted(text=s)),
    ("png", "a packed text"): lambda s: _saved("PNG", pnginfo=_noted(ztxt=s)),
    ("png", "an international text"): lambda s: _saved("PNG", pnginfo=_noted(itxt=s)),
    ("png", "a packed international text"): lambda s: _saved("PNG", pnginfo=_noted(zitxt=s)),
    ("gif", "a remark"): lambda s: _saved("GIF", comment=s.encode()),
    ("jpeg", "a remark"): lambda s: _saved("JPEG", comment=s.encode()),
    ("jpeg", "XMP"): lambda s: _saved("JPEG", xmp=_in_words(s).encode()),
    ("jpeg", "a caption as by Photoshop"): _by_photoshop,
    ("webp", "XMP"): lambda s: _saved("WEBP", xmp=_in_words(s)),
    ("tiff", "the description"): lambda s: _tagged(ExifTags.Base.ImageDescription, s.encode()),
    ("tiff", "the title by Explorer"): lambda s: _tagged(
        ExifTags.Base.XPTitle, s.encode("utf-16-le") + b"\0\0"
    ),
    ("tiff", "XMP"): lambda s: _tagged(ExifTags.Base.XMLPacket, _in_words(s).encode()),
    ("tiff", "the description of a second page"): _of_two_pages,
}


_EXIF: Mapping[str, Callable[[str], bytes]] = {
    "the title by Explorer": _by_explorer,
    "the remark of a camera": _by_camera,
    "the description": _in_ascii,
}


def _rows() -> Iterator[Planted]:
    for (kind, place), make in _PICTURES.items():
        yield Planted("Pillow", f"image/{kind}", place, make)
    for form in ("JPEG", "PNG", "WEBP"):
        for place, exif in _EXIF.items():

            def made(s: str, form: str = form, exif: Callable[[str], bytes] = exif) -> bytes:
                return _saved(form, exif=exif(s))

            yield Planted("Pillow", f"image/{form.lower()}", f"EXIF, {place}", made)


ROWS = tuple(_rows())
