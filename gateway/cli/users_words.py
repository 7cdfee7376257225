"""What `sekisho users` says, in English and Japanese."""

from __future__ import annotations

from gateway.model import Language

_WORDS = {
    "added": ("{user} is added to {file}", "{user} を {file} に加えました"),
    "changed": ("{user} has a new password in {file}", "{file} の {user} のパスワードを変えました"),
    "removed": ("{user} is removed from {file}", "{user} を {file} から消しました"),
    "unknown": (
        "{user} is not in {file}; it has {known}",
        "{user} は {file} にいません（{known}）",
    ),
    "nobody": ("{file} names nobody", "{file} に利用者はいません"),
    "password": ("password of {user}: {password}", "{user} のパスワード: {password}"),
    "once": (
        "it is shown this once; hand it over by a way that nobody reads",
        "表示するのは今だけです。人に読まれない手段で渡してください",
    ),
    "in-force": (
        "a running gate takes it up within a second",
        "動いている関所には一秒ほどで反映されます",
    ),
    "not-in-policy": (
        "the policy asks nobody for a name yet; write identity: {{htpasswd: {file}}} into it",
        "規則がまだ利用者名を尋ねていません。identity: {{htpasswd: {file}}} と書いてください",
    ),
    "in-groups": (
        "the policy still names {user} in groups {groups}",
        "規則のグループ {groups} には {user} が残っています",
    ),
    "missing": (
        "the policy names {user} (groups {groups}), who is not in the file and so cannot log in",
        "規則のグループ {groups} にいる {user} はファイルになく、認証できません",
    ),
    "ask": ("Password of {user}", "{user} のパスワード"),
    "again": ("Once more", "もう一度"),
    "too-short": ("a password has 8 characters or more", "パスワードは 8 文字以上です"),
    "too-long": (
        "a password has 72 bytes at most: bcrypt does not look at more",
        "パスワードは 72 バイトまでです（bcrypt はそれより先を見ません）",
    ),
    "unprintable": ("a password is one line of text", "パスワードは一行の文字列です"),
    "name": (
        "a name has 1 to 128 characters, no colon, and no blanks at its ends",
        "利用者名は 1〜128 文字で、コロンと前後の空白は使えません",
    ),
    "user": ("User", "利用者"),
    "groups": ("Groups", "グループ"),
}


def say(language: Language, word: str, **values: object) -> str:
    return _WORDS[word][language is Language.JA].format(**values)
