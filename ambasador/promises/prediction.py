"""
The predicted range of a resolution, from the standard durations of the steps over the working time of their performers.

The range of day one, before history says more. Each step that is not over takes between SHORT and LONG of its standard, likely just
the standard; a step that has outrun its standard is expected to take another REST of it. The shares are the usual planning spread of
three-point estimates (PERT: optimistic, most likely, pessimistic; Malcolm et al. 1959, Operations Research 7:646-669) and are replaced by
measured quantiles once there is history.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import accumulate
from typing import Protocol

SHORT, LIKELY, LONG, REST = 0.6, 1.0, 1.6, 0.25
CURVE_LOOKS, CURVE_STEP, CURVE_SHORTEST = 32, 60, 600


class Hours(Protocol):
    def add(self, moment: datetime, *, seconds: float) -> datetime: ...
    def between(self, start: datetime, end: datetime) -> timedelta: ...


@dataclass(frozen=True)
class PlannedStep:
    """
    A step as the prediction sees it. `is_over` steps take no time; `started_at` is set for those in work; `due_at` when another date
    was agreed.
    """

    key: str
    after: tuple[str, ...]
    standard_minutes: int
    hours: Hours
    is_over: bool = False
    started_at: datetime | None = None


@dataclass(frozen=True)
class Range:
    """When the case will be solved: earliest, most likely, latest; aware moments."""

    from_at: datetime
    likely_at: datetime
    to_at: datetime


def predict(steps: Sequence[PlannedStep], *, at: datetime) -> Range:
    """The range in which the last step of the route ends, seen from `at`. An empty or finished route ends now."""
    short, likely, long = (_end(steps, share, at) for share in (SHORT, LIKELY, LONG))
    return Range(min(short, likely), likely, max(likely, long))


def _end(steps: Sequence[PlannedStep], share: float, at: datetime) -> datetime:
    by_key = {step.key: step for step in steps}
    ends: dict[str, datetime] = {}

    def end_of(key: str, path: frozenset[str]) -> datetime:
        if key in ends:
            return ends[key]
        step = by_key[key]
        if step.is_over:
            ends[key] = at
            return at
        begin = max((end_of(other, path | {key}) for other in step.after if other in by_key and other not in path), default=at)
        ends[key] = _step_end(step, share, begin, at)
        return ends[key]

    return max((end_of(step.key, frozenset()) for step in steps), default=at)


def _step_end(step: PlannedStep, share: float, begin: datetime, at: datetime) -> datetime:
    total = step.standard_minutes * 60 * share
    if step.started_at is None:
        return step.hours.add(max(begin, at), seconds=total)
    spent = step.hours.between(step.started_at, at).total_seconds()
    rest = max(total - spent, step.standard_minutes * 60 * REST * share)
    return step.hours.add(at, seconds=rest)


@dataclass(frozen=True)
class Standing:
    """The promise that stands."""

    from_at: datetime
    likely_at: datetime
    to_at: datetime


def is_still_true(standing: Standing, seen: Range) -> bool:
    """
    Whether a promise may stand: what is expected now still lies inside it.

    A promise is changed only when it would no longer be honest (its end would be missed, or the case will be solved before it begins),
    not at every hour's wobble: a customer who is told a new time each day believes none.
    """
    return standing.from_at <= seen.likely_at <= standing.to_at


def risk_of_breaking(standing: Standing, seen: Range) -> float:
    """
    The share (0..1) of the presently expected range that lies behind the promised end.

    The expected moment is taken as triangular between earliest, likely and latest, the usual density of a three-point estimate.
    """
    low, mode, high = (moment.timestamp() for moment in (seen.from_at, seen.likely_at, seen.to_at))
    end = standing.to_at.timestamp()
    if end >= high:
        return 0.0
    if end <= low or high == low:
        return 1.0
    if end < mode:
        return 1.0 - (end - low) ** 2 / ((high - low) * (mode - low))
    return (high - end) ** 2 / ((high - low) * (high - mode))


@dataclass(frozen=True)
class RiskCurve:
    """How the risk grows while nothing happens: at so many seconds after `at`, in ascending order beginning with 0, so many per mille."""

    at: datetime
    seconds: Sequence[int]
    risks: Sequence[int]

    def risk_at(self, moment: datetime) -> float:
        """The risk (0..1) at a moment, between two points in proportion; after the last it stays."""
        after = (moment - self.at).total_seconds()
        right = bisect_right(self.seconds, after)
        if right == 0 or right == len(self.seconds):
            return self.risks[right - 1 if right else 0] / 1000
        begin, end = self.seconds[right - 1], self.seconds[right]
        low, high = self.risks[right - 1], self.risks[right]
        return (low + (high - low) * (after - begin) / (end - begin)) / 1000


def risk_curve(standing: Standing, steps: Sequence[PlannedStep], *, at: datetime) -> RiskCurve:
    """
    Seen from `at`, how the risk grows until the promised end. It never falls: waiting brings no end nearer.

    The stretch in which it grows most is halved again and again, until it grows by less than CURVE_STEP in each or by CURVE_LOOKS looks;
    what lies between two points is therefore known to about CURVE_STEP, and a night in which nothing changes takes two points.
    """

    def risk(second: int) -> int:
        return round(1000 * risk_of_breaking(standing, predict(steps, at=at + timedelta(seconds=second))))

    last = max(0, int((standing.to_at - at).total_seconds()))
    found = {second: risk(second) for second in {0, last}}
    open_stretches = [(found[0] - found[last], 0, last)]
    while open_stretches and len(found) < CURVE_LOOKS:
        growth, begin, end = heappop(open_stretches)
        if -growth <= CURVE_STEP or end - begin < 2 * CURVE_SHORTEST:
            continue
        middle = (begin + end) // 2
        found[middle] = risk(middle)
        heappush(open_stretches, (found[begin] - found[middle], begin, middle))
        heappush(open_stretches, (found[middle] - found[end], middle, end))
    seconds = sorted(found)
    return RiskCurve(at, seconds, list(accumulate((found[second] for second in seconds), max)))
