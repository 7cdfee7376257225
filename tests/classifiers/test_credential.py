"""Credentials: every rule finds its own sample, a finding is the secret and nothing else, and what
only stands in for a secret is let pass."""

# ruff: noqa: E501 - rows of sentences are read as rows
from __future__ import annotations

import random
import re
import string
from itertools import pairwise

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evaluation import sentences
from bench.evaluation.finders import our_credentials
from bench.evaluation.scoring import measure
from classifiers._credentials import commands
from classifiers._credentials.addresses import Address
from classifiers._credentials.blocks import Key
from classifiers._credentials.gitleaks import GitleaksError, parse_gitleaks
from classifiers._credentials.hits import ENOUGH, Hit, Rank, distinct
from classifiers._credentials.label_lexicon import spellings
from classifiers._credentials.placeholders import is_expression, is_stand_in, says_nothing
from classifiers._credentials.rules import Rule, provider_rules
from classifiers._credentials.sentences import Finder, Link, beside, linked
from classifiers._credentials.values import entropy, is_random, is_wordy, make
from classifiers.credential import CREDENTIAL, classifier
from gateway.model import ClassId, Finding, Needs, Segment

CREDENTIALS = classifier(Needs())
LONG = "aB3dE6gH9" * 60
LETTERS = {
    "alnum": string.ascii_letters + string.digits,
    "digits": string.digits,
    "hex": "0123456789abcdef",
    "upper": string.ascii_uppercase,
    "base64": string.ascii_letters + string.digits + "+/",
}


def found(text: str, label: str = "") -> list[Finding]:
    return list(CREDENTIALS.classify(Segment("", text, label=label)))


def secrets(text: str, label: str = "") -> list[str]:
    return [text[f.start : f.end] for f in found(text, label)]


def a_sample(template: str, seed: int) -> str:
    """`{hex:32}` and its like drawn by lot, so that no live-looking key is kept here."""
    r = random.Random(seed)

    def drawn(match: re.Match[str]) -> str:
        return "".join(r.choice(LETTERS[match[1]]) for _ in range(int(match[2])))

    return re.sub(r"\{(\w+):(\d+)\}", drawn, template)


# ---------------------------------------------------------------- tokens of known form

RULES = [pytest.param(rule, id=rule.id) for rule in provider_rules()]
AROUND = (
    ("", ""),
    ("キーは", "です"),
    ('x = "', '"'),
    ("a,", ",b"),
    ("log\\n", "\\n"),
    ("（", "）"),
    ("k%3D", "&x=1"),
    ("\n", "\r\n"),
)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_finds_its_own_sample_wherever_it_stands(rule: Rule) -> None:
    for seed, (before, after) in enumerate(AROUND):
        sample = a_sample(rule.sample, seed)
        codes = [f.code for f in found(f"{before}{sample}{after}")]
        assert f"credential/{rule.id}" in codes, before


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_whose_it_is_and_where_that_is_written(rule: Rule) -> None:
    assert rule.provider
    assert rule.source.startswith("https://")
    assert re2.compile(rule.pattern)
    low = a_sample(rule.sample, 1).lower()
    assert any(word in low for word in rule.keywords)


@pytest.mark.parametrize("rule", RULES)
def test_a_masked_sample_is_no_secret(rule: Rule) -> None:
    masked = re.sub(r"\{\w+:(\d+)\}", lambda m: "x" * int(m[1]), rule.sample)
    assert rule.id not in {f.rule for f in found(masked)}


def test_at_least_sixty_providers_are_known() -> None:
    assert len({rule.provider for rule in provider_rules()}) >= 60
    assert len({rule.id for rule in provider_rules()}) == len(provider_rules())


# ---------------------------------------------------------------- what is found, and how much of it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("パスワードはAbc123です", ["Abc123"], id="a particle without a space"),
        pytest.param("Ｐａｓｓｗｏｒｄ：Ａｂｃ１２３", ["Ａｂｃ１２３"], id="all in full width"),
        pytest.param("（PW：Abc123）", ["Abc123"], id="a full-width bracket ends the value"),
        pytest.param("password: Abc123.", ["Abc123"], id="a full stop is not part of it"),
        pytest.param("pw=Ab!(cd)", ["Ab!(cd)"], id="a bracket that it opens itself is"),
        pytest.param("a=1;Password=Abc123;b=2", ["Abc123"], id="the next field is not"),
        pytest.param("?user=a&password=Abc123&x=1", ["Abc123"], id="the next parameter is not"),
        pytest.param("password='a b1!cD'", [], id="a quoted sentence is no password"),
        pytest.param("password=password=abc123", ["abc123"], id="a label after a label"),
        pytest.param("dbPass = 'Abc123'", ["Abc123"], id="a capital begins a word"),
        pytest.param("bypass = 'Abc123'", [], id="the end of another word does not"),
        pytest.param("コンパス：N45E12", [], id="nor in katakana"),
        pytest.param(
            "旧PW：aaa111\n新PW：bbb222", ["aaa111", "bbb222"], id="two lines, two secrets"
        ),
        pytest.param("token: " + LONG, [LONG], id="a long value is taken whole"),
    ],
)
def test_a_finding_is_the_secret_without_its_label(text: str, expected: list[str]) -> None:
    assert secrets(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("パスワード：Abc123!", "PASSWORD", id="a password"),
        pytest.param("暗証番号：4821", "PIN", id="a code number"),
        pytest.param("合言葉：ひまわり", "PASSPHRASE", id="a watchword"),
        pytest.param("postgres://a:b1c2d3@h/x", "CONNECTION_STRING", id="an address"),
        pytest.param("npm_" + "aB3dE6gH9" * 4, "TOKEN", id="a token"),
        pytest.param("AKIA" + "Q7WZ" * 4, "API_KEY", id="a key"),
    ],
)
def test_the_kind_names_a_placeholder(text: str, kind: str) -> None:
    assert [f.kind for f in found(text)] == [kind]
    assert re.fullmatch(r"[A-Z_]+", kind)


def test_one_secret_is_one_finding_and_the_more_specific_rule_speaks() -> None:
    token = a_sample("ghp_{alnum:36}", 3)
    for text in (
        f"password={token}",
        f"Authorization: Bearer {token}",
        f"https://u:{token}@h.test/",
    ):
        (finding,) = found(text)
        assert text[finding.start : finding.end] == token
        assert (finding.rule, finding.args) == ("github-token", (("provider", "GitHub"),))


def test_a_finding_names_the_label_of_the_list_and_never_the_text() -> None:
    (finding,) = found("My-SECRET-project PASSWORD: Zx91kQ!")
    assert finding.code == "credential/labelled-password"
    assert dict(finding.args) == {"label": "password", "link": "assigned"}
    assert "Zx91kQ" not in repr(finding)


@pytest.mark.parametrize(
    ("label", "value", "is_secret"),
    [
        pytest.param("password", "hunter2", True, id="password"),
        pytest.param("dbPassword", "hunter2", True, id="camel case"),
        pytest.param("初期PW", "Wel#123", True, id="a Japanese heading"),
        pytest.param("client_secret", "9f8a7b6c5d4e3f2a1b0c", True, id="client_secret"),
        pytest.param("password", "string", False, id="a type in a schema"),
        pytest.param("password", "Enter your password", False, id="words on a screen"),
        pytest.param("passwordPolicy", "min8chars", False, id="a policy"),
        pytest.param("max_tokens", "4096", False, id="another kind of token"),
        pytest.param("token", " the", False, id="a token of a language model"),
        pytest.param("id", "9f8a7b6c5d4e3f2a1b0c", False, id="an id"),
    ],
)
def test_the_key_of_a_value_is_its_label(label: str, value: str, is_secret: bool) -> None:
    assert secrets(value, label) == ([value] if is_secret else [])


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY"])
@pytest.mark.parametrize("lines", [2, 40])
def test_a_private_key_is_found_from_its_first_line_to_its_last(kind: str, lines: int) -> None:
    body = "\n".join(a_sample("{base64:64}", n) for n in range(lines))
    block = f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"
    assert secrets(f"前\n{block}\n後") == [block]
    assert secrets(f"{block}\n{block}") == [block, block]
    assert secrets(block.replace("\n", "\\n")) == [block.replace("\n", "\\n")]


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    "value",
    [
        "<YOUR_KEY>", "${TOKEN}", "{{ secrets.X }}", "xxxx", "********", "your-api-key-here", "changeme",
        "none", "AKIAIOSFODNN7EXAMPLE", "%DB_PASS%", "$PASSWORD", "op://prod/db/password", "string",
        "/run/secrets/db", "C:\\Users\\a", "2026-04-01", "1.2.3", "varchar(255)", "!ref", "newPassword",
    ],
)  # fmt: skip
def test_a_stand_in_is_no_secret(value: str) -> None:
    assert is_stand_in(value)


@pytest.mark.parametrize(
    "value", ["hunter2", "P@ssw0rd", "letmein", "Abc(123)!", "a8f3k29d", "$ecr3t!"]
)
def test_a_password_is_no_stand_in(value: str) -> None:
    assert not is_stand_in(value)
    assert not says_nothing(value)


@pytest.mark.parametrize(
    "value", ["os.environ[x]", "get_password()", "self.password", "a.b.c", "x=1"]
)
def test_a_piece_of_a_program_is_an_expression(value: str) -> None:
    assert is_expression(value)


@given(st.text(string.ascii_letters + string.digits, min_size=1, max_size=80))
def test_entropy_lies_between_none_and_that_of_the_length(text: str) -> None:
    assert 0 <= entropy(text) <= 6.4
    assert entropy(text * 2) == pytest.approx(entropy(text))


@given(st.text(max_size=60))
def test_the_sorts_of_characters_add_up(text: str) -> None:
    kinds = make(text)
    assert kinds.letters + kinds.digits + kinds.joins + kinds.marks == kinds.length == len(text)


def test_names_are_wordy_and_random_texts_are_not() -> None:
    assert is_wordy("utf8-general-ci")
    assert is_wordy("openssl_aes128_set_key")
    r = random.Random(7)
    drawn = ["".join(r.choice(LETTERS["alnum"]) for _ in range(24)) for _ in range(500)]
    assert sum(is_random(text, 2.8) for text in drawn) >= 495


# ---------------------------------------------------------------- laws

TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["password", "パスワード", "は", "です", "：", ": ", "=", " ", "\n", "|", ",", '"', "'", "「", "」", "Ab12!x",
         "AKIA" + "Q7WZ" * 4, "-----BEGIN PRIVATE KEY-----", "://a:b@c", "eyJhbGciOi", "curl -u a:", "\u200b",
         "\ud800", "合言葉", "cookie: sid=", "bearer ", "(", "x" * 40, "ＰＷ", "&amp;", "token", "id,pw\n"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_any_text_has_findings_inside_it_in_order_and_apart(text: str) -> None:
    findings = found(text)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert all(f.information_class == CREDENTIAL and 0 < f.confidence <= 1 for f in findings)
    assert found(text) == findings


OUR_WORDS = {
    *(label.word for label in spellings()), *(label.word.replace(" ", "") for label in spellings()),
    *(rule.provider for rule in provider_rules()), *commands.NAMES, *Address, *Key,
    *(link.value for link in Link),
}  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from(["", "dbPassword", "api key", "暗証番号"]))
def test_a_finding_says_nothing_but_words_of_ours(text: str, label: str) -> None:
    for finding in found(text, label):
        assert {value for _, value in finding.args} <= {ENOUGH, *OUR_WORDS}


@settings(deadline=None, max_examples=100)
@given(TEXTS, TEXTS)
def test_a_token_is_found_between_any_texts(before: str, after: str) -> None:
    token = a_sample("sk-ant-api03-{alnum:93}AA", 5)
    text = f"{before}\n{token}\n{after}"
    start = len(before) + 1
    assert any(f.start <= start and start + len(token) <= f.end for f in found(text))


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("0" * 60 + "=", id="a line as long as quoted-printable's"),
        pytest.param("in quoted-printable: " + "0" * 50 + "=", id="in that coding"),
        pytest.param("curl -H x\\", id="a command that goes on"),
        pytest.param("see&#8203;", id="a reference to the unseen"),
    ],
)
def test_no_line_that_goes_on_hides_a_token(before: str) -> None:
    token = a_sample("sk-ant-api03-{alnum:93}AA", 5)
    text = f"{before}\n{token}\nend"
    start = len(before) + 1
    assert any(f.start <= start and start + len(token) <= f.end for f in found(text))


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**9), st.sampled_from(provider_rules()))
def test_width_hides_no_token(seed: int, rule: Rule) -> None:
    sample = a_sample(rule.sample, seed)
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() and c.isascii() else c for c in sample)
    assert len(found(wide)) >= len(found(sample))


@given(st.lists(st.builds(Hit, st.integers(0, 20), st.integers(21, 40), st.sampled_from(Rank),
                          st.just("X"), st.just("r"), st.just(()), st.floats(0.1, 1)), max_size=8))  # fmt: skip
def test_of_hits_that_overlap_one_stays(hits: list[Hit]) -> None:
    kept = distinct(hits)
    assert len(kept) == min(1, len(hits))
    assert all(max(h.rank for h in hits) == k.rank for k in kept)


def test_what_is_said_of_a_text_is_said_of_many() -> None:
    text = "パスワード：Abc123!\n" * 3000
    assert len(found(text)) == 3000


def test_a_dump_of_secrets_is_found_to_its_end() -> None:
    """After so many distinct ones the rest of the text counts as one; none is left uncovered."""
    r = random.Random(3)
    drawn = ["".join(r.choices(LETTERS["alnum"], k=14)) + "7x!" for _ in range(ENOUGH + 200)]
    text = "一覧\n" + "".join(f"パスワード：{secret}\n" for secret in drawn)
    spans = [(f.start, f.end) for f in found(text)]
    places = [text.index(secret) for secret in drawn]
    assert all(any(a <= at < b for a, b in spans) for at in places)
    assert len(spans) == ENOUGH + 1
    last = found(text)[-1]
    assert (last.rule, last.args) == ("many-secrets", (("many", ENOUGH),))
    assert spans[-1][1] == len(text)


def test_as_many_secrets_as_enough_are_found_one_by_one() -> None:
    text = "".join(f"password=aB3!{i:05}zz\n" for i in range(ENOUGH))
    assert [text[f.start : f.end] for f in found(text)] == [f"aB3!{i:05}zz" for i in range(ENOUGH)]


pieces = st.sampled_from(
    ["password", "パスワード", "api_key", "pw", " ", "\n", ": ", "=", " is ", "は", "「", "以下の通りです", "送ります",
     "follows", "here", "abc123", "x" * 33, "x" * 70, "-", "_", "です", "secret for a long time", "(", ")", "トークン", "9"]
)  # fmt: skip


@pytest.mark.parametrize("finder", [pytest.param(linked(), id="linked"), pytest.param(beside(), id="beside")])  # fmt: skip
@settings(deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_what_is_sought_in_parts_is_what_the_whole_pattern_finds(finder: Finder, text: str) -> None:
    data = text.encode()
    assert list(finder.spans(data)) == [m.span() for m in finder.places.finditer(data)]


@given(st.text(max_size=80), st.integers(0, 6))
def test_entropy_is_shannons_for_short_and_long_texts(text: str, doublings: int) -> None:
    longer = text * 2**doublings
    assert abs(entropy(longer) - entropy(text)) < 1e-6


@pytest.mark.parametrize("rule", RULES)
def test_a_token_deep_in_a_text_is_found_as_it_is_alone(rule: Rule) -> None:
    filler = "The build went through, and 会議の議事録 is on page 12. " * 40
    text = f"{filler}\n{a_sample(rule.sample, 5)}\n{filler}"
    assert rule.id in {f.rule for f in found(text)}


# ---------------------------------------------------------------- the company's own rules

GITLEAKS = """
title = "ours"
[allowlist]
description = "everywhere"
paths = ['''vendor/''']
regexes = ['''ACME-0+''']

[[rules]]
id = "acme-key"
description = "a key of ours"
regex = '''(?i)acme[_-]?key["' ]*[:=]["' ]*(ACME-[0-9A-F]{8})'''
keywords = ["ACME"]
entropy = 2.0
path = '''\\.tf$'''

[[rules]]
id = "acme-name"
regex = '''(acme)-(user)-(\\w+)'''
secretGroup = 3
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''# public''']
stopwords = ["guest"]

[[rules]]
id = "only-a-path"
path = '''\\.p12$'''
"""


def company(text: str) -> list[str]:
    credentials = classifier(Needs(credential_rules=parse_gitleaks(GITLEAKS)))
    found = credentials.classify(Segment("", text))
    return [f"{text[f.start : f.end]} {f.rule}" for f in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "acme_key = 'ACME-12AB34CD'", ["ACME-12AB34CD company/acme-key"], id="its group"
        ),
        pytest.param(
            "社内 ACME_KEY:ACME-12AB34CDです", ["ACME-12AB34CD company/acme-key"], id="beside kana"
        ),
        pytest.param("acme_key = 'ACME-11111111'", [], id="too little entropy"),
        pytest.param("acme_key = 'ACME-00000000'", [], id="the allowlist of the file"),
        pytest.param("acme-user-bob", ["bob company/acme-name"], id="secretGroup"),
        pytest.param("社内 acme–user—bob", ["bob company/acme-name"], id="dashes"),
        pytest.param(
            "社内 acme_key=ＡＣＭＥ−12AB34CD",
            ["ＡＣＭＥ−12AB34CD company/acme-key"],
            id="full width",
        ),
        pytest.param("acme–user–guest7", [], id="a stopword, with dashes"),
        pytest.param("acme-user-guest7", [], id="a stopword"),
        pytest.param("acme-user-bob # public", [], id="an allowlist that looks at the line"),
        pytest.param(
            "acme-user-bob\n# public", ["bob company/acme-name"], id="and not at the next"
        ),
    ],
)
def test_rules_in_gitleaks_form_find_what_they_say(text: str, expected: list[str]) -> None:
    assert company(text) == expected


def test_a_rule_notes_what_of_it_was_left_out() -> None:
    rules = {rule.id: rule for rule in parse_gitleaks(GITLEAKS)}
    assert set(rules) == {"acme-key", "acme-name"}
    assert any("path" in note for note in rules["acme-key"].notes)
    assert rules["acme-key"].keywords == ("acme",)


def _rule(lines: str) -> str:
    return f'[[rules]]\nid = "a"\nregex = "a+"\n{lines}'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("[[rules]\n", 1, "no TOML", id="no TOML"),
        pytest.param("", 0, "no rule", id="nothing in it"),
        pytest.param("rules = 3", 0, "expected tables", id="no tables"),
        pytest.param('[[rules]]\nregex = "a"', 1, "without id", id="no id"),
        pytest.param('[[rules]]\nid = "a"', 1, "regex is missing", id="no regex"),
        pytest.param('[[rules]]\nid = "a"\nregex = "(a"', 3, "RE2", id="no expression"),
        pytest.param('[[rules]]\nid = "a"\nregex = "(?=a)"', 3, "RE2", id="look-around"),
        pytest.param(_rule("entropy = 9"), 4, "entropy", id="too much entropy"),
        pytest.param(_rule('entropy = "3"'), 4, "entropy", id="entropy as a text"),
        pytest.param(_rule("secretGroup = 2"), 4, "secretGroup", id="a group that is not there"),
        pytest.param(_rule('keywords = "x"'), 4, "keywords", id="keywords as a text"),
        pytest.param(
            _rule('[[rules.allowlists]]\nregexes = ["("]'), 1, "allowlist", id="allowlist"
        ),
        pytest.param(_rule("[rules.allowlist]\nstopwords = 1"), 1, "stopwords", id="stopwords"),
        pytest.param(_rule(_rule("")), 5, "two rules", id="an id twice"),
    ],
)
def test_a_fault_has_its_line_and_its_remedy(text: str, line: int, words: str) -> None:
    with pytest.raises(GitleaksError) as caught:
        parse_gitleaks(text)
    assert [at for at, fault in caught.value.faults if words in fault] == [line]


def test_all_faults_are_said_at_once() -> None:
    text = '[[rules]]\nid = "a"\nregex = "("\nentropy = 99\n\n[[rules]]\nregex = "b"\n'
    with pytest.raises(GitleaksError) as caught:
        parse_gitleaks(text)
    assert [line for line, _ in caught.value.faults] == [3, 4, 6]


@pytest.mark.parametrize(
    "regex",
    [
        r"(?i)[\w.-]{0,50}?(?:acme)(?:[ \t\w.-]{0,20})[\s'\"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)"
        r"[\x60'\"\s=]{0,5}([a-z0-9]{32})(?:[\x60'\"\s;]|\\[nr]|$)",
        r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b",
        r"(?P<a>x)|(?-i:Y)[[:alnum:]]{14}\z",
        r"(?i)-----BEGIN[ A-Z0-9_-]{0,100}KEY-----[\s\S-]{64,}?KEY-----",
        r"(?:s:(?s:.){0,200}?)e[\w-]{50,1000}",
    ],
)
def test_what_gitleaks_own_rules_are_written_in_is_read(regex: str) -> None:
    (rule,) = parse_gitleaks(f"[[rules]]\nid = 'r'\nregex = '''{regex}'''\n")
    assert rule.regex == regex


# ---------------------------------------------------------------- as a classifier


def test_a_class_that_the_policy_does_not_list_is_not_reported() -> None:
    other = classifier(Needs(classes=frozenset({ClassId("personal")})))
    assert not list(other.classify(Segment("", "パスワード：Abc123!")))


def test_the_revision_changes_with_the_rules() -> None:
    assert CREDENTIALS.revision == classifier(Needs()).revision
    ours = classifier(Needs(credential_rules=parse_gitleaks(GITLEAKS)))
    assert ours.revision != CREDENTIALS.revision


def test_recall_and_false_alarms_hold_on_cases_drawn_anew() -> None:
    drawn = (*sentences.secrets(4000, 4), *sentences.innocent_of_secrets(4000, 4))
    result = measure(drawn, our_credentials)
    assert result.total().recall >= 0.97
    assert result.total().precision >= 0.99
    assert result.alarm_share <= 0.01
