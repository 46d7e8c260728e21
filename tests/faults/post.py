"""The mail around the product: customers who write and keep trying until they hear 250, and a mail server that takes what leaves."""

import collections
import queue
import smtplib
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ambasador.cli import ports
from tests.faults.product import ADDRESS

SENDERS = 4
PATIENCE = 0.5


class Sink:
    """A mail server on loopback that takes everything and remembers who got which Message-ID how often."""

    def __init__(self) -> None:
        self.taken: collections.Counter[tuple[str, str]] = collections.Counter()
        self.port = ports.any_free()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        headers = BytesHeaderParser().parsebytes(bytes(envelope.original_content or b""))
        self.taken.update((recipient.lower(), str(headers["Message-ID"]).strip()) for recipient in envelope.rcpt_tos)
        return "250 taken"

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()


@dataclass
class Stream:
    """
    Letters with a serial number each, so many a second, every one from another customer. As a mail server does, a letter that was
    not answered 250 is sent again, the same with the same Message-ID, until it is.
    """

    port: int
    rate: float
    seed: int
    accepted: set[int] = field(default_factory=set)
    attempts: collections.Counter[str] = field(default_factory=collections.Counter)
    written: int = 0

    def __post_init__(self) -> None:
        self._todo: queue.Queue[tuple[float, int]] = queue.Queue()
        self._writing, self._sending = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True)]
        self._threads += [threading.Thread(target=self._send, daemon=True) for _each in range(SENDERS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, seconds: float) -> bool:
        """Write no more; whether every letter written was answered 250 in the given time."""
        self._writing.set()
        self._threads[0].join()
        until = time.monotonic() + seconds
        while len(self.accepted) < self.written and time.monotonic() < until:
            time.sleep(0.05)
        self._sending.set()
        for thread in self._threads[1:]:
            thread.join()
        return len(self.accepted) == self.written

    def message_id(self, serial: int) -> str:
        return f"<{self.seed}.{serial}@faults.example>"

    def _write(self) -> None:
        begun = time.monotonic()
        while not self._writing.wait(max(0.0, begun + self.written / self.rate - time.monotonic())):
            self.written += 1
            self._todo.put((0.0, self.written))

    def _send(self) -> None:
        while not self._sending.is_set():
            try:
                due, serial = self._todo.get(timeout=0.2)
            except queue.Empty:
                continue
            self._sending.wait(max(0.0, due - time.monotonic()))
            if not self._sending.is_set() and not self._attempt(serial):
                self._todo.put((time.monotonic() + PATIENCE, serial))

    def _attempt(self, serial: int) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as server:
                server.send_message(self._letter(serial), f"klient-{serial}@klienci.example", [ADDRESS])
                self.accepted.add(serial)  # before QUIT: the answer to DATA is what counts
                self.attempts["accepted"] += 1
        except smtplib.SMTPServerDisconnected:
            self.attempts["broken off"] += 1
        except smtplib.SMTPException:
            self.attempts["put off"] += 1
        except OSError:
            self.attempts["nobody there"] += 1
        return serial in self.accepted

    def _letter(self, serial: int) -> EmailMessage:
        """Every third one is a complaint, whose steps send letters of their own to a department and a partner."""
        letter = EmailMessage()
        letter["From"] = f"Klient {serial} <klient-{serial}@klienci.example>"
        letter["To"] = ADDRESS
        letter["Message-ID"] = self.message_id(serial)
        letter["X-Serial"] = str(serial)
        letter["Subject"] = f"Reklamacja {serial}: pralka cieknie po montażu" if serial % 3 == 0 else f"Pytanie {serial} o zamówienie"
        letter.set_content(f"Dzień dobry,\n\nto jest wiadomość numer {serial}. Proszę o odpowiedź.\n\nKlient {serial}\n")
        return letter


