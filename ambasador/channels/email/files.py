"""What of a message is a file: its parts, what winmail.dat holds, and what old programs wrote into the text (uuencode, yEnc)."""

import re
from dataclasses import dataclass

from ambasador.channels.email import tnef
from ambasador.channels.email.headers import decode_words, split_head
from ambasador.channels.email.mime import Part, Tree, decode_transfer
from ambasador.channels.email.names import safe_name

MAX_ATTACHMENTS, MAX_YENC = 200, 2_000_000
_UU_BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n(?=[ -`]{2})", re.MULTILINE)
_YENC_BEGIN = re.compile(rb"^=ybegin [^\r\n]{0,200}name=([^\r\n]{1,200})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?", re.MULTILINE)
_YENC_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_BACK_42 = bytes((byte - 42) % 256 for byte in range(256))
_BACK_64 = bytes((byte - 64) % 256 for byte in range(256))


@dataclass(frozen=True)
class Attachment:
    """`content_id` joins a picture to the `cid:` address in the HTML; `is_inline` when it is part of the text rather than a file."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


def attachments_of(parts: list[Part], html: str, tree: Tree) -> tuple[list[Attachment], tnef.Envelope | None]:
    """The parts as files, at most 200; an envelope of Outlook's is replaced by what is inside, and handed back for its text."""
    made: list[Attachment] = []
    envelope = None
    for number, part in enumerate(parts, start=1):
        if len(made) >= MAX_ATTACHMENTS:
            tree.defects.append("too many attachments")
            tree.left_out += len(parts) - number + 1
            break
        content = part.content()
        opened = tnef.opened(content) if envelope is None else None
        if opened is not None and (opened.files or opened.text or opened.html):
            envelope = opened
            enclosed = _enclosed(opened, len(made))
            tree.left_out += len(opened.files) - len(enclosed)
            made += enclosed
            continue
        inline = bool(part.content_id) and (part.disposition == "inline" or f"cid:{part.content_id}" in html)
        name = safe_name(part.file_name or _inner_subject(part), media_type=part.media_type, number=number)
        made.append(Attachment(name, part.media_type, content, part.content_id, inline))
    return made, envelope


def _enclosed(envelope: tnef.Envelope, before: int) -> list[Attachment]:
    return [
        Attachment(
            safe_name(file.name, media_type=file.media_type, number=number), file.media_type, file.content, file.content_id[:250], is_inline=False
        )
        for number, file in enumerate(envelope.files[: MAX_ATTACHMENTS - before], start=before + 1)
    ]


def _inner_subject(part: Part) -> str:
    """A forwarded message is named after its subject."""
    if part.media_type != "message/rfc822":
        return ""
    subject = split_head(part.content()[:65536])[0].text("subject")
    return f"{subject[:80].replace('/', '-')}.eml" if subject else ""


def uu_files(text: str) -> tuple[str, list[Attachment]]:
    """Files that old programs wrote into the text between `begin 644 name` and `end`, and the text without them."""
    files: list[Attachment] = []
    kept, position = [], 0
    while len(files) < 20:
        begin = _UU_BEGIN.search(text, position)
        end = text.find("\nend", begin.end()) if begin else -1
        if begin is None or end < 0:
            break
        content = decode_transfer(text[begin.end() : end].encode("utf-8", "replace"), "uuencode")
        if content:
            kept.append(text[position : begin.start()])
            name = safe_name(begin.group(1), media_type="application/octet-stream", number=len(files) + 1)
            files.append(Attachment(name, "application/octet-stream", content))
        else:
            kept.append(text[position:end])
        position = end + 4 if content else end
    return "".join((*kept, text[position:])).strip("\n"), files


def yenc_files(tree: Tree) -> list[Attachment]:
    """Files in yEnc inside plain text. They are taken out of the parts, whose text is read afterwards without them."""
    files: list[Attachment] = []
    for part in tree.leaves:
        while part.media_type == "text/plain" and len(files) < 20 and len(part.body) <= MAX_YENC:
            begin = _YENC_BEGIN.search(part.body)
            end = part.body.find(b"\n=yend", begin.end()) if begin else -1
            if begin is None or end < 0:
                break
            coded = part.body[begin.end() : end].replace(b"\r", b"").replace(b"\n", b"")
            content = _YENC_ESCAPED.sub(lambda found: found.group(1).translate(_BACK_64), coded).translate(_BACK_42)
            name = safe_name(decode_words(begin.group(1)), media_type="application/octet-stream", number=len(files) + 1)
            files.append(Attachment(name, "application/octet-stream", content))
            after = part.body.find(b"\n", end + 1)
            part.body = part.body[: begin.start()] + (part.body[after + 1 :] if after >= 0 else b"")
    return files
