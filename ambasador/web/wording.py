"""Moments, ranges and durations as people say them, in the reader's language and in the organisation's time zone."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ambasador.lib import clock, words
from ambasador.lib.saying import Saying


def language() -> str:
    """The language of the present answer, pl or en."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def saying() -> Saying:
    """The way of saying things in the language of the present answer."""
    return words.for_language(language(), settings.TIME_ZONE)


def local(value: datetime) -> datetime:
    return timezone.localtime(value)


def today() -> date:
    return local(clock.now()).date()


def glue(text: str) -> str:
    """One-letter words, numbers with their units and parts of dates stay on one line."""
    return saying().glue(text)


def hour(value: datetime) -> str:
    return saying().clock(local(value))


def day(value: date) -> str:
    """`czw. 3 gru`; with the year when it is not this one."""
    return saying().day(value, now=today())


def moment(value: datetime) -> str:
    """`dziś 15:10`, `śr. 25 lis, 15:10`."""
    return saying().moment(value, now=clock.now())


def until(value: datetime) -> str:
    """`dziś do 15:10`, `do śr. 25 lis, 15:10`."""
    return saying().until(value, now=clock.now())


def date_range(begins: datetime, ends: datetime) -> str:
    """`pt. 27 lis – wt. 1 gru`, `czw. 26 – pt. 27 lis`, `pon. 30 lis`; when its end is near, `dziś do 16:00`."""
    first, last = local(begins).date(), local(ends).date()
    is_near = abs((last - today()).days) <= 1
    if last == today() or (first == last and is_near):
        return until(ends)
    return saying().range(first, last, now=today())


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
    return f"{saying().number(size / 1_000_000, places=1)} MB"


def initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()
