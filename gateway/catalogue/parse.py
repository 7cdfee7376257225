"""A vendor's YAML -> its CatalogueEntry values, or CatalogueError with the file and the key."""

from __future__ import annotations

import string
from collections.abc import Hashable, Iterator
from typing import Any, NoReturn

import yaml

from gateway.catalogue.hosts import Pattern, normalise
from gateway.catalogue.own_hosts import LETTERS_DIGITS, host_faults
from gateway.catalogue.restrictions import KINDS, TEMPLATES
from gateway.errors import CatalogueError
from gateway.model import CatalogueEntry, PathFormat, Restriction

FORMATS = (
    "openai-chat",
    "openai-responses",
    "anthropic-messages",
    "gemini",
    "bedrock",
    "cohere",
    "ollama",
    "generic",
)
"""The wire formats by name."""

WEB_FORMATS = (
    "chatgpt-web",
    "claude-web",
    "deepseek-web",
    "gemini-web",
    "grok-web",
    "kimi-web",
    "perplexity-web",
)
"""The shapes in which web apps are refused; a policy's own hosts cannot have them."""

SOCKET_FORMATS = ("openai-responses", "gemini", "signalr", "copilot", "generic")
"""The shapes in which a message on a WebSocket is refused."""

VENDOR_KEYS = frozenset({"vendor", "entries"})
NAME_KEYS = ("hosts", "suffixes", "patterns", "shared", "sign_in", "api_hosts")
ENTRY_KEYS = frozenset(
    {
        "name",
        "format",
        "paths",
        "sign_in_paths",
        "restrictions",
        "web_app",
        "http2",
        "sockets",
        *NAME_KEYS,
    }
)
RESTRICTION_KEYS = frozenset({"header", "hosts", "suffixes", "template", "tenant", "most", "lines"})
TOKEN = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")  # RFC 9110, 5.6.2


def read_yaml(file: str, text: str) -> Any:
    """A vendor's document as plain values. `file` is its name, for messages."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, with one more check
    except yaml.YAMLError as e:
        raise CatalogueError(f"{file}: this is not YAML: {e}") from e


def read_vendor(file: str, text: str) -> list[CatalogueEntry]:
    """The entries of one vendor."""
    return entries_of(file, read_yaml(file, text))


def entries_of(file: str, document: Any) -> list[CatalogueEntry]:
    """The same from what is read already."""
    there = _mapping(document, file, VENDOR_KEYS)
    vendor = _text(there.get("vendor"), f"{file}: vendor")
    entries = _mapping(there.get("entries"), f"{file}: entries")
    return [_entry(str(id), vendor, raw, f"{file}: {id}") for id, raw in entries.items()]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's safe loader, in C where it is built in, that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.constructor.ConstructorError(
                None, None, f"{twice} is given twice", node.start_mark
            )
        made: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return made


# ---------------------------------------------------------------- an entry


def _entry(id: str, vendor: str, raw: object, at: str) -> CatalogueEntry:
    there = _mapping(raw, at, ENTRY_KEYS)
    web_app = _flag(there, "web_app", at)
    if not id or not (LETTERS_DIGITS - {"_"}).issuperset(id):
        _wrong(at, "an id is lower-case letters, digits and hyphens")
    entry = CatalogueEntry(
        id=id,
        name=_text(there.get("name"), f"{at}.name"),
        vendor=vendor,
        hosts=frozenset(_names(there, "hosts", at)),
        suffixes=_domains(there, at),
        patterns=tuple(_patterns(there, at)),
        shared=frozenset(_names(there, "shared", at)),
        format=_one_of(there.get("format", "generic"), (*FORMATS, *WEB_FORMATS), f"{at}.format"),
        paths=tuple(_paths(there, "paths", (*FORMATS, *WEB_FORMATS), at)),
        restrictions=tuple(_restrictions(there, at)),
        sign_in=frozenset(_names(there, "sign_in", at)),
        sign_in_paths=frozenset(_exact_paths(there, "sign_in_paths", at)),
        web_app=web_app,
        http2=_flag(there, "http2", at, web_app),
        api_hosts=frozenset(_names(there, "api_hosts", at)),
        sockets=tuple(_paths(there, "sockets", SOCKET_FORMATS, at)),
    )
    if not (entry.hosts or entry.suffixes or entry.patterns):
        _wrong(at, "names no host; give hosts, suffixes or patterns")
    return entry


def _names(there: dict[str, Any], key: str, at: str) -> list[str]:
    """Exact host names, written as they are looked up."""
    names = _texts(there.get(key, []), f"{at}.{key}")
    for name in names:
        if "*" in name or name != normalise(name):
            _wrong(f"{at}.{key}", f"{name!r} is not in its one spelling: lower case, no star")
    for fault in host_faults(names) if names else ():
        _wrong(f"{at}.{key}", fault)
    return names


def _domains(there: dict[str, Any], at: str) -> tuple[str, ...]:
    """Suffixes; a single label (`goog`) would take in everybody's hosts."""
    domains = _names(there, "suffixes", at)
    for domain in domains:
        if "." not in domain:
            _wrong(f"{at}.suffixes", f"{domain!r} is a top-level domain; name one below it")
    return tuple(domains)


def _patterns(there: dict[str, Any], at: str) -> Iterator[str]:
    """At least two labels at the end without a star, so that a pattern stays within a domain."""
    for text in _texts(there.get("patterns", []), f"{at}.patterns"):
        plain = text.replace("*", "x")
        if "*" not in text or "**" in text or plain != normalise(plain) or host_faults([plain]):
            _wrong(f"{at}.patterns", f"{text!r} is no host name with stars")
        if "." not in Pattern.of(text).tail:
            _wrong(f"{at}.patterns", f"{text!r} ends in fewer than two labels without a star")
        yield text


def _paths(
    there: dict[str, Any], key: str, known: tuple[str, ...], at: str
) -> Iterator[PathFormat]:
    for path, name in _mapping(there.get(key, {}), f"{at}.{key}").items():
        where = f"{at}.{key}.{path}"
        if not path.startswith(("/", "*")) or set(path) & set("?[]"):
            _wrong(where, "a path begins with / or *, and has no other sign than the star")
        yield PathFormat(path, _one_of(name, known, where))


def _exact_paths(there: dict[str, Any], key: str, at: str) -> list[str]:
    """Without a star: what is posted to one of these is not looked at for values."""
    paths = _texts(there.get(key, []), f"{at}.{key}")
    for path in paths:
        if not path.startswith("/") or set(path) & set("*?[]#%") or ".." in path:
            _wrong(f"{at}.{key}", f"{path!r} is no whole path; it begins with / and has no star")
    return paths


def _restrictions(there: dict[str, Any], at: str) -> Iterator[Restriction]:
    listed = there.get("restrictions", [])
    if not isinstance(listed, list):
        _wrong(f"{at}.restrictions", "write a list")
    for number, raw in enumerate(listed):
        yield _restriction(raw, f"{at}.restrictions[{number}]")


def _restriction(raw: object, at: str) -> Restriction:
    there = _mapping(raw, at, RESTRICTION_KEYS)
    header = _text(there.get("header"), f"{at}.header")
    if not TOKEN.issuperset(header):
        _wrong(f"{at}.header", f"{header!r} is no header name")
    restriction = Restriction(
        header=header,
        hosts=frozenset(_names(there, "hosts", at)),
        suffixes=_domains(there, at),
        template=_template(there.get("template", "{csv}"), f"{at}.template"),
        tenant=_one_of(there.get("tenant"), KINDS, f"{at}.tenant"),
        most=_number(there.get("most", 0), f"{at}.most"),
        lines=_number(there.get("lines", 1), f"{at}.lines"),
    )
    if not (restriction.hosts or restriction.suffixes):
        _wrong(at, "is set nowhere; give hosts or suffixes")
    return restriction


def _template(value: object, at: str) -> str:
    text = _text(value, at)
    try:
        text.format_map(dict.fromkeys(TEMPLATES, ""))
    except (KeyError, ValueError, IndexError):
        _wrong(at, f"knows {', '.join('{' + t + '}' for t in TEMPLATES)} only")
    return text


# ---------------------------------------------------------------- plain values


def _mapping(value: object, at: str, known: frozenset[str] | None = None) -> dict[str, Any]:
    if not isinstance(value, dict):
        _wrong(at, "a mapping is missing here")
    for key in value:
        if not isinstance(key, str) or (known is not None and key not in known):
            _wrong(at, f"there is no key {key!r}")
    return value


def _texts(value: object, at: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        _wrong(at, "write a list of names")
    return value


def _text(value: object, at: str) -> str:
    if not isinstance(value, str) or not value:
        _wrong(at, "a text is missing here")
    return value


def _number(value: object, at: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _wrong(at, "a number is missing here")
    return value


def _flag(there: dict[str, Any], key: str, at: str, otherwise: bool = False) -> bool:
    value = there.get(key, otherwise)
    if not isinstance(value, bool):
        _wrong(f"{at}.{key}", "write true or false")
    return value


def _one_of(value: object, known: Any, at: str) -> str:
    if not isinstance(value, str) or value not in known:
        _wrong(at, f"{value!r} is none of {', '.join(known)}")
    return value


def _wrong(at: str, what: str) -> NoReturn:
    raise CatalogueError(f"{at}: {what}")
