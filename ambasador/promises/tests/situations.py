"""Situations of every kind, for the golden list of what is said of them. The moment is Wednesday 25 November 2026, 10:42 in Warsaw."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from ambasador.promises.sentence import Situation

NOW = datetime(2026, 11, 25, 9, 42, tzinfo=UTC)


def warsaw(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    """A moment of winter time."""
    return datetime(year, month, day, hour - 1, minute, tzinfo=UTC)


SINCE = {
    "now": warsaw(11, 25, 10, 30), "this-morning": warsaw(11, 25, 8, 14), "last-night": warsaw(11, 24, 22), "yesterday": warsaw(11, 24, 15),
    "yesterday-early": warsaw(11, 24, 9), "monday": warsaw(11, 23, 9), "sunday": warsaw(11, 22), "saturday": warsaw(11, 21), "friday": warsaw(11, 20),
    "thursday": warsaw(11, 19), "long": warsaw(11, 9), "last-year": warsaw(12, 12, year=2025),
}  # fmt: skip
DUE = {
    "today": warsaw(11, 25, 15, 10), "tomorrow": warsaw(11, 26, 9), "friday": warsaw(11, 27, 16), "wednesday": warsaw(12, 2, 12),
    "next-year": warsaw(1, 8, 12, year=2027), "an-hour-late": warsaw(11, 25, 9, 30), "late-yesterday": warsaw(11, 24, 16), "days-late": warsaw(11, 16, 12),
}  # fmt: skip
PROMISE = {
    "today": (warsaw(11, 25, 14), warsaw(11, 25, 18)), "tomorrow": (warsaw(11, 26, 10), warsaw(11, 26, 16)), "this-week": (warsaw(11, 26), warsaw(11, 27)),
    "two-days": (warsaw(11, 30), warsaw(12, 1)), "over-the-month": (warsaw(11, 29), warsaw(12, 4)), "next-week": (warsaw(12, 2), warsaw(12, 3)),
    "over-the-year": (warsaw(12, 30), warsaw(1, 5, year=2027)), "likely-passed": (warsaw(11, 24), warsaw(11, 28)), "passed-today": (warsaw(11, 24), warsaw(11, 25, 9)),
    "passed": (warsaw(11, 20), warsaw(11, 23)),
}  # fmt: skip
UNITS = ("Dział Reklamacji", "Magazyn Stryków", "Montaż Plus", "Kurier Jantar", "Dział Rozliczeń")
STAGES = (
    "Decyzja w sprawie reklamacji", "Oględziny u Ciebie", "Wydanie części", "Naprawa u Ciebie", "Zwrot pieniędzy", "Faktura korygująca",
    "Ustalenie terminu", "AGD: odbiór starego sprzętu",
)  # fmt: skip
QUESTIONS = ("Kiedy ktoś będzie w domu?", "Zdjęcie tabliczki znamionowej", "Prosimy o NIP i nazwę firmy.", "")


def _base(number: int, state: str = "unit") -> Situation:
    unit = UNITS[number % len(UNITS)] if state == "unit" else ""
    return Situation(state=state, stage=STAGES[number % len(STAGES)], opened_at=SINCE["long"], since=SINCE["yesterday"], unit=unit)


def situations() -> Iterator[tuple[str, Situation]]:
    """(name, situation); a name says what is special about it."""
    for number, (name, since) in enumerate(SINCE.items()):
        yield f"unit-since-{name}", replace(_base(number), since=since, due_at=DUE["friday"])
        yield f"owner-since-{name}", replace(_base(number, "owner"), since=since)
        yield f"queue-since-{name}", replace(_base(number, "queue"), opened_at=since)
        yield f"customer-since-{name}", replace(_base(number, "customer"), since=since, question=QUESTIONS[number % 4])
    for number, (name, due) in enumerate(DUE.items()):
        yield f"unit-due-{name}", replace(_base(number), since=SINCE["long"], due_at=due)
        yield f"owner-due-{name}", replace(_base(number, "owner"), since=SINCE["long"], due_at=due, next_stage=STAGES[(number + 1) % 8])
        yield f"queue-due-{name}", replace(_base(number, "queue"), due_at=due)
        yield f"customer-due-{name}", replace(_base(number, "customer"), due_at=due, question=QUESTIONS[number % 4])
    for number, (name, (likely, latest)) in enumerate(PROMISE.items()):
        for state in ("unit", "owner", "queue", "customer"):
            yield f"{state}-promise-{name}", replace(_base(number, state), likely_at=likely, latest_at=latest, question=QUESTIONS[number % 4])
    for number, unit in enumerate(UNITS):
        yield f"asked-back-{number}", replace(_base(number), unit=unit, turn="asked_back", likely_at=PROMISE["two-days"][0], latest_at=PROMISE["two-days"][1])
        yield f"answered-{number}", replace(_base(number), unit=unit, turn="answered", since=SINCE["this-morning"], next_stage="Zakończenie")
        yield f"late-stage-{number}", replace(_base(number), unit=unit, late_stage=STAGES[number + 1], due_at=DUE["today"])
        yield f"moved-{number}", replace(
            _base(number), late_stage=STAGES[number + 1], changed=True, due_at=DUE["tomorrow"], likely_at=PROMISE["next-week"][0], latest_at=PROMISE["next-week"][1]
        )
        yield f"also-{number}", replace(_base(number), also=STAGES[number + 1 : number + 2 + number % 3], due_at=DUE["friday"])
        yield f"obstacle-{number}", replace(_base(number), obstacle=f"brak części do {number + 2} modeli.", due_at=DUE["today"])
    for number, (name, since) in enumerate(SINCE.items()):
        yield f"closed-{name}", replace(_base(number, "closed"), closed_at=since)
    everything = replace(
        _base(0), due_at=DUE["days-late"], late_stage="Oględziny u Ciebie", changed=True, obstacle="brak części BX-20", also=("Zwrot pieniędzy",),
        likely_at=PROMISE["two-days"][0], latest_at=PROMISE["two-days"][1], next_stage="Naprawa u Ciebie",
    )  # fmt: skip
    yield "everything-at-once", everything
    yield "everything-and-answered", replace(everything, turn="answered")
    yield "everything-at-the-customer", replace(everything, state="customer", question="Czy termin pasuje?")
