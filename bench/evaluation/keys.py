"""Private keys, JSON Web Tokens and service accounts: blocks that are secrets as a whole."""

from __future__ import annotations

import base64
import json
import random

from bench.evaluation.providers import drawn
from bench.evaluation.texts import Draft, Text, Value

# What the DER of such a key begins with (its length and version), in base64.
PEM_KINDS = (
    ("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 1590),
    ("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", 1580),
    ("EC PRIVATE KEY", "MHcCAQEEI", 150),
    ("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAA", 340),
    ("ENCRYPTED PRIVATE KEY", "MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQww", 1680),
    ("DSA PRIVATE KEY", "MIIBuwIBAAKBgQ", 580),
)


def secret(text: str) -> Value:
    return Value(text, "SECRET")


def _lines(body: str, width: int, join: str) -> str:
    return join.join(body[i : i + width] for i in range(0, len(body), width))


def pem(rng: random.Random, join: str = "\n") -> Value:
    title, start, length = rng.choice(PEM_KINDS)
    body = start + drawn(f"[b{length - len(start)}]", rng) + "=="
    width = 70 if title.startswith("OPENSSH") else 64
    return secret(
        join.join((f"-----BEGIN {title}-----", _lines(body, width, join), f"-----END {title}-----"))
    )


def pgp(rng: random.Random) -> Value:
    body = _lines("lQOYBG" + drawn("[b1280]", rng), 64, "\n")
    return secret(
        f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{body}\n="
        + drawn("[b4]", rng)
        + "\n-----END PGP PRIVATE KEY BLOCK-----"
    )


def cut(rng: random.Random) -> Value:
    """A key whose last lines were not copied."""
    return secret(pem(rng).text.rpartition("\n")[0])


def dated_pgp(rng: random.Random) -> Value:
    """With the header that older programs write."""
    return secret(pgp(rng).text.replace("\n\n", "\nVersion: GnuPG v2\n\n", 1))


def putty(rng: random.Random) -> Value:
    lines = _lines(drawn("[b512]", rng), 64, "\n")
    return secret(
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 2\n"
        f"{lines}\nPrivate-Lines: 1\n" + drawn("[b64]\nPrivate-MAC: [h64]", rng)
    )


def _part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(rng: random.Random) -> Value:
    header = _part({"alg": rng.choice(("HS256", "RS256")), "typ": "JWT"})
    payload = _part(
        {"sub": drawn("[n10]", rng), "iat": rng.randrange(1600000000, 1800000000), "scope": "admin"}
    )
    return secret(f"{header}.{payload}." + drawn(rng.choice(("[u43]", "[u342]")), rng))


def service_account(rng: random.Random) -> Text:
    """Google's key file. The secret is the key; its id may be found or not."""
    draft = Draft()
    draft.add(
        '{\n  "type": "service_account",\n  "project_id": "sumida-batch",\n  "private_key_id": "'
    )
    draft.add(Value(drawn("[h40]", rng), "SECRET", optional=True))
    draft.add('",\n  "private_key": "')
    draft.add(pem(rng, "\\n"))
    draft.add(
        '\\n",\n  "client_email": "batch@sumida-batch.iam.gserviceaccount.com",\n  "client_id": "'
    )
    draft.add(drawn("[n21]", rng) + '",\n  "token_uri": "https://oauth2.googleapis.com/token"\n}\n')
    return draft.text("private key", "en", ".json")
