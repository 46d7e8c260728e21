"""Messages inside other wrappings: S/MIME that hides its content, rich text in winmail.dat. No database."""

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.channels.email import cms, parse, rtf

INNER = "Content-Type: text/plain; charset=utf-8\r\n\r\nPralka ciągle cieknie.".encode()
SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes((tag, size)) + content if size < 128 else bytes((tag, 0x82)) + size.to_bytes(2) + content


def left_open(tag: int, content: bytes) -> bytes:
    return bytes((tag, 0x80)) + content + b"\0\0"


def definite(content: bytes) -> bytes:
    enclosed = tlv(0x30, DATA + tlv(0xA0, tlv(0x04, content)))
    return tlv(0x30, SIGNED + tlv(0xA0, tlv(0x30, b"\x02\x01\x01" + tlv(0x31, b"") + enclosed)))


def in_pieces(content: bytes) -> bytes:
    octets = left_open(0x24, tlv(0x04, content[:20]) + tlv(0x04, content[20:]))
    enclosed = left_open(0x30, DATA + left_open(0xA0, octets))
    return left_open(0x30, SIGNED + left_open(0xA0, left_open(0x30, b"\x02\x01\x01" + left_open(0x31, b"") + enclosed)))


def letter(body: bytes, kind: str = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m") -> bytes:
    return f"From: ewa@x.pl\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(body)


@pytest.mark.parametrize("wrap", [definite, in_pieces])
def test_what_was_signed_is_shown(wrap):
    message = parse(letter(wrap(INNER)))
    assert (message.text, message.attachments) == ("Pralka ciągle cieknie.", ())
    assert "signature not checked" in message.defects


@pytest.mark.parametrize("body", [b"", b"\x30", definite(INNER).replace(SIGNED, bytes.fromhex("06092a864886f70d010703")), b"\x30\x80" * 5000])
def test_what_cannot_be_opened_stays_a_file(body):
    assert [file.name for file in parse(letter(body)).attachments] == ["smime.p7m"]


@given(st.binary(max_size=200), st.integers(0, 80))
@settings(max_examples=200, deadline=None)
def test_damaged_wrappings_never_raise(noise, place):
    whole = in_pieces(INNER)
    assert isinstance(cms.signed_content(whole[:place] + noise + whole[place:]), bytes | None)
    assert isinstance(rtf.words_of(b"{\\rtf1 " + noise), str)
    rtf.unpacked(struct.pack("<III", 100, 100, 0x75465A4C) + b"\0\0\0\0" + noise)


RICH = (
    b"{\\rtf1\\ansi\\ansicpg1250\\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\generator Riched}\\uc1 Dzie\\'f1 dobry,\\par "
    b"pralka\\tab\\b cieknie\\b0  \\u378?le {\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt tutaj}}.\\par}"
)
WORDS = "Dzień dobry,\npralka\tcieknie źle tutaj."


def test_the_words_of_rich_text():
    assert rtf.words_of(RICH) == WORDS


def test_rich_text_that_only_wraps_html():
    assert rtf.words_of(b"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Raz\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}") == "Raz"


def test_compressed_rich_text_repeats_what_went_before():
    begins = (0 << 4 | 9).to_bytes(2)  # eleven signs from the start of what both sides know
    again = (207 + 12 << 4 | 4).to_bytes(2)  # six signs from where `ab` was written, the last four while they are being written
    content = bytes((0b00010001,)) + begins + b" ab" + again + b"c}"
    packed = struct.pack("<III", len(content) + 12, 22, 0x75465A4C) + b"\0\0\0\0" + content
    assert rtf.unpacked(packed) == b"{\\rtf1\\ansi ababababc}"


def winmail(rich: bytes) -> bytes:
    held = struct.pack("<III", len(rich) + 12, len(rich), 0x414C454D) + b"\0\0\0\0" + rich
    properties = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(held)) + held + b"\0" * (-len(held) % 4)
    return b"\x78\x9f\x3e\x22\0\0" + b"\x01" + struct.pack("<II", 0x00069003, len(properties)) + properties + b"\0\0"


def test_winmail_with_rich_text_alone():
    message = parse(letter(winmail(RICH), kind="application/ms-tnef; name=winmail.dat"))
    assert (message.text, message.attachments) == (WORDS, ())
