"""Characters -> what each is worth as evidence."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.fingerprints.language import context_of, take_in, worths
from gateway.fingerprints.normal import normalise
from gateway.fingerprints.prints import secrets

SECRET = secrets(bytes(32))


def learned(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    table = np.zeros(1 << 18, np.uint16)
    for text in texts:
        take_in(table, context_of(normalise(text).codes, SECRET))
    return table


def worth(text: str, *known: str) -> float:
    """A character of it, on average."""
    codes = normalise(text).codes
    wanted = np.ones(codes.size, np.uint8)
    return float(worths(codes, wanted, learned(*known), SECRET).mean())


@pytest.mark.parametrize(
    ("common", "rare"),
    [
        pytest.param(
            "よろしくお願いいたします", "槇野家の坪単価は四十八万円", id="a phrase of every letter"
        ),
        pytest.param(
            "for i in range(len(self._items)):", "overdraft_bps = tariff(q7) / zloty", id="code"
        ),
        pytest.param("Thank you for your", "Halvorsen lens ceramics", id="English"),
    ],
)
def test_what_everybody_writes_is_worth_less(common: str, rare: str) -> None:
    assert worth(common) < worth(rare) / 1.5


def test_what_the_company_writes_again_and_again_is_worth_less() -> None:
    phrase = "溶接ロボットの支給単価について"
    once, often = worth(phrase, phrase), worth(phrase, *[phrase + str(i) for i in range(6)])
    assert often < once / 1.4


def test_a_text_does_not_become_cheap_by_being_registered_itself() -> None:
    text = "芳野工業から北浜化成へ切り替え、金型の所有権は当社に残す"
    assert worth(text, text) == pytest.approx(worth(text), rel=1e-3)


def test_only_what_is_asked_for_is_weighed() -> None:
    codes = normalise("abcdefgh").codes
    wanted = np.array([0, 1, 0, 0, 0, 0, 0, 1], np.uint8)
    assert (worths(codes, wanted, learned(), SECRET) > 0).tolist() == (wanted > 0).tolist()


def test_a_table_that_is_half_full_learns_no_more() -> None:
    table = np.zeros(16, np.uint16)
    lessons = context_of(normalise("abcdefghijklmnop").codes, SECRET)
    assert take_in(table, lessons)
    before = table.copy()
    assert not take_in(table, lessons)
    assert table.tolist() == before.tolist()
