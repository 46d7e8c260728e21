from datetime import UTC, datetime, timedelta

import pytest

from ambasador.promises.sentence import Situation, clauses, say

pytestmark = [pytest.mark.req("O6"), pytest.mark.req("N3")]
NOW = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)
UNIT = Situation(
    state="unit", stage="Decyzja w sprawie reklamacji", opened_at=NOW - timedelta(days=6), since=NOW - timedelta(hours=19), unit="Dział Reklamacji",
    due_at=NOW + timedelta(hours=4, minutes=28), late_stage="Oględziny u Ciebie", changed=True, likely_at=datetime(2026, 11, 30, 15, 0, tzinfo=UTC),
    latest_at=datetime(2026, 12, 1, 15, 0, tzinfo=UTC), obstacle="", next_stage="Naprawa u Ciebie",
)  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2060", "")


def test_the_whole_answer_in_polish():
    assert plain(say(UNIT, language="pl", public=False, at=NOW)) == (
        "Teraz trwa etap: Decyzja w sprawie reklamacji – zajmuje się tym Dział Reklamacji, od wczoraj po południu, a skończy się dziś do 15:10."
        " Etap „Oględziny u Ciebie” trwał dłużej, niż planowaliśmy, i to przesunęło termin."
        " Rozwiązanie najpewniej w poniedziałek, 30 listopada, najpóźniej we wtorek, 1 grudnia."
    )


def test_the_public_version_names_no_unit():
    said = plain(say(UNIT, language="pl", public=True, at=NOW))
    assert "Decyzja w sprawie reklamacji" in said
    assert "Dział Reklamacji" not in said


def test_the_whole_answer_in_english():
    said = plain(say(UNIT, language="en", public=True, at=NOW))
    assert said.startswith("The present stage is: Decyzja w sprawie reklamacji, since yesterday afternoon; it will be finished today by 15:10.")
    assert said.endswith("It will most likely be solved on Monday, 30 November, and on Tuesday, 1 December at the latest.")


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("state", ["queue", "owner", "unit", "customer", "closed"])
@pytest.mark.parametrize("public", [True, False])
def test_it_is_never_empty_and_at_most_four_sentences(language, state, public):
    for due in (None, NOW - timedelta(hours=3), NOW + timedelta(days=2)):
        for promised in (None, NOW - timedelta(days=1), NOW + timedelta(days=9)):
            situation = Situation(
                state=state, stage="Etap", opened_at=NOW - timedelta(days=30), since=NOW - timedelta(days=9), due_at=due, unit="Serwis",
                likely_at=promised, latest_at=promised, closed_at=NOW if state == "closed" else None, obstacle="brak części.",
                question="Kiedy ktoś będzie w domu?", late_stage="Inny", next_stage="Dalej",
            )  # fmt: skip
            said = clauses(situation, language=language, public=public, at=NOW)
            assert 1 <= len(said) <= 4
            assert all(clause.text[-1] in ".?" for clause in said)
            assert "  " not in " ".join(clause.text for clause in said)


def test_a_late_stage_is_admitted_instead_of_a_time_that_has_passed():
    late = Situation(state="unit", stage="Dostawa", opened_at=NOW - timedelta(days=3), since=NOW - timedelta(days=2), due_at=NOW - timedelta(hours=2))
    said = plain(say(late, language="pl", public=True, at=NOW))
    assert "skończy się" not in said
    assert "Ten etap miał się skończyć dziś o 8:42 i trwa dłużej, niż planowaliśmy." in said


def test_a_stage_late_for_days_names_the_day():
    late = Situation(state="unit", stage="Dostawa", opened_at=NOW - timedelta(days=9), since=NOW - timedelta(days=8), due_at=NOW - timedelta(days=5))
    assert "miał się skończyć w piątek, 20 listopada, i trwa dłużej" in plain(say(late, language="pl", public=True, at=NOW))
    assert "was to be finished on Friday, 20 November, and is taking longer" in plain(say(late, language="en", public=True, at=NOW))
