"""A value -> is it only a stand-in for a secret: a template, a mask, a reference, a word for it?

Two questions. `is_stand_in` is asked of a value beside a label, where short and weak passwords are
secrets too. `is_sample_token` is asked of what bears a provider's prefix, where a sequence or a
word such as `example` gives a sample away.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.label_lexicon import word_list
from classifiers._credentials.values import is_wordy, make, sequences

_SAYS = frozenset(word_list("says"))
_FILLS = frozenset(word_list("fills"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9/]+")


# What a whole value may be that is no secret.
_WHOLE = (
    # templates: <...>, ${...}, {{...}}, $(...), [...], %NAME%, @NAME@, $NAME, %s, __NAME__, !ref
    r"<[^<>]*>?",
    r"[\$#%]\{.*",
    r"\{\{.*",
    r"\{%.*",
    r"\{[\w .,:|!-]*\}",
    r"\$\(.*",
    r"\[\[?[^\]]*\]?\]",
    r"%[a-z_]\w*%",
    r"@@?[\w.-]+@@?",
    r"\$[a-z_]\w*(?:(?:->|::|[.:\[{]).*)?",
    r"\$env:\w+",
    r"%\(?[a-z_]*\)?[sdr]",
    r"__[a-z_]+__",
    r"!(?:ref|sub|vault|secret|env|getatt)(?: .*)?",
    r"<<.*",
    r"[=#]+",
    r"&(?:#x?[0-9a-f]{2,4}|lt|gt|quot);.*",
    r"\|.*\|",
    # references to where the secret is kept
    r"(?:arn:aws|op://|vault:|ssm:|secretsmanager:|projects/|gcpsecret|sm://|keyvault|@microsoft\.keyvault|env:|file:|data\."
    r"|var\.|local\.|module\.|secrets\.|vars\.|env\.|process\.env|os\.environ|system\.getenv|env\[|https?://|s3://|gs://|ref\+"
    r"|akv://|bw://|doppler:|lookup\().*",
    # paths and names of files
    r"(?:~|\.{1,2})?/[\w.-]*(?:/[\w .-]*)+",
    r"~?/[a-z][\w.-]*",
    r"\.{1,2}/\S*",
    r"[a-z]:\\\S*",
    r"\\\\\S*",
    r"[\w./-]+\.(?:txt|json|ya?ml|toml|pem|key|crt|md|py|js|ts|env|ini|cfg|conf|html?|php|java|go|rb|cs|xlsx?|docx?|pdf|csv)",
    # versions, dates, times, sizes
    r"v?\d+(?:[.,:]\d+)+[a-z0-9-]{0,8}",
    r"\d+/[a-z0-9]+",
    r"\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?(?:t[\d:.z+-]*)?",
    r"[+-]?\d+(?:ms|s|m|h|d|kb|mb|px|%|em|rem)",
    # types
    r"(?:n?var)?char2?(?:\(\d+\))?|(?:int|float|double|uint|number|uuid|utf|blob|clob|text)\d*(?:mb4)?",
    r"(?:optional|list|dict|set|tuple|union|array|map|vec|nullable|secretstr|securestring|mapped|field|annotated)[\[<(].*",
    r"(?:str|string|bytes|any|int)\s*[|?].*",
    r"&?(?:mut )?str(?:[^\w].*)?",
    r"secretstr|secretbytes",
)
_MASK = r"x{4,}|\*{3,}|\.{3,}|…|[•●○■□▪◦·]{2,}|_{4,}|#{3,}|\?{3,}|[x*]{3}$|-{4,}"
# Long enough that no random key holds one.
_SAMPLE = (
    r"example|placeholder|changeme|replace|redacted|dummy|sample"
    r"|your[-_]|insert[-_]|[-_]here(?:[^a-z]|$)|[-_]goes[-_]"
)
# A template is closed, or opens at the end: `{{` and `${` alone are signs of a password.
_INSIDE = (
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\$\([^()]*\)|#\{[^{}]*\}|(?:\$\{|\{\{|\$\(|#\{)\z",
    r"<%|%>|<[a-z][a-z_ -]*[0-9]?>|\{[\w.!:]+\}",
    _MASK,
    _SAMPLE,
)


def _one_of(*patterns: str) -> Any:
    """An RE2 set of one pattern: it says yes or no, and is asked three times as fast for it."""
    options = re2.Options()
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    found.Add("(?i)(?:" + "|".join(patterns) + ")")
    found.Compile()
    return found


@cache
def _stand_in() -> Any:
    return _one_of(rf"\A(?:{'|'.join(_WHOLE)})\z", *_INSIDE)


@cache
def _sample_token() -> Any:
    return _one_of(_MASK, _SAMPLE, *sequences())


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _stand_in(), _sample_token()


# A name in a program, a call, a member, an item: `config.db.password`, `getpass()`, `argv[1]`.
_EXPRESSION = re.compile(
    r"(?:await |new |\*|&|!|-)?[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*(?:\(|\[).*"
    r"|[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+[,;)]?"
    r"|(?:new|await|lambda|function|return|typeof|not)(?:[^A-Za-z0-9].*|$)"
)
_ARGUMENT = re.compile(r"[A-Za-z_]\w*=[^=]|0[xX][0-9A-Fa-f]+$")
_ANCHOR = re.compile(r":.*|#[A-Za-z][\w-]*")
# No program has these within an expression without spaces.
_ODD = re.compile(r"[!@#%^&?~|;$\\]")


def is_stand_in(value: str) -> bool:
    """Is a value beside a label no secret but something that stands in for one?"""
    if len(set(value)) <= 1 + (len(value) > 6) or says_nothing(value):
        return True
    if value[0] in "$#" and _is_jumbled(value[1:]):
        return False  # $iN06RfgOJ is no variable
    return _stand_in().Match(value.encode("utf-8", "replace")) is not None


def is_expression(value: str, *, is_whole: bool = False) -> bool:
    """Is a bare value a piece of a program: a name with members, a call, an item, an argument?

    Where it is the whole of what was assigned, `=` makes an argument of it only if it looks as in a
    program: `required=true`, `timeout=30`; not `Coffee=2016`.
    """
    odd = len(_ODD.findall(value))
    if odd > 1:
        return False
    if _ARGUMENT.match(value) and not (is_whole and _is_odd_argument(value)):
        return True
    if "`" in value or value[0] in "{[(":
        return True
    if _ANCHOR.fullmatch(value):
        return not _is_jumbled(value[1:])
    return not odd and _EXPRESSION.fullmatch(value) is not None


def _is_odd_argument(value: str) -> bool:
    """Has it a name that nobody gives, or a value that is no plain word or number?"""
    _, equals, rest = value.partition("=")
    kinds = make(rest)
    return bool(equals) and (has_odd_name(value) or (kinds.is_medium and bool(kinds.digits)))


def has_odd_name(value: str) -> bool:
    """Does what stands before `=` have capital and small letters or digits as no argument has?"""
    name, equals, _ = value.partition("=")
    kinds = make(name)
    return bool(equals and not kinds.joins and ((kinds.upper and kinds.lower) or kinds.digits))


_OWN_NAME = re.compile(r"passw(?:or)?d|passphrase|token|secret|credential|api_?key", re.IGNORECASE)


def _is_jumbled(name: str) -> bool:
    """Has a name capital and small letters and digits as nobody names a thing?"""
    kinds = make(name)
    mixed = kinds.upper and kinds.lower and kinds.digits
    return bool(mixed) and not kinds.joins and not is_wordy(name)


def says_nothing(value: str) -> bool:
    """Is it made of words for a secret alone: `your-api-key-here`, `newPassword`, `none`?"""
    words = [w.lower() for w in _CAMEL.split(value) if w]
    if not words or (
        _OWN_NAME.search(value) and value.isascii() and all(w.isalpha() for w in words)
    ):
        return True
    known = [w in _SAYS for w in words]
    return any(known) and all(
        k or w in _FILLS or (w.isdigit() and len(w) < 3) for k, w in zip(known, words, strict=True)
    )


def is_sample_token(value: str) -> bool:
    """Is what bears a provider's prefix a sample: a mask, a sequence, a word that says so?"""
    return (
        len(set(value)) < 6 or _sample_token().Match(value.encode("utf-8", "replace")) is not None
    )
