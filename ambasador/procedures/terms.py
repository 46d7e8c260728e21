"""
Statutory terms: deadlines set by law, which no pause stops.

They change, so each has the days of its validity; a ticket falls under the term in force on the day it was opened.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class StatutoryTerm:
    """
    `days` are calendar days in the company's time zone; the term ends with the last of them (no shift past a holiday: the safe
    reading).
    """

    code: str
    days: int
    source: str
    name_pl: str
    name_en: str
    valid_from: date
    valid_to: date | None = None
    effect_of_silence: str = ""


TERMS = (
    StatutoryTerm(
        "consumer_complaint", 30, "art. 7a ustawy o prawach konsumenta (text before 2023)", "odpowiedź na reklamację konsumenta",
        "answer to a consumer complaint", date(2017, 1, 10), date(2022, 12, 31), "accepted",
    ),
    StatutoryTerm(
        "consumer_complaint", 14, "art. 7a ustawy o prawach konsumenta", "odpowiedź na reklamację konsumenta",
        "answer to a consumer complaint", date(2023, 1, 1), None, "accepted",
    ),
    StatutoryTerm(
        "withdrawal_refund", 14, "art. 32 ustawy o prawach konsumenta", "zwrot pieniędzy po odstąpieniu od umowy",
        "refund after withdrawal from the contract", date(2014, 12, 25),
    ),
    StatutoryTerm(
        "gdpr_request", 30, "art. 12(3) RODO (one month, counted here as 30 days to be safe)", "odpowiedź na żądanie dotyczące danych osobowych",
        "answer to a personal data request", date(2018, 5, 25),
    ),
)  # fmt: skip
CODES = tuple(dict.fromkeys(term.code for term in TERMS))


def term_on(code: str, day: date) -> StatutoryTerm | None:
    """The term of this code in force on `day`, or None."""
    for term in TERMS:
        if term.code == code and term.valid_from <= day and (term.valid_to is None or day <= term.valid_to):
            return term
    return None


def due_on(term: StatutoryTerm, received_on: date) -> date:
    """The last day of the term when the matter was received on `received_on` (that day is not counted, art. 111 k.c.)."""
    return received_on + timedelta(days=term.days)
