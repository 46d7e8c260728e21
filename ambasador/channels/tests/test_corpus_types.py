"""Types, parameters and transfer encodings as programs really wrote them. No database."""

import base64

import pytest

from ambasador.channels.email import parse

NAMES = {
    'application/rtf; name=""Umowa".rtf"': "Umowa .rtf",
    'application/pdf; name="Umowa".pdf': "Umowa .pdf",
    'application/pdf; name="umowa;zał.pdf"; hash=86': "umowa;zał.pdf",
    "application/pdf; name=umowa(1).pdf; x=1": "umowa(1).pdf",
    "application/pdf; name=Moja umowa.pdf; x=1": "Moja umowa.pdf",
    'application/pdf name="umowa.pdf"': "umowa.pdf",
    'application/pdf; ; name="umowa.pdf"': "umowa.pdf",
    'application/pdf; name="umowa.pdf': "umowa.pdf",
    'application/pdf; name="umowa.pdf"charset=utf-8': "umowa.pdf",
    'application/; name="umowa.pdf"': "umowa.pdf",
    'application/pdf; name==?utf-8?B?xYLDsy5wZGY=?=': "łó.pdf",
    "application/pdf;\n name*1*=%20%C5%82.pdf;\n name*0*=utf-8'pl'a": "a ł.pdf",
    'application/pdf; name*0="=?utf-8?Q?=C5=82"; name*1="=C3=B3.pdf?="': "łó.pdf",
}


@pytest.mark.parametrize("written", NAMES)
def test_a_file_keeps_its_name(written):
    message = parse(f"From: a@b.pl\nContent-Type: {written}\nContent-Disposition: attachment\n\nx".encode())
    assert [file.name for file in message.attachments] == [NAMES[written]]


TYPES = {
    "multipart/; boundary=XX": "Dwa",
    "multipart / mixed; boundary=XX": "Dwa",
    "multipart/mixed; boundary=ZZ": "Dwa",
    "multipart/mixed;\n boundary*0=X;\n boundary*1=X": "Dwa",
    "multipart/mixed; boundary*=us-ascii''XX": "Dwa",
}


@pytest.mark.parametrize("written", TYPES)
def test_parts_are_found(written):
    raw = f"From: a@b.pl\nContent-Type: {written}\n\n--XX\nContent-Type: text/plain\n\nDwa\n--XX--"
    assert parse(raw.encode()).text == "Dwa"


@pytest.mark.parametrize("body", ["Nic więcej\n--XX--", "Nic więcej"])
def test_words_before_the_first_part_are_shown_when_no_part_follows(body):
    assert parse(f"From: a@b.pl\nContent-Type: multipart/mixed; boundary=XX\n\n{body}".encode()).text == "Nic więcej"


CHARSETS = {"text/plain; charset=iso-8859-2 (Latin 2)", "text/plain; charset='iso-8859-2'", "; charset=iso-8859-2", "charset=iso-8859-2"}


@pytest.mark.parametrize("written", sorted(CHARSETS))
def test_a_character_set_is_understood(written):
    assert parse(f"Content-Type: {written}\n\nza".encode() + b"\xbf\xf3\xb3\xe6").text == "zażółć"


def test_cyrillic_that_declares_nothing():
    text = "Привет, как дела? Пишу вам письмо."
    for codec in ("cp1251", "koi8-r"):
        assert parse(b"From: a@b.pl\n\n" + text.encode(codec)).text == text


def test_a_comment_in_the_transfer_encoding():
    assert parse(b"Content-Transfer-Encoding: (po kolei) base64\n\n" + base64.b64encode("łódź".encode())).text == "łódź"


def test_line_ends_doubled_by_a_gateway():
    message = parse(b"From: a@b.pl\r\r\nSubject: Pralka\r\r\n\r\r\nRaz\r\r\nDwa")
    assert (message.subject, message.text) == ("Pralka", "Raz\nDwa")


@pytest.mark.parametrize(("kind", "text"), [("text/plain", "Treść"), ("text/html", "<p>Treść</p>")])
def test_the_only_text_is_the_message_although_it_bears_a_name(kind, text):
    message = parse(f"From: a@b.pl\nContent-Type: {kind}; charset=utf-8; name=tresc\n\n{text}".encode())
    assert (message.text, message.attachments) == ("Treść", ())


def test_a_named_version_of_the_text_is_no_file():
    raw = "Content-Type: multipart/alternative; boundary=XX\n\n--XX\n\nRaz\n--XX\nContent-Type: text/html; name=a.html\n\n<p>Raz</p>\n--XX--"
    message = parse(raw.encode())
    assert (message.text, message.html, message.attachments) == ("Raz", "<p>Raz</p>", ())


def test_a_named_text_beside_other_text_is_a_file():
    raw = "Content-Type: multipart/mixed; boundary=XX\n\n--XX\n\nRaz\n--XX\nContent-Type: text/plain; name=a.txt\n\nDwa\n--XX--"
    message = parse(raw.encode())
    assert (message.text, [file.name for file in message.attachments]) == ("Raz", ["a.txt"])


NAMED_ELSEWHERE = {
    "Content-Description: umowa.pdf": "umowa.pdf",
    "Content-Location: https://x.example/a/umowa.pdf": "umowa.pdf",
    "Content-Description: Moja umowa": "attachment-1.pdf",
    "Content-Location: https://x.example/?a=b.pdf": "attachment-1.pdf",
}


@pytest.mark.parametrize("header", NAMED_ELSEWHERE)
def test_a_name_where_no_name_belongs(header):
    message = parse(f"From: a@b.pl\nContent-Type: application/pdf\n{header}\n\nx".encode())
    assert [file.name for file in message.attachments] == [NAMED_ELSEWHERE[header]]


def test_text_with_an_address_is_no_file():
    message = parse(b"Content-Type: text/html\nContent-Location: https://x.example/a.html\n\n<p>Raz</p>")
    assert (message.text, message.attachments) == ("Raz", ())


def test_what_only_looks_like_the_end_mark_cuts_nothing_off():
    assert parse(b"Content-Type: multipart/mixed; boundary=b\n\nRaz--b--\nDwa\n--b--\n").text == "Raz--b--\nDwa"


HTML_FIRST = (
    "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/html\n\n<p>Raz</p>\n--m\nContent-Type: multipart/alternative; "
    "boundary=b\n\n--b\n\nDwa\n--b\nContent-Type: text/html\n\n<p>Dwa</p>\n--b--\n--m--"
)


def test_html_without_a_plain_version_beside_text_that_has_both():
    message = parse(HTML_FIRST.encode())
    assert (message.text, message.html) == ("Raz\nDwa", "<p>Raz</p>\n<p>Dwa</p>")


ADDRESSES = {
    '"Pisz na: falszywy@zly.example" prawdziwy@x.pl': ("Pisz na: falszywy@zly.example", "prawdziwy@x.pl"),
    "jan@x . pl": ("", "jan@x.pl"),
    "Jan <jan@poczta(domowa). x .pl>": ("Jan", "jan@poczta.x.pl"),
    "jan@x.pl (Jan Lis": ("Jan Lis", "jan@x.pl"),
    "Jan [mailto:jan@x.pl]": ("Jan", "jan@x.pl"),
    '=?us-ascii?Q?Jan?= "Lis" <jan@x.pl>': ("Jan Lis", "jan@x.pl"),
    '"Jan" "Lis" <jan@x.pl>': ("Jan Lis", "jan@x.pl"),
}


@pytest.mark.parametrize("written", ADDRESSES)
def test_an_address_among_oddities(written):
    assert [(one.name, one.address) for one in parse(f"To: {written}\n\nx".encode()).to] == [ADDRESSES[written]]
