"""
Where things stand in our drawings, as SVG attributes in per cent: rings, pips, bullets, the promise band and its lanes.

Plain functions over plain values; texts come ready from the caller. Percentages are strings, so that no template writes them
with a decimal comma. Moments are aware and in the reader's zone: a day is a day of the wall clock there.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

PLAN_END = 62.0  # a bullet's standard ends here, so that an excess of 61% still fits
CHARACTER = 0.70  # the width of a letter of a band label, in per cent of a band 790 pixels wide


def percent(value: float) -> str:
    return f"{value:.2f}%"


@dataclass(frozen=True)
class Pip:
    x: str
    width: str
    state: str


def pips(done: int, total: int, *, is_open: bool = True) -> tuple[Pip, ...]:
    """One bar a step: `done` dark ones, then the current one, then those to come."""
    pitch = 100 / max(total, 1)
    width = pitch - min(2.6, pitch * 0.3)
    states = ["done" if place < done else "now" if place == done and is_open else "" for place in range(total)]
    return tuple(Pip(percent(place * pitch), percent(width), state) for place, state in enumerate(states))


@dataclass(frozen=True)
class Bullet:
    """The bar of a step: its standard as an outline, what it took inside, the excess behind it. "" draws no bar."""

    plan: str
    spent: str
    over_x: str
    over: str
    is_live: bool


def bullet(spent_minutes: float, standard_minutes: float, *, is_live: bool) -> Bullet:
    """An excess beyond the end of the bar is cut there; the numbers beside it are not."""
    standard = max(standard_minutes, 1)
    inside = min(spent_minutes / standard, 1) * PLAN_END
    over = min((spent_minutes / standard - 1) * PLAN_END, 100 - PLAN_END)
    return Bullet(
        plan=percent(PLAN_END),
        spent=percent(inside) if inside > 0 else "",
        over_x=percent(PLAN_END),
        over=percent(over) if over > 0 else "",
        is_live=is_live,
    )


@dataclass(frozen=True)
class Span:
    x: str
    width: str


@dataclass(frozen=True)
class Tick:
    x: str
    text_x: str
    text: str


@dataclass(frozen=True)
class Label:
    x: str
    text: str
    style: str
    anchor: str = "start"


@dataclass(frozen=True)
class Lane:
    """One step of the route in time: planned, done, over the plan; `text` beside its bar."""

    plan: Span
    is_next: bool
    spent: Span | None
    over: Span | None
    text: str
    text_x: str
    anchor: str


@dataclass(frozen=True)
class Band:
    ticks: tuple[Tick, ...]
    closed: tuple[Span, ...]
    past: Span
    first: Span | None
    range: Span | None
    likely: str
    now: str
    law: str
    labels: tuple[Label, ...]
    lanes: tuple[Lane, ...] = ()


@dataclass(frozen=True)
class LaneOf:
    """A step as the band is told of it: its standard from `planned_from` to `planned_to`, what really happened, and its name."""

    text: str
    planned_from: datetime
    planned_to: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class BandOf:
    """What a band shows; `*_says` are the words under it. Absent things are None."""

    opened_at: datetime
    now_at: datetime
    closed_days: Collection[date]
    promise: tuple[datetime, datetime, datetime] | None = None
    first_promise: tuple[datetime, datetime] | None = None
    statutory_on: date | None = None
    is_ended: bool = False
    now_says: str = ""
    promise_says: str = ""
    first_says: str = ""
    statutory_says: str = ""
    lanes: Sequence[LaneOf] = ()


def band(of: BandOf, *, day_says: Callable[[date], str]) -> Band:
    """The promise band: from the day of opening to the end of the last thing on it, at least five days."""
    scale = _Scale(of)
    range_ = scale.span(of.promise[0], of.promise[2]) if of.promise else None
    now_x = "" if of.is_ended else scale.x(of.now_at)
    return Band(
        ticks=scale.ticks(of.closed_days, day_says),
        closed=tuple(Span(percent(place * scale.pitch), percent(scale.pitch)) for place in scale.closed_places(of.closed_days)),
        past=scale.span(of.opened_at, of.now_at),
        first=scale.span(*of.first_promise) if of.first_promise else None,
        range=range_,
        likely=scale.x(of.promise[1]) if of.promise else "",
        now=now_x,
        law=percent(scale.end_of(of.statutory_on) - scale.pitch / 3) if of.statutory_on else "",
        labels=_labels(of, scale),
        lanes=tuple(_lane(lane, of.now_at, scale) for lane in of.lanes),
    )


class _Scale:
    """Moments to per cent of the band's width; every day is as wide as another, also when the clocks change."""

    def __init__(self, of: BandOf) -> None:
        self.start = of.opened_at.date()
        ends = [of.opened_at.date() + timedelta(days=4), of.now_at.date()]
        ends += [of.promise[2].date()] if of.promise else []
        ends += [of.first_promise[1].date()] if of.first_promise else []
        ends += [of.statutory_on] if of.statutory_on else []
        ends += [lane.planned_to.date() for lane in of.lanes]
        self.days = (max(ends) - self.start).days + 1
        self.pitch = 100 / self.days

    def at(self, moment: datetime) -> float:
        midnight = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - the wall clock of the reader's zone
        day = (moment.date() - self.start).days + (moment.replace(tzinfo=None) - midnight) / timedelta(days=1)
        return min(max(day * self.pitch, 0.0), 100.0)

    def x(self, moment: datetime) -> str:
        return percent(self.at(moment))

    def end_of(self, day: date) -> float:
        return ((day - self.start).days + 1) * self.pitch

    def span(self, begins: datetime, ends: datetime, least: float = 0.5) -> Span:
        left, right = self.at(begins), self.at(ends)
        return Span(percent(left), percent(max(right - left, least)))

    def closed_places(self, closed: Collection[date]) -> list[int]:
        return [place for place in range(self.days) if self.start + timedelta(days=place) in closed]

    def ticks(self, closed: Collection[date], day_says: Callable[[date], str]) -> tuple[Tick, ...]:
        """A line for every open day; the names that fit side by side."""
        made, free_from = [], 0.0
        every = 1 if self.days <= 45 else 7
        for place in range(0, self.days, every):
            day = self.start + timedelta(days=place)
            if day in closed and every == 1:
                continue
            x, text = place * self.pitch, day_says(day)
            width = (len(text) + 1) * CHARACTER
            fits = x >= free_from and x + width <= 101
            made.append(Tick(percent(x), percent(x + 0.35), text if fits else ""))
            free_from = x + width if fits else free_from
        return tuple(made)


def _labels(of: BandOf, scale: _Scale) -> tuple[Label, ...]:
    """The words under the band, most important first; one that would run into another is left out, the sentence for readers keeps it."""
    wanted: list[tuple[float, str, str, str]] = []
    if not of.is_ended:
        wanted.append((scale.at(of.now_at), of.now_says, "t-now", "end"))
    if of.promise:
        middle = (scale.at(of.promise[0]) + scale.at(of.promise[2])) / 2
        wanted.append((middle, of.promise_says, "t-tone", "middle"))
    if of.statutory_on:
        wanted.append((scale.end_of(of.statutory_on), of.statutory_says, "t-law", "end"))
    if of.first_promise:
        wanted.append((scale.at(of.first_promise[0]), of.first_says, "t-first", "start"))
    taken: list[tuple[float, float]] = []
    made = []
    for x, text, style, anchor in wanted:
        place = _free_place(x, len(text) * CHARACTER, anchor, taken)
        if text and place is not None:
            taken.append(place)
            made.append(Label(percent(place[0]), text, style))
    return tuple(made)


def _free_place(x: float, width: float, anchor: str, taken: list[tuple[float, float]]) -> tuple[float, float] | None:
    """Where a label fits: as wished, else beside its mark, else within twelve per cent to the right or the left."""
    wish = {"end": x - width - 0.4, "middle": x - width / 2, "start": x + 0.6}[anchor]
    for left in (wish, x + 0.6, x - width - 0.4, *(wish + step for pair in range(1, 13) for step in (pair, -pair))):
        left = min(max(left, 0.0), 100 - width)
        if left >= 0 and all(left + width + 0.8 <= begin or left >= end + 0.8 for begin, end in taken):
            return left, left + width
    return None


def _lane(lane: LaneOf, now_at: datetime, scale: _Scale) -> Lane:
    plan = scale.span(lane.planned_from, lane.planned_to, least=0.8)
    spent = over = None
    right = scale.at(lane.planned_to)
    if lane.began_at:
        ended_at = lane.ended_at or now_at
        spent = scale.span(lane.began_at, min(ended_at, max(lane.planned_to, lane.began_at)))
        if ended_at > lane.planned_to:
            over = scale.span(lane.planned_to, ended_at)
            right = scale.at(ended_at)
    is_left = right + len(lane.text) * CHARACTER > 99
    beside = scale.at(min(lane.planned_from, lane.began_at or lane.planned_from)) - 0.8 if is_left else right + 0.8
    return Lane(
        plan=plan,
        is_next=lane.began_at is None,
        spent=spent,
        over=over,
        text=lane.text,
        text_x=percent(beside),
        anchor="end" if is_left else "start",
    )
