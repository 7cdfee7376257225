"""Why a file could not be registered, or not whole: what its reader does not say."""

from __future__ import annotations

from gateway.messages.both import Both, Table

REGISTERING: Table = {
    "registering/too-short": Both("短すぎて見分けられません", "too short to be recognised"),
    "registering/no-author": Both(
        "どのファイルにもプログラムが入れる文しかありません",
        "nothing in it but what a program puts into every file",
    ),
    "registering/size": Both("{mebibytes} MiB を超えます", "larger than {mebibytes} MiB"),
    "registering/changed": Both(
        "読む間に変わりました。もう一度登録してください",
        "it changed while it was read; add it again",
    ),
    "registering/reader-died": Both(
        "読み取りの処理が異常終了しました（メモリー不足、または壊れたファイル）",
        "the process that read it died: out of memory, or a fault of a reader",
    ),
    "registering/no-table": Both("行のある表がありません", "no table with rows in it"),
    "registering/not-as-asked": Both(
        "指定のとおりの表としては登録できません", "the table cannot be registered as asked"
    ),
    "registering/cells-asked": Both(
        "1 行から {need} 項目を求めていますが、表の列は {columns} です。"
        "--need で 1 からその数までを指定してください",
        "{need} cells of a row are asked for, and the table has {columns} columns; "
        "name a number between 1 and that with --need",
    ),
    "registering/no-column": Both(
        "列 {column} はありません。あるのは: {headings}",
        "no column {column}; there are: {headings}",
    ),
    "registering/link": Both(
        "フォルダーへのリンクはたどりません。フォルダーそのものを指定してください",
        "a link to a folder is not followed; name the folder",
    ),
    "registering/no-file": Both(
        "ファイルではありません。プログラムの出力は - でパイプから渡してください",
        "not a file; for what a program writes name - and pipe it in",
    ),
    "registering/not-found": Both("見つかりません", "No such file or directory"),
    "registering/denied": Both("読む権限がありません", "Permission denied"),
    "registering/system": Both("読めません（{error}）", "{error}"),
    "registering/before": Both("{said}", "{said}"),
}
"""By the code of gateway.model.Unread. `registering/before` tells what an earlier build wrote."""
