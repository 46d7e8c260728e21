"""Signing what we send to other programs, so that they know it is from us and fresh: HMAC-SHA256 over the moment and the body."""

import base64
import hashlib
import hmac


def secret_for(host: str, *, key: str, edition: int = 1) -> str:
    """The secret shared with one receiver; nothing of it is kept, another `edition` makes another one."""
    digest = hmac.new(key.encode(), f"webhook:{edition}:{host}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the hexadecimal HMAC of `<timestamp>.<body>`."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
