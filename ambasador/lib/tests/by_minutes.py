"""
Working time counted minute by minute, against which the calculation is held: random calendars with breaks, nights, holidays and own
days, in zones that change their clocks, at random moments.

A calendar's plan is painted into one byte a minute, opening by opening, without the expansion; what lies between two moments is then
the difference of two running sums, and what must be added the search for a sum.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from ambasador.lib.business_time import Opening, WorkingTime
from ambasador.lib.public_holidays import public_holidays

DAYS, MINUTES_A_DAY = 140, 1440
ZONES = ("Europe/Warsaw", "Europe/Berlin", "Europe/London", "America/Sao_Paulo", "Australia/Sydney", "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata", "UTC")
COUNTRIES = ("PL", "DE", "")
# windows of `DAYS` in which clocks change, also years with rules of their own: Sao Paulo until 2019
STARTS = tuple(date(year, month, 1) for year in (2015, 2016, 2018, 2024, 2026) for month in (1, 2, 3, 8, 9, 10))
ONE = timedelta(days=1)


def disagreements(cases: int, *, seed: int) -> Iterator[str]:
    """Each of so many random cases in which adding, going back or measuring differs from the count of minutes; two thousand to a calendar."""
    random = Random(seed)
    left = cases
    while left > 0:
        calendar, start = _calendar(random), random.choice(STARTS)
        yield from _compare(calendar, start, min(left, 2000), random)
        left -= 2000


def _compare(calendar: WorkingTime, start: date, cases: int, random: Random) -> Iterator[str]:
    sums, first = running_sums(calendar, start), datetime.combine(start, time(0), tzinfo=UTC)
    last = len(sums) - 1
    for _case in range(cases):
        one = random.randrange(last // 2)
        other = random.randrange(one, last)
        begin, end = (first + timedelta(minutes=minute) for minute in (one, other))
        worked = sums[other] - sums[one]
        if calendar.minutes_between(begin, end) != worked or calendar.minutes_between(end, begin) != -worked:
            yield f"between {begin} and {end} {worked} minutes are worked in {calendar.zone}"
        if not worked:
            continue
        # the first minute after which so many were worked; the last one before which they were
        if calendar.add(begin, minutes=worked) != first + timedelta(minutes=bisect_left(sums, sums[one] + worked)):
            yield f"{worked} minutes after {begin} in {calendar.zone}"
        reached = sums[other] - worked
        back = bisect_left(sums, reached + 1) - 1
        if calendar.add(end, minutes=-worked) != first + timedelta(minutes=back):
            yield f"{worked} minutes before {end} in {calendar.zone}"


def running_sums(calendar: WorkingTime, start: date) -> "array[int]":
    """Minutes worked since midnight UTC of a day, at the beginning of each minute of the window."""
    painted = bytearray(DAYS * MINUTES_A_DAY)
    zero = datetime.combine(start, time(0), tzinfo=UTC)
    on = start - 2 * ONE
    while on <= start + (DAYS + 2) * ONE:
        for opens, closes in calendar.openings_on(on):
            begin = _minute(on, opens, calendar, zero)
            end = _minute(on if closes > opens else on + ONE, closes, calendar, zero)
            begin, end = max(begin, 0), min(end, len(painted))
            if begin < end:
                painted[begin:end] = b"\x01" * (end - begin)
        on += ONE
    return array("l", accumulate(painted, initial=0))


def _minute(on: date, at: time, calendar: WorkingTime, zero: datetime) -> int:
    return round((datetime.combine(on, at, tzinfo=calendar.zone).astimezone(UTC) - zero) / timedelta(minutes=1))


def _calendar(random: Random) -> WorkingTime:
    """A random calendar that is open on some day of most weeks."""
    week = {weekday: _openings(random) for weekday in range(7) if random.random() < 0.8} or {0: ((time(8), time(16)),)}
    country = random.choice(COUNTRIES)
    start = random.choice(STARTS)
    days = {start + timedelta(days=random.randrange(DAYS)): _openings(random) if random.random() < 0.5 else () for _each in range(6)}
    holidays = (lambda year: public_holidays(country, year)) if country else None
    return WorkingTime(zone=random.choice(ZONES), week=week, holidays=holidays, days=days)


def _openings(random: Random) -> tuple[Opening, ...]:
    """All day, a night, or one to three openings with breaks between them, to the minute."""
    kind = random.random()
    if kind < 0.1:
        return ((time(0), time(0)),)
    if kind < 0.3:
        return ((time(random.randrange(18, 24), random.randrange(60)), time(random.randrange(1, 9), random.randrange(60))),)
    marks = sorted(random.sample(range(MINUTES_A_DAY), 2 * random.randint(1, 3)))
    moments = [time(mark // 60, mark % 60) for mark in marks]
    return tuple(zip(moments[::2], moments[1::2], strict=True))
