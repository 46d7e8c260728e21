"""Bodies as programs, gateways and accidents leave them: what is read as text, what is a file. No database."""

import base64
import quopri
import struct

import pytest

from ambasador.channels.email import parse
from ambasador.channels.tests.raw import FILE, HTML, TEXT, mixed


def inner(*parts: bytes, kind: str, boundary: str) -> bytes:
    return mixed(*parts, kind=kind, boundary=boundary).partition(b"\n")[2]


def message(headers: str, body: bytes) -> bytes:
    return f"From: a@b.pl\n{headers}\n\n".encode() + body


def b64(content: bytes) -> bytes:
    return base64.encodebytes(content)


PNG = b'Content-Type: image/png; name="a.png"\nContent-ID: <a@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw=='
RFC822 = b"Content-Type: message/rfc822\n\nFrom: jan@x.pl\nSubject: W\n\nwewnatrz"

# name: (raw, text, names of the files)
STRUCTURES = {
    "plain": (message("Subject: s", b"Slowa"), "Slowa", []),
    "nothing": (message("Subject: s", b""), "", []),
    "only html": (message("Content-Type: text/html", b"<p>Slowa"), "Slowa", []),
    "html without semicolon": (message("Content-Type: text/html charset=utf-8", "<p>Słowa".encode()), "Słowa", []),
    "type without subtype": (message("Content-Type: text", b"Slowa"), "Slowa", []),
    "type in quotes": (message('Content-Type: "text/plain"', b"Slowa"), "Slowa", []),
    "nonsense type": (message("Content-Type: ;;;", b"Slowa"), "Slowa", []),
    "html by one word": (message("Content-Type: html", b"<p>Slowa"), "Slowa", []),
    "two types": (message("Content-Type: text/plain\nContent-Type: text/html", b"Slowa"), "Slowa", []),
    "capital type": (message("CONTENT-TYPE: TEXT/HTML", b"<p>Slowa"), "Slowa", []),
    "folded type": (message("Content-Type: text/html;\n\tcharset=utf-8", b"<p>Slowa"), "Slowa", []),
    "alternative": (mixed(TEXT, HTML, kind="alternative"), "Slowa", []),
    "alternative html first": (mixed(HTML, TEXT, kind="alternative"), "Slowa", []),
    "alternative only html": (mixed(HTML, kind="alternative"), "Slowa tlusto", []),
    "alternative empty text": (mixed(b"Content-Type: text/plain\n\n\n", HTML, kind="alternative"), "Slowa tlusto", []),
    "alternative with calendar": (mixed(TEXT, b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR", kind="alternative"), "Slowa", 1),
    "mixed": (mixed(TEXT, FILE), "Slowa", ["faktura.pdf"]),
    "file first": (mixed(FILE, TEXT), "Slowa", ["faktura.pdf"]),
    "only a file": (mixed(FILE), "", ["faktura.pdf"]),
    "root file": (FILE, "", ["faktura.pdf"]),
    "related": (mixed(HTML, PNG, kind="related"), "Slowa tlusto", ["a.png"]),
    "alternative in related": (mixed(inner(TEXT, HTML, kind="alternative", boundary="Y"), PNG, kind="related"), "Slowa", ["a.png"]),
    "related in alternative": (mixed(TEXT, inner(HTML, PNG, kind="related", boundary="Y"), kind="alternative"), "Slowa", ["a.png"]),
    "forwarded": (mixed(TEXT, RFC822), "Slowa", ["W.eml"]),
    "digest": (mixed(b"\nFrom: jan@x.pl\nSubject: W\n\nx", kind="digest"), "", ["W.eml"]),
    "signed smime": (mixed(TEXT, b"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx", kind="signed"), "Slowa", ["smime.p7s"]),
    "signed pgp": (mixed(TEXT, b"Content-Type: application/pgp-signature; name=signature.asc\n\nx", kind="signed"), "Slowa", ["signature.asc"]),
    "opaque smime": (message("Content-Type: application/pkcs7-mime; name=smime.p7m", b"x"), "", ["smime.p7m"]),
    "encrypted pgp": (
        mixed(
            b"Content-Type: application/pgp-encrypted\n\nVersion: 1",
            b"Content-Type: application/octet-stream; name=encrypted.asc\n\nx",
            kind="encrypted",
        ),
        "",
        2,
    ),
    "appledouble": (
        mixed(
            TEXT,
            inner(
                b"Content-Type: application/applefile; name=a.pdf\n\nx",
                b"Content-Type: application/pdf; name=a.pdf\n\nx",
                kind="appledouble",
                boundary="Y",
            ),
        ),
        "Slowa",
        2,
    ),
    "partial": (message("Content-Type: message/partial; id=1; number=1; total=2", b"x"), "", 1),
    "external body": (mixed(TEXT, b"Content-Type: message/external-body; access-type=URL\n\nContent-Type: image/png\n\n"), "Slowa", 1),
    "unknown multipart": (mixed(TEXT, FILE, kind="x-nowy"), "Slowa", ["faktura.pdf"]),
    "form data": (mixed(TEXT, FILE, kind="form-data"), "Slowa", ["faktura.pdf"]),
    "text attached": (mixed(TEXT, b"Content-Type: text/plain\nContent-Disposition: attachment\n\nx"), "Slowa", ["attachment-1.txt"]),
    "html attached": (mixed(TEXT, b"Content-Type: text/html; name=a.html\nContent-Disposition: attachment\n\nx"), "Slowa", ["a.html"]),
    "inline text without name": (mixed(TEXT, b"Content-Disposition: inline\n\nDalej"), "Slowa\nDalej", []),
    "three texts": (mixed(TEXT, PNG, b"\nDalej", b"\nKoniec"), "Slowa\nDalej\nKoniec", ["a.png"]),
    "parts without headers": (mixed(b"\nSlowa"), "Slowa", []),
    "csv": (mixed(TEXT, b"Content-Type: text/csv; name=a.csv\n\n1;2"), "Slowa", ["a.csv"]),
    "vcard": (mixed(TEXT, b"Content-Type: text/x-vcard; name=jan.vcf\n\nBEGIN:VCARD"), "Slowa", ["jan.vcf"]),
    "same file twice": (mixed(TEXT, FILE, FILE), "Slowa", ["faktura.pdf", "faktura.pdf"]),
    "enriched": (message("Content-Type: text/enriched", b"<bold>Slowa</bold>"), "Slowa", []),
    "empty part": (mixed(b"", TEXT), "Slowa", []),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_structures(name):
    raw, text, files = STRUCTURES[name]
    read = parse(raw)
    assert read.text == text
    assert (len(read.attachments) if isinstance(files, int) else [file.name for file in read.attachments]) == files


MULTI = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="
BOUNDARIES = {
    "never closed": message(MULTI + "XX", b"--XX\n\nSlowa"),
    "closed without a line end": message(MULTI + "XX", b"--XX\n\nSlowa\n--XX--"),
    "blanks after it": message(MULTI + "XX", b"--XX  \t\n\nSlowa\n--XX-- \n"),
    "quoted with blanks": message(MULTI + '"a b c"', b"--a b c\n\nSlowa\n--a b c--\n"),
    "quoted with a trailing blank": message(MULTI + '"XX "', b"--XX\n\nSlowa\n--XX--\n"),
    "strange signs": message(MULTI + "\"'()+_,-./:=?\"", b"--'()+_,-./:=?\n\nSlowa\n--'()+_,-./:=?--\n"),
    "regular expression": message(MULTI + '"(.*)+$"', b"--(.*)+$\n\nSlowa\n--(.*)+$--\n"),
    "in single quotes": message(MULTI + "'XX'", b"--'XX'\n\nSlowa\n--'XX'--\n"),
    "of a prefix": message(MULTI + "XX", b"--XXY\n\nnie\n--XX\n\nSlowa\n--XX--\n"),
    "missing": message("Content-Type: multipart/mixed", b"--XX\nContent-Type: text/plain\n\nSlowa\n--XX--\n"),
    "another one": message(MULTI + "YY", b"--XX\nContent-Type: text/plain\n\nSlowa\n--XX--\n"),
    "empty": message(MULTI + '""', b"--XX\nContent-Type: text/plain\n\nSlowa\n--XX--\n"),
    "crlf": message(MULTI + "XX", b"--XX\r\n\r\nSlowa\r\n--XX--\r\n"),
    "cr": message(MULTI + "XX", b"--XX\n\nSlowa\n--XX--\n").replace(b"\n", b"\r"),
    "prologue and epilogue": message(MULTI + "XX", b"This is MIME\n--XX\n\nSlowa\n--XX--\nkoniec\n"),
    "closing only": message(MULTI + "XX", b"--XX\n\nSlowa\n--XX--\n--XX\n\nnie\n--XX--"),
    "continued": message(MULTI.replace("=", "*0=X; boundary*1="), b"").replace(b"boundary*1=", b"boundary*1=X") + b"--XX\n\nSlowa\n--XX--\n",
    "in another case": message("content-type: MULTIPART/Mixed; BOUNDARY=XX", b"--XX\n\nSlowa\n--XX--\n"),
    "spaces around": message("Content-Type: multipart/mixed ; boundary = XX", b"--XX\n\nSlowa\n--XX--\n"),
    "no semicolon": message("Content-Type: multipart/mixed boundary=XX", b"--XX\n\nSlowa\n--XX--\n"),
    "encoded container": message(MULTI + "XX\nContent-Transfer-Encoding: base64", b64(b"--XX\n\nSlowa\n--XX--\n")),
    "container that claims base64": message(MULTI + "XX\nContent-Transfer-Encoding: base64", b"--XX\n\nSlowa\n--XX--\n"),
    "container that claims quoted-printable": message(MULTI + "XX\nContent-Transfer-Encoding: quoted-printable", b"--XX\n\nSlowa\n--XX--\n"),
    "no mime version": message("Content-Type: multipart/mixed; boundary=XX", b"--XX\n\nSlowa\n--XX--\n"),
    "part without an empty line": message(MULTI + "XX", b"--XX\nContent-Type: text/plain\nSlowa\n--XX--\n"),
    "nothing in it": message(MULTI + "XX", b"Slowa"),
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundaries(name):
    assert parse(BOUNDARIES[name]).text == "Slowa"


L = "Zażółć gęślą jaźń"
QP = quopri.encodestring(L.encode()).strip()
ENCODINGS = {
    "qp": ("quoted-printable", QP),
    "qp in capitals": ("QUOTED-PRINTABLE", QP),
    "qp in quotes": ('"quoted-printable"', QP),
    "qp with a comment": ("quoted-printable (x)", QP),
    "qp in small letters": ("quoted-printable", QP.lower().replace(b"za", b"Za", 1)),
    "qp soft break": ("quoted-printable", QP.replace(b" ", b"=\n ", 1)),
    "qp soft break crlf": ("quoted-printable", QP.replace(b" ", b"=\r\n ", 1)),
    "qp soft break with blanks": ("quoted-printable", QP.replace(b" ", b"= \t\n ", 1)),
    "qp break in a letter": ("quoted-printable", QP.replace(b"=C5", b"=C5=\n", 1)),
    "qp ends in a soft break": ("quoted-printable", QP + b"="),
    "qp raw letters": ("quoted-printable", L.encode()),
    "base64": ("base64", b64(L.encode())),
    "base64 in capitals": ("BASE64", b64(L.encode())),
    "base64 with blanks": ("base64", b64(L.encode()).replace(b"xb", b"x b\n")),
    "base64 in one line": ("base64", base64.b64encode(L.encode())),
    "base64 without padding": ("base64", base64.b64encode(L.encode()).rstrip(b"=")),
    "base64 and a footer": ("base64", b64(L.encode()) + b"\n--\nStopka listy, na dole\n"),
    "base64 and stars": ("base64", b64(L.encode()).replace(b"\n", b"**\n")),
    "base64 quoted": ("base64", b"> " + b64(L.encode())),
    "base64 with a dash": ("base-64", b64(L.encode())),
    "8bit": ("8bit", L.encode()),
    "8-bit": ("8-bit", L.encode()),
    "binary": ("binary", L.encode()),
    "7bit that is not": ("7bit", L.encode()),
    "none": ("", L.encode()),
    "unknown": ("x-nieznane", L.encode()),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(name):
    encoding, body = ENCODINGS[name]
    raw = message(f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}", body)
    assert parse(raw).text == L


def test_a_text_that_only_claims_to_be_base64_is_read():
    text = "Dzień dobry, pralka cieknie od wczoraj i nie wiem, co robić."
    assert parse(message("Content-Type: text/plain\nContent-Transfer-Encoding: base64", text.encode())).text == text


def test_a_footer_after_base64_adds_no_garbage():
    text = "Dzień dobry!"
    body = b64(text.encode() + b"." * (-len(text.encode()) % 3 + 1))
    read = parse(message("Content-Type: text/plain\nContent-Transfer-Encoding: base64", body + b"\n_____\nLista mailingowa\nhttp://x.pl/\n"))
    assert read.text.rstrip(".") == text


CHARSETS = {
    "declared ascii, is utf-8": ("us-ascii", L.encode()),
    "declared ascii, is cp1250": ("us-ascii", L.encode("cp1250")),
    "declared latin1, is utf-8": ("iso-8859-1", L.encode()),
    "declared utf-8, is latin2": ("utf-8", L.encode("iso8859_2")),
    "utf-16 with a mark": ("utf-16", L.encode("utf-16")),
    "utf-16le": ("utf-16le", L.encode("utf-16-le")),
    "utf-16be": ("UTF-16BE", L.encode("utf-16-be")),
    "utf-32": ("utf-32", L.encode("utf-32")),
    "utf-8 with a mark": ("utf-8", b"\xef\xbb\xbf" + L.encode()),
    "ibm852": ("ibm852", L.encode("cp852")),
    "cp852": ("CP852", L.encode("cp852")),
    "dos-852": ("dos-852", L.encode("cp852")),
    "iso-8859-16": ("iso-8859-16", L.encode("iso8859_16")),
    "latin10": ("latin10", L.encode("iso8859_16")),
    "windows-1257": ("windows-1257", L.encode("cp1257")),
    "in single quotes": ("'utf-8'", L.encode()),
    "with a blank": ("utf 8", L.encode()),
    "with an equals sign": ("=utf-8", L.encode()),
    "nothing": ('""', L.encode()),
    "default": ("default", L.encode("cp1250")),
    "none": ("None", L.encode()),
    "utf-8 in upper quotes": ('"UTF-8', L.encode()),
    "encoded declaration": ("=?utf-8?q?utf-8?=", L.encode()),
    "rfc 2231": ("*=us-ascii'en'utf-8", L.encode()),
}


@pytest.mark.parametrize("name", CHARSETS)
def test_character_sets(name):
    declared, body = CHARSETS[name]
    header = f"Content-Type: text/plain; charset{'' if declared.startswith('*') else '='}{declared}"
    assert parse(message(header, body)).text == L


META = {
    "meta": (b'<meta charset="windows-1250">', "cp1250"),
    "http-equiv": (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', "iso8859_2"),
    "cyrillic": (b"<META CHARSET=windows-1251>", "cp1251"),
}


@pytest.mark.parametrize("name", META)
def test_html_names_its_character_set_itself(name):
    tag, codec = META[name]
    text = "Привет" if codec == "cp1251" else L
    assert parse(message("Content-Type: text/html", tag + b"<p>" + text.encode(codec))).text == text


FLOWED = {
    "a paragraph": (b"raz \ndwa", "raz dwa"),
    "a hard break": (b"raz\ndwa", "raz\ndwa"),
    "stuffed": (b" From nas\n >nie cytat", "From nas\n>nie cytat"),
    "quoted": (b"> raz \n> dwa", "> raz dwa"),
    "depths apart": (b"> raz \n>> dwa", "> raz\n>> dwa"),
    "a signature": (b"raz \n-- \nEwa", "raz\n-- \nEwa"),
}


@pytest.mark.parametrize("name", FLOWED)
def test_flowed(name):
    body, text = FLOWED[name]
    assert parse(message("Content-Type: text/plain; format=flowed", body)).text == text


def test_flowed_without_its_blanks():
    assert parse(message("Content-Type: text/plain; Format=Flowed; DelSp=Yes", b"zaz \nolc")).text == "zazolc"


NAMES = {
    "token": ("attachment; filename=a.pdf", "a.pdf"),
    "apostrophes": ("attachment; filename='a.pdf'", "a.pdf"),
    "blanks": ("attachment; filename=a b c.pdf", "a b c.pdf"),
    "semicolon in quotes": ('attachment; filename="a;b.pdf"', "a;b.pdf"),
    "equals sign": ('attachment; filename="a=b.pdf"', "a=b.pdf"),
    "no disposition word": ('filename="a.pdf"', "a.pdf"),
    "blanks around": ('attachment ; filename = "a.pdf" ', "a.pdf"),
    "capitals": ('ATTACHMENT; FILENAME="a.pdf"', "a.pdf"),
    "trailing semicolon": ('attachment; filename="a.pdf";', "a.pdf"),
    "both": ("attachment; filename=\"a.pdf\"; filename*=utf-8''%C5%82.pdf", "ł.pdf"),
    "both, turned": ("attachment; filename*=utf-8''%C5%82.pdf; filename=\"a.pdf\"", "ł.pdf"),
    "unordered": ('attachment; filename*1="b.pdf"; filename*0="a"', "ab.pdf"),
    "encoded and plain pieces": ("attachment; filename*0*=utf-8''%C5%82; filename*1=\"%20.pdf\"", "ł%20.pdf"),
    "letter over two pieces": ("attachment; filename*0*=utf-8''a%C5; filename*1*=%82.pdf", "ał.pdf"),
    "twelve pieces": ("attachment; " + "; ".join(f'filename*{number}="{number}"' for number in range(12)), "01234567891011"),
    "piece without a star": ("attachment; filename*0=utf-8''%C5%82.pdf", "ł.pdf"),
    "no language": ("attachment; filename*=utf-8'%C5%82.pdf", "ł.pdf"),
    "in quotes": ("attachment; filename*=\"utf-8''%C5%82.pdf\"", "ł.pdf"),
    "latin2": ("attachment; filename*=ISO-8859-2'pl'%B3.pdf", "ł.pdf"),
    "encoded word": ("attachment; filename==?utf-8?B?xYIucGRm?=", "ł.pdf"),
    "encoded words": ('attachment; filename="=?utf-8?Q?=C5?= =?utf-8?Q?=82.pdf?="', "ł.pdf"),
    "encoded word in a piece": ('attachment; filename*0="=?utf-8?B?xYI"; filename*1="ucGRm?="', "ł.pdf"),
    "percent": ('attachment; filename="%C5%82.pdf"', "ł.pdf"),
    "a percent sign": ('attachment; filename="100% pewne.pdf"', "100% pewne.pdf"),
    "raw utf-8": ('attachment; filename="ł.pdf"', "ł.pdf"),
    "folded": ('attachment;\n\tfilename="a\n b.pdf"', "a b.pdf"),
    "path": ('attachment; filename="/tmp/a.pdf"', "a.pdf"),
    "windows path": ('attachment; filename="C:\\tmp\\a.pdf"', "a.pdf"),
    "comment": ('attachment; filename="a.pdf" (x)', "a.pdf"),
    "empty": ('attachment; filename=""', "attachment-1.pdf"),
    "none": ("attachment", "attachment-1.pdf"),
    "twice": ('attachment; filename="a.pdf"; filename="b.pdf"', "a.pdf"),
    "no semicolon": ('attachment filename="a.pdf"', "a.pdf"),
    "comma": ('attachment, filename="a.pdf"', "a.pdf"),
    "marks of direction": ('attachment; filename="a\u202efdp.exe"', "afdp.exe"),
    "html entity": ('attachment; filename="a&amp;b.pdf"', "a&amp;b.pdf"),
    "dots": ('attachment; filename="..pdf"', "pdf"),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files(name):
    header, meant = NAMES[name]
    raw = mixed(TEXT, f"Content-Type: application/pdf\nContent-Disposition: {header}\n\nx".encode())
    assert [file.name for file in parse(raw).attachments] == [meant]


def test_a_name_may_stand_in_the_type_or_the_description():
    part = b"Content-Type: application/pdf; name*0*=utf-8''%C5%82; name*1=.pdf\n\nx"
    assert parse(mixed(TEXT, part)).attachments[0].name == "ł.pdf"


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def unicode_property(name: int, value: str) -> bytes:
    data = value.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


ENVELOPE = (
    b"\x78\x9f\x3e\x22\x01\x00"
    + attribute(1, 0x00069007, struct.pack("<II", 1250, 0))
    + attribute(1, 0x0002800C, "Zażółć".encode("cp1250") + b"\0")
    + attribute(2, 0x00069002, b"\0" * 14)
    + attribute(2, 0x00018010, b"UMOWA~1.DOC\0")
    + attribute(2, 0x0006800F, b"tresc umowy")
    + attribute(2, 0x00069005, struct.pack("<I", 2) + struct.pack("<HHI", 3, 0x0E20, 9) + unicode_property(0x3707, "umowa łączna.doc"))
)
WINMAIL = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" + b64(ENVELOPE)


def test_winmail_is_opened():
    read = parse(mixed(TEXT, WINMAIL))
    assert (read.text, [(file.name, file.content) for file in read.attachments]) == ("Slowa", [("umowa łączna.doc", b"tresc umowy")])


def test_the_text_inside_winmail_is_read_when_there_is_no_other():
    assert parse(mixed(WINMAIL)).text == "Zażółć"


@pytest.mark.parametrize("length", range(4, len(ENVELOPE), 7))
def test_a_torn_winmail_does_no_harm(length):
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" + b64(ENVELOPE[:length])
    assert parse(mixed(TEXT, part)).text == "Slowa"


def test_yenc_in_the_text_is_a_file():
    coded = bytes((byte + 42) % 256 for byte in b"Kot").replace(b"=", b"=}")
    raw = message("Subject: s", b"przed\n=ybegin line=128 size=3 name=kot.txt\n" + coded + b"\n=yend size=3\npo\n")
    read = parse(raw)
    assert (read.text, [(file.name, file.content) for file in read.attachments]) == ("przed\npo", [("kot.txt", b"Kot")])


def test_uuencode_as_the_encoding_of_a_part():
    part = b"Content-Type: text/csv; name=kot.csv\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 kot.csv\n#2V]T\n`\nend\n"
    assert parse(mixed(TEXT, part)).attachments[0].content == b"Kot"


def test_a_forwarded_message_in_base64_is_whole():
    part = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64(b"From: jan@x.pl\nSubject: W\n\nwewnatrz")
    read = parse(mixed(TEXT, part)).attachments[0]
    assert (read.name, b"wewnatrz" in read.content) == ("W.eml", True)
