"""Files that come with a form."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
