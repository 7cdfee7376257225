"""A page and its labels -> names of persons, where a cue gives reason to look.

Cues are a label, an honorific, a role and a common family name. Around each a window is tagged;
then the grammar of names decides: family and given name; a name and an honorific or a role. A
lone name is found only beside a label: it is too often a place, a company or a common word.
"""

# ruff: noqa: E501 an expression is not broken within a group

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers import _lazy_re as re
from classifiers._personal.context_words import Family
from classifiers._personal.given_names import GIVEN_NAMES
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.labels import Label, Labels
from classifiers._personal.latin_people import UPPER, WORD, are_japanese, found, latin_people, whole
from classifiers._personal.listed import listed
from classifiers._personal.page import Page, alternatives, expression
from classifiers._personal.surnames import FIRST_NAMES, ROMAJI, SURNAMES
from classifiers._personal.tagger import Token, tokens

HONORIFICS = frozenset(listed("様 さま さん 氏 殿 君 くん ちゃん 先生 先輩"))
ROLES = listed("""
    代表取締役社長 代表取締役 取締役社長 取締役 執行役員 社長 副社長 会長 専務 常務 本部長
    事業部長 副部長 部長 次長 課長代理 課長補佐 副課長 課長 係長 主任 主査 主幹 室長 所長
    支店長 店長 工場長 支社長 局長 センター長 リーダー マネージャー マネジャー 監査役 顧問
    理事長 理事 教授 准教授 助教 講師 医師 看護師 弁護士 税理士 会計士 司法書士 行政書士
    議員 校長 教頭 教諭 院長 医院長 婦長 師長 研究員 秘書 参事 主事
    チームリーダー グループリーダー グループ長 チーム長 担当部長 担当課長 部門長 チーフ
    ディレクター 班長 組長 監督 選手 容疑者 被告 記者 アナウンサー
    """)
_BEFORE_WINDOW, _AFTER_WINDOW = 12, 6  # characters tagged around a cue
_N = "[一-龠々〆ヶァ-ヴーぁ-ん]"


@cache
def _cues() -> Any:
    surnames = alternatives(name for name in SURNAMES if len(name) > 1)
    roles = alternatives(ROLES)
    return expression(
        rf"(?:{surnames})[ ]?[一-龠々ヶァ-ヴぁ-ん]"
        rf"|[一-龠々ァ-ヴーぁ-ん][ ]?(?:さん|さま|氏(?:[^名]|$)|殿|君|くん|ちゃん|先生|先輩)"
        rf"|[^仕同多模客皆何今異有王神奥上左右両逆様一ー者業社 ,、。\n][ ]?様"
        rf"|[一-龠々ァ-ヴー]{{2}}[ ](?:様|{roles})"
        rf"|[一-龠々ァ-ヴー](?:{roles})"
        rf"|(?:{roles})[ の・:]?[一-龠ァ-ヴ]"
        rf"|(?:課|部|室|係|局|グループ|チーム|センター|支店|営業所|事務所)[ ](?:{surnames})(?:\n|$)"
    )


def people(page: Page, labels: Labels) -> Iterator[Hit]:
    if not page.is_plain:
        yield from _in_sentences(page)
    yield from _in_latin(page)
    yield from latin_people(page)
    for label in labels.all:
        if label.family in {Family.PERSON, Family.ROLE, Family.READING}:
            yield from _beside(page, labels, label)


# ---------------------------------------------------------------- by the grammar of names


def _in_sentences(page: Page) -> Iterator[Hit]:
    for start, end in _windows(page):
        yield from _names(tokens(page.text, start, end))


def _windows(page: Page) -> Iterator[tuple[int, int]]:
    """Pieces of the text around cues, within their lines, in order and apart."""
    text, begin, close = page.text, 0, -1
    for cue in page.find(_cues()):
        first = max(0, cue.start - _BEFORE_WINDOW)
        start = max(text.rfind("\n", first, cue.start) + 1, first)
        line = text.find("\n", cue.end, cue.end + _AFTER_WINDOW)
        end = line if line >= 0 else min(len(text), cue.end + _AFTER_WINDOW)
        if start <= close + 1:  # a piece across lines is one call; no name goes across them
            close = max(close, end)
            continue
        if close >= 0:
            yield begin, close
        begin, close = start, end
    if close >= 0:
        yield begin, close


_NO_PERSON = frozenset(
    listed("""
    会社 法人 銀行 商店 県 府 市 区 町 村 駅 大学 高校 病院 神社 寺 城 川 山 島 港 空港 通り
    線 支店 店
    """)
)
_LORDS = frozenset("王神殿仏客奥姫若公皆嫁")
"""With 様 these are words: 王様, 神様, 奥様."""
_COMPANY = frozenset(listed("会社 (株) 株式 (有) 法人 ㈱ ㈲"))


def _names(words: list[Token]) -> Iterator[Hit]:
    i, count = 0, len(words)
    while i < count:
        token = words[i]
        if token.is_name or token.text in SURNAMES or _may_be_name(token):
            length, hit = _name_at(words, i)
            if hit:
                yield hit
            i += max(length, 1)
        else:
            i += 1


def _name_at(words: list[Token], i: int) -> tuple[int, Hit | None]:
    """A name that begins with token i: how many words it takes, and the hit if it is one."""
    token = words[i]
    if i and words[i - 1].text in _COMPANY:
        return 1, None
    j, given = _end_of_name(words, i)
    last = words[j - 1]
    after = j + 1 if j < len(words) and words[j].text == " " else j
    follows = words[after].text if after < len(words) else ""
    if token.text.isascii() and len(token.text) < 2:
        return 1, None  # Aさん stands for somebody
    honoured = _is_honoured(words, after)
    if honoured in {"様", "さま"} and token.text in _LORDS:
        return 1, None
    if honoured:
        named = any(t.is_name or t.text in SURNAMES for t in words[i:j])
        if named or (token.is_unknown and len(token.text) > 1):
            rule = Rule.PERSON_BESIDE_ROLE if honoured in _ROLES else Rule.PERSON_BESIDE_HONORIFIC
            return j - i, rule.at(token.start, last.end, 0.9, honoured)
    if not token.is_surname:
        return (j - i if token.is_name else 1), None
    if given and follows[:1] not in _NO_PERSON and follows not in _NO_PERSON:
        return j - i, Rule.PERSON_FULL_NAME.at(token.start, last.end, 0.88)
    if j == i + 1:
        if i and follows not in _NO_PERSON and (role := _role_before(words, i)):
            return 1, Rule.PERSON_BESIDE_ROLE.at(token.start, last.end, 0.75, role)
        if _introduces(words, i):
            return 1, Rule.PERSON_WHO_WRITES.at(token.start, last.end, 0.75)
    return j - i, None


def _introduces(words: list[Token], i: int) -> bool:
    """木村と申します, 総務の木村です。, at the head of a line 木村です。, under a mail 総務課 木村."""
    said = "".join(token.text for token in words[i + 1 : i + 6])
    if said.startswith(("と申", "と言います", "といいます", "でございます")):
        return True
    before = words[i - 1].text if i else "\n"
    if said.startswith(("です。", "です\n", "です、")):
        return before in {"の", "\n", "。", " "}
    is_last = not said or said[0] == "\n"
    return is_last and before == " " and i > 1 and words[i - 2].text.endswith(_UNITS)


_UNITS = (
    "課",
    "部",
    "室",
    "係",
    "局",
    "グループ",
    "チーム",
    "センター",
    "支店",
    "営業所",
    "事務所",
)


def _may_be_name(token: Token) -> bool:
    return 1 < len(token.text) <= 6 and not token.text.isascii() and token.is_unknown


def _end_of_name(words: list[Token], i: int) -> tuple[int, bool]:
    """Where the name that begins at token i ends, and whether a given name is in it."""
    j, given = i + 1, False
    while j < len(words) and j - i < 6:
        token = words[j]
        if token.is_name and token.text not in HONORIFICS:
            given = given or token.is_given
            j += 1
        elif token.text == " " and words[i].is_surname and (end := _honoured_given(words, j + 1)):
            return end, True
        elif token.text in {" ", "・", "="} and j + 1 < len(words) and words[j + 1].is_name:
            if words[j + 1].is_surname and words[i].is_surname and token.text == " ":
                break
            j += 1
        elif _is_part(token) and (j + 1 < len(words)) and _is_honoured(words, j + 1):
            j += 1
        elif words[i].is_surname and (end := _honoured_given(words, j)) and end - j == 2:
            if all(len(word.text) == 1 for word in words[j:end]) and not _is_no_given(words[j]):
                return end, True
            break
        else:
            break
    return j, given


def _honoured_given(words: list[Token], j: int) -> int:
    """Where an unknown given name ends that an honorific follows, or 0."""
    length = 0
    for k in range(j, min(j + 4, len(words))):
        if length and _is_honoured(words, k + (words[k].text == " ")):
            return k
        length += len(words[k].text)
        if length > _MAX_GIVEN or not _NAME_SCRIPT.fullmatch(words[k].text):
            return 0
    return 0


_MAX_GIVEN = 5
_NAME_SCRIPT = re.compile("[一-龠々ヶぁ-んァ-ヴー]+")


def _is_no_given(token: Token) -> bool:
    return token.text in _NO_PERSON or token.text[0] in "部課係長社店室局家殿様"


def _is_part(token: Token) -> bool:
    """A word that may be (part of) a given name if an honorific follows."""
    text = token.text
    return (
        len(text) <= 2
        and "一" <= text[0] <= "龠"
        and "一" <= text[-1] <= "龠"
        and text not in _NO_GIVEN
        and token.word_class in {"名詞", "接尾辞", "形状詞"}
        and text[0] not in "部課係長社店室局家殿様"
    )


def _is_honoured(words: list[Token], j: int) -> str:
    """The honorific or role that begins at token j, or the empty string."""
    joined = ""
    for token in words[j : j + 4]:
        joined += token.text
        if joined in _TITLES:
            return joined
        if joined not in _BEGINNINGS:
            break
    return ""


_ROLES = frozenset(ROLES)
_TITLES = HONORIFICS | _ROLES
_NO_GIVEN = _TITLES | _NO_PERSON
_BEGINNINGS = frozenset(title[:k] for title in _TITLES for k in range(1, len(title) + 1))


def _role_before(words: list[Token], i: int) -> str:
    """The role that ends before token i, or the empty string."""
    k = i - 1
    if words[k].text in {"の", " ", "・", ":"}:
        k -= 1
    joined = ""
    for token in reversed(words[max(0, k - 3) : k + 1]):
        joined = token.text + joined
        if joined in _ROLES:
            return joined
    return ""


# ---------------------------------------------------------------- beside a label

_LINK = re.compile(
    r"(?:\(カナ\)|\(フリガナ\)|\([^)\n]{1,8}\))?[ \t]*(?:[\"'`*]{0,3}[ \t]*(?:[:=|】」\]>\t]|[-–—→]+[ ])[ \t]*[\"'`*「『(]{0,3}|は、?|の(?=.{2,8}(?:です|さん|様))|,[ ]?[\"'])?[ \t\n]?[\"'「]?"
)
_VALUE = re.compile(r"[^\n,、。;|\t\"'`」』】()\[\]<>{}/:=*→\\]{2,32}")
_TITLE = re.compile(r"[ ]?(?:様|さん|氏|殿|先生|君|くん|ちゃん)[ ]?$")
_SENTENCE = re.compile(
    r"(?:です|でした|と申します|と言います|といいます|さん|様|氏|に|を|が|は|へ|から|まで|より|と)(?![一-龠]).*$"
)
_ASSIGNS = re.compile(r"[:=|】」\]>\t–—→-]")
_LATIN_NAME = re.compile(rf"[{UPPER}][\w'’\-]+(?:[ ,]+[{UPPER}][\w'’.\-]*){{1,3}}")


def _beside(page: Page, labels: Labels, label: Label) -> Iterator[Hit]:
    link = _LINK.match(page.text, label.end)
    start = link.end() if link else label.end
    is_cell = label.start == label.end
    is_assigned = is_cell or bool(link and _ASSIGNS.search(link[0]))
    if not (is_assigned or (link and link[0] and ("は" in link[0] or not link[0].strip(" ")))):
        return
    if not is_cell and any(len(lb.word) > 1 for lb in labels.after(start, 0)):
        return  # the next label, and no value between
    for _ in range(_MOST_LISTED if is_assigned else 1):
        value = _VALUE.match(page.text, start, label.stop or start + 32)
        if value is None:
            return
        if span := _name_value(page, label, *_trimmed(value), is_assigned):
            yield Rule.PERSON_BESIDE_LABEL.at(*span, 0.93, *label.told)
        following = _NEXT.match(page.text, value.end())
        if not following:
            return
        start = following.end()


_MOST_LISTED = 30  # names after one label: 出席者：田中、佐藤（総務）、鈴木
_NEXT = re.compile(
    r"(?:[ ]?\([^()\n]{1,20}\))?[ ]?[、,・/][ ]?(?=[一-龠々ァ-ヴーぁ-ん])|,[ ](?=[a-z])"
)


def _trimmed(value: re.Match[str]) -> tuple[int, str]:
    """A value without blanks and titles around it: where it begins, and it."""
    raw = _TITLE.sub("", value[0].rstrip())
    bare = raw.lstrip()
    return value.start() + len(raw) - len(bare), bare


_KANA = re.compile(r"[ァ-ヴーぁ-ん]{2,8}[ ・]?[ァ-ヴーぁ-ん]{2,8}")
_TWO_PARTS = re.compile(r"[一-龠々ヶ]{1,4}[ ][一-龠々ヶぁ-んァ-ヴー]{1,5}")


def _name_value(
    page: Page, label: Label, start: int, raw: str, assigned: bool
) -> tuple[int, int] | None:
    """The characters of a labelled value that are a name, if it is one."""
    if not raw or raw in label.word:
        return None
    if raw < "\u0250" and all(char < "\u0250" for char in raw):
        return _latin_value(page, label, start, raw) if assigned else None
    if label.family is Family.READING:
        match = _KANA.match(raw)
        return (
            (start, start + match.end())
            if match and (" " in match[0] or _tagged(page, start, raw))
            else None
        )
    if span := _tagged(page, start, raw):
        return span
    if label.family is Family.PERSON and assigned and _is_name_shaped(raw):
        return start, start + len(raw)
    return None


def _is_name_shaped(raw: str) -> bool:
    """Two short parts, or up to five ideographs that are no word of the dictionary."""
    if _TWO_PARTS.fullmatch(raw):
        return True
    words = tokens(raw, 0, len(raw)) if len(raw) <= _MAX_GIVEN else []
    return len(words) == 1 and words[0].is_unknown and bool(_NAME_SCRIPT.fullmatch(raw))


def _tagged(page: Page, start: int, raw: str) -> tuple[int, int] | None:
    """The name at the beginning of a value by its words: at least one is known as a name."""
    found = tokens(page.text, start, start + len(raw))
    i = end = 0
    known = False
    for i, token in enumerate(found):
        blank = token.text in {" ", "・", "="} and i + 1 < len(found)
        part = token.is_unknown or (
            token.word_class in {"名詞", "接尾辞", "接頭辞", "形状詞"} and len(token.text) <= 3
        )
        if blank:
            continue
        if not (token.is_name or (part and token.text not in _NO_GIVEN)):
            break
        known = known or token.is_name
        end = token.end
    whole = end - start
    if (
        not known
        or not 1 < whole <= 16
        or not (found[0].is_unknown or any(token.is_name for token in found[:2]))
    ):
        return None
    text = page.text[start:end]
    if any(text.endswith(word) for word in ("部", "課", "会社", "銀行", "店", "市", "県", "町")):
        return None
    return start, end


_PROSE = frozenset(
    listed("the a an this that your my our new other unknown null none true false string")
)


_MOST_WORDS = (
    4  # Maria del Carmen López; what is only called "name" is a thing's from four words on
)


def _latin_value(page: Page, label: Label, start: int, raw: str) -> tuple[int, int] | None:
    original = page.original(start, start + len(raw))
    match = _LATIN_NAME.match(original)
    if match is None or len(original) != len(raw):
        return None
    words = [w.strip(".,").lower() for w in re.split("[ ,]+", match[0])]
    known = bool(set(words) & (FIRST_NAMES | ROMAJI))
    most = _MOST_WORDS - (label.word.lower() == "name")
    rest = original[match.end() :].strip()
    sure = rest[:1] in {"", ",", "("} and len(words) <= most
    if label.family is Family.ROLE:  # Author: Red Hat
        is_likely = words[0] in GIVEN_NAMES or are_japanese(words) or not match[0].isascii()
        sure = sure and is_likely
    if words[0] in _PROSE or not (known or sure):
        return None
    return start, start + match.end()


# ---------------------------------------------------------------- Latin letters


LATIN_TITLES = "Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam"
LATIN_HONORIFICS = "san|sama|kun|sensei"


@cache
def _latin() -> Any:
    first = "|".join(sorted(name.capitalize() for name in FIRST_NAMES))
    family = "|".join(sorted(f"{name.capitalize()}|{name.upper()}" for name in ROMAJI))
    word = WORD
    return expression(
        rf"(?:{LATIN_TITLES})(?:\. ?| )({word}(?: [A-Z]\.)?(?: {word})?)"
        rf"|((?:{first}) (?:[A-Z]\. )?(?:{word}))"
        rf"|({word} (?:{family}))"
        rf"|((?:{family}) {word})"
        rf"|({word})-(?:{LATIN_HONORIFICS})",
        grouped=True,
    )


_NO_SURNAME = frozenset(
    listed("""
    street road avenue city university hospital school inc corp company ltd college airport
    station day river lake island county state park hall center centre bank museum church
    the and or is was has will library prize award theory method law theorem algorithm model
    test code in of for on at river dynasty beach mountain islands carolina dakota virginia
    jersey york mexico zealand kingdom st ave rd blvd motors motor electric heavy industries
    square plaza garden gardens tower towers building bridge house hill hills springs falls valley
    heights terminal stadium arena theatre theater hotel harbor harbour bay creek canyon grove
    forest ridge point gate lane drive court terrace village mall market cathedral palace castle
    tunnel zoo aquarium clinic academy institute club studio studios pier port cape
    shoten foundation institute laboratory group holdings
    """)
)
_EDGE = re.compile(r"[A-Za-z0-9_]")


def _in_latin(page: Page) -> Iterator[Hit]:
    """Names with a title, or of a known given or family name, by their capitals."""
    text = page.segment.text
    if not text.isascii() and page.text.isascii():
        return
    if len(text) != len(page.text):
        return
    for at, match in found(text, _latin()):
        group = match.lastindex or 0
        start, end = at + match.start(group), at + match.end(group)
        if (at > 0 and _EDGE.match(text, at - 1)) or (group != 5 and _EDGE.match(text, end)):
            continue
        words = match[group].lower().split()
        if group == 1 and words[0] in _TITLES_ONLY:
            continue
        if (group != 1 and set(words) & _NO_SURNAME) or (group in {3, 4} and words[0] in _OPENERS):
            continue
        yield _latin_hit(match, group, *whole(text, start, end))


def _latin_hit(match: re.Match[str], group: int, start: int, end: int) -> Hit:
    match group:
        case 1:
            title = match[0][: match.start(1)].rstrip(". ")
            return Rule.PERSON_BESIDE_HONORIFIC.at(start, end, 0.9, title)
        case 2:
            return Rule.PERSON_KNOWN_GIVEN_NAME.at(start, end, 0.8)
        case 5:
            suffix = match[0][match.end(5) + 1 :]
            return Rule.PERSON_BESIDE_HONORIFIC.at(start, end, 0.9, suffix)
        case _:
            return Rule.PERSON_KNOWN_FAMILY_NAME.at(start, end, 0.8)


_TITLES_ONLY = frozenset(listed("mr mrs ms miss dr prof sir madam"))
_OPENERS = frozenset(
    listed("""
    the a an in at by from with and dear hi hello thanks mr ms mrs dr please ask contact
    call tell meet regards if when while after before for to of about according both
    """)
)
