"""
Ranges kept honest: how the answers of the last while came true says which level to read off the distribution to be right so often.

Of each answer we know its level once the case is over (where in its range the truth fell) and before that a level it has reached at least:
together the estimate of Kaplan and Meier over the levels. A correct model has them evenly spread; where they are not, the level is
exchanged for the one that came true (calibrated regression; Kuleshov, Fenner and Ermon 2018), and as the window moves, so does the cure.
"""

from dataclasses import dataclass

import numpy as np

from ambasador.promises.learning.log import Numbers
from ambasador.promises.learning.rows import Mask, Rows
from ambasador.promises.learning.spread import LEVELS, MEDIAN, at_levels, level_of

WINDOW = 1500  # answers looked back at
DOUBT = 30  # answers that speak for the model before anything is known of it
STEPS = 400  # how often at most one evaluation looks back anew


def true_levels(level: Numbers, over: Mask) -> Numbers:
    """For each of LEVELS the level that came true as often; `over` says where the case has ended, elsewhere `level` is reached at least."""
    level = np.r_[level, (np.arange(DOUBT) + 0.5) / DOUBT]
    over = np.r_[over, np.ones(DOUBT, dtype=bool)]
    order = np.lexsort((np.logical_not(over), level))
    level, over = level[order], over[order]
    left = np.arange(len(level), 0, -1)
    gone = 1 - np.cumprod(np.where(over, 1 - 1 / left, 1.0))
    ends, gone = np.r_[0.0, level[over], 1.0], np.r_[0.0, gone[over], 1.0]
    return np.asarray(np.interp(LEVELS, gone, ends), dtype=np.float64)


def keep_honest(quantiles: Numbers, levels: Numbers) -> Numbers:
    """The ranges read off at these levels instead; the likely day stays where the model sees it."""
    moved = at_levels(quantiles, levels)
    likely = quantiles[:, [MEDIAN]]
    below, above = np.minimum(moved[:, :MEDIAN], likely), np.maximum(moved[:, MEDIAN + 1 :], likely)
    return np.column_stack([below, likely, above])


@dataclass(frozen=True)
class Trail:
    """Answers given before: when, at which level they will have come true or are bound to be."""

    rows: Rows
    quantiles: Numbers

    def levels(self, now: float) -> Numbers:
        """The levels to read off at the moment `now`, from the last WINDOW answers before it and what is known of them then."""
        stop = int(np.searchsorted(self.rows.at, now, side="left"))
        which = np.arange(max(0, stop - WINDOW), stop)
        room = now - self.rows.at[which]
        remaining = self.rows.remaining[which]
        return true_levels(level_of(self.quantiles[which], np.minimum(remaining, room)), remaining <= room)


def trail_of(rows: Rows, quantiles: Numbers) -> Trail:
    order = np.argsort(rows.at, kind="stable")
    return Trail(rows.take(order), quantiles[order])


def walk(before: Trail, rows: Rows, quantiles: Numbers) -> Numbers:
    """The answers to `rows` as they would have been given one after another, each after a look at what had come true by then."""
    order = np.argsort(rows.at, kind="stable")
    answers, whole = np.empty_like(quantiles), Trail(_joined(before.rows, rows.take(order)), np.concatenate([before.quantiles, quantiles[order]]))
    whole = trail_of(whole.rows, whole.quantiles)
    for chunk in np.array_split(order, min(STEPS, max(1, len(order)))):
        if len(chunk):
            answers[chunk] = keep_honest(quantiles[chunk], whole.levels(float(rows.at[chunk[0]])))
    return answers


def _joined(one: Rows, other: Rows) -> Rows:
    return Rows(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in one.__dataclass_fields__))
