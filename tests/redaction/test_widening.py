"""A fragment of an asset takes its sentence, line or cell with it."""

from __future__ import annotations

import pytest

from gateway.model import ClassId, Finding
from gateway.redaction.widening import WIDEST, widened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "前です。単価は«四十八万円を»上限とする。次です。",
            "単価は四十八万円を上限とする。",
            id="a sentence",
        ),
        pytest.param("a\tb «cell» c\td", "b cell c", id="a cell"),
        pytest.param("one\ntwo «of» it\nthree", "two of it", id="a line"),
        pytest.param(
            "Was 1.5 up? It is «forty-one» at 3.5 now. Next.",
            " It is forty-one at 3.5 now.",
            id="a decimal point",
        ),
        pytest.param("終わり。«文そのもの。»次。", "文そのもの。", id="a sentence as it is"),
        pytest.param("«all of it»", "all of it", id="a whole text"),
        pytest.param(
            "x" * 500 + "«y»" + "z" * 500, "x" * WIDEST + "y" + "z" * WIDEST, id="no end in sight"
        ),
    ],
)
@pytest.mark.parametrize("asset", ["A-1", ""])
def test_a_fragment_is_widened_and_nothing_else(text: str, expected: str, asset: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    finding = Finding("asset/x", ClassId("secret"), start, end, asset=asset)
    found = widened(finding, plain)
    assert plain[found.start : found.end] == (expected if asset else plain[start:end])
