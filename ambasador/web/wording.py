"""Moments, ranges and durations in the reader's language and time zone, as `lib.words` says them."""

import re
from datetime import date, datetime

from django.utils import formats, timezone

_SHORT_WORD = re.compile(r"(?<![^\s(„\"])([aiouwzAIOUWZ]) (?=\S)")
_NUMBER = re.compile(r"(\d) (?=[^\s\d<])")


def moment(value: datetime) -> str:
    return formats.date_format(timezone.localtime(value), "D j M, H:i")


def day(value: date) -> str:
    return formats.date_format(value, "D j M")


def glue(text: str) -> str:
    return _NUMBER.sub("\\1\u00a0", _SHORT_WORD.sub("\\1\u00a0", text))
