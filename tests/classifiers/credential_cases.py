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
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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

TOKEN_CONTEXTS = [
    "キーは{}です。動かないので見てください",
    "OPENAI_API_KEY={}",
    'api_key = "{}"',
    "export TOKEN='{}'",
    "curl -H 'Authorization: Bearer {}' https://api.sample.test/v1/me",
    '{{"token": "{}", "expires": 3600}}',
    "これ（{}）を使ってください。",
    "headers:\n  x-api-key: {}\n  accept: '*/*'",
    "エラーログ: 401 invalid key {} at 10:22:31",
    "{}",
    "const client = new Client({{ auth: '{}' }});",
    "昨日発行した鍵：{}、よろしくお願いします。",
    "| service | key |\n|---|---|\n| prod | {} |",
    "git clone https://oauth2:{}@git.sample.test/team/app.git",
    "トークン「{}」が失効しているようです",
    "config.set('key',{})",
    "before\\n{}\\nafter",
]


def token_cases(r: random.Random) -> Iterator[Case]:
    for name, build in TOKENS.items():
        value = build(r)
        context = r.choice(TOKEN_CONTEXTS)
        if "@git" in context and ("/" in value or "=" in value or ":" in value or " " in value):
            context = TOKEN_CONTEXTS[0]
        secret = value.partition("AccountKey=")[2] if "AccountKey=" in value else value
        text = context.format(value)
        at = text.index(secret)
        yield Case(f"token {name}", text, ((at, at + len(secret)),))


# ---------------------------------------------------------------- passwords

_SYLLABLES = "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re ro wa".split()
_WORDS_EN = "summer winter tiger orange rocket castle dragon silver coffee planet garden monkey purple shadow sunset falcon".split()


def password(r: random.Random) -> str:
    """A password as people and generators make them."""
    form = r.randrange(8)
    if form == 0:
        return some(r, ALNUM, r.randrange(8, 17)) + r.choice("0123456789") + r.choice("abcXYZ")
    if form == 1:
        return r.choice(_WORDS_EN).capitalize() + str(r.randrange(1990, 2030)) + r.choice("!#$%@")
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
        return r.choice(_WORDS_EN) + str(r.randrange(1, 9999))
    return (
        some(r, string.ascii_lowercase, 4) + "_" + some(r, ALNUM, 6) + r.choice("0123456789") + "Z"
    )


PASSWORD_CONTEXTS = [
    # Japanese mails and chats
    "パスワード：<{}>",
    "パスワード: <{}>\nURL: https://portal.sample.test/",
    "ログインID：yamada\nパスワード：<{}>\n以上よろしくお願いします。",
    "初期パスワードは <{}> です。初回ログイン時に変更してください。",
    "お疲れ様です。共有サーバのパスワードは<{}>です。",
    "PW：<{}>",
    "ＰＷ：<{}>",
    "Ｐａｓｓｗｏｒｄ：<{}>",
    "ID/PW：tanaka/<{}>",
    "ID: tanaka　PW: <{}>",
    "ID・パスワードは sato / <{}> です",
    "ログインパスワードは「<{}>」になります。",
    "管理画面のパスワードを<{}>に変更しました",
    "zipのパスワードは「<{}>」です",
    "添付ファイルの解凍パスワード：<{}>",
    "先ほどのファイルのパスワードをお送りします。\n\n<{}>\n\nご確認ください。",
    "パスワード\n<{}>\n",
    "■パスワード\n　<{}>",
    "・ユーザー名：admin\n・パスワード：<{}>",
    "仮パスワード【<{}>】でログインできます",
    "パスワード（初回のみ）：<{}>",
    "WiFiのパスワードは<{}>だよ",
    "Wi-Fiパスワード：<{}>",
    "SSID: guest-5g / キー暗号化キー：<{}>",
    "VPNのPWは<{}>でいけるはず",
    "DBのパスは<{}>です、内緒で",
    "ﾊﾟｽﾜｰﾄﾞ：<{}>",
    "Zoom会議\nミーティングID: 812 3456 7890\nパスコード: <{}>",
    "| 項目 | 値 |\n|---|---|\n| ユーザ | root |\n| パスワード | <{}> |",
    "ユーザ名,パスワード\nsuzuki,<{}>\nito,<{}>",
    "氏名\tメール\tPW\n佐藤\tsato@sample.test\t<{}>",
    "| user | password | note |\n| --- | --- | --- |\n| bob | <{}> | admin |",
    "パスワードが<{}>から変わっていないようです",
    "旧パスワード：<{}>\n新パスワード：<{}>",
    "パスワードは次のとおりです。\n<{}>",
    "パスワード→<{}>",
    "パスワード＝<{}>",
    # English prose
    "The password is <{}>, please change it.",
    "Password: <{}>",
    "password - <{}>",
    "My login is bob and my password is <{}>",
    "Use the password <{}> to open the archive.",
    "The admin password for the staging box is <{}>.",
    "username: alice\npassword: <{}>",
    "User: alice Pass: <{}>",
    "I reset your password to <{}>",
    "temp password: <{}> (expires tomorrow)",
    "**Password:** <{}>",
    "- password: `<{}>`",
    "pwd: <{}>",
    "Wi-Fi password: <{}>",
    "credentials: admin / <{}>",
    # other languages
    "密码：<{}>",
    "登录密码是<{}>，请尽快修改",
    "비밀번호: <{}>",
    "비밀번호는 <{}> 입니다",
    "Mật khẩu: <{}>",
    "Kata sandi: <{}>",
    "รหัสผ่าน: <{}>",
    # files and code
    "DB_PASSWORD=<{}>",
    "DB_PASSWORD='<{}>'",
    "export PGPASSWORD=<{}>",
    "POSTGRES_PASSWORD: <{}>",
    "spring.datasource.password=<{}>",
    '"password": "<{}>",',
    "'password' => '<{}>',",
    'password = "<{}>"',
    "password: '<{}>'",
    "[client]\nuser=root\npassword=<{}>",
    "define('DB_PASSWORD', '<{}>');",
    'define( "DB_PASSWORD", "<{}>" );',
    "$dbPass = '<{}>';",
    'String password = "<{}>";',
    "const dbPassword = '<{}>'",
    "conn = psycopg2.connect(host='db', user='app', password='<{}>')",
    "<password><{}></password>",
    '<add key="Password" value="<{}>" />',
    "Server=tcp:db1,1433;Database=erp;User Id=sa;Password=<{}>;Encrypt=True;",
    "Data Source=db1;Initial Catalog=x;uid=sa;pwd=<{}>",
    "jdbc:mysql://db1:3306/erp?user=app&password=<{}>",
    "machine api.sample.test\nlogin bot\npassword <{}>",
    "machine api.sample.test login bot password <{}>",
    "mysql -u root -p<{}> erp",
    "mysql --user=root --password=<{}> erp",
    "sshpass -p '<{}>' ssh root@10.0.0.5",
    "curl -u admin:<{}> https://jenkins.sample.test/api/json",
    "curl --user 'admin:<{}>' https://jenkins.sample.test/",
    "redis-cli -h cache -a <{}> ping",
    "docker login -u bot -p <{}> registry.sample.test",
    "net user tanaka <{}> /add",
    "ALTER USER app IDENTIFIED BY '<{}>';",
    "CREATE ROLE app LOGIN PASSWORD '<{}>';",
    '{{\\"user\\":\\"bob\\",\\"password\\":\\"<{}>\\"}}',
    'env:\n  - name: DB_PASSWORD\n    value: "<{}>"',
    "ansible_ssh_pass: <{}>",
    "ansible_become_password=<{}>",
    "smtp_password = <{}>",
    "--password <{}> --host db1",
    "db.internal:5432:erp:app:<{}>",
    '$env:SQL_PASSWORD = "<{}>"',
    'ConvertTo-SecureString "<{}>" -AsPlainText -Force',
    "requests.get(url, auth=('admin', '<{}>'))",
    'wifi:\n  ssid: office\n  psk: "<{}>"',
    "keystore.password=<{}>",
    "passwd=<{}>",
]
URL_CONTEXTS = [
    "postgres://app:<{}>@db1.sample.test:5432/erp",
    "DATABASE_URL=postgresql://app:<{}>@10.0.0.4/erp?sslmode=require",
    "mongodb+srv://app:<{}>@cluster0.abcde.mongodb.net/erp",
    "redis://:<{}>@cache.sample.test:6379/0",
    "amqp://worker:<{}>@mq.sample.test:5672/vhost",
    "https://admin:<{}>@intra.sample.test/reports",
    "接続先は mysql://root:<{}>@192.168.1.20/erp です",
    "ftp://upload:<{}>@files.sample.test/in",
]


def _url_safe(value: str) -> str:
    return "".join(c for c in value if c in ALNUM + "-_.!*") + "7k"


def _fill(template: str, make: Callable[[], str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A template with a secret in each place `<{}>`, and where they stand."""
    first, *rest = template.replace("{{", "{").replace("}}", "}").split("<{}>")
    text, spans = first, []
    for piece in rest:
        secret = make()
        spans.append((len(text), len(text) + len(secret)))
        text += secret + piece
    return text, tuple(spans)


def password_cases(r: random.Random) -> Iterator[Case]:
    for i, template in enumerate(PASSWORD_CONTEXTS):
        text, spans = _fill(template, lambda: password(r))
        yield Case(f"password {i}", text, spans)
    for i, template in enumerate(URL_CONTEXTS):
        text, spans = _fill(template, lambda: _url_safe(password(r)))
        yield Case(f"address {i}", text, spans)


KEY_CONTEXTS = [
    "APIキー：<{}>", "APIキーは<{}>です", "アクセストークン: <{}>", "シークレットキー：<{}>", "クライアントシークレットは <{}> です。",
    "秘密鍵：<{}>", "API_KEY=<{}>", 'apiKey: "<{}>"', "api_key: <{}>", "client_secret=<{}>", '"client_secret": "<{}>"',
    "X-API-Key: <{}>", "Authorization: Bearer <{}>", "-H 'Authorization: token <{}>'", "SECRET_KEY = '<{}>'",
    "COHERE_API_KEY=<{}>", "MISTRAL_API_KEY: <{}>", "DD_API_KEY=<{}>", "twilio auth token: <{}>", "X-ChatWorkToken: <{}>",
    "X-Cybozu-API-Token: <{}>", "kintoneのAPIトークン：<{}>", "Backlog APIキー: <{}>", "LINE チャネルシークレット：<{}>", "accessToken = '<{}>'",
    "refresh_token=<{}>", "JWT_SECRET=<{}>", "ENCRYPTION_KEY=<{}>", "access key: <{}>", "secret: <{}>", "token=<{}>", "auth_token: \"<{}>\"",
    "The API key is <{}>", "our access token is <{}>.", "API 密钥：<{}>", "访问令牌：<{}>", "API 키: <{}>", "액세스 토큰: <{}>",
    "Cookie: theme=dark; sessionid=<{}>; lang=ja", "Set-Cookie: JSESSIONID=<{}>; Path=/; HttpOnly", "_authToken=<{}>", "bearer <{}>",
    "&access_token=<{}>&expires_in=3600", "--token <{}>", "AWS_SECRET_ACCESS_KEY=<{}>", "aws_secret_access_key = <{}>", "StorageAccountKey: <{}>",
]  # fmt: skip


def _key(r: random.Random) -> str:
    form = r.randrange(4)
    if form == 0:
        return some(r, HEX, 32)
    if form == 1:
        return some(r, ALNUM, 40)
    if form == 2:
        return some(r, HEX, 40)
    return some(r, URLSAFE.replace("-", ""), 24) + "9aZ"


def key_cases(r: random.Random) -> Iterator[Case]:
    for i, template in enumerate(KEY_CONTEXTS):
        text, spans = _fill(template, lambda: _key(r))
        yield Case(f"key {i}", text, spans)


def other_cases(r: random.Random) -> Iterator[Case]:
    """Private keys, code numbers, phrases, base64 of a pair, values under a JSON key."""
    for name in (
        "RSA PRIVATE KEY",
        "PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
    ):
        body = "\n".join(some(r, B64, 64) for _ in range(r.randrange(3, 20)))
        block = f"-----BEGIN {name}-----\n{body}\n-----END {name}-----"
        for form, text in (
            ("whole", f"鍵です\n{block}\n以上"),
            ("escaped", json.dumps({"type": "service_account", "private_key": block + "\n"})),
            ("cut", f"以下の鍵が読めません\n-----BEGIN {name}-----\n{body}"),
            ("quoted", "> " + block.replace("\n", "\n> ")),
        ):
            start = text.index("-----BEGIN")
            yield Case(f"private key {form}", text, ((start, start + 40),))
    pgp = "\n".join(some(r, B64, 64) for _ in range(8))
    text = f"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{pgp}\n=abCd\n-----END PGP PRIVATE KEY BLOCK-----"
    yield Case("private key pgp", text, ((0, len(text)),))
    putty = "\n".join(some(r, B64, 64) for _ in range(4))
    text = f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 2\n{putty}\nPrivate-Lines: 1\n{some(r, B64, 64)}\nPrivate-MAC: {some(r, HEX, 64)}\n"
    yield Case("private key putty", text, ((0, 60),))
    for template in (
        "暗証番号は<{}>です",
        "暗証番号：<{}>",
        "PINコード: <{}>",
        "PIN: <{}>",
        "The PIN is <{}>.",
        "キーボックスの番号 暗証番号 <{}>",
    ):
        text, spans = _fill(template, lambda: some(r, "123456789", r.choice([4, 6])))
        yield Case("pin", text, spans)
    for template in ("passphrase: <{}>", "パスフレーズ：<{}>", "seed phrase: <{}>"):
        text, spans = _fill(template, lambda: " ".join(r.sample(_WORDS_EN, 12)))
        yield Case("phrase", text, spans)
    yield from (
        Case("phrase", *_fill(t, lambda: r.choice(["ひまわり", "サクラサク", "青い鳥"])))
        for t in ("合言葉は「<{}>」です", "合言葉：<{}>")
    )
    pair = base64.b64encode(f"bot:{password(r)}".encode()).decode()
    for template in (
        "Authorization: Basic <{}>",
        '{{"auths":{{"ghcr.io":{{"auth":"<{}>"}}}}}}',
        "//npm.sample.test/:_auth=<{}>",
        "curl -H 'authorization: basic <{}>' https://x.sample.test",
    ):
        yield Case("basic", *_fill(template, lambda: pair))
    for key in (
        "password",
        "dbPassword",
        "DB_PASSWORD",
        "passwd",
        "パスワード",
        "初期PW",
        "userPassword",
        "smtp.pass",
    ):
        value = password(r)
        yield Case("json key", value, ((0, len(value)),), key)
    for key in (
        "api_key",
        "clientSecret",
        "access_token",
        "APIキー",
        "X-Auth-Token",
        "secretAccessKey",
    ):
        value = _key(r)
        yield Case("json key", value, ((0, len(value)),), key)
    kube = base64.b64encode(
        ("-----BEGIN RSA PRIVATE KEY-----\n" + some(r, B64, 300)).encode()
    ).decode()
    yield Case(
        "kubeconfig",
        *_fill("users:\n- name: admin\n  user:\n    client-key-data: <{}>", lambda: kube),
    )
    secret = some(r, B64, 40)
    text = f"AKIA{some(r, string.ascii_uppercase, 16)},{secret},ap-northeast-1"
    yield Case("aws pair", text, ((0, 20), (21, 61)))
    sig = some(r, ALNUM, 43) + "%3D"
    yield Case(
        "sas",
        *_fill(
            "https://acct.blob.core.windows.net/c/f.csv?sv=2022-11-02&se=2027-01-01&sr=b&sp=r&sig=<{}>",
            lambda: sig,
        ),
    )


# ---------------------------------------------------------------- what only looks like it

INNOCENT = [
    "パスワードを入力してください", "パスワードを忘れた場合はこちら", "パスワードは8文字以上で、英大文字・小文字・数字を含めてください。", "パスワード：",
    "パスワード：（別途お知らせします）", "パスワードは別メールで送ります", "パスワードの有効期限は90日です", "パスワードを3回間違えるとロックされます", "パスワード変更日：2026/04/01",
    "新しいパスワードの設定方法を教えてください", "パスワード管理にはKeePassを使っています", "パスワードはSHA-256でハッシュ化しています", "パスワードはBitwardenで管理しています。",
    "パスワード：＊＊＊＊＊＊", "パスワード：●●●●●●", "パスワード：xxxxxxxx", "パスワード：（ご自身で設定したもの）", "パスワード: <パスワード>", "パスワードはExcel2016で設定できますか？",
    "パスワードポリシー：12文字以上、90日ごとに変更", "パスワードにはISO27001の管理策A.9.4.3を適用", "Office365のパスワードリセット手順", "暗証番号は4桁です", "暗証番号を4桁で設定してください", "暗証番号：4桁の数字",
    "PINコードは6桁以上にしてください", "PIN: ****", "パス: C:\\Users\\tanaka\\Documents\\report2.xlsx", "パス：/var/log/nginx/access.log", "バイパス2号線", "バスは10番乗り場です", "パスポート番号の確認", "APIキーの取得方法", "APIキー：未発行",
    "APIキーは環境変数から読み込みます", "アクセストークンの有効期間は3600秒です", "トークン数：1500", "トークン: 2,048", "1回のリクエストは4096トークンまで", "秘密鍵は/etc/ssl/private/server.keyに置く", "合言葉を決めておきましょう", "合言葉は何ですか？",
    "password is required", "Password must be at least 12 characters", "Forgot your password?", "The password is incorrect.", "password: string", "password: str", "password: String,", "password: z.string().min(8)", "password?: string;",
    "def login(user: str, password: str) -> Token:", "function login(username, password) {", "self.password = password", "this.password = password;", "password = getpass.getpass()", 'password = os.environ["DB_PASSWORD"]', 'password = os.getenv("DB_PASSWORD", "")',
    "password: process.env.DB_PASSWORD,", "password: ${DB_PASSWORD}", "password: {{ vault_db_password }}", "password: ${{ secrets.DB_PASSWORD }}", "DB_PASSWORD=", "DB_PASSWORD=<your password>", "DB_PASSWORD=changeme", "DB_PASSWORD=your-password-here",
    "DB_PASSWORD=${DB_PASSWORD:-postgres}", 'password = "********"', 'password: "<PASSWORD>"', 'password = "your_password"', "password = input('Password: ')", "if password == '':", "if (!password) return;", "password_hash = bcrypt.hashpw(password, salt)",
    "password = serializers.CharField(write_only=True)", "password = models.CharField(max_length=128)", "password_field = driver.find_element(By.ID, 'pwd')", '<input type="password" name="password" id="pw1">', '<label for="pw">Password</label>',
    "const { username, password } = req.body;", "password: hashedPassword,", "password: await hash(pw, 10)", "passwords match: true", "reset_password_token_expires_at: 2026-01-01", "PASSWORD_MIN_LENGTH = 12", "pass_rate: 98.2%", "PASS: test_login2 (0.32s)", "Pass 1 of 3", "pass the salt",
    "bypass: 0x1F", "compass heading 270", "password varchar(255) NOT NULL,", "| password | string | required |", "| password | varchar(255) | NOT NULL |", "password VARCHAR2(64)", "GRANT ALL ON db.* TO 'app'@'%' IDENTIFIED BY '<password>';",
    "OPENAI_API_KEY=sk-...", "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "OPENAI_API_KEY=your-api-key-here", 'api_key="YOUR_API_KEY"', "api_key = os.environ['OPENAI_API_KEY']", "apiKey: process.env.OPENAI_API_KEY", "api_key=api_key", "client = OpenAI(api_key=settings.openai_key)",
    "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "xoxb-your-bot-token", "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "Authorization: Bearer <token>", "Authorization: Bearer $TOKEN", "Authorization: Bearer ${ACCESS_TOKEN}", "Authorization: Bearer YOUR_ACCESS_TOKEN", "Authorization: Basic <base64>", "curl -u user:password https://example.com", "curl -u $USER:$PASS https://x.sample.test", "docker run -u 1000:1000 image",
    "token = tokenizer.encode(text)", "max_tokens: 4096", '"total_tokens": 18234', "token_type: bearer", "tokens = line.split()", "for token in tokens:", "token: Token = self._next()", "next_page_token=CAUQAA1234567890abcdef12", "csrf_token = generate_csrf()", "{% csrf_token %}", "pad_token_id=50256",
    "secret santa の抽選結果", "The secret of success is practice", "secretName: my-tls-secret-1", "secretKeyRef:\n  name: db-secret\n  key: password", "valueFrom:\n  secretKeyRef: {name: app-secret, key: token}", "secrets: inherit", "public_key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA'", "primary key (id)", "foreign key: user_id",
    "keyboard: qwerty", "key: value", "sort_key=created_at", "partition key: tenant#42", "private_key_path: /etc/ssl/key.pem", "private_key = load_pem_private_key(data, None)", "-----BEGIN CERTIFICATE-----", "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----", '"-----BEGIN PRIVATE KEY-----" で始まる行',
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----", "postgres://user:password@localhost:5432/db", "postgres://${DB_USER}:${DB_PASS}@${DB_HOST}/db", "mysql://<user>:<password>@<host>/db", "https://example.com:8080/@user", "redis://localhost:6379/0", "http://user@host.sample.test/",
    "git@github.com:org/repo.git", "ssh://git@10.0.0.1:22/repo", "mailto:info@sample.test", "Server=db1;Database=erp;Integrated Security=true;", "Server=db1;User Id=sa;Password={0};", "Server=db1;Uid=app;Pwd=****;", "login: succeeded for user bob", "ログイン：成功（2026-04-01 10:22）", "アカウント：1234567（普通）",
    "credentials: include", "credentials: 'same-origin'", "auth: required", "auth=None", "authorization: none", "Basic English for beginners", "bearer of good news", "cookie: none", "Cookie: theme=dark; lang=ja", "session = requests.Session()", "session_id = uuid.uuid4()", "mnemonic: an aid to memory", "passphrase: optional",
    "ID/PW：別途連絡", "ID・パスワードは担当者までお問い合わせください", "密码：******", "密码至少8位", "忘记密码？", "비밀번호를 입력하세요", "비밀번호는 8자 이상", "Mật khẩu phải có ít nhất 8 ký tự", "sha512-{b64:86}==", "sha256:{hex:64}", "commit {hex:40}", "Merge {hex:7} into main", "md5: {hex:32}", "{uuid}", "request_id: {uuid}",
    "trace id={hex:32}", "ETag: \"{hex:32}\"", "data:image/png;base64,{b64:200}", "integrity=\"sha384-{b64:64}\"", "file-{alnum:24}", "org-{alnum:24}", "asst_{alnum:24}", "chatcmpl-{alnum:29}", "msg_01{alnum:22}", "req_{alnum:24}", "call_{alnum:24}", "ssh-rsa AAAAB3NzaC1yc2E{b64:180} bob@host", "fingerprint SHA256:{b64:43}",
    "!function(e,t){{\"use strict\";var n={{a:1}};return n[e]||t({digits:4})}}(window,document);", "IMG_{digits:8}.jpg", "注文番号 {alnum:12}", "型番 ABC-{digits:4}-XZ{digits:2}", "シリアル: {upper:4}-{digits:4}", "JAN {digits:13}", "window.__STATE__={{\"id\":\"{hex:24}\",\"rev\":\"{digits:3}-{hex:32}\"}}", "npm_config_cache=/tmp/x", "hf_hub_download(repo_id, filename)",
    "sk-fading-circle sk-circle12", "pk_live_{alnum:24}", "class=\"btn-primary sk-{hex:6}\"", "pip install pypi-timemachine", "glpat-<your token>", "dapi<token>", "SG.<id>.<secret>", "AKIA... で始まるキー", "eyJhbGciOi... のような文字列", "Bearer eyJ... を付けて送信", "tskey-auth-xxxxx", "whsec_...", "AC{hex:32}",
    "パスワード付きZIPの廃止について（PPAP対策）", "パスワードレス認証への移行計画2026", "パスワード強度チェック：弱", "WiFiのパスワードは受付で確認してください", "ワンタイムパスワードはアプリに表示されます", "初期パスワードは社員番号と同じです", "パスワード欄は空欄のままで結構です", "password123 のような弱いパスワードは避ける", "Password Manager: 1Password, Bitwarden",
    "password-protected file", "password reset link sent to bob@sample.test", "passwordless login with FIDO2", "Change password (Ctrl+P)", "Enter your password below:", "Confirm password:", "Password hint: your first pet", "Password strength: weak", "password policy v2.1", "password expires in 14 days", "API key rotation is scheduled for 2026-05-01",
    "API key: (see vault)", "api_key: null", "api_key: \"\"", "apiKey?: string", "token: null,", "access_token: string;", "secret: !vault |", "secret: op://prod/db/password", "password: !ref DbPassword", "value: arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:db-AbCdEf", "password_file: /run/secrets/db_password", "token_url=https://login.sample.test/oauth2/token",
]  # fmt: skip


def innocent_cases(r: random.Random) -> Iterator[Case]:
    letters = {
        "hex": HEX,
        "alnum": ALNUM,
        "digits": string.digits,
        "b64": B64,
        "upper": string.ascii_uppercase,
    }
    for i, template in enumerate(INNOCENT):
        text = template.replace("{{", "{").replace("}}", "}").replace("{uuid}", _uuid(r))
        for name, chars in letters.items():
            while (at := text.find(f"{{{name}:")) >= 0:
                end = text.index("}", at)
                text = (
                    text[:at]
                    + some(r, chars, int(text[at:end].partition(":")[2]))
                    + text[end + 1 :]
                )
        yield Case(f"innocent {i}", text)
    for key, value in (
        ("password", "string"),
        ("password", ""),
        ("password", "Enter your password"),
        ("description", "The password of the user"),
        ("max_tokens", "4096"),
        ("token", " the"),
        ("token", "hello"),
        ("passwordPolicy", "min8chars"),
        ("id", _uuid(r)),
        ("sha", some(r, HEX, 40)),
        ("session_id", _uuid(r)),
        ("パスワード", "パスワードを入力"),
        ("pass", "合格"),
        ("key", "value1"),
        ("secretName", "db-secret-2"),
        ("type", "password"),
    ):
        yield Case("innocent json", value, (), key)


FILLERS = [
    "お世話になっております。先日の打ち合わせの件、議事録を共有いたします。\n",
    "次のコードをレビューしてください。\n\n```python\nfor item in items:\n    print(item)\n```\n",
    "Please have a look at the following and tell me what is wrong.\n\n",
    "",
    "",
    "",
]
TAILS = [
    "",
    "",
    "\nよろしくお願いいたします。",
    "\n\nThanks in advance.",
    "\n\n原因を教えてください。",
]


def cases(seed: int) -> Iterator[Case]:
    """Every group once, in surroundings drawn by lot."""
    r = random.Random(seed)
    for make in (token_cases, password_cases, key_cases, other_cases, innocent_cases):
        for case in make(r):
            head, tail = (
                ("", "")
                if case.label or not r.randrange(3)
                else (r.choice(FILLERS), r.choice(TAILS))
            )
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
    print(
        f"recall {total.recall:.4f} (exact spans {total.exact / total.secrets:.4f}) of {total.secrets}, "
        f"precision {total.precision:.4f}, false alarms {total.false_alarms:.4f} of {total.innocent} innocent"
    )


if __name__ == "__main__":
    sys.exit(main())
