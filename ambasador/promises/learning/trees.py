"""
Trees over all that is known of a case: a forest whose leaves keep the times found in them (Meinshausen 2006, quantile regression forests)
and boosted trees, one chain for each of a few levels (Friedman 2001, with the pinball loss). scikit-learn is loaded when they are used.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ambasador.promises.learning.columns import Columns, fit_columns
from ambasador.promises.learning.log import Numbers
from ambasador.promises.learning.rows import Rows
from ambasador.promises.learning.seen import Seen
from ambasador.promises.learning.spread import LEVELS, weighted_quantiles

TREES, LEAF, KEPT = 60, 10, 16  # KEPT values of a leaf stand for all of them
MOST_OF_A_TREE, MOST_OF_A_CHAIN = 60_000, 200_000  # rows; more make it slower, not better
CHAIN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
AT_ONCE = 10_000


@dataclass(frozen=True)
class Forest:
    columns: Columns
    trees: tuple[Any, ...]
    leaves: tuple[Numbers, ...]
    levels: Numbers

    def quantiles(self, rows: Rows) -> Numbers:
        matrix = self.columns.matrix(rows)
        parts = [self._some(matrix[start : start + AT_ONCE]) for start in range(0, len(matrix), AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, len(LEVELS)))

    def _some(self, matrix: Numbers) -> Numbers:
        found = np.concatenate([kept[tree.apply(matrix)] for tree, kept in zip(self.trees, self.leaves, strict=True)], axis=1)
        found.sort(axis=1)
        place = np.clip(self.levels * found.shape[1] - 0.5, 0, found.shape[1] - 1)
        low = np.floor(place).astype(int)
        high, part = np.minimum(low + 1, found.shape[1] - 1), place - low
        return np.asarray(found[:, low] * (1 - part) + found[:, high] * part, dtype=np.float64)


def fit_forest(known: Seen, *, lately: bool, seed: int = 1) -> Forest:
    """A forest of what has come true; the same rows give the same forest."""
    from sklearn.tree import DecisionTreeRegressor

    columns = fit_columns(known, lately=lately)
    matrix, draw = columns.matrix(known.rows), np.random.default_rng(seed)
    middles = (np.arange(KEPT) + 0.5) / KEPT
    trees, leaves = [], []
    for _ in range(TREES):
        chosen = draw.choice(len(matrix), size=min(len(matrix), MOST_OF_A_TREE), replace=True)
        value, weight = known.rows.remaining[chosen], known.weight[chosen]
        tree = DecisionTreeRegressor(min_samples_leaf=LEAF, max_features=0.5, random_state=int(draw.integers(1 << 31)))
        tree.fit(matrix[chosen], value, sample_weight=weight)
        tree = tree.tree_
        trees.append(tree)
        leaves.append(weighted_quantiles(tree.apply(matrix[chosen]), value, weight, middles, tree.node_count).astype(np.float32))
    return Forest(columns, tuple(trees), tuple(leaves), np.minimum(LEVELS / known.share, 1.0))


@dataclass(frozen=True)
class Chains:
    columns: Columns
    chains: tuple[Any, ...]
    levels: Numbers
    share: float

    def quantiles(self, rows: Rows) -> Numbers:
        if not len(rows):
            return np.zeros((0, len(LEVELS)))
        matrix = self.columns.matrix(rows)
        found = np.maximum(np.sort(np.column_stack([chain.predict(matrix) for chain in self.chains]), axis=1), 0)
        wanted = np.clip(LEVELS / self.share, self.levels[0], self.levels[-1])
        right = np.clip(np.searchsorted(self.levels, wanted), 1, len(self.levels) - 1)
        part = (wanted - self.levels[right - 1]) / (self.levels[right] - self.levels[right - 1])
        return np.asarray(found[:, right - 1] * (1 - part) + found[:, right] * part, dtype=np.float64)


def fit_chains(known: Seen, *, lately: bool, seed: int = 1) -> Chains:
    """Boosted trees of what has come true, one chain for each of CHAIN_LEVELS."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    columns = fit_columns(known, lately=lately)
    matrix, value, weight = columns.matrix(known.rows), known.rows.remaining, known.weight
    if len(matrix) > MOST_OF_A_CHAIN:
        chosen = np.random.default_rng(seed).choice(len(matrix), size=MOST_OF_A_CHAIN, replace=False)
        matrix, value, weight = matrix[chosen], value[chosen], weight[chosen]
    chains = []
    for level in CHAIN_LEVELS:
        chain = HistGradientBoostingRegressor(loss="quantile", quantile=level, max_iter=80, learning_rate=0.12, min_samples_leaf=20,
                                              early_stopping=False, random_state=seed)  # fmt: skip
        chains.append(chain.fit(matrix, value, sample_weight=weight))
    return Chains(columns, tuple(chains), np.array(CHAIN_LEVELS), known.share)
