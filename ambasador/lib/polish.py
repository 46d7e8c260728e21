"""Dates, times, durations and numbers as they are said in Polish."""

import re
from datetime import date, timedelta
from decimal import Decimal

from ambasador.lib.saying import JOINER, NO_BREAK, THIN, Saying, When, parts_of, plain_amount

_GENITIVE = ("poniedziałku", "wtorku", "środy", "czwartku", "piątku", "soboty", "niedzieli")
_ACCUSATIVE = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_INSTRUMENTAL = ("poniedziałkiem", "wtorkiem", "środą", "czwartkiem", "piątkiem", "sobotą", "niedzielą")
_CURRENCIES = {"PLN": "zł", "EUR": "€", "USD": "$", "GBP": "£"}
_MONTHS = (
    "",
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca"),
    *("lipca", "sierpnia", "września", "października", "listopada", "grudnia"),
)
_SHORT_MONTHS = ("", "sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru")
_UNITS = "h|min|s|zł|gr|€|km|kg|g|m|cm|mm|l|kB|MB|GB|tys\\.|mln|szt\\.|os\\.|r\\.|dni|dnia|dzień|robocz\\w+"


def plural(count: float, one: str, few: str, many: str) -> str:
    """The form that goes with a number: 1 dzień, 2 dni, 5 dni; 22 pliki, 12 plików. A fraction takes `few`: 1,5 godziny."""
    if count != int(count):
        return few
    count = abs(int(count))
    if count == 1:
        return one
    return few if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else many


class Polish(Saying):
    language = "pl"
    weekdays = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")
    short_weekdays = ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.")
    hour_weekdays = ("pn.", "wt.", "śr.", "czw.", "pt.", "sob.", "nd.")
    months = _MONTHS
    short_months = _SHORT_MONTHS
    today, yesterday, tomorrow = "dziś", "wczoraj", "jutro"
    by, since_word = "do", "od"
    all_day, closed = "całą dobę", "zamknięte"
    soon, just_now, under_a_minute = "za chwilę", "przed chwilą", "mniej niż minuta"
    day_units = ("dzień", "dni")
    decimal_sign, group_sign = ",", THIN
    no_breaks = (
        (re.compile(r"(?<!\w)([aiouwzAIOUWZ]) (?=\S)"), rf"\1{NO_BREAK}"),
        (re.compile(rf"(\d) (?=(?:{_UNITS})(?!\w))"), rf"\1{NO_BREAK}"),
        (re.compile(rf"(\d) (?=(?:{'|'.join(filter(None, (*_MONTHS, *_SHORT_MONTHS)))})(?!\w))"), rf"\1{NO_BREAK}"),
        (
            re.compile(r"(?<!\w)((?:pon|pn|wt|śr|czw|pt|sob|niedz|nd|nr|godz|ul|al|tel|art|ust|str|poz|dr|mgr)\.?) (?=[\w+])"),
            rf"\1{NO_BREAK}",
        ),
        (re.compile(r" – "), f"{NO_BREAK}– "),
        (re.compile(r"(\d)–(?=\d)"), rf"\1{JOINER}–{JOINER}"),
    )

    def on_day(self, on: When, *, now: When | None = None) -> str:
        day = self._day(on)
        return f"{_ACCUSATIVE[day.weekday()]}, {self._date(day)}{self._year(day, now)}"

    def between(self, first: When, last: When, *, now: When | None = None) -> str:
        start, end = self._day(first), self._day(last)
        if start == end:
            return self.on_day(start, now=now)
        same_month = (start.year, start.month) == (end.year, end.month)
        beginning = f"{start.day}" if same_month else self._date(start) + (self._year(start, now or end))
        ending = self._date(end) + self._year(end, now or start)
        return f"między {_INSTRUMENTAL[start.weekday()]} {beginning} a {_INSTRUMENTAL[end.weekday()]} {ending}"

    def spoken_duration(self, length: timedelta | float) -> str:
        days, hours, minutes = parts_of(length)
        parts = [
            self._days(days) if days else "",
            f"{hours} {plural(hours, 'godzina', 'godziny', 'godzin')}" if hours and days < 10 else "",
            f"{minutes} {plural(minutes, 'minuta', 'minuty', 'minut')}" if minutes and not days else "",
        ]
        return " ".join(part for part in parts if part) or self.under_a_minute

    def working_duration(self, minutes: float, *, day_minutes: int = 480) -> str:
        if minutes < 60:
            return f"{int(minutes)} min"
        if minutes >= 2 * day_minutes and minutes % day_minutes == 0:
            days = int(minutes // day_minutes)
            return f"{days} {plural(days, 'dzień roboczy', 'dni robocze', 'dni roboczych')}"
        hours = round(minutes / 60, 1)
        kind = plural(hours, "robocza", "robocze", "roboczych") if hours == int(hours) else "roboczej"
        return f"{self.number(hours)} h {kind}"

    def money(self, amount: float | Decimal, currency: str = "PLN") -> str:
        exact, places = plain_amount(amount)
        return f"{self.number(exact, places=places)}{NO_BREAK}{_CURRENCIES.get(currency, currency)}"

    def _days(self, days: int) -> str:
        return f"{days} {plural(days, 'dzień', 'dni', 'dni')}"

    def _yesterday_at(self, hour: int | None) -> str:
        if hour is None:
            return "wczoraj"
        parts = ((5, "w nocy"), (9, "rano"), (12, "przed południem"), (18, "po południu"), (24, "wieczorem"))
        return "wczoraj " + next(part for until, part in parts if hour < until)

    def _since_weekday(self, day: date) -> str:
        return _GENITIVE[day.weekday()]

    def _since_today(self) -> str:
        return "dziś"

    def _ahead(self, length: str) -> str:
        return f"za {length}"

    def _ago(self, length: str) -> str:
        return f"{length} temu"
