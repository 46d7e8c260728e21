"""Files as they are handed in: with a form, in a letter, over a line."""

from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest


@dataclass(frozen=True)
class Upload:
    """
    A file as it was handed in: its shown name, its type as claimed, its bytes or the open file they are in, and for a picture its place in the HTML.

    `was_received` when it lies in a letter or came over a line: it is here, and no limit applies.
    """

    name: str
    media_type: str
    content: bytes | BinaryIO
    content_id: str = ""
    was_received: bool = False

    @property
    def size(self) -> int:
        if isinstance(self.content, bytes):
            return len(self.content)
        before = self.content.tell()
        end = self.content.seek(0, 2)
        self.content.seek(before)
        return end


def uploads_of(request: HttpRequest) -> list[Upload]:
    """The files of a form. Whether they fit is for the verb to say."""
    return [Upload(file.name or "", file.content_type or "application/octet-stream", _content(file)) for file in request.FILES.getlist("files")]


def _content(file: "UploadedFile[Any]") -> bytes | BinaryIO:
    """What is small, read; what Django has put on disk because it is large stays there."""
    return cast(BinaryIO, file.file) if isinstance(file, TemporaryUploadedFile) else file.read()
