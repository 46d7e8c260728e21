"""Character sets, subjects, addresses and bodies as they really come. No database."""

import pytest

from ambasador.channels.email import parse
from ambasador.channels.email.addresses import addresses
from ambasador.channels.email.headers import decode_words

POLISH = "Zażółć gęślą jaźń, proszę o zwrot pieniędzy za pralkę."
SHORT = "Nie działa lodówka"
WESTERN = "Où est passé le café très cher à côté de la forêt?"


def body(content: bytes, declared: str | None, *, kind: str = "text/plain", encoding: str = "8bit") -> bytes:
    charset = f"; charset={declared}" if declared else ""
    return f"From: a@b.pl\nMIME-Version: 1.0\nContent-Type: {kind}{charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + content


@pytest.mark.parametrize("text", [POLISH, SHORT, "Łódź, Śląsk, Żary", "Paweł", "dziękuję,\nże pan odpisał"])
@pytest.mark.parametrize(
    ("real", "declared"),
    [
        ("cp1250", None), ("cp1250", "us-ascii"), ("cp1250", "iso-8859-1"), ("cp1250", "iso-8859-2"), ("cp1250", "utf-8"),
        ("cp1250", "windows-1250"), ("cp1250", "cp-1250"), ("cp1250", "Windows1250"), ("cp1250", "x-cp1250"), ("cp1250", "unknown-8bit"),
        ("iso8859_2", None), ("iso8859_2", "iso-8859-2"), ("iso8859_2", "windows-1250"), ("iso8859_2", "latin2"), ("iso8859_2", "utf-8"),
        ("iso8859_2", "ISO_8859-2"), ("iso8859_2", "x-unknown"), ("utf-8", None), ("utf-8", "utf8"), ("utf-8", "UTF-8"),
        ("utf-8", "iso-8859-1"), ("utf-8", "iso-8859-2"), ("utf-8", '"utf-8"'), ("utf-8", "utf-8;format=flowed"), ("utf-8", "rot13"),
        ("utf-8", "zlib"), ("utf-8", "idna"), ("utf-16", "utf-16"), ("utf-7", "utf-7"), ("mac_latin2", "x-mac-ce"),
    ],
)  # fmt: skip
def test_polish_survives_every_declaration(text, real, declared):
    assert parse(body(text.encode(real), declared)).text == text


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "us-ascii"])
def test_western_text_stays_western(declared):
    assert parse(body(WESTERN.encode("cp1252"), declared)).text == WESTERN


@pytest.mark.parametrize(
    ("real", "text"),
    [("koi8-r", "Привет"), ("shift_jis", "こんにちは"), ("gb2312", "你好"), ("cp1251", "Привіт"), ("big5", "你好"), ("euc-kr", "안녕")],
)
def test_other_scripts_are_read_as_declared(real, text):
    assert parse(body(text.encode(real), real)).text == text


@pytest.mark.parametrize("text", ["Cena £100 za 5 m³", "10° i 20 cm²", "“Tak” – powiada", "c’est très cher, don’t", "¿Qué?"])
def test_signs_are_no_polish_letters(text):
    assert parse(body(text.encode("cp1252"), "iso-8859-1")).text == text


def test_nul_and_a_cut_letter_do_no_harm():
    assert parse(body(b"a\0b", "utf-8")).text == "ab"
    assert parse(body("Zażółć gęś".encode()[:-1], "utf-8")).text.startswith("Zażółć g")


def test_repairs_are_named():
    assert parse(body(POLISH.encode("cp1250"), "iso-8859-1")).repairs == ("charset:cp1250",)
    assert parse(body(POLISH.encode(), "utf-8")).repairs == ()


SUBJECTS = {
    "plain": (b"Pralka", "Pralka"),
    "q": (b"=?utf-8?Q?Zg=C5=82oszenie_pralki?=", "Zgłoszenie pralki"),
    "b": (b"=?UTF-8?B?WmfFgm9zemVuaWU=?=", "Zgłoszenie"),
    "two words": (b"=?utf-8?q?Zg=C5=82o?= =?utf-8?q?szenie?=", "Zgłoszenie"),
    "split letter": (b"=?utf-8?q?Zg=C5?=\n =?utf-8?q?=82oszenie?=", "Zgłoszenie"),
    "split letter b": (b"=?utf-8?B?WmfF?= =?utf-8?B?gm8=?=", "Zgło"),
    "glued": (b"Re:=?utf-8?q?=C5=82?=x", "Re:łx"),
    "iso": (b"=?iso-8859-2?Q?Reklamacja_pral=B1cej?=", "Reklamacja pralącej"),
    "wrong iso": (b"=?iso-8859-1?Q?Prosz=EA_o_pow=F3d,_=BFe_gas=B3a?=", "Proszę o powód, że gasła"),
    "alias": (b"=?cp-1250?Q?za=BF=F3=B3=E6?=", "zażółć"),
    "unknown charset": (b"=?x-nonsense?Q?za=C5=BC?=", "zaż"),
    "raw utf-8": ("Zgłoszenie".encode(), "Zgłoszenie"),
    "raw cp1250": ("Zgłoszenie żółte".encode("cp1250"), "Zgłoszenie żółte"),
    "raw iso": ("Zgłoszenie śląskie".encode("iso8859_2"), "Zgłoszenie śląskie"),
    "hidden break": (b"=?utf-8?q?a=0D=0ABcc:_x@y?=", "a Bcc: x@y"),
    "hidden nul": (b"=?utf-8?q?a=00b?=", "ab"),
    "question mark": (b"=?utf-8?q?Co_dalej??=", "Co dalej?"),
    "question inside": (b"=?utf-8?q?Jak?=20tak?=", "Jak? tak"),
    "spaces inside": (b"=?utf-8?q?Ala ma kota?=", "Ala ma kota"),
    "broken b": (b"=?utf-8?B?WmfFgm9zemVuaW?=", "Zgłoszeni"),
    "never ends": (b"=?utf-8?q?abc", "=?utf-8?q?abc"),
    "language": (b"=?utf-8*pl?q?=C5=82?=", "ł"),
    "folded": (b"raz\n dwa\n\ttrzy", "raz dwa trzy"),
    "unindented continuation": (b"=?utf-8?q?raz_?=\n=?utf-8?q?dwa?=\nTo: x@y.pl", "raz dwa"),
    "no such encoding": (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
    "empty": (b"", ""),
    "crlf": (b"Pralka\r\n cieknie\r", "Pralka cieknie"),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_subjects(name):
    raw, expected = SUBJECTS[name]
    assert parse(b"From: a@b.pl\nSubject: " + raw + b"\n\nx").subject == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ewa@example.pl", [("", "ewa@example.pl")]),
        ("Ewa Lis <Ewa@Example.PL>", [("Ewa Lis", "Ewa@example.pl")]),
        ('"Lis, Ewa" <ewa@x.pl>', [("Lis, Ewa", "ewa@x.pl")]),
        ("ewa@x.pl (Ewa Lis)", [("Ewa Lis", "ewa@x.pl")]),
        ("=?utf-8?q?Ewa_=C5=81?= <ewa@x.pl>", [("Ewa Ł", "ewa@x.pl")]),
        ('"=?utf-8?q?Ewa_=C5=81?=" <ewa@x.pl>', [("Ewa Ł", "ewa@x.pl")]),
        ("=?utf-8?q?Lis=2C_Ewa?= <ewa@x.pl>", [("Lis, Ewa", "ewa@x.pl")]),
        ("=?utf-8?q?Ewa_<ewa@x.pl>?=", [("Ewa", "ewa@x.pl")]),
        ("a@x.pl, b@x.pl; c@x.pl", [("", "a@x.pl"), ("", "b@x.pl"), ("", "c@x.pl")]),
        ("undisclosed-recipients:;", []),
        ("Zespół: a@x.pl, b@x.pl;", [("", "a@x.pl"), ("", "b@x.pl")]),
        ("<ewa@x.pl", [("", "ewa@x.pl")]),
        ("Ewa ewa@x.pl", [("Ewa", "ewa@x.pl")]),
        ("<<ewa@x.pl>>", [("", "ewa@x.pl")]),
        ('"ewa@bank.pl" <zly@x.pl>', [("ewa@bank.pl", "zly@x.pl")]),
        ("ewa@bank.pl <zly@x.pl>", [("ewa@bank.pl", "zly@x.pl")]),
        ("'Ewa' <ewa@x.pl>", [("Ewa", "ewa@x.pl")]),
        ("ewa@x.pl, Ewa <EWA@x.pl>", [("", "ewa@x.pl")]),
        ("ewa", []),
        ("", []),
        ('"never closed <ewa@x.pl>', [("never closed", "ewa@x.pl")]),
        ("Ewa \\\"Lis\\\" <ewa@x.pl>", [('Ewa "Lis', "ewa@x.pl")]),
        ("zażółć@gęś.pl", [("", "zażółć@gęś.pl")]),
    ],
)
def test_addresses(value, expected):
    assert [(address.name, address.address) for address in addresses(value.encode())] == expected


@pytest.mark.parametrize(
    ("head", "sender", "defect"),
    [
        (b"Reply-To: ewa@x.pl\n", "ewa@x.pl", "no sender"),
        (b"Sender: ewa@x.pl\n", "ewa@x.pl", "no sender"),
        (b"Return-Path: <ewa@x.pl>\n", "ewa@x.pl", "no sender"),
        (b"From: ewa@x.pl\nFrom: szef@firma.pl\n", "ewa@x.pl", "two From headers"),
        (b"From: ewa@x.pl, jan@x.pl\n", "ewa@x.pl", "several senders"),
        (b"From: nonsense\nReply-To: ewa@x.pl\n", "ewa@x.pl", "no sender"),
        (b"From : ewa@x.pl\n", "ewa@x.pl", None),
        (b"From ewa@x.pl Mon Jan  1 00:00:00 2024\nFrom: jan@x.pl\n", "jan@x.pl", None),
        (b">From ewa@x.pl\nFrom: jan@x.pl\n", "jan@x.pl", None),
        (b"\n\n\nFrom: jan@x.pl\n", "jan@x.pl", None),
        (b"Received: x\njunk without colon\nFrom: jan@x.pl\n", "jan@x.pl", "junk among the headers"),
        (b"FROM: jan@x.pl\n", "jan@x.pl", None),
    ],
)
def test_whom_it_claims_to_be_from(head, sender, defect):
    message = parse(head + b"Subject: s\n\ntext\n")
    assert message.sender.address == sender
    assert defect is None or defect in message.defects
    assert message.text == "text"


def test_a_missing_empty_line_does_not_swallow_the_text():
    message = parse(b"From: ewa@x.pl\nSubject: s\nDzien dobry, pralka nie dziala.\nProsze o pomoc.\n")
    assert message.text == "Dzien dobry, pralka nie dziala.\nProsze o pomoc."
    assert "no empty line after the headers" in message.defects


HARDLY = [b"", b"\n", b"\0", b"x", b"\r\n\r\n", b"From", b":", b"\xff" * 100, b"Content-Type: multipart/mixed\n\n--"]


@pytest.mark.parametrize("raw", HARDLY)
def test_what_is_hardly_a_message_is_still_read(raw):
    message = parse(raw)
    assert message.sender is None
    assert message.attachments == ()


def test_references_are_found_however_they_are_written():
    head = b"From: a@b.pl\nMessage-ID: <1@x>\nIn-Reply-To: Your mail <0@x> of today\nReferences: <a@x>\n <b@\n x> <0@x>\n\n"
    message = parse(head)
    assert (message.message_id, message.in_reply_to, message.references) == ("<1@x>", ("<0@x>",), ("<a@x>", "<b@x>", "<0@x>"))
    assert message.ancestors == ("<0@x>", "<b@x>", "<a@x>")


@pytest.mark.parametrize("date", ["Wed, 12 Feb 2025 14:03:00 +0100", "12 Feb 2025 13:03:00", "Wed, 12 Feb 2025 13:03:00 GMT (UTC)"])
def test_dates(date):
    assert parse(f"From: a@b.pl\nDate: {date}\n\n".encode()).sent_at.isoformat() == "2025-02-12T13:03:00+00:00"


NO_DATES = ["yesterday", "Wed, 99 Feb 2025 14:03:00", "1 Jan 9999 00:00:00 +0000", "1 Jan 0001 00:00 -2400", "", "0" * 5000]


@pytest.mark.parametrize("date", NO_DATES)
def test_no_dates(date):
    assert parse(f"From: a@b.pl\nDate: {date}\n\n".encode()).sent_at is None


@pytest.mark.parametrize("word", ["=?", "=?=", "=??=", "=?utf-8?", "=?utf-8?q", "?==?"])
def test_fragments_of_encoded_words_stay_as_they_are(word):
    assert decode_words(word * 3) == word * 3
