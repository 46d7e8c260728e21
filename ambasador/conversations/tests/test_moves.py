"""What an e-mail reply does to a task, by the words with which it begins."""

from datetime import UTC, datetime

import pytest

from ambasador.conversations.moves import read_moment, read_move

pytestmark = pytest.mark.req("N8")
NOW = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)  # Wednesday, 10:42 in Warsaw
OPTIONS = {"yes": ["Uznana", "Accepted"], "no": ["Nieuznana", "Refused"]}


def moved(text):
    move = read_move(text, options=OPTIONS, at=NOW, zone="Europe/Warsaw")
    return move.kind, move.code, move.text


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("BIORĘ", "accept", ""),
        ("biore", "accept", ""),
        ("Biorę to. Odpowiem jutro.", "accept", "Odpowiem jutro."),
        ("I take it, back tomorrow", "accept", "back tomorrow"),
        ("*BIORĘ*", "accept", ""),
        ("To nie nasze, proszę do serwisu", "refusal", "proszę do serwisu"),
        ("NIE NASZE\nto sprawa montażu", "refusal", "to sprawa montażu"),
        ("Not ours: ask the courier", "refusal", "ask the courier"),
        ("Nie nasze", "refusal", "Nie nasze"),
        ("Pytanie: jaki numer seryjny?", "question", "jaki numer seryjny?"),
        ("PYTANIE jaki numer", "question", "jaki numer"),
        ("Jaki to model?", "question", "Jaki to model?"),
        ("Dzień dobry,\nJaki to model? Czy są zdjęcia?", "question", "Dzień dobry,\nJaki to model? Czy są zdjęcia?"),
        ("Inny termin: po świętach", "question", "Inny termin: po świętach"),
        ("INNY TERMIN 24.11", "question", "INNY TERMIN 24.11"),
        ("INNY TERMIN 27.11", "date", "INNY TERMIN 27.11"),
    ],
)
def test_a_word_at_the_beginning_says_it(text, kind, words):
    said = moved(text)
    assert (said[0], said[2]) == (kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "Biorę się za to jutro, ale odpowiedź znam: uszczelka.",
        "Pytanie brzmi, kto zapłaci. My nie.",
        "Termin: piątek 28.11 między 8 a 12",
        "Inny termin nie wchodzi w grę, montaż jest zamknięty.",
        "Czy to ta pralka? Wymieniłem uszczelkę i działa.",
        "Nie naszej produkcji część, wymieniliśmy na własną.",
        "Uznana reklamacja to błąd działu, szczegóły w pliku.",
        "Accepted by the customer on site, done.",
        "",
    ],
)
def test_an_ordinary_sentence_is_the_answer(text):
    assert moved(text) == ("answer", "", text.strip())


def test_an_offered_answer_at_the_beginning_chooses_it():
    assert moved("Uznana. Wymieniamy uszczelkę.") == ("answer", "yes", "Wymieniamy uszczelkę.")
    assert moved("NIEUZNANA - uszkodzenie\nmechaniczne") == ("answer", "no", "uszkodzenie\nmechaniczne")
    assert moved("Refused") == ("answer", "no", "")


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("28.11 12:00", "2026-11-28 12:00"),
        ("28.11.2026 o 9:30", "2026-11-28 09:30"),
        ("2026-12-01 do 14", "2026-12-01 14:00"),
        ("2 grudnia", "2026-12-02 16:00"),
        ("30 Nov by 9", "2026-11-30 09:00"),
        ("jutro do 12:00", "2026-11-26 12:00"),
        ("pojutrze", "2026-11-27 16:00"),
        ("w piątek 10:00", "2026-11-27 10:00"),
        ("środa", "2026-12-02 16:00"),
        ("Monday at 8", "2026-11-30 08:00"),
        ("1.1", "2027-01-01 16:00"),
        ("31.02", None),
        ("po świętach", None),
        ("99.99.9999", None),
    ],
)
def test_dates_are_read_as_people_write_them(words, moment):
    found = read_moment(words, at=NOW, zone="Europe/Warsaw")
    assert (found and found.strftime("%Y-%m-%d %H:%M")) == moment


def test_any_text_is_read_quickly_and_without_an_error():
    for text in ("1." * 50_000, "inny termin " + "1.1 " * 20_000, "?" * 100_000, "biorę " * 20_000, "\n" * 1000, "2026-" * 20_000):
        assert read_move(text, options=OPTIONS, at=NOW, zone="Europe/Warsaw").kind in {"answer", "question", "date", "accept"}
