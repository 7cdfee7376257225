"""Named arrays <-> one immutable file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from numpy.typing import NDArray

from gateway.errors import StateError
from gateway.register.container import check, open_container, write

ARRAY = arrays_of.arrays(
    st.sampled_from([np.uint8, np.uint16, np.uint32, np.uint64]), st.integers(0, 50)
)


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from("abcdef"), ARRAY))
def test_what_is_written_is_read(arrays: dict[str, NDArray[Any]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        sealed = write(folder / "x.segment", arrays, {"note": "表"})
        found = open_container(folder, sealed)
        assert found.about == {"note": "表"}
        assert {k: (v.dtype, v.tolist()) for k, v in found.arrays.items()} == {
            k: (v.dtype, v.tolist()) for k, v in arrays.items()
        }
        assert not any(a.flags.writeable for a in found.arrays.values())
        assert check(folder, sealed) == []
        assert [p.name for p in folder.iterdir()] == ["x.segment"]


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "a": np.arange(30, dtype=np.uint16),
        "b": np.zeros(3, np.uint8),
    }
    with TemporaryDirectory() as name:
        folder = Path(name)
        sealed = write(folder / "x.segment", arrays, {})
        content = bytearray((folder / "x.segment").read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
        (folder / "x.segment").write_bytes(content)
        assert len(check(folder, sealed)) == 1
        with pytest.raises(StateError, match=r"x\.segment: this part of the index is damaged"):
            open_container(folder, sealed)  # so small that every block is drawn


@pytest.mark.parametrize("keep", [0, 7, 100, -1])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, keep: int) -> None:
    sealed = write(tmp_path / "x.segment", {"a": np.arange(1000)}, {})
    content = (tmp_path / "x.segment").read_bytes()
    (tmp_path / "x.segment").write_bytes(content[:keep])
    assert check(tmp_path, sealed)
    with pytest.raises(StateError):
        open_container(tmp_path, sealed)


def test_a_damaged_block_of_a_large_file_is_found_by_the_whole_check(tmp_path: Path) -> None:
    sealed = write(tmp_path / "x.segment", {"a": np.zeros(1_000_000, np.uint64)}, {})
    with (tmp_path / "x.segment").open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\1")
    assert "1 of 123 blocks" in check(tmp_path, sealed)[0]
