"""S/MIME that hides the message inside its signature (smime.p7m, RFC 8551): what was signed. Nothing is verified here. Never raises."""

from dataclasses import dataclass

_SIGNED, _DATA = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010701")
_SEQUENCE, _OBJECT_ID, _OCTETS, _OCTETS_IN_PIECES, _CONTEXT_0 = 0x30, 0x06, 0x04, 0x24, 0xA0
MAX_DEPTH, MAX_PIECES = 12, 100_000


class _Broken(Exception):
    pass


@dataclass
class _Reader:
    """BER as far as this needs it; a length may be left open, and text cut into pieces."""

    raw: bytes
    position: int = 0

    def open(self) -> tuple[int, int | None]:
        """Tag and where its content ends; None when it ends with a mark of its own."""
        if self.position + 2 > len(self.raw):
            raise _Broken
        tag, first = self.raw[self.position], self.raw[self.position + 1]
        self.position += 2
        if first == 0x80:
            return tag, None
        if first < 0x80:
            return tag, self.position + first
        count = first & 0x7F
        if count > 6 or self.position + count > len(self.raw):
            raise _Broken
        length = int.from_bytes(self.raw[self.position : self.position + count])
        self.position += count
        return tag, self.position + length

    def enter(self, wanted: int) -> int | None:
        tag, end = self.open()
        if tag != wanted:
            raise _Broken
        return end

    def take(self, wanted: int) -> bytes:
        end = self.enter(wanted)
        if end is None or end > len(self.raw):
            raise _Broken
        content, self.position = self.raw[self.position : end], end
        return content

    def skip(self, depth: int = 0) -> None:
        _tag, end = self.open()
        if depth > MAX_DEPTH:
            raise _Broken
        if end is not None:
            self.position = end
            return
        while self.raw[self.position : self.position + 2] != b"\0\0":
            self.skip(depth + 1)
        self.position += 2

    def octets(self) -> bytes:
        tag, end = self.open()
        if tag == _OCTETS and end is not None:
            return self.raw[self.position : end]
        if tag != _OCTETS_IN_PIECES:
            raise _Broken
        pieces: list[bytes] = []
        while self.position < (end or len(self.raw)) and self.raw[self.position : self.position + 2] != b"\0\0":
            pieces.append(self.take(_OCTETS))
            if len(pieces) > MAX_PIECES:
                raise _Broken
        return b"".join(pieces)


def signed_content(raw: bytes) -> bytes | None:
    """The signed bytes, or None when nothing is signed there or it is encrypted or broken."""
    reader = _Reader(raw)
    try:
        reader.enter(_SEQUENCE)
        if reader.take(_OBJECT_ID) != _SIGNED:
            return None
        reader.enter(_CONTEXT_0)
        reader.enter(_SEQUENCE)
        reader.skip()  # version
        reader.skip()  # digest algorithms
        reader.enter(_SEQUENCE)
        if reader.take(_OBJECT_ID) != _DATA:
            return None
        reader.enter(_CONTEXT_0)
        return reader.octets()
    except _Broken:
        return None
