"""Marks that further mail programs put above what they quote, with and without signs before its lines. No database."""

import pytest

from ambasador.channels.email import split_reply

WORDS = "Dzień dobry,\n\nnadal nie działa.\n\nEwa"
BARE = "Technik przyjedzie we wtorek.\n\nMarta"
SIGNED = "> Technik przyjedzie we wtorek.\n>\n> Marta"
MARKS = {
    "zoho": '---- On Wed, 12 Feb 2025 14:03:00 +0100 Marta <k@firma.pl> wrote ----',
    "zoho pl": '---- W dniu śr., 12 lut 2025 14:03:00 +0100 Marta <k@firma.pl> napisał(a) ----',
    "proton": 'On Wednesday, February 12th, 2025 at 2:03 PM, Marta <k@firma.pl> wrote:',
    "proton pl": 'W dniu środa, 12 lutego 2025 14:03, Marta <k@firma.pl> napisał(a):',
    "old proton": '‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Wednesday, 12 February 2025 14:03, Marta <k@firma.pl> wrote:',
    "proton mobile": '-------- Original Message --------\nOn 12 Feb 2025, 14:03, Marta < k@firma.pl> wrote:',
    "lotus": 'Od:\tMarta/Firma/PL\nDo:\tewa@x.pl\nData:\t12.02.2025 14:03\nTemat:\tRe: Pralka',
    "lotus en": 'From:\tMarta/Firma\nTo:\tewa@x.pl\nDate:\t12.02.2025 14:03\nSubject:\tRe: Washer',
    "zimbra": '----- Oryginalna wiadomość -----\nOd: "Marta" <k@firma.pl>\nDo: "Ewa" <ewa@x.pl>\nWysłane: środa, 12 luty 2025 14:03:00\nTemat: Re: Pralka',
    "zimbra short": '----- Marta <k@firma.pl> napisał(a):',
    "zimbra en": '----- Original Message -----\nFrom: "Marta" <k@firma.pl>\nTo: Ewa\nSent: Wed\nSubject: Re',
    "yahoo pl": 'W dniu środa, 12 lutego 2025, 14:03:05 CET, Marta <k@firma.pl> napisał(-a):',
    "yahoo mobile": 'W dniu śr., 12 lut 2025 o 14:03 Marta\n<k@firma.pl> napisał(a):',
    "outlook mac": 'Od: Marta <k@firma.pl>\nData: środa, 12 lutego 2025 14:03\nDo: Ewa <ewa@x.pl>\nTemat: Re: Pralka',
    "outlook new reply": '________________________________\nOd: Marta <k@firma.pl>\nWysłane: środa, 12 lutego 2025 14:03\nDo: Ewa\nDW: b@x.pl\nTemat: Odp.',
    "outlook sig line": 'From: Marta <k@firma.pl> \nDate: Wednesday, 12 February 2025 at 14:03\nTo: Ewa <ewa@x.pl> \nCc: b@x.pl\nSubject: Re: Washer',
    "indented": '  From: Marta <k@firma.pl>\n  Sent: Wed\n  To: Ewa\n  Subject: Re',
    "apple ios": 'Wiadomość napisana przez Marta <k@firma.pl> w dniu 12 lut 2025, o godz. 14:03:',
    "apple nbsp": 'On 12 Feb 2025, at 14:03, Marta <k@firma.pl> wrote:',
    "gmail nnbsp": 'On Wed, Feb 12, 2025 at 2:03\u202fPM Marta <k@firma.pl> wrote:',
    "gmail en gb": 'On Wed, 12 Feb 2025 at 14:03, Marta <k@firma.pl> wrote:',
    "samsung pl": '-------- Oryginalna wiadomość --------\nOd: Marta <k@firma.pl>\nData: 12.02.2025 14:03 (GMT+01:00)\nDo: ewa@x.pl\nTemat: Pralka',
    "k9": '-------- Oryginalna wiadomość --------\nOd: Marta <k@firma.pl>\nWysłane: 12 lutego 2025 14:03:00 CET\nDo: ewa@x.pl\nTemat: Pralka',
    "thunderbird fwd": '-------- Treść przekazanej wiadomości --------\nTemat: Pralka\nData: Wed, 12 Feb 2025\nNadawca: Marta <k@firma.pl>\nAdresat: ewa@x.pl',
    "wp new": 'Dnia 12 lutego 2025 o 14:03 Marta <k@firma.pl> napisał(a):',
    "onet new": 'W dniu 12.02.2025 o 14:03, użytkownik Marta <k@firma.pl> napisał:',
    "onet poczta": 'Od: "Marta" <k@firma.pl>\nDo: ewa@onet.pl;\nWysłane: 14:03 środa 2025-02-12\nTemat: Re: Pralka',
    "rc": 'On 2025-02-12 14:03, Marta wrote:',
    "rc pl": 'W dniu 2025-02-12 14:03, Marta napisał(a):',
    "rc pl2": 'Dnia 2025-02-12 14:03 Marta napisał(a):',
    "mutt": 'On Wed, Feb 12, 2025 at 02:03:00PM +0100, Marta Nowak wrote:',
    "evolution": 'On Wed, 2025-02-12 at 14:03 +0100, Marta wrote:',
    "evolution pl": 'Dnia 2025-02-12, śro o godzinie 14:03 +0100, Marta pisze:',
    "kmail pl": 'środa, 12 lutego 2025 14:03:00 CET Marta napisał(a):',
    "kmail en": 'On Wednesday, 12 February 2025 14:03:00 CET Marta wrote:',
    "emclient": '------ Wiadomość oryginalna ------\nOd "Marta" <k@firma.pl>\nDo ewa@x.pl\nData 12.02.2025 14:03:00\nTemat Re: Pralka',
    "emclient en": '------ Original Message ------\nFrom "Marta" <k@firma.pl>\nTo ewa@x.pl\nDate 12.02.2025 14:03:00\nSubject Re: Washer',
    "outlook pl 2": 'From: Marta\nSent: środa, 12 lutego 2025 14:03\nTo: Ewa\nSubject: RE: Pralka',
    "spark": 'On 12 Feb 2025 at 14:03 +0100, Marta <k@firma.pl>, wrote:',
    "airmail": 'On 12 February 2025 at 14:03:00, Marta (k@firma.pl) wrote:',
    "hey": 'On February 12, 2025, Marta <k@firma.pl> wrote:',
    "gmail full day": 'środa, 12 lutego 2025 14:03 Marta <k@firma.pl> napisał(a):',
    "bold outlook": '**Od:** Marta <k@firma.pl>\n**Wysłano:** środa\n**Do:** Ewa\n**Temat:** Re',
    "original en under": '_____________________________________________\nFrom: Marta\nSent: Wed\nTo: Ewa\nSubject: Re',
}
OWN_WORDS = [
    "środa, 12 lutego pasuje, a technik napisał: będę.",
    "---- W dniu zakupu ----\nnic nie działało",
    "Od: jutra\nDo: piątku\nmnie nie ma.",
    "Temat: rower\nOd: poniedziałku czekam.",
    "Marta napisała: proszę czekać.\nCzekam.",
    "On Wednesday I wrote: no answer.\nAnd still none.",
]


@pytest.mark.parametrize("quotation", [BARE, SIGNED], ids=["bare", "signed"])
@pytest.mark.parametrize("name", MARKS)
def test_the_words_are_told_from_the_quotation(name, quotation):
    new, quoted, _signature = split_reply(f"{WORDS}\n\n{MARKS[name]}\n\n{quotation}\n")
    assert new == WORDS
    assert "Technik przyjedzie" in quoted


@pytest.mark.parametrize("text", OWN_WORDS)
def test_what_only_looks_like_a_mark_stays(text):
    assert split_reply(f"{WORDS}\n\n{text}") == (f"{WORDS}\n\n{text}", "", "")
