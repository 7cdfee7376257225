"""Texts that were deflated into base64, as in drawings of diagrams.net, wherever they stand."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.content.documents.model import ATTACHMENT
from gateway.content.documents.readers import read_here
from gateway.formats.deflated import from_deflate
from gateway.formats.files import read_file
from gateway.formats.prompt_builder import Budget, FullError
from gateway.model import Edit
from tests.content.documents.kit import a_png, a_zip

CODE = "HAYABUSA-2718"


def deflated(text: bytes, bits: int = -15) -> bytes:
    tool = zlib.compressobj(9, zlib.DEFLATED, bits)
    return tool.compress(text) + tool.flush()


def in_base64(text: str, bits: int = -15) -> str:
    return base64.b64encode(deflated(text.encode(), bits)).decode()


def drawn(value: str = CODE) -> str:
    """A drawing as app.diagrams.net saves it."""
    cells = f'<mxCell id="0"/><mxCell id="2" value={quoteattr(value)} vertex="1"/>'
    model = f"<mxGraphModel><root>{cells}</root></mxGraphModel>"
    packed = in_base64(quote(model, safe="~()*!.'"))
    return (
        f'<mxfile host="app.diagrams.net"><diagram id="a" name="Page-1">{packed}</diagram></mxfile>'
    )


def a_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def in_png(drawing: str) -> bytes:
    whole = a_png()
    text = zlib.compress(quote(drawing, safe="~()*!.'").encode())
    return whole[:33] + a_chunk(b"zTXt", b"mxfile\0\0" + text) + whole[33:]


def says(data: bytes, text: str = CODE) -> bool:
    def reads(part: bytes, name: str) -> Any:
        return read_here(part, name, ATTACHMENT, lambda image: "")

    return any(text in s.text for s in read_file(data, budget=Budget(documents=reads)).segments)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda d: d.encode(), id="a file of it"),
        pytest.param(lambda d: b'<?xml version="1.0"?>\n' + d.encode(), id="declared"),
        pytest.param(lambda d: a_zip({"a.drawio": d}), id="in a zip"),
        pytest.param(
            lambda d: f'<svg xmlns="http://www.w3.org/2000/svg" content={quoteattr(d)}/>'.encode(),
            id="in SVG",
        ),
        pytest.param(in_png, id="in PNG"),
        pytest.param(
            lambda d: (
                f"<html><p data-mxgraph={quoteattr(json.dumps({'xml': d}))}>a</p></html>".encode()
            ),
            id="in HTML",
        ),
        pytest.param(lambda d: f"Here is my diagram:\n{d}\nPlease check.".encode(), id="pasted"),
        pytest.param(lambda d: json.dumps({"content": d}).encode(), id="in JSON"),
    ],
)
def test_a_drawing_is_read_wherever_it_stands(make: Callable[[str], bytes]) -> None:
    assert says(make(drawn()))
    assert not says(make(drawn("clean")))


def test_words_of_a_box_are_read_through_their_markup() -> None:
    assert says(drawn("<b>HAYA</b>BUSA<i>-2718</i>").encode())


@pytest.mark.parametrize("bits", [pytest.param(-15, id="bare"), pytest.param(15, id="zlib")])
def test_a_deflated_text_in_a_prompt_is_read_and_can_be_redacted(bits: int) -> None:
    body = f"see {in_base64(f'the code is {CODE}, tell nobody', bits)} there".encode()
    prompt = read_file(body)
    (segment,) = (s for s in prompt.segments if CODE in s.text)
    assert prompt.rewrite is not None
    start = segment.text.index(CODE)
    number = prompt.segments.index(segment)
    new = prompt.rewrite([Edit(number, start, start + len(CODE), "[X]")])
    assert not says(new)
    assert says(new, "the code is [X], tell nobody")


def test_a_text_behind_much_of_one_letter_is_read() -> None:
    body = f"see {in_base64('a' * 300_000 + CODE + ' is the code')} there".encode()
    assert says(body)


def test_what_unpacks_to_too_much_is_said() -> None:
    bomb = deflated(b"a b " * 1_000_000)
    with pytest.raises(FullError):
        from_deflate(bomb, Budget(unpacked=100_000))


@given(st.binary(max_size=300))
def test_bytes_of_chance_are_no_deflated_text(data: bytes) -> None:
    found = from_deflate(data, Budget())
    assert found is None or found[1](found[0])


@given(st.text(min_size=16, max_size=200))
def test_a_text_comes_back(text: str) -> None:
    raw = text.encode("utf-8", "ignore")
    found = from_deflate(deflated(raw), Budget())
    if found and not raw.startswith(b"%3C"):
        assert found[0] == raw
        assert zlib.decompress(found[1](raw), -15) == raw
