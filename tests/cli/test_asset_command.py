"""`sekisho asset`, line by line as it is promised."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from gateway import keyring, settings
from gateway.cli.asset import command
from gateway.settings import shipped_policy
from gateway.standin.papers import a_docx, a_xlsx
from tests.content.documents.kit import a_png, a_zip
from tests.register.kit import a_folder, a_text, write

ROOT = Path(__file__).parents[2]
FIELDS = [
    *("id", "title", "class", "kind", "owner"),
    *("version", "path", "registered", "until", "fingerprints"),
]
HEADINGS = ("顧客番号", "氏名", "電話番号", "メール")
PEOPLE = [
    (
        f"C-{10_234 + i * 37}",
        f"{family}{given}",
        f"03-5{i:03d}-{1_300 + i * 17}",
        f"u{i}@example.jp",
    )
    for i, (family, given) in enumerate(
        (family, given)
        for family in ("佐々木", "長谷川", "五十嵐", "小野寺")
        for given in ("翔太", "美咲", "健一郎")
    )
]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder of a gate that has started once."""
    folder = settings.state_folder(tmp_path / "state")
    keyring.load(folder)
    return folder


def run(state: Path, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    common = ["--policy", str(shipped_policy()), "--state", str(state)]
    given = [str(a) for a in arguments]
    runner = CliRunner()
    return runner.invoke(command, [given[0], *common, *given[1:]], input=stdin)


def add(state: Path, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return run(state, "add", "--class", "confidential", *arguments, stdin=stdin)


def listed(state: Path) -> list[dict[str, Any]]:
    found = json.loads(run(state, "list", "--json").stdout)
    assert isinstance(found, list)
    return found


def matches(state: Path, text: str) -> list[dict[str, Any]]:
    found = json.loads(run(state, "search", "-", "--json", stdin=text).stdout)
    assert isinstance(found, list)
    return found


def a_csv(path: Path) -> Path:
    path.write_text("\n".join(map(",".join, (HEADINGS, *PEOPLE))), "utf-8")
    return path


# ---------------------------------------------------------------- formats and charsets

SENTENCE = "部材費の上昇分は労務費の削減で吸収し、値引率は営業本部長の承認を要するものとする。"
PROSE = "来期の原価方針について。" + SENTENCE + "十月末までに取引先ごとの改定案を提出すること。"


def _docx(path: Path) -> None:
    path.write_bytes(a_docx([PROSE]))


def _xlsx(path: Path) -> None:
    path.write_bytes(a_xlsx([["項目", "説明"], ["方針", PROSE]]))


def _pptx(path: Path) -> None:
    slide = f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:t>{PROSE}</a:t></a:p></p:sld>'
    slide = slide.replace('"urn:p"', '"http://schemas.openxmlformats.org/presentationml/2006/main"')
    slide = slide.replace('"urn:a"', '"http://schemas.openxmlformats.org/drawingml/2006/main"')
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("ppt/presentation.xml", "<p/>")
        file.writestr("ppt/slides/slide1.xml", slide)


def _eml(path: Path) -> None:
    head = "From: a@example.jp\nTo: b@example.jp\nSubject: x\nMIME-Version: 1.0\n"
    head += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    path.write_bytes((head + PROSE).encode())


def _encoded(charset: str, bom: bytes = b"") -> Any:
    return lambda path: path.write_bytes(bom + PROSE.encode(charset))


@pytest.mark.parametrize(
    ("name", "make"),
    [
        pytest.param("a.txt", _encoded("utf-8"), id="UTF-8"),
        pytest.param("a.txt", _encoded("utf-8-sig"), id="UTF-8 with a BOM"),
        pytest.param("a.txt", _encoded("utf-16"), id="UTF-16"),
        pytest.param("a.txt", _encoded("cp932"), id="Shift_JIS"),
        pytest.param("a.txt", _encoded("euc_jp"), id="EUC-JP"),
        pytest.param("a.txt", _encoded("iso2022_jp"), id="ISO-2022-JP"),
        pytest.param("a.md", lambda p: p.write_text(f"# 方針\n\n{PROSE}\n"), id="Markdown"),
        pytest.param("a.py", lambda p: p.write_text(f'"""{PROSE}"""\n'), id="source code"),
        pytest.param("a.html", lambda p: p.write_text(f"<html><p>{PROSE}</p></html>"), id="HTML"),
        pytest.param("a.docx", _docx, id="docx"),
        pytest.param("a.xlsx", _xlsx, id="xlsx"),
        pytest.param("a.pptx", _pptx, id="pptx"),
        pytest.param("a.eml", _eml, id="eml"),
        pytest.param("a.csv", lambda p: p.write_text(f"項目,説明\n方針,{PROSE}\n"), id="csv"),
    ],
)
def test_a_sentence_of_a_file_is_found(tmp_path: Path, state: Path, name: str, make: Any) -> None:
    make(tmp_path / name)
    done = add(state, tmp_path / name)
    assert done.exit_code == 0, done.output
    (match, *_) = matches(state, f"次を直してください。{SENTENCE}")
    assert (match["title"], match["class"]) == (name, "confidential")


# ---------------------------------------------------------------- add


def test_folders_are_added_with_all_below_them(tmp_path: Path, state: Path) -> None:
    a_folder(tmp_path / "docs" / "a" / "b", 2)
    a_folder(tmp_path / "docs", 1, first=5)
    assert add(state, tmp_path / "docs").exit_code == 0
    assert sorted(a["title"] for a in listed(state)) == ["00000.txt", "00001.txt", "00005.txt"]


def test_what_could_not_be_read_is_listed_and_the_exit_status_is_1(
    tmp_path: Path, state: Path
) -> None:
    docs = a_folder(tmp_path / "docs", 1)
    with zipfile.ZipFile(docs / "bad.docx", "w") as file:
        file.writestr("word/document.xml", "<broken")
    done = add(state, docs)
    assert done.exit_code == 1
    assert "bad.docx" in done.output
    assert "読めなかったもの 1 件" in done.output
    assert len(listed(state)) == 1


def test_standard_input_is_read(tmp_path: Path, state: Path) -> None:
    assert add(state, "-", "--title", "貼り付けた覚書", stdin=PROSE).exit_code == 0
    (match,) = matches(state, SENTENCE)
    assert match["title"] == "貼り付けた覚書"
    assert [a["path"] for a in listed(state)] == ["-"]
    add(state, "-", stdin=a_text(3))
    assert [a["version"] for a in listed(state)] == [1, 1]


def test_the_same_content_is_no_second_asset_and_a_change_is_a_version(
    tmp_path: Path, state: Path
) -> None:
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    for _ in range(2):
        add(state, path)
    assert [a["version"] for a in listed(state)] == [1]
    write(path, a_text(2))
    assert "新しい版 1 件" in add(state, path).output
    assert [a["version"] for a in listed(state)] == [2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--class", "confidental"], "mean confidential?", id="a class misspelt"),
        pytest.param(["--class", "社外秘密"], "mean confidential?", id="a class by its label"),
        pytest.param([], "--class", id="no class"),
        pytest.param(
            ["--class", "secret", "--kind", "document", "--need", "2"], "--kind table", id="--need"
        ),
        pytest.param(
            ["--class", "secret", "--columns", "a,b", "--need", "3"], "only 2", id="too much asked"
        ),
        pytest.param(["--class", "secret", "--until", "2020-01-01"], "passed", id="a day gone by"),
        pytest.param(["--class", "secret", "--until", "soon"], "2027-03-31", id="no day"),
        pytest.param(["--class", "secret", "--title", "x"], "--title", id="a title of a folder"),
    ],
)
def test_bad_usage_exits_with_2_and_the_remedy(
    tmp_path: Path, state: Path, arguments: list[str], said: str
) -> None:
    docs = a_folder(tmp_path / "docs", 1)
    done = run(state, "add", *arguments, docs)
    assert done.exit_code == 2
    assert said in done.output
    assert not (state / "register").exists() or listed(state) == []


def test_public_text_needs_no_class_and_is_found_in_no_asset(tmp_path: Path, state: Path) -> None:
    write(tmp_path / "press.txt", a_text(7))
    write(tmp_path / "plan.txt", a_text(1) + a_text(7))
    assert run(state, "add", "--kind", "public", tmp_path / "press.txt").exit_code == 0
    add(state, tmp_path / "plan.txt")
    assert matches(state, a_text(7)) == []
    assert [m["title"] for m in matches(state, a_text(1))] == ["plan.txt"]


def test_what_has_expired_is_no_longer_found(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    add(state, path, "--until", date.today().isoformat())
    assert len(matches(state, a_text(1))) == 1
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    add(state, path, "--until", tomorrow)
    assert [a["until"] for a in listed(state)] == [tomorrow]


def test_add_for_programs(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 2)
    (docs / "short.txt").write_text("短い", "utf-8")
    told = json.loads(add(state, "--json", docs).stdout)
    assert (told["new"], told["unread"]) == (2, 1)
    assert [f["became"] for f in told["files"]] == ["new", "new", "unread"]
    assert [f["reasons"] for f in told["files"]] == [[], [], ["too short to be recognised"]]
    assert [c["code"] for f in told["files"] for c in f["reason_codes"]] == [
        "registering/too-short"
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        pytest.param("a.png", a_png(), "image/png の画像から文字を読み取れません", id="a picture"),
        pytest.param("a.pdf", b"%PDF-1.7 ", "壊れた PDF です", id="a broken PDF"),
        pytest.param("a.txt", "短い".encode(), "短すぎて見分けられません", id="a short text"),
    ],
)
def test_why_a_file_is_not_read_is_told_in_the_policys_language(
    tmp_path: Path, state: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert f"    {said}\n" in add(state, tmp_path / name).output


def test_what_an_earlier_build_wrote_down_is_told_as_it_is(tmp_path: Path, state: Path) -> None:
    """It kept a sentence a line."""
    path = tmp_path / "plan.zip"
    path.write_bytes(a_zip({"plan.txt": a_text(1).encode(), "a.png": a_png()}))
    assert add(state, path).exit_code == 1
    with closing(sqlite3.connect(state / "register" / "register.db")) as register, register:
        register.execute("UPDATE origins SET reason = '/member:2: a picture\nanother'")
    told = json.loads(add(state, "--json", path).stdout)
    assert [f["reasons"] for f in told["files"]] == [["/member:2: a picture", "another"]]


def test_a_folder_of_many_is_told_in_a_line(tmp_path: Path, state: Path) -> None:
    done = add(state, a_folder(tmp_path / "docs", 25))
    assert done.output.splitlines() == [
        "登録 25 件、新しい版 0 件、変更 0 件、登録済み 0 件、読めなかったもの 0 件"
    ]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(
            ["--kind", "table", "--columns", "顧客番号,電話番号", "--need", "2"], id="said"
        ),
        pytest.param(["--kind", "table"], id="all columns"),
        pytest.param([], id="guessed"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cells_of_one_row_are_found_and_those_of_two_are_not(
    tmp_path: Path, state: Path, options: list[str], form: str
) -> None:
    path = tmp_path / f"customers.{form}"
    if form == "csv":
        a_csv(path)
    else:
        path.write_bytes(a_xlsx([HEADINGS, *PEOPLE]))
    assert add(state, path, *options).exit_code == 0
    assert [a["kind"] for a in listed(state)] == ["table"]
    one, other = PEOPLE[3], PEOPLE[8]
    (match,) = matches(state, f"{one[2]} から電話。番号は {one[0]} とのこと。")
    assert (match["rows"], match["cells"]) == (1, 2)
    assert matches(state, f"{one[2]} から電話。番号は {other[0]} とのこと。") == []


def test_a_column_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, state: Path
) -> None:
    done = add(state, a_csv(tmp_path / "c.csv"), "--columns", "顧客番号,携帯")
    assert done.exit_code == 1
    assert "携帯" in done.output
    assert "電話番号" in done.output
    assert listed(state) == []


def test_a_changed_table_keeps_its_columns(tmp_path: Path, state: Path) -> None:
    path = a_csv(tmp_path / "c.csv")
    add(state, path, "--columns", "顧客番号,電話番号")
    write(path, path.read_text("utf-8") + "\nC-99871,黒田隼人,03-5900-7781,k@example.jp")
    add(state, path)
    assert [(a["version"], a["kind"]) for a in listed(state)] == [(2, "table")]
    assert len(matches(state, "C-99871 は 03-5900-7781 です")) == 1
    assert matches(state, "C-99871 は k@example.jp です") == []


# ---------------------------------------------------------------- list, remove, search, check


def test_list_for_programs_has_exactly_these_fields(tmp_path: Path, state: Path) -> None:
    assert listed(state) == []
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    add(state, path, "--owner", "経理", "--until", "2099-03-31", "--title", "原価方針")
    (asset,) = listed(state)
    assert list(asset) == FIELDS
    assert {
        k: asset[k] for k in ("title", "class", "kind", "owner", "version", "path", "until")
    } == {
        "title": "原価方針",
        "class": "confidential",
        "kind": "document",
        "owner": "経理",
        "version": 1,
        "path": str(path),
        "until": "2099-03-31",
    }
    assert asset["registered"].endswith("Z")
    assert asset["fingerprints"] > 50


def test_list_for_people_is_aligned(tmp_path: Path, state: Path) -> None:
    add(state, a_folder(tmp_path / "docs", 2))
    first, *rows = run(state, "list").output.splitlines()
    assert first.split() == ["ID", "区分", "種類", "版", "指紋", "所有者", "期限", "名称"]
    assert [row.split()[-1] for row in rows] == ["00000.txt", "00001.txt"]


def test_a_name_cannot_paint_over_the_terminal(tmp_path: Path, state: Path) -> None:
    write(tmp_path / "\x1b[2Jplan.txt", a_text(1))
    shown = add(state, tmp_path / "\x1b[2Jplan.txt").output + run(state, "list").output
    assert "\x1b" not in shown


def test_remove_forgets_an_asset(tmp_path: Path, state: Path) -> None:
    add(state, a_folder(tmp_path / "docs", 2))
    one, other = listed(state)
    assert run(state, "remove", one["id"][:6].lower()).exit_code == 0
    assert [a["id"] for a in listed(state)] == [other["id"]]
    assert matches(state, a_text(0)) == []
    assert run(state, "remove", one["id"]).exit_code == 1
    assert "登録 1 件" in add(state, tmp_path / "docs").output


def test_search_says_where(tmp_path: Path, state: Path) -> None:
    write(tmp_path / "plan.txt", a_text(1))
    add(state, tmp_path / "plan.txt")
    piece = a_text(1)[100:160]
    text = f"この部分だけ英訳してください。\n{piece}\nよろしく。"
    (match,) = matches(state, text)
    begin = text.index(piece)
    assert abs(match["start"] - begin) <= 3
    assert abs(match["end"] - begin - len(piece)) <= 3
    assert run(state, "search", "-", stdin=text).exit_code == 0
    assert run(state, "search", "-", stdin="富士山の高さを教えて").exit_code == 1
    (tmp_path / "mail.docx").write_bytes(a_docx(["要約をお願いします。", piece]))
    assert run(state, "search", tmp_path / "mail.docx").exit_code == 0
    assert run(state, "search", tmp_path / "nothing.txt").exit_code != 0


def test_a_damaged_index_is_noticed_and_named(tmp_path: Path, state: Path) -> None:
    add(state, a_folder(tmp_path / "docs", 2))
    assert run(state, "check").exit_code == 0
    segment = max((state / "register" / "index").glob("*.segment"), key=lambda p: p.stat().st_size)
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    done = run(state, "check")
    assert done.exit_code == 1
    assert segment.name in done.output


def test_a_lost_key_is_not_replaced(tmp_path: Path, state: Path) -> None:
    add(state, a_folder(tmp_path / "docs", 1))
    (state / "key").unlink()
    done = add(state, tmp_path / "docs")
    assert done.exception
    assert "key is missing" in str(done.exception)


def test_a_program_of_its_own_speaks_the_policys_language(tmp_path: Path, state: Path) -> None:
    """As a person runs it, in English, with the policy beside it."""
    policy = shipped_policy().read_text("utf-8").replace("language: ja", "language: en")
    (tmp_path / "allowlist.yaml").write_text(policy, "utf-8")
    docs = a_folder(tmp_path / "docs", 1)
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "asset", "add", "--class", "secret", str(docs)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SEKISHO_STATE": str(state)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("1 registered, 0 new versions, 0 changed, 0 known, 0 not read\n")


# ---------------------------------------------------------------- what is kept

PIECE = 12


def pieces(text: str) -> set[str]:
    return {text[i : i + PIECE] for i in range(len(text) - PIECE + 1)}


def test_no_piece_of_a_registered_text_is_in_clear_under_the_state_folder(
    tmp_path: Path, state: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.docx").write_bytes(a_docx([PROSE, a_text(1)]))
    table = [
        (*HEADINGS, "ご連絡先のメールアドレス（会社）"),
        *((*p, a_text(9, 40)) for p in PEOPLE),
    ]
    (docs / "b.xlsx").write_bytes(a_xlsx(table))
    a_csv(docs / "c.csv")
    (docs / "d.csv").write_text((docs / "c.csv").read_text("utf-8") + "\nx,y,z,w", "utf-8")
    write(docs / "e.txt", a_text(2))
    add(state, docs, "--owner", "経理")
    opened = sqlite3.connect(state / "register" / "register.db")  # its log stays while it is open
    opened.execute("SELECT count(*) FROM prints").fetchone()
    add(state, docs / "d.csv", "--columns", "顧客番号,携帯電話の番号がどこにもない列")
    write(docs / "e.txt", a_text(3))
    add(state, docs)
    run(state, "remove", listed(state)[0]["id"])
    texts = [PROSE, a_text(1), a_text(2), a_text(3), a_text(9, 40), *(c for r in table for c in r)]
    texts.append((docs / "c.csv").read_text("utf-8"))
    secret = set().union(*map(pieces, texts))
    files = [p for p in state.rglob("*") if p.is_file()]
    assert {"register.db", "register.db-wal"} <= {f.name for f in files}
    for file in files:
        raw = file.read_bytes()
        for charset in ("utf-8", "utf-16-le", "cp932"):
            for piece in secret:
                assert piece.encode(charset, "replace") not in raw, file.name
    opened.close()


def test_the_database_is_in_wal_mode(tmp_path: Path, state: Path) -> None:
    add(state, a_folder(tmp_path / "docs", 1))
    opened = sqlite3.connect(state / "register" / "register.db")
    assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    opened.close()


def test_add_says_how_much_of_a_document_stands_in_nothing_else(
    state: Path, tmp_path: Path
) -> None:
    form, own = a_text(1, 400), a_text(2, 100)
    write(tmp_path / "first.txt", form)
    assert "固有 100%" in add(state, tmp_path / "first.txt").output
    write(tmp_path / "second.txt", form + own)
    told = add(state, tmp_path / "second.txt").output
    share = re.search(r"固有 (\d+)%", told)
    assert share, told
    assert 12 <= int(share[1]) <= 28  # which fingerprints are kept hangs on the key
    assert "--kind public" in told


def test_the_share_is_in_json_and_counts_public_texts(state: Path, tmp_path: Path) -> None:
    write(tmp_path / "form.txt", a_text(1, 300))
    run(state, "add", "--kind", "public", tmp_path / "form.txt")
    write(tmp_path / "filled.txt", a_text(1, 300) + a_text(2, 300))
    (file,) = json.loads(add(state, "--json", tmp_path / "filled.txt").output)["files"]
    assert 0.4 < file["distinctive"] < 0.6


def test_the_next_version_of_a_document_is_no_other_asset(state: Path, tmp_path: Path) -> None:
    write(tmp_path / "a.txt", a_text(1, 300))
    add(state, tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text(a_text(1, 300) + a_text(2, 30), "utf-8")
    assert "固有 100%" in add(state, tmp_path / "a.txt").output


def test_a_file_of_nothing_but_a_template_is_not_registered(state: Path, tmp_path: Path) -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0])
    deck.save(str(tmp_path / "empty.pptx"))
    told = add(state, tmp_path / "empty.pptx")
    assert told.exit_code == 1
    assert "プログラムが入れる文しかありません" in told.output
    assert listed(state) == []
