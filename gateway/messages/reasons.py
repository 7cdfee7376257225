"""Why a decision was made: codes of reasons, of problems, and of what cannot be rewritten."""

from __future__ import annotations

from gateway.messages.both import Both, Table

REASONS: Table = {
    "destination/approved": Both(
        "{service} は許可された生成AIです",
        "{service} is an approved AI",
    ),
    "destination/unlisted": Both(
        "{host}（{name}）は許可された生成AIの一覧にありません",
        "{host} ({name}) is not on the list of approved AIs",
    ),
    "destination/unlisted-host": Both(
        "{host} は生成AIの通信とみられますが、許可された一覧にありません",
        "{host} is spoken to like an AI and is not on the list of approved AIs",
    ),
    "destination/other-refused": Both(
        "{host} への接続は許可されていません（other_traffic: refuse）",
        "connections to {host} are not permitted (other_traffic: refuse)",
    ),
    "destination/other": Both(
        "{host} は生成AIではありません",
        "{host} is no AI",
    ),
    "destination/sign-in": Both(
        "{host} はサインイン用です。組織の制限ヘッダーを付けました（本文は見ていません）",
        "{host} is for signing in; the restriction header was set, the body not read",
    ),
    "approval": Both(
        "{service} の承認は見直し期限（{date}）を過ぎています",
        "the approval of {service} is past its review date ({date})",
    ),
    "lacking/register": Both(
        "関所が社内の登録資料を読めない状態のため、文を含む送信を止めています。管理者が直すまで"
        "お待ちください",
        "the gate cannot read the company's registered documents, so that nothing with text may "
        "be sent; please wait until its administrator has mended that",
    ),
    "information-class/may": Both(
        "{service} は {label} を受け取れます（{count} か所）",
        "{service} may receive {label} ({count} found)",
    ),
    "information-class/may-not": Both(
        "{service} に {label} を渡すことはできません（{count} か所）",
        "{service} may not receive {label} ({count} found)",
    ),
    "information-class/never": Both(
        "{label} はどの生成AIにも渡せません（{count} か所）",
        "no AI may receive {label} ({count} found)",
    ),
    "information-class/requires": Both(
        "{service} は {label} に求められる条件を満たしません: {facts}（{count} か所）",
        "{service} does not meet what {label} requires: {facts} ({count} found)",
    ),
    "information-class/redact": Both(
        "{label} は伏せ字にして {service} に送ります（{count} か所）",
        "{label} is taken out before {service} receives it ({count} found)",
    ),
    "information-class/cannot-redact": Both(
        "{label} は伏せ字にできない場所にあります（{cause}、{count} か所）",
        "{label} stands where it cannot be taken out ({cause}; {count} found)",
    ),
    "information-class/speaks-for-the-text": Both(
        "{label} の表示は文書全体に及ぶため、伏せ字では送れません（{count} か所）",
        "a marker of {label} speaks for the whole text, it cannot be taken out ({count} found)",
    ),
    "information-class/few": Both(
        "{label} の異なる値は {distinct} 件で、止める数（{least} 件）未満です（{count} か所）",
        "{distinct} distinct values of {label}, of which {least} are too many ({count} found)",
    ),
    "unclassified": Both(
        "分類されない文は {label} とみなされ、{service} には渡せません",
        "text without a finding counts as {label}, which {service} may not receive",
    ),
    "unread/refused": Both(
        "中身を確認できない部分があります: {what}",
        "a part could not be looked into: {what}",
    ),
    "unread/allowed": Both(
        "中身を確認できない部分がありますが、規則により通します: {what}",
        "a part could not be looked into and passes by the policy: {what}",
    ),
    "findings": Both(
        "該当箇所が {count} あります。記録に一つずつ残すのは {kept} か所です",
        "{count} places were found; the record lists {kept} of them one by one",
    ),
    "no-service": Both(
        "送り先が指定されていません。--to SERVICE で指定してください",
        "no service was named; give --to SERVICE",
    ),
    "too-large": Both(
        "送信内容が上限（{limit} バイト）を超えています",
        "the request is larger than the limit ({limit} bytes)",
    ),
    "inflated": Both(
        "圧縮された送信内容が、元の大きさの {limit} 倍を超えて膨らみます",
        "the packed body holds more than {limit} times its own size",
    ),
    "long-head": Both(
        "ヘッダーが多すぎるか長すぎます（合わせて {limit} バイトまで）",
        "the request has too many headers, or too long ones (up to {limit} bytes in all)",
    ),
    "undecodable": Both(
        "送信内容の符号化を解けないため、確認できません（{cause}）",
        "the body cannot be decoded and so not be looked into ({cause})",
    ),
    "malformed": Both(
        "リクエストの形が HTTP の決まりに合いません",
        "the request is not well formed HTTP",
    ),
    "mismatch": Both(
        "接続先の名前が一致しません（CONNECT、SNI、Host のいずれかが異なります）",
        "the names of the destination (CONNECT, SNI, Host) do not agree",
    ),
    "websocket": Both(
        "この WebSocket の中身は確認できないため、HTTPS でやり直してください",
        "this WebSocket cannot be looked into; please use HTTPS",
    ),
    "method": Both("このメソッドは扱えません", "this method is not served"),
    "failure": Both(
        "関所の内部で誤りが起きたため、送信していません",
        "the gate itself failed, nothing was sent",
    ),
    "no-reader": Both(
        "関所が添付ファイルを読めない状態のため、送信していません。管理者が直すまでお待ちください",
        "the gate cannot read files at present, so that none may be sent; please wait until its "
        "administrator has mended that",
    ),
    "busy": Both(
        "関所が混んでいるため、確認できませんでした。しばらく待って、もう一度送ってください",
        "the gate had no time for this request; please wait a little and send it again",
    ),
    "too-much-work": Both(
        "確認が {limit} 秒で終わらないため、送信していません。分けて送ってください",
        "the request takes more than {limit} seconds to look through; please send less at once",
    ),
    "no-space": Both(
        "記録を書けないため、送信していません",
        "the record could not be written, nothing was sent",
    ),
}
"""By the code of a reason. `{label}` is the label of its class, `{cause}` one of CAUSES, `{what}`
what could not be read, in words."""

CAUSES: Table = {
    # why something cannot be rewritten
    "aws-signature": Both("AWS 署名バージョン 4", "AWS Signature Version 4"),
    "signature": Both("署名付きのリクエスト", "a signature"),
    "sign-in": Both("サインイン", "a sign-in"),
    "sdp": Both("通話の接続情報（SDP）", "the offer of a call (SDP)"),
    "signed-part": Both("ベンダーの署名がある部分", "a part that the vendor has signed"),
    "body": Both("この本文", "this body"),
    "not-in-the-body": Both("本文の外", "not in the body"),
    "file-name": Both("ファイル名", "a file's name"),
    "invalid-json": Both("正しくない JSON の本文", "a body that is not valid JSON"),
    "escaped-text": Both("エスケープされた文", "an escaped text"),
    "several-parts": Both("いくつかに分かれた文", "a text that stands in several parts"),
    "format-words": Both("形式上の数値や名前", "numbers and names of a format"),
    "compressed-file": Both("圧縮されたファイル", "a compressed file"),
    "file-text": Both("ファイルの中の文", "the text of a file"),
    "file": Both("書き換えられないファイル", "a file that cannot be rewritten"),
    "uncertain-charset": Both("文字コードが定まらない文", "a text in an uncertain charset"),
    "protobuf": Both("protobuf", "protobuf"),
    "part-header": Both("パートのヘッダー", "a header of a part"),
    "part-of-a-number": Both("数値の一部", "a part of a number"),
    "not-faithful": Both(
        "文字から元のバイト列に戻せない本文",
        "the body's characters do not lead back to its bytes",
    ),
    "two-readings": Both("二通りに読める文", "a text that was read in two ways"),
    "copy": Both(
        "伏せた値の写しがほかの場所か別の書き方で残ること",
        "a copy of what was taken out, elsewhere or written otherwise",
    ),
    "still-found": Both("伏せ字にしてもなお見つかる値", "a value that is found even so"),
    "within-a-word": Both(
        "終わりの分からない長い語の中の値", "a value within a word that has no end in sight"
    ),
    "out-of-time": Both("時間内に確かめられない文", "a text that could not be checked in time"),
    # why a body cannot be decoded
    "transfer-coding": Both("転送の符号化", "transfer coding"),
    "many-codings": Both("符号化が三つ以上", "more than two codings"),
    "unknown-coding": Both("未知の符号化", "unknown coding"),
    "many-members": Both("区切りが多すぎます", "too many members"),
    "many-frames": Both("フレームが多すぎます", "too many frames"),
    "bytes-after-the-end": Both("終わりの後に余分なデータ", "bytes after the end"),
    "damaged": Both("壊れたデータ", "damaged data"),
    "cut-short": Both("途中で切れたデータ", "cut short"),
}
"""By the code that a reason names as its cause."""
