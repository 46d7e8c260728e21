"""Files that come with a form."""

from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
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
    return [Upload(file.name or "", file.content_type or "application/octet-stream", _content(file)) for file in files]


def _content(file: "UploadedFile[Any]") -> bytes | BinaryIO:
    """What is small, read; what Django has put on disk because it is large stays there."""
    return cast(BinaryIO, file.file) if isinstance(file, TemporaryUploadedFile) else file.read()
