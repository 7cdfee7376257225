"""What stands in for a part of mitmproxy gives what that part gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import http

from gateway.planes.mitmproxy.mitmproxy_patches import faster

NAMES = st.sampled_from([b"Host", b"host", b"HOST", b"X-A", b"x-a", b"Accept", b"\xff\xe9", b""])
FIELDS = st.lists(st.tuples(NAMES | st.binary(max_size=4), st.binary(max_size=6)), max_size=8)
ASKED = (
    NAMES
    | st.text(max_size=4)
    | NAMES.map(lambda name: name.decode("utf-8", "surrogateescape").swapcase())
)


@given(FIELDS, ASKED)
@settings(deadline=None)
def test_headers_are_found_as_the_stock_ones_are(
    fields: list[tuple[bytes, bytes]], name: str | bytes
) -> None:
    headers = http.Headers(fields)
    try:
        stock = headers.get_all(name)
    except UnicodeEncodeError:  # a lone surrogate that stands for no byte
        with pytest.raises(UnicodeEncodeError):
            faster.get_all(headers, name)
        return
    assert faster.get_all(headers, name) == stock
    assert faster.contains(headers, name) == (name in headers)
    assert faster.get(headers, name, "none") == headers.get(name, "none")
    if stock:
        assert faster.getitem(headers, name) == headers[name]
    else:
        with pytest.raises(KeyError):
            faster.getitem(headers, name)


def test_what_is_no_name_is_in_no_header() -> None:
    assert not faster.contains(http.Headers(a="b"), 3)
