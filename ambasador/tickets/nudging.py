"""
When somebody is reminded of a step, and when it goes up the line. [O4]

A plan is laid from the due time in the performer's working time: a reminder before it, one at it, one after it; then the department's
lead, its head, and the units it escalates to, one after another; each once. How far apart these are follows from the step's standard:
an hour's task is not waited for like a week's. A customer is reminded half-way, at the due time and again each half of the standard, so many
times as the procedure says; after that nobody is asked any more. No Django, no clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

BEFORE, DUE, AFTER, LEAD, HEAD, ABOVE, LAST = "before", "due", "after", "lead", "head", "above", "last"
ESCALATIONS = frozenset({LEAD, HEAD, ABOVE})
SHORT_STEP = 120  # minutes; a shorter step is not reminded of beforehand
# share of the standard, at least and at most so many working minutes
AHEAD, LATER, TO_LEAD, TO_HEAD, EACH_ABOVE = (0.25, 30, 480), (0.25, 60, 480), (0.5, 120, 960), (1.0, 240, 1920), (1.0, 480, 2400)


class Hours(Protocol):
    def add(self, moment: datetime, *, minutes: float) -> datetime: ...


@dataclass(frozen=True)
class Planned:
    """A nudge of a plan; `rank` tells those of one level apart: the steps above the head, the reminders of a customer."""

    level: str
    rank: int
    at: datetime


def plan_for_unit(*, started_at: datetime, due_at: datetime, standard_minutes: int, hours: Hours, above: int) -> list[Planned]:
    """All nudges of a department's or partner's step in their order; `above` is how many units stand in its line of escalation."""

    def later(share: tuple[float, int, int]) -> datetime:
        return hours.add(due_at, minutes=_minutes(standard_minutes, share))

    planned = [Planned(DUE, 0, due_at), Planned(AFTER, 0, later(LATER)), Planned(LEAD, 0, later(TO_LEAD)), Planned(HEAD, 0, later(TO_HEAD))]
    first = _minutes(standard_minutes, TO_HEAD)
    each = _minutes(standard_minutes, EACH_ABOVE)
    planned += [Planned(ABOVE, rank, hours.add(due_at, minutes=first + each * (rank + 1))) for rank in range(above)]
    ahead = hours.add(due_at, minutes=-_minutes(standard_minutes, AHEAD))
    if standard_minutes >= SHORT_STEP and ahead > started_at:
        planned.insert(0, Planned(BEFORE, 0, ahead))
    return planned


def plan_for_customer(*, started_at: datetime, due_at: datetime, times: int, waking: Hours) -> list[Planned]:
    """`times` reminders, the first half-way, the second at the due time, the others half of the time apart; then the end. In waking hours."""
    half = (due_at - started_at) / 2
    moments = [waking.add(started_at + half * (number + 1), minutes=0) for number in range(times + 1)]
    return [Planned(AFTER, number, moment) for number, moment in enumerate(moments[:times])] + [Planned(LAST, 0, moments[times])]


def plan_for_owner(*, due_at: datetime) -> list[Planned]:
    """The owner's own step: once, when it is due."""
    return [Planned(DUE, 0, due_at)]


def due_now(planned: Sequence[Planned], done: set[tuple[str, int]], *, at: datetime) -> list[Planned]:
    """What of a plan should have happened by now and has not."""
    return [one for one in planned if one.at <= at and (one.level, one.rank) not in done]


def following(planned: Sequence[Planned], *, at: datetime) -> datetime | None:
    """The next moment at which there is something to do; None after the last."""
    return min((one.at for one in planned if one.at > at), default=None)


def _minutes(standard: int, share: tuple[float, int, int]) -> int:
    part, least, most = share
    return int(min(max(standard * part, least), most))


def chunks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The numbers in parts of at most `size`."""
    return (numbers[first : first + size] for first in range(0, len(numbers), size))
