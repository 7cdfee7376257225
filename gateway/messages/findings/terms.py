"""Arguments of findings that are codes themselves -> their words, by the argument's name.

The words of one may have blanks for other arguments of the same finding.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.messages.both import Both, Table

TERMS: Mapping[str, Table] = {
    # how a value stands to its label
    "where": {
        "beside": Both("「{label}」の記載のそば", "beside the label “{label}”"),
        "below": Both("「{label}」の見出しの下", "below the heading “{label}”"),
        "near": Both(
            "「{label}」の記載の近く、その番号だけの形", "near the label “{label}”, in its own form"
        ),
    },
    # what stands between a label and its value
    "link": {
        "assigned": Both("記号でつながる", "after a sign"),
        "assigned-below": Both("記号の次の行にある", "after a sign, on the next line"),
        "cell": Both("隣の欄にある", "in the next cell"),
        "tag": Both("タグの中にある", "within a tag"),
        "call": Both("呼び出しの引数", "an argument of a call"),
        "particle": Both("助詞でつながる", "after a particle"),
        "copula": Both("動詞か横線でつながる", "after a verb or a dash"),
        "spaced": Both("空白でつながる", "after a space"),
        "below": Both("次の行にある", "on the next line"),
        "key": Both("その項目の値", "the value of that key"),
        "column": Both("その列の値", "in its column"),
        "phrase": Both("語句の形", "a phrase"),
    },
    # what form of telephone number it is
    "numbering": {
        "international": Both("国際形式の", "international form"),
        "international-japan": Both("国際形式（日本）の", "international form, Japan"),
        "mobile": Both("携帯・IP電話（11桁）の", "mobile or IP, 11 digits"),
        "land-line": Both("固定電話（10桁）の", "land line, 10 digits"),
        "free-dial": Both("フリーダイヤル（11桁）の", "free dial, 11 digits"),
        "shared-dial": Both(
            "フリーダイヤル・ナビダイヤルなど（10桁）の", "free or shared dial, 10 digits"
        ),
        "american": Both(
            "米国式で、名前・メールアドレス・電話を表す語のそばにある",
            "the American way, beside a name, a mail address or a word for it",
        ),
        "foreign": Both("外国の書き方の", "as other countries write them"),
    },
    # where a password stands with its user and host
    "address": {
        "url": Both("アドレスの中", "in an address"),
        "data-source-name": Both("データソース名の中", "in a data source name"),
        "oracle": Both("Oracle の接続文字列の中", "in an Oracle connect string"),
    },
    # what a private key is of
    "key": {
        "rsa": Both("RSA の秘密鍵", "RSA private key"),
        "dsa": Both("DSA の秘密鍵", "DSA private key"),
        "ec": Both("EC の秘密鍵", "EC private key"),
        "openssh": Both("OpenSSH の秘密鍵", "OpenSSH private key"),
        "pgp": Both("OpenPGP の秘密鍵", "OpenPGP private key"),
        "ssh2": Both("SSH2 の秘密鍵", "SSH2 private key"),
        "encrypted": Both("暗号化された秘密鍵", "encrypted private key"),
        "any": Both("秘密鍵", "private key"),
    },
}
