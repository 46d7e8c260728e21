"""What every page knows: who reads, in which language and theme, and the navigation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from ambasador.lib import clock
from ambasador.web import nav
from ambasador.web.calls.shaping import pops_of
from ambasador.web.middleware import OUTSIDE_PATHS


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation is lazy: a fragment that does not draw it pays nothing for it."""
    user = getattr(request, "user", None)
    reader = user if user is not None and user.is_authenticated else None
    match = request.resolver_match
    current = match.view_name if match else ""
    return {
        "reader": reader,
        "is_ours": not request.path.startswith(OUTSIDE_PATHS),
        "reader_language": get_language(),
        "languages": settings.LANGUAGES,
        "reader_calls": f"call:{reader.pk}" if reader and reader.phone_extension and reader.is_centre else "",
        "calls": SimpleLazyObject(lambda: pops_of(reader, at=clock.now()) if reader else []),
        "theme": reader.theme if reader else "",
        "is_demo": settings.DEMO,
        "max_upload_mb": settings.MAX_UPLOAD_MB,
        "search_url": reverse("web:search") if reader else "",
        "search_text": request.GET.get("q", "")[:200] if current == "web:search" else "",
        "nav_sections": SimpleLazyObject(lambda: nav.sections(reader, current=current) if reader else []),
        "nav_foot": SimpleLazyObject(lambda: nav.foot(reader, current=current) if reader else []),
    }
