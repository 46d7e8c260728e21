"""Durations and opening hours as people type them."""

import re
from collections.abc import Iterable
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

WORKING_DAY, WHOLE_DAY = 480, 1440
LONGEST_DAYS = 366
_UNITS = {
    "min": ("m", "min", "minuta", "minuty", "minut", "minute", "minutes"),
    "hour": ("h", "godz", "godzina", "godziny", "godzin", "godziną", "hour", "hours"),
    "day": ("d", "dz", "dzień", "dzien", "dni", "dnia", "day", "days"),
    "week": ("t", "tydz", "tydzień", "tydzien", "tygodnie", "tygodni", "tygodnia", "week", "weeks"),
}
_WORDS = {word: unit for unit, words in _UNITS.items() for word in words}
_PART = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,3})?)\s*([^\W\d_]+)\.?\s*(?:[,;]|\bi\b|\band\b)?")


class NotADuration(ValueError):
    """The text says no duration."""


def read_minutes(text: str, *, day_minutes: int = WORKING_DAY) -> int:
    """
    Minutes of `8 h`, `1 dzień`, `30 min`, `1 d 4 h`, `1,5 godz.`; a week has five working days, or seven whole ones.

    Raises NotADuration for anything else, for nothing, and for more than a year.
    """
    week = 5 if day_minutes == WORKING_DAY else 7
    sizes = {"min": 1, "hour": 60, "day": day_minutes, "week": week * day_minutes}
    total, place = 0.0, 0
    while place < len(text):
        part = _PART.match(text, place)
        if part is None or part[2].lower() not in _WORDS:
            raise NotADuration(text)
        total += float(part[1].replace(",", ".")) * sizes[_WORDS[part[2].lower()]]
        place = part.end()
    minutes = round(total)
    if not 1 <= minutes <= LONGEST_DAYS * day_minutes:
        raise NotADuration(text)
    return minutes


def written(minutes: int, *, day_minutes: int = WORKING_DAY) -> str:
    """The minutes as they are typed: `30 min`, `4 h`, `1 day`, `2 days 4 h`."""
    days, rest = divmod(minutes, day_minutes)
    hours, left = divmod(rest, 60)
    parts = [ngettext("%(n)s day", "%(n)s days", days) % {"n": days}] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{left} min"] if left else []
    return " ".join(parts)


class DurationField(forms.CharField):
    """Minutes of work, typed as people say them. `day_minutes` of the form's own clean decides later what a day is."""

    default_error_messages = {
        "required": _("Write how long it takes, for example 8 h."),
        "not_a_duration": _("This is not a duration. Write it like 30 min, 8 h, 1 day or 1 day 4 h."),
    }

    def __init__(self, *, day_minutes: int = WORKING_DAY, **options: object) -> None:
        super().__init__(max_length=60, **options)  # type: ignore[arg-type]
        self.day_minutes = day_minutes

    def clean(self, value: object) -> object:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_minutes(text, day_minutes=self.day_minutes)
        except NotADuration:
            raise ValidationError(self.error_messages["not_a_duration"], code="not_a_duration") from None

    def prepare_value(self, value: object) -> object:
        return written(value, day_minutes=self.day_minutes) if isinstance(value, int) else value


class PauseField(DurationField):
    """How long to wait before something happens by itself: empty is as the house does, 0 is never."""

    def __init__(self, **options: object) -> None:
        super().__init__(required=False, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> object:
        return 0 if str(value or "").strip() == "0" else super().clean(value)

    def prepare_value(self, value: object) -> object:
        return "0" if value == 0 else super().prepare_value(value)


Opening = tuple[time, time]
_OPENING = re.compile(r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?\s*")


class NotHours(ValueError):
    """The text says no opening hours."""


def read_openings(text: str) -> list[Opening]:
    """Openings of a day: `8-16`, `8:30–12, 13–16`, `22–6` over midnight, `0–24` all day; nothing when it is closed. Raises NotHours."""
    openings = []
    for part in filter(str.strip, re.split(r"[,;]", text)):
        found = _OPENING.fullmatch(part)
        if found is None:
            raise NotHours(part)
        openings.append((_time(found[1], found[2]), _time(found[3], found[4], is_end=True)))
    return openings


def _time(hour: str, minute: str | None, *, is_end: bool = False) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if is_end and hours == 24 and minutes == 0:
        return time(0)
    if hours > 23 or minutes > 59:
        raise NotHours(f"{hour}:{minute or '00'}")
    return time(hours, minutes)


def written_openings(openings: Iterable[Opening]) -> str:
    """`8–12, 13–16`."""
    return ", ".join(f"{_hour(opens)}–{_hour(closes) if closes != time(0) else '24'}" for opens, closes in openings)


def _hour(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}" if at.minute else str(at.hour)


class OpeningsField(forms.CharField):
    """The openings of one day; empty is closed."""

    default_error_messages = {
        "not_hours": _("These are not hours. Write them like 8–16, or 8–12, 13–16; leave it empty when it is closed.")
    }

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=120, required=False, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> object:
        text = super().clean(value)
        try:
            return read_openings(text)
        except NotHours:
            raise ValidationError(self.error_messages["not_hours"], code="not_hours") from None

    def prepare_value(self, value: object) -> object:
        return written_openings(value) if isinstance(value, list) else value


class WordsField(forms.CharField):
    """Words separated by commas or on lines of their own; cleaned to a list without repetitions."""

    def __init__(self, *, longest: int = 60, **options: object) -> None:
        super().__init__(max_length=2000, required=False, **options)  # type: ignore[arg-type]
        self.longest = longest

    def clean(self, value: object) -> object:
        text = super().clean(value)
        return list(dict.fromkeys(word.strip()[: self.longest] for word in re.split(r"[,;\n]", text) if word.strip()))

    def prepare_value(self, value: object) -> object:
        return ", ".join(str(word) for word in value) if isinstance(value, list) else value
