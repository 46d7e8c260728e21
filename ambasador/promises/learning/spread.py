"""Distributions as quantiles at fixed levels, many at once: one row each."""

import numpy as np

from ambasador.promises.learning.log import Codes, Numbers

LEVELS = np.array([0.01, 0.025, 0.05, 0.1, 0.175, 0.25, 0.375, 0.5, 0.625, 0.75, 0.8, 0.9, 0.95, 0.975, 0.99])
MEDIAN = int(np.flatnonzero(LEVELS == 0.5)[0])
BEYOND = 1.5  # the end of a distribution, in units of its 99 % quantile


def at_levels(quantiles: Numbers, levels: Numbers) -> Numbers:
    """Quantiles at other levels, straight between the known ones, from nothing at level 0 on."""
    grid, known = _whole(quantiles)
    right = np.clip(np.searchsorted(grid, levels), 1, len(grid) - 1)
    part = (levels - grid[right - 1]) / (grid[right] - grid[right - 1])
    return known[:, right - 1] * (1 - part) + known[:, right] * part


def level_of(quantiles: Numbers, value: Numbers) -> Numbers:
    """The level at which each row's distribution holds its value: the middle of them where it jumps."""
    grid, known = _whole(quantiles)
    return (_level(grid, known, value, upper=False) + _level(grid, known, value, upper=True)) / 2


def _whole(quantiles: Numbers) -> tuple[Numbers, Numbers]:
    known = np.column_stack([np.zeros(len(quantiles)), quantiles, quantiles[:, -1] * BEYOND])
    return np.r_[0.0, LEVELS, 1.0], known


def _level(grid: Numbers, known: Numbers, value: Numbers, *, upper: bool) -> Numbers:
    below = (known <= value[:, None]).sum(axis=1) if upper else (known < value[:, None]).sum(axis=1)
    right = np.clip(below, 1, len(grid) - 1)
    row = np.arange(len(value))
    low, high = known[row, right - 1], known[row, right]
    part = np.clip(np.where(high > low, (value - low) / np.where(high > low, high - low, 1), 1.0 if upper else 0.0), 0, 1)
    return np.asarray(grid[right - 1] + part * (grid[right] - grid[right - 1]), dtype=np.float64)


def pinball(quantiles: Numbers, value: Numbers, weight: Numbers | None = None) -> float:
    """The mean pinball loss over LEVELS, in days (Koenker and Bassett 1978)."""
    off = value[:, None] - quantiles
    return float(np.average(np.maximum(LEVELS * off, (LEVELS - 1) * off).mean(axis=1), weights=weight))


def weighted_quantiles(group: Codes, value: Numbers, weight: Numbers, levels: Numbers, groups: int) -> Numbers:
    """Quantiles of `value` in each group numbered from 0, one row a group; nan where a group is empty."""
    order = np.lexsort((value, group))
    value, weight = value[order], weight[order]
    size = np.bincount(group, minlength=groups)
    last = np.cumsum(size)
    total = np.r_[0.0, np.cumsum(weight)]
    mass = total[last] - total[last - size]
    wanted = total[last - size][:, None] + mass[:, None] * levels[None, :]
    place = np.searchsorted(total[1:], wanted.ravel() - 1e-9).reshape(wanted.shape)
    place = np.clip(place, (last - size)[:, None], np.maximum(last - 1, 0)[:, None])
    return np.where(size[:, None] > 0, value[place], np.nan)
