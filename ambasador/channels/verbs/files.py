"""Keeping content. The event is the one of whatever the file belongs to; a file by itself is no news to anybody."""

from collections.abc import Iterable
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from ambasador.channels import files
from ambasador.channels.models import ScanState, StoredFile
from ambasador.lib import clock

MEDIA_TYPE_LENGTH = 120


@transaction.atomic
def keep_file(content: bytes, *, media_type: str = "application/octet-stream") -> StoredFile:
    """
    Keep `content` once and return its row; the same content again returns the row that is there.

    Raises OSError when the disk is full. Large content is on disk before the row can commit; a transaction that is
    rolled back leaves at most an unused file, never a row without its content.
    """
    return keep_files([(content, media_type)])[0]


@transaction.atomic
def keep_stream(content: BinaryIO, *, media_type: str = "application/octet-stream") -> StoredFile:
    """`keep_file` for what need not be in memory: read twice, a piece at a time. Raises OSError."""
    sha256, size = files.measured(content)
    if size <= files.INLINE_LIMIT:
        return keep_file(content.read(), media_type=media_type)
    _hold([sha256])
    files.write_from(content, sha256=sha256, size=size)
    row = StoredFile(sha256=sha256, size=size, media_type=media_type[:MEDIA_TYPE_LENGTH], kept_at=clock.now())
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return row


@transaction.atomic
def keep_files(contents: Iterable[tuple[bytes, str]]) -> list[StoredFile]:
    """`keep_file` for many, in one statement; rows in the order given."""
    now = clock.now()
    made: dict[str, StoredFile] = {}
    order = []
    for content, media_type in contents:
        sha256 = files.sha256_of(content)
        order.append(sha256)
        if sha256 not in made:
            is_small = len(content) <= files.INLINE_LIMIT
            if not is_small:
                _hold([sha256])
                files.write(content, sha256=sha256)
            made[sha256] = StoredFile(
                sha256=sha256,
                size=len(content),
                media_type=media_type[:MEDIA_TYPE_LENGTH],
                content=content if is_small else None,
                kept_at=now,
            )
    # in the order of keys: two transactions that keep the same files must not wait for each other in a circle
    StoredFile.objects.bulk_create(sorted(made.values(), key=lambda file: file.sha256), ignore_conflicts=True)
    return [made[sha256] for sha256 in order]


def _hold(hashes: list[str]) -> None:
    """Until the end of the transaction nobody removes this content from the storage, where it may lie already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(one, 21)) FROM unnest(%s::text[]) AS one", [hashes])


@transaction.atomic
def ask_scanner(file: StoredFile) -> None:
    """Have a file checked for viruses when there is a scanner and nobody asked yet. The job commits with the file."""
    if settings.CLAMAV and StoredFile.objects.filter(pk=file.pk, scan=ScanState.UNASKED).update(scan=ScanState.WAITING):
        app.configure_task("ambasador.conversations.tasks.scan_file").defer(sha256=file.pk)


@transaction.atomic
def mark_scanned(file: StoredFile, *, state: ScanState, found: str = "") -> bool:
    """Write down what the scanner said; whether it is news. What belongs to the file is told by whoever it belongs to."""
    now = clock.now()
    return bool(StoredFile.objects.filter(pk=file.pk).exclude(scan=state).update(scan=state, scan_found=found[:120], scanned_at=now))
