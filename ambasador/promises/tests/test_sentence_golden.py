"""What is said in every kind of situation, word by word; and of thousands of drawn ones: never nothing, never a contradiction, nothing internal."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ambasador.promises.sentence import Situation, clauses, say
from ambasador.promises.tests.situations import DUE, NOW, PROMISE, QUESTIONS, SINCE, STAGES, situations

pytestmark = [pytest.mark.req("O6"), pytest.mark.req("N3")]
GOLDEN = Path(__file__).with_name("sentences.txt")
VERSIONS = [("pl", False), ("pl", True), ("en", False), ("en", True)]
SECRET = "Tajny Dział"


def told(situation: Situation, language: str, public: bool) -> str:
    """With ordinary spaces, so that the list can be read."""
    said = say(situation, language=language, public=public, at=NOW)
    return said.replace("\u00a0", " ").replace("\u2060", "").replace("\u202f", " ")


def listing() -> str:
    return "".join(
        f"{name}\n" + "".join(f"  {language} {'public' if public else 'internal'}: {told(situation, language, public)}\n" for language, public in VERSIONS)
        for name, situation in situations()
    )


def test_everything_is_said_as_the_list_has_it():
    assert listing() == GOLDEN.read_text(encoding="utf-8")


def test_the_list_is_long_enough_and_says_nothing_twice_under_one_name():
    names = [name for name, _situation in situations()]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


def drawn(rng: random.Random) -> Situation:
    likely, latest = rng.choice([(None, None), *PROMISE.values()])
    situation = Situation(
        state=rng.choice(["queue", "owner", "unit", "customer", "closed"]), stage=rng.choice(STAGES), opened_at=SINCE["long"],
        since=rng.choice(list(SINCE.values())), due_at=rng.choice([None, *DUE.values()]), unit=SECRET, question=rng.choice(QUESTIONS),
        late_stage=rng.choice(["", *STAGES]), changed=rng.random() < 0.5, obstacle=rng.choice(["", "brak części."]),
        next_stage=rng.choice(["", *STAGES]), also=tuple(rng.sample(STAGES, rng.randrange(4))), likely_at=likely, latest_at=latest,
    )  # fmt: skip
    if situation.state == "unit":
        situation = replace(situation, turn=rng.choice(["", "", "asked_back", "answered"]))
    return replace(situation, closed_at=NOW - timedelta(hours=rng.randrange(200))) if situation.state == "closed" else situation


CONTRADICTIONS = [("skończy się", "miał się skończyć"), ("jest zakończona", "Teraz trwa"), ("Rozwiązanie", "Obiecany termin minął"), ("jest potrzebna", "była potrzebna")]


def test_thousands_of_situations_are_told_without_contradiction_and_secrets():
    rng = random.Random(1911)
    for _time in range(5000):
        situation = drawn(rng)
        for language, public in VERSIONS:
            said = clauses(situation, language=language, public=public, at=NOW)
            text = " ".join(clause.text for clause in said)
            assert 1 <= len(said) <= 4
            assert all(clause.text[-1] in ".?" for clause in said)
            assert not (public and SECRET in text)
            assert "  " not in text
            assert "None" not in text
            assert [clause.about for clause in said] == list(dict.fromkeys(clause.about for clause in said)), text
            assert not any(one in text and other in text for one, other in CONTRADICTIONS), text
            assert situation.state == "closed" or not situation.latest_at or any(clause.about == "promise" for clause in said)
