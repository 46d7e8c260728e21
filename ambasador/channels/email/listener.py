"""
The built-in mail server: SMTP and LMTP. It says 250 only after the message is committed. [I1, I3]

A message is put off with 451 while the database or the disk is away, so the sending server keeps its copy and tries again;
nothing is answered before it is certain. Meant for a loopback or private address behind a mail server that faces the world.
"""

import asyncio
import collections
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import Error, close_old_connections, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ambasador.channels.email.recipients import Recipients
from ambasador.channels.models import NOBODY, Mailbox
from ambasador.channels.verbs import keep_raw_input
from ambasador.journal.actors import SYSTEM

logger = logging.getLogger(__name__)
THREADS = 4
MAX_CONNECTIONS, MAX_PER_PEER, MAX_RECIPIENTS = 200, 50, 100
MESSAGES_PER_MINUTE = 1200  # of one address; a mail server in front of us is one address for the whole world
MAX_LINE = 8 * 1024 * 1024  # real messages break the 998 of the standard; half a picture on one line is still a message
TAKEN, LATER, UNKNOWN = "250 2.0.0 kept", "451 4.3.0 not now, try again later", "550 5.1.1 no such mailbox here"


class Door:
    """What aiosmtpd calls. One for all connections; the database is spoken to in a few threads of its own."""

    def __init__(self) -> None:
        self.recipients = Recipients()
        self._connections: list[BaseDatabaseWrapper] = []
        self.pool = ThreadPoolExecutor(
            THREADS, thread_name_prefix="intake", initializer=lambda: self._connections.append(connections["default"])
        )
        self.per_peer: collections.Counter[str] = collections.Counter()
        self._messages: dict[str, collections.deque[float]] = {}

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: Sequence[str]) -> str:  # noqa: N802
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        try:
            mailbox = await self._in_thread(self.recipients.mailbox_of, address)
        except Error:
            logger.warning("the database is away, %s is asked to come back", _peer(session))
            return LATER
        if mailbox is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """One answer for the whole message over SMTP, one for each recipient over LMTP."""
        if self._is_too_fast(_peer(session)):
            answers = ["451 4.7.1 too many messages, slow down"] * len(envelope.rcpt_tos)
        else:
            raw = bytes(envelope.original_content or b"")
            answers = await self._in_thread(self.keep, raw, envelope.mail_from or NOBODY, list(envelope.rcpt_tos))
        if isinstance(server, LMTP):
            return "\r\n".join(answers)
        return next((answer for answer in answers if answer != TAKEN), TAKEN)

    async def handle_exception(self, error: Exception) -> str:
        logger.error("a connection failed", exc_info=error)
        return LATER

    def keep(self, raw: bytes, envelope_from: str, recipients: list[str]) -> list[str]:
        """Keep the message once per mailbox; the answer for each recipient. Runs in a thread."""
        by_mailbox: dict[int, list[str]] = {}
        answers: dict[str, str] = {}
        for recipient in recipients:
            mailbox = self.recipients.mailbox_of(recipient)
            if mailbox is None:
                answers[recipient] = UNKNOWN
            else:
                by_mailbox.setdefault(mailbox, []).append(recipient)
        for mailbox, group in by_mailbox.items():
            answers |= dict.fromkeys(group, self._keep_one(raw, mailbox, envelope_from, group))
        return [answers[recipient] for recipient in recipients]

    def _keep_one(self, raw: bytes, mailbox: int, envelope_from: str, recipients: list[str]) -> str:
        try:
            box = Mailbox.objects.get(pk=mailbox)
            keep_raw_input(raw, mailbox=box, envelope_from=envelope_from, envelope_to=recipients, by=SYSTEM)
        except (Error, OSError) as error:
            logger.warning("a message could not be kept and is put off: %s", error)
            return LATER
        return TAKEN

    def close(self) -> None:
        """Finish what is being kept, then let go of the database."""
        self.pool.shutdown(wait=True)
        for one in self._connections:  # each belongs to a thread that has ended
            one.inc_thread_sharing()
            one.close()

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.pool, _with_connection, function, *arguments)

    def _is_too_fast(self, peer: str) -> bool:
        now = time.monotonic()
        times = self._messages.setdefault(peer, collections.deque())
        while times and now - times[0] > 60:
            times.popleft()
        if len(self._messages) > 10_000:
            self._messages = {peer: times}
        if len(times) >= MESSAGES_PER_MINUTE:
            return True
        times.append(now)
        return False


def _with_connection(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a thread with a living database connection: one that broke (a restart of PostgreSQL) is thrown away, not reused."""
    close_old_connections()
    try:
        return function(*arguments)
    except Error:
        connection.close()
        raise
    finally:
        close_old_connections()


class _Counted:
    """Limits how many connections there are, in all and from one address; belongs in front of an aiosmtpd class."""

    line_length_limit = MAX_LINE
    event_handler: Door

    def connection_made(self, transport: Any) -> None:
        door, self._address = self.event_handler, str((transport.get_extra_info("peername") or ("local",))[0])
        door.per_peer[self._address] += 1
        if door.per_peer[self._address] > MAX_PER_PEER or door.per_peer.total() > MAX_CONNECTIONS:
            transport.write(b"421 4.7.0 too many connections, try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        per_peer = self.event_handler.per_peer
        per_peer[self._address] -= 1
        if per_peer[self._address] <= 0:
            del per_peer[self._address]
        if getattr(self, "session", None) is not None:
            super().connection_lost(error)  # type: ignore[misc]


class SmtpDoor(_Counted, SMTP):
    pass


class LmtpDoor(_Counted, LMTP):
    """LMTP wants one answer for each recipient also when the message is refused before anybody looked at it (RFC 2033, 4.2)."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self._expected = len(self.envelope.rcpt_tos) if self.envelope else 1
        try:
            await super().smtp_DATA(arg)
        finally:
            self._expected = 1

    async def push(self, status: Any) -> None:
        expected = getattr(self, "_expected", 1)
        if expected > 1 and isinstance(status, str) and status.startswith(("552 Error: Too much", "500 Line too long")):
            status = "\r\n".join([status] * expected)
        await super().push(status)


async def serve(*, smtp: str, lmtp: str, ready: Callable[[list[tuple[str, int]]], None] | None = None) -> None:
    """
    Listen on `smtp` and `lmtp` (host:port; empty: not) until cancelled, then let messages that are being kept be finished.

    `ready` is told the addresses really bound, in this order.
    """
    door = Door()
    loop = asyncio.get_running_loop()
    limit = settings.MAX_MESSAGE_MB * 1024 * 1024
    servers = []
    for address, kind in ((smtp, SmtpDoor), (lmtp, LmtpDoor)):
        if address:
            host, _colon, port = address.rpartition(":")
            servers.append(await loop.create_server(_maker(kind, door, limit), host.strip("[]"), int(port)))
    try:
        if ready:
            ready([server.sockets[0].getsockname()[:2] for server in servers])
        await asyncio.Event().wait()
    finally:
        for server in servers:
            server.close()
        await asyncio.to_thread(door.close)


def _maker(kind: type[SMTP], door: Door, limit: int) -> Callable[[], SMTP]:
    def make() -> SMTP:
        return kind(
            door,
            data_size_limit=limit,
            enable_SMTPUTF8=True,
            decode_data=False,
            hostname=settings.MAIL_DOMAIN,
            ident="Ambasador",
            timeout=300,
            loop=asyncio.get_running_loop(),
        )

    return make


def _peer(session: Session) -> str:
    return str(session.peer[0]) if session.peer else "local"
