"""The errands of `sekisho demo`, in Japanese and English: what is sent, and what must become of it.

Data: the demo runs them in this order and fails when one goes another way.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.model import Verdict


@dataclass(frozen=True, slots=True)
class Scene:
    """One errand. `reaches`: whether a connection to the vendor may be seen at all."""

    id: str
    client: str
    host: str
    title: str
    prompt: str
    expect: Verdict
    stream: bool = False
    hidden: str = ""
    """What must not arrive, though the rest does."""
    registered: bool = False
    """Is it refused only because what it holds was registered?"""

    @property
    def reaches(self) -> bool:
        return self.expect is not Verdict.BLOCK


OPENAI, ANTHROPIC = ("openai", "api.openai.com"), ("anthropic", "api.anthropic.com")
GEMINI = ("gemini", "generativelanguage.googleapis.com")
UNLISTED = ("openai", "api.deepseek.com")
"""DeepSeek takes the OpenAI SDK; the demo's policy does not list it."""

HOSTS = tuple(host for _, host in (OPENAI, ANTHROPIC, GEMINI, UNLISTED))


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the company: the paragraphs of a docx, or the rows of an xlsx."""

    name: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


PAPERS = {
    "ja": (
        Paper(
            "原価見直し方針.docx",
            paragraphs=(
                "原価見直し方針（経営会議資料）",
                "部材費の上昇分は製品価格に転嫁せず、第二工場の夜間操業を隔週に改めて吸収する。",
                "値引率の下限は取引先ごとに定め、これを超える見積は営業本部長の承認を要する。",
            ),
        ),
        Paper(
            "取引先別単価2026.xlsx",
            rows=(
                ("取引先番号", "取引先名", "品番", "単価", "担当者"),
                ("T-40817", "有限会社みなもと精機", "HX-2207B", "18,420円", "長谷川美咲"),
                ("T-40833", "北斗樹脂工業株式会社", "HX-2231", "7,965円", "五十嵐健一"),
                ("T-40859", "株式会社あさひ鋲螺", "KD-1180", "1,128円", "小野寺翔"),
                ("T-40862", "東雲電装株式会社", "PL-5514C", "24,310円", "佐々木遥"),
                ("T-40890", "株式会社かすみ製作所", "KD-1192", "2,074円", "早乙女光"),
            ),
        ),
    ),
    "en": (
        Paper(
            "Cost policy.docx",
            paragraphs=(
                "Cost policy (board paper)",
                "The rise in material costs is not passed on to customers; the second plant stops "
                "its night shift every other week instead.",
                "Quotations below the floor agreed for a customer need the director's approval.",
            ),
        ),
        Paper(
            "Customer prices 2026.xlsx",
            rows=(
                ("Customer no.", "Customer", "Item", "Unit price", "Contact"),
                ("T-40817", "Minamoto Precision Ltd", "HX-2207B", "184.20", "Misaki Hasegawa"),
                ("T-40833", "Hokuto Resin Inc", "HX-2231", "79.65", "Kenichi Igarashi"),
                ("T-40859", "Asahi Rivet Corp", "KD-1180", "11.28", "Sho Onodera"),
                ("T-40862", "Shinonome Electric Inc", "PL-5514C", "243.10", "Haruka Sasaki"),
                ("T-40890", "Kasumi Works Ltd", "KD-1192", "20.74", "Hikaru Saotome"),
            ),
        ),
    ),
}
"""What the company of the demo has registered."""

JA = (
    Scene(
        "permitted",
        *OPENAI,
        "許可された生成AIへの、許可された質問",
        "富士山の標高は何メートルですか。",
        Verdict.ALLOW,
    ),
    Scene(
        "marked",
        *OPENAI,
        "【社外秘】の文書を貼り付けた依頼",
        "次の資料を要約してください。\n\n【社外秘】第3四半期 原価表\n製品A 1,240円\n製品B 980円",
        Verdict.BLOCK,
    ),
    Scene(
        "unlisted",
        *UNLISTED,
        "一覧にない生成AIへの質問",
        "富士山の標高は何メートルですか。",
        Verdict.BLOCK,
    ),
    Scene(
        "redacted",
        *ANTHROPIC,
        "個人情報を含む依頼（伏せ字にして送る）",
        "社員番号 EMP-104233 の有給休暇の申請文を書いてください。",
        Verdict.REDACT,
        hidden="EMP-104233",
    ),
    Scene(
        "streamed",
        *GEMINI,
        "少しずつ届く返事（ストリーミング）",
        "日本で二番目に高い山を教えてください。",
        Verdict.ALLOW,
        stream=True,
    ),
    Scene(
        "pasted",
        *ANTHROPIC,
        "登録した文書（docx）から一文を貼り付けた依頼。印は付いていません",
        "英訳してください。\n\n部材費の上昇分は製品価格に転嫁せず、第二工場の夜間操業を隔週に改めて"
        "吸収する。",
        Verdict.BLOCK,
        registered=True,
    ),
    Scene(
        "retyped",
        *OPENAI,
        "登録した表（xlsx）の一行を打ち直した依頼",
        "北斗樹脂工業さん（T-40833）に、HX-2231 を 7,965円 で見積もる文面を作ってください。",
        Verdict.BLOCK,
        registered=True,
    ),
)
EN = (
    Scene(
        "permitted",
        *OPENAI,
        "a permitted question to an approved AI",
        "How high is Mount Fuji?",
        Verdict.ALLOW,
    ),
    Scene(
        "marked",
        *OPENAI,
        "a request with a document that is marked confidential",
        "Please summarise:\n\nCONFIDENTIAL\nCost table, third quarter\nProduct A 1,240\n"
        "Product B 980",
        Verdict.BLOCK,
    ),
    Scene(
        "unlisted",
        *UNLISTED,
        "a question to an AI that is not on the list",
        "How high is Mount Fuji?",
        Verdict.BLOCK,
    ),
    Scene(
        "redacted",
        *ANTHROPIC,
        "a request with personal information (taken out on the way)",
        "Write a request for leave for employee EMP-104233.",
        Verdict.REDACT,
        hidden="EMP-104233",
    ),
    Scene(
        "streamed",
        *GEMINI,
        "an answer that comes piece by piece (streamed)",
        "Which is the second highest mountain of Japan?",
        Verdict.ALLOW,
        stream=True,
    ),
    Scene(
        "pasted",
        *ANTHROPIC,
        "a sentence pasted from a registered document (docx) that bears no marker",
        "Translate into French:\n\nThe rise in material costs is not passed on to customers; the "
        "second plant stops its night shift every other week instead.",
        Verdict.BLOCK,
        registered=True,
    ),
    Scene(
        "retyped",
        *OPENAI,
        "a row of a registered table (xlsx), typed anew",
        "Write to Hokuto Resin (T-40833) and offer HX-2231 at 79.65 apiece.",
        Verdict.BLOCK,
        registered=True,
    ),
)
SCENES = {"ja": JA, "en": EN}
