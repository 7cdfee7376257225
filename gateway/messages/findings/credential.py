"""Why a finding was made: credentials of no provider's own form. `{link}`, `{address}` and `{key}`
are some of TERMS. Each names its rule, for whoever wants to do without it."""

from __future__ import annotations

from gateway.messages.both import Both, Table

_RULES: Table = {
    # beside a word for a secret
    "labelled-password": Both(
        "パスワード（「{label}」の記載のそば、{link}、規則 {rule}）",
        "a password beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-pin": Both(
        "暗証番号（「{label}」の記載のそば、{link}、規則 {rule}）",
        "a code number beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-passphrase": Both(
        "パスフレーズ（「{label}」の記載のそば、{link}、規則 {rule}）",
        "a passphrase beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-key": Both(
        "APIキーなどの鍵（「{label}」の記載のそば、{link}、規則 {rule}）",
        "a key beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-token": Both(
        "トークン（「{label}」の記載のそば、{link}、規則 {rule}）",
        "a token beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-basic": Both(
        "base64 の利用者名とパスワード（「{label}」の記載のそば、{link}、規則 {rule}）",
        "user and password in base64 beside the label “{label}” ({link}; rule {rule})",
    ),
    "labelled-pair": Both(
        "利用者名と組のパスワード（「{label}」の記載のそば、規則 {rule}）",
        "the password of a pair beside the label “{label}” (rule {rule})",
    ),
    "generic-key": Both(
        "鍵らしい値（サービス名「{label}」のそば、{link}、規則 {rule}）",
        "what looks like a key beside the name of a service, “{label}” ({link}; rule {rule})",
    ),
    # in addresses, commands, headers
    "address-password": Both(
        "パスワード（{address}、規則 {rule}）", "a password {address} (rule {rule})"
    ),
    "command-password": Both(
        "{command} のコマンド行のパスワード（規則 {rule}）",
        "a password on a command line of {command} (rule {rule})",
    ),
    "login-pair": Both(
        "ログインに使う組のパスワード（規則 {rule}）",
        "a password of a pair to log in with (rule {rule})",
    ),
    "basic-header": Both(
        "リクエストヘッダーの利用者名とパスワード（規則 {rule}）",
        "user and password in a request header (rule {rule})",
    ),
    "authorization-header": Both(
        "リクエストヘッダーのトークン（規則 {rule}）", "a token in a request header (rule {rule})"
    ),
    "bearer-token": Both("Bearer トークン（規則 {rule}）", "a bearer token (rule {rule})"),
    "session-cookie": Both(
        "Cookie のセッション（規則 {rule}）", "a session in a cookie (rule {rule})"
    ),
    "credential-pair": Both(
        "利用者名と共に呼び出しに渡されるパスワード（規則 {rule}）",
        "a password handed to a call with its user (rule {rule})",
    ),
    "pgpass": Both(
        ".pgpass の行のパスワード（規則 {rule}）", "a password in a .pgpass line (rule {rule})"
    ),
    "aws-secret-key": Both(
        "AWS のシークレットアクセスキー（アクセスキーIDのそば、規則 {rule}）",
        "AWS secret access key beside its key id (rule {rule})",
    ),
    # private keys
    "private-key": Both("{key}（規則 {rule}）", "{key} (rule {rule})"),
    "private-key-cut": Both(
        "{key}（最後の行がない、規則 {rule}）", "{key} without its last line (rule {rule})"
    ),
    "putty-key": Both("PuTTY の秘密鍵（規則 {rule}）", "PuTTY private key (rule {rule})"),
    "jwk": Both(
        "JSON Web Key の秘密の部分（規則 {rule}）", "private part of a JSON Web Key (rule {rule})"
    ),
    "many-secrets": Both(
        "同じ種類の秘密が {many} を超えるため、残りの文をまとめて一つとみなす（規則 {rule}）",
        "more than {many} secrets of one kind: the rest of the text counts as one (rule {rule})",
    ),
}

CREDENTIAL: Table = {f"credential/{rule}": words for rule, words in _RULES.items()}
