"""Files that people without an account fetch."""

from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from ambasador.channels.scanning import why_withheld
from ambasador.conversations.models import Attachment


def download(attachment: Attachment) -> HttpResponse:
    """
    Always a download, never shown in place: the type is not believed, a sandbox policy takes away everything else.

    Says why instead when the virus scanner holds the file back; what is large goes out piece by piece.

    Raises Http404 when the content was lost.
    """
    if reason := why_withheld(attachment.file):
        return HttpResponse(reason, status=409, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
    try:
        pieces = attachment.file.pieces()
    except FileNotFoundError as lost:
        raise Http404 from lost
    except OSError:
        away = _("The file storage cannot be reached. Try again in a minute.")
        return HttpResponse(away, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    answer = HttpResponse if attachment.file.content is not None else StreamingHttpResponse
    response = answer(pieces, content_type="application/octet-stream", headers={"Content-Length": str(attachment.file.size)})
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # a stream is one to whoever hands it on
