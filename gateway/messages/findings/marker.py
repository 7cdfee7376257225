"""Why a finding was made: the forms in which a text bears a confidentiality marker."""

from __future__ import annotations

from gateway.messages.both import Both, Table

MARKER: Table = {
    "marker/file-name": Both(
        "「{word}」の表示（ファイル名）", "marked {word}, in the name of a file"
    ),
    "marker/sent-file-name": Both(
        "「{word}」の表示（送られるファイルの名前）",
        "marked {word}, in the name of a file that is sent",
    ),
    "marker/column": Both(
        "「{word}」の表示（秘密区分の列）",
        "marked {word}, in a column that says how secret each row is",
    ),
    "marker/field": Both(
        "「{word}」の表示（秘密区分の欄）",
        "marked {word}, as the value of a field that says how secret it is",
    ),
    "marker/alone": Both("「{word}」の表示（単独の行）", "marked {word}, on a line of its own"),
    "marker/brackets": Both("「{word}」の表示（括弧の中）", "marked {word}, in brackets"),
    "marker/element": Both(
        "「{word}」の表示（単独の要素）", "marked {word}, in an element of its own"
    ),
    "marker/head-of-line": Both(
        "「{word}」の表示（行の初め）", "marked {word}, at the head of a line"
    ),
    "marker/end-of-line": Both(
        "「{word}」の表示（行の終わり）", "marked {word}, at the end of a line, set apart"
    ),
    "marker/stated": Both(
        "「{word}」の表示（文書自身についての文）",
        "marked {word}, in a sentence in which the text says so of itself",
    ),
}
