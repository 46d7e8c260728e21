"""
What a performer's e-mail reply does to their task: the handshake for people without an account. [N8, O3]

A word at the beginning of the first line says it: BIORĘ, PYTANIE, NIE NASZE, INNY TERMIN 28.11 12:00, or in English ACCEPT, QUESTION,
NOT OURS, OTHER DATE 28.11 12:00. (TERMIN alone would not do: it may be the answer.) One of the offered answers at the beginning of the
line chooses it. A reply that consists of questions only asks back. Anything else is the answer, in the writer's own words. Nothing here
knows Django or the clock.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ambasador.lib.lexemes import fold

ACCEPT, QUESTION, REFUSAL, DATE, ANSWER = "accept", "question", "refusal", "date", "answer"
LONGEST_LINE, MOST_QUESTIONS = 300, 3
# folded words that may open a reply; longer ones first, so that the longest match counts
WORDS: tuple[tuple[str, str], ...] = (
    ("biore to", ACCEPT), ("biore", ACCEPT), ("przyjmuje zadanie", ACCEPT), ("przyjmuje", ACCEPT), ("i take it", ACCEPT),
    ("accepted", ACCEPT), ("accept", ACCEPT),
    ("to nie nasze zadanie", REFUSAL), ("to nie nasze", REFUSAL), ("nie nasze", REFUSAL), ("nie do nas", REFUSAL), ("this is not ours", REFUSAL),
    ("not ours", REFUSAL),
    ("pytanie", QUESTION), ("dopytuje", QUESTION), ("question", QUESTION),
    ("inny termin", DATE), ("another date", DATE), ("other date", DATE),
)  # fmt: skip
MONTHS = {
    **{name: number for number, names in enumerate((
        ("sty", "jan"), ("lut", "feb"), ("mar",), ("kwi", "apr"), ("maj", "may"), ("cze", "jun"), ("lip", "jul"), ("sie", "aug"), ("wrz", "sep"),
        ("paz", "oct"), ("lis", "nov"), ("gru", "dec")), start=1) for name in names},
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate((
        ("pon", "mon"), ("wt", "tue"), ("sr", "wed"), ("czw", "thu"), ("pt", "piat", "fri"), ("sob", "sat"), ("nie", "nd", "sun")))
    for name in names
}  # fmt: skip
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBERS = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\b\.?")
_NAMED = re.compile(r"\b(\d{1,2})\.? ([a-z]{3,12})\.?(?: (\d{4}))?")
_HOUR = re.compile(r"(?:\b(?:o|do|godz\.?|at|by) ?)?\b([01]?\d|2[0-3])[:.]([0-5]\d)\b|\b(?:godz\.?|do|o|at|by) ([01]?\d|2[0-3])\b")
END_OF_DAY, HALF_A_YEAR = time(16), 183


@dataclass(frozen=True)
class Move:
    """`code` is the chosen answer, `due_at` the proposed date (aware); `text` the words that go with it, without the opening word."""

    kind: str
    text: str = ""
    code: str = ""
    due_at: datetime | None = None


def read_move(text: str, *, options: Mapping[str, Sequence[str]], at: datetime, zone: str) -> Move:
    """
    The move that a reply makes. `options` are the codes of the offered answers, each with its words in every language.

    A date that cannot be read, or lies behind, is a question to the owner: nobody's words are lost or guessed at.
    """
    text = text.strip()
    first, _line_break, rest = text.partition("\n")
    opened = _opening(first) if len(first) <= LONGEST_LINE else None
    if opened is not None:
        kind, after = opened
        words = "\n".join(part for part in (after, rest.strip()) if part)
        if kind == DATE:
            due_at = read_moment(after, at=at, zone=zone)
            return Move(DATE, text, due_at=due_at) if due_at and due_at > at else Move(QUESTION, text)
        if kind == QUESTION:
            return Move(QUESTION, words or text)
        return Move(kind, words if kind == ACCEPT else words or text)
    for code, names in options.items():
        for name in sorted(names, key=len, reverse=True):
            words_after = _after(first, fold(name))
            if words_after is not None:
                return Move(ANSWER, "\n".join(part for part in (words_after, rest.strip()) if part), code=code)
    return Move(QUESTION if _only_asks(text) else ANSWER, text)


def read_moment(words: str, *, at: datetime, zone: str) -> datetime | None:
    """
    A date with or without an hour, as people write it: 28.11 12:00, 28 listopada do 14, 2026-11-28, piątek 10:00, jutro, tomorrow by 9:00.

    Without a year the next such day, or the last one when the next is more than half a year away; without an hour the end of an ordinary
    working day. None when there is none.
    """
    local = at.astimezone(ZoneInfo(zone))
    folded = " ".join(fold(words).split())
    day, rest = _day_in(folded, local.date())
    if day is None:
        return None
    found = _HOUR.search(rest)
    hour = END_OF_DAY
    if found:
        hour = time(int(found[1] or found[3]), int(found[2] or 0))
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone))


def _day_in(folded: str, today: date) -> tuple[date | None, str]:
    """The day, and what is left to look for the hour in."""
    for pattern, read in ((_ISO, _iso), (_NAMED, _named), (_NUMBERS, _numbers)):
        for found in pattern.finditer(folded):
            day = read(found, today)
            if day is not None:
                return day, folded[: found.start()] + " " + folded[found.end() :]
    for word, days in (("pojutrze", 2), ("day after tomorrow", 2), ("jutro", 1), ("tomorrow", 1), ("dzis", 0), ("today", 0)):
        if re.search(rf"\b{word}", folded):
            return today + timedelta(days=days), folded
    for word in folded.replace(".", " ").split():
        number = next((number for name, number in WEEKDAYS.items() if word.startswith(name)), None)
        if number is not None:
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1), folded
    return None, folded


def _iso(found: re.Match[str], _today: date) -> date | None:
    return _date(int(found[1]), int(found[2]), int(found[3]))


def _numbers(found: re.Match[str], today: date) -> date | None:
    year = int(found[3]) if found[3] else None
    return _next(today, int(found[2]), int(found[1]), 2000 + year if year is not None and year < 100 else year)


def _named(found: re.Match[str], today: date) -> date | None:
    month = MONTHS.get(found[2][:3])
    return _next(today, month, int(found[1]), int(found[3]) if found[3] else None) if month else None


def _next(today: date, month: int, day: int, year: int | None) -> date | None:
    if year is not None:
        return _date(year, month, day)
    found, following = _date(today.year, month, day), _date(today.year + 1, month, day)
    is_meant = found is None or (found < today and following is not None and (following - today).days < HALF_A_YEAR)
    return following if is_meant else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _opening(line: str) -> tuple[str, str] | None:
    """The move that the first words of a line name, and the rest of the line; None for an ordinary sentence."""
    for word, kind in WORDS:
        after = _after(line, word, is_strict=kind in (QUESTION, DATE))
        if after is not None:
            return kind, after
    return None


def _after(line: str, word: str, *, is_strict: bool = False) -> str | None:
    """
    What follows `word` (folded) at the beginning of a line; None when the line begins otherwise.

    The word must be followed by the end of the line or a sign; where `is_strict`, by a colon, a digit or the end, or stand in capitals:
    "Inny termin jest niemożliwy" and "Question is, who pays" are sentences.
    """
    line = line.strip().lstrip("*_>„\"' ")
    if not word or fold(line[: len(word)]) != word:
        return None
    said, rest = line[: len(word)], line[len(word) :]
    if rest[:1].isalnum():
        return None
    after = rest.strip()
    is_loud = said.isupper() and len(said) > 2
    if is_strict and not is_loud and after and after[0] not in ":-–,." and not after[0].isdigit():
        return None
    if not is_strict and not is_loud and after and after[0] not in ":-–,.!;)\"'”*_":
        return None
    return after.lstrip(":-–,.!;)\"'”*_ ").strip()


def _only_asks(text: str) -> bool:
    """A few sentences, each of them a question: the performer lacks something. Anything longer is read by the owner as it is."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]
    greetings = [part for part in sentences if len(part) <= 40 and not part.rstrip().endswith("?") and re.match(r"(?i)(dzień dobry|witam|cześć|hello|hi\b|good)", part)]
    asked = [part for part in sentences if part not in greetings]
    return bool(asked) and len(asked) <= MOST_QUESTIONS and all(part.rstrip().endswith("?") for part in asked)
