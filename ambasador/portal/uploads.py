"""Files that people without an account hand in and fetch."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from ambasador.channels.scanning import why_withheld
from ambasador.conversations.models import Attachment
from ambasador.conversations.verbs import Upload
from ambasador.lib.refusal import Refused


class FileTooLarge(Refused):
    code = "file_too_large"
    sentence = _("The file %(name)s is larger than %(megabytes)s MB. Nothing was sent.")


def uploads_of(request: HttpRequest, field: str = "files") -> list[Upload]:
    """The files of a form, read. Raises FileTooLarge."""
    files = request.FILES.getlist(field)
    for file in files:
        if (file.size or 0) > settings.MAX_UPLOAD_MB * 1024 * 1024:
            raise FileTooLarge(name=file.name, megabytes=settings.MAX_UPLOAD_MB)
    return [Upload(file.name or "", file.content_type or "application/octet-stream", file.read()) for file in files]


def download(attachment: Attachment) -> HttpResponse:
    """
    Always a download, never shown in place: the type is not believed, a sandbox policy takes away everything else.

    Says why instead when the virus scanner holds the file back. Raises Http404 when the content was lost.
    """
    if reason := why_withheld(attachment.file):
        return HttpResponse(reason, status=409, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
    try:
        content = attachment.file.read()
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
