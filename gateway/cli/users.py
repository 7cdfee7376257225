"""`sekisho users`: who may use the gate, in the htpasswd file that the policy names."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from gateway import htpasswd, settings
from gateway.cli.common import DONE, NO, err, json_option, out, policy_option, print_json
from gateway.cli.users_words import say
from gateway.errors import StateError
from gateway.model import Policy
from gateway.ownership import create

COST = 10
"""Rounds of bcrypt as a power of two: some 50 ms of a core for each guess (OWASP's least)."""

GENERATED = 15
"""Bytes of chance in a password that is made here: 20 characters."""

file_option = click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The password file. Default: the one that the policy names (identity: {htpasswd: ...}).",
)


@click.group()
def command() -> None:
    """Users and their passwords: add, remove and list them.

    A gate asks for names once the policy says identity: {htpasswd: users.htpasswd}. The file holds
    hashes (bcrypt), and htpasswd -B may write it too.
    """


@dataclass(frozen=True, slots=True)
class _Users:
    """The file, and the policy that may name it."""

    file: Path
    policy: Policy
    is_named: bool

    def read(self) -> str:
        """Raises StateError."""
        try:
            return self.file.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as e:
            raise StateError(f"{self.file}: {_cause(e)}") from e

    def change(self, to: Callable[[str], str]) -> None:
        """Whole or not at all, and with the owner and mode that it has. Raises StateError."""
        new = to(self.read())
        draft = self.file.with_name(f".{self.file.name}.{secrets.token_hex(4)}")
        try:
            descriptor = create(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            with open(descriptor, "w", encoding="utf-8") as written:
                written.write(new)
                written.flush()
                _as_before(self.file, descriptor)
                os.fsync(descriptor)
            draft.replace(self.file)
        except OSError as e:
            draft.unlink(missing_ok=True)
            raise StateError(f"{self.file}: {_cause(e)}") from e

    def say(self, word: str, **values: object) -> str:
        return say(self.policy.language, word, **values)

    def groups_of(self, user: str) -> list[str]:
        return [g.id for g in self.policy.groups.values() if user in g.users]


def _cause(error: OSError | UnicodeDecodeError) -> str:
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def _as_before(file: Path, descriptor: int) -> None:
    try:
        was = os.stat(file)
    except FileNotFoundError:
        return
    os.fchmod(descriptor, was.st_mode & 0o777)
    if os.geteuid() == 0:
        os.fchown(descriptor, was.st_uid, was.st_gid)


def _users(policy: Path | None, file: Path | None) -> _Users:
    """Raises PolicyError, and UsageError where nobody says which file."""
    from gateway.catalogue import load as load_catalogue
    from gateway.loading import password_file, read_policy

    path = settings.find_policy(policy)
    rules, _ = read_policy(path, load_catalogue())
    named = password_file(path, rules)
    if not file and not named:
        raise click.UsageError(
            f"{path} names no password file; write identity: {{htpasswd: users.htpasswd}} into it, "
            "or name one with --file"
        )
    chosen = file or named
    assert chosen
    is_named = named is not None and chosen.absolute() == named.absolute()
    return _Users(chosen, rules, is_named)


@command.command()
@click.argument("name")
@click.option("--generate", is_flag=True, help="Make a password, and show it once.")
@file_option
@policy_option
def add(name: str, *, generate: bool, file: Path | None, policy: Path | None) -> None:
    """Add a user, or give one a new password.

    \b
    The password is asked for twice; without a terminal it is the first line of standard input.
    """
    users = _users(policy, file)
    if not htpasswd.NAME.fullmatch(name):
        raise click.UsageError(users.say("name"))
    password = secrets.token_urlsafe(GENERATED) if generate else _asked(users, name)
    if fault := htpasswd.password_fault(password):
        raise click.UsageError(users.say(fault))
    known = any(e.user == name for e in htpasswd.entries(users.read()))
    users.change(lambda text: htpasswd.with_user(text, name, _hash(password)))
    told = users.say("changed" if known else "added", user=name, file=users.file)
    if generate:
        click.echo(users.say("password", user=name, password=password))
        told += f"\n{users.say('once')}"
    err().print(told, markup=False)
    after = "in-force" if users.is_named else "not-in-policy"
    err().print(users.say(after, file=users.file.name), markup=False)


def _asked(users: _Users, name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    again = users.say("again")
    asked: str = click.prompt(
        users.say("ask", user=name), hide_input=True, confirmation_prompt=again, err=True
    )
    return asked


def _hash(password: str) -> str:
    import bcrypt

    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(COST)).decode()


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@file_option
@policy_option
def remove(names: tuple[str, ...], *, file: Path | None, policy: Path | None) -> None:
    """Remove users. Exit status: 1 if one of them was not there."""
    users, status = _users(policy, file), DONE
    for name in names:
        known = [e.user for e in htpasswd.entries(users.read())]
        if name not in known:
            there = ", ".join(sorted(known)[:10]) or "-"
            err().print(users.say("unknown", user=name, file=users.file, known=there), markup=False)
            status = NO
            continue
        users.change(partial(htpasswd.without_user, user=name))
        err().print(users.say("removed", user=name, file=users.file), markup=False)
        if groups := ", ".join(users.groups_of(name)):
            err().print(users.say("in-groups", user=name, groups=groups), markup=False)
    sys.exit(status)


@command.command(name="list")
@file_option
@policy_option
@json_option
def list_(*, file: Path | None, policy: Path | None, as_json: bool) -> None:
    """Who is in the file, and in which groups of the policy."""
    users = _users(policy, file)
    known = {e.user: users.groups_of(e.user) for e in htpasswd.entries(users.read())}
    if as_json:
        print_json([{"user": user, "groups": groups} for user, groups in known.items()])
        return
    for user, groups in known.items():
        out().print(f"{user}  {', '.join(groups)}".rstrip(), markup=False)
    if not known:
        err().print(users.say("nobody", file=users.file), markup=False)
    for user in sorted({u for g in users.policy.groups.values() for u in g.users} - set(known)):
        named_in = ", ".join(users.groups_of(user))
        err().print(users.say("missing", user=user, groups=named_in), markup=False)
