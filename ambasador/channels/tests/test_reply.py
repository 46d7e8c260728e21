"""Each sample: its name, the whole text, what must stay with the writer, what must be folded."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.channels.email import split_reply

WORDS = "Dzień dobry,\n\npralka nadal cieknie. Proszę o telefon.\n\nPozdrawiam\nEwa"
QUOTE = "> Dzień dobry Pani Ewo,\n> technik przyjedzie we wtorek.\n>\n> Marta"
BARE = "Dzień dobry Pani Ewo,\ntechnik przyjedzie we wtorek.\n\nMarta"

WITH_SIGNS = {
    "gmail pl": "śr., 12 lut 2025 o 14:03 Marta Wilczyńska <kontakt@firma.pl> napisał(a):",
    "gmail pl wrapped": "śr., 12 lut 2025 o 14:03 Marta Wilczyńska\n<sprawa+12-abcdefgh@firma.pl> napisał(a):",
    "gmail pl wrapped twice": "czw., 13 lut 2025 o 9:05 Marta Wilczyńska (Dział Obsługi)\n<kontakt@firma.pl>\nnapisał(a):",
    "gmail pl monday": "pon., 10 lut 2025 o 08:00 <kontakt@firma.pl> napisał(a):",
    "gmail pl sunday": "niedz., 16 lut 2025 o 21:47 Firma <kontakt@firma.pl> napisał(a):",
    "gmail pl old": "W dniu 12 lutego 2025 14:03 użytkownik Marta <kontakt@firma.pl> napisał:",
    "gmail pl female": "W dniu 12 lutego 2025 14:03 użytkownik Marta <kontakt@firma.pl> napisała:",
    "gmail en": "On Wed, Feb 12, 2025 at 2:03 PM Marta Wilczyńska <kontakt@firma.pl> wrote:",
    "gmail en wrapped": "On Wed, 12 Feb 2025 at 14:03, Marta Wilczyńska <\nkontakt@firma.pl> wrote:",
    "thunderbird pl": "W dniu 12.02.2025 o 14:03, Marta Wilczyńska pisze:",
    "thunderbird pl old": "W dniu 2025-02-12 14:03, Marta pisze:",
    "thunderbird pl name with comma": "W dniu 12.02.2025 o 14:03, Wilczyńska, Marta pisze:",
    "thunderbird en": "On 12/02/2025 14:03, Marta wrote:",
    "apple pl": "Wiadomość napisana przez Marta <kontakt@firma.pl> w dniu 12.02.2025, o godz. 14:03:",
    "apple pl wrapped": "Wiadomość napisana przez Marta Wilczyńska <kontakt@firma.pl>\nw dniu 12 lut 2025, o godz. 14:03:",
    "apple pl older": "Wiadomość napisana w dniu 12 lut 2025, o godz. 14:03, przez Marta Wilczyńska:",
    "iphone pl": "Dnia 12 lut 2025, o godz. 14:03, Marta <kontakt@firma.pl> napisał(a):",
    "iphone pl wrapped": "Dnia 12 lut 2025, o godz. 14:03, Marta Wilczyńska\n<kontakt@firma.pl> napisał(a):",
    "apple en": "On 12 Feb 2025, at 14:03, Marta <kontakt@firma.pl> wrote:",
    "onet": "W dniu 2025-02-12 14:03:11 użytkownik Marta <kontakt@firma.pl> napisał:",
    "wp": "Dnia 12 lutego 2025 14:03 Marta <kontakt@firma.pl> napisał(a):",
    "o2": "Dnia 12 lutego 2025 14:03 kontakt@firma.pl napisał(a):",
    "claws": "Dnia 2025-02-12, o godz. 14:03:05\nMarta <kontakt@firma.pl> napisał(a):",
    "outlook express": "Użytkownik Marta napisał:",
    "outlook express with address": 'Użytkownik "Marta W" <kontakt@firma.pl> napisał w wiadomości news:abc@x:',
    "roundcube pl": "W dniu 2025-02-12 14:03, kontakt@firma.pl napisał(a):",
    "plain iso": "2025-02-12 14:03 GMT+01:00 Marta <kontakt@firma.pl> napisał:",
    "only address": "Marta <kontakt@firma.pl> wrote:",
    "separator pl": "-------- Oryginalna wiadomość --------",
}

WITHOUT_SIGNS = {
    "outlook pl": "Od: Marta <kontakt@firma.pl>\nWysłano: środa, 12 lutego 2025 14:03\nDo: ewa@example.pl\nTemat: Re: Pralka",
    "outlook pl with cc": "Od: Marta\nWysłano: środa, 12 lutego 2025 14:03\nDo: Ewa; Jan\nDW: serwis@firma.pl\nTemat: RE: Pralka",
    "outlook pl rule": "________________________________\nOd: Marta <kontakt@firma.pl>\nWysłane: 12 lutego 2025\nDo: Ewa\nTemat: Pralka",
    "outlook pl classic": "-----Oryginalna wiadomość-----\nOd: Marta\nWysłano: 12 lutego 2025\nDo: Ewa\nTemat: Pralka",
    "outlook pl bold": "*Od:* Marta <kontakt@firma.pl>\n*Wysłano:* 12 lutego 2025\n*Do:* Ewa\n*Temat:* Pralka",
    "outlook en": "From: Marta <kontakt@firma.pl>\nSent: Wednesday, February 12, 2025 2:03 PM\nTo: Ewa\nSubject: RE: Washer",
    "outlook en classic": "-----Original Message-----\nFrom: Marta\nSent: 12 February 2025\nTo: Ewa\nSubject: Washer",
    "outlook wrapped to": "From: Marta\nSent: 12 February 2025\nTo: Ewa;\n Jan; Kasia\nSubject: Washer",
    "samsung": "-------- Oryginalna wiadomość --------\nOd: Marta\nData: 12.02.2025 14:03 (GMT+01:00)\nDo: Ewa\nTemat: Pralka",
    "samsung en": "-------- Original message --------\nFrom: Marta\nDate: 12/02/2025 14:03 (GMT+01:00)\nTo: Ewa\nSubject: Washer",
    "interia": 'Od: "Marta" <kontakt@firma.pl>\nDo: ewa@interia.pl;\nWysłane: 14:03 Środa 2025-02-12\nTemat: Pralka',
    "onet block": "Nadawca: Marta\nData: 2025-02-12 14:03\nAdresat: ewa@onet.pl\nTemat: Pralka",
    "forwarded pl": "---------- Wiadomość przekazana ---------\nOd: Marta\nData: 12 lut 2025\nTemat: Pralka\nDo: ewa@x.pl",
    "forwarded en": "---------- Forwarded message ---------\nFrom: Marta\nDate: Wed, Feb 12, 2025\nSubject: Washer\nTo: Ewa",
    "apple forward": "Początek przekazywanej wiadomości:\n\nOd: Marta\nTemat: Pralka\nData: 12 lut 2025\nDo: Ewa",
    "yahoo": "W dniu środa, 12 lutego 2025 14:03:05 CET użytkownik Marta <kontakt@firma.pl> napisał:",
    "gmail html without quote": "On Wed, Feb 12, 2025 at 2:03 PM Marta <kontakt@firma.pl> wrote:",
    "wp html": "Dnia 12 lutego 2025 14:03 Marta <kontakt@firma.pl> napisał(a):",
}
MUST_STAY_WHOLE = {
    "bought on a day": "W dniu 12.02 kupiłem pralkę, która nie działa.",
    "from a to b": "Od: Warszawa Do: Kraków\nProszę o wycenę transportu.",
    "from a to b on lines": "Od: Warszawa\nDo: Kraków\nData: 12.02\nProszę o wycenę.",
    "serviceman wrote": "W dniu 12.02 serwisant napisał:\nnie da się naprawić\nCo teraz?",
    "he writes inside": "W dniu 12.02.2025 serwisant pisze: pralka jest dobra.\nA nie jest.",
    "on monday he wrote to me": "On Monday the technician wrote:\nnothing\nSo what now?",
    "comparison": "Pralka waży\n> 70 kg\ni nie wejdzie po schodach.",
    "only a header block": "Od: Jan <jan@x.pl>\nWysłano: 12 lutego 2025\nDo: Ewa\nTemat: Pralka\n\nProszę o pomoc z poniższym.",
    "a list with dashes": "Mam dwie sprawy:\n-- pralka\n-- suszarka",
    "dialogue": "Ja: dzień dobry\nOn: nie\nSerwis napisał: tak",
    "a rule of dashes": "Jedno\n-----\nDrugie",
    "sent from the shop": "Wysłane z magazynu we Wrocławiu dotarło uszkodzone i nie wiem, co mam dalej zrobić, bo kurier odmówił.",
    "subject as a word": "Temat: pralka\nProblem: cieknie",
    "dnia": "Dnia 12 lutego 2025 zadzwonił technik i napisał: będę jutro.\nNie przyszedł.",
    "empty": "",
}
SIGNED = {
    "dashes": ("-- \nEwa Lis\ntel. 600 100 200", "Ewa Lis"),
    "dashes without space": ("--\nEwa Lis", "Ewa Lis"),
    "iphone pl": ("Wysłane z iPhone'a", "iPhone"),
    "iphone pl my": ("Wysłano z mojego iPhone’a", "iPhone"),
    "iphone en": ("Sent from my iPhone", "iPhone"),
    "samsung": ("Wysłane z mojego smartfonu Galaxy.", "Galaxy"),
    "outlook ios": ("Pobierz aplikację Outlook dla systemu iOS<https://aka.ms/o0ukef>", "Outlook"),
    "outlook android": ("Get Outlook for Android", "Outlook"),
    "windows mail": ("Wysłane z aplikacji Poczta dla systemu Windows", "Windows"),
    "wp": ("Wysłano z aplikacji mobilnej WP Poczta", "WP"),
}


@pytest.mark.parametrize("name", WITH_SIGNS)
def test_marked_quotations_are_folded_with_their_header(name):
    new, quoted, _signature = split_reply(f"{WORDS}\n\n{WITH_SIGNS[name]}\n\n{QUOTE}\n")
    assert new == WORDS
    assert quoted.startswith(WITH_SIGNS[name].splitlines()[0])
    assert "technik przyjedzie" in quoted


@pytest.mark.parametrize("name", WITHOUT_SIGNS)
def test_unmarked_quotations_are_folded_when_the_mark_is_certain(name):
    new, quoted, _signature = split_reply(f"{WORDS}\n\n{WITHOUT_SIGNS[name]}\n\n{BARE}\n")
    assert new == WORDS
    assert "technik przyjedzie" in quoted


@pytest.mark.parametrize("name", MUST_STAY_WHOLE)
def test_a_persons_own_words_stay(name):
    text = MUST_STAY_WHOLE[name]
    assert split_reply(text) == (text, "", "")


@pytest.mark.parametrize("name", [name for name in MUST_STAY_WHOLE if name != "only a header block"])
def test_they_stay_between_other_words(name):
    text = f"Dzień dobry,\n\n{MUST_STAY_WHOLE[name]}\n\nEwa"
    assert split_reply(text) == (text, "", "")


@pytest.mark.parametrize("name", [name for name in MUST_STAY_WHOLE if name not in {"only a header block", "empty"}])
def test_they_stay_also_above_a_real_quotation(name):
    new, _quoted, _signature = split_reply(f"{MUST_STAY_WHOLE[name]}\n\n{WITH_SIGNS['gmail pl']}\n{QUOTE}")
    assert new == MUST_STAY_WHOLE[name]


@pytest.mark.parametrize("name", SIGNED)
def test_signatures_are_told_apart_and_kept(name):
    signature, word = SIGNED[name]
    new, quoted, found = split_reply(f"{WORDS}\n\n{signature}\n\n{WITH_SIGNS['thunderbird pl']}\n{QUOTE}")
    assert (new, word in found, "technik" in quoted) == (WORDS, True, True)


def test_an_answer_below_the_quotation():
    assert split_reply(f"{WITH_SIGNS['thunderbird pl']}\n{QUOTE}\n\n{WORDS}")[0] == WORDS


def test_answers_between_the_lines_keep_what_they_answer():
    text = "Cześć\n\nW dniu 12.02.2025 o 14:03, Marta pisze:\n> Kiedy?\n\nWe wtorek.\n\n> O której?\n\nO ósmej.\n\n> Marta\n"
    new, quoted, _signature = split_reply(text)
    assert "> Kiedy?\n\nWe wtorek.\n\n> O której?\n\nO ósmej." in new
    assert quoted == "> Marta"


def test_an_empty_answer_has_no_words():
    assert split_reply(f"{WITH_SIGNS['gmail pl']}\n{QUOTE}")[0] == ""


LINE = st.sampled_from(
    ["", "tekst", "> cytat", ">> głębiej", "--", "-- ", "Od: Jan", "Temat: x", "Do: Ewa", "Wysłano: dziś", "On Mon wrote:"]
    + [line for mark in WITH_SIGNS.values() for line in mark.splitlines()]
    + ["Sent from my iPhone", "________________", "  ", "\t>"]
)


@given(st.lists(LINE, max_size=40))
@settings(max_examples=300, deadline=None)
def test_lines_are_sorted_and_none_is_lost(lines):
    text = "\n".join(lines)
    parts = "\n".join(split_reply(text)).split("\n")
    kept = [line.strip() for line in parts if line.strip()]
    given_lines = [line.strip() for line in lines if line.strip() and not set(line.strip()) <= {"_"}]
    assert sorted(line for line in kept if not set(line) <= {"_"}) == sorted(given_lines)


@pytest.mark.parametrize(
    "text",
    ["On " * 40_000, "> " * 50_000, "W dniu 12.02\n" * 10_000, "Od: x\n" * 20_000, "-" * 100_000, "a <b@c> " * 15_000, " \n" * 60_000,
     "On a\nb\nc\nd\n" * 5000, "Od: a\nDo: b\n" * 10_000, "śr., 1 " * 15_000, "x\nOn 2025 10:00 a@b wrote:\n" * 5000],
)  # fmt: skip
def test_any_text_is_split_in_under_a_second(text):
    started = time.thread_time()  # of this thread alone: what else the machine does is not its fault
    split_reply(text)
    assert time.thread_time() - started < 1.0
