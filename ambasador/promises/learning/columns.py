"""Rows as one matrix of numbers: words are replaced by what cases with that word took, so that a tree can split them in order."""

from dataclasses import dataclass

import numpy as np

from ambasador.promises.learning.log import Numbers
from ambasador.promises.learning.rows import Rows
from ambasador.promises.learning.seen import Seen

DOUBT = 20.0  # a word seen in so many rows is believed by half


@dataclass(frozen=True)
class Columns:
    """`takes` has per column of words the mean remaining days by code + 1; `lately` says whether facts of the whole desk are used."""

    takes: tuple[Numbers, ...]
    lately: bool

    def matrix(self, rows: Rows) -> Numbers:
        words = []
        for column, takes in enumerate(self.takes):
            code = rows.codes[:, column] + 1
            words.append(takes[np.where(code < len(takes), code, 0)])
        parts = [rows.facts, np.column_stack(words)] + ([rows.lately] if self.lately else [])
        return np.column_stack(parts).astype(np.float32)


def fit_columns(known: Seen, *, lately: bool) -> Columns:
    """Learn what each word takes; shrunk towards the mean of all where it is rare (m-estimate; Micci-Barreca 2001)."""
    rows, weight = known.rows, known.weight
    mean = float(np.average(rows.remaining, weights=weight))
    takes = []
    for column in range(rows.codes.shape[1]):
        code = rows.codes[:, column] + 1
        count = np.bincount(code, weights=weight)
        takes.append((np.bincount(code, weights=weight * rows.remaining) + DOUBT * mean) / (count + DOUBT))
    return Columns(tuple(takes), lately)
