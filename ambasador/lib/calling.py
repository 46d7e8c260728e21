"""
One POST to an address that people typed in, which must not become a way into our own network (SSRF).

The name is resolved once, every address it has must be public, and the connection goes to an address that was looked at, so a name that
changes its mind between the look and the call leads nowhere. No redirects, no proxies, no cookies, a bounded answer, a bounded time.
Names that are `trusted` may be anywhere. Certificates are verified against the name.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MOST_ADDRESSES = 4
PORTS = {"https": 443, "http": 80}
LONGEST_ADDRESS, MOST_BYTES, SECONDS, SECONDS_IN_ALL = 2000, 65_536, 10.0, 20.0
Lookup = Callable[..., list[tuple[Any, ...]]]
# networks that lead to IPv4 addresses inside of IPv6 ones: what they embed is looked at as well
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BadAddress(ValueError):
    """
    Where nobody may be called. `code` is not_an_address, not_https, has_password, too_long (of the text), or not_public (of where it leads).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """An address taken apart: `host` in small letters, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def target_of(url: str, *, allows_http: bool = False) -> Target:
    """Take an address apart. Raises BadAddress; asks nobody."""
    url = url.strip()
    if len(url) > LONGEST_ADDRESS:
        raise BadAddress("too_long")
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise BadAddress("not_an_address") from None
    if parts.scheme not in ("http", "https") or not host or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise BadAddress("not_an_address")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("has_password")
    if parts.scheme == "http" and not allows_http:
        raise BadAddress("not_https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise BadAddress("not_an_address")
    return Target(parts.scheme, host.lower(), port or PORTS[parts.scheme], path)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: no private, loopback, link-local, shared, reserved, multicast or embedded such."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def addresses_of(target: Target, *, trusted: Collection[str] = (), lookup: Lookup = socket.getaddrinfo) -> list[str]:
    """Where the name leads now. Raises BadAddress when any of it is not public, OSError when it leads nowhere."""
    found = list(dict.fromkeys(str(row[4][0]) for row in lookup(target.host, target.port, type=socket.SOCK_STREAM)))
    if not found:
        raise OSError("the name has no address")
    if target.host not in trusted and not all(is_public(address) for address in found):
        raise BadAddress("not_public")
    return found


def post(
    url: str, body: bytes, *, headers: Mapping[str, str], trusted: Collection[str] = (), allows_http: bool = False,
    lookup: Lookup = socket.getaddrinfo, seconds: float = SECONDS_IN_ALL,
) -> Answer:  # fmt: skip
    """Post and read the answer, whatever its status. Raises BadAddress, OSError or http.client.HTTPException when there is none."""
    target = target_of(url, allows_http=allows_http)
    with _connected(addresses_of(target, trusted=trusted, lookup=lookup), target.port, min(SECONDS, seconds)) as plain:
        over = threading.Timer(seconds, _cut, [plain])
        over.daemon = True
        over.start()
        try:
            return _spoken(plain, target, body, headers)
        finally:
            over.cancel()


def connected(target: Target, *, timeout: float) -> socket.socket:
    """A connection to a public address of the target, with TLS where it asks for it. Raises BadAddress, OSError."""
    return _with_tls(_connected(addresses_of(target), target.port, timeout), target)


def _connected(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    """A connection to the first of the addresses that takes one, four at most: a name may have one that is out of reach from here."""
    for place, address in enumerate(addresses[:MOST_ADDRESSES], 1):
        try:
            plain = socket.create_connection((address, port), timeout=seconds)
        except OSError:
            if place == min(len(addresses), MOST_ADDRESSES):
                raise
        else:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the body does not wait until the head was heard
            return plain
    raise OSError("the name has no address")


def _cut(plain: socket.socket) -> None:
    """The time is over: whoever reads or writes gets an OSError."""
    try:
        plain.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _with_tls(plain: socket.socket, target: Target) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain


def _spoken(plain: socket.socket, target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    sock = _with_tls(plain, target)
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.default_port = PORTS[target.scheme]
    connection.auto_open = 0  # never to look the name up a second time
    connection.sock = sock
    try:
        connection.request("POST", target.path, body=body, headers={**headers, "Connection": "close"})
        response = connection.getresponse()
        return Answer(response.status, response.read(MOST_BYTES))
    finally:
        connection.close()
        sock.close()
