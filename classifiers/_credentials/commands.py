"""A text -> the passwords on command lines in it: `curl -u user:...`, `mysql -p...`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.hits import GenericRule, Hit
from classifiers._credentials.placeholders import is_expression, is_stand_in
from classifiers._credentials.sentences import options
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import make

_ARGUMENT = r"""["']?(?P<secret>[^\s"'|;&<>]{3,256})"""
_PAIR = r"""["']?(?P<user>[^\s:"'%]{1,64})[:%]["']?(?P<secret>[^\s"']{3,128})"""

_ATTACHED = r"""\s-p["']?(?P<secret>[^\s"'-][^\s"']{2,127})"""
_LOGIN = rf"\slogin\s(?:.{{0,200}}?\s)?-p {_ARGUMENT}"
_PIPED = (
    r"""\s(?:-[ne] )?["']?(?:[a-z_][a-z0-9_-]{0,31}:)?"""
    r"""(?P<secret>[^\s"'|$-][^\s"'|]{2,127})["']? ?"""
    r"""\| ?(?:sudo (?:-\w+ ){0,3}-\w*S|(?:sudo )?chpasswd|(?:sudo )?passwd --stdin"""
    r"""|(?:docker|podman|helm registry) login)"""
)

# A command, and how a password stands among its arguments.
_COMMANDS: dict[str, str] = {
    "curl|wget|http|https|xh": rf"\s(?:-u|--user|--proxy-user|-U|-a|--auth)[ =]?{_PAIR}",
    "mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mariadb-dump": _ATTACHED,
    "sshpass": rf"\s-p ?{_ARGUMENT}",
    "redis-cli": rf"\s-a {_ARGUMENT}",
    "docker|podman|helm|buildah|skopeo|nerdctl|oras|az": _LOGIN,
    "smbclient|rpcclient": rf"\s-U ?{_PAIR}",
    "7z|7za|7zr": rf"\s-p{_ARGUMENT}",
    "zip|unzip|unrar|rar": rf"\s-[pP] ?{_ARGUMENT}",
    "ldapsearch|ldapmodify|ldapadd|ldapwhoami|ldapdelete": rf"\s-w {_ARGUMENT}",
    "keytool|jarsigner": rf"\s-(?:store|key|srcstore|deststore)pass {_ARGUMENT}",
    "openssl": rf"\s(?:-pass(?:in|out)? pass:|-k ){_ARGUMENT}",
    "psexec|PsExec|psexec64|PsExec64|psexec.exe|PsExec.exe": rf"\s-p ?{_ARGUMENT}",
    "evil-winrm|rdesktop|mongo|mongosh|mongodump|mongorestore|oc": rf"\s-p ?{_ARGUMENT}",
    "net": r"\s(?:user(?: /add)? [^\s/]{1,40}|use .{0,120}?/user:\S{1,60}) "
    r"(?P<secret>[^\s\"'/*]{3,128})",
    "xfreerdp": rf"\s/p:{_ARGUMENT}",
    "htpasswd": rf"\s-[a-zA-Z]*b[a-zA-Z]* \S{{1,100}} \S{{1,64}} {_ARGUMENT}",
    "gpg|gpg2": rf"\s--passphrase {_ARGUMENT}",
    "sqlcmd|bcp|osql|isql": rf"\s-P ?{_ARGUMENT}",
    "plink|pscp|plink.exe|pscp.exe": rf"\s-pw {_ARGUMENT}",
    "echo|printf": _PIPED,
}
_ARGUMENTS = {
    name: re.compile(pattern) for names, pattern in _COMMANDS.items() for name in names.split("|")
}
NAMES = tuple(sorted(_ARGUMENTS, key=lambda n: (-len(n), n)))
_MAX_LINE = 2000  # bytes of a command line that are looked at
_NEWLINE = re.compile(r"(?<![\\^`])\r?\n")


@cache
def _command() -> Any:
    names = "|".join(map(re.escape, NAMES))
    return re2.compile(rf"(?:^|[^0-9A-Za-z._-])({names})[ \t]".encode(), options=options())


def commands(text: str, source: Utf8) -> Iterator[Hit]:
    """Passwords among the arguments of commands that are known to take them there."""
    found = [(m[1].decode(), source.char(m.start(1))) for m in _command().finditer(source.data)]
    ends = [*(start for _, start in found[1:]), len(text)]
    for (name, start), following in zip(found, ends, strict=False):
        line = text[start : min(following, start + _MAX_LINE)]
        if end := _NEWLINE.search(line):
            line = line[: end.start()]
        for match in _ARGUMENTS[name].finditer(line.replace("\\\n", " \n")):
            if _is_password(match):
                first, last = match.span("secret")
                value = line[first:last].rstrip(".,;)")
                begin = start + first
                yield GenericRule.COMMAND_PASSWORD.at(begin, begin + len(value), 0.9, name)


def _is_password(match: re.Match[str]) -> bool:
    value = match["secret"]
    if is_stand_in(value) or (
        is_expression(value, is_whole=True) and value.isidentifier() is False
    ):
        return False
    user = match.groupdict().get("user")
    if user is None:
        return not make(value).is_number or len(value) > 5  # ports and sizes
    numbers = make(user).is_number and make(value).is_number  # docker run -u 1000:1000
    return not numbers and user != value and not is_stand_in(user)


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _command()
