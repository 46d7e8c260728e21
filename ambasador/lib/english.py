"""Dates, times, durations and numbers as they are said in English."""

import re
from datetime import date, timedelta
from decimal import Decimal

from ambasador.lib.saying import JOINER, NO_BREAK, Saying, When, parts_of, plain_amount

_MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CURRENCIES = {"EUR": "€", "USD": "$", "GBP": "£"}
_UNITS = "h|min|s|km|kg|g|m|cm|mm|l|kB|MB|GB|days?|hours?|minutes?|working"


def plural(count: float, one: str, many: str) -> str:
    """The form that goes with a number: 1 day, 2 days."""
    return one if count == 1 else many


class English(Saying):
    language = "en"
    weekdays = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    short_weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    hour_weekdays = short_weekdays
    months = _MONTHS
    short_months = _SHORT_MONTHS
    today, yesterday, tomorrow = "today", "yesterday", "tomorrow"
    by, since_word = "by", "since"
    all_day, closed = "day and night", "closed"
    soon, just_now, under_a_minute = "in a moment", "a moment ago", "less than a minute"
    day_units = ("day", "days")
    decimal_sign, group_sign = ".", ","
    no_breaks = (
        (re.compile(r"(?<!\w)([aAI]) (?=\S)"), rf"\1{NO_BREAK}"),
        (re.compile(rf"(\d) (?=(?:{_UNITS})(?!\w))"), rf"\1{NO_BREAK}"),
        (re.compile(rf"(\d) (?=(?:{'|'.join(filter(None, (*_MONTHS, *_SHORT_MONTHS)))})(?!\w))"), rf"\1{NO_BREAK}"),
        (re.compile(r"(?<!\w)((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|[Nn]o\.|PLN)) (?=\d)"), rf"\1{NO_BREAK}"),
        (re.compile(r" – "), f"{NO_BREAK}– "),
        (re.compile(r"(\d)–(?=\d)"), rf"\1{JOINER}–{JOINER}"),
    )

    def on_day(self, on: When, *, now: When | None = None) -> str:
        return f"on {self.long_day(on, now=now)}"

    def between(self, first: When, last: When, *, now: When | None = None) -> str:
        start, end = self._day(first), self._day(last)
        if start == end:
            return self.on_day(start, now=now)
        same_month = (start.year, start.month) == (end.year, end.month)
        beginning = f"{start.day}" if same_month else self._date(start) + self._year(start, now or end)
        ending = self._date(end) + self._year(end, now or start)
        return f"between {self.weekday(start)} {beginning} and {self.weekday(end)} {ending}"

    def spoken_duration(self, length: timedelta | float) -> str:
        days, hours, minutes = parts_of(length)
        parts = [
            self._days(days) if days else "",
            f"{hours} {plural(hours, 'hour', 'hours')}" if hours and days < 10 else "",
            f"{minutes} {plural(minutes, 'minute', 'minutes')}" if minutes and not days else "",
        ]
        return " ".join(part for part in parts if part) or self.under_a_minute

    def working_duration(self, minutes: float, *, day_minutes: int = 480) -> str:
        if minutes < 60:
            return f"{int(minutes)} min"
        if minutes >= 2 * day_minutes and minutes % day_minutes == 0:
            return f"{int(minutes // day_minutes)} working days"
        hours = round(minutes / 60, 1)
        return f"{self.number(hours)} working {plural(hours, 'hour', 'hours')}"

    def money(self, amount: float | Decimal, currency: str = "PLN") -> str:
        exact, places = plain_amount(amount)
        sign = "−" if exact < 0 else ""
        return sign + _CURRENCIES.get(currency, f"{currency}{NO_BREAK}") + self.number(abs(exact), places=places)

    def _days(self, days: int) -> str:
        return f"{days} {plural(days, 'day', 'days')}"

    def _yesterday_at(self, hour: int | None) -> str:
        if hour is None:
            return "yesterday"
        parts = ((5, "the early hours of yesterday"), (12, "yesterday morning"), (18, "yesterday afternoon"), (24, "yesterday evening"))
        return next(part for until, part in parts if hour < until)

    def _since_weekday(self, day: date) -> str:
        return self.weekdays[day.weekday()]

    def _since_today(self) -> str:
        return "today"

    def _ahead(self, length: str) -> str:
        return f"in {length}"

    def _ago(self, length: str) -> str:
        return f"{length} ago"
