"""Files that come with a form."""

from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest

from ambasador.conversations.verbs import Upload


def uploads_of(request: HttpRequest, field: str = "files") -> list[Upload]:
    """The files of a form. Whether they fit is for the verb to say."""
    return [Upload(file.name or "", file.content_type or "application/octet-stream", _content(file)) for file in request.FILES.getlist(field)]


def _content(file: "UploadedFile[Any]") -> bytes | BinaryIO:
    """What is small, read; what Django has put on disk because it is large stays there."""
    return cast(BinaryIO, file.file) if isinstance(file, TemporaryUploadedFile) else file.read()
