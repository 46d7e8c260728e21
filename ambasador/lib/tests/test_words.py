"""Golden tables: what people read, exactly as they read it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ambasador.lib import words
from ambasador.lib.polish import plural

PL, EN = words.for_language("pl"), words.for_language("en")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Warsaw"))


NOW = at("2026-11-25 10:42")
day = date.fromisoformat


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (at("2026-11-25 15:10"), "dziś 15:10", "today 15:10"),
        (at("2026-11-24 12:00"), "wczoraj 12:00", "yesterday 12:00"),
        (at("2026-11-26 08:05"), "jutro 8:05", "tomorrow 8:05"),
        (at("2026-11-30 16:00"), "pon. 30 lis, 16:00", "Mon 30 Nov, 16:00"),
        (at("2027-01-03 09:30"), "niedz. 3 sty 2027, 9:30", "Sun 3 Jan 2027, 9:30"),
        (datetime(2026, 11, 25, 23, 30, tzinfo=UTC), "jutro 0:30", "tomorrow 0:30"),
    ],
)
def test_moments(value, polish, english):
    assert (PL.moment(value, now=NOW), EN.moment(value, now=NOW)) == (polish, english)


def test_a_moment_without_now_is_absolute():
    assert PL.moment(at("2026-11-25 15:10")) == "śr. 25 lis, 15:10"
    assert EN.moment(at("2026-11-25 15:10")) == "Wed 25 Nov, 15:10"
    with pytest.raises(ValueError, match="zone"):
        PL.moment(datetime(2026, 11, 25, 15, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("on", "short", "long", "on_day", "english"),
    [
        ("2026-11-23", "pon. 23 lis", "poniedziałek, 23 listopada", "w poniedziałek, 23 listopada", "on Monday, 23 November"),
        ("2026-12-01", "wt. 1 gru", "wtorek, 1 grudnia", "we wtorek, 1 grudnia", "on Tuesday, 1 December"),
        ("2026-11-25", "śr. 25 lis", "środa, 25 listopada", "w środę, 25 listopada", "on Wednesday, 25 November"),
        ("2026-11-26", "czw. 26 lis", "czwartek, 26 listopada", "w czwartek, 26 listopada", "on Thursday, 26 November"),
        ("2026-11-27", "pt. 27 lis", "piątek, 27 listopada", "w piątek, 27 listopada", "on Friday, 27 November"),
        ("2026-05-02", "sob. 2 maj", "sobota, 2 maja", "w sobotę, 2 maja", "on Saturday, 2 May"),
        ("2027-01-03", "niedz. 3 sty 2027", "niedziela, 3 stycznia 2027", "w niedzielę, 3 stycznia 2027", "on Sunday, 3 January 2027"),
    ],
)
def test_days(on, short, long, on_day, english):
    assert PL.day(day(on), now=NOW) == short
    assert PL.long_day(day(on), now=NOW) == long
    assert PL.on_day(day(on), now=NOW) == on_day
    assert EN.on_day(day(on), now=NOW) == english


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (at("2026-11-25 16:00"), "dziś do 16:00", "today by 16:00"),
        (at("2026-11-24 16:00"), "wczoraj do 16:00", "yesterday by 16:00"),
        (at("2026-11-26 10:00"), "jutro do 10:00", "tomorrow by 10:00"),
        (at("2026-11-30 15:10"), "do pon. 30 lis, 15:10", "by Mon 30 Nov, 15:10"),
        (day("2026-12-03"), "do czw. 3 gru", "by Thu 3 Dec"),
    ],
)
def test_until(value, polish, english):
    assert (PL.until(value, now=NOW), EN.until(value, now=NOW)) == (polish, english)


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (at("2026-11-25 08:14"), "od 8:14", "since 8:14"),
        (day("2026-11-25"), "od dziś", "since today"),
        (at("2026-11-24 03:00"), "od wczoraj w nocy", "since the early hours of yesterday"),
        (at("2026-11-24 08:00"), "od wczoraj rano", "since yesterday morning"),
        (at("2026-11-24 11:00"), "od wczoraj przed południem", "since yesterday morning"),
        (at("2026-11-24 15:20"), "od wczoraj po południu", "since yesterday afternoon"),
        (at("2026-11-24 19:00"), "od wczoraj wieczorem", "since yesterday evening"),
        (day("2026-11-24"), "od wczoraj", "since yesterday"),
        (at("2026-11-23 12:44"), "od poniedziałku", "since Monday"),
        (at("2026-11-19 12:44"), "od czwartku", "since Thursday"),
        (at("2026-11-18 12:44"), "od 18 listopada", "since 18 November"),
        (at("2025-11-18 12:44"), "od 18 listopada 2025", "since 18 November 2025"),
    ],
)
def test_since(value, polish, english):
    assert (PL.since(value, now=NOW), EN.since(value, now=NOW)) == (polish, english)


@pytest.mark.parametrize(
    ("first", "last", "polish", "english"),
    [
        ("2026-11-27", "2026-12-01", "pt. 27 lis – wt. 1 gru", "Fri 27 Nov – Tue 1 Dec"),
        ("2026-11-25", "2026-11-27", "śr. 25 – pt. 27 lis", "Wed 25 – Fri 27 Nov"),
        ("2026-11-27", "2026-11-27", "pt. 27 lis", "Fri 27 Nov"),
        ("2026-12-30", "2027-01-04", "śr. 30 gru – pon. 4 sty 2027", "Wed 30 Dec – Mon 4 Jan 2027"),
    ],
)
def test_ranges(first, last, polish, english):
    assert (PL.range(day(first), day(last), now=NOW), EN.range(day(first), day(last), now=NOW)) == (polish, english)


def test_ranges_of_moments():
    assert PL.range(at("2026-11-30 08:00"), at("2026-11-30 12:00"), now=NOW) == "pon. 30 lis, 8–12"
    assert PL.range(at("2026-11-27 15:00"), at("2026-12-01 11:00"), now=NOW) == "pt. 27 lis – wt. 1 gru"
    assert PL.range(day("2026-12-30"), day("2027-01-04")) == "śr. 30 gru 2026 – pon. 4 sty 2027"


@pytest.mark.parametrize(
    ("first", "last", "polish", "english"),
    [
        ("2026-11-25", "2026-11-27", "25–27 listopada", "25–27 November"),
        ("2026-11-27", "2026-12-01", "27 listopada – 1 grudnia", "27 November – 1 December"),
        ("2026-11-27", "2026-11-27", "27 listopada", "27 November"),
        ("2026-12-30", "2027-01-04", "30 grudnia – 4 stycznia 2027", "30 December – 4 January 2027"),
    ],
)
def test_long_ranges(first, last, polish, english):
    assert (PL.long_range(day(first), day(last), now=NOW), EN.long_range(day(first), day(last), now=NOW)) == (polish, english)


@pytest.mark.parametrize(
    ("first", "last", "polish", "english"),
    [
        (
            "2026-11-27",
            "2026-12-01",
            "między piątkiem 27 listopada a wtorkiem 1 grudnia",
            "between Friday 27 November and Tuesday 1 December",
        ),
        ("2026-11-25", "2026-11-29", "między środą 25 a niedzielą 29 listopada", "between Wednesday 25 and Sunday 29 November"),
        ("2026-11-30", "2026-11-30", "w poniedziałek, 30 listopada", "on Monday, 30 November"),
        (
            "2026-12-31",
            "2027-01-02",
            "między czwartkiem 31 grudnia a sobotą 2 stycznia 2027",
            "between Thursday 31 December and Saturday 2 January 2027",
        ),
        (
            "2026-11-23",
            "2026-12-01",
            "między poniedziałkiem 23 listopada a wtorkiem 1 grudnia",
            "between Monday 23 November and Tuesday 1 December",
        ),
    ],
)
def test_between(first, last, polish, english):
    assert (PL.between(day(first), day(last), now=NOW), EN.between(day(first), day(last), now=NOW)) == (polish, english)


@pytest.mark.parametrize(
    ("minutes", "polish", "english", "spoken"),
    [
        (0, "mniej niż minuta", "less than a minute", "mniej niż minuta"),
        (1, "1 min", "1 min", "1 minuta"),
        (45, "45 min", "45 min", "45 minut"),
        (180, "3 h", "3 h", "3 godziny"),
        (212, "3 h 32 min", "3 h 32 min", "3 godziny 32 minuty"),
        (1440, "1 dzień", "1 day", "1 dzień"),
        (2 * 1440 + 65, "2 dni 1 h", "2 days 1 h", "2 dni 1 godzina"),
        (5 * 1440 + 22 * 60, "5 dni 22 h", "5 days 22 h", "5 dni 22 godziny"),
        (12 * 1440 + 60, "12 dni", "12 days", "12 dni"),
        (timedelta(hours=25), "1 dzień 1 h", "1 day 1 h", "1 dzień 1 godzina"),
    ],
)
def test_durations(minutes, polish, english, spoken):
    assert (PL.duration(minutes), EN.duration(minutes), PL.spoken_duration(minutes)) == (polish, english, spoken)


@pytest.mark.parametrize(
    ("minutes", "polish", "english"),
    [
        (45, "45 min", "45 min"),
        (60, "1 h robocza", "1 working hour"),
        (90, "1,5 h roboczej", "1.5 working hours"),
        (180, "3 h robocze", "3 working hours"),
        (480, "8 h roboczych", "8 working hours"),
        (960, "2 dni robocze", "2 working days"),
        (2400, "5 dni roboczych", "5 working days"),
    ],
)
def test_working_durations(minutes, polish, english):
    assert (PL.working_duration(minutes), EN.working_duration(minutes)) == (polish, english)


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (at("2026-11-25 15:10"), "za 4 h 28 min", "in 4 h 28 min"),
        (at("2026-11-25 10:31"), "11 min temu", "11 min ago"),
        (NOW + timedelta(seconds=20), "za chwilę", "in a moment"),
        (NOW - timedelta(seconds=20), "przed chwilą", "a moment ago"),
        (at("2026-11-27 10:42"), "pt. 27 lis, 10:42", "Fri 27 Nov, 10:42"),
        (at("2026-11-24 10:00"), "wczoraj 10:00", "yesterday 10:00"),
    ],
)
def test_relative_times(value, polish, english):
    assert (PL.relative(value, now=NOW), EN.relative(value, now=NOW)) == (polish, english)


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (7, "7", "7"),
        (999, "999", "999"),
        (14380, "14\u202f380", "14,380"),
        (1234567.5, "1\u202f234\u202f567,5", "1,234,567.5"),
        (Decimal("0.10"), "0,1", "0.1"),
        (-5000, "−5\u202f000", "−5,000"),
    ],
)
def test_numbers(value, polish, english):
    assert (PL.number(value), EN.number(value)) == (polish, english)


@pytest.mark.parametrize(
    ("amount", "currency", "polish", "english"),
    [
        (14380, "PLN", "14\u202f380\u00a0zł", "PLN\u00a014,380"),
        (Decimal("49.90"), "PLN", "49,90\u00a0zł", "PLN\u00a049.90"),
        (Decimal("500.00"), "EUR", "500\u00a0€", "€500"),
        (-12.5, "USD", "−12,50\u00a0$", "−$12.50"),
        (3, "CHF", "3\u00a0CHF", "CHF\u00a03"),
    ],
)
def test_money(amount, currency, polish, english):
    assert (PL.money(amount, currency), EN.money(amount, currency)) == (polish, english)


def test_percent():
    assert (PL.percent(0.34), PL.percent(0.0725, places=1), EN.percent(0.0725, places=1)) == ("34%", "7,2%", "7.2%")


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "plików"), (1, "plik"), (2, "pliki"), (4, "pliki"), (5, "plików"), (11, "plików"), (12, "plików"), (14, "plików"), (21, "plików"),
     (22, "pliki"), (25, "plików"), (101, "plików"), (102, "pliki"), (112, "plików"), (1.5, "pliki")],
)  # fmt: skip
def test_three_plurals(count, form):
    assert plural(count, "plik", "pliki", "plików") == form


def test_hours_of_a_week():
    weekdays = [(weekday, time(8), time(16)) for weekday in range(5)]
    assert PL.opening_hours([*weekdays, (5, time(9), time(14, 30))]) == ["pn.–pt. 8–16", "sob. 9–14:30"]
    assert EN.opening_hours([(0, time(8), time(12)), (0, time(13), time(17)), (2, time(8), time(12))]) == ["Mon 8–12, 13–17", "Wed 8–12"]
    assert PL.opening_hours((weekday, time(0), time(0)) for weekday in range(7)) == ["pn.–nd. całą dobę"]
    assert PL.opening_hours([(6, time(18), time(0))]) == ["nd. 18–24"]
    assert PL.opening_hours([]) == []


@pytest.mark.parametrize(
    ("text", "glued"),
    [
        ("a potem i w domu", "a~potem i~w~domu"),
        ("Z powodu", "Z~powodu"),
        ("to za 4 h 28 min", "to za 4~h 28~min"),
        ("pt. 27 lis – wt. 1 gru", "pt.~27~lis~– wt.~1~gru"),
        ("w poniedziałek, 30 listopada", "w~poniedziałek, 30~listopada"),
        ("zgłoszenie nr 48213", "zgłoszenie nr~48213"),
        ("pn.–pt. 9–15", "pn.–pt.~9^–^15"),
        ("25–27 listopada", "25^–^27~listopada"),
        ("Rada i hobby 12 minimum", "Rada i~hobby 12 minimum"),
        ("oko widzi", "oko widzi"),
    ],
)
def test_glue(text, glued):
    assert PL.glue(text) == glued.replace("~", "\u00a0").replace("^", "\u2060")


def test_english_glue():
    assert EN.glue("a case, Fri 27 Nov – in 4 h") == "a\u00a0case, Fri\u00a027\u00a0Nov\u00a0– in 4\u00a0h"


def test_the_zone_is_the_readers():
    assert words.for_language("en", "America/New_York").clock(NOW) == "4:42"
    assert words.for_language("pl-PL").language == "pl"
    assert words.for_language("de").language == "en"
    with pytest.raises(ValueError, match="Mars"):
        words.for_language("pl", "Mars/Base")
