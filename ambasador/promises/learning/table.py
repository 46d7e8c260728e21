"""
The plain table: quantiles of what cases took that stood at the same step, came from the same one and were as old. Explained in one
sentence ("based on 214 cases like this"); where fewer than ENOUGH stand behind a cell, the wider cell answers.
"""

from dataclasses import dataclass

import numpy as np

from ambasador.promises.learning.log import Codes, Numbers
from ambasador.promises.learning.rows import Rows
from ambasador.promises.learning.seen import Seen
from ambasador.promises.learning.spread import LEVELS, weighted_quantiles

ENOUGH = 30
AGES = 20  # buckets of the age of a case, equally many rows in each


@dataclass(frozen=True)
class Table:
    """Per width, narrowest first: the sorted keys of the cells, and their quantiles."""

    edges: Numbers
    cells: tuple[tuple[Codes, Numbers], ...]

    def quantiles(self, rows: Rows) -> Numbers:
        answer = np.full((len(rows), len(LEVELS)), np.nan)
        for keys, (known, quantiles) in zip(_keys(rows, self.edges), self.cells, strict=True):
            place = np.clip(np.searchsorted(known, keys), 0, max(len(known) - 1, 0))
            found = np.isnan(answer[:, 0]) & (known[place] == keys) if len(known) else np.zeros(len(rows), dtype=bool)
            answer[found] = quantiles[place[found]]
        return answer


def fit_table(known: Seen) -> Table:
    """The table of what has come true."""
    rows = known.rows
    edges = np.unique(np.quantile(rows.elapsed, np.linspace(0, 1, AGES + 1)[1:-1])) if len(rows) else np.zeros(0)
    levels = np.minimum(LEVELS / known.share, 1.0)
    cells = []
    for keys in _keys(rows, edges):
        names, group, count = np.unique(keys, return_inverse=True, return_counts=True)
        quantiles = weighted_quantiles(group, rows.remaining, known.weight, levels, len(names))
        keep = count >= (ENOUGH if len(names) > 1 else 1)
        cells.append((names[keep], quantiles[keep]))
    return Table(edges, tuple(cells))


def _keys(rows: Rows, edges: Numbers) -> list[Codes]:
    last, before = rows.codes[:, 0].astype(np.int64) + 1, rows.codes[:, 1].astype(np.int64) + 1
    age = np.searchsorted(edges, rows.elapsed, side="right").astype(np.int64)
    return [(last << 40) + (before << 16) + age, (last << 16) + age, last, np.zeros(len(rows), dtype=np.int64)]
