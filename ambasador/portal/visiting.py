"""Who knocks at a public address, and how much of what they bring is read."""

from django.conf import settings
from django.http import HttpRequest


def visitor(request: HttpRequest) -> str:
    """
    The address of who asks. Behind proxies of ours the one that the outermost of them saw: what stands before it in X-Forwarded-For
    anybody may have written.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(seen) >= settings.PROXIES:
        return seen[-settings.PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


def body_of(request: HttpRequest, *, most: int) -> bytes | None:
    """The bytes of the request, or None when there are more than `most`: whatever length was claimed, no more is read."""
    claimed = request.headers.get("Content-Length", "")
    if claimed.isdigit() and int(claimed) > most:
        return None
    body = request.read(most + 1)
    return None if len(body) > most else body
