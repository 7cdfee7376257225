"""The table of attacks in docs/threat-model.md says no more than the suite tries."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.kit.attacks import FAMILIES, LEAST, family_of

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
STATED = {
    family: int(attempts)
    for family, attempts in re.findall(r"^\| ([^|*]+) \| (\d+) \| 0 \|$", PAGE, re.MULTILINE)
}


@pytest.fixture(scope="module")
def collected() -> Counter[str]:
    """How many cases of each family there are."""
    command = [sys.executable, "-m", "pytest", "tests/live", "--collect-only", "-q", "-q"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = re.findall(r"^(\S+\.py): (\d+)$", said, re.MULTILINE)
    assert files, said
    return sum((Counter({family_of(Path(f)) or "": int(n)}) for f, n in files), Counter())


def test_it_has_every_family() -> None:
    assert [*STATED] == [*FAMILIES]


def test_every_module_that_it_counts_is_there() -> None:
    modules = {name for names in FAMILIES.values() for name in names}
    assert modules <= {
        f.stem.removeprefix("test_") for f in (ROOT / "tests/live").glob("test_*.py")
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_tried_as_often_as_it_says(collected: Counter[str], family: str) -> None:
    assert LEAST <= STATED[family] <= collected[family]
