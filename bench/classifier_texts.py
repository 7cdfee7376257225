"""Texts for measuring classifiers: ordinary ones that are new each time, and hostile ones.

Nothing here is a living person's, and every secret is drawn by lot when it is asked for.
"""

from __future__ import annotations

import random
import string
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

Text = Callable[[random.Random, int], str]
"""Makes a text of about so many bytes of UTF-8."""

ALNUM = string.ascii_letters + string.digits
BASE64 = ALNUM + "+/"
HEX = "0123456789abcdef"


def listed(words: str) -> list[str]:
    """The words of a table."""
    return words.split()


def text_of(rng: random.Random, size: int, piece: Callable[[random.Random], str]) -> str:
    """Pieces, each made anew, until there are so many bytes; cut to them."""
    made: list[bytes] = []
    length = 0
    while length < size:
        made.append(piece(rng).encode())
        length += len(made[-1])
    return b"".join(made)[:size].decode("utf-8", "ignore")


def drawn(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choices(alphabet, k=length))


# ---------------------------------------------------------------- ordinary texts

_JA_WHO = listed("""
    営業部 開発課 品質保証の担当 取引先 工場長 総務 購買の窓口 田中さん 山口課長 監査法人
    """)
_JA_WHAT = listed("""
    来期の生産計画 部品の納期 見積書の条件 会議の議事録 新しい検査の手順 在庫の数え方 出荷の予定
    図面の改訂 温度の記録 価格の改定 契約の更新 試作品の評価 マニュアルの改訂案 カード会員の特典
    """)
_JA_DID = listed("""
    を見直しました を週明けに確認してください について相談したいです は予定通り進んでいます
    に遅れが出ています をまとめて共有します を三つに分けて考えます の要点を箇条書きにしてください
    は税込みで計算します を英語に訳してください
    """)
_EN_WHO = listed("the_team our_supplier the_customer the_second_shift a_reviewer the_plant finance")
_EN_DID = listed("""
    has_moved_the_deadline asked_for_a_summary_of_the_report will_check_the_order_next_week
    found_a_fault_in_the_drawing needs_the_name_of_the_file wrote_the_minutes_of_the_meeting
    is_waiting_for_the_payment compared_both_versions plans_to_release_the_build
    """)
_EN_WHY = listed("""
    because_the_part_is_late after_the_audit before_the_price_changes so_that_nobody_has_to_ask
    as_the_table_on_page_{n}_shows although_the_test_on_{n}_items_passed in_about_{n}_days
    """)
_SOURCES = ("asyncio", "email", "http", "json", "logging", "multiprocessing", "urllib", "xml")
"""Packages of the standard library: programs as people write them."""


def japanese(rng: random.Random, size: int) -> str:
    def sentence(r: random.Random) -> str:
        date = f"{r.randrange(1, 13)}月{r.randrange(1, 29)}日" if r.random() < 0.2 else ""
        end = "。\n" if r.random() < 0.3 else "。"
        return f"{date}{r.choice(_JA_WHO)}より、{r.choice(_JA_WHAT)}{r.choice(_JA_DID)}{end}"

    return text_of(rng, size, sentence)


def english(rng: random.Random, size: int) -> str:
    def sentence(r: random.Random) -> str:
        why = r.choice(_EN_WHY).format(n=r.randrange(1000))
        end = ".\n" if r.random() < 0.2 else ". "
        words = f"{r.choice(_EN_WHO)} {r.choice(_EN_DID)} {why}{end}"
        return words.replace("_", " ").capitalize()

    return text_of(rng, size, sentence)


@cache
def _programs() -> str:
    library = Path(sysconfig.get_path("stdlib"))
    files = sorted(file for name in _SOURCES for file in (library / name).glob("*.py"))
    return "\n".join(file.read_text("utf-8") for file in files)


def code(rng: random.Random, size: int) -> str:
    """Pieces of programs of 60 lines or so, from anywhere."""
    source = _programs()

    def piece(r: random.Random) -> str:
        start = source.index("\n", r.randrange(len(source) - 4000)) + 1
        return source[start : source.index("\n", start + 2000) + 1]

    return text_of(rng, size, piece)


ORDINARY: dict[str, Text] = {"Japanese": japanese, "English": english, "code": code}


# ---------------------------------------------------------------- hostile texts


def _again(piece: str) -> Text:
    return lambda rng, size: text_of(rng, size, lambda _: piece)


def _of(alphabet: str) -> Text:
    return lambda rng, size: text_of(rng, size, lambda r: drawn(r, alphabet, 1000))


def _each(piece: Callable[[random.Random], str]) -> Text:
    return lambda rng, size: text_of(rng, size, piece)


def _digits(r: random.Random, *lengths: int) -> tuple[str, ...]:
    return tuple(drawn(r, string.digits, length) for length in lengths)


def _phone(r: random.Random) -> str:
    return "0{}0-{}-{}".format(r.choice("789"), *_digits(r, 4, 4))


def _full_width(text: str) -> str:
    return text.translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})


_SURNAMES = listed("""
    佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本
    """)
_GIVEN = listed("太郎 花子 一郎 美咲 健 翔太 陽菜 大輔 由美 誠 直樹 さくら 健太 千尋")
_ROMAJI = listed("Sato Suzuki Takahashi Tanaka Ito Watanabe Yamamoto Nakamura")
_WESTERN = listed("James Mary Robert Linda Michael Susan David Karen")
_LABELS = listed("""
    氏名 電話 住所 口座 普通 記号 カード 名義 担当 生年月日 パスワード 暗証番号 name card call order
    token
    """)
_KANJI = "".join(map(chr, range(0x4E00, 0x9FA0)))
_KANA = "".join(map(chr, [*range(0x3041, 0x3094), *range(0x30A1, 0x30F5)]))


def _prefixed(r: random.Random) -> str:
    """A line with a token in one of the forms that services publish."""
    return r.choice(
        [
            f"GITHUB=ghp_{drawn(r, ALNUM, 36)}\n",
            f"openai sk-proj-{drawn(r, ALNUM, 48)}T3BlbkFJ{drawn(r, ALNUM, 48)}\n",
            f"id AKIA{drawn(r, string.ascii_uppercase + '234567', 16)}\n",
            f"url https://hooks.slack.com/services/T{drawn(r, ALNUM.upper(), 9)}"
            f"/B{drawn(r, ALNUM.upper(), 9)}/{drawn(r, ALNUM, 24)}\n",
            f"glpat-{drawn(r, ALNUM, 20)} npm_{drawn(r, ALNUM, 36)} hf_{drawn(r, ALNUM, 34)}\n",
        ]
    )


def _labelled(r: random.Random) -> str:
    """A line with a password or a key beside a label."""
    value = drawn(r, ALNUM + "!#%", r.randrange(10, 24))
    label = r.choice(["password=", "パスワード：", "api_key: ", "DB_PASSWORD=", "secret = "])
    return f"{label}{value}\n"


def _pem(r: random.Random) -> str:
    body = "\n".join(drawn(r, BASE64, 64) for _ in range(4))
    kind = "RSA PRIVATE KEY"
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"


def _card(r: random.Random) -> str:
    return "4{}-{}-{}-{} ".format(*_digits(r, 3, 4, 4, 4))


def _person(r: random.Random) -> str:
    return f"{r.choice(_SURNAMES)}{r.choice(_GIVEN)}"


HOSTILE: dict[str, Text] = {
    "digits only": _of(string.digits),
    "digits and hyphens": _of(string.digits + "-"),
    "digits and spaces": _of(string.digits + "  "),
    "digits and all separators": _of(string.digits + " -./()+"),
    "full-width digits": _of("０１２３４５６７８９－"),
    "groups of four digits": _each(lambda r: "{} ".format(*_digits(r, 4))),
    "a card a line": _each(_card),
    "twelve digits, labelled": _each(lambda r: "マイナンバー {}\n".format(*_digits(r, 12))),
    "runs of @": _again("@" * 50 + "a"),
    "a@a.a": _again("a@a.a."),
    "dots and letters": _again("a."),
    "addresses of mail": _each(lambda r: f"{drawn(r, HEX, 9)}@sample{drawn(r, HEX, 3)}.co.jp "),
    "all kana": _of(_KANA),
    "kanji only": _of(_KANJI),
    "common kanji in words": _of("東西南北市区町村山川田中本木林森大小高生年月日様氏名部課長"),
    "names only": _each(_person),
    "names with honorifics": _each(lambda r: f"{_person(r)}様、"),
    "family names in Latin letters": _each(lambda r: f"{r.choice(_ROMAJI)} {r.choice(_WESTERN)} "),
    "a title and no name": _again("Mr. "),
    "label words only": _each(lambda r: f"{r.choice(_LABELS)} "),
    "label words and colons": _each(lambda r: f"{r.choice(_LABELS)}："),
    "a name after each label": _each(lambda r: f"氏名：{_person(r)}\n"),
    "CSV of phone numbers": _each(lambda r: f"{_phone(r)},"),
    "CSV of persons": lambda rng, size: (
        "氏名,電話,生年月日,住所\n"
        + text_of(
            rng,
            size,
            lambda r: (
                f"{_person(r)},{_phone(r)},19{r.randrange(50, 99)}/{r.randrange(1, 13)}/1,"
                f"東京都港区芝{r.randrange(1, 9)}-{r.randrange(1, 30)}-{r.randrange(1, 30)}\n"
            ),
        )
    ),
    "postal marks": _each(lambda r: "〒{}-{}".format(*_digits(r, 3, 4))),
    "the postal mark alone": _again("〒"),
    "addresses": _each(
        lambda r: f"大阪市北区梅田{r.randrange(1, 9)}-{r.randrange(1, 30)}-{r.randrange(1, 30)} "
    ),
    "市 and numbers": _again("市1-"),
    "birth dates": _each(lambda r: f"{r.randrange(1950, 2005)}年{r.randrange(1, 13)}月3日生まれ、"),
    "dates": _each(lambda r: f"20{r.randrange(10, 27)}/{r.randrange(1, 13)}/{r.randrange(1, 29)} "),
    "letters that end in 生": _again("1生"),
    "runs of key=": _again("key="),
    "runs of password:": _again("password: "),
    "runs of パスワード": _again("パスワードは"),
    "passwords and keys, labelled": _each(_labelled),
    "tokens of known form": _each(_prefixed),
    "ghp_ only": _again("ghp_"),
    "sk- and letters": _each(lambda r: f"sk-{drawn(r, ALNUM, 12)} "),
    "eyJ only": _again("eyJhbGciOi."),
    "private keys": _each(_pem),
    "PEM headers without ends": _again("-----BEGIN RSA PRIVATE KEY-----\n"),
    "base64 only": _of(BASE64),
    "base64 in lines": _each(lambda r: drawn(r, BASE64, 76) + "\n"),
    "hexadecimal digits": _of(HEX),
    "addresses with passwords": _each(
        lambda r: f"https://{drawn(r, HEX, 5)}:{drawn(r, ALNUM, 12)}@{drawn(r, HEX, 6)}.io/ "
    ),
    "cookies": _each(lambda r: f"Cookie: session={drawn(r, ALNUM, 24)}; a=b\n"),
    "bearer tokens": _each(lambda r: f"Authorization: Bearer {drawn(r, ALNUM, 30)}\n"),
    "a column of passwords": lambda rng, size: (
        "user,password\n"
        + text_of(rng, size, lambda r: f"{drawn(r, HEX, 6)},{drawn(r, ALNUM, 12)}\n")
    ),
    "curl -u": _each(lambda r: f"curl -u {drawn(r, HEX, 5)}:{drawn(r, ALNUM, 9)} x\n"),
    "nested brackets": _again("([{<「『【"),
    "brackets, closed": _each(lambda r: "[" * 50 + "]" * 50),
    "quotes": _again("\"'`"),
    "zero-width characters": _again("a\u200b1\u200b"),
    "combining marks": _again("か\u3099"),
    "character references": _again("&#49;&amp;"),
    "invisible letters in digits": _each(lambda r: "\u200b".join(_digits(r, 1, 1, 1, 1, 1, 1))),
    "new lines": _again("\n"),
    "tabs": _again("\t"),
    "bars": _again("|"),
    "社外秘": _again("社外秘"),
    "【社外秘】 in lines": _again("【社外秘】\n"),
    "confidential": _again("confidential "),
    "<": _again("<"),
    "IBANs": _each(lambda r: "DE{}".format(*_digits(r, 20)) + " "),
    "everything at once": _each(
        lambda r: f"{_person(r)}様 {_phone(r)} {_card(r)}{_prefixed(r)}{_labelled(r)}"
    ),
}


def cases(kind: dict[str, Text], size: int, seed: int) -> Iterator[tuple[str, str]]:
    for name, make in kind.items():
        yield name, make(random.Random(f"{name} {seed}"), size)
