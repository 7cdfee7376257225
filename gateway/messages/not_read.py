"""What could not be read, and why: by its code, and its kinds as a policy names them."""

from __future__ import annotations

from gateway.messages.both import Both, Table

KINDS: Table = {
    "pictures": Both("画像", "pictures"),
    "audio": Both("音声", "audio"),
    "video": Both("動画", "video"),
    "encrypted": Both("暗号化されたもの", "encrypted"),
    "archives": Both("圧縮ファイル", "archives"),
    "documents": Both("文書の一部", "documents"),
    "damaged": Both("壊れたもの", "damaged"),
    "opaque": Both("種類の分からないもの", "opaque"),
    "limits": Both("上限を超えるもの", "beyond a limit"),
    "late": Both("時間内に読めなかったもの", "late"),
}

_CANNOT_UNPACK = Both("{media_type} を展開できません", "{media_type} that cannot be unpacked")
_NOT_LOOKED_INTO = Both("{media_type}（読み取りの対象外）", "{media_type}, not looked into")

UNREAD: Table = {
    # pictures, sound, films
    "pictures/not-looked-into": _NOT_LOOKED_INTO,
    "pictures/no-text": Both(
        "{media_type} の画像から文字を読み取れません", "{media_type}, no text can be read"
    ),
    "pictures/within": Both("画像から文字を読み取れません", "a picture, no text can be read"),
    "pictures/several": Both(
        "{media_type} に画像がいくつもあり、最初のものしか文字を読み取れません",
        "{media_type} of several pictures, no text can be read but in the first",
    ),
    "pictures/pieces": Both(
        "細かく分けられた画像で、合わせないと文字を読み取れません",
        "pictures in small pieces, which together may hold text",
    ),
    "audio/not-looked-into": _NOT_LOOKED_INTO,
    "video/not-looked-into": _NOT_LOOKED_INTO,
    # what takes a key
    "encrypted/file": Both("暗号化されています", "encrypted"),
    "encrypted/pdf": Both("暗号化された PDF です", "an encrypted PDF"),
    "encrypted/armoured": Both(
        "暗号化された文です（PGP、age など）", "a message encrypted with PGP, age or the like"
    ),
    # packed files
    "archives/not-looked-into": _NOT_LOOKED_INTO,
    "archives/empty": Both("{media_type} の中身がありません", "{media_type} with nothing in it"),
    "archives/compression": Both(
        "知らない方式で圧縮されています", "compressed in a way that is not known"
    ),
    "archives/member-kind": Both("知らない種類の項目です", "a member of an unknown kind"),
    "archives/damaged-or-unknown": Both(
        "壊れているか、知らない方式で圧縮されています", "damaged, or packed in a way not known"
    ),
    "archives/no-libarchive": Both(
        "{media_type}（この計算機に libarchive がないため、読み取りの対象外）",
        "{media_type}, not looked into: libarchive, which would read it, is not installed on this"
        " machine",
    ),
    "archives/name": Both("読み取れない名前です", "a name that cannot be read"),
    "archives/volume": Both("分割された書庫の一つです", "one of several volumes"),
    "archives/remark": Both(
        "書庫の注釈（読み取りの対象外）", "a remark in the archive, not looked into"
    ),
    "archives/further-stream": Both(
        "ファイルに添えられたデータ（読み取りの対象外）",
        "a further stream of a file, not looked into",
    ),
    # documents
    "documents/not-looked-into": _NOT_LOOKED_INTO,
    "documents/object-part": Both(
        "埋め込まれたものの一部（読み取りの対象外）", "a part of an object, not looked into"
    ),
    "documents/workbook": Both(
        "中に埋め込まれた表計算（読み取りの対象外）", "a workbook within it, not looked into"
    ),
    "documents/unlisted-sheet": Both(
        "ブックの一覧にないシートがあります", "a sheet that the workbook does not list"
    ),
    "documents/rtf-object": Both(
        "画像または埋め込まれたもの（読み取りの対象外）",
        "a picture or an object, not looked into",
    ),
    "documents/rtf-body": Both(
        "RTF の本文を展開できません", "a body in RTF that cannot be unpacked"
    ),
    "documents/macros": Both("マクロを読み取れません", "macros that cannot be read"),
    "documents/macro-without-source": Both("元の文のないマクロです", "a macro without its source"),
    "documents/ole-kind": Both(
        "知らない種類の OLE 形式のファイルです", "OLE storage of an unknown kind"
    ),
    "documents/attachment-elsewhere": Both(
        "添付ファイルの本体が別の場所にあります", "an attachment that is kept elsewhere"
    ),
    "documents/xml-entities": Both("XML が実体を宣言しています", "XML that declares entities"),
    # damaged
    "damaged/file": Both("壊れています", "damaged"),
    "damaged/packed": _CANNOT_UNPACK,
    "damaged/archive": Both("壊れた書庫です", "a damaged archive"),
    "damaged/loose-bytes": Both(
        "どの項目にも属さないデータが書庫にあります",
        "bytes that belong to no member of the archive",
    ),
    "damaged/same-name": Both("同じ名前の項目がいくつもあります", "members of the same name"),
    "damaged/same-stream": Both(
        "同じ名前のストリームがいくつもあります", "streams of the same name"
    ),
    "damaged/bytes-behind": Both(
        "ファイルの終わりの後にデータがあります", "bytes behind the end of the file"
    ),
    "damaged/pdf": Both("壊れた PDF です", "a damaged PDF"),
    "damaged/pdf-without-pages": Both("ページのない PDF です", "a PDF without pages"),
    "damaged/page": Both("壊れたページです", "a damaged page"),
    "damaged/attached-file": Both("添付ファイルが壊れています", "an attached file, damaged"),
    "damaged/mail": Both("壊れたメールです", "a damaged mail"),
    "damaged/mail-part": Both("メールの一部が壊れています", "a damaged part of a mail"),
    "damaged/macros": Both("壊れたマクロです", "damaged macros"),
    "damaged/xml": Both("壊れた XML です", "damaged XML"),
    "damaged/rtf-body": Both("RTF の本文が壊れています", "a damaged body in RTF"),
    "damaged/rtf-object": Both(
        "壊れた画像または埋め込まれたものです", "a damaged picture or object"
    ),
    "damaged/ole": Both("壊れた OLE 形式のファイルです", "a damaged file of OLE storage"),
    "damaged/object": Both("埋め込まれたものが壊れています", "a damaged object"),
    "damaged/properties": Both("プロパティが壊れています", "damaged properties"),
    "damaged/word": Both("壊れた Word のファイルです", "a damaged Word file"),
    "damaged/spreadsheet": Both("壊れた表計算のファイルです", "a damaged spreadsheet"),
    "damaged/multipart": Both(
        "マルチパートの形が決まりに合いません", "multipart that is not well formed"
    ),
    "damaged/call": Both("途中で切れた呼び出しです", "a call that is cut short"),
    "damaged/reader-lost": Both(
        "壊れているか、読み取りに許された量を超えます", "damaged, or more than a reader may take"
    ),
    "damaged/reader-failed": Both(
        "読み取りの処理で誤りが起きました（{error}）", "a reader failed ({error})"
    ),
    # nobody knows what it is
    "opaque/not-looked-into": _NOT_LOOKED_INTO,
    "opaque/unknown-type": Both(
        "種類の分からないファイル（読み取りの対象外）", "a file of unknown type, not looked into"
    ),
    "opaque/not-base64": Both(
        "ファイルの base64 の形が決まりに合いません", "a file whose base64 is not well formed"
    ),
    "opaque/numbers": Both(
        "バイトを数として並べたファイルです", "a file written as a row of numbers"
    ),
    "opaque/token-ids": Both(
        "文をトークンの番号で表しています", "a text as the numbers of its tokens"
    ),
    "opaque/too-much": Both(
        "意味の取れない文字の並びが多すぎます", "too many letters of which nothing can be made"
    ),
    "opaque/packed-and-signed": Both(
        "圧縮されたうえで署名されています", "packed, and signed as it is"
    ),
    "opaque/no-text": Both("文字として読めないデータです", "bytes that are no text"),
    "opaque/charset": Both("知らない文字コードです", "in a charset that is not known"),
    "opaque/protobuf": Both("protobuf を読み取れません", "protobuf that cannot be read"),
    "opaque/packed-message": Both("展開できない電文です", "a message that cannot be unpacked"),
    "opaque/call-in-query": Both(
        "呼び出しの中身（読み取りの対象外）", "a call that is not looked into"
    ),
    # more than is looked at
    "limits/size": Both("{most} バイトを超えます", "larger than {most} bytes"),
    "limits/memory": Both(
        "読み取りに許されたメモリーを超えます", "it takes more memory than a reader may have"
    ),
    "limits/packed": _CANNOT_UNPACK,
    "limits/unpacked": Both("展開すると大きすぎます", "it unpacks to too much"),
    "limits/text-of-files": Both("ファイルの中の文が多すぎます", "files that hold too much text"),
    "limits/characters": Both("{most} 文字を超えます", "more than {most} characters"),
    "limits/texts": Both("文が {most} を超えます", "more than {most} texts"),
    "limits/values": Both("値が {most} を超えます", "more than {most} values"),
    "limits/coded-texts": Both(
        "符号化された文が {most} を超えます", "more than {most} coded texts"
    ),
    "limits/ambiguous-messages": Both(
        "電文とも文とも読めるものが重なりすぎています",
        "texts that could be messages, again and again",
    ),
    "limits/cells": Both("表の項目が {most} を超えます", "more than {most} cells"),
    "limits/pages": Both("{most} ページを超えます", "more than {most} pages"),
    "limits/streams": Both("ストリームが {most} を超えます", "more than {most} streams"),
    "limits/pdf-stream": Both(
        "展開すると大きすぎるストリームです", "a stream, it unpacks to too much"
    ),
    "limits/attached-file": Both(
        "展開すると大きすぎる添付ファイルです", "an attached file, it unpacks to too much"
    ),
    "limits/drawings": Both(
        "どのページにもない描画が {most} を超えます",
        "more than {most} drawings that stand on no page",
    ),
    "limits/members": Both("中のファイルが {most} を超えます", "more than {most} files within it"),
    "limits/header": Both("長すぎるヘッダーがあります", "a header that is too long"),
    "limits/macro": Both("大きすぎるマクロがあります", "too large a macro"),
    "limits/rtf-body": Both("RTF の本文が大きすぎます", "a body in RTF that is too large"),
    "limits/rtf-groups": Both(
        "RTF の入れ子が {most} を超えます", "RTF nested deeper than {most} groups"
    ),
    "limits/xml-elements": Both(
        "XML の入れ子が {most} を超えます", "XML nested deeper than {most} elements"
    ),
    "limits/levels": Both(
        "配列やオブジェクトの入れ子が {most} を超えます",
        "more than {most} levels of arrays and objects",
    ),
    "limits/nesting": Both("入れ子が深すぎます", "nested deeper than is looked into"),
    "limits/nested-texts": Both(
        "文の中の文の入れ子が深すぎます", "texts in texts, deeper than is looked into"
    ),
    "limits/nested-files": Both(
        "ファイルの中のファイルの入れ子が深すぎます",
        "files within files, deeper than is looked into",
    ),
    "limits/nested-storages": Both(
        "OLE のストレージの入れ子が深すぎます",
        "storages within storages, deeper than is looked into",
    ),
    # nobody had the time
    "late/reader": Both(
        "許された時間内に読み取れません", "it takes longer to read than a reader may take"
    ),
    "late/no-time-left": Both(
        "この送信に含まれるほかのファイルで時間を使い切りました",
        "no time is left for another file of this request",
    ),
    "late/no-reader": Both("読み取りの処理を始められません", "no reader could be started"),
    "late/pattern": Both(
        "patterns の {pattern} が時間内に終わりません", "the pattern {pattern} took too long"
    ),
    "late/recognizer": Both(
        "社内の認識器 {recognizer} が時間内に終わりません",
        "the recognizer {recognizer} took too long",
    ),
    # what is not told one by one
    **{
        f"{kind}/more": Both(
            f"ほか {{count}} か所（{words.ja}）", f"{{count}} more places: {words.en}"
        )
        for kind, words in KINDS.items()
    },
}
"""By the code of gateway.model.Unread."""

PLACES: Table = {
    "body": Both("本文", "body"),
    "file": Both("ファイル", "file"),
    "path": Both("パス", "path"),
    "query": Both("クエリー", "query"),
    "header": Both("ヘッダー", "header"),
}
"""What stands for a whole part of a request where no place within it can be named."""
