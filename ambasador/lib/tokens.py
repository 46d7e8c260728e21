"""Unguessable tokens: fresh ones kept only as hashes, and signed ones that carry an id."""

import hashlib
import hmac
import secrets


def fresh() -> str:
    """192 random bits for a link."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """What is stored of a fresh token."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed(purpose: str, number: int, *, key: str) -> str:
    """`number` with a signature of 100 bits that holds for one purpose only; lower-case letters and digits, fit for a mail address."""
    return f"{number}-{_signature(purpose, number, key)}"


def read_signed(purpose: str, token: str, *, key: str) -> int | None:
    """The number in a signed token, or None when anything about it is wrong."""
    head, dash, signature = token.strip().lower().partition("-")
    if not dash or not head.isascii() or not head.isdigit() or len(head) > 18 or not signature.isascii():
        return None
    number = int(head)
    return number if hmac.compare_digest(signature, _signature(purpose, number, key)) else None


def _signature(purpose: str, number: int, key: str) -> str:
    digest = hmac.new(key.encode(), f"{purpose}:{number}".encode(), hashlib.sha256).digest()
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[byte & 31] for byte in digest[:20])
