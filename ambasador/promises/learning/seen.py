"""
What is known of the remaining times at some moment. Cases still open are not left out: short cases close first, so a model of closed cases
alone promises too early. Each closed row stands also for those that started as lately and cannot have closed yet (inverse probability
of censoring weights; Robins and Rotnitzky 1992), which without further facts equals the estimate of Kaplan and Meier (1958).
"""

from dataclasses import dataclass

import numpy as np

from ambasador.promises.learning.log import Numbers
from ambasador.promises.learning.rows import Rows

HEAVIEST = 20.0  # no single case speaks for more than so many


@dataclass(frozen=True)
class Seen:
    """Rows whose remaining time has come true by a moment, with weights; `share` is the part of all that they can speak for (0..1)."""

    rows: Rows
    weight: Numbers
    share: float


def seen(rows: Rows, *, until: float, counting_open: bool = True) -> Seen:
    """What `rows` tell at the moment `until` (days since 1970; infinity: everything has come true)."""
    rows = rows.take(rows.at <= until)
    room = until - rows.at
    over = rows.remaining <= room
    if over.all() or not counting_open:
        return Seen(rows.take(over), np.ones(int(over.sum())), 1.0)
    closed = rows.take(over)
    chance = 1 - np.searchsorted(np.sort(room), closed.remaining, side="left") / len(room)
    weight = np.minimum(1 / np.maximum(chance, 1e-9), HEAVIEST)
    return Seen(closed, weight, float(min(1.0, weight.sum() / len(room))))
