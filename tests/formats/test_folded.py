"""Folded lines are read whole, and edited where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.formats.coding import spliced
from gateway.formats.folded import FOLDED, unfolded
from gateway.model import Edit
from tests.formats.kit import SECRET, read, read_chat, says
from tests.kit.written import MAIL, Write

HEAD = "BEGIN:VCARD\nNOTE:"


@given(st.text("社外秘ab", min_size=1), st.sets(st.integers(0, 20)), st.data())
def test_an_edit_of_what_is_folded_is_the_same_edit_of_what_it_says(
    note: str, folds: set[int], data: st.DataObject
) -> None:
    raw = HEAD + "".join(f"\r\n {c}" if n in folds else c for n, c in enumerate(note))
    whole = HEAD + note
    assert unfolded(raw) == (whole if raw != whole else "")
    start = data.draw(st.integers(len(HEAD), len(whole)))
    edit = Edit(0, start, data.draw(st.integers(start, len(whole))), "[X]")
    lifted = spliced(raw, FOLDED.lift(raw, [edit]))
    assert lifted.replace("\r\n ", "") == spliced(whole, [edit])


@pytest.mark.parametrize("text", ["if x:\n    y = 1\n", "idn:\n  a", HEAD + "a\n"])
def test_what_is_no_such_text_or_is_not_folded_is_read_once(text: str) -> None:
    assert unfolded(text) == ""


@pytest.mark.parametrize("write", MAIL.values(), ids=MAIL)
def test_what_a_mail_or_a_calendar_says_is_read(write: Write) -> None:
    assert says(read_chat(f"次を要約して:\n{write(SECRET)}\n以上です。"))
    assert says(read(write(SECRET), "text/plain"))


def test_a_value_is_taken_out_over_a_fold_and_of_both_readings_at_once() -> None:
    body = "BEGIN:VCARD\nNOTE:社外\n 秘 a@example.com\nEND:VCARD\n"
    prompt = read(body, "text/plain")
    assert prompt.rewrite
    both = [
        Edit(n, at, at + len(value), "[X]")
        for n, s in enumerate(prompt.segments)
        for value in ("社外秘", "a@example.com")
        if (at := s.text.find(value)) >= 0
    ]
    assert len(both) == 3
    assert prompt.rewrite(both).decode() == "BEGIN:VCARD\nNOTE:[X] [X]\nEND:VCARD\n"


@given(st.text("\r\n\t a"))
def test_what_is_whole_is_not_folded_again(text: str) -> None:
    assert unfolded(unfolded("dn: " + text)) == ""


def test_indented_text_with_many_blank_lines_is_no_text_within_texts() -> None:
    body = "# the dn: of a person\n" + "\n" * 50 + " " * 50 + "x = 1\n"
    assert read_chat(body).unread == ()
