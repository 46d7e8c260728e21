"""The words of rich text (RTF), as Outlook packs it into winmail.dat (MS-OXRTFCP) when it sends nothing else. Never raises; sizes capped."""

import re
import struct
from dataclasses import dataclass, field

from ambasador.channels.email.charset import codec_of, decode

MAX_SIZE, MAX_DEPTH = 2_000_000, 500
_BEGINNING = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes"
    b" New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)  # what both sides of the compression know from the start
_PIECE = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.IGNORECASE)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": " ", b"emdash": "—", b"endash": "–",
    b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_NOT_WORDS = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"footnote", b"listtable",
    b"listoverridetable", b"generator", b"themedata", b"datastore", b"latentstyles", b"rsidtbl", b"xmlnstbl", b"fldinst", b"htmltag",
}  # fmt: skip
_BARE = {b"~": b" ", b"_": b"-", b"-": b""}
_CHARSETS = {b"ansi": "cp1252", b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}


def unpacked(packed: bytes) -> bytes:
    """The RTF behind Outlook's compression, or nothing."""
    if len(packed) < 16:
        return b""
    _packed_size, size, kind = struct.unpack_from("<III", packed)
    if kind == 0x414C454D:  # "MELA": not compressed
        return packed[16 : 16 + min(size, MAX_SIZE)]
    return _unpacked(packed[16:], min(size, MAX_SIZE)) if kind == 0x75465A4C else b""  # "LZFu"


def _unpacked(packed: bytes, size: int) -> bytes:
    window, place = bytearray(_BEGINNING.ljust(4096, b"\0")), len(_BEGINNING)
    out, position, end = bytearray(), 0, len(packed)
    while position < end and len(out) < size:
        flags, position = packed[position], position + 1
        for bit in range(8):
            if position >= end or len(out) >= size:
                break
            if not flags >> bit & 1:
                copied = packed[position : position + 1]
                position += 1
            elif position + 1 < end:
                pair = packed[position] << 8 | packed[position + 1]
                start, length, position = pair >> 4, (pair & 15) + 2, position + 2
                if start == place:
                    return bytes(out)
                copied = b""
                for step in range(length):  # it may repeat what it is just writing
                    byte = window[(start + step) % 4096]
                    window[(place + step) % 4096] = byte
                    copied += bytes((byte,))
            else:
                return bytes(out)
            for step, byte in enumerate(copied):
                window[(place + step) % 4096] = byte
            place = (place + len(copied)) % 4096
            out += copied
    return bytes(out)


def words_of(rtf: bytes) -> str:
    """The readable text; what Outlook marks as hidden or as a shell around HTML is left out."""
    if not rtf.lstrip().startswith(b"{\\rtf"):
        return ""
    reading = _Reading()
    for match in _PIECE.finditer(rtf[:MAX_SIZE]):
        word, number, code, sign, brace, plain = match.groups()
        if brace:
            reading.brace(brace)
        elif word is not None:
            reading.word(word.lower(), number)
        elif sign == b"*":
            reading.skipped[-1] = True
        elif not reading.skipped[-1]:
            reading.letters(bytes((int(code, 16),)) if code else _BARE.get(sign, sign) if sign else plain or b"")
    reading.flush()
    text = "".join(reading.out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


@dataclass
class _Reading:
    """Where in the rich text we are. `raw` gathers letters of the character set, which are decoded together."""

    out: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    skipped: list[bool] = field(default_factory=lambda: [False])
    charset: str = "cp1252"
    after_unicode: int = 1
    to_swallow: int = 0

    def flush(self) -> None:
        if self.raw:
            self.out.append(decode(bytes(self.raw), self.charset)[0])
            self.raw.clear()

    def brace(self, brace: bytes) -> None:
        if brace == b"{" and len(self.skipped) < MAX_DEPTH:
            self.skipped.append(self.skipped[-1])
        elif brace == b"}" and len(self.skipped) > 1:
            self.skipped.pop()

    def letters(self, piece: bytes) -> None:
        self.raw += piece[self.to_swallow :]
        self.to_swallow = max(0, self.to_swallow - len(piece))

    def word(self, name: bytes, number: bytes | None) -> None:
        if name in _NOT_WORDS or name == b"htmlrtf":
            self.skipped[-1] = name != b"htmlrtf" or number != b"0"
        elif name == b"ansicpg" and number:
            self.charset = codec_of(f"cp{number.decode()}") or self.charset
        elif name in _CHARSETS:
            self.charset = _CHARSETS[name]
        elif name == b"uc" and number:
            self.after_unicode = max(0, min(int(number), 8))
        elif self.skipped[-1]:
            return
        elif name == b"u" and number:
            self.flush()
            self.out.append(chr(int(number) % 65536))
            self.to_swallow = self.after_unicode
        elif name in _SIGNS:
            self.flush()
            self.out.append(_SIGNS[name])
