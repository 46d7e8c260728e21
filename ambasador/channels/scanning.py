"""
Asking a virus scanner (clamd, command INSTREAM) about a file, and whether a file may be handed over.

Without `AMBASADOR_CLAMAV` nothing is asked. A file in which something was found is never handed over; one that waits for the scanner, or
is too large for it, is held back only when `AMBASADOR_CLAMAV_REQUIRED` says so.
"""

import contextlib
import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from ambasador.channels.models import ScanState, StoredFile

CONNECT_SECONDS, ANSWER_SECONDS, MAX_ANSWER = 5, 60, 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")


class ScannerDown(OSError):
    """The scanner did not answer, or not in its own language."""


@dataclass(frozen=True)
class Verdict:
    state: ScanState
    found: str = ""


def examine(pieces: Iterable[bytes]) -> Verdict:
    """What the scanner says of a file. Raises ScannerDown, or what reading the file raises."""
    try:
        with _connected(settings.CLAMAV) as line:
            line.sendall(b"zINSTREAM\0")
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it stops listening to what is too large, and says so
                for piece in filter(None, pieces):
                    line.sendall(len(piece).to_bytes(4) + piece)
                line.sendall(bytes(4))
            answer = _answer(line)
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if answer == "stream: OK":
        return Verdict(ScanState.CLEAN)
    if found := _FOUND.fullmatch(answer):
        return Verdict(ScanState.INFECTED, found.group(1)[:120])
    if "size limit exceeded" in answer:
        return Verdict(ScanState.TOO_LARGE)
    raise ScannerDown(f"unexpected answer: {answer[:200]!r}")


@contextlib.contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    """`unix:/run/clamav/clamd.ctl` or `tcp:host:3310`."""
    kind, _colon, place = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(CONNECT_SECONDS)
        line.connect(place)
    else:
        host, _colon, port = place.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
    with line:
        line.settimeout(ANSWER_SECONDS)
        yield line


def _answer(line: socket.socket) -> str:
    told = b""
    while b"\0" not in told and len(told) < MAX_ANSWER:
        piece = line.recv(MAX_ANSWER)
        if not piece:
            break
        told += piece
    return told.partition(b"\0")[0].decode("utf-8", "replace").strip()


def why_withheld(file: StoredFile) -> str:
    """The sentence that says why nobody gets this file now, or nothing when it may be handed over."""
    if file.scan == ScanState.INFECTED:
        return _("This file was set aside: the virus scanner found %(found)s in it.") % {"found": file.scan_found}
    if not settings.CLAMAV_REQUIRED or not settings.CLAMAV or file.scan == ScanState.CLEAN:
        return ""
    if file.scan == ScanState.TOO_LARGE:
        return _("This file is held back: it is too large for the virus scanner.")
    return _("This file is still being checked for viruses. Try again in a minute.")
