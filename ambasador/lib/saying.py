"""
How people say dates, times, durations and numbers: what Polish and English share. Pure: `now` and the zone are given.

A `date` is a day; a `datetime` must know its zone and is told in the reader's. Sentences come with ordinary spaces; `glue` makes those
no-break that must not end a line.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar

from ambasador.lib.business_time import zone_of

When = date | datetime
MINUTE, HOUR, DAY = 1, 60, 1440
NO_BREAK, THIN, JOINER = "\u00a0", "\u202f", "\u2060"


class Saying(ABC):
    """One language. The tables are by `date.weekday()` (0 is Monday) and month (index 1 is January)."""

    language: ClassVar[str]
    weekdays: ClassVar[Sequence[str]]
    short_weekdays: ClassVar[Sequence[str]]
    hour_weekdays: ClassVar[Sequence[str]]
    months: ClassVar[Sequence[str]]
    short_months: ClassVar[Sequence[str]]
    today: ClassVar[str]
    yesterday: ClassVar[str]
    tomorrow: ClassVar[str]
    by: ClassVar[str]
    since_word: ClassVar[str]
    all_day: ClassVar[str]
    closed: ClassVar[str]
    soon: ClassVar[str]
    just_now: ClassVar[str]
    under_a_minute: ClassVar[str]
    day_units: ClassVar[tuple[str, str]]
    decimal_sign: ClassVar[str]
    group_sign: ClassVar[str]
    no_breaks: ClassVar[Sequence[tuple[re.Pattern[str], str]]]

    def __init__(self, zone: str = "Europe/Warsaw") -> None:
        self.zone = zone_of(zone)

    # days and moments

    def weekday(self, on: When) -> str:
        """środa; Wednesday"""
        return self.weekdays[self._day(on).weekday()]

    def day(self, on: When, *, now: When | None = None) -> str:
        """śr. 25 lis; Wed 25 Nov. With the year when it is not the year of `now`."""
        day = self._day(on)
        return f"{self.short_weekdays[day.weekday()]} {day.day} {self.short_months[day.month]}{self._year(day, now)}"

    def long_day(self, on: When, *, now: When | None = None) -> str:
        """środa, 25 listopada; Wednesday, 25 November"""
        day = self._day(on)
        return f"{self.weekday(day)}, {self._date(day)}{self._year(day, now)}"

    def full_date(self, on: date) -> str:
        """4 grudnia 2026, 4 December 2026: without the day of the week it fits into any sentence."""
        return f"{self._date(on)} {on.year}"

    @abstractmethod
    def on_day(self, on: When, *, now: When | None = None) -> str:
        """w środę, 25 listopada; on Wednesday, 25 November"""

    def clock(self, at: datetime | time) -> str:
        """15:10, 8:14"""
        local = at.astimezone(self.zone).time() if isinstance(at, datetime) else at
        return f"{local.hour}:{local.minute:02d}"

    def moment(self, at: datetime, *, now: datetime | None = None) -> str:
        """dziś 15:10, wczoraj 12:00, else śr. 25 lis, 15:10"""
        near = self._near(at, now)
        return f"{near} {self.clock(at)}" if near else f"{self.day(at, now=now)}, {self.clock(at)}"

    def until(self, at: When, *, now: datetime | None = None) -> str:
        """dziś do 16:00, else do śr. 25 lis, 15:10; a date: do śr. 25 lis"""
        if not isinstance(at, datetime):
            return f"{self.by} {self.day(at, now=now)}"
        near = self._near(at, now)
        return f"{near} {self.by} {self.clock(at)}" if near else f"{self.by} {self.moment(at, now=now)}"

    def spoken_day(self, on: datetime, *, now: datetime) -> str:
        """For speaking aloud, without abbreviations: dziś, wczoraj, jutro, else w piątek, 27 listopada"""
        return self._near(on, now) or self.on_day(on, now=now)

    def spoken_until(self, at: datetime, *, now: datetime) -> str:
        """dziś do 15:10, else w piątek, 27 listopada, do 16:00"""
        near = self._near(at, now)
        return f"{near} {self.by} {self.clock(at)}" if near else f"{self.on_day(at, now=now)}, {self.by} {self.clock(at)}"

    def since(self, at: When, *, now: datetime) -> str:
        """od 8:14 today; od wczoraj po południu; od poniedziałku in the last six days; else od 24 listopada"""
        day, today = self._day(at), self._day(now)
        passed = (today - day).days
        if passed == 0:
            return f"{self.since_word} {self.clock(at) if isinstance(at, datetime) else self._since_today()}"
        if passed == 1:
            hour = at.astimezone(self.zone).hour if isinstance(at, datetime) else None
            return f"{self.since_word} {self._yesterday_at(hour)}"
        if 1 < passed < 7:
            return f"{self.since_word} {self._since_weekday(day)}"
        return f"{self.since_word} {self._date(day)}{self._year(day, now)}"

    def relative(self, at: datetime, *, now: datetime) -> str:
        """Within 24 hours za 4 h 28 min or 11 min temu; else the moment"""
        minutes = (at - now) / timedelta(minutes=1)
        if abs(minutes) >= DAY:
            return self.moment(at, now=now)
        if abs(minutes) < 1:
            return self.soon if minutes >= 0 else self.just_now
        length = self.duration(abs(minutes))
        return self._ahead(length) if minutes > 0 else self._ago(length)

    # ranges

    def range(self, first: When, last: When, *, now: When | None = None) -> str:
        """pt. 27 lis – wt. 1 gru; śr. 25 – pt. 27 lis; one day: pt. 27 lis; two moments of one day: pt. 27 lis, 8–12"""
        start, end = self._day(first), self._day(last)
        if start == end:
            times = f", {self.hours(self._time(first), self._time(last))}" if self._has_times(first, last) else ""
            return self.day(start, now=now) + times
        if start.year != end.year:
            return f"{self.day(start, now=now or end)} – {self.day(end, now=now or start)}"
        if start.month == end.month:
            return f"{self.short_weekdays[start.weekday()]} {start.day} – {self.day(end, now=now)}"
        return f"{self.short_weekdays[start.weekday()]} {start.day} {self.short_months[start.month]} – {self.day(end, now=now)}"

    def long_range(self, first: When, last: When, *, now: When | None = None) -> str:
        """25–27 listopada; 27 listopada – 1 grudnia"""
        start, end = self._day(first), self._day(last)
        if start == end:
            return f"{self._date(start)}{self._year(start, now)}"
        if start.year != end.year:
            return f"{self._date(start)}{self._year(start, now or end)} – {self._date(end)}{self._year(end, now or start)}"
        if start.month == end.month:
            return f"{start.day}–{self._date(end)}{self._year(end, now)}"
        return f"{self._date(start)} – {self._date(end)}{self._year(end, now)}"

    @abstractmethod
    def between(self, first: When, last: When, *, now: When | None = None) -> str:
        """między piątkiem 27 listopada a wtorkiem 1 grudnia; one day: w piątek, 27 listopada"""

    def hours(self, opens: time, closes: time) -> str:
        """8–16; 8:30–16; całą dobę"""
        if opens == closes == time(0):
            return self.all_day
        return f"{self._hour(opens)}–{self._hour(closes)}"

    def opening_hours(self, openings: Iterable[tuple[int, time, time]]) -> list[str]:
        """Rows of weekday, opens, closes as lines: pn.–pt. 8–12, 13–16 and sob. 9–14. Days in a row with the same hours share one."""
        by_day: dict[int, str] = {}
        for weekday, opens, closes in sorted(openings):
            by_day[weekday] = f"{by_day[weekday]}, {self.hours(opens, closes)}" if weekday in by_day else self.hours(opens, closes)
        lines: list[tuple[int, int, str]] = []
        for weekday, told in by_day.items():
            if lines and lines[-1][1] == weekday - 1 and lines[-1][2] == told:
                lines[-1] = (lines[-1][0], weekday, told)
            else:
                lines.append((weekday, weekday, told))
        names = self.hour_weekdays
        return [f"{names[first]} {told}" if first == last else f"{names[first]}–{names[last]} {told}" for first, last, told in lines]

    # durations and numbers

    def duration(self, length: timedelta | float) -> str:
        """45 min; 3 h 32 min; 2 dni 1 h; 12 dni. `length` in minutes, or a timedelta; begun minutes do not count."""
        minutes = _minutes(length)
        if minutes < 1:
            return self.under_a_minute
        days, rest = divmod(minutes, DAY)
        hours, left = divmod(rest, HOUR)
        if days >= 10:
            return self._days(days)
        parts = [self._days(days) if days else "", f"{hours} h" if hours else "", f"{left} min" if left and not days else ""]
        return " ".join(part for part in parts if part)

    @abstractmethod
    def spoken_duration(self, length: timedelta | float) -> str:
        """As it is said aloud: 3 godziny 32 minuty; 2 dni 1 godzina"""

    @abstractmethod
    def working_duration(self, minutes: float, *, day_minutes: int = 480) -> str:
        """45 min; 6 h roboczych; whole days from two on: 2 dni robocze. `day_minutes` is a working day."""

    def number(self, value: float | Decimal, *, places: int | None = None) -> str:
        """14 380 and 7,5 in Polish; 14,380 and 7.5 in English. With `places` always so many decimals."""
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        if places is not None:
            exact = round(exact, places)
        whole, _, decimals = f"{abs(exact):,f}".partition(".")
        if places is None:
            decimals = decimals.rstrip("0")
        sign = "−" if exact < 0 else ""
        return sign + whole.replace(",", self.group_sign) + (self.decimal_sign + decimals if decimals else "")

    @abstractmethod
    def money(self, amount: float | Decimal, currency: str = "PLN") -> str:
        """14 380 zł; 49,90 zł. Whole amounts without decimals."""

    def percent(self, share: float, *, places: int = 0) -> str:
        """0.34 is 34%"""
        return f"{self.number(share * 100, places=places)}%"

    def glue(self, text: str) -> str:
        """The text with no-break spaces after one-letter words, between a number and its unit, inside dates and before a dash."""
        for pattern, replacement in self.no_breaks:
            text = pattern.sub(replacement, text)
        return text

    # parts that differ

    @abstractmethod
    def _days(self, days: int) -> str: ...

    @abstractmethod
    def _yesterday_at(self, hour: int | None) -> str: ...

    @abstractmethod
    def _since_weekday(self, day: date) -> str: ...

    @abstractmethod
    def _since_today(self) -> str: ...

    @abstractmethod
    def _ahead(self, length: str) -> str: ...

    @abstractmethod
    def _ago(self, length: str) -> str: ...

    # parts that are shared

    def _date(self, day: date) -> str:
        return f"{day.day} {self.months[day.month]}"

    def _year(self, day: date, now: When | None) -> str:
        return f" {day.year}" if now is not None and self._day(now).year != day.year else ""

    def _near(self, at: datetime, now: datetime | None) -> str:
        if now is None:
            return ""
        days = (self._day(at) - self._day(now)).days
        return {-1: self.yesterday, 0: self.today, 1: self.tomorrow}.get(days, "")

    def _day(self, value: When) -> date:
        return self._local(value).date() if isinstance(value, datetime) else value

    def _time(self, value: When) -> time:
        return self._local(value).time() if isinstance(value, datetime) else time(0)

    def _local(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(self.zone)

    def _has_times(self, first: When, last: When) -> bool:
        return isinstance(first, datetime) and isinstance(last, datetime) and self._time(first) != self._time(last)

    def _hour(self, at: time) -> str:
        return f"{at.hour}:{at.minute:02d}" if at.minute else str(at.hour or 24) if at == time(0) else str(at.hour)


def parts_of(length: timedelta | float) -> tuple[int, int, int]:
    """Whole days, hours and minutes."""
    days, rest = divmod(_minutes(length), DAY)
    return days, *divmod(rest, HOUR)


def plain_amount(amount: float | Decimal) -> tuple[Decimal, int]:
    """The amount, and how many decimals it is told with: none when it is whole."""
    exact = round(amount if isinstance(amount, Decimal) else Decimal(str(amount)), 2)
    return exact, 0 if exact == exact.to_integral_value() else 2


def _minutes(length: timedelta | float) -> int:
    return int(length / timedelta(minutes=1)) if isinstance(length, timedelta) else int(length)
