"""A seed -> office texts with secrets whose places are known, and texts that only look like it.

Written apart from the classifier's rules: forms of tokens come from their issuers' documents, the
sentences from how people write. Run it to see recall and false alarms by group:

    python -m tests.classifiers.credential_cases [--seed N] [--count N] [--show]
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from classifiers.credential import classifier
from gateway.model import Needs, Segment

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
B64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"


@dataclass(frozen=True)
class Case:
    """A text, the places of its secrets (none: it is innocent), and the group it is counted in."""

    group: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    label: str = ""


Make = Callable[[random.Random], str]
SENTENCES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def some(r: random.Random, letters: str, length: int) -> str:
    return "".join(r.choice(letters) for _ in range(length))


# ---------------------------------------------------------------- tokens


def _t(*parts: tuple[str, int] | str) -> Make:
    def build(r: random.Random) -> str:
        return "".join(p if isinstance(p, str) else some(r, p[0], p[1]) for p in parts)

    return build


def _uuid(r: random.Random) -> str:
    return "-".join(some(r, HEX, n) for n in (8, 4, 4, 4, 12))


def _jwt(r: random.Random) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head = {"alg": r.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    claims = {
        "sub": some(r, string.digits, 9),
        "exp": r.randrange(10**9, 2 * 10**9),
        "iss": "login",
    }
    return f"{part(head)}.{part(claims)}.{some(r, URLSAFE, 43)}"


TOKENS: dict[str, Make] = {
    "openai-project": _t("sk-proj-", (URLSAFE, 74), "T3BlbkFJ", (URLSAFE, 74)),
    "openai-service": _t("sk-svcacct-", (URLSAFE, 74), "T3BlbkFJ", (URLSAFE, 74)),
    "openai-legacy": _t("sk-", (ALNUM, 20), "T3BlbkFJ", (ALNUM, 20)),
    "anthropic": _t("sk-ant-api03-", (URLSAFE, 93), "AA"),
    "anthropic-admin": _t("sk-ant-admin01-", (URLSAFE, 93), "AA"),
    "anthropic-oauth": _t("sk-ant-oat01-", (URLSAFE, 95)),
    "openrouter": _t("sk-or-v1-", (HEX, 64)),
    "deepseek": _t("sk-", (HEX, 32)),
    "github-classic": _t("ghp_", (ALNUM, 36)),
    "github-oauth": _t("gho_", (ALNUM, 36)),
    "github-server": _t("ghs_", (ALNUM, 36)),
    "github-fine": _t("github_pat_", (ALNUM, 22), "_", (ALNUM, 59)),
    "gitlab": _t("glpat-", (URLSAFE, 20)),
    "gitlab-routable": _t("glpat-", (URLSAFE, 27), ".01.", (HEX, 9)),
    "gitlab-runner": _t("glrt-", (URLSAFE, 20)),
    "gitlab-deploy": _t("gldt-", (URLSAFE, 20)),
    "slack-bot": _t("xoxb-", (string.digits, 12), "-", (string.digits, 13), "-", (ALNUM, 24)),
    "slack-user": _t(
        "xoxp-",
        (string.digits, 12),
        "-",
        (string.digits, 12),
        "-",
        (string.digits, 13),
        "-",
        (HEX, 32),
    ),
    "slack-app": _t(
        "xapp-1-A",
        (string.ascii_uppercase + string.digits, 10),
        "-",
        (string.digits, 13),
        "-",
        (HEX, 64),
    ),
    "slack-webhook": _t(
        "https://hooks.slack.com/services/T",
        (string.ascii_uppercase + string.digits, 8),
        "/B",
        (string.ascii_uppercase + string.digits, 10),
        "/",
        (ALNUM, 24),
    ),
    "aws": _t("AKIA", (string.ascii_uppercase + "234567", 16)),
    "aws-temporary": _t("ASIA", (string.ascii_uppercase + "234567", 16)),
    "google": _t("AIza", (URLSAFE, 35)),
    "google-secret": _t("GOCSPX-", (URLSAFE, 28)),
    "google-access": _t("ya29.a0", (URLSAFE, 160)),
    "azure-secret": _t((ALNUM, 3), "8Q~", (ALNUM + "_.-~", 33), "a"),
    "azure-storage": _t("AccountKey=", (B64, 86), "=="),
    "stripe": _t("sk_live_", (ALNUM, 24)),
    "stripe-long": _t("sk_live_51", (ALNUM, 97)),
    "stripe-restricted": _t("rk_live_", (ALNUM, 24)),
    "stripe-webhook": _t("whsec_", (ALNUM, 32)),
    "twilio": _t("SK", (HEX, 32)),
    "sendgrid": _t("SG.", (URLSAFE, 22), ".", (URLSAFE, 43)),
    "mailgun": _t("key-", (HEX, 32)),
    "mailchimp": _t((HEX, 32), "-us", ("123456789", 1), (string.digits, 1)),
    "telegram": _t(("123456789", 1), (string.digits, 9), ":AA", (URLSAFE, 33)),
    "discord-webhook": _t(
        "https://discord.com/api/webhooks/",
        ("123456789", 1),
        (string.digits, 17),
        "/",
        (URLSAFE, 68),
    ),
    "shopify": _t("shpat_", (HEX, 32)),
    "databricks": _t("dapi", (HEX, 32)),
    "vault": _t("hvs.", (URLSAFE, 90)),
    "terraform": _t((ALNUM, 14), ".atlasv1.", (URLSAFE, 67)),
    "npm": _t("npm_", (ALNUM, 36)),
    "pypi": _t("pypi-AgEIcHlwaS5vcmc", (URLSAFE, 150)),
    "rubygems": _t("rubygems_", (HEX, 48)),
    "crates": _t("cio", (ALNUM, 32)),
    "nuget": _t("oy2", (string.ascii_lowercase + string.digits, 43)),
    "docker": _t("dckr_pat_", (URLSAFE, 27)),
    "huggingface": _t("hf_", (string.ascii_letters, 34)),
    "replicate": _t("r8_", (ALNUM, 37)),
    "groq": _t("gsk_", (ALNUM, 52)),
    "xai": _t("xai-", (ALNUM, 80)),
    "perplexity": _t("pplx-", (ALNUM, 48)),
    "pinecone": _t("pcsk_", (ALNUM, 6), "_", (ALNUM, 63)),
    "langsmith": _t("lsv2_pt_", (HEX, 32), "_", (HEX, 10)),
    "supabase": _t("sbp_", (HEX, 40)),
    "netlify": _t("nfp_", (ALNUM, 36)),
    "digitalocean": _t("dop_v1_", (HEX, 64)),
    "heroku": _t("HRKU-", (ALNUM + "-_", 60)),
    "fly": _t("FlyV1 fm2_", (B64, 160)),
    "linear": _t("lin_api_", (ALNUM, 40)),
    "notion": _t("ntn_", (string.digits, 11), (ALNUM, 35)),
    "notion-old": _t("secret_", (ALNUM, 43)),
    "figma": _t("figd_", (URLSAFE, 40)),
    "atlassian": _t("ATATT3xFfGF0", (URLSAFE, 170), "=", ("0123456789ABCDEF", 8)),
    "asana": _t("1/", ("123456789", 1), (string.digits, 15), ":", (HEX, 32)),
    "airtable": _t("pat", (ALNUM, 14), ".", (HEX, 64)),
    "dropbox": _t("sl.", (URLSAFE, 136)),
    "newrelic": _t("NRAK-", (string.ascii_uppercase + string.digits, 27)),
    "grafana": _t("glsa_", (ALNUM, 32), "_", (HEX, 8)),
    "sentry": _t("sntrys_eyJpYXQiOjE3", (B64, 90), "_", (B64, 43)),
    "postman": _t("PMAK-", (HEX, 24), "-", (HEX, 34)),
    "doppler": _t("dp.pt.", (ALNUM, 43)),
    "onepassword": _t("ops_eyJ", (B64, 300)),
    "age": _t("AGE-SECRET-KEY-1", ("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
    "tailscale": _t("tskey-auth-k", (ALNUM, 11), "CNTRL-", (ALNUM, 32)),
    "jwt": _jwt,
}


def token_cases(r: random.Random) -> Iterator[Case]:
    for name, build in TOKENS.items():
        value = build(r)
        context = r.choice(SENTENCES["tokens"])
        if "@git" in context and any(c in value for c in "/=: "):
            context = "<{}>"
        secret = value.removeprefix("AccountKey=")
        text = context.replace("<{}>", value)
        at = text.index(secret)
        yield Case(f"token {name}", text, ((at, at + len(secret)),))


# ---------------------------------------------------------------- passwords

_SYLLABLES = SENTENCES["syllables"].split()
_WORDS_EN = SENTENCES["words"].split()


def password(r: random.Random) -> str:
    """A password as people and generators make them."""
    form = r.randrange(8)
    if form == 0:
        return some(r, ALNUM, r.randrange(8, 17)) + r.choice("0123456789") + r.choice("abcXYZ")
    if form == 1:
        return (
            str(r.choice(_WORDS_EN)).capitalize() + str(r.randrange(1990, 2030)) + r.choice("!#$%@")
        )
    if form == 2:
        return "".join(r.choice(_SYLLABLES) for _ in range(3)) + str(r.randrange(10, 9999))
    if form == 3:
        return some(r, ALNUM + "!#$%&@^*+?", r.randrange(10, 20)) + "a9!"
    if form == 4:
        return (
            r.choice(["P@ssw0rd", "Passw0rd", "Adm1n", "W3lcome", "Qwerty"])
            + str(r.randrange(1, 999))
            + r.choice(["", "!", "#"])
        )
    if form == 5:
        return f"{r.choice(_WORDS_EN)}-{r.choice(_WORDS_EN)}-{r.randrange(10, 99)}"
    if form == 6:
        return str(r.choice(_WORDS_EN)) + str(r.randrange(1, 9999))
    return (
        some(r, string.ascii_lowercase, 4) + "_" + some(r, ALNUM, 6) + r.choice("0123456789") + "Z"
    )


def _url_safe(value: str) -> str:
    return "".join(c for c in value if c in ALNUM + "-_.!*") + "7k"


def _fill(template: str, make: Callable[[], str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A template with a secret in each place `<{}>`, and where they stand."""
    first, *rest = template.split("<{}>")
    text, spans = first, []
    for piece in rest:
        secret = make()
        spans.append((len(text), len(text) + len(secret)))
        text += secret + piece
    return text, tuple(spans)


def password_cases(r: random.Random) -> Iterator[Case]:
    for i, template in enumerate(SENTENCES["passwords"]):
        yield Case(f"password {i}", *_fill(template, lambda: password(r)))
    for i, template in enumerate(SENTENCES["addresses"]):
        yield Case(f"address {i}", *_fill(template, lambda: _url_safe(password(r))))


def _key(r: random.Random) -> str:
    """A key as services give them."""
    form = r.randrange(4)
    if form == 0:
        return some(r, HEX, 32)
    if form == 1:
        return some(r, ALNUM, 40)
    if form == 2:
        return some(r, HEX, 40)
    return some(r, URLSAFE.replace("-", ""), 24) + "9aZ"


def key_cases(r: random.Random) -> Iterator[Case]:
    for i, template in enumerate(SENTENCES["keys"]):
        yield Case(f"key {i}", *_fill(template, lambda: _key(r)))


# ---------------------------------------------------------------- everything else

_KEYS = (
    "RSA PRIVATE KEY",
    "PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "EC PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
)


def private_key_cases(r: random.Random) -> Iterator[Case]:
    for name in _KEYS:
        body = "\n".join(some(r, B64, 64) for _ in range(r.randrange(3, 20)))
        block = f"-----BEGIN {name}-----\n{body}\n-----END {name}-----"
        cut = f"-----BEGIN {name}-----\n{body}"
        for form, text, secret in (
            ("whole", f"鍵です\n{block}\n以上", block),
            ("escaped", json.dumps({"private_key": block + "\n"}), block.replace("\n", "\\n")),
            ("cut", f"以下の鍵が読めません\n{cut}", cut),
            ("quoted", "> " + block.replace("\n", "\n> "), block.replace("\n", "\n> ")),
        ):
            start = text.index(secret)
            yield Case(f"private key {form}", text, ((start, start + len(secret)),))
    lines = "\n".join(some(r, B64, 64) for _ in range(8))
    frame = "PGP PRIVATE KEY BLOCK-----"
    text = f"-----BEGIN {frame}\nVersion: GnuPG v2\n\n{lines}\n=abCd\n-----END {frame}"
    yield Case("private key pgp", text, ((0, len(text)),))
    text = (
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 2\n"
        f"{lines}\nPrivate-Lines: 1\n{some(r, B64, 64)}\nPrivate-MAC: {some(r, HEX, 64)}"
    )
    yield Case("private key putty", text + "\n", ((0, len(text)),))


def small_cases(r: random.Random) -> Iterator[Case]:
    """Code numbers, phrases, base64 of a pair, a key in base64, a signature."""
    for template in SENTENCES["pins"]:
        yield Case("pin", *_fill(template, lambda: some(r, "123456789", r.choice([4, 6]))))
    for template in SENTENCES["phrases"]:
        yield Case("phrase", *_fill(template, lambda: " ".join(r.sample(_WORDS_EN, 12))))
    for template in SENTENCES["watchwords"]:
        yield Case(
            "phrase", *_fill(template, lambda: r.choice(["ひまわり", "サクラサク", "青い鳥"]))
        )
    pair = base64.b64encode(f"bot:{password(r)}".encode()).decode()
    for template in SENTENCES["basic"]:
        yield Case("basic", *_fill(template, lambda: pair))
    block = "-----BEGIN RSA PRIVATE KEY-----\n" + some(r, B64, 300)
    kube = base64.b64encode(block.encode()).decode()
    yield Case("kubeconfig", *_fill("users:\n- user:\n    client-key-data: <{}>", lambda: kube))
    text = f"AKIA{some(r, string.ascii_uppercase, 16)},{some(r, B64, 40)},ap-northeast-1"
    yield Case("aws pair", text, ((0, 20), (21, 61)))
    address = "https://acct.blob.core.windows.net/c/f.csv?sv=2022-11-02&sr=b&sp=r&sig=<{}>"
    yield Case("sas", *_fill(address, lambda: some(r, ALNUM, 43) + "%3D"))


def keyed_cases(r: random.Random) -> Iterator[Case]:
    """Values whose key names them."""
    for make, names in ((password, "password keys"), (_key, "key keys")):
        for name in SENTENCES[names]:
            value = make(r)
            yield Case("json key", value, ((0, len(value)),), name)


# ---------------------------------------------------------------- what only looks like it


def innocent_cases(r: random.Random) -> Iterator[Case]:
    for i, template in enumerate(SENTENCES["innocent"]):
        yield Case(f"innocent {i}", _draw(template, r))
    for entry in SENTENCES["innocent keys"]:
        yield Case("innocent json", _draw(entry["value"], r), (), entry["key"])


def _draw(template: str, r: random.Random) -> str:
    """`{hex:32}` and its like become random text, `{uuid}` a UUID."""
    letters = {"hex": HEX, "alnum": ALNUM, "digits": string.digits, "b64": B64}
    letters["upper"] = string.ascii_uppercase

    def drawn(match: re.Match[str]) -> str:
        return some(r, letters[match[1]], int(match[2]))

    text = template.replace("{uuid}", _uuid(r))
    return re.sub(r"\{(hex|alnum|digits|b64|upper):(\d+)\}", drawn, text)


HEADS = ("", "", "", *SENTENCES["heads"])
TAILS = ("", "", *SENTENCES["tails"])


def cases(seed: int) -> Iterator[Case]:
    """Every group once, in surroundings drawn by lot."""
    r = random.Random(seed)
    for make in (
        token_cases,
        password_cases,
        key_cases,
        private_key_cases,
        small_cases,
        keyed_cases,
        innocent_cases,
    ):
        for case in make(r):
            head, tail = ("", "") if case.label else (r.choice(HEADS), r.choice(TAILS))
            spans = tuple((s + len(head), e + len(head)) for s, e in case.spans)
            yield Case(case.group, head + case.text + tail, spans, case.label)


# ---------------------------------------------------------------- the score


@dataclass
class Score:
    """Secrets found and missed, findings that were none, innocent texts with a finding."""

    secrets: int = 0
    found: int = 0
    exact: int = 0
    findings: int = 0
    right: int = 0
    innocent: int = 0
    alarms: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.secrets

    @property
    def precision(self) -> float:
        return self.right / self.findings

    @property
    def false_alarms(self) -> float:
        return self.alarms / self.innocent


def score(seeds: range, seen: Callable[[str, Case], None] = lambda what, case: None) -> Score:
    """The classifier's score over the cases of some seeds; `seen` hears of every mistake."""
    credentials, total = classifier(Needs()), Score()
    for seed in seeds:
        for case in cases(seed):
            found = [
                (f.start, f.end)
                for f in credentials.classify(Segment("", case.text, label=case.label))
            ]
            hit = [s for s in case.spans if any(a < s[1] and s[0] < b for a, b in found)]
            total.secrets += len(case.spans)
            total.found += len(hit)
            total.exact += sum(s in found for s in case.spans)
            total.findings += len(found)
            right = sum(any(a < e and s < b for s, e in case.spans) for a, b in found)
            total.right += right
            total.innocent += not case.spans
            total.alarms += bool(found) and not case.spans
            if len(hit) < len(case.spans):
                seen("missed", case)
            if right < len(found):
                seen("false", case)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="print the cases that went wrong")
    options = parser.parse_args()
    wrong: Counter[str] = Counter()

    def seen(what: str, case: Case) -> None:
        wrong[f"{what} {case.group}"] += 1
        if options.show and wrong[f"{what} {case.group}"] == 1:
            print(f"{what} [{case.group}] {case.label} {case.text[-300:]!r}")

    total = score(range(options.seed, options.seed + options.count), seen)
    for name, count in wrong.most_common(80):
        print(f"{count:5} {name}")
    exact = total.exact / total.secrets
    print(
        f"recall {total.recall:.4f} (exact spans {exact:.4f}) of {total.secrets} secrets, "
        f"precision {total.precision:.4f}, "
        f"false alarms {total.false_alarms:.4f} of {total.innocent} innocent texts"
    )


if __name__ == "__main__":
    main()
