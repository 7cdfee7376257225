"""Why a finding was made: by its code, or, where all rules of a classifier say the same, by the
classifier's id."""

from __future__ import annotations

from gateway.messages.both import Both, Table

FINDINGS: Table = {
    "asset/fragment": Both(
        "登録資産「{title}」の {places} か所、計 {characters} 文字",
        "registered asset “{title}”: places {places}, characters {characters}",
    ),
    "asset/rows": Both(
        "登録資産「{title}」の {rows} 行、{cells} 項目",
        "registered asset “{title}”: rows {rows}, cells {cells}",
    ),
    "label/sensitivity-label": Both("秘密度ラベル {label}", "bears the sensitivity label {label}"),
    "pattern": Both("patterns の一致: {rule}", "matches the pattern {rule}"),
    "remembered/before": Both(
        "この人のために前に伏せた値", "taken out before, for the same person"
    ),
    "remembered/elsewhere": Both(
        "この送信のほかの場所で伏せた値", "taken out elsewhere in this request"
    ),
    "personal/found": Both("{reason}", "{reason}"),
    "credential/found": Both("{reason}", "{reason}"),
    "marker/own-word": Both(
        "markers.add に登録された語", "a word that the policy lists in markers.add"
    ),
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
