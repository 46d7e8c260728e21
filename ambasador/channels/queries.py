"""Questions over what arrives and what leaves."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from ambasador.channels.models import (
    BouncedAddress,
    InputRetention,
    Mailbox,
    MailboxKind,
    OutboxMessage,
    OutboxState,
    RawInput,
    RawInputState,
    Replay,
    ScanState,
    StoredFile,
    StuckMessage,
    StuckState,
)


def files_to_scan(before: datetime) -> QuerySet[StoredFile]:
    """Files whose check is overdue: the scanner was down, or the job was lost."""
    return StoredFile.objects.filter(scan=ScanState.WAITING, kept_at__lte=before).order_by("kept_at")


def files_of(message: OutboxMessage) -> list[tuple[str, StoredFile]]:
    """Name and content of everything attached, without what was lost. One query, none without attachments."""
    attached = message.payload.get("attachments", [])
    found = StoredFile.objects.defer("content").in_bulk([file["sha256"] for file in attached]) if attached else {}
    return [(file["name"], found[file["sha256"]]) for file in attached if file["sha256"] in found]


def listening() -> dict[str, int]:
    """Addresses the built-in mail server takes mail for, in lower case, with the mailbox of each."""
    found = Mailbox.objects.filter(kind=MailboxKind.LISTENER, is_active=True)
    return {address.lower(): mailbox for address, mailbox in found.values_list("address", "id")}


def mailboxes_to_poll() -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(kind=MailboxKind.IMAP, is_active=True).order_by("id")


def stuck_messages(mailbox: Mailbox) -> QuerySet[StuckMessage]:
    """What could not be fetched from the mailbox and is not settled, oldest first."""
    return StuckMessage.objects.filter(mailbox=mailbox, state__in=[StuckState.RETRYING, StuckState.STUCK]).order_by("uid")


def due_again(mailbox: Mailbox, *, uid_validity: int, at: datetime) -> QuerySet[StuckMessage]:
    """What could not be fetched, was passed over, and is to be tried again now."""
    return stuck_messages(mailbox).filter(uid_validity=uid_validity, is_passed=True, next_try_at__lte=at)


def failed_inputs() -> QuerySet[RawInput]:
    """Messages that need a person, oldest first."""
    return RawInput.objects.filter(state=RawInputState.FAILED).select_related("mailbox", "line").order_by("id")


def attached_file(message: OutboxMessage, place: int) -> tuple[str, StoredFile] | None:
    """The name and content of a message's attachment, counted from one; None when there is none, or its content is not there any more."""
    attached = message.payload.get("attachments", [])[place - 1 : place] if place > 0 else []
    file = StoredFile.objects.filter(pk=attached[0]["sha256"]).first() if attached else None
    return (attached[0]["name"], file) if file else None


UNREAD_FOR = timedelta(minutes=3)


def unread_chats(at: datetime) -> QuerySet[OutboxMessage]:
    """Answers that lie in the window of a chat and that nobody has looked at for three minutes, the longest waiting first."""
    waiting = OutboxMessage.objects.filter(channel="chat", state=OutboxState.SENT, delivery="", sent_at__lt=at - UNREAD_FOR, line__isnull=False)
    return waiting.select_related("line").order_by("sent_at")


def inputs_to_drop(retention: InputRetention, at: datetime) -> QuerySet[RawInput]:
    """Messages whose bytes were kept long enough; of those that failed only the ones a person has looked at since."""
    old = RawInput.objects.none()
    if retention.taken_days:
        old |= RawInput.objects.filter(state=RawInputState.TAKEN, state_at__lt=at - timedelta(days=retention.taken_days))
    if retention.unread_days:
        before = at - timedelta(days=retention.unread_days)
        old |= RawInput.objects.filter(state=RawInputState.SET_ASIDE, state_at__lt=before)
        old |= RawInput.objects.filter(state=RawInputState.FAILED, state_at__lt=before, seen_at__gte=F("state_at"))
    return old.filter(file__isnull=False)


STANDS_AFTER = timedelta(minutes=3)


def standing_replays(at: datetime) -> QuerySet[Replay]:
    """Replays that did not move for three minutes: at most one runs."""
    return Replay.objects.filter(ended_at__isnull=True, moved_at__lt=at - STANDS_AFTER)


def bounced(address: str) -> BouncedAddress | None:
    """What is known against an address: the last bounce, while nobody has settled it."""
    return BouncedAddress.objects.filter(address=address.strip().lower(), settled_at__isnull=True).first() if address else None
