"""What was taken out comes back: whole, in any pieces, however a model spells it."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.model import ClassId, Edit, Finding, Prompt, Segment
from gateway.redaction import (
    DecompressionError,
    Known,
    Messages,
    Placeholders,
    edits,
    restore_text,
    restorer,
)
from gateway.redaction.nesting import Nesting

KEY = b"k" * 32
PERSONAL = ClassId("personal")
KINDS = ("PHONE", "NAME", "MY_NUMBER", "")
EVENTS, JSON, LINES = "text/event-stream", "application/json", "application/x-ndjson"
FILE = "application/octet-stream"
AWS, TEXT = "application/vnd.amazon.eventstream", "text/plain"

# Texts are drawn from what placeholders are made of, so that they run into one another.
WORDS = (
    "[",
    "]",
    "\\",
    "-",
    "PHONE",
    "name",
    "[PHONE-",
    "7K3Q",
    "【",
    "%5B",
    "&#91;",
    " ",
    "あ",
    "{",
    '"',
)
texts = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.just("[NAME-7K3Q0A]")), max_size=12
).map("".join)
spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from(KINDS)), max_size=6
)
cuts = st.lists(st.integers(1, 12), min_size=1, max_size=20)


def redacted(text: str, found: Iterable[tuple[int, int, str]]) -> tuple[str, Known, list[str]]:
    """The text with placeholders, what they stand for, and the values."""
    prompt = Prompt((Segment("/0", text),))
    findings = [
        Finding("c/x", PERSONAL, s, min(s + n, len(text)), kind=kind, segment=0)
        for s, n, kind in found
        if s < len(text)
    ]
    names = Placeholders.for_prompt(KEY, prompt)
    made = edits(prompt, findings, names)
    return _edited(text, made), Known.of(names.values), [text[e.start : e.end] for e in made]


def _edited(text: str, made: Sequence[Edit]) -> str:
    out: list[str] = []
    at = 0
    for edit in made:
        out += text[at : edit.start], edit.text
        at = edit.end
    return "".join((*out, text[at:]))


def is_ambiguous(sent: str, known: Known) -> bool:
    """Does it look like JSON up to a value that JSON would write otherwise?

    Nobody can tell before its end that it is none; a tool's arguments come that way.
    """
    nesting, at = Nesting(), 0
    for spot in known.look(sent)[0]:
        nesting.feed(sent[at : spot.start])
        value, at = known.value(spot), spot.end
        if nesting.put(value) != value:
            return True
    return False


SIGNS = ("](", "//", "www.", "http", "<", "]:")


def filled(said: str, known: Known) -> str:
    """With the values of placeholders that stayed because they stand in what may be an address."""
    if not any(sign in said for sign in SIGNS):
        return said
    out, at = "", 0
    for spot in known.look(said)[0]:
        out += said[at : spot.start] + known.value(spot)
        at = spot.end
    return out + said[at:]


def cut(data: Any, sizes: Sequence[int]) -> list[Any]:
    """Pieces of these sizes, again and again."""
    out: list[Any] = []
    at = 0
    for size in itertools.cycle(sizes):
        if at >= len(data):
            return out
        out.append(data[at : at + size])
        at += size
    return out


def restored(
    media_type: str, body: bytes, known: Known, sizes: Sequence[int], coding: str = ""
) -> bytes:
    whole = restorer(media_type, coding, known)
    assert whole
    out = [piece for part in cut(body, sizes) for piece in whole(part)] + whole(b"")
    assert not whole.failed
    assert all(out), "an empty piece ends an answer"
    return b"".join(out)


# ---------------------------------------------------------------- the law


@given(
    parts=st.lists(st.tuples(texts, st.text('αβγδε"\\\n', min_size=1, max_size=5)), max_size=6),
    kind=st.sampled_from(KINDS),
)
def test_a_text_comes_back_and_nothing_of_a_value_had_left(
    parts: list[tuple[str, str]], kind: str
) -> None:
    text, found = "", []
    for kept, value in parts:
        text += "".join(c for c in kept if c not in "αβγδε") + "α" + value
        found.append((len(text) - len(value) - 1, len(value) + 1, kind))
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    assert not set("αβγδε") & set(sent)
    assert filled(json.loads(restore_text(json.dumps([sent]), known))[0], known) == text


@given(text=texts, found=spans)
def test_whatever_is_found_the_text_comes_back_as_it_was(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    assert filled(json.loads(restore_text(json.dumps([sent]), known))[0], known) == text


@given(text=texts, found=spans, sizes=cuts)
def test_plain_text_comes_back_in_any_pieces(
    text: str, found: list[tuple[int, int, str]], sizes: list[int]
) -> None:
    text = text.encode("utf-8", "replace").decode()
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    assert filled(restored(TEXT, sent.encode(), known, sizes).decode(), known) == text


def _chat(piece: str) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": piece}}], "model": "m", "n": 1.0}


def _sse(values: Iterable[Any], end: str = "\n\n") -> bytes:
    return "".join(f"data: {json.dumps(v)}{end}" for v in values).encode()


def _contents(body: bytes) -> list[Any]:
    return [json.loads(line[5:]) for line in body.splitlines() if line.startswith(b"data:")]


@given(
    text=texts,
    found=spans,
    deltas=cuts,
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=20),
    end=st.sampled_from(["\n\n", "\r\n\r\n", "\r\r"]),
)
def test_an_event_stream_comes_back_however_the_deltas_and_the_bytes_are_cut(
    text: str, found: list[tuple[int, int, str]], deltas: list[int], sizes: list[int], end: str
) -> None:
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    body = _sse(map(_chat, cut(sent, deltas)), end)
    events = _contents(restored(EVENTS, body, known, sizes))
    said = "".join(e["choices"][0]["delta"]["content"] for e in events)
    assert filled(said, known) == text
    assert len(events) == len(cut(sent, deltas))


@pytest.mark.parametrize("ends", ["\r\n\n", "\n\r\n", "\r\r", "\r\n\r\n"])
def test_an_event_keeps_the_ends_of_its_lines(ends: str) -> None:
    known = Known.of({"PHONE-7K3Q0A": "090"})
    body = f"data: a [PHONE-7K3Q0A]{ends}".encode()
    for size in (1, len(body)):
        assert restored(EVENTS, body, known, [size]) == f"data: a 090{ends}".encode()


@given(text=texts, found=spans, deltas=cuts, sizes=cuts)
def test_arguments_in_fragments_stay_json_whatever_the_value_is(
    text: str, found: list[tuple[int, int, str]], deltas: list[int], sizes: list[int]
) -> None:
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    inner = json.dumps({"a": sent, "b": json.dumps({"c": sent})}, ensure_ascii=False)
    values = [{"type": "x.delta", "delta": piece} for piece in cut(inner, deltas)]
    events = _contents(restored(EVENTS, _sse(values), known, sizes))
    arguments = json.loads("".join(e["delta"] for e in events))
    assert filled(arguments["a"], known) == text
    assert filled(json.loads(arguments["b"])["c"], known) == text


FRAMES = ("chat", "arguments", "lines", "array", "frames", "text")


def _cut_at_random(rng: Random, data: Any) -> list[Any]:
    most = rng.choice((1, 3, 10, 40, 200))
    return cut(data, [rng.randint(1, most) for _ in range(7)]) if data else []


def _spoken(how: str, values: list[Any], rng: Random) -> tuple[str, bytes]:
    if how == "array":
        return JSON, json.dumps(values, ensure_ascii=rng.random() < 0.5).encode()
    if how == "lines":
        return LINES, b"".join(json.dumps(v).encode() + b"\n" for v in values)
    if how == "frames":
        return AWS, b"".join(_frame(json.dumps(v).encode()) for v in values)
    return EVENTS, _sse(values, rng.choice(("\n\n", "\r\n\r\n")))


def _heard(how: str, out: bytes) -> list[Any]:
    if how == "array":
        return list(json.loads(out))
    if how == "lines":
        return [json.loads(line) for line in out.splitlines()]
    return [json.loads(f) for f in _frames(out)] if how == "frames" else _contents(out)


def _through(rng: Random, sent: str, known: Known) -> str:
    """The text as a reader gets it: spoken in a vendor's way, and cut at random, twice."""
    how = rng.choice(FRAMES)
    coding = rng.choice(("", "", *CODINGS))
    said = json.dumps({"a": sent}) if how == "arguments" else sent
    tokens = _cut_at_random(rng, said)
    values = [{"index": 0, "delta": {"text": t}} for t in tokens]
    kind, body = (TEXT, said.encode()) if how == "text" else _spoken(how, values, rng)
    if coding:
        body = CODINGS[coding](body)
    whole = restorer(kind, coding, known)
    assert whole
    pieces = [piece for part in _cut_at_random(rng, body) for piece in whole(part)]
    out = b"".join((*pieces, *whole(b"")))
    assert not whole.failed
    if how == "text":
        return out.decode()
    found = _heard(how, out)
    assert len(found) == len(tokens)
    joined = "".join(v["delta"]["text"] for v in found)
    return str(json.loads(joined)["a"]) if how == "arguments" else joined


@given(text=texts, found=spans, rng=st.randoms(use_true_random=False))
def test_an_answer_is_whole_however_it_is_spoken_and_cut(
    text: str, found: list[tuple[int, int, str]], rng: Random
) -> None:
    """A short run in the suite; `make fuzz` makes it a million cuts."""
    text = text.encode("utf-8", "replace").decode()
    sent, known, _ = redacted(text, found)
    assume(not is_ambiguous(sent, known))
    for _ in range(max(1, settings().max_examples // 25)):
        assert filled(_through(rng, sent, known), known) == text


@given(
    body=st.binary(max_size=200),
    sizes=cuts,
    kind=st.sampled_from([EVENTS, JSON, LINES, AWS, TEXT, FILE]),
)
def test_bytes_that_hold_no_placeholder_pass_byte_for_byte(
    body: bytes, sizes: list[int], kind: str
) -> None:
    known = Known.of({"PHONE-7K3Q0A": "x"})
    assert restored(kind, body, known, sizes) == body


@given(
    values=st.recursive(
        st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(WORDS),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    sizes=cuts,
    indent=st.sampled_from([None, 1]),
)
def test_json_without_a_placeholder_passes_byte_for_byte(
    values: Any, sizes: list[int], indent: int | None
) -> None:
    known = Known.of({"PHONE-7K3Q0A": "x"})
    body = json.dumps(values, indent=indent).encode()
    for kind in (JSON, LINES, FILE):
        assert restored(kind, body + b"\n" + body, known, sizes) == body + b"\n" + body


# ---------------------------------------------------------------- what models make of it


VALUE = '090-1234-5678 "A"\n'
KNOWN = Known.of({"PHONE-7K3Q0A": VALUE, "MY_NUMBER-AB12CD": "1234"})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("call [PHONE-7K3Q0A].", f"call {VALUE}.", id="as it was given"),
        pytest.param("call [phone-7k3q0a]", f"call {VALUE}", id="in lower case"),
        pytest.param("【PHONE-7K3Q0A】に電話", f"{VALUE}に電話", id="Japanese brackets"),
        pytest.param("［PHONE-7K3Q0A］", VALUE, id="full-width brackets"),
        pytest.param("［ＰＨＯＮＥ－７Ｋ３Ｑ０Ａ］", VALUE, id="full-width letters"),
        pytest.param("電話はPHONE-7K3Q0Aです", f"電話は{VALUE}です", id="no brackets"),
        pytest.param("`PHONE-7K3Q0A`", f"`{VALUE}`", id="code"),
        pytest.param("(PHONE-7K3Q0A)", f"({VALUE})", id="parentheses stay"),
        pytest.param(r"\[PHONE-7K3Q0A\]", VALUE, id="Markdown's backslashes"),
        pytest.param(r"\[MY\_NUMBER-AB12CD\]", "1234", id="Markdown's underscore"),
        pytest.param("[MY NUMBER-AB12CD]", "1234", id="a space for the underscore"),
        pytest.param("[ PHONE-7K3Q0A ]", VALUE, id="spaces inside"),
        pytest.param("[PHONE–7K3Q0A]", VALUE, id="a long dash"),
        pytest.param("[PHONE-7K3QOA]", VALUE, id="the letter O for zero"),
        pytest.param("?tel=%5BPHONE-7K3Q0A%5D&x", "?tel=090-1234-5678%20%22A%22%0A&x", id="a URL"),
        pytest.param("&#91;PHONE-7K3Q0A&#93;", "090-1234-5678 &quot;A&quot;\n", id="HTML"),
        pytest.param(r"\[PHONE-7K3Q0A]", "\\" + VALUE, id="a backslash of the text's own"),
        pytest.param('{x} said "[PHONE-7K3Q0A]"', f'{{x}} said "{VALUE}"', id="no JSON"),
        pytest.param(
            '{"a":"[PHONE-7K3Q0A]"}', json.dumps({"a": VALUE}, separators=(",", ":")), id="JSON"
        ),
        pytest.param("[[PHONE-7K3Q0A]]", f"[{VALUE}]", id="brackets around it stay"),
        pytest.param("[PHONE-7K3Q0B]", "[PHONE-7K3Q0B]", id="one that nobody knows"),
        pytest.param("[NAME-7K3Q0A]", "[NAME-7K3Q0A]", id="another type"),
        pytest.param("XPHONE-7K3Q0A", "XPHONE-7K3Q0A", id="the end of a word"),
        pytest.param("PHONE-7K3Q0AB", "PHONE-7K3Q0AB", id="the beginning of a longer one"),
    ],
)
def test_a_placeholder_is_known_however_a_model_spells_it(said: str, expected: str) -> None:
    assert restore_text(said, KNOWN) == expected
    for size in (1, 2, 3, 5):
        body = _sse(map(_chat, cut(said, [size])))
        events = _contents(restored(EVENTS, body, KNOWN, [7]))
        assert "".join(e["choices"][0]["delta"]["content"] for e in events) == expected
        assert restored(TEXT, said.encode(), KNOWN, [size]).decode() == expected


# ---------------------------------------------------------------- streams, in detail


def _feed(*values: Any) -> list[list[Any]]:
    """What leaves after each event of a stream."""
    whole = restorer(EVENTS, "", KNOWN)
    assert whole
    out = [_contents(b"".join(whole(_sse([v]) if not isinstance(v, bytes) else v))) for v in values]
    return [*out, _contents(b"".join(whole(b"")))]


def test_only_what_may_become_a_placeholder_waits() -> None:
    said = _feed(*map(_chat, ("Call ", "[", "PHO", "NE-7K3Q0A", "]", " now")))
    assert [len(s) for s in said] == [1, 0, 0, 0, 4, 1, 0]
    contents = [e["choices"][0]["delta"]["content"] for s in said for e in s]
    assert contents == ["Call ", VALUE, "", "", "", " now"]


def test_what_turns_out_to_be_none_leaves_at_once() -> None:
    said = _feed(*map(_chat, ("see [", "PHO", "TO] ")))
    assert [len(s) for s in said] == [0, 0, 3, 0]
    assert "".join(e["choices"][0]["delta"]["content"] for s in said for e in s) == "see [PHOTO] "


def test_two_choices_at_once_do_not_disturb_each_other() -> None:
    def choice(index: int, text: str) -> dict[str, Any]:
        return {"choices": [{"index": index, "delta": {"content": text}}]}

    said = _feed(choice(0, "[PHONE-"), choice(1, "hello"), choice(0, "7K3Q0A] a"), choice(1, " b"))
    told = {0: "", 1: ""}
    for event in itertools.chain(*said):
        told[event["choices"][0]["index"]] += event["choices"][0]["delta"]["content"]
    assert told == {0: VALUE + " a", 1: "hello b"}


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, id="OpenAI"
        ),
        pytest.param({"type": "content_block_stop", "index": 0}, id="Anthropic"),
        pytest.param({"type": "response.output_text.done", "text": "x"}, id="responses"),
    ],
)
def test_the_end_of_a_text_lets_its_tail_go_before_it(last: Any) -> None:
    said = _feed({"type": "a.delta", "delta": "see PHONE-7K3Q0A"}, last)
    assert [len(s) for s in said] == [0, 2, 0]
    assert said[1][0]["delta"] == f"see {VALUE}"


def test_a_last_event_with_text_goes_on_with_what_waits() -> None:
    def line(text: str, done: bool) -> bytes:
        return json.dumps({"message": {"content": text}, "done": done}).encode() + b"\n"

    body = line("[PHONE-", False) + line("7K3Q0A", False) + line("]", True)
    out = [json.loads(x) for x in restored(LINES, body, KNOWN, [9]).splitlines()]
    assert [o["message"]["content"] for o in out] == [VALUE, "", ""]


def test_a_ping_in_the_middle_of_a_placeholder_does_no_harm() -> None:
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'
    said = _feed(
        {"type": "x_delta", "delta": "[PHONE-7K"},
        ping,
        b": alive\n\n",
        {"type": "x_delta", "delta": "3Q0A]"},
    )
    events = list(itertools.chain(*said))
    assert "".join(e.get("delta", "") for e in events) == VALUE


def test_items_of_an_array_are_pieces_of_one_text() -> None:
    def item(text: str) -> dict[str, Any]:
        return {"candidates": [{"content": {"parts": [{"text": text}]}, "index": 0}]}

    body = (
        b"["
        + b",\r\n".join(json.dumps(item(t)).encode() for t in ("to [PHO", "NE-7K3Q0A]", "!"))
        + b"]\n"
    )
    for size in (1, 5, 50, 5000):
        out = json.loads(restored(JSON, body, KNOWN, [size]))
        said = [o["candidates"][0]["content"]["parts"][0]["text"] for o in out]
        assert said == ["to " + VALUE, "", "!"]


def _frame(payload: bytes) -> bytes:
    headers = b"\x0b:event-type\x07\x00\x05chunk"
    prelude = struct.pack(">II", 12 + len(headers) + len(payload) + 4, len(headers))
    out = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return out + struct.pack(">I", zlib.crc32(out))


def _frames(body: bytes) -> list[bytes]:
    out = []
    while body:
        total, headers, check = struct.unpack(">III", body[:12])
        assert zlib.crc32(body[:8]) == check
        assert zlib.crc32(body[: total - 4]) == int.from_bytes(body[total - 4 : total])
        out.append(body[12 + headers : total - 4])
        body = body[total:]
    return out


def test_frames_of_bedrock_have_new_lengths_and_checks() -> None:
    values = [
        {"contentBlockIndex": 0, "delta": {"text": t}, "p": "ab"} for t in ("to [PHO", "NE-7K3Q0A]")
    ]
    body = b"".join(_frame(json.dumps(v).encode()) for v in values)
    for size in (1, 7, 1000):
        out = [json.loads(f)["delta"]["text"] for f in _frames(restored(AWS, body, KNOWN, [size]))]
        assert out == ["to " + VALUE, ""]


def test_frames_that_hold_the_models_own_events_too() -> None:
    inner = [
        json.dumps({"type": "content_block_delta", "index": 0, "delta": {"text": t}})
        for t in ("[PHO", "NE-7K3Q0A]")
    ]
    body = b"".join(
        _frame(json.dumps({"bytes": base64.b64encode(i.encode()).decode(), "p": "abc"}).encode())
        for i in inner
    )
    out = [json.loads(f) for f in _frames(restored(AWS, body, KNOWN, [11]))]
    assert [json.loads(base64.b64decode(o["bytes"]))["delta"]["text"] for o in out] == [VALUE, ""]
    assert [o["p"] for o in out] == ["abc", "abc"]


def test_a_damaged_frame_passes_as_it_came() -> None:
    body = bytearray(_frame(b'{"delta":{"text":"[PHONE-7K3Q0A]"}}'))
    body[-1] ^= 1
    assert restored(AWS, bytes(body), KNOWN, [5]) == body
    body[3] ^= 1
    assert restored(AWS, bytes(body), KNOWN, [5]) == body


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "deflate": zlib.compress,
    " X-GZIP": lambda b: gzip.compress(b[:5]) + gzip.compress(b[5:]),
}


@pytest.mark.parametrize("coding", CODINGS)
def test_compressed_answers_are_restored(coding: str) -> None:
    body = _sse(map(_chat, ("Call [PHO", "NE-7K3Q0A]")))
    for size in (1, 10, 1000):
        out = restored(EVENTS, CODINGS[coding](body), KNOWN, [size], coding)
        assert [e["choices"][0]["delta"]["content"] for e in _contents(out)] == [
            "Call " + VALUE,
            "",
        ]


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_an_answer_that_unpacks_without_end_is_broken_off(coding: str) -> None:
    """Some hundred bytes of Brotli are a gibibyte."""
    body = CODINGS[coding](bytes(2**25))
    with pytest.raises(DecompressionError):
        restored(TEXT, body, KNOWN, [64], coding)


@pytest.mark.parametrize("size", [1, 7, 10**6])
def test_a_long_text_without_a_dash_still_waits_for_a_placeholder(size: int) -> None:
    """An image in base64; of it only the end may become one."""
    text = "A" * 5_000 + " [PHONE-7K3Q0A] " + "B" * 5_000 + " \\[MY\\_NUMBER-AB12CD\\]"
    expected = "A" * 5_000 + f" {VALUE} " + "B" * 5_000 + " 1234"
    for end in (len(text), len(text) - 9, len(text) - 20, 5_004):
        body = _sse([{"type": "x.delta", "delta": t} for t in (text[:end], text[end:])])
        events = _contents(restored(EVENTS, body, KNOWN, [size]))
        assert "".join(e["delta"] for e in events) == expected


def test_values_are_put_in_up_to_a_bound() -> None:
    """A key is longer than its placeholder: one small answer must not become gigabytes."""
    known = Known.of({"KEY-7K3Q0A": "k" * 2**20})
    body = json.dumps({"text": "[KEY-7K3Q0A]" * 100}).encode()
    out = json.loads(restored(JSON, body, known, [1000]))["text"]
    assert (out.count("k") // 2**20, out.count("[KEY-7K3Q0A]")) == (16, 84)
    text = restore_text(body.decode(), known)
    assert json.loads(text)["text"] == out


def test_many_values_in_one_text_take_time_that_grows_with_them() -> None:
    """A text that grew by copying took a minute for these."""
    body = json.dumps({"text": "[PHONE-7K3Q0A] " * 2**17}).encode()
    out = json.loads(restored(JSON, body, KNOWN, [2**16]))["text"]
    assert out == (VALUE + " ") * 2**17


def test_bare_deflate_is_undone() -> None:
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(b'{"a":"[PHONE-7K3Q0A]"}') + packer.flush()
    assert json.loads(restored(JSON, body, KNOWN, [3], "deflate")) == {"a": VALUE}


def a_batch(said: str) -> bytes:
    """Results as OpenAI's files of batches hold them, a line each."""
    message = {"choices": [{"message": {"role": "assistant", "content": said}}]}
    lines = [{"custom_id": f"r-{n}", "response": {"body": message}} for n in range(3)]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


@pytest.mark.parametrize(
    "media_type", ["application/x-jsonl", "text/jsonl", "application/jsonl; charset=utf-8", FILE]
)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n"])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_results_of_a_batch_come_back(media_type: str, before: bytes, size: int) -> None:
    out = restored(media_type, before + a_batch("電話は [PHONE-7K3Q0A]"), KNOWN, [size])
    assert out == before + a_batch(f"電話は {VALUE}")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x89PNG\r\n [PHONE-7K3Q0A]", id="a picture"),
        pytest.param(b"{\\rtf1 [PHONE-7K3Q0A]}", id="RTF"),
        pytest.param(b"a,b\n[PHONE-7K3Q0A],1\n", id="a table"),
        pytest.param(b" " * 100 + b'{"a":"[PHONE-7K3Q0A]"}', id="blanks without end"),
    ],
)
def test_a_file_of_no_stated_kind_that_is_no_json_passes_as_it_comes(body: bytes) -> None:
    whole = restorer(FILE, "", KNOWN)
    assert whole
    assert b"".join(whole(body)) == body  # at once, not at the end


@pytest.mark.parametrize(
    ("media_type", "coding"),
    [
        ("image/png", ""),
        ("text/html", ""),
        ("application/json", "compress"),
        ("", ""),
        (JSON, "gzip, br"),
    ],
)
def test_what_cannot_be_read_is_left_alone(media_type: str, coding: str) -> None:
    assert restorer(media_type, coding, KNOWN) is None


def test_a_body_that_counts_its_own_characters_is_left_alone() -> None:
    """As Google's web apps send them: a mark against script inclusion, lengths, JSON in JSON."""
    body = b')]}\'\n\n31\n[["wrb","[PHONE-7K3Q0A]"]]\n'
    for size in (1, 4, 100):
        assert restored(JSON, body, KNOWN, [size]) == body
        assert restored(JSON, body[6:], KNOWN, [size]) == body[6:]


def test_an_event_named_append_is_not_the_last() -> None:
    said = _feed({"type": "append", "text": "[PHONE-"}, {"type": "append", "text": "7K3Q0A]"})
    assert "".join(e["text"] for s in said for e in s) == VALUE


def test_everything_but_the_changed_string_stays_byte_for_byte() -> None:
    body = b'{ "n": 1.50, "n":"[PHONE-7K3Q0A]",\n"big": 12345678901234567890123, "e": 1E5,'
    body += b' "u": "\\u3042-\\/" }'
    new = body.replace(b"[PHONE-7K3Q0A]", json.dumps(VALUE)[1:-1].encode())
    assert restored(JSON, body, KNOWN, [4]) == new


def test_what_the_vendor_has_signed_stays_as_it_is() -> None:
    """Anthropic's thinking: the next turn brings it back, and its signature must still hold."""
    block = {"type": "thinking", "thinking": "call [PHONE-7K3Q0A]", "signature": "[PHONE-7K3Q0A]"}
    body = json.dumps({"content": [block, {"type": "text", "text": "[PHONE-7K3Q0A]"}]}).encode()
    out = json.loads(restored(JSON, body, KNOWN, [9]))
    assert out["content"] == [block, {"type": "text", "text": VALUE}]
    delta = {"type": "content_block_delta", "index": 0, "delta": {"thinking": "[PHONE-7K3Q0A]"}}
    assert _feed(delta)[0] == [delta]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("[PHONE-7K3Q0A] is it", VALUE + " is it", id="begins like an array"),
        pytest.param('"[PHONE-7K3Q0A]"', json.dumps(VALUE), id="a JSON string"),
        pytest.param('"a" is [PHONE-7K3Q0A]', f'"a" is {VALUE}', id="begins like a string"),
        pytest.param('{"a": "[PHONE-7K3Q0A]"}', json.dumps({"a": VALUE}), id="an object"),
    ],
)
def test_a_text_is_told_from_json_by_its_whole(said: str, expected: str) -> None:
    messages = Messages(KNOWN)
    assert [*messages(said), *messages.end()] == [expected]
    assert restore_text(said, KNOWN) == expected
    event = restored(EVENTS, f"data: {said}\n\n".encode(), KNOWN, [5])
    lines = [li.removeprefix(b"data: ") for li in event.removesuffix(b"\n\n").split(b"\n")]
    assert b"\n".join(lines).decode() == expected


def test_messages_of_a_socket_wait_for_the_rest_of_a_placeholder() -> None:
    def delta(text: str) -> str:
        return json.dumps({"type": "response.output_text.delta", "delta": text})

    messages = Messages(KNOWN)
    assert messages(delta("to [PHONE-7")) == []
    assert [json.loads(m)["delta"] for m in messages(delta("K3Q0A]"))] == ["to " + VALUE, ""]
    assert messages("hello [") == []
    assert messages.end() == ["hello ["]
