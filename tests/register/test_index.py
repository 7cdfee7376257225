"""Assets -> the index on disk -> the fragments of them in a text."""

from __future__ import annotations

import json
import multiprocessing
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import StateError
from gateway.fingerprints import prints, public_prints
from gateway.fingerprints.tables import Table, table_prints
from gateway.model import ClassId
from gateway.register import index as index_module
from gateway.register import manifest
from gateway.register.entry import AssetEntry, Kind
from gateway.register.index import (
    Index,
    IndexWriter,
    check_index,
    compact,
    open_index,
    version_of,
)

KEY = bytes(range(32))
TODAY = date(2026, 4, 1)

SECRETS = (
    "樹脂成形の外注先は芳野工業から北浜化成へ切り替え、金型の所有権は当社に残す方針とする。",
    "塗装工程の歩留まりは八十七から九十四へ改善したが、補修費が月あたり二百六十万円増えた。",
    "The board will offer forty-one dollars a share for Halvorsen Optics before the reexamination.",
    "後任の工場長には宇都宮の桐山副部長を充て、内示は役員会の翌週まで伏せておくこととする。",
)
OTHER = "来月の懇親会は駅前の居酒屋で開きます。参加できる人は金曜までに返事をください。"


def an_asset(number: int, **changes: object) -> AssetEntry:
    values: dict[str, object] = {
        "number": number,
        "family": number,
        "id": f"A-{number:04}",
        "title": f"文書{number}.docx",
        "information_class": ClassId("confidential"),
    }
    return AssetEntry(**(values | changes))  # type: ignore[arg-type]


def register(folder: Path, texts: Sequence[str], first: int = 1) -> str:
    with IndexWriter(folder, KEY) as writer:
        for number, text in enumerate(texts, first):
            writer.put(an_asset(number), prints(text, KEY))
        return writer.commit()


def opened(folder: Path, today: date = TODAY) -> Index:
    found = open_index(folder, KEY, lambda: today)
    assert found
    return found


def found_in(index: Index, text: str) -> list[str]:
    return [m.asset for m in index.match(text)]


# ---------------------------------------------------------------- matching


def test_a_sentence_is_found_where_it_stands(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    prompt = f"次を訳してください。\n「{SECRETS[1]}」\nお願いします。"
    (match,) = opened(tmp_path).match(prompt)
    assert (match.asset, match.title) == ("A-0002", "文書2.docx")
    assert match.information_class == "confidential"
    assert prompt[match.start : match.end] == SECRETS[1].rstrip("。")
    assert match.share > 0.9
    assert 35 < match.characters <= len(SECRETS[1])


def test_a_text_that_was_not_registered_is_not_found(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    assert opened(tmp_path).match(OTHER) == ()
    assert opened(tmp_path).match("") == ()
    assert opened(tmp_path).match("短い") == ()


def test_what_stands_in_many_assets_is_nobodys(tmp_path: Path) -> None:
    letterhead = "株式会社霞ヶ浦精密機械 〒三百番地 代表電話は総務部総括係へ転送されます。"
    texts = [f"{letterhead}\n{i * 7919} {SECRETS[i % 4][::-1]}{i}" for i in range(9)]
    register(tmp_path, texts)
    assert opened(tmp_path).match(letterhead) == ()


@pytest.mark.parametrize(("copies", "found"), [(1, 1), (8, 8), (9, 0)])
def test_up_to_eight_assets_share_a_sentence(tmp_path: Path, copies: int, found: int) -> None:
    register(tmp_path, [SECRETS[0]] * copies)
    assert len(found_in(opened(tmp_path), SECRETS[0])) == found


def test_the_versions_of_a_document_count_as_one(tmp_path: Path) -> None:
    with IndexWriter(tmp_path, KEY) as writer:
        for number in range(1, 21):
            text = SECRETS[0] + SECRETS[1] * (number == 20)
            writer.put(an_asset(number, family=7), prints(text, KEY))
        writer.commit()
    assert found_in(opened(tmp_path), SECRETS[0]) == ["A-0020"]
    assert found_in(opened(tmp_path), SECRETS[0] + SECRETS[1]) == ["A-0020"]


def test_the_copies_may_stand_in_several_segments(tmp_path: Path) -> None:
    for number in range(1, 10):
        register(tmp_path, [SECRETS[0], f"{number * 31} {SECRETS[3][::-1]}"], 2 * number)
    assert found_in(opened(tmp_path), SECRETS[0]) == []


def test_what_is_public_is_no_fragment(tmp_path: Path) -> None:
    register(tmp_path, [SECRETS[0] + SECRETS[1]])
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put(an_asset(9, kind=Kind.PUBLIC), public_prints("発表: " + SECRETS[0], KEY))
        writer.commit()
    index = opened(tmp_path)
    assert index.match(SECRETS[0]) == ()
    assert found_in(index, SECRETS[1]) == ["A-0001"]


def test_rows_of_a_table_are_found_beside_documents(tmp_path: Path) -> None:
    people = [[f"{a}{b}", f"0467-{i}{j}-19{j}{i}", f"K-90{i}{j}"]
              for i, a in enumerate(["槇野", "鳥居", "桐山"], 3)
              for j, b in enumerate(["太一", "はな", "次郎"], 5)]  # fmt: skip
    table = table_prints(Table([["氏名", "電話", "番号"], *people]), KEY)
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put(an_asset(1), prints(SECRETS[0], KEY))
        writer.put_table(an_asset(2, kind=Kind.TABLE, title="顧客.xlsx"), table)
        writer.commit()
    prompt = f"{SECRETS[0]}\n担当は鳥居はな（0467-46-1964）です。"
    matches = opened(tmp_path).match(prompt)
    assert [(m.title, m.rows) for m in matches] == [("文書1.docx", 0), ("顧客.xlsx", 1)]
    assert opened(tmp_path).fingerprints(2) == len(table)
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put_table(an_asset(2, kind=Kind.TABLE, title="顧客 2.xlsx"), [table, table])
        writer.commit()
    register(tmp_path, SECRETS[1:], 3)
    assert "顧客 2.xlsx" in {m.title for m in opened(tmp_path).match(prompt)}
    assert compact(tmp_path, KEY) or len(opened(tmp_path).segments) == 1
    assert next(iter(opened(tmp_path).match(prompt))).title == "文書1.docx"
    assert {m.title for m in opened(tmp_path).match(prompt)} == {"文書1.docx", "顧客 2.xlsx"}
    with IndexWriter(tmp_path, KEY) as writer:
        writer.remove(2)
        writer.commit()
    assert found_in(opened(tmp_path), prompt) == ["A-0001"]
    assert opened(tmp_path).fingerprints(2) == 0


# ---------------------------------------------------------------- what changes


def test_a_removed_asset_is_not_found(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    with IndexWriter(tmp_path, KEY) as writer:
        writer.remove(1)
        writer.commit()
    index = opened(tmp_path)
    assert found_in(index, SECRETS[0]) == []
    assert found_in(index, SECRETS[1]) == ["A-0002"]
    assert [a.number for a in index.assets()] == [2, 3, 4]
    assert index.fingerprints(1) == 0 < index.fingerprints(2)


def test_a_new_text_takes_the_place_of_the_old(tmp_path: Path) -> None:
    register(tmp_path, SECRETS[:2])
    register(tmp_path, [SECRETS[2]])
    index = opened(tmp_path)
    assert found_in(index, SECRETS[0]) == []
    assert found_in(index, SECRETS[2]) == ["A-0001"]
    assert len(list(index.assets())) == 2


def test_an_asset_matches_up_to_its_last_day(tmp_path: Path) -> None:
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put(an_asset(1, until=TODAY), prints(SECRETS[0], KEY))
        version = writer.commit()
    tomorrow = TODAY + timedelta(1)
    assert found_in(opened(tmp_path), SECRETS[0]) == ["A-0001"]
    assert found_in(opened(tmp_path, tomorrow), SECRETS[0]) == []
    assert version_of(tmp_path, TODAY) == version != version_of(tmp_path, tomorrow)
    today = [TODAY]
    index = open_index(tmp_path, KEY, lambda: today[0])
    assert index
    before = index.revision
    today[0] = tomorrow
    assert index.match(SECRETS[0]) == ()
    assert index.revision != before


def test_who_has_a_version_open_keeps_it(tmp_path: Path) -> None:
    register(tmp_path, SECRETS[:1])
    old = opened(tmp_path)
    version = version_of(tmp_path)
    register(tmp_path, SECRETS[1:2], 2)
    with IndexWriter(tmp_path, KEY) as writer:
        writer.remove(1)
        writer.commit()
    compact(tmp_path, KEY)
    assert found_in(old, SECRETS[0]) == ["A-0001"]
    assert found_in(old, SECRETS[1]) == []
    assert version_of(tmp_path) != version
    assert found_in(opened(tmp_path), SECRETS[1]) == ["A-0002"]


def test_what_is_not_committed_is_dropped(tmp_path: Path) -> None:
    register(tmp_path, SECRETS[:1])
    version = version_of(tmp_path)
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put(an_asset(2), prints(SECRETS[1], KEY))
    assert version_of(tmp_path) == version
    with IndexWriter(tmp_path, KEY) as writer:
        assert writer.commit() == version
        writer.remove(77)
        assert writer.commit() == version


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(1, 6), st.integers(0, 3)),
        st.tuples(st.just("remove"), st.integers(1, 6), st.just(0)),
        st.tuples(st.sampled_from(["commit", "compact"]), st.just(0), st.just(0)),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=40)
@given(actions=ACTIONS)
def test_whatever_was_done_the_index_holds_what_is_registered(
    actions: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("index")
    held: dict[int, int] = {}
    with IndexWriter(folder, KEY) as writer:
        for action, number, text in actions:
            match action:
                case "put":
                    writer.put(an_asset(number), prints(SECRETS[text], KEY))
                    held[number] = text
                case "remove":
                    writer.remove(number)
                    held.pop(number, None)
                case "commit":
                    writer.commit()
                case "compact":
                    writer.commit()
                    writer.compact()
        writer.commit()
    index = open_index(folder, KEY)
    assert sorted(a.number for a in index.assets()) == sorted(held) if index else not held
    for text, secret in enumerate(SECRETS):
        expected = sorted(f"A-{n:04}" for n, t in held.items() if t == text)
        assert (sorted(found_in(index, secret)) if index else []) == expected
    assert check_index(folder) == []
    assert len(list(folder.glob("manifest-*"))) <= 1


def test_many_small_additions_become_few_segments(tmp_path: Path) -> None:
    rng = random.Random(1)
    for number in range(1, 40):
        register(tmp_path, ["".join(rng.choices("原価見積工程設備契約品質部品納期", k=60))], number)
    index = opened(tmp_path)
    assert len(index.segments) <= 4
    assert len(list(index.assets())) == 39


# ---------------------------------------------------------------- the files


def test_an_index_that_nobody_made_is_none(tmp_path: Path) -> None:
    assert open_index(tmp_path / "none", KEY) is None
    assert version_of(tmp_path / "none") == ""
    assert check_index(tmp_path / "none") == []
    assert compact(tmp_path / "none", KEY) is False


@pytest.mark.parametrize("use", [open_index, lambda *given: IndexWriter(*given).__enter__()])
def test_another_key_is_an_error_in_words(tmp_path: Path, use: Callable[..., object]) -> None:
    register(tmp_path, SECRETS)
    with pytest.raises(StateError, match="under another key; put the key back"):
        use(tmp_path, bytes(32))
    register(tmp_path, SECRETS)  # and the lock is free again


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    with IndexWriter(tmp_path, KEY):
        with pytest.raises(StateError, match="another process writes the index"):
            IndexWriter(tmp_path, KEY).__enter__()
        assert compact(tmp_path, KEY) is False
        assert found_in(opened(tmp_path), SECRETS[0]) == ["A-0001"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with one file of each kind, by size: manifest, fingerprints, language."""
    made = tmp_path_factory.mktemp("index")
    register(made, SECRETS)
    return made


@settings(deadline=None, max_examples=60)
@given(which=st.integers(0, 2), part=st.integers(0, 2**20), change=st.integers(1, 255))
def test_any_changed_byte_of_any_file_is_noticed(
    folder: Path, which: int, part: int, change: int
) -> None:
    files = [p for p in folder.iterdir() if p.name not in (".lock", "CURRENT")]
    path = sorted(files, key=lambda p: p.stat().st_size)[which]
    content = path.read_bytes()
    at = part * (len(content) - 1) >> 20
    try:
        path.write_bytes(content[:at] + bytes([content[at] ^ change]) + content[at + 1 :])
        assert len(check_index(folder)) == 1
        assert path.name in check_index(folder)[0]
    finally:
        path.write_bytes(content)
    assert check_index(folder) == []


@pytest.mark.parametrize("pattern", ["*.segment", "manifest-*"])
def test_a_file_that_is_gone_is_named(tmp_path: Path, pattern: str) -> None:
    register(tmp_path, SECRETS)
    next(tmp_path.glob(pattern)).unlink()
    assert len(check_index(tmp_path)) == 1
    with pytest.raises(StateError, match="damaged"):
        open_index(tmp_path, KEY)


def test_an_index_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(tmp_path, SECRETS)
    monkeypatch.setattr(manifest, "PARAMETERS", {"prints": 99, "k": 8, "w": 3})
    with pytest.raises(StateError, match="another version of Sekisho"):
        open_index(tmp_path, KEY)


def test_no_piece_of_a_registered_text_is_in_the_clear(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    content = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    for secret in SECRETS:
        for start in range(len(secret) - 11):
            piece = secret[start : start + 12]
            for coding in ("utf-8", "utf-16-le", "utf-32-le", "cp932"):
                assert piece.encode(coding) not in content


def test_the_files_belong_to_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    register(folder, SECRETS)
    assert {p.stat().st_mode & 0o077 for p in (folder, *folder.iterdir())} == {0}


def test_titles_may_hold_anything_that_a_file_name_may(tmp_path: Path) -> None:
    title = 'a\n"\udc80 表.xlsx'
    with IndexWriter(tmp_path, KEY) as writer:
        writer.put(an_asset(1, title=title), prints(SECRETS[0], KEY))
        writer.commit()
    assert [m.title for m in opened(tmp_path).match(SECRETS[0])] == [title]


def _write_on(folder: str, first: int) -> None:
    for i in range(5):
        register(Path(folder), [SECRETS[(first + i) % 4]], first + i)


def test_readers_go_on_while_another_process_writes(tmp_path: Path) -> None:
    register(tmp_path, SECRETS)
    context = multiprocessing.get_context("forkserver")
    writing = context.Process(target=_write_on, args=(str(tmp_path), 100))
    writing.start()
    seen = set()
    while writing.is_alive():
        index = opened(tmp_path)
        seen.add(index.version)
        assert "A-0003" in found_in(index, SECRETS[2])
    writing.join()
    assert writing.exitcode == 0
    assert len(list(opened(tmp_path).assets())) == 9
    assert check_index(tmp_path) == []
    assert len(seen) > 1


def test_a_manifest_says_what_it_is_made_of(tmp_path: Path) -> None:
    version = register(tmp_path, SECRETS)
    told = json.loads((tmp_path / f"manifest-{version}").read_text())
    assert told["parameters"] == {"prints": 1, "k": 8, "w": 3}
    assert told["segments"][0]["assets"] == 4
    assert index_module.PURPOSE == "register/fingerprints"
