"""packs/*.yaml -> the words to look for, and the cues by which an occurrence is judged.

A pack holds, by level or as RE2 expressions over folded text:

    words         mean a marker wherever they stand as one
    weak          are common in other senses as well and need a clearer form
    common        the weak ones that programs are full of
    shared        those that another language has for other things: no markers in a text of that
    handling      orders that go with a marker (取扱注意, do not distribute); no level's name
    open          names of levels without secrecy: beside them, a marker is an item of a list
    keys          what names a field that holds a marker (機密区分: ...); plain_keys need no colon,
                  loose_keys only count outside of code
    nouns, fill   kinds of documents; what may stand beside a marker on a line of its own
    stated        sentences in which a text says of itself that it bears a marker (here §);
                  stated_common, those in which a common word may stand;
    asked         those that hand over such a text, which must follow
    not_stated, not_asked, word_about, names, asks, goes_on, denies_*, fiction, said, reading
                  what shows that a text speaks of a marker: see speaking.py
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any
from unicodedata import normalize

import re2
import yaml

from gateway.kept_yaml import Sources
from gateway.text import searchable

LEVELS = ("internal", "confidential", "secret", "top_secret")
"""What a marker stands for, from the least sensitive."""

OPEN = "open"
GLUE = " \t\n\r・·•.-_*|/"
"""What people put between the characters of a marker: 社・外・秘, C-O-N-F-..."""

_HAN_GAP = r"[\s・·•.\-_*|/]{0,3}"
_LATIN_GAP = r"[ \t\-_]{1,3}"  # a phrase is not read across the end of a line
_LETTER_GAP = r"[ .·•\-_*]{1,2}"
_WIDE_WORD_GAP = r"[ .·•\-_*&]{1,5}"


@dataclass(frozen=True, slots=True)
class Word:
    """A marker as the pack has it."""

    text: str
    level: str
    weak: bool = False
    handling: bool = False
    common: bool = False
    """One of the words that programs and their documents are full of."""
    language: str = ""
    shared: bool = False
    """Does another language have it for other things?"""

    @property
    def is_latin(self) -> bool:
        return is_latin(self.text[0])


@dataclass(frozen=True)
class Lexicon:
    """The words of the packs that the policy names, and the cues of all packs.

    Each expression is compiled for the first text that needs it, which takes longer than to look
    through one.
    """

    words: Mapping[str, Word] = field(repr=False)

    @property
    def cues(self) -> Cues:
        return _cues()

    @cached_property
    def _all(self) -> Any:
        return _finder(self.words.values())

    @cached_property
    def _latin(self) -> Any:
        return _finder(word for word in self.words.values() if word.is_latin)

    @cached_property
    def _others(self) -> Any:
        return _finder(word for word in self.words.values() if not word.is_latin)

    def finder(self, text: str) -> Any:
        """Finds the words that a folded text could hold by the letters that it has."""
        if text.isascii():
            return self._latin
        return self._all if _LATIN.search(text) else self._others

    def warm(self) -> Iterator[None]:
        """Compile all of it, a piece at each step."""
        for text in ("a", "\u3042", "a\u3042"):
            self.finder(text)
            yield
        self.cues  # noqa: B018 - made by being asked for
        yield

    def occurrences(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """Every word in a folded text and its characters, in order, however it is spaced.

        Given bytes, RE2 need not count the characters of a text for each of a thousand matches.
        """
        data = text.encode("utf-8", "replace")
        at = byte = 0
        for match in self.finder(text).finditer(data):
            start, end = match.span()
            if start > byte:
                at += len(data[byte:start].decode())
            found = data[start:end].decode()
            last = at + len(found)
            if word := self.words.get(squeezed(found)):  # none for a run of one letter
                yield at, last, word
            at, byte = last, end


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled expressions, each over all languages: a prompt may mix them."""

    levels: Mapping[str, str]
    """Every word that names a level, the open ones too, to the level it names."""
    item: Any
    pure: Any
    key_before: Any
    plain_key_before: Any
    loose_key_before: Any
    key: Any
    strict_key: Any
    stated: Any
    stated_common: Any
    asked: Any
    not_asked: Any
    not_stated: Any
    word_about: Any
    names: Any
    asks: Any
    goes_on: Any
    goes_on_but: Any
    goes_on_in: Mapping[str, Any]
    """The same by language: what is a particle in one begins a title in another (与信, 和解案)."""
    denies_before: Any
    denies_after: Any
    reading: Any
    fiction: Any
    said: Any
    homograph: Any
    homograph_but: Any
    noun: Any
    """A kind of document, anywhere."""


@lru_cache(4096)  # words of the packs in the spacings that people give them
def squeezed(text: str) -> str:
    return "".join(c for c in text if c not in GLUE)


_LATIN = re.compile("[0-9a-z\xaa-\u024f\u1e00-\u1eff]")


def is_latin(char: str) -> bool:
    """A Latin letter or an ASCII digit, Vietnamese ones included."""
    return char.isalnum() and (char < "\u0250" or "\u1e00" <= char <= "\u1eff")


@cache  # a policy's own tests make the classifiers anew for each of them
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    """Raises ValueError for a language that no pack is there for."""
    packs = _packs()
    if unknown := set(languages) - set(packs):
        raise ValueError(f"no marker pack is called {min(unknown)}; there are {', '.join(packs)}")
    words: dict[str, Word] = {}
    for language in languages:
        for word in _words(packs[language], language):
            words.setdefault(squeezed(word.text), word)
    return Lexicon(words)


def _finder(words: Iterable[Word]) -> Any:
    return compiled(_any(_spaced(word.text) for word in words), longest=True)


@cache
def digest() -> str:
    """Changes with any pack."""
    state = hashlib.sha256()
    for text in sources().texts.values():
        state.update(text.encode())
    return state.hexdigest()[:16]


# ---------------------------------------------------------------- reading packs


@cache
def sources() -> Sources:
    """The packs, one file a language."""
    return Sources.of(__package__, _read, "packs")


@cache
def _packs() -> dict[str, dict[str, Any]]:
    """By language."""
    values = sources().values()
    return {n.removeprefix("packs/").removesuffix(".yaml"): pack for n, pack in values.items()}


def _read(_: str, text: str) -> Any:
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def _words(pack: Mapping[str, Any], language: str = "") -> Iterable[Word]:
    for kind in ("words", "weak", "handling"):
        for level, texts in pack[kind].items():
            for text in texts:
                yield Word(
                    searchable(text).text,
                    level,
                    weak=kind == "weak",
                    handling=kind == "handling",
                    common=text in (pack.get("common") or ()),
                    language=language,
                    shared=text in (pack.get("shared") or ()),
                )


@cache
def _cues() -> Cues:
    packs = _packs().values()
    words = [word for pack in packs for word in _words(pack)]
    levels = {squeezed(searchable(t).text): OPEN for pack in packs for t in pack["open"]}
    levels |= {squeezed(w.text): w.level for w in words if not w.handling}
    items = [searchable(t).text for pack in packs for t in pack["open"]]
    items += [w.text for w in words if not w.handling]
    mark = _any(_spaced(w.text) for w in words)
    fill = _all(packs, "fill")
    keys, plain, loose = (_all(packs, k) for k in ("keys", "plain_keys", "loose_keys"))
    return Cues(
        levels=levels,
        item=compiled(_any(map(_spaced, items)), longest=True),
        pure=compiled(f"(?:{DECORATION}|{TAG}|{mark}|{fill})*"),
        key_before=compiled(f"(?:^|[^a-z一-龯ァ-ヶー가-힣])(?:{keys}|{plain}){_COLON}{_OPENING}*$"),
        plain_key_before=compiled(f"(?:^|[^a-z一-龯ァ-ヶー가-힣])(?:{plain})[ \t]+{_OPENING}*$"),
        loose_key_before=compiled(f"(?:^|[^a-z\"'`{{,]\\s?)(?:{loose}){_COLON}[\\[(【<]?$"),
        strict_key=compiled(f"{_QUOTES}(?:{keys}|{plain}){_QUOTES}"),
        key=compiled(f"{_QUOTES}(?:{keys}|{plain}|{loose}){_QUOTES}"),
        stated=compiled(_all(packs, "stated")),
        stated_common=compiled(_all(packs, "stated_common")),
        asked=compiled(_all(packs, "asked")),
        not_asked=compiled(_all(packs, "not_asked")),
        not_stated=compiled(_all(packs, "not_stated")),
        word_about=compiled(_all(packs, "word_about")),
        names=compiled(_all(packs, "names")),
        asks=compiled(_all(packs, "asks")),
        goes_on=compiled(f"^(?:{_all(packs, 'goes_on')})"),
        goes_on_but=compiled(f"^(?:{_all(packs, 'goes_on_but')})"),
        goes_on_in={n: compiled(f"^(?:{_all([p], 'goes_on')})") for n, p in _packs().items()},
        denies_before=compiled(_all(packs, "denies_before")),
        denies_after=compiled(f"^(?:{_all(packs, 'denies_after')})"),
        reading=compiled(f"^(?:{_all(packs, 'reading')})"),
        fiction=compiled(_all(packs, "fiction")),
        said=compiled(f"^(?:{_all(packs, 'said')})"),
        homograph=compiled(f"^(?:{_all(packs, 'homographs')})"),
        homograph_but=compiled(f"^(?:{_all(packs, 'homograph_but')})"),
        noun=compiled(_all(packs, "nouns")),
    )


# ---------------------------------------------------------------- expressions

DECORATION = (
    r"[\s\-‐‑‒–—―─━═=*#_~〜★☆※■□◆◇●○◎▲▼△▽・•·▪▶►|\\/<>:;,.。、!+^\"'`“”‘’「」『』"
    r"【】\[\]()〔〕〖〗〈〉《》≪≫«»{}™®✱✳❗‼⚠🔒🔐🚫⛔%&@]"
)
TAG = r"</?[a-z!][^<>]{0,160}>"
_COLON = r"(?:[\"'」』】\])>*]*\s*(?:[:=|→]|-{1,2}\s|[–—]\s?)|[】\]])\s*"
_OPENING = r"[\"'`“‘「『【\[(〔<《*]"
_QUOTES = r"[\"'`*\s【】\[\]]*"


def compiled(expression: str, *, longest: bool = False) -> Any:
    options = re2.Options()
    options.longest_match = longest
    options.never_capture = True
    options.max_mem = 64 << 20  # the default of 8 MiB drops to RE2's slower automaton
    return re2.compile(expression, options=options)


def _any(expressions: Iterable[str]) -> str:
    # RE2 has no expression that matches nothing; the end before the start never comes.
    return "(?:" + ("|".join(expressions) or r"[^\s\S]") + ")"


def _all(packs: Iterable[Mapping[str, Any]], name: str) -> str:
    """One expression of what all packs say under a name, with their nouns put in."""
    expressions = []
    for pack in packs:
        said = pack.get(name) or []
        nouns = "|".join(pack["nouns"])
        for expression in filter(None, [said] if isinstance(said, str) else said):
            expressions.append(f"(?:{expression.replace('{noun}', nouns)})")
    return _any(normalize("NFKC", e) for e in expressions)


def _spaced(word: str) -> str:
    """A word in every spacing that people give it, as an expression."""
    if is_latin(word[0]):
        return _spaced_latin(word)
    if len(word) == 1:
        return f"{word}+"  # a million of them are one thing that is found
    gap = "" if "\u0e00" <= word[0] <= "\u0e7f" else _HAN_GAP
    if "가" <= word[0] <= "힣":
        gap = r"\s?"
    return gap.join(re2.escape(c) for c in word if c != " ")


def _spaced_latin(word: str) -> str:
    parts = word.replace("-", " ").split()
    plain = _LATIN_GAP.join(map(re2.escape, parts))
    if len(squeezed(word)) < 6 or not word.isascii():
        return plain
    letters = _WIDE_WORD_GAP.join(_LETTER_GAP.join(map(re2.escape, p)) for p in parts)
    return f"{plain}|{letters}"
