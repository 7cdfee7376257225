"""What people ask an AI every day, Japanese and English: no document's text is in it."""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

import random
import re

from bench.evaluation import office_words as w

CHOICE = re.compile(r"\{([a-z]+)\}")

WORDS: dict[str, str] = {
    "thing": "会議の議事録|お礼のメール|お詫びの文面|出張報告|企画書の構成|自己紹介|社内報の記事|アンケートの設問|プレスリリース|研修の案内|忘年会の挨拶|退職の挨拶|商品説明|面接の質問|求人票|業務日報|週報|引き継ぎ資料|チラシの文章|FAQ|操作説明|キャッチコピー",
    "tone": "丁寧に|簡潔に|箇条書きで|親しみやすく|300字以内で|敬語で|小学生にも分かるように|専門用語を使わずに|三つの観点から|表にまとめて|英語で|段階を踏んで",
    "topic": "在宅勤務|電気自動車|健康診断|円安の影響|介護休業|防災訓練|子どもの自由研究|家計の見直し|腰痛の体操|週末の京都旅行|夕飯の献立|猫の飼い方|英会話の勉強|確定申告|ふるさと納税|引っ越しの段取り|睡眠の質|読書感想文|花粉症|ベランダ菜園|筋トレ|結婚式の余興|中古車選び|資格試験|写真の撮り方|登山の装備|珈琲の淹れ方|地震保険",
    "tool": "Python|Excel|JavaScript|SQL|正規表現|Git|Docker|PowerPoint|VBA|Googleスプレッドシート|Linux|Pandas|TypeScript|Rust|シェルスクリプト|CSS",
    "task": "重複する行を取り除く|日付の書式をそろえる|CSVを読み込んで集計する|ファイルを一括で改名する|グラフを描く|文字列を分割する|二つの表を突き合わせる|空白行を消す|並べ替える|平均と標準偏差を求める|JSONを整形する|例外を処理する|画像を縮小する|テストを書く",
    "error": "KeyError|構文エラー|文字化け|タイムアウト|権限がないという表示|循環参照|メモリ不足|型が合わないという警告|接続が拒否される現象|計算結果が合わない現象",
    "who": "上司|取引先|新入社員|お客様|同僚|学生|家族|部下|先輩|応募者|近所の人|協力会社の担当者",
    "when": "明日の朝|来週|今月末|金曜日|年度初め|連休明け|今日中|お盆前|年末",
    "place": "東京|大阪|札幌|福岡|金沢|仙台|那覇|松山|広島|長野|ロンドン|台北|シンガポール|パリ",
    "entask": "merge two data frames|parse dates in several formats|remove duplicate rows|write a unit test|centre a div|rename many files|reverse a linked list|read a large CSV file|plot a histogram|validate an e-mail address|retry a failed request|sort a dictionary by value",
    "entool": "Python|Excel|JavaScript|SQL|bash|Git|Docker|Rust|TypeScript|pandas|Go|PowerShell",
    "enthing": "a thank-you note|a cover letter|a meeting agenda|a blog post|a product description|a birthday speech|release notes|a complaint to my landlord|an out-of-office reply|a project status update|a survey|interview questions",
    "entopic": "working from home|electric cars|healthy breakfasts|learning Japanese|indoor plants|marathon training|budget travel in Portugal|better sleep|board games|home composting|retirement savings|time zones|jazz history|dog training",
    "entone": "politely|in plain English|in under 200 words|as bullet points|for a ten-year-old|with three examples|step by step|in a friendly tone",
}  # fmt: skip
NAMES = (
    "rows",
    "total",
    "path",
    "name",
    "result",
    "items",
    "count",
    "value",
    "data",
    "line",
    "key",
    "text",
)
OPENINGS = (
    "{who}に送る{thing}を{tone}書いてください。", "{topic}について{tone}教えてください。", "{tool}で{task}方法を教えてください。", "{tool}で{error}が出ます。原因として何が考えられますか。",
    "{place}で{when}に雨でも楽しめる場所を三つ挙げてください。", "{thing}の例文を{tone}二つ作ってください。", "{topic}と{topic}の違いを{tone}説明してください。",
    "次の文章を{tone}直してください。「{when}の打ち合わせですが、{who}の都合が悪くなったので時間を変えたいです」", "{who}への返信を考えています。{when}までに送りたいので{tone}お願いします。",
    "{topic}をテーマに{thing}を作りたいです。見出しだけ考えてください。", "{tool}の初心者です。{task}ときに気をつけることはありますか。", "{place}の{topic}事情を調べるには、どのような資料に当たればよいでしょうか。",
)  # fmt: skip
FOLLOWING = (
    "読み手は{who}です。", "{when}に使います。", "できるだけ{tone}お願いします。", "前提として、{tool}は使えるものとします。", "特に{topic}に触れてください。", "例も一つ付けてください。",
    "なお、{task}処理は自分で書きました。", "長さは気にしなくて構いません。", "{who}から質問されそうな点も挙げてください。", "最後に要点を一行でまとめてください。", "{place}の例があると助かります。",
    "以前は{error}に悩まされました。", "初めてなので、用語から説明してください。", "うまくいかない場合の代わりの方法も知りたいです。",
)  # fmt: skip
EN_OPENINGS = (
    "How do I {entask} in {entool}?", "Write {enthing} about {entopic}, {entone}.", "Explain {entopic} {entone}.", "My {entool} script fails when I try to {entask}. What should I check first?",
    "Give me ideas for {enthing}.", "What is the difference between {entopic} and {entopic}?", "Can you review this sentence {entone}: \"we would like to move our call to Thursday if that suits you\"?",
    "Plan a week around {entopic}, {entone}.", "Translate \"could you send me the slides before lunch\" into Japanese, {entone}.",
)  # fmt: skip
EN_FOLLOWING = (
    "I am a beginner.", "It has to work on Windows too.", "Please answer {entone}.", "Mention {entopic} briefly.", "I already know how to {entask}.", "Keep it short.", "Add one example in {entool}.",
    "My audience is mostly students.", "Tell me what could go wrong.", "If something is unclear, ask me first.",
)  # fmt: skip


def _filled(frame: str, rng: random.Random) -> str:
    return CHOICE.sub(lambda m: rng.choice(WORDS[m[1]].split("|")), frame)


def request(rng: random.Random, language: str) -> str:
    """One prompt of one to nine sentences."""
    first, then = (OPENINGS, FOLLOWING) if language == "ja" else (EN_OPENINGS, EN_FOLLOWING)
    frames = [rng.choice(first), *rng.sample(then, rng.randrange(0, 9))]
    return ("" if language == "ja" else " ").join(_filled(f, rng) for f in frames)


def requests(seed: int, count: int) -> list[str]:
    """Every other one English; some in the form of code or of numbers."""
    rng = random.Random(f"requests {seed}")
    return [
        request(rng, "ja" if i % 2 else "en")
        + ("\n\n" + _snippet(rng) if rng.random() < 0.2 else "")
        for i in range(count)
    ]


def _snippet(rng: random.Random) -> str:
    names = rng.sample(NAMES, 4)
    forms = (
        "import csv\n\nwith open({0}, newline='') as f:\n    {1} = [r for r in csv.reader(f) if r]\nprint(len({1}))",
        "def {0}({1}):\n    {2} = 0\n    for {3} in {1}:\n        {2} += int({3})\n    return {2}",
        "SELECT {0}, COUNT(*) AS {1} FROM {2} GROUP BY {0} ORDER BY {1} DESC LIMIT 10;",
        "const {0} = await fetch(`/api/{1}`).then((r) => r.json());\nconsole.log({0}.{2});",
    )
    numbers = "\n".join(
        f"{rng.choice(w.MONTHS)},{rng.randrange(100, 9999)},{rng.uniform(0, 99):.1f}"
        for _ in range(6)
    )
    return rng.choice((*(f.format(*names) for f in forms), numbers))
