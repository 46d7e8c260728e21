"""The model: the table and the trees tried on the part of history they have not seen; the best of them answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ambasador.promises.learning.log import Numbers
from ambasador.promises.learning.rows import Rows
from ambasador.promises.learning.seen import Seen, seen
from ambasador.promises.learning.spread import pinball
from ambasador.promises.learning.table import fit_table
from ambasador.promises.learning.trail import Trail, trail_of
from ambasador.promises.learning.trees import fit_chains, fit_forest

FEWEST_FOR_TREES = 500  # rows; below, the table answers


class Answers(Protocol):
    """Whatever gives the quantiles of the remaining days at LEVELS, one row each, never falling along a row."""

    def quantiles(self, rows: Rows) -> Numbers: ...


Fit = Callable[[Seen], Answers]
SINGLE: dict[str, Fit] = {
    "table": fit_table,
    "forest": lambda known: fit_forest(known, lately=False),
    "forest with the desk": lambda known: fit_forest(known, lately=True),
    "chains": lambda known: fit_chains(known, lately=False),
    "chains with the desk": lambda known: fit_chains(known, lately=True),
}
TOGETHER = {"forest and chains": ("forest", "chains"), "forest and chains with the desk": ("forest with the desk", "chains with the desk")}


@dataclass(frozen=True)
class Mean:
    """The mean quantiles of several (Ratcliff 1979, Vincent averaging)."""

    members: tuple[Answers, ...]

    def quantiles(self, rows: Rows) -> Numbers:
        return np.asarray(np.mean([member.quantiles(rows) for member in self.members], axis=0))


@dataclass(frozen=True)
class Model:
    """`trail` holds the answers to the newest part of history by a model that had not seen it; `tried` the loss of each kind there."""

    kind: str
    answers: Answers
    trail: Trail
    tried: dict[str, float]


def train(older: Rows, newer: Rows, *, until: float, older_until: float) -> Model:
    """
    Choose on `newer`, as it is known at the moment `until`, among models of `older`, as it was known at `older_until`; then learn from both.
    """
    known, check = seen(older, until=older_until), seen(newer, until=until)
    singles, answers = _singles(known, check)
    tried = {name: pinball(given, check.rows.remaining, check.weight) for name, given in answers.items()} if len(check.rows) else {"table": 0.0}
    kind = min(tried, key=lambda name: tried[name])
    asked = newer.take(newer.at <= until)
    members = TOGETHER.get(kind, (kind,))
    before = np.mean([singles[member].quantiles(asked) for member in members], axis=0)
    whole = seen(_both(older, newer), until=until)
    final = tuple(SINGLE[member](whole) for member in members)
    return Model(kind, final[0] if len(final) == 1 else Mean(final), trail_of(asked, before), tried)


def _singles(known: Seen, check: Seen) -> tuple[dict[str, Answers], dict[str, Numbers]]:
    """Each kind fitted, and the answers of each and of those TOGETHER; chains look at the desk only where it helped the forest."""
    singles: dict[str, Answers] = {"table": fit_table(known)}
    answers = {"table": singles["table"].quantiles(check.rows)}
    if len(known.rows) < FEWEST_FOR_TREES or not len(check.rows):
        return singles, answers
    loss = {}
    for name in ("forest", "forest with the desk"):
        singles[name] = SINGLE[name](known)
        answers[name] = singles[name].quantiles(check.rows)
        loss[name] = pinball(answers[name], check.rows.remaining, check.weight)
    chains = "chains with the desk" if loss["forest with the desk"] < loss["forest"] else "chains"
    singles[chains] = SINGLE[chains](known)
    answers[chains] = singles[chains].quantiles(check.rows)
    for name, members in TOGETHER.items():
        if all(member in answers for member in members):
            answers[name] = np.asarray(np.mean([answers[member] for member in members], axis=0))
    return singles, answers


def _both(one: Rows, other: Rows) -> Rows:
    return Rows(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in one.__dataclass_fields__))
