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

    @property
    def reaches(self) -> bool:
        return self.expect is not Verdict.BLOCK


OPENAI, ANTHROPIC = ("openai", "api.openai.com"), ("anthropic", "api.anthropic.com")
GEMINI = ("gemini", "generativelanguage.googleapis.com")
UNLISTED = ("openai", "api.deepseek.com")
"""DeepSeek takes the OpenAI SDK; the demo's policy does not list it."""

HOSTS = tuple(host for _, host in (OPENAI, ANTHROPIC, GEMINI, UNLISTED))

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
)
SCENES = {"ja": JA, "en": EN}
