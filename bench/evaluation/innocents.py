"""Innocent values that look like something: numbers of things, digests, codes, prices, versions."""

# ruff: noqa: E501

from __future__ import annotations

import base64
import random

from bench.evaluation import check_digits
from bench.evaluation.grammar import Slot
from bench.evaluation.people import digits
from bench.evaluation.providers import UUID, drawn
from bench.evaluation.slots import INNOCENT, one_of
from bench.evaluation.texts import Value


def _form(*forms: str) -> Slot:
    return lambda rng: Value(drawn(rng.choice(forms), rng))


def jan(rng: random.Random) -> Value:
    body = rng.choice(("45", "49")) + digits(rng, 10)
    return Value(body + check_digits.ean(body))


def isbn(rng: random.Random) -> Value:
    body = "9784" + digits(rng, 8)
    whole = body + check_digits.ean(body)
    return Value(
        rng.choice((whole, f"{whole[:3]}-{whole[3]}-{whole[4:8]}-{whole[8:12]}-{whole[12]}"))
    )


def corporate(rng: random.Random) -> Value:
    body = digits(rng, 12)
    return Value(check_digits.corporate_number(body) + body)


def invoice(rng: random.Random) -> Value:
    whole = corporate(rng).text
    return Value("T" + rng.choice((whole, f"{whole[0]}-{whole[1:5]}-{whole[5:9]}-{whole[9:]}")))


def passing_number(rng: random.Random) -> Value:
    """An order number of twelve digits that passes My Number's check by chance."""
    body = digits(rng, 11)
    return Value(body + check_digits.my_number(body))


def passing_card(rng: random.Random) -> Value:
    """A tracking number of sixteen digits that passes Luhn's check by chance."""
    body = rng.choice("2468") + digits(rng, 14)
    return Value(body + check_digits.luhn(body))


def image(rng: random.Random) -> Value:
    head = rng.choice(
        ("iVBORw0KGgoAAAANSUhEUgAA", "/9j/4AAQSkZJRgABAQAAAQABAAD/", "R0lGODlhAQABAIAAAP///wAAACH5")
    )
    return Value(head + base64.b64encode(rng.randbytes(rng.choice((90, 300, 1200)))).decode())


def certificate(rng: random.Random) -> Value:
    body = base64.b64encode(rng.randbytes(600)).decode()
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    return Value(f"-----BEGIN CERTIFICATE-----\nMIID{lines}\n-----END CERTIFICATE-----")


PLACEHOLDERS = """<YOUR_KEY>|${TOKEN}|your-api-key-here|xxxxxxxxxxxx|********|{{ secrets.API_KEY }}|sk-xxxxxxxxxxxxxxxxxxxxxxxx
|<password>|REPLACE_ME|YOUR_API_KEY|changeme|$API_KEY|%API_KEY%|[REDACTED]|<your-token>|...|process.env.API_KEY|null
|os.environ["API_KEY"]|getenv("API_KEY")|AKIAIOSFODNN7EXAMPLE|ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|#{ENV['KEY']}|TODO
|config.apiKey|vault:secret/data/app#key|op://prod/db/password|arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db"""

# Words that look like names: places, companies, products, weekdays, months.
NAMELIKE = """山口県|福島市|千葉駅|石川県|長野支店|宮崎空港|松本城|渋谷スクランブル|本田技研|松下電器|鈴木自動車工業|高島屋|大丸松坂屋
|三越前|豊田合成|川崎重工|森永乳業|山崎製パン|東急ハンズ|青山通り|大和証券|小松製作所|石橋を叩く|原因|林道|森林管理|岡山県倉敷市|和歌山線
|前田建設|清水寺|金沢|中村区|高槻市|藤沢営業所|平和堂|佐川急便|上野公園|神田祭"""
EN_NAMELIKE = """Ford Motor|Johnson Controls|Wells Fargo|Morgan Stanley|Washington|Paris|Jenkins|Docker Compose|Apache Kafka
|Victoria Station|Virginia|Georgia|Jordan|Lincoln Center|Harvard|May|April|Grace period|Bill of materials|Mark as read
|Will call|Rose gold|Jack plug|Chase Bank|Madison Square|Austin|Charlotte|Sydney Office"""

SLOTS: dict[str, Slot] = {
    **INNOCENT,
    "order": _form(
        "[n10]",
        "2026[n8]",
        "[n4]-[n4]-[n4]",
        "SO-[n8]",
        "[n7]",
        "PO[n10]",
        "[n3]-[n7]-[n7]",
        "[n12]",
    ),
    "part": _form(
        "[A2]-[n4]-[n3]",
        "[A3][n5]-[A1]",
        "[n4]-[n2]-[n4]",
        "[A2][n7]",
        "M[n7]",
        "[n5]-[A2]0[n3]",
        "[A2][n8][A2]",
    ),
    "tracking": _form("[n4]-[n4]-[n4]", "[n12]", "1Z[U16]", "[A2][n9]JP"),
    "passing": passing_number,
    "passing_card": passing_card,
    "jan": jan,
    "isbn": isbn,
    "corporate": corporate,
    "invoice": invoice,
    "sha": _form("[h40]", "[h7]", "[h12]"),
    "sha256": _form("[h64]"),
    "md5": _form("[h32]"),
    "sri": _form("sha512-[b86]=="),
    "uuid": _form(UUID),
    "version": _form(
        "[n1].[n1].[n2]", "v[n1].[n2].[n1]", "3.11.[n1].[n1]", "2026.[n1].[n1]", "10.0.[n5].[n4]"
    ),
    "ip": _form("10.[n1].[n2].[n1]", "192.168.[n1].[n2]"),
    "mac": _form("[h2]:[h2]:[h2]:[h2]:[h2]:[h2]"),
    "hexcolor": _form("#[h6]"),
    "image": image,
    "certificate": certificate,
    "public_key": _form(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[b43] build@ci",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ[b360] ops",
    ),
    "placeholder": one_of(PLACEHOLDERS),
    "namelike": one_of(NAMELIKE),
    "enamelike": one_of(EN_NAMELIKE),
    "postal": _form("1[n2]-000[n1]", "5[n2]-0[n3]", "060-0[n3]"),
    "serial": _form("SN[n10]", "[U4]-[U4]-[U4]-[U4]", "[A1][n9]", "[n16]"),
    "ts": _form("17[n8]", "17[n11]", "2026-11-[n1]1T0[n1]:1[n1]:2[n1]Z", "20261[n1]0[n1]12345[n1]"),
    "big": _form("[n3],[n3],[n3]", "[n2],[n3]", "[n1],[n3],[n3],[n3]"),
    "pub": _form("pk_live_[x24]", "pk_test_[x24]"),
}
