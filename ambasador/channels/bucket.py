"""
Large files in S3-compatible storage (`AMBASADOR_FILES=s3://bucket/prefix`), named by their hash as on disk, streamed both ways.

Loaded only where a bucket is set. Every trouble with the storage is an OSError, as with a disk: whoever delivers keeps its copy and
tries again.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import BinaryIO
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, READ_SECONDS, TRIES, PIECE, PART = 5, 60, 3, 64 * 1024, 8 * 1024 * 1024
_GONE = {"NoSuchKey", "NoSuchObject", "ResourceNotFound", "NotFound"}


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str, key: str, secret: str) -> Minio:
    address = urlsplit(endpoint)
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    retries = urllib3.Retry(total=TRIES - 1, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])
    pool = urllib3.PoolManager(timeout=timeout, maxsize=8, retries=retries)
    return Minio(address.netloc, access_key=key, secret_key=secret, secure=address.scheme == "https", region=region, http_client=pool)


def _storage() -> Minio:
    return _client(settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_KEY, settings.S3_SECRET)


def _name(sha256: str) -> str:
    return f"{settings.FILES_PREFIX}{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _as_disk_trouble(sha256: str) -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in _GONE:
            raise FileNotFoundError(sha256) from error
        raise OSError(f"the file storage refused: {error.code}") from error
    except (MinioException, HTTPError) as error:
        raise OSError(f"the file storage cannot be reached: {re.sub(r'0x[0-9a-f]+', '', str(error))[:200]}") from error


def holds(sha256: str, *, size: int) -> bool:
    """Whether the whole file is there. Raises OSError."""
    try:
        with _as_disk_trouble(sha256):
            return bool(_storage().stat_object(settings.FILES_BUCKET, _name(sha256)).size == size)
    except FileNotFoundError:
        return False


def put(content: BinaryIO, *, sha256: str, size: int) -> None:
    """Hand a file over piece by piece. An object appears whole or not at all. Raises OSError."""
    if holds(sha256, size=size):
        return
    with _as_disk_trouble(sha256):
        _storage().put_object(settings.FILES_BUCKET, _name(sha256), content, size, part_size=PART, num_parallel_uploads=1)


def pieces(sha256: str) -> Iterator[bytes]:
    """The file piece by piece. Raises FileNotFoundError when it is not there, OSError when the storage is away."""
    with _as_disk_trouble(sha256):
        answer = _storage().get_object(settings.FILES_BUCKET, _name(sha256))
        try:
            yield from answer.stream(PIECE)
        finally:
            answer.close()
            answer.release_conn()


def remove(sha256: str) -> None:
    """Take the file away; what is not there is no trouble. Raises OSError."""
    try:
        with _as_disk_trouble(sha256):
            _storage().remove_object(settings.FILES_BUCKET, _name(sha256))
    except FileNotFoundError:
        return
