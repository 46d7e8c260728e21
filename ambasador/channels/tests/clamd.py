"""A double of clamd for tests: speaks INSTREAM on a socket, and finds the words it is told to find."""

import socketserver
from contextlib import AbstractContextManager

from ambasador.channels.tests.serving import serving


class Clamd(socketserver.ThreadingTCPServer):
    """`says` answers instead of an examination; `most` is the largest stream it takes; `asked` is what it was given."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.viruses = {b"ZLOSLIWE": "Zly.Program"}
        self.says = ""
        self.most = 1_000_000
        self.asked: list[bytes] = []

    @property
    def address(self) -> str:
        return f"tcp:127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
            if len(content) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.asked.append(content)
        found = next((name for word, name in self.server.viruses.items() if word in content), "")
        self.wfile.write((self.server.says or (f"stream: {found} FOUND" if found else "stream: OK")).encode() + b"\0")


def running() -> AbstractContextManager[Clamd]:
    return serving(Clamd())
