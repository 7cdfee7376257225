"""Innocent material: what is looked at in a folder, and what is counted."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bench.evaluation.innocent_folder import CHUNK, chunks, main, report, tally


@given(st.text(alphabet="a\n", max_size=3 * CHUNK))
def test_chunks_are_the_text_and_none_is_too_long(text: str) -> None:
    pieces = list(chunks(text))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= CHUNK for piece in pieces)


def test_alarms_are_counted_by_class_and_code(tmp_path: Path) -> None:
    (tmp_path / "manual.txt").write_text("The gate opens at nine.\n", "utf-8")
    (tmp_path / "mail.gz").write_bytes(gzip.compress("下記は090-1357-2468です。".encode()))
    (tmp_path / "picture.bin").write_bytes(b"\0\1\2 090-1357-2468")
    result = tally(tmp_path)
    assert result.chunks == 2
    assert dict(result.alarms) == {("personal", "personal/phone"): 1}
    assert any("[090-1357-2468]" in line for line in report(result, 1))


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    assert main([str(tmp_path / "missing")]) == 2
    assert main([str(tmp_path)]) == 2
