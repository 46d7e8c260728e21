"""
How well the model would have done on an event log, by the protocol of the published comparisons: cases in the order of their start, the
first 64 % to learn, the next 16 % to choose and set the ranges, the last 20 % to test; a question after each event but the first and the
last of a case, all questions weighing the same; cases of fewer than three events left out.

The *strict* split tells the model only what was known when the first case of the test part began: cases still open then count as open.
"""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from ambasador.promises.learning.log import Log, Numbers
from ambasador.promises.learning.model import train
from ambasador.promises.learning.rows import Rows, rows_of
from ambasador.promises.learning.seen import Seen, seen
from ambasador.promises.learning.spread import LEVELS, MEDIAN, pinball
from ambasador.promises.learning.table import fit_table
from ambasador.promises.learning.trail import keep_honest as honest
from ambasador.promises.learning.trail import walk

OLDER, NEWER = 0.64, 0.80
FOREVER = float("inf")
RANGES = {50: (0.25, 0.75), 80: (0.1, 0.9), 95: (0.025, 0.975)}
PROMISES = (50, 80, 95)


@dataclass(frozen=True)
class Score:
    """Days, and shares 0..1: `ranges` how often the truth was in the range of 50/80/95 %, `promises` how often it came by P50/P80/P95."""

    name: str
    mae: float
    pinball: float | None = None
    ranges: dict[int, float] | None = None
    promises: dict[int, float] | None = None
    width: float | None = None
    mae_at_second: float | None = None


@dataclass(frozen=True)
class Report:
    split: str
    cases: int
    learned: int
    open: int
    asked: int
    chosen: str
    tried: dict[str, float]
    seconds: float
    scores: tuple[Score, ...]


def evaluate(log: Log, *, strict: bool) -> Report:
    """The report of one split. Raises ValueError when a part has no questions."""
    begun = perf_counter()
    rows, starts = rows_of(log), log.at[log.first]
    counted = np.flatnonzero(log.size >= 3)
    part = np.zeros(log.cases, dtype=np.int8)
    part[counted[int(len(counted) * OLDER) :]] = 1
    part[counted[int(len(counted) * NEWER) :]] = 2
    older, newer, test = (rows.take(part[rows.case] == number) for number in range(3))
    if not (len(older) and len(newer) and len(test)):
        raise ValueError("too few cases")
    until = float(starts[counted[int(len(counted) * NEWER)]]) if strict else FOREVER
    older_until = float(starts[counted[int(len(counted) * OLDER)]]) if strict else FOREVER
    model = train(older, newer, until=until, older_until=older_until)
    past = rows.take(part[rows.case] < 2)
    known = seen(past, until=until)
    quantiles = model.answers.quantiles(test)
    fixed = honest(quantiles, model.trail.levels(min(until, float(test.at.min()))))
    scores = (*_baselines(known, test), _score("table", fit_table(seen(past, until=until, counting_open=False)).quantiles(test), test),
              _score("model", quantiles, test), _score("model, set once", fixed, test),
              _score("model, kept honest", walk(model.trail, test, quantiles), test))  # fmt: skip
    still_open = len(np.unique(past.case[(past.at <= until) & (past.at + past.remaining > until)]))
    return Report("strict" if strict else "hold-out", len(counted), int((part[counted] < 2).sum()), still_open, len(test), model.kind, model.tried,
                  perf_counter() - begun, scores)  # fmt: skip


def _baselines(known: Seen, test: Rows) -> tuple[Score, Score]:
    """The mean by the number of events so far, and one median for all."""
    position = np.minimum(known.rows.position, 50)
    count = np.bincount(position, weights=known.weight, minlength=51)
    total = np.bincount(position, weights=known.weight * known.rows.remaining, minlength=51)
    mean = np.where(count > 0, total / np.maximum(count, 1e-9), total.sum() / count.sum())[np.minimum(test.position, 50)]
    median = np.full(len(test), np.median(known.rows.remaining))
    return tuple(Score(name, float(np.abs(test.remaining - said).mean()), mae_at_second=_second(said, test)) for name, said in (("mean", mean), ("median", median)))  # type: ignore[return-value]


def _second(said: Numbers, test: Rows) -> float | None:
    early = test.position == 2
    return float(np.abs(test.remaining - said)[early].mean()) if early.any() else None


def _score(name: str, quantiles: Numbers, test: Rows) -> Score:
    column = {round(float(level), 3): quantiles[:, index] for index, level in enumerate(LEVELS)}
    ranges = {nominal: float(((test.remaining >= column[low]) & (test.remaining <= column[high])).mean()) for nominal, (low, high) in RANGES.items()}
    promises = {nominal: float((test.remaining <= column[nominal / 100]).mean()) for nominal in PROMISES}
    likely = quantiles[:, MEDIAN]
    return Score(name, float(np.abs(test.remaining - likely).mean()), pinball(quantiles, test.remaining), ranges, promises,
                 float((column[0.9] - column[0.1]).mean()), _second(likely, test))  # fmt: skip


