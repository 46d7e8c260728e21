"""Business cards, notices and advertisements below the words, and words that only look like them. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.channels.email import split_reply

WORDS = "Dzień dobry,\n\npralka nadal cieknie. Kiedy przyjedzie technik?"
QUOTATION = "W dniu 12.02.2025 o 14:03, Marta pisze:\n> technik przyjedzie we wtorek."
CARDS = {
    "phone": "Pozdrawiam,\nEwa Lis\ntel. 600 100 200",
    "bare phone": "Pozdrawiam\nEwa Lis\n600-100-200",
    "bold": "*Pozdrawiam*\n*Ewa Lis*\n+48 600 100 200",
    "phone and mail": "Pozdrawiam serdecznie,\n\nEwa Lis\n+48 600 100 200\newa.lis@example.pl",
    "company": "Z poważaniem\n\nEwa Lis\nKierownik działu zakupów\nPralnia Czysta Sp. z o.o.\nul. Długa 5, 00-950 Warszawa\nwww.pralnia.example",
    "title alone": "Z wyrazami szacunku,\nEwa Lis\nDyrektor handlowy",
    "closing with the name": "Pozdrawiam, Ewa Lis\ntel. kom. 600 100 200",
    "short": "Pzdr\nEwa\nT: 22 100 20 30",
    "we": "Pozdrawiamy\nBiuro Pralni\nbiuro@pralnia.example",
    "english": "Best regards,\n\nEva Fox\nPurchasing Manager\nM: +44 7700 900123",
    "kind": "Kind regards\nEva Fox | Clean Ltd | www.clean.example",
    "title with a sign": "Regards,\n\nEva Fox\nCEO @ Clean !",
    "thanks": "Thanks,\nEva\n+1 555 0100",
    "dashes": "-- \nEwa Lis\ntel. 600 100 200",
    "phone's advertisement": "Wysłane z mojego telefonu Samsung",
    "phone, two forms": "Pozdrawiam\nEwa Lis\n600 100 200\n\nWysłano z telefonu Samsung",
    "outlook": "Uzyskaj aplikację Outlook dla systemu iOS<https://aka.ms/x>",
    "outlook program": "Pobierz program Outlook dla systemu Android",
    "yahoo": "Wysłano z Yahoo Mail na Androidzie",
    "proton": "Wysłano bezpieczną pocztą Proton Mail.",
    "proton in english": "Sent with Proton Mail secure email.",
    "wireless": "Sent wirelessly from my BlackBerry device on the Bell network.\nEnvoyé sans fil par mon terminal mobile BlackBerry sur le réseau.",
    "exclaimed": "Sent from my iPhone!",
    "virus": "Wolny od wirusów. www.avast.com",
    "notice": "Treść tej wiadomości jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli nie jest Pan jej adresatem, prosimy ją usunąć.",
    "card and notice": "Z poważaniem\nEwa Lis\nKsięgowa\ntel. 22 100 20 30\n\nNiniejsza wiadomość może zawierać informacje poufne\nprzeznaczone dla odbiorcy.",
    "data": "Administratorem danych osobowych jest Pralnia Sp. z o.o. Dane przetwarzamy zgodnie z RODO.",
    "paper": "Pozdrawiam\nEwa, tel. 600100200\n\nPomyśl o środowisku, zanim wydrukujesz tę wiadomość!",
    "register": "Sąd Rejonowy w Gdyni, KRS 0000100200, NIP 5860000000, kapitał zakładowy 5000 zł",
    "english notice": "This e-mail is confidential and intended solely for the addressee.\nIf you are not the intended recipient, please delete it.",
    "printing": "Please consider the environment before printing this e-mail. The distribution of it is prohibited.",
    "long after dashes": "-- \nEwa Lis\n" + "\n".join(f"Dział {number}" for number in range(30)),
}


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("below", ["", f"\n\n{QUOTATION}"], ids=["alone", "above a quotation"])
def test_a_signature_is_folded_and_kept(name, below):
    new, quoted, signature = split_reply(f"{WORDS}\n\n{CARDS[name]}{below}")
    assert (new, signature) == (WORDS, CARDS[name].strip("\n").rstrip())
    assert ("technik przyjedzie" in quoted) == bool(below)


WORDS_AT_THE_END = {
    "a name alone": "Pozdrawiam\nEwa",
    "a full name": "Z poważaniem,\nEwa Lis",
    "a wish": "Pozdrawiam serdecznie i czekam na telefon!",
    "a postscript": "Pozdrawiam\nEwa, tel. 600 100 200\n\nPS. Proszę dzwonić po 16:00.",
    "a question below": "Pozdrawiam\nEwa\n600 100 200\nCzy to wystarczy?",
    "a contract": "Pozdrawiam\nEwa Lis\nnr umowy 12345678",
    "a customer's number": "Z poważaniem\nEwa Lis\nNumer klienta: 00123456",
    "an order": "Regards\nEva\nOrder number 12345678",
    "a person's number": "Pozdrawiam\nEwa Lis\nPESEL 80010112345",
    "a serial number": "Pozdrawiam, Ewa\nS/N 1234567890",
    "an account": "Pozdrawiam\nEwa\n12 1234 1234 1234 1234 1234 1234",
    "a sum": "Pozdrawiam\nEwa\n1 200 000 zł",
    "a date": "Pozdrawiam\nEwa\n12.02.2025 14:00",
    "a request below": "Pozdrawiam\nEwa\nProszę dzwonić 600100200",
    "an address to visit": "Proszę przyjechać:\nul. Długa 5\n00-950 Warszawa\ntel. 600 100 200",
    "a phone to call": "Mój numer:\n600 100 200",
    "a list": "Pozdrawiam\nEwa\n- pralka 600 100 200\n- suszarka",
    "regards in a sentence": "With regards to the payment we are waiting since Friday.",
    "thanks first": "Thanks, I will call 600 100 200 tomorrow and ask them to come once more.",
    "sent from the shop": "Wysłane z magazynu wczoraj.",
    "sent by a courier": "Wysłano kurierem za pobraniem.",
    "a phone sent": "Sent my phone for repair yesterday.",
    "a phone sent in polish": "Wysłano telefon do serwisu.",
    "privacy as a matter": "Proszę o usunięcie moich danych osobowych zgodnie z RODO.",
    "a virus as a matter": "Na komputerze mam wirusa i nie mogę otworzyć faktury.",
    "rules": "Punkty:\n----\n1. pralka\n2. suszarka\n----\nkoniec",
    "dashed list": "Powody:\n-- pralka cieknie\n-- suszarka stoi",
    "times": "Terminy:\n\n2025-01-15 14:30:25\n15.01.2025 14:30\n\nto moje propozycje.",
    "what somebody wrote": "Mam pytanie:\nW dniu 12.02.2025 o 14:03 technik pisze:\nbędę jutro\nCzy to prawda?",
    "a link": "Artykuł: https://example.com/what-he-wrote:\nproszę przeczytać",
}


@pytest.mark.parametrize("name", WORDS_AT_THE_END)
@pytest.mark.parametrize("below", ["", f"\n\n{QUOTATION}"], ids=["alone", "above a quotation"])
def test_the_writers_words_stay_to_the_last(name, below):
    text = f"{WORDS}\n\n{WORDS_AT_THE_END[name]}"
    new, _quoted, signature = split_reply(text + below)
    assert (new, signature) == (text, "")


def test_a_card_alone_is_what_was_written():
    assert split_reply(CARDS["company"]) == (CARDS["company"], "", "")


def test_words_above_and_below_the_quotation():
    new, quoted, signature = split_reply(f"Poprawka niżej.\n\n{QUOTATION}\n\nA kiedy dokładnie?\n\n{CARDS['phone']}")
    assert (new.split(), signature) == (["Poprawka", "niżej.", "A", "kiedy", "dokładnie?"], CARDS["phone"])
    assert "technik przyjedzie" in quoted


MARKS = {
    "name first": "Marta Wilczyńska wrote on Wed, 12 Feb 2025 14:03:",
    "name first in polish": "Marta Wilczyńska napisał(a) w dniu 12.02.2025 o 14:03:",
    "no verb": "2025-02-12 14:03 GMT+01:00 Biuro <\nbiuro@example.pl>:",
    "sent": "On 12 Feb 2025, at 14:03, Marta <biuro@example.pl> sent:",
    "answered": "W dniu 12.02.2025 14:03 Marta <biuro@example.pl> odpisał(a):",
    "german": "Am 12.02.2025 um 14:03 schrieb Marta <biuro@example.pl>:",
    "french": "Le 12 févr. 2025 à 14:03, Marta <biuro@example.pl> a écrit :",
    "czech": "Dne 12. 2. 2025 v 14:03 Marta <biuro@example.pl> napsal(a):",
    "ukrainian": "ср, 12 лют. 2025 р. о 14:03 Марта <biuro@example.pl> пише:",
    "dashes before": "--- On Wed, 12 Feb 2025 14:03, Marta <biuro@example.pl> wrote:",
    "date first": "Date: Wed, 12 Feb 2025 14:03:00 +0100\nFrom: biuro@example.pl\nTo: ewa@example.pl\nSubject: Re: Pralka",
    "subject first": "Temat: Re: Pralka\nData: 2025-02-12\nNadawca: biuro@example.pl\nAdresat: ewa@example.pl",
    "one line": "Od: Marta <biuro@example.pl> Wysłano: środa, 12 lutego 2025 14:03 Do: Ewa Temat: Re: Pralka",
    "german block": "Von: Marta <biuro@example.pl>\nGesendet: Mittwoch, 12. Februar 2025 14:03\nAn: Ewa\nBetreff: Re: Pralka",
    "ukrainian block": "Від: Марта <biuro@example.pl>\nНадіслано: середа\nКому: Єва\nТема: Re: Pralka",
    "importance": "Od: Marta\nWysłano: środa\nDo: Ewa\nDW: Jan\nWażność: Wysoka\nTemat: Re: Pralka",
}


@pytest.mark.parametrize("name", MARKS)
def test_further_marks_of_a_quotation(name):
    new, quoted, _signature = split_reply(f"{WORDS}\n\n{MARKS[name]}\n\nTechnik przyjedzie.\n\nMarta")
    assert (new, quoted.splitlines()[0]) == (WORDS, MARKS[name].splitlines()[0])


LINE = st.sampled_from(
    ["", "słowa", "> cytat", "--", "-- ", "________________", "  ", "Pozdrawiam", "tel. 600 100 200", "Poufne dla adresata.", "Ewa", "Czemu?"]
    + [line for text in (*CARDS.values(), *MARKS.values(), *WORDS_AT_THE_END.values()) for line in text.splitlines()[:6]]
)


@given(st.lists(LINE, max_size=40))
@settings(max_examples=300, deadline=None)
def test_the_three_parts_hold_every_line(lines):
    parts = "\n".join(split_reply("\n".join(lines))).split("\n")
    assert sorted(line.strip() for line in parts if line.strip()) == sorted(line.strip() for line in lines if line.strip())
