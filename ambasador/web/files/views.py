"""One attachment at a time, through the access door."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.channels.models import StoredFile
from ambasador.channels.scanning import why_withheld
from ambasador.conversations.models import Attachment
from ambasador.web.access import staff_only, user_of


@staff_only
@require_safe
def file(request: HttpRequest, attachment: int) -> HttpResponse:
    """Raises Http404 when it is not the reader's, or its content was lost."""
    found = door.get_visible(Attachment.objects.select_related("file"), user_of(request).actor, pk=attachment)
    return download(found.file, name=found.name)


def download(stored: StoredFile, *, name: str) -> HttpResponse:
    """
    Always a download, never shown in place: the type is not believed, a sandbox policy takes away everything else.

    What may be downloaded is for the caller to ask of the door. Says why instead when the virus scanner holds the file back; what is
    large goes out piece by piece. Raises Http404 when the content was lost.
    """
    if reason := why_withheld(stored):
        return HttpResponse(reason, status=409, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
    try:
        pieces = stored.pieces()
    except FileNotFoundError as lost:
        raise Http404 from lost
    except OSError:
        away = _("The file storage cannot be reached. Try again in a minute.")
        return HttpResponse(away, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    answer = HttpResponse if stored.content is not None else StreamingHttpResponse
    response = answer(pieces, content_type="application/octet-stream", headers={"Content-Length": str(stored.size)})
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # a stream is one to whoever hands it on
