"""People: names in three scripts, dates of birth, addresses of mail, telephone numbers."""

# ruff: noqa: E501 the rows of a table read best unbroken

from __future__ import annotations

import random
from functools import cache

from faker.providers.person.en_US import Provider as English
from faker.providers.person.ja_JP import Provider as Japanese

from bench.evaluation.texts import Value

# Beside Faker's fifty: surnames from the long tail, and ones that are places or common words too.
SURNAMES = """佐々木 ササキ Sasaki|長谷川 ハセガワ Hasegawa|五十嵐 イガラシ Igarashi|西園寺 サイオンジ Saionji
|神谷 カミヤ Kamiya|千葉 チバ Chiba|宮崎 ミヤザキ Miyazaki|福島 フクシマ Fukushima|石川 イシカワ Ishikawa
|森 モリ Mori|原 ハラ Hara|東 アズマ Azuma|辻 ツジ Tsuji|堀 ホリ Hori|榊原 サカキバラ Sakakibara
|小野寺 オノデラ Onodera|大谷 オオタニ Otani|新井 アライ Arai|渡邉 ワタナベ Watanabe|齋藤 サイトウ Saito
|髙橋 タカハシ Takahashi|武藤 ムトウ Muto|久保田 クボタ Kubota|飯島 イイジマ Iijima|樋口 ヒグチ Higuchi
|川口 カワグチ Kawaguchi|大西 オオニシ Onishi|野口 ノグチ Noguchi|黒田 クロダ Kuroda|松井 マツイ Matsui
|三宅 ミヤケ Miyake|児玉 コダマ Kodama|内山 ウチヤマ Uchiyama|秋山 アキヤマ Akiyama|土屋 ツチヤ Tsuchiya
|八木 ヤギ Yagi|勅使河原 テシガワラ Teshigawara|早乙女 サオトメ Saotome|金城 キンジョウ Kinjo|比嘉 ヒガ Higa"""
GIVEN = """大翔 ヒロト Hiroto|蓮 レン Ren|湊 ミナト Minato|悠真 ユウマ Yuma|陽菜 ヒナ Hina|結衣 ユイ Yui|さくら サクラ Sakura
|美咲 ミサキ Misaki|健一 ケンイチ Kenichi|浩二 コウジ Koji|誠 マコト Makoto|聡 サトシ Satoshi|裕子 ユウコ Yuko
|恵子 ケイコ Keiko|由美 ユミ Yumi|真理子 マリコ Mariko|隆 タカシ Takashi|剛 ツヨシ Tsuyoshi|千尋 チヒロ Chihiro
|あゆみ アユミ Ayumi|雄一郎 ユウイチロウ Yuichiro|菜々子 ナナコ Nanako|翔太 ショウタ Shota|彩花 アヤカ Ayaka
|修 オサム Osamu|洋平 ヨウヘイ Yohei|慎之介 シンノスケ Shinnosuke|沙織 サオリ Saori|和也 カズヤ Kazuya|葵 アオイ Aoi"""

Triple = tuple[str, str, str]


def _own(pool: str) -> tuple[Triple, ...]:
    rows = (row.split() for row in pool.split("|"))
    return tuple((a, b, c) for a, b, c in rows)


@cache
def surnames() -> tuple[Triple, ...]:
    return (*sorted(Japanese.last_name_pairs), *_own(SURNAMES))


@cache
def given_names() -> tuple[Triple, ...]:
    known = {*Japanese.first_name_female_pairs, *Japanese.first_name_male_pairs}
    return (*sorted(known), *_own(GIVEN))


@cache
def english_pool() -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(English.first_names)), tuple(sorted(English.last_names))


def person(text: str) -> Value:
    return Value(text, "PERSON")


def full_name(rng: random.Random) -> Value:
    """Family and given name in kanji, together or with a half-width or an ideographic space."""
    return person(
        rng.choice(surnames())[0]
        + rng.choices(("", " ", "　"), (5, 3, 2))[0]
        + rng.choice(given_names())[0]
    )


def surname(rng: random.Random) -> Value:
    return person(rng.choice(surnames())[0])


def kana_name(rng: random.Random) -> Value:
    return person(
        rng.choice(surnames())[1] + rng.choice((" ", "　")) + rng.choice(given_names())[1]
    )


def romaji_name(rng: random.Random) -> Value:
    family, given = rng.choice(surnames())[2], rng.choice(given_names())[2]
    return person(
        rng.choices(
            (f"{given} {family}", f"{family.upper()} {given}", f"{family} {given}"), (6, 2, 2)
        )[0]
    )


def english_name(rng: random.Random) -> Value:
    first, last = english_pool()
    middle = rng.choices(("", f" {rng.choice('ABCDEJKLMR')}."), (9, 1))[0]
    return person(f"{rng.choice(first)}{middle} {rng.choice(last)}")


def english_first(rng: random.Random) -> Value:
    return person(rng.choice(english_pool()[0]))


def english_last(rng: random.Random) -> Value:
    return person(rng.choice(english_pool()[1]))


# ---------------------------------------------------------------- mail

DOMAINS = """kitanihon-denki.co.jp|sumida-seisakusho.jp|aoyama-law.gr.jp|mail.hoshizora-gakuen.ac.jp
|pref-midori.lg.jp|gmail.com|yahoo.co.jp|docomo.ne.jp|i.softbank.jp|outlook.jp|icloud.com
|northwindtraders.com|acme-logistics.co.uk|blueharbor.io|riverside-clinic.org|tokai-butsuryu.com"""


def email(rng: random.Random) -> Value:
    family, given = rng.choice(surnames())[2].lower(), rng.choice(given_names())[2].lower()
    local = rng.choice(
        (
            f"{given}.{family}",
            f"{family}",
            f"{family}-{given[0]}",
            f"{given[0]}.{family}",
            f"{family}_{given}{rng.randrange(100):02}",
            f"{given}{rng.randrange(1960, 2006)}",
            f"{family}+{rng.choice(('keiri', 'news', 'jp'))}",
        )
    )
    return Value(f"{local}@{rng.choice(DOMAINS.split('|')).strip()}", "EMAIL")


# ---------------------------------------------------------------- telephone

# Area codes of the numbering plan with the length of the office code that follows.
AREA_CODES = """03 4|06 4|011 3|022 3|025 3|026 3|027 3|028 3|029 3|042 3|043 3|044 3|045 3|046 3|047 3|048 3
|052 3|053 3|054 3|058 3|059 3|072 3|073 3|075 3|076 3|077 3|078 3|079 3|082 3|083 3|086 3|087 3|088 3|089 3
|092 3|093 3|095 3|096 3|097 3|098 3|099 3|0422 2|0463 2|0532 2|0566 2|0742 2|0797 2|0942 2|0166 2|0138 2"""


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def mobile_parts(rng: random.Random) -> tuple[str, str, str]:
    return (
        rng.choices(("090", "080", "070"), (4, 4, 2))[0],
        f"{rng.randrange(1, 10)}{digits(rng, 3)}",
        digits(rng, 4),
    )


def landline_parts(rng: random.Random) -> tuple[str, str, str]:
    area, length = rng.choice(AREA_CODES.split("|")).split()
    return area, f"{rng.randrange(2, 8)}{digits(rng, int(length) - 1)}", digits(rng, 4)


def mobile(rng: random.Random) -> Value:
    a, b, c = mobile_parts(rng)
    forms = (
        f"{a}-{b}-{c}",
        f"{a}{b}{c}",
        f"{a} {b} {c}",
        f"+81-{a[1:]}-{b}-{c}",
        f"+81 {a[1:]} {b} {c}",
    )
    return Value(rng.choices(forms, (12, 5, 1, 1, 1))[0], "PHONE")


def landline(rng: random.Random) -> Value:
    a, b, c = landline_parts(rng)
    forms = (
        f"{a}-{b}-{c}",
        f"{a}({b}){c}",
        f"({a}){b}-{c}",
        f"{a}（{b}）{c}",
        f"+81-{a[1:]}-{b}-{c}",
        f"{a} {b} {c}",
    )
    return Value(rng.choices(forms, (12, 2, 2, 1, 2, 1))[0], "PHONE")


def phone(rng: random.Random) -> Value:
    return (mobile if rng.random() < 0.55 else landline)(rng)


def bare_phone(rng: random.Random) -> Value:
    """In one piece, as forms and files have it."""
    parts = (mobile_parts if rng.random() < 0.6 else landline_parts)(rng)
    return Value("".join(parts), "PHONE")


def us_phone(rng: random.Random) -> Value:
    area = f"{rng.randrange(2, 10)}{rng.randrange(0, 9)}{rng.randrange(0, 10)}"
    office = f"{rng.randrange(2, 10)}{digits(rng, 2)}"
    line = digits(rng, 4)
    forms = (
        f"({area}) {office}-{line}",
        f"{area}-{office}-{line}",
        f"+1 {area}-{office}-{line}",
        f"+1 ({area}) {office}-{line}",
        f"{area}.{office}.{line}",
    )
    return Value(rng.choices(forms, (4, 3, 2, 2, 1))[0], "PHONE")


def world_phone(rng: random.Random) -> Value:
    forms = (
        f"+44 20 7{digits(rng, 3)} {digits(rng, 4)}",
        f"+44 7{digits(rng, 3)} {digits(rng, 6)}",
        f"+86 13{digits(rng, 1)} {digits(rng, 4)} {digits(rng, 4)}",
        f"+65 9{digits(rng, 3)} {digits(rng, 4)}",
        f"+82-10-{rng.randrange(2, 10)}{digits(rng, 3)}-{digits(rng, 4)}",
        f"+49 30 {rng.randrange(2, 9)}{digits(rng, 6)}",
    )
    return Value(rng.choice(forms), "PHONE")


# ---------------------------------------------------------------- birth

ERAS = (("昭和", "S", 26, 64), ("平成", "H", 2, 20))  # name, letter, years from and before


def birth_date(rng: random.Random) -> Value:
    year, month, day = rng.randrange(1950, 2008), rng.randrange(1, 13), rng.randrange(1, 29)
    era, letter, low, high = rng.choice(ERAS)
    n = rng.randrange(low, high)
    forms = (
        f"{year}年{month}月{day}日",
        f"{year}/{month:02}/{day:02}",
        f"{year}-{month:02}-{day:02}",
        f"{year}.{month}.{day}",
        f"{era}{n}年{month}月{day}日",
        f"{letter}{n}.{month}.{day}",
        f"{year}/{month}/{day}",
        f"{year} 年 {month} 月 {day} 日",
    )
    return Value(rng.choices(forms, (5, 4, 4, 1, 4, 1, 2, 1))[0], "BIRTH_DATE")


def english_birth_date(rng: random.Random) -> Value:
    year, month, day = rng.randrange(1950, 2008), rng.randrange(1, 13), rng.randrange(1, 29)
    name = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ][month - 1]
    forms = (
        f"{name} {day}, {year}",
        f"{day} {name} {year}",
        f"{year}-{month:02}-{day:02}",
        f"{month:02}/{day:02}/{year}",
        f"{day} {name[:3]} {year}",
        f"{name[:3]} {day}, {year}",
    )
    return Value(rng.choice(forms), "BIRTH_DATE")
