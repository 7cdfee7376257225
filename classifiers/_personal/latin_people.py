"""A page -> names of persons in Latin letters by what stands around them, and names made whole.

Around them: a greeting, the end of a mail, who is asked or told something, who introduces himself,
a relation or an occupation, a mail address in angular brackets. Each is a cue for words with a
capital; a word that is known to be no name, and any name of a thing, a place or a company, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from classifiers._personal.given_names import GIVEN_NAMES
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.listed import listed
from classifiers._personal.page import Page, expression
from classifiers._personal.surnames import FIRST_NAMES, ROMAJI

UPPER, LOWER = "A-ZÀ-ÖØ-ÞŁŚŠŽÇĆČ", "a-zß-öø-ÿāăąćčđęěğıłńňőřśşšťůűźżž"
WORD = rf"[{UPPER}][{LOWER}'’]+(?:-[{UPPER}][{LOWER}]+)?"
_WHOLE = rf"{WORD}(?: [{UPPER}]\.| {WORD}){{0,3}}"
_FULL = rf"{WORD}(?: [{UPPER}]\.)?(?: {WORD}){{1,3}}"

_GREETINGS = (
    "Hi|Hello|Hey|Dear|Good morning|Good afternoon|Good evening|Bonjour|Salut|Ch[eè]re?|Hallo"
    "|Lieber?|Guten Tag|Sehr geehrter? (?:Herr|Frau)|Hola|Estimad[oa]|Querid[oa]"
    "|Ciao|Gentile|Prezad[oa]"
)
_TITLES = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sr|Sra|Mme|M|Herr|Frau|Señora?|Monsieur|Madame)\.? )?"
_CLOSINGS = (
    "(?i:regards|sincerely|thanks|thank you|cheers|best|best wishes|yours|yours truly|cordially"
    "|take care|talk soon|see you|warmly|mit freundlichen grüßen|viele grüße|cordialement"
    "|saludos|atentamente|cordiali saluti)"
)
_TOLD = (
    "remind|tell|told|ask|asked|inform|notify|thank|meet|met|ring|phone|email|e-mail|text|contact"
    "|invite|invited|congratulate|interview|interviewed|hired|promoted|dismissed"
)
_INTRODUCES = (
    "I am|I'm|[Mm]y name is|[Jj]e suis|[Jj]e m'appelle|[Mm]ein Name ist|[Ii]ch bin|[Mm]e llamo"
    "|[Ss]oy|[Mm]i nombre es|[Mm]i chiamo"
)
_RELATIONS = (
    "counsel|lawyer|attorney|solicitor|manager|director|engineer|accountant|assistant|colleague"
    "|boss|supervisor|landlord|tenant|neighbour|neighbor|doctor|dentist|nurse|teacher|secretary"
    "|wife|husband|brother|sister|son|daughter|mother|father|uncle|aunt|cousin|friend"
    "|broker|consultant|employee|intern|applicant"
)
_PARTIES = "client|customer|contact|agent|patient|candidate"  # things are called so too
_OF_COMPANY = rf"(?:in|at|of|for|from) {WORD}(?: {WORD}){{0,2}}?\.?"
_DEPARTMENTS = (
    "payroll|accounting|accounts|finance|HR|human resources|IT|sales|marketing|legal|purchasing"
    "|procurement|engineering|logistics|support|reception|facilities"
    "|the [a-z]+ (?:team|office|desk)"
)


@cache
def _cues() -> Any:
    """A cue and a name; which group took part tells the cue."""
    return expression(
        rf"(?:^|\n)[> \t]{{0,4}}(?:{_GREETINGS}) {_TITLES}({_WHOLE})(?:,|!|:|\n| [-–—])"
        rf"|(?:^|[\n .,!])(?:{_CLOSINGS})[,.!]?\n{{1,3}}({_WHOLE})(?:\n|$)"
        rf"|\b(?i:{_TOLD}) (?:to )?({_WHOLE})(?:[ ,.;:?!\n]|$)"
        rf"|(?:{_INTRODUCES}) ({_FULL})"
        rf"|\b(?:(?i:{_RELATIONS})(?: {_OF_COMPANY})?|(?:{_PARTIES}) {_OF_COMPANY})"
        rf"(?:,| is| was)? ({_FULL})"
        rf"|({_FULL})\"? <[^<>\s@]{{1,64}}@"
        rf"|({WORD}(?: {WORD})? [{UPPER}]\. {WORD})"
        rf"|({WORD}) (?:from|in) (?:{_DEPARTMENTS})(?:[ ,.;:?!\n]|$)"
        rf"|[.!?,]\n\n({WORD})\s*$"
        rf"|\b(?:for|with|to|from|by|and|of|{_PARTIES}|:) ({WORD} {WORD})(?:[ ,.;:?!\n]|$)",
        grouped=True,
    )


_ASKED, _WORKS, _LAST, _JAPANESE = 3, 8, 9, 10  # the groups that need more than their cue

NO_NAME = frozenset(
    listed("""
    all team everyone everybody there sir madam folks colleagues colleague customer customers
    support hiring world both friend friends guys reader readers valued committee human someone
    anyone nobody staff people management manager managers user users admin administrator sales
    marketing finance legal engineering accounting service services desk office department dept
    group bot system software customer product engineer director the this that these those then
    than they there it its we you he she his her our your their my me him them i a an and or but
    if when while after before because since so as at by for from in into of off on out over to
    under up with without not no yes please thanks thank regards best kind dear hi hello see let
    what which who whom whose why how where here now today tomorrow yesterday monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august
    september october november december spring summer autumn winter new old north south east west
    street road avenue company corporation inc ltd llc gmbh bank university college school hospital
    hotel museum park center centre city state county river lake mountain island bridge airport
    station church court council board agency ministry government police army navy united kingdom
    states america europe asia africa japan china france germany italy spain india korea russia
    canada australia england britain london paris berlin tokyo osaka kyoto york english french
    german japanese chinese korean spanish italian american british european asian figure table
    section appendix chapter part page step option plan class type grade phase level annex exhibit
    article title volume verse line zone
    schedule item question answer note version model room building gate floor unit vitamin hepatitis
    microsoft google amazon apple oracle slack zoom github gitlab jira excel word outlook windows
    linux python java docker claude chatgpt copilot gemini siri alexa jenkins kubernetes azure
    internet web data cloud api project program process report meeting order invoice account
    payment delivery shipping purchase request response error warning info debug true false none
    null god lord mr mrs ms dr prof mom mum dad grandma grandpa baby santa christmas easter
    """)
)
_NO_FAMILY = frozenset(
    listed("""
    co corp corporation company inc ltd llc plc gmbh ag kk
    cup foundation award prize trust society association institute laboratory labs studio studios
    motors electric industries holdings group partners solutions systems technologies consulting
    theory method law theorem algorithm test model effect syndrome disease street square house hall
    """)
)
_PRONOUN = re.compile(r"[^.!?\n]{0,60}\b(?:her|his|he|she|him)\b")
_SECOND_PERSON = re.compile(r"\b(?:you|your|thanks|please)\b", re.IGNORECASE)
_LETTER_LENGTH = 1_500  # characters before the last line in which a mail speaks to somebody


def latin_people(page: Page) -> Iterator[Hit]:
    """Names by what stands around them."""
    text = page.segment.text
    if len(text) != len(page.text):
        return  # places would not be those of the folded text
    for start, match in found(text, _cues()):
        group = match.lastindex or 0
        first, last = start + match.start(group), start + match.end(group)
        words = name_words(text[first:last])
        if _is_name(group, words, text, first, last):
            yield _rule(group, words).at(first, _trimmed(text, first, last), 0.8)


def _rule(group: int, words: list[str]) -> Rule:
    if group != _JAPANESE:
        return Rule.PERSON_IN_CONTEXT
    return Rule.PERSON_KNOWN_GIVEN_NAME if _is_known(words) else Rule.PERSON_JAPANESE


def found(text: str, cues: Any) -> Iterator[tuple[int, re.Match[str]]]:
    """Matches of an expression with groups in a text, capitals kept; places count characters."""
    data = text.encode("utf-8", "replace")
    at = byte = 0
    for place in cues.places.finditer(data):
        first, last = place.span()
        at += len(data[byte:first].decode("utf-8", "replace"))
        byte = first
        match = cues.parts.fullmatch(data[first:last].decode("utf-8", "replace"))
        if match and match.lastindex:
            yield at, match


def name_words(name: str) -> list[str]:
    return [word.strip(".'’").lower() for word in name.split()]


def _is_name(group: int, words: list[str], text: str, first: int, last: int) -> bool:
    if words[0] in NO_NAME or words[-1] in _NO_FAMILY or (len(words) > 1 and words[1] in NO_NAME):
        return False
    known = _is_known(words)
    if group == _ASKED and len(words) == 1:
        return known or bool(_PRONOUN.match(text, last))
    if group == _LAST:
        return bool(_SECOND_PERSON.search(text, max(0, first - _LETTER_LENGTH), first))
    if group == _JAPANESE:
        return known or are_japanese(words)
    return known or group != _WORKS


def _is_known(words: list[str]) -> bool:
    return words[0] in GIVEN_NAMES or words[0] in FIRST_NAMES


def _trimmed(text: str, first: int, last: int) -> int:
    """The end of a name without words behind it that are none: Anna Miller Monday."""
    words = text[first:last].split(" ")
    while len(words) > 1 and words[-1].strip(".").lower() in NO_NAME:
        words.pop()
    return first + len(" ".join(words))


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A name with the parts of it that stand before and behind: Mary Louise [Tennant]."""
    for _ in range(_MOST_PARTS):
        more = _BEHIND.match(text, end)
        if more is None or more[1].lower() in NO_NAME | _NO_FAMILY:
            break
        end = more.end(1)
    return start, end


_MOST_PARTS = 2
_BEHIND = re.compile(rf" (?:[{UPPER}]\. )?({WORD})(?![{LOWER}{UPPER}0-9_])")


# ---------------------------------------------------------------- Japanese in Latin letters

# Hepburn's syllables; two or more of them.
_ROMAJI = re.compile(
    r"(?:(?:[kgsztdnhbpmr]y?|sh|ch|ts|j|f|w|y)?(?:ou|uu|oh|[aiueo])|n(?![aiueo])|(?P<double>[kst])(?=(?P=double))){2,8}"
)
_PLACES = frozenset(
    listed("""
    hokkaido aomori iwate miyagi akita yamagata fukushima ibaraki tochigi gunma saitama chiba tokyo
    kanagawa niigata toyama ishikawa fukui yamanashi nagano gifu shizuoka aichi mie shiga kyoto
    osaka hyogo nara wakayama tottori shimane okayama hiroshima yamaguchi tokushima kagawa ehime
    kochi fukuoka saga nagasaki kumamoto oita miyazaki kagoshima okinawa sapporo sendai yokohama
    kawasaki nagoya kobe kitakyushu shinjuku shibuya shinagawa ueno ginza akasaka roppongi asakusa
    hakata umeda namba narita haneda kansai kanto tohoku kyushu shikoku toyota honda yamaha suzuki
    mazda subaru nikon toshiba hitachi fujitsu panasonic sanyo sharp kyocera banana tomato potato
    pizza pasta risotto mamma casa mia data demo memo photo video radio audio piano solo
    """)
)
_LEAST = 4  # letters of each of the two names


def are_japanese(words: list[str]) -> bool:
    """Are both made of Japanese syllables, and neither is a place or a company?"""
    if len(words) != 2 or set(words) & _PLACES or min(map(len, words)) < _LEAST:
        return False
    if set(words) & ROMAJI:
        return all(map(_ROMAJI.fullmatch, words))
    return all(map(_ROMAJI.fullmatch, words)) and sum(map(len, words)) >= 2 * _LEAST + 2
