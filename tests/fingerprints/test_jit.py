"""Kernels: compiled once, kept beside the source, read there by who may not write."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gateway.fingerprints
from gateway.fingerprints.__main__ import main

PACKAGE = Path(gateway.fingerprints.__file__).parent

READ_ONLY = """
import os, tempfile
def refused(*_, **__): raise PermissionError(13, "read-only")
tempfile.TemporaryFile = os.replace = refused
"""
WORK = """
from importlib import import_module
p = import_module("gateway.fingerprints.prints")
p.prints("some text of some length", bytes(32))
hits, misses = p._sealed.stats.cache_hits, p._sealed.stats.cache_misses
print(sum(hits.values()), sum(misses.values()))
"""


def test_every_kernel_can_be_warmed() -> None:
    main()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package as it is installed, nothing compiled yet."""
    folder = tmp_path / "gateway"
    shutil.copytree(PACKAGE, folder / "fingerprints", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "__init__.py").write_text("")
    return tmp_path


def test_what_was_compiled_serves_who_may_not_write(copy: Path) -> None:
    assert run(copy, WORK) == (0, 1)
    assert run(copy, WORK) == (1, 0)
    assert run(copy, READ_ONLY + WORK) == (1, 0)


def test_where_nothing_can_be_written_each_process_compiles(copy: Path) -> None:
    assert run(copy, READ_ONLY + WORK) in {(0, 1), (0, 0)}
    assert not list(copy.rglob("*.nbi"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("0x736F6D6570736575", "0x736F6D6570736576", id="a number that it names"),
        pytest.param("for _ in range(3)", "for _ in range(4)", id="instructions of what it calls"),
    ],
)
def test_a_kernel_is_compiled_anew_when_what_it_calls_has_changed(
    copy: Path, old: str, new: str
) -> None:
    assert run(copy, WORK) == (0, 1)
    source = copy / "gateway" / "fingerprints" / "hashing.py"
    text = source.read_text("utf-8")
    assert old in text
    source.write_text(text.replace(old, new), "utf-8")
    assert run(copy, WORK) == (0, 1)


def run(folder: Path, script: str) -> tuple[int, int]:
    """How often a kernel was found compiled, and how often not."""
    environment = {"PYTHONPATH": str(folder), "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    hits, misses = map(int, done.stdout.split())
    return hits, misses
