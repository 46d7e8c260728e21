"""Data read from a letter: what it says under a field's name, and never a guess. [I6]"""

from dataclasses import dataclass

import pytest

from ambasador.conversations.data_said import data_in
from ambasador.procedures.fields import Field
from tests.cast import WEDNESDAY

pytestmark = pytest.mark.req("I6")


@dataclass(frozen=True)
class Asked:
    described: Field
    question: str = ""
    question_en: str = ""


PRICE = Asked(Field("kwota", "money", "Cena zakupu", "Price"), "Ile kosztowała pralka?", "What did it cost?")
BOUGHT = Asked(Field("zakup", "date", "Dzień zakupu", "Bought on"))
WARRANTY = Asked(Field("gwarancja", "yes_no", "Na gwarancji", "Under warranty"))
FAULT = Asked(Field("wada", "choice", "Wada", "Fault", [{"code": "leak", "pl": "Wyciek wody", "en": "Leak"}]))
SERIAL = Asked(Field("numer", "text", "Numer seryjny", "Serial number"))
ALL = [PRICE, BOUGHT, WARRANTY, FAULT, SERIAL]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cena zakupu: 1 999,90 zł", {"kwota": "1999.9"}),
        ("cena ZAKUPU : 2000 PLN.\nWada: wyciek wody", {"kwota": "2000", "wada": "leak"}),
        ("Price: 20\nUnder warranty: yes", {"kwota": "20", "gwarancja": True}),
        ("Ile kosztowała pralka? 1999", {"kwota": "1999"}),
        ("- Dzień zakupu: 3 listopada 2026\n- Na gwarancji: nie", {"zakup": "2026-11-03", "gwarancja": False}),
        ("Dzień zakupu: 2025-02-01", {"zakup": "2025-02-01"}),
        ("Numer seryjny: SN 44-1002", {"numer": "SN 44-1002"}),
        ("Cena zakupu: 5\nCena zakupu: 6", {"kwota": "5"}),
    ],
)
def test_what_a_line_says_is_read(text, found):
    assert data_in(text, ALL, at=WEDNESDAY, zone="Europe/Warsaw") == found


@pytest.mark.parametrize(
    "text",
    ["1999", "Cena zakupu: dużo", "Dzień zakupu: 3 listopada", "Na gwarancji: chyba", "Wada: inna", "Cena zakupu była wysoka", "Numer seryjny:", ""],
)
def test_nothing_is_guessed(text):
    assert data_in(text, ALL, at=WEDNESDAY, zone="Europe/Warsaw") == {}


def test_the_one_thing_that_is_missing_needs_no_name():
    assert data_in("1 999 zł\n", [PRICE], at=WEDNESDAY, zone="Europe/Warsaw") == {"kwota": "1999"}
    assert data_in("Kosztowała 1999 zł", [PRICE], at=WEDNESDAY, zone="Europe/Warsaw") == {}
    assert data_in("SN 44", [SERIAL], at=WEDNESDAY, zone="Europe/Warsaw") == {}
