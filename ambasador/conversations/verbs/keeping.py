"""What every verb that writes an entry shares: files, Message-IDs, addresses."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from ambasador.channels.chats import emails_of
from ambasador.channels.models import StoredFile
from ambasador.channels.verbs import ask_scanner, keep_file, keep_stream
from ambasador.conversations.models import Attachment, Message, Note, TaskMessage, ThreadReference
from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.limits import require_fitting
from ambasador.customers.models import ContactKind, Customer
from ambasador.lib import tokens
from ambasador.tickets.models import Step, Ticket


def attach(entry: Message | Note | TaskMessage, uploads: Sequence[Upload]) -> list[Attachment]:
    """Keep the files and tie them to the entry. Content is stored once, whoever sends it how often. Raises FilesRefused."""
    require_fitting(uploads)
    return [tie(entry, keep(upload), upload.name, upload.media_type, upload.content_id) for upload in uploads]


def keep(upload: Upload) -> StoredFile:
    """The content of an upload, kept; what is in an open file never stands in memory whole."""
    if isinstance(upload.content, bytes):
        return keep_file(upload.content, media_type=upload.media_type)
    return keep_stream(upload.content, media_type=upload.media_type)


def tie(entry: Message | Note | TaskMessage, file: StoredFile, name: str, media_type: str, content_id: str = "") -> Attachment:
    ask_scanner(file)
    place = {"message": entry} if isinstance(entry, Message) else {"note": entry} if isinstance(entry, Note) else {"task_message": entry}
    return Attachment.objects.create(
        file=file, name=name[:255] or "plik", media_type=media_type[:120], size=file.size, content_id=content_id[:250], **place
    )


def remember_references(references: Iterable[str], *, ticket: Ticket, step: Step | None = None, ours: bool = False) -> None:
    """Later messages that refer to any of these belong here."""
    ThreadReference.objects.bulk_create(
        [ThreadReference(reference=ref[:255], ticket=ticket, step=step, is_ours=ours) for ref in dict.fromkeys(references) if ref],
        ignore_conflicts=True,
    )


def email_of(customer: Customer) -> str:
    """
    The customer's first e-mail address, else the one left in a chat, or an empty text. No query when the contact points were loaded, one
    for who came by a chat.
    """
    known = list(customer.contact_points.all())
    points = [point for point in known if point.kind == ContactKind.EMAIL]
    if points:
        return min(points, key=lambda point: (not point.is_verified, point.id)).value
    return next(iter(emails_of(point.value for point in known if point.kind == ContactKind.MESSENGER)), "")


def ticket_address(ticket: Ticket) -> str:
    """Where replies of the customer go: an address with a signature, so that it cannot be guessed from the number."""
    return f"sprawa+{tokens.signed('reply', ticket.id, key=settings.SECRET_KEY)}@{settings.MAIL_DOMAIN}"


def task_address(step: Step) -> str:
    """Where answers of the performer go."""
    return f"zadanie+{tokens.signed('task-reply', step.id, key=settings.SECRET_KEY)}@{settings.MAIL_DOMAIN}"


def last_received(ticket: Ticket) -> Message | None:
    return ticket.messages.filter(direction="in", is_verified=True).exclude(message_id="").order_by("-id").first()


def known_references(ticket: Ticket, step: Step | None = None) -> Sequence[str]:
    """The Message-IDs of the conversation, oldest first, for the References header."""
    entries = step.thread if step else ticket.messages
    return list(entries.exclude(message_id="").order_by("id").values_list("message_id", flat=True))[-20:]
