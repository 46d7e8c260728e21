"""
Working time: adding to a moment and measuring between moments while somebody is at work. [P2]

A calendar is expanded, year by year as it is needed, into intervals of UTC with the working time before each; every question is
then one or two bisections. Nothing here knows the clock or the database. Conventions:

- a duration that ends exactly at closing time is due at closing time, not at the next opening;
- an opening belongs to the day on which it begins: a night shift begun on the eve goes on into the holiday;
- an hour that the spring change skips is read as one hour later, one that autumn repeats is read as its first occurrence;
- results are in UTC, exact to the microsecond.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

Opening = tuple[time, time]
"""From, to: local times. `to` at or before `from` is over midnight; 00:00 to 00:00 is the whole day."""
Week = Mapping[int, Sequence[Opening]]
"""Weekday (0 is Monday) to its openings; a gap between two openings is a break."""

FIRST_YEAR, LAST_YEAR = 1900, 2600
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000
_SECOND = 1_000_000


class NeverOpen(ValueError):
    """The calendar has no working time left in the direction asked for, so there is no such moment."""


class _Span(NamedTuple):
    """The expanded years. All numbers are microseconds: since 1970 in `starts`, `ends`, `known_from`, `known_to`, of work in `before`."""

    years: range
    starts: list[int]
    ends: list[int]
    before: list[int]
    known_from: int
    known_to: int
    total: int


class WorkingTime:
    """
    The working time of one calendar.

    `week` holds the ordinary openings; `holidays` gives the public holidays of a year, closed all day; `days` replaces the openings of
    single dates, holidays included (no openings: closed). Building costs nothing; the first question expands four years.
    Raises ValueError for an unknown zone.
    """

    def __init__(
        self,
        *,
        zone: str,
        week: Week,
        holidays: Callable[[int], Collection[date]] | None = None,
        days: Mapping[date, Sequence[Opening]] | None = None,
        always_open: bool = False,
    ) -> None:
        self.zone = zone_of(zone)
        self.always_open = always_open
        self._week = {weekday: tuple(openings) for weekday, openings in week.items() if openings}
        self._holidays = holidays
        self._days = {on: tuple(openings) for on, openings in (days or {}).items()}
        self._expanded: dict[int, list[tuple[int, int]]] = {}
        self._span: _Span | None = None

    def add(self, moment: datetime, *, minutes: float = 0, seconds: float = 0) -> datetime:
        """
        The moment at which that much working time has passed since `moment`.

        Zero gives the moment itself when it is working time (closing time included), else the next opening. A negative
        duration goes back; one that ends exactly at an opening gives the opening. Raises NeverOpen.
        """
        duration = round((minutes * 60 + seconds) * _SECOND)
        at = _micros(moment)
        if self.always_open:
            return _moment(at + duration)
        span = self._span
        if span is None or not span.known_from <= at < span.known_to:
            span = self._spanning(at)
        while True:
            found = _shifted(span, at, duration)
            if found is not None:
                return _moment(found)
            span = self._widened(span, forward=duration >= 0)

    def add_duration(self, moment: datetime, duration: timedelta) -> datetime:
        """`add` for a duration at hand."""
        return self.add(moment, seconds=duration.total_seconds())

    def add_many(self, asked: Iterable[tuple[datetime, float]]) -> list[datetime]:
        """`add` of so many minutes to each moment, in their order. Raises NeverOpen."""
        return [self.add(moment, minutes=minutes) for moment, minutes in asked]

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` is earlier."""
        first, last = _micros(start), _micros(end)
        if self.always_open:
            return timedelta(microseconds=last - first)
        self._spanning(first)
        span = self._spanning(last)  # only ever wider, so it still knows `first`
        return timedelta(microseconds=_worked(span, last) - _worked(span, first))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; negative when `end` is earlier."""
        return int(self.between(start, end) / timedelta(minutes=1))

    def is_open(self, moment: datetime) -> bool:
        """Whether it is working time; at closing time it no longer is."""
        if self.always_open:
            return True
        at = _micros(moment)
        span = self._spanning(at)
        place = bisect_right(span.starts, at) - 1
        return place >= 0 and at < span.ends[place]

    def next_opening(self, moment: datetime) -> datetime:
        """The first working moment at or after `moment`: itself while open. Raises NeverOpen."""
        if self.is_open(moment):
            return moment.astimezone(UTC)
        at = _micros(moment)
        span = self._spanning(at)
        while (place := bisect_right(span.starts, at)) == len(span.starts):
            span = self._widened(span, forward=True)
        return _moment(span.starts[place])

    def next_closing(self, moment: datetime) -> datetime:
        """When the present opening ends, or the next one. Raises NeverOpen when it never closes or never opens."""
        if self.always_open:
            raise NeverOpen("an always open calendar does not close")
        at = _micros(self.next_opening(moment))
        span = self._spanning(at)
        while (closes := span.ends[bisect_right(span.starts, at) - 1]) >= span.known_to:  # it may go on in a year not yet expanded
            span = self._widened(span, forward=True)
        return _moment(closes)

    def openings(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of working time between two moments, cut to them, in order."""
        first, last = _micros(start), _micros(end)
        if self.always_open:
            if first < last:
                yield _moment(first), _moment(last)
            return
        self._spanning(first)
        span = self._spanning(last)
        for place in range(max(bisect_right(span.starts, first) - 1, 0), bisect_left(span.starts, last)):
            opens, closes = max(span.starts[place], first), min(span.ends[place], last)
            if opens < closes:
                yield _moment(opens), _moment(closes)

    def openings_on(self, on: date) -> tuple[Opening, ...]:
        """The local openings that begin on a date."""
        if self.always_open:
            return ((time(0), time(0)),)
        if on in self._days:
            return self._days[on]
        if self._holidays and on in self._holidays(on.year):
            return ()
        return self._week.get(on.weekday(), ())

    def _spanning(self, at: int) -> _Span:
        span = self._span
        if span is not None and span.known_from <= at < span.known_to:
            return span
        year = _moment(at).year
        years = range(year - 1, year + 3) if span is None else range(min(span.years[0], year - 1), max(span.years[-1], year + 1) + 1)
        span = self._expand(years)
        if not span.known_from <= at < span.known_to:
            raise NeverOpen(f"working time is calculated for the years {FIRST_YEAR} to {LAST_YEAR}")
        return span

    def _widened(self, span: _Span, *, forward: bool) -> _Span:
        """Twice as many years, to one side. Raises NeverOpen past the years that are calculated at all."""
        first, last, more = span.years[0], span.years[-1], len(span.years)
        if (forward and last >= LAST_YEAR) or (not forward and first <= FIRST_YEAR):
            raise NeverOpen("no working time left in this calendar")
        if not self._week and not self._days:
            raise NeverOpen("this calendar has no working time at all")
        return self._expand(range(first, last + more + 1) if forward else range(first - more, last + 1))

    def _expand(self, years: range) -> _Span:
        """Make the span of these years, and keep it; a reader in another thread sees the old or the new one, both right."""
        years = range(max(years[0], FIRST_YEAR), min(years[-1], LAST_YEAR) + 1)
        if not years:
            raise NeverOpen(f"working time is calculated for the years {FIRST_YEAR} to {LAST_YEAR}")
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        total = 0
        for year in years:
            for opens, closes in self._year(year):
                if ends and opens <= ends[-1]:
                    total += max(0, closes - ends[-1])
                    ends[-1] = max(ends[-1], closes)
                    continue
                starts.append(opens)
                ends.append(closes)
                before.append(total)
                total += closes - opens
        known_from = self._instant(date(years[0], 1, 1), time(0)) + _DAY
        known_to = self._instant(date(years[-1] + 1, 1, 1), time(0))
        self._span = _Span(years, starts, ends, before, known_from, known_to, total)
        return self._span

    def _year(self, year: int) -> list[tuple[int, int]]:
        if year not in self._expanded:
            self._expanded[year] = sorted(self._openings_of_year(year))
        return self._expanded[year]

    def _openings_of_year(self, year: int) -> Iterator[tuple[int, int]]:
        on, last = date(year, 1, 1), date(year, 12, 31)
        one = timedelta(days=1)
        while on <= last:
            for opens, closes in self.openings_on(on):
                start = self._instant(on, opens)
                end = self._instant(on if closes > opens else on + one, closes)
                if start < end:
                    yield start, end
            on += one

    def _instant(self, on: date, at: time) -> int:
        local = datetime(on.year, on.month, on.day, at.hour, at.minute, at.second, tzinfo=self.zone)
        return _micros(local)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"there is no time zone {name!r}") from error


def end_of_day(on: date, zone: str) -> datetime:
    """The moment a local calendar day is over. Statutory terms end then; working time does not move them. [P5]"""
    return datetime.combine(on + timedelta(days=1), time(0), tzinfo=zone_of(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment in a zone."""
    return moment.astimezone(zone_of(zone)).date()


def _worked(span: _Span, at: int) -> int:
    """Working time from the beginning of the span to a moment in it."""
    place = bisect_right(span.starts, at) - 1
    if place < 0:
        return 0
    return span.before[place] + min(at, span.ends[place]) - span.starts[place]


def _shifted(span: _Span, at: int, duration: int) -> int | None:
    """The moment `duration` of work away, or None when the span does not reach that far."""
    place = bisect_right(span.starts, at) - 1
    if duration == 0:
        if place >= 0 and at <= span.ends[place]:
            return at
        return span.starts[place + 1] if place + 1 < len(span.starts) else None
    target = duration + (span.before[place] + min(at, span.ends[place]) - span.starts[place] if place >= 0 else 0)
    if duration > 0:
        if target > span.total:
            return None
        place = bisect_left(span.before, target) - 1
    else:
        if target < 0:
            return None
        place = bisect_right(span.before, target) - 1
        if place < 0:
            return None
    moment = span.starts[place] + target - span.before[place]
    return moment if moment <= span.known_to else None


def _micros(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND


ALWAYS = WorkingTime(zone="UTC", week={}, always_open=True)
"""Day and night: for steps that wait for a customer."""
