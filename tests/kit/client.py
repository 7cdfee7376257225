"""A client that sends exactly what it is told to, through a proxy, and reads one answer.

Nothing here mends a request: bad framing, names that differ and half a message go out as given.
Every read has a deadline.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

DEADLINE = 10.0  # seconds; only a client that hangs ever waits so long


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as it came, its chunks joined. Status 0: the connection ended without one."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    complete: bool = True

    def header(self, name: str) -> str:
        return next((v for n, v in self.headers if n == name), "")

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def decision(self) -> str:
        """The id of the gate's decision, when the gate itself answered."""
        return self.header("x-sekisho-decision")


class Line:
    """A connection through the gate. Plain or TLS, as `dial` made it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._rest = b""

    def send(self, *parts: bytes) -> Line:
        for part in parts:
            self.sock.sendall(part)
        return self

    def ask(self, *parts: bytes, head: bool = False) -> Reply:
        """Send, then read one answer. A connection that is closed on us is an answer too."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            self.send(*parts)
        return self.reply(head=head)

    def try_ask(self, *parts: bytes, patience: float = 1.0) -> Reply:
        """Send what may never be a whole request; no answer within `patience` is status 0."""
        self.sock.settimeout(patience)
        try:
            return self.ask(*parts)
        except TimeoutError:
            return Reply(0, complete=False)

    def reply(self, *, head: bool = False) -> Reply:
        """Read one answer; interim ones (100) are passed over."""
        while True:
            answer = self._one(head)
            if answer.status != 100:
                return answer

    def read(self) -> bytes:
        """What comes next, `b""` at the end or when the other side broke off."""
        if self._rest:
            found, self._rest = self._rest, b""
            return found
        try:
            return self.sock.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError):
            return b""

    def until(self, mark: bytes) -> bytes:
        """Everything up to and with `mark`, or to the end of the connection."""
        found = b""
        while mark not in found and (data := self.read()):
            found += data
        at = found.find(mark)
        if at >= 0:
            found, self._rest = found[: at + len(mark)], found[at + len(mark) :] + self._rest
        return found

    def is_over(self) -> bool:
        """Has the other side hung up? Waits for it."""
        return self.read() == b""

    @property
    def certificate(self) -> bytes:
        """The certificate (DER) that the other side showed."""
        assert isinstance(self.sock, ssl.SSLSocket)
        return self.sock.getpeercert(binary_form=True) or b""

    @property
    def alpn(self) -> str:
        assert isinstance(self.sock, ssl.SSLSocket)
        return self.sock.selected_alpn_protocol() or ""

    def close(self) -> None:
        self.sock.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---- one answer (RFC 9112)

    def _one(self, head: bool) -> Reply:
        start = self.until(b"\r\n\r\n")
        if not start.startswith(b"HTTP/"):
            return Reply(0, (), start)
        first, *lines = start.decode("latin-1").strip().split("\r\n")
        headers = tuple(
            (name.lower(), value.strip()) for name, _, value in (li.partition(":") for li in lines)
        )
        status = int(first.split(" ", 2)[1])
        named = dict(headers)
        if head or status in {100, 101, 204, 304}:
            return Reply(status, headers)
        if "chunked" in named.get("transfer-encoding", ""):
            return Reply(status, headers, *self._chunks())
        if "content-length" in named:
            return Reply(status, headers, *self._exactly(int(named["content-length"])))
        return Reply(status, headers, b"".join(self._all()))

    def _chunks(self) -> tuple[bytes, bool]:
        body = b""
        while size := self.until(b"\r\n").strip():
            length = int(size.split(b";")[0], 16)
            data, complete = self._exactly(length)
            body += data
            self.until(b"\r\n")
            if not complete or length == 0:
                return body, complete
        return body, False

    def _exactly(self, length: int) -> tuple[bytes, bool]:
        found = b""
        while len(found) < length and (data := self.read()):
            found += data
        found, self._rest = found[:length], found[length:] + self._rest
        return found, len(found) == length

    def _all(self) -> Iterator[bytes]:
        while data := self.read():
            yield data


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """The proxy did not open the tunnel; `reply` is what it said."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"CONNECT was answered {reply.status}")
        self.reply = reply


def call(proxy: tuple[str, int], source: str = "") -> Line:
    """A connection to the proxy itself; `source` is the address of the one who speaks."""
    sock = socket.create_connection(proxy, DEADLINE, (source, 0) if source else None)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Line(sock)


def tunnel(
    proxy: tuple[str, int], host: str, port: int = 443, *headers: str, source: str = ""
) -> Line:
    """CONNECT (RFC 9110, 9.3.6). Raises Refused."""
    line = call(proxy, source)
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    fields = "".join(f"{h}\r\n" for h in headers)
    line.send(f"CONNECT {named} HTTP/1.1\r\nHost: {named}\r\n{fields}\r\n".encode())
    start = line.until(b"\r\n\r\n")
    if b" 200 " not in start.split(b"\r\n")[0]:
        line.close()
        status = int(start.split(b" ")[1]) if start.startswith(b"HTTP/") else 0
        raise Refused(Reply(status, (), start))
    return line


def secure(line: Line, name: str | None, trust: Path, alpn: tuple[str, ...] = ()) -> Line:
    """TLS on a line. `name` None sends no server name; the certificate must be of `trust`."""
    try:
        context = ssl.create_default_context(cafile=str(trust))
        context.check_hostname = False  # names that differ on purpose are what many tests need
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return Line(context.wrap_socket(line.sock, server_hostname=name))
    except BaseException:
        line.close()
        raise


def request(
    host: str,
    body: bytes = b"",
    *headers: str,
    method: str = "POST",
    target: str = "/v1/chat/completions",
    version: str = "HTTP/1.1",
    length: bool = True,
) -> bytes:
    """A request's bytes. `length` False leaves out Content-Length."""
    fields = [f"Host: {host}", *headers]
    if not any(h.lower().startswith("content-type:") for h in headers):
        fields.append("Content-Type: application/json")
    if length:
        fields.append(f"Content-Length: {len(body)}")
    return "\r\n".join([f"{method} {target} {version}", *fields, "", ""]).encode() + body


def chunked(*parts: bytes, trailers: bytes = b"") -> bytes:
    """A body in chunks (RFC 9112, 7.1)."""
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts if p)
    return chunks + b"0\r\n" + trailers + b"\r\n"
