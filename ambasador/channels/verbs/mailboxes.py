"""Mailboxes: adding, changing, and how reading them goes."""

from django.db import transaction

from ambasador.channels import access
from ambasador.channels.events import MailboxAdded, MailboxBack, MailboxChanged, MailboxSilent
from ambasador.channels.models import Mailbox
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock

POLLS_BEFORE_ALARM = 3
CHANGEABLE = {"name", "host", "port", "security", "username", "secret_name", "folder", "acknowledges", "is_active"}


@transaction.atomic
def add_mailbox(
    address: str,
    *,
    kind: str,
    by: Actor,
    name: str = "",
    host: str = "",
    port: int = 993,
    security: str = "tls",
    username: str = "",
    secret_name: str = "",
    folder: str = "INBOX",
    acknowledges: bool = True,
) -> Mailbox:
    """Add a place from which messages come. Records MailboxAdded. Raises NotAllowed; IntegrityError when address and kind are taken."""
    access.require_manage(by)
    mailbox = Mailbox.objects.create(
        address=address.strip().lower(),
        name=name or address,
        kind=kind,
        host=host,
        port=port,
        security=security,
        username=username,
        secret_name=secret_name,
        folder=folder,
        acknowledges=acknowledges,
        added_at=clock.now(),
    )
    record(MailboxAdded(mailbox=mailbox.id, address=mailbox.address, mailbox_kind=kind), by=by, topics=("intake",))
    return mailbox


@transaction.atomic
def ensure_mailbox(address: str, *, kind: str, by: Actor, name: str = "") -> Mailbox:
    """The mailbox of this kind with this address, added when it is missing. Records MailboxAdded then, nothing otherwise."""
    found = Mailbox.objects.filter(kind=kind, address__iexact=address.strip()).first()
    return found or add_mailbox(address, kind=kind, by=by, name=name, acknowledges=kind != "import")


@transaction.atomic
def change_mailbox(mailbox: Mailbox, *, by: Actor, **changes: object) -> Mailbox:
    """Change name, server, folder, acknowledging or activity. Records MailboxChanged; nothing when nothing differs. Raises NotAllowed."""
    access.require_manage(by)
    mailbox = _lock(mailbox)
    real = {field: value for field, value in changes.items() if field in CHANGEABLE and getattr(mailbox, field) != value}
    if not real:
        return mailbox
    for field, value in real.items():
        setattr(mailbox, field, value)
    mailbox.save(update_fields=list(real))
    record(MailboxChanged(mailbox=mailbox.id, changes=real), by=by, topics=("intake",))
    return mailbox


@transaction.atomic
def note_poll(mailbox: Mailbox, *, uid_validity: int | None, last_uid: int, by: Actor) -> Mailbox:
    """
    Remember that reading worked and how far it came. Records MailboxBack when it had been silent; how far reading came is
    a bookmark, not news, so otherwise nothing.
    """
    mailbox = _lock(mailbox)
    was_silent = mailbox.is_silent
    mailbox.uid_validity, mailbox.last_uid = uid_validity, last_uid
    mailbox.last_ok_at, mailbox.last_error, mailbox.failed_polls, mailbox.silent_since = clock.now(), "", 0, None
    mailbox.save(update_fields=["uid_validity", "last_uid", "last_ok_at", "last_error", "failed_polls", "silent_since"])
    if was_silent:
        record(MailboxBack(mailbox=mailbox.id), by=by, topics=("intake",))
    return mailbox


@transaction.atomic
def note_failed_poll(mailbox: Mailbox, *, error: str, by: Actor) -> Mailbox:
    """Remember that reading failed. Records MailboxSilent at the third failure in a row, once, until it works again."""
    mailbox = _lock(mailbox)
    mailbox.failed_polls += 1
    mailbox.last_error = error[:2000]
    if mailbox.failed_polls >= POLLS_BEFORE_ALARM and not mailbox.is_silent:
        mailbox.silent_since = clock.now()
        record(MailboxSilent(mailbox=mailbox.id, error=error[:300]), by=by, topics=("intake",))
    mailbox.save(update_fields=["failed_polls", "last_error", "silent_since"])
    return mailbox


def _lock(mailbox: Mailbox) -> Mailbox:
    return Mailbox.objects.select_for_update(no_key=True).get(pk=mailbox.pk)
