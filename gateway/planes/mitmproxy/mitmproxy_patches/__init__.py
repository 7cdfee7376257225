"""Changes to private parts of mitmproxy, h11 and h2: why, and on which versions they were proved.

Only the embedded gate applies the patches; in a stock mitmdump they are left alone. Private parts
move without notice, so whoever imports this package beside another version is refused: a patch
that no longer takes hold lets bytes by and says nothing.

layers      what stands in parts of the HTTP layers: bounds on heads and bodies, trailers, sockets
network     where connections are opened, and who may listen beside whom
waiting     how long a connection may be silent
flooding    frames of HTTP/2 that carry nothing, counted
goaway      answers under way when a server takes its leave
faster      headers and messages with less work
dispatch    the addon manager with less work; stands on the gate's own Master, so it patches nothing
apply       all of it put in place
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata

from gateway.errors import SekishoError


class UnprovedVersionError(SekishoError):
    """A library is installed in a version on which the patches were not proved."""


@dataclass(frozen=True, slots=True)
class Patch:
    """`targets`: what is assigned to, by its full name."""

    targets: tuple[str, ...]
    why: str


PATCHES = (
    Patch(
        ("mitmproxy.proxy.layers.http._http1.ChunkedReader",),
        "trailers of a chunked body raise NotImplementedError and leave the client waiting",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http._http1.Http1Server.read_headers",),
        "a head that never ends is kept for ever",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http._http1.Http1Client.read_headers",),
        "100, 102 and 103 are taken for the answer, and the answer never comes",
    ),
    Patch(
        ("mitmproxy.proxy.server.TimeoutWatchdog",),
        "ten minutes of silence end everything, and are counted by the time of day",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http.HttpStream.check_body_size",),
        "body_size_limit answers with a page of its own and bounds answers as well",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http.websocket",),
        "the stock layer of a WebSocket sends a message on when its hook has failed",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http.HttpStream.handle_protocol_error",),
        "where a destination does not answer, clients of an API get a page in HTML",
    ),
    Patch(
        ("mitmproxy.proxy.server.asyncio",),
        "a name is looked up once more when it is connected to, and always by itself",
    ),
    Patch(
        ("mitmproxy.proxy.server.ConnectionHandler.close_connection",),
        "a connection that is closed while its reader waits for a hook stays open",
    ),
    Patch(
        ("mitmproxy.proxy.mode_servers.asyncio",),
        "no option lets several processes listen on one port",
    ),
    Patch(
        (
            "mitmproxy.proxy.layers.http._http2.BufferedH2Connection",
            "mitmproxy.proxy.layers.http._http2.Http2Client.handle_h2_event",
            "mitmproxy.proxy.layers.http._http2.Http2Client._handle_event2",
            "mitmproxy.proxy.layers.http.GetHttpConnection.connection_spec_matches",
        ),
        "GOAWAY ends every stream, answers under way included (RFC 9113, 6.8, lets them finish)",
    ),
    Patch(
        ("mitmproxy.proxy.layers.http._http2.Http2Server.__init__",),
        "frames that carry nothing are answered without end (CVE-2023-44487 and its like)",
    ),
    Patch(
        tuple(
            f"mitmproxy.http.Headers.{name}"
            for name in ("get_all", "get", "__contains__", "__getitem__")
        ),
        "a function is called for each header of a message, some 200 times a request",
    ),
    Patch(
        ("mitmproxy.http.MessageData.__post_init__",),
        "every field of every message is checked for its type, also where mitmproxy made it",
    ),
)

OLD, NEW = "python_version < '3.12'", "python_version >= '3.12'"
PROVED: Mapping[str, Mapping[str, str]] = {
    OLD: {"mitmproxy": "11.0", "h11": "0.14", "h2": "4.1", "wsproto": "1.2"},
    NEW: {"mitmproxy": "12.3", "h11": "0.16", "h2": "4.3", "wsproto": "1.3"},
}
"""By Python, as in pyproject.toml: the releases on which the live tests prove every patch, and
what `socket_layer` takes for granted of wsproto's frames."""


def proved(python: tuple[int, int] = sys.version_info[:2]) -> Mapping[str, str]:
    """Distribution -> its proved release, for this Python."""
    return PROVED[OLD if python < (3, 12) else NEW]


def require_proved(installed: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Distribution -> installed version, and -> proved release. Raises UnprovedVersionError."""
    for name, release in wanted.items():
        if installed[name].split(".")[:2] != release.split("."):
            raise UnprovedVersionError(
                f"{name} {installed[name]} is installed, but the gate changes private parts of it "
                f"that were proved on {release} only; run `make setup` again, or install "
                f"'{name}=={release}.*'"
            )


require_proved({name: metadata.version(name) for name in proved()}, proved())
