"""
Where the bytes of large files lie, named by their hash: on disk, FILES_DIR/ab/cd/<sha256>, or in a bucket when one is set.

Either way a file is there whole or not at all. What was written to disk before a bucket was set is still read from there.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

INLINE_LIMIT, PIECE = 64 * 1024, 64 * 1024


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def measured(content: BinaryIO) -> tuple[str, int]:
    """Hash and size of a file that is read once through; it stands at its beginning afterwards."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    return digest.hexdigest(), size


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def write(content: bytes, *, sha256: str) -> None:
    """`write_from` for what is in memory anyway."""
    write_from(BytesIO(content), sha256=sha256, size=len(content))


def write_from(content: BinaryIO, *, sha256: str, size: int) -> None:
    """
    Put a file in its place, piece by piece, and return when it will survive a power cut. Repeating it changes nothing.

    Raises OSError when the disk is full or the bucket cannot be reached; nothing half-written is left then.
    """
    if settings.FILES_BUCKET:
        from ambasador.channels import bucket

        bucket.put(content, sha256=sha256, size=size)
    else:
        _to_disk(content, sha256=sha256, size=size)


def pieces(sha256: str) -> Iterator[bytes]:
    """A file piece by piece. Raises FileNotFoundError when it was lost, OSError when the storage is away: before the first piece."""
    if not settings.FILES_BUCKET or path_of(sha256).exists():
        return _begun(_from_disk(path_of(sha256)))
    from ambasador.channels import bucket

    return _begun(bucket.pieces(sha256))


def read(sha256: str) -> bytes:
    return b"".join(pieces(sha256))


def remove(sha256: str) -> None:
    """Take a file away for good, from wherever it lies. Repeating it changes nothing. Raises OSError."""
    path_of(sha256).unlink(missing_ok=True)
    if settings.FILES_BUCKET:
        from ambasador.channels import bucket

        bucket.remove(sha256)


def _begun(rest: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first of them fetched at once, so that trouble shows before anything was handed over."""
    first = next(rest, b"")

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from rest

    return all_of_them()


def _from_disk(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _to_disk(content: BinaryIO, *, sha256: str, size: int) -> None:
    """
    1. A temporary name in the same folder, flushed to the disk. 2. Renamed, so that nobody ever sees half a file.
    3. The folder is flushed too: without that the name may be gone after a crash although the content is there.
    """
    path = path_of(sha256)
    if path.exists() and path.stat().st_size == size:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{sha256[:16]}.{secrets.token_hex(6)}")
    try:
        with temporary.open("xb") as file:
            while piece := content.read(PIECE):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
