"""What frames may name in braces: personal values, and innocent fill."""

# ruff: noqa: E501 the rows of a table read best unbroken

from __future__ import annotations

import random
from collections.abc import Callable

from bench.evaluation import numbers, people, places
from bench.evaluation.grammar import Slot
from bench.evaluation.texts import Value

PERSONAL: dict[str, Slot] = {
    "name": people.full_name,
    "sur": people.surname,
    "kana": people.kana_name,
    "romaji": people.romaji_name,
    "ename": people.english_name,
    "efirst": people.english_first,
    "elast": people.english_last,
    "mail": people.email,
    "phone": people.phone,
    "mobile": people.mobile,
    "landline": people.landline,
    "bare_phone": people.bare_phone,
    "us_phone": people.us_phone,
    "world_phone": people.world_phone,
    "birth": people.birth_date,
    "ebirth": people.english_birth_date,
    "address": places.address,
    "postal": places.postal_part,
    "romaji_address": places.romaji_address,
    "us_address": places.us_address,
    "us_address_lines": places.us_address_lines,
    "my_number": numbers.my_number,
    "licence": numbers.driving_licence,
    "passport": numbers.passport,
    "mrz": numbers.mrz,
    "residence": numbers.residence_card,
    "insurer": numbers.insurer_number,
    "symbol": numbers.insured_symbol,
    "insured": numbers.insured_number,
    "pension": numbers.pension_number,
    "employment": numbers.employment_insurance,
    "account": numbers.account,
    "yucho_symbol": numbers.yucho_symbol,
    "yucho_number": numbers.yucho_number,
    "card": numbers.credit_card,
    "iban": numbers.iban,
    "ssn": numbers.us_ssn,
}

COMPANIES = """株式会社北浜商事|青葉電機株式会社|有限会社大野製作所|(株)ミナトシステム|東雲樹脂工業|合同会社ハルカゼ
|一般社団法人地域共創機構|株式会社タナカ印刷|山本運輸|㈱さくら不動産|松本精機|鈴木商店"""
EN_COMPANIES = "Northwind Traders|Blue Harbor Inc.|Acme Logistics|Johnson Controls|Morgan Supply Co.|Riverside Clinic"
BANKS = "みずほ銀行|三菱UFJ銀行|三井住友銀行|りそな銀行|横浜銀行|京都中央信用金庫|楽天銀行|千葉銀行|住信SBIネット銀行"
BRANCHES = "渋谷支店|本店営業部|新宿西口支店|梅田支店|大手町支店|駅前支店|第一営業支店"
DEPARTMENTS = "総務部|経理課|営業第二グループ|情報システム部|人事部|品質保証課|法務・コンプライアンス室|開発本部"
ROLES = "部長|課長|係長|主任|社長|取締役|次長|室長|マネージャー|チームリーダー"
PRODUCTS = "複合機|勤怠システム|温度センサー|見積管理ツール|社内ポータル|検査装置|営業車両|ノートPC"
TIMES = "10時|14時半|午後3時|17:00|明日の朝一番"


def one_of(pool: str) -> Callable[[random.Random], Value]:
    values = [item.strip() for item in pool.split("|")]
    return lambda rng: Value(rng.choice(values))


def _date(rng: random.Random) -> Value:
    month, day = rng.randrange(1, 13), rng.randrange(1, 29)
    return Value(
        rng.choice(
            (
                f"{month}月{day}日",
                f"{month}/{day}",
                f"2026年{month}月{day}日",
                f"2026/{month:02}/{day:02}",
                f"令和8年{month}月{day}日",
            )
        )
    )


def _yen(rng: random.Random) -> Value:
    n = rng.randrange(1, 9000) * 100
    return Value(rng.choice((f"{n:,}円", f"¥{n:,}", f"{n}円", f"{n // 1000}千円")))


def _count(rng: random.Random) -> Value:
    return Value(str(rng.randrange(2, 400)))


INNOCENT: dict[str, Slot] = {
    "co": one_of(COMPANIES),
    "eco": one_of(EN_COMPANIES),
    "bank": one_of(BANKS),
    "branch": one_of(BRANCHES),
    "dept": one_of(DEPARTMENTS),
    "role": one_of(ROLES),
    "product": one_of(PRODUCTS),
    "time": one_of(TIMES),
    "date": _date,
    "yen": _yen,
    "n": _count,
}
