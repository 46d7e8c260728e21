"""When collected reminders go out: with the first letter of a recipient's working half-day. No Django, no clock."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from ambasador.lib.business_time import WorkingTime

NOON = time(12)
COLLECTED_FOR = timedelta(minutes=3)


class HalfDay(NamedTuple):
    """A local day, and whether it is its afternoon."""

    on: date
    is_afternoon: bool


def half_day(hours: WorkingTime, at: datetime) -> HalfDay | None:
    """The working half-day in which a moment lies; None outside working hours, when nobody is written to."""
    if not hours.is_open(at):
        return None
    local = at.astimezone(hours.zone)
    return HalfDay(local.date(), local.time() >= NOON)
