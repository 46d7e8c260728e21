"""
The stages a customer sees, made from the steps of the route. No Django, no clock.

Neighbouring steps of the same stage are one stage; a step without a stage of its own is work inside the stage before it, for its name is
meant for colleagues; skipped steps are not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ACTIVE = frozenset({"offered", "accepted", "returned", "answered"})


@dataclass(frozen=True)
class PublicStep:
    """What is public of a step. `expected_at` is when it will most likely be over, seen from now."""

    stage: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    expected_at: datetime | None = None


@dataclass(frozen=True)
class Stage:
    """
    `due_at` is until when a present stage should be over, `expected_at` when one ahead most likely will be, `planned_at` when a
    done one should have been.
    """

    name: str
    state: Literal["done", "now", "next"]
    since: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    planned_at: datetime | None = None
    expected_at: datetime | None = None


def stages_of(steps: Sequence[PublicStep], *, nameless: str) -> list[Stage]:
    """The stages in the order of the route; `nameless` is the name of work that comes before any stage with a name."""
    groups: list[tuple[str, list[PublicStep]]] = []
    for step in steps:
        if step.state == "skipped":
            continue
        name = step.stage or (groups[-1][0] if groups else "")
        if groups and (groups[-1][0] == name or not groups[-1][0]):
            groups[-1] = (name or groups[-1][0], [*groups[-1][1], step])
        else:
            groups.append((name, [step]))
    return [_stage(name or nameless, members) for name, members in groups]


def _stage(name: str, steps: list[PublicStep]) -> Stage:
    since = min((step.started_at for step in steps if step.started_at), default=None)
    planned_at = max((step.due_at for step in steps if step.due_at), default=None)
    expected_at = max((step.expected_at for step in steps if step.expected_at), default=None)
    if all(step.state == "done" for step in steps):
        ended_at = max((step.finished_at for step in steps if step.finished_at), default=None)
        return Stage(name, "done", since, ended_at=ended_at, planned_at=planned_at)
    active = [step for step in steps if step.state in ACTIVE]
    if active or any(step.state == "done" for step in steps):
        due_at = max((step.due_at for step in active if step.due_at), default=None)
        return Stage(name, "now", since, due_at=due_at, expected_at=expected_at)
    return Stage(name, "next", expected_at=expected_at)
