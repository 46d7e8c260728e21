"""Durations and hours as people type them."""

from datetime import time

import pytest

from ambasador.web.durations import NotADuration, NotHours, read_minutes, read_openings, written, written_openings


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30 min", 30), ("8 h", 480), ("1 dzień", 480), ("2 dni 4 h", 1200), ("1,5 h", 90), ("1.5 godz.", 90), ("1 day", 480), ("8h", 480),
        ("1 d, 30 min", 510), ("1 dzień i 2 godziny", 600), ("1 tydzień", 2400), ("  45  MIN ", 45), ("2 hours and 5 minutes", 125),
    ],
)  # fmt: skip
def test_a_duration_is_read(text, minutes):
    assert read_minutes(text) == minutes


def test_a_customers_day_has_24_hours():
    assert read_minutes("1 dzień", day_minutes=1440) == 1440
    assert read_minutes("1 tydzień", day_minutes=1440) == 7 * 1440


@pytest.mark.parametrize("text", ["", "8", "h", "osiem h", "8 x", "-8 h", "8 h później", "0 min", "9999 dni", "8 h;drop", "1e9 h", "²h"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(NotADuration):
        read_minutes(text)


@pytest.mark.parametrize("minutes", [1, 30, 59, 60, 480, 481, 960, 1230, 4800])
@pytest.mark.parametrize("day", [480, 1440])
def test_what_is_written_reads_the_same(minutes, day):
    assert read_minutes(written(minutes, day_minutes=day), day_minutes=day) == minutes


@pytest.mark.parametrize(
    ("text", "openings"),
    [
        ("", []),
        ("8-16", [(time(8), time(16))]),
        ("8:30–12, 13–16", [(time(8, 30), time(12)), (time(13), time(16))]),
        ("22–6", [(time(22), time(6))]),
        ("0–24", [(time(0), time(0))]),
    ],
)
def test_hours_are_read_and_written(text, openings):
    assert read_openings(text) == openings
    assert read_openings(written_openings(openings)) == openings


@pytest.mark.parametrize("text", ["8", "8-25", "8:60-9", "od 8 do 16", "8-16-20"])
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(NotHours):
        read_openings(text)
