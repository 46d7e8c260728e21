"""Moments, ranges and durations as people say them, in the reader's language and in the organisation's time zone."""

import re
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ambasador.lib import clock

_NBSP = "\u00a0"
_SHORT_WORD = re.compile(r"(?<![^\s(„\"\u00a0])([aiouwzAIOUWZ]) (?=\S)")
_NUMBER = re.compile(r"(\d\.?) (?=[^\s\d<–])")
_DAYS = {
    "pl": ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "pl": ("sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def _language() -> str:
    return "en" if (get_language() or "pl").startswith("en") else "pl"


def local(value: datetime) -> datetime:
    return timezone.localtime(value)


def today() -> date:
    return local(clock.now()).date()


def glue(text: str) -> str:
    """One-letter words, numbers with their units and parts of dates stay on one line."""
    return _NUMBER.sub(rf"\1{_NBSP}", _SHORT_WORD.sub(rf"\1{_NBSP}", text))


def hour(value: datetime) -> str:
    at = local(value)
    return f"{at.hour}:{at.minute:02}"


def day(value: date, *, with_month: bool = True) -> str:
    """`czw. 3 gru`; with the year when it is not this one."""
    language = _language()
    text = f"{_DAYS[language][value.weekday()]} {value.day}"
    if with_month:
        text += f" {_MONTHS[language][value.month - 1]}"
    return text if value.year == today().year or not with_month else f"{text} {value.year}"


def near_day(value: date) -> str:
    """today, yesterday, tomorrow, or ""."""
    return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((value - today()).days, "")


def moment(value: datetime) -> str:
    """`dziś, 15:10`, `śr. 25 lis, 15:10`."""
    on = local(value).date()
    return f"{near_day(on) or day(on)}, {hour(value)}"


def until(value: datetime) -> str:
    """`dziś do 15:10`, `śr. 25 lis do 15:10`."""
    on = local(value).date()
    return _("%(day)s by %(time)s") % {"day": near_day(on) or day(on), "time": hour(value)}


def date_range(begins: datetime, ends: datetime) -> str:
    """`pt. 27 lis – wt. 1 gru`, `czw. 26 – pt. 27 lis`, `pon. 30 lis`, `dziś do 16:00`."""
    first, last = local(begins).date(), local(ends).date()
    if last == today() or (first == last and near_day(last)):
        return until(ends)
    if first == last:
        return day(last)
    if (first.month, first.year) == (last.month, last.year):
        return f"{day(first, with_month=False)} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def duration(span: timedelta, *, hours_a_day: int = 24) -> str:
    """The two biggest parts: `3 h 32 min`, `2 dni 1 h`, `1 dzień`; a working day has `hours_a_day`."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, minutes = divmod(minutes, hours_a_day * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        text = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        return f"{text} {hours} h" if hours and days < 10 else text
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def of_duration(span: timedelta, *, hours_a_day: int = 24) -> str:
    """The same after "of": `z 8 h`, `z 1 dnia`, `z 2 dni`."""
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(minutes, hours_a_day * 60)
    if days and rest < 60:
        return ngettext("of %(n)s day", "of %(n)s days", days) % {"n": days}
    return _("of %(duration)s") % {"duration": duration(span, hours_a_day=hours_a_day)}


def file_size(size: int) -> str:
    """`1,2 MB`, `340 kB`."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} kB"
    number = f"{size / 1_000_000:.1f}"
    return f"{number if _language() == 'en' else number.replace('.', ',')} MB"


def initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()
