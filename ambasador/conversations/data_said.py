"""
Data in the words of a letter: lines like `Cena zakupu: 1 999 zł`, under the name, the question or the key of a field.

When one thing is missing and the whole letter is a value that it can have, that is it. Nothing is guessed: what fits no field stays
words, and the owner reads them. Knows neither Django nor the clock.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ambasador.conversations.moves import read_moment
from ambasador.lib.lexemes import fold
from ambasador.procedures.fields import CHOICE, DATE, MONEY, NUMBER, TEXT, YES_NO, Field, NoSuchValue, Stored, cleaned

YES, NO = ("tak", "yes"), ("nie", "no")
_WITH_YEAR = re.compile(r"\b(19|20)\d\d\b")
_UNIT = re.compile(r"(?i)\s*(zł|zl|pln|eur|usd|€|\$)\.?$")
_MARKS = "*_>•- \t"


class Asked(Protocol):
    """A field of a procedure, as it is asked for."""

    question: str
    question_en: str

    @property
    def described(self) -> Field: ...


def data_in(text: str, asked: Sequence[Asked], *, at: datetime, zone: str) -> dict[str, Stored]:
    """The values that a letter holds, by key; the first line that names a field counts."""
    found: dict[str, Stored] = {}
    for line in text.splitlines():
        for field in asked:
            said = _after_name(line.strip(_MARKS), field)
            value = _value(field.described, said, at=at, zone=zone) if said else None
            if value is not None:
                found.setdefault(field.described.key, value)
    whole = text.strip()
    if not found and len(asked) == 1 and asked[0].described.kind != TEXT and "\n" not in whole:
        value = _value(asked[0].described, whole, at=at, zone=zone)
        return {} if value is None else {asked[0].described.key: value}
    return found


def _after_name(line: str, field: Asked) -> str:
    """What stands behind a name of the field and its colon, or behind the question; empty for another line."""
    of = field.described
    name, colon, rest = line.partition(":")
    if colon and fold(name.strip(_MARKS)) in {fold(one) for one in (of.name, of.name_en, of.key) if one}:
        return rest.strip(_MARKS)
    for question in (field.question, field.question_en):
        if question and fold(line[: len(question)]) == fold(question):
            return line[len(question) :].lstrip(": ").strip(_MARKS)
    return ""


def _value(of: Field, said: str, *, at: datetime, zone: str) -> Stored | None:
    """What was said as it is kept; None when it is no value of this field."""
    words = said.strip().rstrip(".!,;") if of.kind != TEXT else said
    value: object = words
    if of.kind == YES_NO:
        value = True if fold(words) in YES else False if fold(words) in NO else words
    elif of.kind == CHOICE:
        value = next((code for code in of.codes if fold(words) in {fold(code), *(fold(of.option_for(code, one)) for one in ("pl", "en"))}), "")
    elif of.kind in (MONEY, NUMBER):
        value = _UNIT.sub("", words)
    elif of.kind == DATE:
        moment = read_moment(words, at=at, zone=zone) if _WITH_YEAR.search(words) else None
        value = moment.date() if moment else ""
    try:
        return cleaned(of, value)
    except NoSuchValue:
        return None
