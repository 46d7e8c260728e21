"""`winmail.dat`, the envelope in which Outlook sends its files to everybody else (MS-OXTNEF): what is inside. Never raises."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ambasador.channels.email import rtf
from ambasador.channels.email.charset import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES, MAX_PROPERTIES = 100, 2000
_TITLE, _DATA, _RENDERING, _PROPERTIES = 0x00018010, 0x0006800F, 0x00069002, 0x00069005
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_LONG_NAME, _SHORT_NAME, _DATA_PROPERTY, _MEDIA_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x3701, 0x370E, 0x3712
_PLAIN_BODY, _HTML_BODY, _RTF_BODY = 0x1000, 0x1013, 0x1009
_FIXED = {0x2: 4, 0x3: 4, 0x4: 4, 0xA: 4, 0xB: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_TEXT_8, _TEXT_16, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D


@dataclass
class File:
    name: str = ""
    content: bytes = b""
    media_type: str = "application/octet-stream"
    content_id: str = ""


@dataclass
class Envelope:
    text: str = ""
    html: str = ""
    rich: bytes = b""
    files: list[File] = field(default_factory=list)


def opened(content: bytes) -> Envelope | None:
    """The text and files inside, as far as they can be read; None when it is no such envelope."""
    if not content.startswith(SIGNATURE):
        return None
    envelope, code_page = Envelope(), "cp1252"
    for kind, data in _attributes(content):
        if kind == _CODE_PAGE and len(data) >= 4:
            code_page = f"cp{struct.unpack_from('<I', data)[0]}"
        elif kind == _BODY:
            envelope.text = decode(data, code_page)[0]
        elif kind == _MESSAGE_PROPERTIES:
            _read_message(envelope, data, code_page)
        elif kind == _RENDERING and len(envelope.files) < MAX_FILES:
            envelope.files.append(File())
        elif envelope.files:
            _read_file(envelope.files[-1], kind, data, code_page)
    if envelope.rich and not envelope.text.strip() and not envelope.html:
        envelope.text = rtf.words_of(rtf.unpacked(envelope.rich))
    envelope.files = [file for file in envelope.files if file.name or file.content]
    return envelope


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    while position + 9 <= len(content):
        kind, length = struct.unpack_from("<II", content, position + 1)
        yield kind, content[position + 9 : position + 9 + length]
        position += 9 + length + 2


def _read_message(envelope: Envelope, data: bytes, code_page: str) -> None:
    for name, kind, value in _properties(data):
        if name == _PLAIN_BODY:
            envelope.text = envelope.text or _text(kind, value, code_page)
        elif name == _HTML_BODY:
            envelope.html = _text(kind, value, code_page)
        elif name == _RTF_BODY:
            envelope.rich = value


def _read_file(file: File, kind: int, data: bytes, code_page: str) -> None:
    if kind == _TITLE:
        file.name = file.name or _text(_TEXT_8, data, code_page)
    elif kind == _DATA:
        file.content = data
    elif kind == _PROPERTIES:
        for name, form, value in _properties(data):
            if name == _LONG_NAME or (name == _SHORT_NAME and not file.name):
                file.name = _text(form, value, code_page) or file.name
            elif name == _DATA_PROPERTY and not file.content:
                file.content = value[16:] if form == _OBJECT else value
            elif name == _MEDIA_TYPE:
                file.media_type = _text(form, value, code_page).lower() or file.media_type
            elif name == _CONTENT_ID:
                file.content_id = _text(form, value, code_page).strip("<>")


def _text(kind: int, value: bytes, code_page: str) -> str:
    return decode(value, "utf-16-le" if kind == _TEXT_16 else code_page)[0].strip("\0")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Name, form and (first) value of each property; the reading ends where the data does or stops making sense."""
    try:
        count, position = struct.unpack_from("<I", data)[0], 4
        for _number in range(min(count, MAX_PROPERTIES)):
            form, name = struct.unpack_from("<HH", data, position)
            position += 4
            if name >= 0x8000:
                position = _after_name(data, position)
            is_many, form = bool(form & 0x1000), form & 0x0FFF
            values = 1
            if is_many or form in {_TEXT_8, _TEXT_16, _BINARY, _OBJECT}:
                values = struct.unpack_from("<I", data, position)[0]
                position += 4
            first = b""
            for number in range(min(values, MAX_PROPERTIES)):
                length = _FIXED.get(form)
                if length is None:
                    length = struct.unpack_from("<I", data, position)[0]
                    position += 4
                first = first if number else data[position : position + length]
                position += length + -length % 4
            yield name, form, first
    except struct.error:
        return


def _after_name(data: bytes, position: int) -> int:
    """Behind the name of a property that has one: a number, or words."""
    if struct.unpack_from("<I", data, position + 16)[0] == 0:
        return position + 24
    length = struct.unpack_from("<I", data, position + 20)[0]
    return position + 24 + int(length) + -int(length) % 4
