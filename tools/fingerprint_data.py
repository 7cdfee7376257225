"""Makes the data of gateway/fingerprints: folding.bin and language.bin.

    python -m tools.fingerprint_data folding    after a change of the folding
    python -m tools.fingerprint_data language   after a change of tools/everyday, or of the model

The language is counted in our own texts (tools/everyday), in the documentation and source of
Python's standard library and in the licences of the installed packages.
"""

from __future__ import annotations

import sys
import sysconfig
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gateway.fingerprints.normal import ITSELF
from gateway.text import searchable

ROOT = Path(__file__).parent.parent
DATA = ROOT / "gateway" / "fingerprints"

# Old forms and variants of kanji that names and older documents use, and the form of today.
# From the 常用漢字表 (2010, forms in brackets) and what family names add to it.
OLD = (
    "亞亜惡悪壓圧圍囲醫医爲為壹壱逸逸隱隠榮栄營営衞衛驛駅謁謁圓円鹽塩緣縁艷艶應応歐欧毆殴櫻桜奧奥橫横溫温"
    "穩穏假仮價価禍禍畫画會会悔悔海海繪絵壞壊懷懐慨慨槪概擴拡殼殻覺覚學学嶽岳樂楽喝喝渴渇褐褐罐缶卷巻陷陥"
    "勸勧寬寛漢漢關関歡歓觀観氣気祈祈既既歸帰器器僞偽戲戯犧犠舊旧據拠擧挙虛虚峽峡挾挟狹狭鄕郷響響曉暁勤勤"
    "謹謹區区驅駆勳勲薰薫徑径惠恵揭掲溪渓經経螢蛍輕軽繼継鷄鶏藝芸擊撃缺欠硏研縣県儉倹劍剣險険圈圏檢検獻献"
    "權権顯顕驗験嚴厳廣広效効恆恒黃黄鑛鉱號号國国黑黒穀穀碎砕濟済齋斎劑剤殺殺雜雑參参棧桟蠶蚕慘惨贊賛殘残"
    "祉祉絲糸視視齒歯兒児辭辞濕湿實実寫写社社者者煮煮釋釈壽寿收収臭臭從従澁渋獸獣縱縦祝祝肅粛處処暑暑署署"
    "緖緒諸諸敍叙將将祥祥稱称涉渉燒焼證証奬奨條条狀状乘乗淨浄剩剰疊畳繩縄壤壌孃嬢讓譲釀醸觸触囑嘱神神眞真"
    "寢寝愼慎盡尽圖図粹粋醉酔穗穂隨随髓髄樞枢數数瀨瀬聲声靜静齊斉攝摂竊窃節節專専淺浅戰戦踐践錢銭潛潜纖繊"
    "禪禅祖祖雙双壯壮爭争莊荘搜捜插挿巢巣曾曽瘦痩裝装僧僧層層總総騷騒增増憎憎藏蔵贈贈臟臓卽即屬属續続墮堕"
    "對対體体帶帯滯滞臺台瀧滝擇択澤沢擔担單単膽胆嘆嘆團団彈弾斷断癡痴遲遅晝昼蟲虫鑄鋳著著廳庁徵徴懲懲聽聴"
    "鎭鎮塚塚遞逓鐵鉄點点轉転傳伝都都燈灯當当黨党盜盗稻稲鬭闘德徳獨独讀読突突屆届難難貳弐惱悩腦脳霸覇拜拝"
    "廢廃賣売梅梅麥麦發発髮髪拔抜繁繁晚晩蠻蛮卑卑祕秘碑碑濱浜賓賓頻頻敏敏甁瓶侮侮福福拂払佛仏倂併竝並塀塀"
    "變変邊辺邉辺勉勉步歩寶宝豐豊褒褒墨墨沒没飜翻每毎萬万滿満免免默黙餠餅戾戻彌弥藥薬譯訳豫予餘余與与譽誉"
    "搖揺樣様謠謡來来賴頼亂乱覽覧欄欄裡裏龍竜隆隆虜虜兩両獵猟綠緑壘塁淚涙類類勵励禮礼隸隷靈霊齡齢曆暦歷歴"
    "戀恋練練鍊錬爐炉勞労郞郎朗朗廊廊樓楼錄録灣湾髙高﨑崎碕崎嵜崎德徳栁柳淸清靑青精精晴晴渚渚神神靖靖羽羽"
    "嶋島嶌島舘館冨富峯峰埜野躰体冩写槇槙遙遥凜凛堯尭檜桧桒桑昻昂濵浜渕淵渊淵恊協脇脇斎斎齊斉斉斉齋斎濱浜"
    "𠮷吉𣘺橋塡填頰頬剝剥吞呑噓嘘姸妍屛屏幷并搔掻摑掴攢攅杮柿潑溌瀆涜焰焔瘦痩禱祷繡繍莱莱蔣蒋蠟蝋軀躯醬醤"
    "顚顛驒騨麴麹麵麺鷗鴎俠侠儘侭嚙噛囊嚢啞唖"
)

# Greek and Cyrillic letters that a reader takes for Latin ones, in lower case.
LOOKALIKES = str.maketrans("αεικνορτυχаеорсухіјѕԁһԛԝ", "aeiknoptuxaeopcyxijsdhqw")

LONG_VOWEL = "ー"
KATAKANA, HIRAGANA = range(0x30A1, 0x30F7), 0x60
ITERATION = str.maketrans("ヽヾ", "ゝゞ")


def fold(char: str) -> str:
    """What one character becomes."""
    text = unicodedata.normalize("NFKD", searchable(char).text).casefold()
    text = unicodedata.normalize("NFKD", text).translate(ITERATION)
    return "".join(_letter(c) for c in text if unicodedata.category(c)[0] in "LN")


def _letter(char: str) -> str:
    if char == LONG_VOWEL or unicodedata.combining(char):
        return ""
    if ord(char) in KATAKANA:
        return chr(ord(char) - HIRAGANA)
    return VARIANTS.get(char) or char.translate(LOOKALIKES)


def _variants() -> dict[str, str]:
    pairs = ((OLD[i], OLD[i + 1]) for i in range(0, len(OLD), 2))
    return {old: new for old, new in pairs if old != new}


VARIANTS = _variants()


def folding() -> bytes:
    table = np.zeros(0x110000, np.uint32)
    expansions: list[str] = []
    for point in range(0x110000):
        if 0xD800 <= point < 0xF900 or point >= 0xE0000:
            continue  # surrogates, private use, tags: nothing that a text says
        folded = fold(chr(point))
        if len(folded) == 1:
            table[point] = ord(folded)
        elif folded:
            table[point] = 0xF0000000 + len(expansions)
            expansions.append(folded)
    used = table[: int(np.flatnonzero(table)[-1]) + 1].copy()
    used[used == np.arange(used.size)] = ITSELF
    offsets = np.cumsum([0, *map(len, expansions)]).astype(np.uint32)
    codes = np.array([ord(c) for e in expansions for c in e], np.uint32)
    head = np.array([used.size, len(expansions)], np.uint32)
    return zlib.compress(np.concatenate([head, used, offsets, codes]).tobytes(), 9)


def texts() -> Iterator[tuple[str, int]]:
    """What everybody writes, prose and code that is nobody's secret, and how much each counts.

    The everyday texts are our own and count for more: they were written to be typical.
    """
    everyday = sorted((ROOT / "tools" / "everyday").glob("*.txt"))
    paths = sysconfig.get_paths()
    library = sorted(Path(paths["stdlib"]).rglob("*.py"))
    code = [p for p in library if not {"test", "tests", "idlelib", "site-packages"} & {*p.parts}]
    licences = sorted(Path(paths["purelib"]).glob("*.dist-info/**/LICEN[CS]E*"))
    for weight, files in ((24, everyday), (1, code), (1, licences)):
        for path in filter(Path.is_file, files):
            yield path.read_text("utf-8", "replace"), weight


def language() -> bytes:
    from gateway.fingerprints.language import learn

    return zlib.compress(learn(texts()).tobytes(), 9)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        (DATA / f"{name}.bin").write_bytes({"folding": folding, "language": language}[name]())
