"""Headers as the mail programs of thirty years wrote them: one line a message, and what a careful reader understands. No database."""

import pytest

from ambasador.channels.email import parse

SUBJECTS = [
    ("=?ISO-8859-1?Q?a?=", "a"),
    ("=?ISO-8859-1?Q?a?= b", "a b"),
    ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
    ("=?ISO-8859-1?Q?a?=   \t =?ISO-8859-1?Q?b?=", "ab"),
    ("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"),
    ("=?ISO-8859-1?Q?a_b?=", "a b"),
    ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
    ("=?utf-8?Q?=C5?= =?utf-8?B?gg==?=", "ł"),
    ("=?utf-8?q?Kot?==?utf-8?q?ek?=", "Kotek"),
    ("=?utf-8?q?Re=3A?= Pralka", "Re: Pralka"),
    ("Re: =?utf-8?q?Pralka_=5F1?=", "Re: Pralka _1"),
    ("=?UTF-8?Q?a=3F=3D?=", "a?="),
    ("=?utf-8?Q?100%_=zz?=", "100% =zz"),
    ("=?utf-8?q?=c5=82=C4=85ka?=", "łąka"),
    ("=?utf-8?b?xYI?=", "ł"),
    ("=?utf-8?b?xYI===?=", "ł"),
    ("=?utf-8?B?xYI=?=\n =?utf-8?B?xIU=?=", "łą"),
    ("=?us-ascii?Q?tylko_ascii?=", "tylko ascii"),
    ("=?us-ascii?Q?za=C5=BC?=", "zaż"),
    ("=?utf-7?Q?za+AXwA8w-?=", "zażó"),
    ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
    ("=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    ("=?windows1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    ("=?cp1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
    ("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本"),
    ("=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?=", "日本"),
    ("=?shift_jis?B?k/qWew==?=", "日本"),
    ("=?gb2312?B?xOO6ww==?=", "你好"),
    ("=?GBK?B?xOO6ww==?=", "你好"),
    ("=?big5?B?p0Gmbg==?=", "你好"),
    ("=?ks_c_5601-1987?B?vsiz5w==?=", "안녕"),
    ("=?euc-kr?B?vsiz5w==?=", "안녕"),
    ("=?iso-8859-7?Q?=C1=E8=DE=ED=E1?=", "Αθήνα"),
    ("=?iso-8859-8-I?Q?=F9=EC=E5=ED?=", "שלום"),
    ("=?windows-1255?Q?=F9=EC=E5=ED?=", "שלום"),
    ("=?iso-8859-9?Q?=FE=F0?=", "şğ"),
    ("=?iso-8859-15?Q?5_=A4?=", "5 €"),
    ("=?windows-1252?Q?5_=80?=", "5 €"),
    ("=?iso-8859-1?Q?5_=80?=", "5 €"),
    ("=?ibm852?Q?=88?=", "ł"),
    ("=?cp-852?Q?=88?=", "ł"),
    ("=?utf-8?Q?a?= =?x-unknown?Q?b?= c", "ab c"),
    ("=?utf-8?Q?a?=\n b\n =?utf-8?Q?c?=", "a b c"),
    ("(=?utf-8?Q?a?=)", "(a)"),
    ('"=?utf-8?Q?=C5=82?="', '"ł"'),
    ("=?utf-8?Q?a b?=\n =?utf-8?Q?_c?=", "a b c"),
    ("=?utf-8?Q?first\n _second?=", "first second"),
    ("=?utf-8?Q??=", ""),
    ("=?utf-8?Q??= x", "x"),
    ("=? utf-8?Q?a?=", "=? utf-8?Q?a?="),
    ("==?utf-8?Q?=C5=82?==", "=ł="),
    ("a=?utf-8?Q?=C5=82?=b", "ałb"),
    ("=?UTF-8?Q?=F0=9F=98=80?=", "😀"),
    ("=?utf-8?Q?=F0=9F?= =?utf-8?Q?=98=80?=", "😀"),
    ("=?utf-8*EN?Q?hi?=", "hi"),
    ("=?UTF-8?b?77u/S290?=", "Kot"),
    ("\tPralka", "Pralka"),
    ("Pralka\t\n\tcieknie", "Pralka cieknie"),
    ("\n Pralka", "Pralka"),
    ("Pralka\n \n cieknie", "Pralka cieknie"),  # a fold of blanks alone, as RFC 5322 still wants it read
    ("a   b", "a b"),
    ("Re: Re: FW: x", "Re: Re: FW: x"),
    ("=?utf-8?q?=E2=80=8Fx?=", "\u200fx"),
    ("x" * 1200, "x" * 500),
    ("=?utf-8?q?=1B[31mred?=", "[31mred"),
    ("=?utf-8?q?a=0Ab?=", "a b"),
    ("=?iso-8859-2?q?=B1=E6=EA=B3=F1=F3=B6=BC=BF?=", "ąćęłńóśźż"),
    ("=?windows-1250?q?=B9=E6=EA=B3=F1=F3=9C=9F=BF?=", "ąćęłńóśźż"),
    ("=?iso-8859-2?q?=B9=E6=EA=B3=F1=F3=9C=9F=BF?=", "ąćęłńóśźż"),
]


@pytest.mark.parametrize(("written", "meant"), SUBJECTS)
def test_subjects(written, meant):
    assert parse(f"From: a@b.pl\nSubject: {written}\n\nx".encode()).subject == meant


RAW_SUBJECTS = [
    ("Привет, мир", "koi8-r", "koi8-r"),
    ("Привет, мир", "cp1251", "windows-1251"),
    ("日本語の件名", "shift_jis", "Shift_JIS"),
    ("你好，世界", "gb18030", "gb2312"),
    ("안녕하세요", "euc-kr", "euc-kr"),
    ("日本語の件名", "iso2022_jp", "iso-2022-jp"),
    ("日本語の件名", "iso2022_jp", "us-ascii"),
    ("Zażółć gęślą", "cp1250", "utf-8"),
    ("Zażółć gęślą", "utf-8", "koi8-r"),
    ("Αθήνα μου", "iso8859_7", "iso-8859-7"),
]


@pytest.mark.parametrize(("text", "real", "declared"), RAW_SUBJECTS)
def test_a_raw_header_is_in_the_character_set_of_its_text(text, real, declared):
    raw = b"From: a@b.pl\nSubject: " + text.encode(real) + f"\nContent-Type: text/plain; charset={declared}\n\nx".encode()
    assert parse(raw).subject == text


ADDRESSES = [
    ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", [("Pete(A nice ) chap)", "pete@silly.test")]),
    ("A Group(Some people)\n     :Jan Lis <j@(his host.)public.example>,\n joe@example.org", [("Jan Lis", "j@public.example"), ("", "joe@example.org")]),
    ("Jan <@pierwszy.pl,@drugi.pl:jan@x.pl>", [("Jan", "jan@x.pl")]),
    ("jan @ x.pl", [("", "jan@x.pl")]),
    ("Jan <jan @ x . pl>", [("Jan", "jan@x.pl")]),
    ("Jan < jan@x.pl >", [("Jan", "jan@x.pl")]),
    ('"jan lis"@x.pl', [("", '"jan lis"@x.pl')]),
    ('Jan <"jan lis"@x.pl>', [("Jan", '"jan lis"@x.pl')]),
    ("jan@[192.168.0.1]", [("", "jan@[192.168.0.1]")]),
    ("Jan <jan@[IPv6:2001:db8::1]>", [("Jan", "jan@[ipv6:2001:db8::1]")]),
    ("Jan [jan@x.pl]", [("Jan", "jan@x.pl")]),
    ("<mailto:jan@x.pl>", [("", "jan@x.pl")]),
    ("mailto:jan@x.pl", [("", "jan@x.pl")]),
    ("Jan <mailto:jan@x.pl>", [("Jan", "jan@x.pl")]),
    ("Lis, Jan <jan@x.pl>", [("Lis, Jan", "jan@x.pl")]),
    ("Lis, Jan <jan@x.pl>, Kot, Ewa <ewa@x.pl>", [("Lis, Jan", "jan@x.pl"), ("Kot, Ewa", "ewa@x.pl")]),
    ("=?utf-8?Q?Lis,_Jan?= <jan@x.pl>", [("Lis, Jan", "jan@x.pl")]),
    ("=?utf-8?Q?Firma;_Dzia=C5=82:_A?= <a@x.pl>, b@x.pl", [("Firma; Dział: A", "a@x.pl"), ("", "b@x.pl")]),
    ("=?utf-8?Q?Jan?= =?utf-8?Q?_Lis?= <jan@x.pl>", [("Jan Lis", "jan@x.pl")]),
    ("=?utf-8?Q?Jan?=<jan@x.pl>", [("Jan", "jan@x.pl")]),
    ('"=?utf-8?Q?Jan?= =?utf-8?Q?_Lis?=" <jan@x.pl>', [("Jan Lis", "jan@x.pl")]),
    ("=?utf-8?Q?=22Lis=2C_Jan=22?= <jan@x.pl>", [("Lis, Jan", "jan@x.pl")]),
    ("=?iso-8859-2?Q?=A3ukasz?= Lis <l@x.pl>", [("Łukasz Lis", "l@x.pl")]),
    ("a@x.pl b@x.pl", [("", "a@x.pl"), ("", "b@x.pl")]),
    ("a@x.pl\n b@x.pl", [("", "a@x.pl"), ("", "b@x.pl")]),
    ("<a@x.pl> <b@x.pl>", [("", "a@x.pl"), ("", "b@x.pl")]),
    ("Jan <a@x.pl> Ewa <b@x.pl>", [("Jan", "a@x.pl"), ("Ewa", "b@x.pl")]),
    ("<a@x.pl>; <b@x.pl>;", [("", "a@x.pl"), ("", "b@x.pl")]),
    (",,a@x.pl,,b@x.pl,", [("", "a@x.pl"), ("", "b@x.pl")]),
    ("<jan@x.pl> (Jan Lis)", [("Jan Lis", "jan@x.pl")]),
    ("jan@x.pl (Jan (junior) Lis)", [("Jan (junior) Lis", "jan@x.pl")]),
    ("(Jan Lis) jan@x.pl", [("Jan Lis", "jan@x.pl")]),
    ('jan@x.pl ("Jan Lis")', [("Jan Lis", "jan@x.pl")]),
    ("jan@x.pl (=?utf-8?Q?Jan_=C5=81?=)", [("Jan Ł", "jan@x.pl")]),
    ('"Jan \\"Lis\\" K" <jan@x.pl>', [('Jan "Lis" K', "jan@x.pl")]),
    ('"Jan (Lis)" <jan@x.pl>', [("Jan (Lis)", "jan@x.pl")]),
    ('"Jan <ceo@bank.pl>" <jan@x.pl>', [("Jan <ceo@bank.pl>", "jan@x.pl")]),
    ("J. P. Lis <j.p.lis@x.pl>", [("J. P. Lis", "j.p.lis@x.pl")]),
    ("Jan Lis (Serwis) <jan@x.pl>", [("Jan Lis (Serwis)", "jan@x.pl")]),
    ("Jan Lis/Firma/PL <jan@x.pl>", [("Jan Lis/Firma/PL", "jan@x.pl")]),
    ("O'Neil <o'neil@x.ie>", [("O'Neil", "o'neil@x.ie")]),
    ("'jan@x.pl' <jan@x.pl>", [("jan@x.pl", "jan@x.pl")]),
    ("'jan@x.pl'", [("", "jan@x.pl")]),
    ('"jan@x.pl"', [("", "jan@x.pl")]),
    ("jan.@docomo.ne.jp", [("", "jan.@docomo.ne.jp")]),
    ("jan..lis@docomo.ne.jp", [("", "jan..lis@docomo.ne.jp")]),
    ("jan+praca=1@x.pl", [("", "jan+praca=1@x.pl")]),
    ("!#$%&'*+-/=?^_`{|}~@x.pl", [("", "!#$%&'*+-/=?^_`{|}~@x.pl")]),
    ("JAN@X.PL", [("", "JAN@x.pl")]),
    ("jan@żółw.pl", [("", "jan@żółw.pl")]),
    ("jan@xn--w-uga1v8h.pl", [("", "jan@xn--w-uga1v8h.pl")]),
    ("jan@localhost", [("", "jan@localhost")]),
    ("jan@x.pl.", [("", "jan@x.pl")]),
    ("<>", []),
    ("<jan>", []),
    ("@x.pl", []),
    ("jan@", []),
    ("Firma:;", []),
    ("Firma:a@x.pl;,b@x.pl", [("", "a@x.pl"), ("", "b@x.pl")]),
    ("Firma: Jan <a@x.pl>;, Inni:;, b@x.pl", [("Jan", "a@x.pl"), ("", "b@x.pl")]),
    ("undisclosed-recipients: ;", []),
    ("Undisclosed recipients:;, jan@x.pl", [("", "jan@x.pl")]),
    ("Jan Lis jan@x.pl", [("Jan Lis", "jan@x.pl")]),
    ('"Jan Lis"jan@x.pl', [("Jan Lis", "jan@x.pl")]),
    ("Jan Lis <jan@x.pl", [("Jan Lis", "jan@x.pl")]),
    ("Jan Lis jan@x.pl>", [("Jan Lis", "jan@x.pl")]),
    ("Jan Lis <<jan@x.pl>", [("Jan Lis", "jan@x.pl")]),
    ("jan@x.pl <jan@x.pl>", [("jan@x.pl", "jan@x.pl")]),
    ("Jan\tLis\n\t<jan@x.pl>", [("Jan Lis", "jan@x.pl")]),
    ("\"Jan\\\\Lis\" <jan@x.pl>", [("Jan\\Lis", "jan@x.pl")]),
    ("Jan Lis <jan@x.pl> via Grupa", [("Jan Lis", "jan@x.pl")]),
    ("Jan via Lista <lista@x.pl>", [("Jan via Lista", "lista@x.pl")]),
    ("Jan Łoś <jan@x.pl>", [("Jan Łoś", "jan@x.pl")]),
    ("=?utf-8?B?SmFuIDxqYW5AeC5wbD4=?=", [("Jan", "jan@x.pl")]),
    ("=?utf-8?Q?jan=40x.pl?=", [("", "jan@x.pl")]),
    ("Jan <=?utf-8?Q?jan=40x.pl?=>", [("Jan", "jan@x.pl")]),
]


@pytest.mark.parametrize(("written", "meant"), ADDRESSES)
def test_addresses(written, meant):
    raw = f"From: a@b.pl\nTo: {written}\n\nx".encode()
    assert [(one.name, one.address) for one in parse(raw).to] == meant


IDS = [
    ("<1@x.pl>", "<1@x.pl>"),
    ("1@x.pl", "<1@x.pl>"),
    ("abc-123", "<abc-123>"),
    ("<abc-123>", "<abc-123>"),
    ("< 1@x.pl >", "<1@x.pl>"),
    ("\n <1@x.pl>", "<1@x.pl>"),
    ("<1@\n x.pl>", "<1@x.pl>"),
    ("(komentarz) <1@x.pl>", "<1@x.pl>"),
    ("<1@x.pl> (komentarz)", "<1@x.pl>"),
    ("<1@x.pl", "<1@x.pl>"),
    ("1@x.pl>", "<1@x.pl>"),
    ("<<1@x.pl>>", "<1@x.pl>"),
    ('<"raz dwa"@x.pl>', '<"razdwa"@x.pl>'),
    ("<1@[192.168.0.1]>", "<1@[192.168.0.1]>"),
    ("<1@x@y.pl>", "<1@x@y.pl>"),
    ("=?utf-8?Q?=3C1=40x.pl=3E?=", "<1@x.pl>"),
    ("<1$2$%3@x>", "<1$2$%3@x>"),
    ("", ""),
    ("<>", ""),
]


@pytest.mark.parametrize(("written", "meant"), IDS)
def test_message_ids(written, meant):
    assert parse(f"From: a@b.pl\nMessage-ID: {written}\n\nx".encode()).message_id == meant


REFERENCES = [
    ("<1@x> <2@x>", ("<1@x>", "<2@x>")),
    ("<1@x><2@x>", ("<1@x>", "<2@x>")),
    ("<1@x>, <2@x>", ("<1@x>", "<2@x>")),
    ("<1@x>\n\t<2@x>\n <3@x>", ("<1@x>", "<2@x>", "<3@x>")),
    ("<1@x> <1@x>", ("<1@x>",)),
    ("1@x 2@x", ("<1@x>", "<2@x>")),
    ("<1@x> (był) <2@x>", ("<1@x>", "<2@x>")),
    ("<1@x> <2@x", ("<1@x>", "<2@x>")),
    ("=?utf-8?Q?=3C1=40x=3E?= =?utf-8?Q?_=3C2=40x=3E?=", ("<1@x>", "<2@x>")),
    ("", ()),
    ("brak", ()),
    ("Your message of Mon <1@x>", ("<1@x>",)),
]


@pytest.mark.parametrize(("written", "meant"), REFERENCES)
def test_references(written, meant):
    assert parse(f"From: a@b.pl\nReferences: {written}\n\nx".encode()).references == meant


DATES = [
    "Wed, 12 Feb 2025 14:03:00 +0100",
    "Wed,12 Feb 2025 14:03:00 +0100",
    "wed, 12 feb 2025 14:03:00 +0100",
    "12 Feb 2025 14:03 +0100",
    "12 Feb 25 14:03:00 +0100",
    "Wed, 12 Feb 2025 14:03:00 +01:00",
    "Wed, 12 Feb 2025 14:03:00 +0100 (CET)",
    "Wed, 12 Feb 2025 14:03:00 CET",
    "Wed, 12 Feb 2025 08:03:00 EST",
    "Wed, 12 Feb 2025 13:03:00 UT",
    "Wed, 12 Feb 2025 13:03:00 Z",
    "Wed, 12 Feb 2025 13:03:00 -0000",
    "Wed Feb 12 13:03:00 2025",
    "Wed Feb 12 14:03:00 2025 +0100",
    "Wednesday, 12 February 2025 14:03:00 +0100",
    "Wed, 12-Feb-2025 14:03:00 +0100",
    "Wed, 12 Feb 2025 14.03.00 +0100",
    "Wed, 12 Feb 2025\n 14:03:00 +0100",
    "Wed, 12 Feb 2025 14:03:00 GMT+0100",
    "Wed, 12 Feb 2025 14:03:00 +0100 (Środkowoeuropejski czas stand.)",
    "2025-02-12T14:03:00+01:00",
    "2025-02-12T13:03:00Z",
    "2025-02-12 13:03:00",
    "2025-02-12 14:03:00 +0100",
]


@pytest.mark.parametrize("written", DATES)
def test_dates(written):
    assert parse(f"From: a@b.pl\nDate: {written}\n\nx".encode()).sent_at.isoformat() == "2025-02-12T13:03:00+00:00"


HEADS = {
    "carriage returns alone": b"From: a@b.pl\rSubject: s\r\rtekst",
    "mixed line ends": b"From: a@b.pl\r\nSubject: s\n\r\ntekst",
    "doubled carriage returns": b"From: a@b.pl\r\r\nSubject: s\r\r\n\r\r\ntekst",
    "byte order mark": b"\xef\xbb\xbfFrom: a@b.pl\nSubject: s\n\ntekst",
    "mbox line": b"From a@b.pl Wed Feb 12 14:03:00 2025\nFrom: a@b.pl\nSubject: s\n\ntekst",
    "space before the colon": b"From : a@b.pl\nSubject : s\n\ntekst",
    "no space after the colon": b"From:a@b.pl\nSubject:s\n\ntekst",
    "blanks in the empty line": b"From: a@b.pl\nSubject: s\n \t\ntekst",
    "capitals": b"FROM: a@b.pl\nSUBJECT: s\n\ntekst",
    "a header twice": b"From: a@b.pl\nSubject: s\nSubject: t\n\ntekst",
    "an empty header": b"From: a@b.pl\nX-Nic:\nSubject: s\n\ntekst",
    "a name of nothing": b"From: a@b.pl\n: nic\nSubject: s\n\ntekst",
    "spaces in a name": b"From: a@b.pl\nTo jest: nic\nSubject: s\n\ntekst",
    "a name in another alphabet": "From: a@b.pl\nŻółw: nic\nSubject: s\n\ntekst".encode(),
    "nul in a header": b"From: a@b.pl\nSubject: s\0\n\ntekst",
    "folded with a tab": b"From:\n\ta@b.pl\nSubject:\n\ts\n\ntekst",
    "leading blank lines": b"\r\n\r\nFrom: a@b.pl\r\nSubject: s\r\n\r\ntekst",
    "leading folded junk": b" dalszy ciag\nFrom: a@b.pl\nSubject: s\n\ntekst",
    "pop3 answer": b"+OK 123 octets\nFrom: a@b.pl\nSubject: s\n\ntekst",
    "nntp": b"Path: x!y\nFrom: a@b.pl\nSubject: s\nNewsgroups: pl.test\n\ntekst",
    "long line": b"X-Long: " + b"x" * 100_000 + b"\nFrom: a@b.pl\nSubject: s\n\ntekst",
    "many headers": b"".join(b"X-N: %d\n" % number for number in range(900)) + b"From: a@b.pl\nSubject: s\n\ntekst",
}


@pytest.mark.parametrize("name", HEADS)
def test_heads(name):
    message = parse(HEADS[name])
    assert (message.sender and message.sender.address, message.subject, message.text) == ("a@b.pl", "s", "tekst")
