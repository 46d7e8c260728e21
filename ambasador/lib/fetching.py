"""One request to somebody else's server, with what can be said afterwards about whether it was heard."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ambasador.lib import calling

TIMEOUT = 15.0
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Fetched:
    """
    `status` is 0 when no answer came; `was_sent` tells whether the server may have acted all the same: the request was handed over.
    """

    status: int = 0
    body: bytes = b""
    error: str = ""
    was_sent: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def fetch(
    url: str, *, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None, timeout: float = TIMEOUT,
    most_bytes: int = MOST_BYTES, only_public: bool = False,
) -> Fetched:  # fmt: skip
    """
    Ask `url` once; redirects are not followed, at most `most_bytes` of the answer are read.

    `only_public` is for addresses that strangers may have chosen: https on the open internet, under the guard of `calling`.
    Never raises for what the network or the server does. Raises ValueError for an address that is not http:// or https://.
    """
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("the address must begin with https:// or http://")
    connection: http.client.HTTPConnection
    if address.scheme == "https":
        connection = http.client.HTTPSConnection(address.hostname, address.port, timeout=timeout, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    was_sent = False
    try:
        if only_public:
            connection.sock = calling.connected(calling.target_of(url), timeout=timeout)
        else:
            connection.connect()
        was_sent = True
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection.request(method, target, body=body or None, headers=dict(headers or {}))
        answer = connection.getresponse()
        text = answer.read(most_bytes + 1)
        if len(text) > most_bytes:
            return Fetched(answer.status, b"", "the answer is too long", True)
        return Fetched(answer.status, text, "", True, {name.lower(): value for name, value in answer.getheaders()})
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Fetched(0, b"", f"{type(error).__name__}: {error}"[:300], was_sent)
    finally:
        connection.close()
