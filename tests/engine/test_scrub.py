"""What is written down of a path and of a host that a client chose."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.scrub import PATH_LENGTH, Found, plain, scrubbed_host, scrubbed_path

CODE = "HAYABUSA計画"


def a_finding(text: str = CODE, within: str | None = None, **more: bool) -> Found:
    return Found(
        "secret", text, within=text if within is None else within, **{"in_path": True, **more}
    )


@pytest.mark.parametrize(
    ("path", "found", "kept"),
    [
        pytest.param("/v1/chat/completions", [], "/v1/chat/completions", id="nothing was found"),
        pytest.param("/v1/chat?q=x#y", [], "/v1/chat", id="the query never stays"),
        pytest.param(
            f"/files/{CODE}/parts/3", [a_finding()], "/files/[secret]/parts/3", id="a whole segment"
        ),
        pytest.param(
            f"/files/{quote(CODE)}.pdf", [a_finding(within=f"{CODE}.pdf")], "/files/[secret]",
            id="percent-encoded, and the rest of the segment goes too",
        ),
        pytest.param(
            f"/f/{quote(quote(CODE))}", [a_finding()], "/f/[secret]", id="encoded twice"
        ),
        pytest.param(
            "/f/%8D%C5%8D%82%8B%40%96%A7%8E%91%97%BF", [a_finding("最高機密資料")], "/f/[secret]",
            id="encoded as Shift_JIS",
        ),
        pytest.param(
            "/f/Taro+Yamada", [a_finding("Taro Yamada")], "/f/[secret]", id="a plus for a blank"
        ),
        pytest.param(
            "/f/aGF5YWJ1c2E=", [a_finding()], "/[secret]",
            id="a text that cannot be located takes the whole path",
        ),
        pytest.param(
            "/a/b/c", [a_finding("a/b", within="/a/b/c")], "/[secret]/[secret]/c",
            id="a text over two segments",
        ),
        pytest.param(
            "/v1/users/1", [a_finding("1")], "/v1/users/[secret]",
            id="a short text takes its own segment, not others that hold its letters",
        ),
        pytest.param(
            f"/f/{CODE}", [a_finding(in_path=False)], "/f/[secret]",
            id="found in the body and standing in the path as well",
        ),
        pytest.param(
            "/v1/chat", [a_finding("chat", in_path=False)], "/v1/chat",
            id="a short word found in the body does not hide the API",
        ),
        pytest.param(
            "/v1/chat", [a_finding("another thing", in_path=False)], "/v1/chat",
            id="found in the body only",
        ),
    ],
)  # fmt: skip
def test_a_path_loses_what_was_found_in_it(path: str, found: list[Found], kept: str) -> None:
    assert scrubbed_path(path, found, looked_at=True) == kept


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        pytest.param("/v1/chat/completions", "/v1/chat/completions", id="plain API words stay"),
        pytest.param("/v1beta/models:list", "/v1beta/models:list", id="a version and a verb stay"),
        pytest.param("/users/090-1234-5678", "/users/[unread]", id="a number goes"),
        pytest.param("/f/AKIAIOSFODNN7", "/f/[unread]", id="what looks like a key goes"),
        pytest.param("/f/計画", "/f/[unread]", id="what is not English goes"),
        pytest.param("/f/[secret", "/f/[unread]", id="a client's own bracket goes"),
    ],
)  # fmt: skip
def test_of_a_path_that_nobody_looked_into_only_words_of_an_api_stay(path: str, kept: str) -> None:
    assert scrubbed_path(path, [], looked_at=False) == kept


printable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=6)


@given(
    st.lists(st.sampled_from(["v1", "files", "a b", "%", "%41", "ä"])), printable, st.integers(0, 2)
)
def test_no_path_keeps_a_found_text(words: list[str], text: str, rounds: int) -> None:
    sent = text
    for _ in range(rounds):
        sent = quote(sent)
    path = "/" + "/".join([*words, sent, *words])
    kept = scrubbed_path(path, [a_finding(text)], looked_at=True)
    assert text not in kept
    assert sent not in kept


@given(st.text(max_size=PATH_LENGTH * 3))
def test_a_path_is_one_bounded_line(path: str) -> None:
    kept = scrubbed_path(path, [], looked_at=True)
    assert len(kept) <= PATH_LENGTH
    assert kept.isprintable()


def test_a_long_path_keeps_no_half_segment() -> None:
    path = "/a" * 490 + "/the-plan-of-the-year-after-next" + "/a" * 490
    assert scrubbed_path(path, [], looked_at=True) == "/a" * 490 + "/…"


@pytest.mark.parametrize(
    ("host", "kept"),
    [
        pytest.param("api.openai.com", "api.openai.com", id="a host with nothing in it"),
        pytest.param("hayabusa.evil.test", "[secret].evil.test", id="a found text as a label"),
        pytest.param("x-HAYABUSA-y.evil.test", "[secret].evil.test", id="within a label"),
        pytest.param("ハヤブサ.test", "????.test", id="what is not ASCII"),
        pytest.param("a\x1b[31m.test", "a�[31m.test", id="what commands a terminal"),
    ],
)  # fmt: skip
def test_a_host_is_ascii_and_loses_what_was_found(host: str, kept: str) -> None:
    assert scrubbed_host(host, [Found("secret", "hayabusa")]) == kept


@given(st.text(), st.integers(1, 50))
def test_plain_is_one_bounded_printable_line(text: str, length: int) -> None:
    assert plain(text, length).isprintable()
    assert len(plain(text, length)) <= length
    if text.isprintable() and len(text) <= length:
        assert plain(text, length) == text
