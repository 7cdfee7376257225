"""Addresses as people write them in Japan and in the United States. Municipalities are real ones."""

# ruff: noqa: E501 the rows of a table read best unbroken

from __future__ import annotations

import random
from functools import cache

from faker.providers.address.en_US import Provider as English
from faker.providers.address.ja_JP import Provider as Japanese

from bench.evaluation.texts import Value

# Prefecture, municipality, first three digits of its postal codes.
MUNICIPALITIES = """東京都 千代田区 100|東京都 新宿区 160|東京都 世田谷区 154|東京都 八王子市 192|東京都 武蔵野市 180
|神奈川県 横浜市港北区 222|神奈川県 川崎市中原区 211|神奈川県 藤沢市 251|埼玉県 さいたま市大宮区 330|埼玉県 川口市 332
|千葉県 船橋市 273|千葉県 市川市 272|茨城県 つくば市 305|栃木県 宇都宮市 320|群馬県 高崎市 370|北海道 札幌市中央区 060
|北海道 旭川市 070|青森県 八戸市 031|岩手県 盛岡市 020|宮城県 仙台市青葉区 980|秋田県 秋田市 010|山形県 鶴岡市 997
|福島県 郡山市 963|新潟県 新潟市中央区 950|長野県 松本市 390|山梨県 甲府市 400|静岡県 浜松市中央区 430|愛知県 名古屋市中村区 450
|愛知県 豊田市 471|岐阜県 大垣市 503|三重県 四日市市 510|滋賀県 草津市 525|京都府 京都市下京区 600|大阪府 大阪市北区 530
|大阪府 堺市堺区 590|大阪府 吹田市 564|兵庫県 神戸市中央区 650|兵庫県 西宮市 662|奈良県 生駒市 630|和歌山県 田辺市 646
|岡山県 倉敷市 710|広島県 福山市 720|広島県 広島市南区 732|山口県 下関市 750|香川県 高松市 760|愛媛県 今治市 794
|高知県 高知市 780|福岡県 福岡市博多区 812|福岡県 北九州市小倉北区 802|長崎県 佐世保市 857|熊本県 熊本市中央区 860
|鹿児島県 霧島市 899|沖縄県 那覇市 900|東京都 西多摩郡瑞穂町 190|長野県 北佐久郡軽井沢町 389|北海道 河東郡音更町 080"""

TOWNS = """本町|中央|栄町|緑が丘|旭町|若葉台|東山|西新井|上野|桜木町|幸町|大手町|元町|富士見|松原|高砂|平和台|駅前
|南久宝寺町|北三条西|一番町|新田|梅ヶ丘|二本木|鶴見|大字下川原|字前田"""
BUILDINGS = "グランドメゾン|コーポ緑|サンハイツ|第2山田ビル|パークタワー|レジデンス東|エスポワール|中央ビル|ハイム桜"


@cache
def towns() -> tuple[str, ...]:
    own = [t.strip() for t in TOWNS.split("|")]
    return (*own, *Japanese.towns[:40])


def _row(rng: random.Random) -> list[str]:
    return rng.choice(MUNICIPALITIES.split("|")).split()


def postal_code(rng: random.Random, first: str) -> str:
    return f"{first}-{rng.randrange(1, 10)}{rng.randrange(1000):03}"[:8]


def _number(rng: random.Random) -> str:
    a, b, c = rng.randrange(1, 9), rng.randrange(1, 30), rng.randrange(1, 40)
    forms = (
        f"{a}-{b}-{c}",
        f"{a}丁目{b}番{c}号",
        f"{a}丁目{b}-{c}",
        f"{b}番地{c}",
        f"{b}-{c}",
        f"{b * 37}番地",
        f"{a}−{b}−{c}",
    )
    return rng.choices(forms, (8, 3, 2, 1, 2, 1, 1))[0]


def _house(rng: random.Random) -> str:
    if rng.random() < 0.6:
        return ""
    name = rng.choice(BUILDINGS.split("|"))
    return (
        rng.choice((" ", "　", ""))
        + name
        + rng.choice(
            (
                f"{rng.randrange(101, 1200)}号室",
                f" {rng.randrange(101, 1200)}",
                f"{rng.randrange(2, 9)}F",
            )
        )
    )


def address(rng: random.Random) -> Value:
    """Prefecture (mostly), municipality, town, number, often a building."""
    prefecture, municipality, _ = _row(rng)
    if rng.random() < 0.15:
        prefecture = ""
    return Value(
        prefecture + municipality + rng.choice(towns()) + _number(rng) + _house(rng), "ADDRESS"
    )


def postal_part(rng: random.Random) -> Value:
    """The postal code before an address: part of it, whether found apart or with it."""
    return Value(
        rng.choice(("〒", "〒", "〒 ", "")) + postal_code(rng, _row(rng)[2]),
        "POSTAL_CODE",
        optional=True,
    )


# Town, what lies around it, postal code: as such addresses are written for abroad.
ROMAJI = """Marunouchi;Chiyoda-ku, Tokyo;100-0005|Nishi-Shinjuku;Shinjuku-ku, Tokyo;160-0023
|Umeda;Kita-ku, Osaka;530-0001|Sakae;Naka-ku, Nagoya;460-0008|Hakata Ekimae;Hakata-ku, Fukuoka;812-0011
|Minatomirai;Nishi-ku, Yokohama;220-0012|Kita 3-jo Nishi;Chuo-ku, Sapporo, Hokkaido;060-0003
|Ichibancho;Aoba-ku, Sendai-shi, Miyagi;980-0811|Kichijoji Honcho;Musashino-shi, Tokyo;180-0004
|Hirano-machi;Chuo-ku, Osaka-shi, Osaka;541-0046|Karuizawa;Kitasaku-gun, Nagano;389-0102"""


def romaji_address(rng: random.Random) -> Value:
    town, around, code = rng.choice(ROMAJI.split("|")).strip().split(";")
    number = f"{rng.randrange(1, 9)}-{rng.randrange(1, 30)}-{rng.randrange(1, 30)}"
    forms = (
        f"{number} {town}, {around} {code}",
        f"{number} {town}, {around} {code}, Japan",
        f"{town} {number}, {around} {code}, Japan",
    )
    return Value(rng.choices(forms, (4, 4, 2))[0], "ADDRESS")


STREETS = (
    "Oak|Maple|Washington|Lakeview|Hillcrest|Second|Cedar|N. Pine|West 42nd|Martin Luther King"
)
WAYS = "Street|St|Avenue|Ave|Road|Rd|Blvd|Lane|Drive|Dr|Court|Way|Place|Parkway"
CITIES = """Springfield|Portland|Austin|Dayton|Madison|Fresno|Columbus|Aurora|San Jose|Salt Lake City
|St. Louis|New York|Fort Worth|Baton Rouge"""


def _us_parts(rng: random.Random) -> tuple[str, str]:
    street = (
        f"{rng.randrange(10, 9900)} {rng.choice(STREETS.split('|'))} {rng.choice(WAYS.split('|'))}"
    )
    units = (
        "",
        "",
        f", Apt {rng.randrange(1, 60)}",
        f", Suite {rng.randrange(100, 900)}",
        f" #{rng.randrange(1, 99)}",
    )
    city = rng.choice(CITIES.split("|")).strip()
    place = f"{city}, {rng.choice(English.states_abbr)} {rng.randrange(10000, 99950)}"
    return street + rng.choice(units), place


def us_address(rng: random.Random) -> Value:
    return Value(", ".join(_us_parts(rng)), "ADDRESS")


def us_address_lines(rng: random.Random) -> Value:
    """As on an envelope."""
    return Value("\n".join(_us_parts(rng)), "ADDRESS")
