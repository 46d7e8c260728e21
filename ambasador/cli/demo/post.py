"""Letters as mail programs write them, and files as phones make them."""

import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

File = tuple[str, str, bytes]
"""Name, media type, content."""


def letter(
    *,
    sender: tuple[str, str],
    to: str,
    subject: str,
    text: str,
    at: datetime,
    message_id: str,
    answers: Sequence[str] = (),
    files: Sequence[File] = (),
) -> bytes:
    """An Internet message; `answers` are the Message-IDs of the thread, the answered one last."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = message_id
    message["Date"] = format_datetime(at)
    message["From"] = formataddr(sender)
    message["To"] = to
    message["Subject"] = subject
    if answers:
        message["In-Reply-To"] = answers[-1]
        message["References"] = " ".join(answers)
    message.set_content(text, charset="utf-8")
    for name, media_type, content in files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def picture(name: str, *, hue: int = 0) -> File:
    """A small picture: a shaded plate with a darker spot in it."""
    width, height = 160, 120
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            spot = (x - 95) ** 2 + (y - 60) ** 2 < 380
            shade = 60 if spot else 150 + x // 3 - y // 4
            rows += bytes((min(255, shade + hue), min(255, shade), min(255, shade + 20)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")
    return name, "image/png", content


def document(name: str, line: str) -> File:
    """A page of PDF with one line of plain letters."""
    stream = f"BT /F1 16 Tf 60 760 Td ({line}) Tj ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return name, "application/pdf", content


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
