"""Simulated desks for tests: logs and rows whose truth is known."""

import numpy as np

from ambasador.promises.learning.log import Log, Numbers, build_log
from ambasador.promises.learning.rows import Rows


def desk(cases: int, *, days: float = 400, seed: int = 1) -> Log:
    """Taken in, asked about, solved, closed: a quick team 0 and a slow team 1, log-normal steps, arrivals all the time."""
    draw = np.random.default_rng(seed)
    team = draw.integers(0, 2, cases)
    steps = draw.lognormal(0.5, 0.7, (cases, 3)) * np.where(team == 1, 3.0, 1.0)[:, None]
    at = draw.uniform(0, days, cases)[:, None] + np.c_[np.zeros(cases), np.cumsum(steps, axis=1)]
    events = cases * 4
    return build_log(np.repeat(np.arange(cases), 4), at.ravel(), np.tile(np.arange(4, dtype=np.int32), cases), np.repeat(team, 4).astype(np.int32),
                     {"noise": draw.uniform(size=events)})  # fmt: skip


def waiting(begins: Numbers, takes: Numbers) -> Rows:
    """Cases about which nothing is known but when they began: one row each, at the beginning."""
    nothing = np.zeros(len(begins), dtype=np.int32)
    return Rows(np.arange(len(begins), dtype=np.int32), nothing + 2, begins, takes, np.zeros(len(begins)), np.zeros((len(begins), 1), dtype=np.float32),
                np.zeros((len(begins), 3)), np.zeros((len(begins), 5), dtype=np.int32))  # fmt: skip
