"""Which addresses the built-in mail server takes mail for, and which mailbox each belongs to."""

import re
import threading
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error

from ambasador.channels import queries
from ambasador.channels.verbs import ensure_mailbox
from ambasador.journal.actors import SYSTEM

REPLY_ADDRESS = re.compile(r"(?:sprawa|zadanie)(?:\+[A-Za-z0-9=_.-]{1,80})?|postmaster|abuse", re.IGNORECASE)
FRESH_SECONDS = 5.0


def reply_mailbox_address() -> str:
    return f"sprawa@{settings.MAIL_DOMAIN}"


@dataclass
class Recipients:
    """
    A book of recipients, read anew every few seconds. While the database is away the last known book holds: recipients are
    judged by it, and messages for them are put off with a temporary answer.
    """

    _mailboxes: dict[str, int] = field(default_factory=dict)
    _replies: int | None = None
    _read_at: float = -FRESH_SECONDS
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mailbox_of(self, address: str) -> int | None:
        """The mailbox that takes mail for an address, or None for a stranger's. Raises django.db.Error before the first reading."""
        address = address.strip().lower()
        self._refresh()
        local, _at, domain = address.rpartition("@")
        exact = self._mailboxes.get(address) or self._mailboxes.get(f"{local.partition('+')[0]}@{domain}")
        if exact:
            return exact
        if domain == settings.MAIL_DOMAIN.lower() and (settings.DEMO or REPLY_ADDRESS.fullmatch(local)):
            return self._replies
        return None

    def _refresh(self) -> None:
        with self._lock:
            if time.monotonic() - self._read_at < FRESH_SECONDS:
                return
            try:
                replies = ensure_mailbox(reply_mailbox_address(), kind="listener", name="", by=SYSTEM)
                self._mailboxes, self._replies = queries.listening(), replies.id
            except Error:
                if self._replies is None:
                    raise
            self._read_at = time.monotonic()
