"""Where the bytes of large files lie on disk: FILES_DIR/ab/cd/<sha256>, written whole or not at all."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

INLINE_LIMIT = 64 * 1024


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def write(content: bytes, *, sha256: str) -> Path:
    """
    Put `content` in its place and return when it will survive a power cut. Repeating it changes nothing.

    1. A temporary name in the same folder, flushed to the disk. 2. Renamed, so that nobody ever sees half a file.
    3. The folder is flushed too: without that the name may be gone after a crash although the content is there.
    Raises OSError when the disk is full; no half-written file is left then.
    """
    path = path_of(sha256)
    if path.exists() and path.stat().st_size == len(content):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{sha256[:16]}.{secrets.token_hex(6)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(path.parent)
    return path


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
