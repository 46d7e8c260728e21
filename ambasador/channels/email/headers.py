"""Headers as they really come: unindented, misencoded, hostile or missing their end. Every function is linear and never raises."""

import binascii
import re
from dataclasses import dataclass, field

from ambasador.channels.email.charset import decode, is_utf8

MAX_HEAD, MAX_HEADERS, MAX_VALUE, MAX_JUNK, MAX_LINES = 512 * 1024, 2000, 64 * 1024, 50, 100_000
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]?(.*)", re.DOTALL)
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|message-id|mime-version|content-[a-z-]{1,40}|received|reply-to|references|in-reply-to|return-path"
    rb"|delivered-to|x-[a-z0-9-]{1,60}|list-[a-z-]{1,40}|precedence|auto-submitted|sender|dkim-signature)[ \t]*:",
    re.IGNORECASE,
)
_OBSOLETE_FOLD = re.compile(rb"[ \t]+[^\s]|" + _KNOWN.pattern, re.IGNORECASE)  # what may follow a line of blanks among headers
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_CHARSET_AND_ENCODING = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?")


_FOREIGN = bytes(byte for byte in range(256) if not re.match(rb"[A-Za-z0-9+/]", bytes((byte,))))
_WHOLE_LINE = re.compile(rb"[A-Za-z0-9+/=]+")


@dataclass
class Headers:
    """Names in lower case, values raw and unfolded, in order."""

    items: list[tuple[str, bytes]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def get(self, name: str) -> bytes:
        """The first value, or nothing."""
        return next((value for key, value in self.items if key == name), b"")

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.items if key == name]

    def text(self, name: str) -> str:
        return decode_words(self.get(name))

    def read_raw_as(self, codec: str | None) -> None:
        """Read unencoded values that are no UTF-8 in the character set of the text, when that says more than a guess would."""
        if codec in {None, "ascii", "utf-8", "cp1252", "cp1250", "iso8859_2"}:
            return
        for number, (name, value) in enumerate(self.items):
            text = decode(value, codec)[0] if not value.isascii() and not is_utf8(value) else ""
            if text and "\ufffd" not in text:
                self.items[number] = (name, text.encode("utf-8"))


def from_its_beginning(raw: bytes) -> bytes:
    """The message with line ends that can be read, without a byte order mark, a server's greeting or a torn line before its headers."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\n" not in raw[:MAX_HEAD] and b"\r" in raw[:MAX_HEAD]:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    elif b"\r\r\n" in raw[:8192]:
        raw = raw.replace(b"\r\r\n", b"\r\n")
    first, _end, rest = raw[:8192].lstrip(b"\r\n").partition(b"\n")
    is_torn = not first.startswith((b"From ", b">From ")) and (first[:1] in b" \t" or not _NAME.fullmatch(first.rstrip(b"\r")))
    return raw[raw.index(rest) :] if is_torn and _KNOWN.match(rest) else raw


def split_head(raw: bytes) -> tuple[Headers, bytes]:
    """Headers and body. Leading empty lines and mbox `From ` lines are skipped; a missing empty line is found by what follows."""
    headers, position, end = Headers(), 0, len(raw)
    current: list[bytes] | None = None
    size, started = 0, False
    while position < end:
        stop = raw.find(b"\n", position)
        stop = end if stop < 0 else stop
        line = raw[position:stop].rstrip(b"\r")
        following = min(stop + 1, end)
        if not line.strip():
            if line and started and _OBSOLETE_FOLD.match(raw, following):
                position = following
                continue
            if started and not line.strip(b" \t"):
                _close(headers, current)
                return headers, raw[following:]
            position = following
            continue
        if not started and line.startswith((b"From ", b">From ")) and not line[5:].lstrip().startswith(b":"):
            position = following
            continue
        match = None if line[:1] in b" \t" else _NAME.fullmatch(line)
        if match:
            started = True
            _close(headers, current)
            current = [match.group(1).lower(), match.group(2)[:MAX_VALUE]]
            size = 0
        elif line[:1] in b" \t" and current is not None:
            size += len(line)
            if size <= MAX_VALUE:
                current.append(line)
        elif not started or len(headers.defects) > MAX_JUNK or not _headers_follow(raw, following):
            _close(headers, current)
            headers.defects.append("no empty line after the headers")
            return headers, raw[position:]
        else:
            headers.defects.append("junk among the headers")
            if current is not None and b"=?" in line and size + len(line) <= MAX_VALUE:
                size += len(line)
                current.append(b" " + line)
        position = following
        if position > MAX_HEAD or len(headers.items) >= MAX_HEADERS:
            headers.defects.append("too many headers")
            break
    _close(headers, current)
    if position >= end:
        return headers, b""
    found = re.compile(rb"\r?\n\r?\n").search(raw, max(0, position - 2))
    return headers, raw[found.end() :] if found else b""


def _close(headers: Headers, current: list[bytes] | None) -> None:
    if not current:
        return
    name, *lines = current
    headers.items.append((name.decode("ascii", "replace"), b"".join(lines).strip()))
    current.clear()


def _headers_follow(raw: bytes, position: int) -> bool:
    """A well-known header comes before the next empty line, within twenty lines."""
    for line in raw[position : position + 4096].split(b"\n")[:20]:
        if not line.strip():
            return False
        if _KNOWN.match(line):
            return True
    return False


def decode_words(value: bytes | str) -> str:
    """
    Text of a header: encoded words decoded (also with other text glued to them, split letters, question marks inside), raw
    8-bit guessed, hidden line breaks and control characters turned into spaces.
    """
    text = decode(value[:MAX_VALUE])[0] if isinstance(value, bytes) else value[:MAX_VALUE]
    if "=?" in text:
        text = _decode_encoded(text)
    return re.sub(r" {2,}", " ", _CONTROL.sub(" ", text)).strip()


def _decode_encoded(text: str) -> str:
    out: list[str] = []
    words: list[tuple[str, bytes]] = []  # neighbours of one character set are joined before decoding: letters may be split

    def flush() -> None:
        for charset, content in _joined(words):
            out.append(decode(content, charset)[0])
        words.clear()

    position = 0
    while True:
        start = text.find("=?", position)
        if start < 0:
            break
        head = _CHARSET_AND_ENCODING.match(text, start)
        stop = _end_of_word(text, head) if head else -1
        if head is None or stop < 0:
            if head is not None and text.find("?=", head.end()) < 0:
                break
            between = text[position : start + 2]
            flush()
            out.append(between)
            position = start + 2
            continue
        between = text[position:start]
        if between.strip() or not words:
            flush()
            out.append(between)
        words.append((head.group(1).lower(), _content(text[head.end() : stop], head.group(2))))
        position = stop + 2
    flush()
    out.append(text[position:])
    return "".join(out)


def _end_of_word(text: str, head: re.Match[str]) -> int:
    stop = text.find("?=", head.end())
    if head.group(2) in "qQ":
        for _attempt in range(8):  # `?=20` inside a word that forgot to encode its question mark
            if stop < 0 or not _HEX_PAIR.match(text, stop + 2):
                break
            further = text.find("?=", stop + 2)
            if further < 0 or "=?" in text[stop:further]:
                break
            stop = further
    return stop


def _joined(words: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    joined: list[tuple[str, list[bytes]]] = []
    for charset, content in words:
        if joined and joined[-1][0] == charset:
            joined[-1][1].append(content)
        else:
            joined.append((charset, [content]))
    return [(charset, b"".join(parts)) for charset, parts in joined]


def _content(text: str, encoding: str) -> bytes:
    if encoding in "bB":
        return decode_base64(text.encode("ascii", "ignore"))
    raw = text.replace("_", " ").encode("utf-8", "replace")
    return binascii.a2b_qp(raw)


def decode_base64(raw: bytes) -> bytes:
    """
    Base64 with anything foreign dropped and its padding mended. After the padding only whole lines of base64 are a further
    piece: the footer that a mailing list put there is not.
    """
    padding = raw.find(b"=")
    if padding < 0:
        return _decode_piece(raw.translate(None, _FOREIGN))
    first, rest = raw[:padding].translate(None, _FOREIGN), raw[padding:].lstrip(b"= \t\r\n")
    if not rest:
        return _decode_piece(first)
    lines = (line.strip() for line in rest.split(b"\n", MAX_LINES)[:MAX_LINES])
    further = b"".join(line for line in lines if len(line) % 4 == 0 and _WHOLE_LINE.fullmatch(line))
    return b"".join(_decode_piece(piece) for piece in (first, *further.split(b"=")) if piece)


def _decode_piece(piece: bytes) -> bytes:
    piece = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4) if len(piece) % 4 else piece)
