"""The moments at which somebody could ask "when?": what was known then, and what came true."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ambasador.promises.learning.log import Codes, Log, Numbers

COUNTED = 15  # activities whose repetitions are counted, the most frequent ones
RECENT = 50  # closed cases in the mean of what cases took lately
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Indexes = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class Rows:
    """
    `facts` are numbers known at `at`; `lately` those of the whole desk, which may mislead when the desk changes; `codes` are words as
    codes: activity, the one before, the one before that, resource, the one before, attributes. `remaining` days to the end of the case.
    """

    case: Codes
    position: Codes
    at: Numbers
    remaining: Numbers
    elapsed: Numbers
    facts: Numbers
    lately: Numbers
    codes: Codes

    def __len__(self) -> int:
        return len(self.at)

    def take(self, which: Mask | Indexes) -> "Rows":
        return Rows(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def rows_of(log: Log, *, shortest: int = 3) -> Rows:
    """A row after each event of a case but the first and the last; cases shorter than `shortest` events have none."""
    case = np.repeat(np.arange(log.cases, dtype=np.int32), log.size)
    first, size = log.first[case], log.size[case]
    index = np.arange(len(case))
    position = (index - first + 1).astype(np.int32)
    keep = np.flatnonzero((size >= shortest) & (position >= 2) & (position < size))
    case, first, position = case[keep], first[keep], position[keep]
    at, end = log.at[keep], log.at[first + log.size[case] - 1]
    elapsed = at - log.at[first]
    codes = [log.activity[keep], log.activity[keep - 1], _back(log.activity, keep, 2, position), log.resource[keep], log.resource[keep - 1]]
    codes += [column[keep] for column in log.words.values()]
    two_back = np.where(position > 2, log.at[np.maximum(keep - 2, 0)], log.at[first])
    facts: list[Numbers] = [elapsed, at - log.at[keep - 1], at - two_back, position.astype(np.float64), (np.floor(at) + 3) % 7, at % 1.0 * 24, *_counts(log, keep, first)]
    facts += [column[keep] for column in log.numbers.values()]
    return Rows(case, position, at, end - at, elapsed, np.column_stack(facts).astype(np.float32), _lately(log, at), np.column_stack(codes))


def _back(column: Codes, keep: Indexes, steps: int, position: Codes) -> Codes:
    return np.where(position > steps, column[np.maximum(keep - steps, 0)], -1).astype(np.int32)


def _counts(log: Log, keep: Indexes, first: Codes) -> list[Numbers]:
    """How often each of the frequent activities was done so far in the case."""
    often = np.argsort(-np.bincount(log.activity + 1))[:COUNTED] - 1
    counts = []
    for activity in often:
        done = np.r_[0, np.cumsum(log.activity == activity)]
        counts.append((done[keep + 1] - done[first]).astype(np.float64))
    return counts


def _lately(log: Log, at: Numbers) -> Numbers:
    """Open cases, the mean days of the cases closed last, and the day itself. Only what was known then: a case closes with its last event."""
    begins, ends = log.at[log.first], log.at[log.first + log.size - 1]
    order = np.argsort(ends, kind="stable")
    closed = np.searchsorted(ends[order], at, side="right")
    still_open = np.searchsorted(begins, at, side="right") - closed
    took = np.r_[0.0, np.cumsum((ends - begins)[order])]
    since = np.maximum(closed - RECENT, 0)
    mean = (took[closed] - took[since]) / np.maximum(closed - since, 1)
    return np.column_stack([still_open, mean, at]).astype(np.float64)
