"""Parts, transfer encodings, attachments and their names. No database."""

import base64
from email.message import EmailMessage

import pytest

from ambasador.channels.email import parse
from ambasador.channels.email.names import safe_name
from ambasador.channels.tests.raw import FILE, HTML, TEXT, mixed


def test_text_html_and_file_are_told_apart():
    message = parse(mixed(mixed(TEXT, HTML, kind="alternative", boundary="YY").partition(b"\n")[2], FILE))
    assert (message.text, "<b>" in message.html) == ("Slowa", True)
    assert [(file.name, file.media_type, file.content) for file in message.attachments] == [("faktura.pdf", "application/pdf", b"%PDF")]


def test_text_comes_from_html_when_there_is_no_other():
    html = b"<style>p{x}</style><p>Dzie&nacute;</p><ul><li>a<li>b</ul><blockquote>cytat<br>dalej</blockquote>koniec"
    assert parse(b"From: a@b.pl\nContent-Type: text/html\n\n" + html).text == "Dzień\n\n- a\n- b\n\n> cytat\n> dalej\nkoniec"


def test_text_around_a_picture_is_all_kept():
    picture = b"Content-Type: image/png; name=a.png\nContent-ID: <p@x>\nContent-Disposition: inline\n\nx"
    message = parse(mixed(TEXT, picture, b"Content-Type: text/plain\n\nPod obrazkiem"))
    assert message.text == "Slowa\nPod obrazkiem"
    assert (message.attachments[0].content_id, message.attachments[0].is_inline) == ("p@x", True)


def test_a_text_part_with_a_name_is_a_file():
    message = parse(mixed(TEXT, b"Content-Type: text/plain; name=notes.txt\n\nx"))
    assert (message.text, message.attachments[0].name) == ("Slowa", "notes.txt")


def test_a_forwarded_message_is_a_file_named_after_its_subject():
    message = parse(mixed(TEXT, b"Content-Type: message/rfc822\n\nFrom: jan@x.pl\nSubject: Gwarancja\n\nx"))
    assert message.attachments[0].name == "Gwarancja.eml"


def test_flowed_text_is_joined():
    raw = b"From: a@b.pl\nContent-Type: text/plain; format=flowed\n\nraz \ndwa\n> cytat \n> dalej\n-- \nEwa"
    assert parse(raw).text == "raz dwa\n> cytat dalej\n-- \nEwa"


def test_a_file_written_into_the_text_comes_out():
    raw = b"From: a@b.pl\n\nprzed\nbegin 644 cat.txt\n#0V%T\n`\nend\npo"
    message = parse(raw)
    assert [(file.name, file.content) for file in message.attachments] == [("cat.txt", b"Cat")]
    assert "begin" not in message.text
    assert {"przed", "po"} <= set(message.text.split())


@pytest.mark.parametrize(
    ("content", "encoding", "expected"),
    [
        (b"Za=C5=BC=\n=C3=B3=C5=82=C4=87", "quoted-printable", "Zażółć"),
        (b"Za=C5=BC=ZZ", "quoted-printable", "Zaż=ZZ"),
        (base64.b64encode("Zażółć".encode()), "BASE64", "Zażółć"),
        (base64.b64encode("Zażółć gęś".encode())[:-2], "base64", "Zażółć gę"),
        (b"WmHFvMOz\n!!! \nxYLEhw==", "base64", "Zażółć"),
        (b"YWI=YWI=", "base64", "abab"),
        ("Zażółć".encode(), "binary", "Zażółć"),
        ("Zażółć".encode(), "nonsense", "Zażółć"),
    ],
)
def test_transfer_encodings(content, encoding, expected):
    raw = f"From: a@b.pl\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n".encode() + content
    assert parse(raw).text.startswith(expected)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("faktura.pdf", "faktura.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\umowa.doc", "umowa.doc"),
        ("/etc/shadow", "shadow"),
        ("a\r\nb.txt", "a b.txt"),
        ("a\0b.txt", "a b.txt"),
        ("exe\u202egpj.pdf", "exegpj.pdf"),
        (".htaccess", "htaccess"),
        ("..", "attachment-1.pdf"),
        ("", "attachment-1.pdf"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("a" * 5000 + ".pdf", "a" * 116 + ".pdf"),
        ("a<b>c:d|e?.pdf", "a b c d e .pdf"),
        ("żółć.pdf", "żółć.pdf"),
        ("z\u0307.pdf", "ż.pdf"),
        ("a. . .", "a"),
        ("\u200b\ufeff", "attachment-1.pdf"),
        ("x.pdf ", "x.pdf"),
        ("a//", "attachment-1.pdf"),
    ],
)
def test_names_are_safe(given_name, expected):
    assert safe_name(given_name, media_type="application/pdf", number=1) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('attachment; filename="faktura.pdf"', "faktura.pdf"),
        ("attachment; filename=faktura nr 1.pdf", "faktura nr 1.pdf"),
        ("attachment; filename*=utf-8''za%C5%BC%C3%B3%C5%82%C4%87.pdf", "zażółć.pdf"),
        ("attachment; filename*0*=utf-8''za%C5%BC; filename*1*=%C3%B3%C5%82%C4%87.pdf", "zażółć.pdf"),
        ('attachment; filename*0="raz"; filename*1="dwa.pdf"', "razdwa.pdf"),
        ('attachment; filename="=?utf-8?B?xbzDs8WCxIcucGRm?="', "żółć.pdf"),
        ("attachment; filename*=iso-8859-2''%B1.pdf", "ą.pdf"),
        ('attachment; filename="a\\"b.pdf"', "a b.pdf"),
        ('attachment; filename="never closed.pdf', "never closed.pdf"),
        ("attachment; filename*=nonsense''x.pdf", "x.pdf"),
        ("attachment; filename*=x.pdf", "x.pdf"),
    ],
)
def test_names_in_every_notation(header, expected):
    message = parse(mixed(TEXT, f"Content-Type: application/pdf\nContent-Disposition: {header}\n\nx".encode()))
    assert message.attachments[0].name == expected


def test_a_python_message_is_read_back_as_written():
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "Ewa Łoś <ewa@x.pl>", "kontakt@firma.pl", "Zażółć gęślą jaźń " * 10
    written.set_content("Dzień dobry\n")
    written.add_alternative("<p>Dzień dobry</p>", subtype="html")
    written.add_attachment(b"\0\1", maintype="image", subtype="png", filename="zdjęcie 1.png")
    message = parse(written.as_bytes())
    assert (message.sender.name, message.subject, message.text) == ("Ewa Łoś", ("Zażółć gęślą jaźń " * 10).strip(), "Dzień dobry")
    assert [(file.name, file.content) for file in message.attachments] == [("zdjęcie 1.png", b"\0\1")]
