"""The original look of a message: cleaned when it came in, and even so shown only in a frame that can do nothing."""

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.channels.email.html import with_pictures
from ambasador.channels.scanning import why_withheld
from ambasador.conversations.models import Attachment, Message
from ambasador.web.access import centre_only, user_of

# no script, no form, no origin, no request but for our one style sheet: a picture of the message is part of the answer
POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF87a": "image/gif", b"GIF89a": "image/gif"}
MOST_BYTES = 8 * 1024 * 1024


@centre_only
@xframe_options_sameorigin
@require_safe
def original(request: HttpRequest, message: int) -> HttpResponse:
    """The HTML of one message with its own pictures, as a document of its own. Raises Http404."""
    by = user_of(request).actor
    found = door.get_visible(Message.objects, by, pk=message)
    inside = door.visible(Attachment.objects, by).filter(message=found).exclude(content_id="").select_related("file").order_by("id")
    response = render(request, "web/ticket/original.html", {"html": with_pictures(found.html, _pictures(list(inside)))})
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pictures(files: list[Attachment]) -> dict[str, str]:
    """Content-IDs with the pictures themselves as data addresses; what does not begin like a picture, or is too much, is left out."""
    found, left = {}, MOST_BYTES
    for file in files:
        if file.size > left or why_withheld(file.file):
            continue
        try:
            content = file.file.read()
        except FileNotFoundError:
            continue
        kind = next((kind for beginning, kind in PICTURES.items() if content.startswith(beginning)), "")
        if kind:
            found[file.content_id] = f"data:{kind};base64,{base64.b64encode(content).decode()}"
            left -= file.size
    return found
