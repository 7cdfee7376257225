"""A program's environment -> the same with a proxy and a CA for every kind of client. Pure.

Which client reads which variable was measured with the clients themselves, or is what their
own documentation says; docs/deploy.md has the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PROXY = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "WSS_PROXY", "WS_PROXY")
"""Set in capitals and in small letters: curl reads only a small `http_proxy`, many only one."""

NO_PROXY = ("NO_PROXY", "no_proxy")

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""A program's own servers on this machine are nobody else's; nothing leaves by them."""

CA_BUNDLE = (
    "SSL_CERT_FILE",  # OpenSSL; httpx, openai, anthropic, google-genai, aiohttp; Go; Rust; Ruby
    "REQUESTS_CA_BUNDLE",  # requests
    "CURL_CA_BUNDLE",  # curl
    "AWS_CA_BUNDLE",  # boto3, aws
    "GIT_SSL_CAINFO",
    "PIP_CERT",
    "DENO_CERT",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",  # gRPC's C core: Python, Ruby, PHP
    "CARGO_HTTP_CAINFO",
    "HTTPLIB2_CA_CERTS",
    "WEBSOCKET_CLIENT_CA_BUNDLE",
    "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",  # gcloud
    "NIX_SSL_CERT_FILE",
    "CODEX_CA_CERTIFICATE",
    "COMPOSER_CAFILE",
    "BUNDLE_SSL_CA_CERT",
    "HEX_CACERTS_PATH",
    "JULIA_SSL_CA_ROOTS_PATH",
    "PERL_LWP_SSL_CA_FILE",
    "YARN_HTTPS_CA_FILE_PATH",
    "NPM_CONFIG_CAFILE",
)
"""Each names a file that *replaces* the known CAs, so it must hold those as well."""

CA_EXTRA = "NODE_EXTRA_CA_CERTS"
"""Names a file that *adds* to the known CAs (Node.js, Bun, Electron)."""

SWITCHES = {
    "NODE_USE_ENV_PROXY": "1",  # Node.js 24: fetch and https take the proxy variables
    "ELECTRON_GET_USE_PROXY": "1",
}

BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def surroundings(own: Mapping[str, str], *, proxy: str, bundle: str, extra: str) -> dict[str, str]:
    """The environment `own`, led through `proxy` (a URL) and trusting the gate's CA.

    `bundle` is a file of all trusted CAs, `extra` one of those besides the well-known.
    """
    proxies = dict.fromkeys((*PROXY, *(name.lower() for name in PROXY)), proxy)
    around = ",".join(past_the_gate(own))
    return {
        **own,
        **proxies,
        **dict.fromkeys(NO_PROXY, around),
        **dict.fromkeys(CA_BUNDLE, bundle),
        CA_EXTRA: extra,
        **SWITCHES,
    }


def past_the_gate(own: Mapping[str, str]) -> list[str]:
    """The hosts that go by no proxy: this machine, and what the user's own setting has.

    `*` means every host: kept, it would make the gate an ornament.
    """
    written = ",".join(own.get(name, "") for name in NO_PROXY)
    entries = (e.strip() for e in written.split(","))
    return list(dict.fromkeys([*LOOPBACK, *(e for e in entries if e and e != "*")]))


def own_bundles(own: Mapping[str, str]) -> list[str]:
    """Files of CAs that the user's environment already names: they stay trusted."""
    return list(dict.fromkeys(own[name] for name in CA_BUNDLE if own.get(name)))


def joined(pems: Iterable[str]) -> str:
    """The certificates of several PEM files, each once, comments left out."""
    found: dict[str, None] = {}
    for pem in pems:
        for piece in pem.split(BEGIN)[1:]:
            body, end, _ = piece.partition(END)
            if end:
                found[body.strip().replace("\r\n", "\n")] = None
    return "".join(f"{BEGIN}\n{body}\n{END}\n" for body in found)
