"""How long the bytes of what arrived are kept, and their end. The fact, the sender, the time and the hash of the bytes stay. [I3, A3]"""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from ambasador.channels import access, files
from ambasador.channels.events import BytesDropped, RawInputSeen, RetentionChanged
from ambasador.channels.models import InputRetention, RawInput, StoredFile
from ambasador.channels.queries import inputs_to_drop
from ambasador.channels.verbs.intake import TOPICS
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock

AT_ONCE = 200


@transaction.atomic
def change_retention(*, taken_days: int | None, unread_days: int | None, by: Actor) -> InputRetention:
    """
    Set after how many days bytes are deleted: of what was taken over, and of what failed or was set aside; None keeps them for ever.

    Records RetentionChanged; nothing when it is so already. Raises NotAllowed.
    """
    access.require_manage(by)
    InputRetention.objects.get_or_create(pk=1)
    retention = InputRetention.objects.select_for_update().get(pk=1)
    if (retention.taken_days, retention.unread_days) == (taken_days, unread_days):
        return retention
    retention.taken_days, retention.unread_days = taken_days, unread_days
    retention.save(update_fields=["taken_days", "unread_days"])
    record(RetentionChanged(retention=1, taken_days=taken_days, unread_days=unread_days), by=by, topics=TOPICS)
    return retention


@transaction.atomic
def note_seen(raw_input: RawInput, *, by: Actor) -> RawInput:
    """Note that a person looked at a message since it came into its state. Records RawInputSeen, for the first one only. Raises NotAllowed."""
    access.require_centre(by)
    raw_input = RawInput.objects.select_for_update(no_key=True).get(pk=raw_input.pk)
    if by.is_own_machinery() or raw_input.was_seen:
        return raw_input
    raw_input.seen_at = clock.now()
    raw_input.save(update_fields=["seen_at"])
    record(RawInputSeen(raw_input=raw_input.id), by=by)
    return raw_input


@transaction.atomic
def drop_old_bytes(*, by: Actor) -> int:
    """
    Delete the bytes of two hundred messages that were kept long enough, and say how many they were. Records BytesDropped.

    Never of what waits, nor of what failed and nobody has looked at since. Content that something else has too stays. What lies on disk or in
    the bucket goes in a job of its own, once this is committed.
    """
    retention = InputRetention.objects.filter(pk=1).first()
    now = clock.now()
    old = list(inputs_to_drop(retention, now).select_for_update(no_key=True, skip_locked=True, of=("self",))[:AT_ONCE]) if retention else []
    if not old:
        return 0
    for raw_input in old:
        raw_input.sha256, raw_input.file, raw_input.dropped_at = raw_input.file_id or "", None, now
    RawInput.objects.bulk_update(old, ["sha256", "file", "dropped_at"])
    _forget([raw_input.sha256 for raw_input in old])
    record(BytesDropped(retention=1, raw_inputs=[raw_input.id for raw_input in old]), by=by, topics=TOPICS)
    return len(old)


def _forget(hashes: Sequence[str]) -> None:
    """
    Delete the content that no row of any app refers to any more.

    The rows are locked before that is asked, so whoever is about to refer to one has either committed or waits.
    """
    found = list(StoredFile.objects.select_for_update().filter(pk__in=set(hashes)).order_by("pk").values_list("pk", flat=True))
    wanted: set[str] = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            name = relation.field.attname
            wanted.update(relation.field.model._base_manager.filter(**{f"{name}__in": found}).values_list(name, flat=True))
    free = [sha256 for sha256 in found if sha256 not in wanted]
    StoredFile.objects.filter(pk__in=free).delete()
    if free:
        app.configure_task("ambasador.channels.tasks.remove_content").defer(hashes=list[JSONValue](free))


@transaction.atomic
def remove_content(sha256: str) -> bool:
    """
    Remove a file from disk or bucket when no row has it; whether it was removed. Repeating it changes nothing. Raises OSError.

    Whoever keeps the same content at this moment holds the lock shared from before it looks at the storage until its row is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 21))", [sha256])
    if StoredFile.objects.filter(pk=sha256).exists():
        return False
    files.remove(sha256)
    return True
