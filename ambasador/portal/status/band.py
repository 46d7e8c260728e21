"""The customer's band: from the day the case was received to the promised end, as SVG attributes in per cent. No Django, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LETTER = 2.35  # the width of a letter, in per cent of a band 330 pixels wide


@dataclass(frozen=True)
class Label:
    x: str
    text: str
    style: str
    anchor: str


@dataclass(frozen=True)
class CaseBand:
    """`past` is the width of what is gone, `now` its end; `likely` is the likely moment inside the range."""

    past: str
    now: str
    range_x: str
    range_width: str
    likely: str
    labels: tuple[Label, ...]


def band_of(
    *, opened_at: datetime, now_at: datetime, promise: tuple[datetime, datetime, datetime], start_says: str, now_says: str, range_says: str
) -> CaseBand:
    """The range ends a little before the right edge; a label that would run into a more important one is left out."""
    end = max(promise[2], now_at, opened_at + timedelta(days=1))
    whole = (end - opened_at) / timedelta(seconds=1) * 1.06

    def x(moment: datetime) -> float:
        return min(max((moment - opened_at) / timedelta(seconds=1) / whole * 100, 0.0), 100.0)

    first, likely, last = (x(moment) for moment in promise)
    wished = (
        ((first + last) / 2, range_says, "strong", "middle"),
        (x(now_at), now_says, "t-now", "middle"),
        (0.0, start_says, "", "start"),
    )
    taken: list[tuple[float, float]] = []
    labels = []
    for at, text, style, anchor in wished:
        width = len(text) * LETTER
        left = min(max(at - width / 2 if anchor == "middle" else at, 0.0), max(100 - width, 0.0))
        if text and all(left + width + 2 <= begin or left >= until + 2 for begin, until in taken):
            taken.append((left, left + width))
            labels.append(Label(percent(left + width / 2 if anchor == "middle" else left), text, style, anchor))
    return CaseBand(percent(x(now_at)), percent(x(now_at)), percent(first), percent(max(last - first, 1.5)), percent(likely), tuple(labels))


def percent(value: float) -> str:
    return f"{value:.2f}%"
