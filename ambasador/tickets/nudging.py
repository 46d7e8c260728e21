"""
When somebody is reminded of a step, and when the line above them hears that it is late. [O4] No Django, no clock.

Levels of a performer of ours: `before`, `due` and `after` the due time they are reminded themselves; then the rungs of the line above
them (`lead`, `head`, `above:<unit>`), one after another. Levels of a customer: `customer:1`, `customer:2` ..., then `closing`. Every
moment falls into the hours of whoever is to act; each level comes once in a round, and only forward. How far apart they are follows
from the step's standard, unless it has settings of its own: an hour's task is not waited for like a week's.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ambasador.lib.business_time import NeverOpen

BEFORE, DUE, AFTER, LEAD, HEAD, CLOSING = "before", "due", "after", "lead", "head", "closing"
REMINDERS = (BEFORE, DUE, AFTER)
# share of the standard, at least and at most so many working minutes; a step shorter than SHORT_STEP is not reminded of beforehand
SHORT_STEP = 120
REMIND_BEFORE, REMIND_AFTER, ESCALATE_AFTER = (0.25, 30, 480), (0.25, 60, 480), (0.5, 120, 960)


class Hours(Protocol):
    def add(self, moment: datetime, *, minutes: float) -> datetime: ...
    def next_opening(self, moment: datetime) -> datetime: ...


@dataclass(frozen=True)
class Due:
    """
    A due time and how it is watched: since when it holds, in which `hours`, so many working minutes before and after it.

    Zero `remind_before` means no reminder ahead of it, zero `escalate_after` that nobody above hears of it; `escalate_after` None, for a
    customer, that reminders are half of their time apart.
    """

    due_at: datetime
    since: datetime
    hours: Hours
    remind_before: int
    remind_after: int
    escalate_after: int | None


@dataclass(frozen=True)
class Coming:
    """The next level and its moment, which may have passed."""

    level: str
    at: datetime


Told = Mapping[str, datetime]
"""Levels of this round with the moments at which they were told."""


def policy(standard_minutes: int, *, remind_before: int | None, escalate_after: int | None) -> tuple[int, int, int]:
    """Minutes of the reminders before and after, and of escalation: the step's own settings where it has them, else as the standard says."""
    ahead = _share(standard_minutes, REMIND_BEFORE) if standard_minutes >= SHORT_STEP else 0
    return (
        ahead if remind_before is None else remind_before,
        _share(standard_minutes, REMIND_AFTER),
        _share(standard_minutes, ESCALATE_AFTER) if escalate_after is None else escalate_after,
    )


def _share(standard: int, bounds: tuple[float, int, int]) -> int:
    part, least, most = bounds
    return int(min(max(standard * part, least), most))


def next_nudge(due: Due, *, told: Told, rungs: Sequence[str], at: datetime) -> Coming | None:
    """
    What comes next for a performer of ours, seen from `at`; None when nothing does.

    Of several reminders that were missed (nobody worked, the program stood still) only the last is given. A rung comes a while after
    the one below it was really told, however late that was: each has its chance. `rungs` are those that somebody stands on.
    """
    try:
        return _earlier(_next_reminder(due, told, at), _next_rung(due, told, rungs))
    except NeverOpen:
        return None


def next_to_customer(due: Due, *, told: Told, reminders: int) -> Coming | None:
    """
    What comes next for a customer: the first reminder half-way to the due time, the others and the end of waiting a pause after one another.

    The pause is `escalate_after` minutes of every day, else half of the customer's time; `due.hours` are those in which they may be
    written to.
    """
    if CLOSING in told:
        return None
    given = [moment for level, moment in told.items() if level.startswith("customer:")]
    level = f"customer:{len(given) + 1}" if len(given) < reminders else CLOSING
    half = (due.due_at - due.since) / 2
    pause = half if due.escalate_after is None else timedelta(minutes=due.escalate_after)
    try:
        return Coming(level, due.hours.next_opening(max(given) + pause if given else due.since + half))
    except NeverOpen:
        return None


def _next_reminder(due: Due, told: Told, at: datetime) -> Coming | None:
    last = max((REMINDERS.index(level) for level in told if level in REMINDERS), default=-1)
    left = [coming for coming in _reminders(due) if REMINDERS.index(coming.level) > last]
    passed = [coming for coming in left if coming.at <= at]
    return passed[-1] if passed else left[0] if left else None


def _reminders(due: Due) -> Iterator[Coming]:
    if due.remind_before:
        ahead = due.hours.add(due.due_at, minutes=-due.remind_before)
        if ahead > due.since:
            yield Coming(BEFORE, ahead)
    yield Coming(DUE, due.hours.next_opening(due.due_at))
    yield Coming(AFTER, due.hours.add(due.due_at, minutes=due.remind_after))


def _next_rung(due: Due, told: Told, rungs: Iterable[str]) -> Coming | None:
    if not due.escalate_after:
        return None
    level = next((rung for rung in rungs if rung not in told), None)
    if level is None:
        return None
    below = max((moment for name, moment in told.items() if is_rung(name)), default=due.due_at)
    return Coming(level, due.hours.add(below, minutes=due.escalate_after))


def _earlier(one: Coming | None, other: Coming | None) -> Coming | None:
    if one is None or other is None:
        return one or other
    return other if other.at < one.at else one


def is_rung(level: str) -> bool:
    """Whether a level is told to the line above the performer."""
    return level in (LEAD, HEAD) or level.startswith("above:")


def above(unit: int) -> str:
    """The rung of a unit that a late task escalates to."""
    return f"above:{unit}"


def unit_above(level: str) -> int | None:
    """The unit of such a rung; None for any other level."""
    return int(level.removeprefix("above:")) if level.startswith("above:") else None


def rank(level: str) -> int:
    """The place among the reminders of a customer, from 0; 0 for any other level."""
    return int(level.removeprefix("customer:")) - 1 if level.startswith("customer:") else 0


def standing(rungs: Iterable[tuple[str, Collection[tuple[str, int]]]], *, heard: Collection[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """
    The rungs of a line that tell somebody new, with whom: whoever is the performer or stands on a lower rung is not told again.

    `heard` are the performers; a rung is a level with its recipients.
    """
    known, result = set(heard), {}
    for level, recipients in rungs:
        fresh = [recipient for recipient in recipients if recipient not in known]
        known.update(fresh)
        if fresh:
            result[level] = fresh
    return result
