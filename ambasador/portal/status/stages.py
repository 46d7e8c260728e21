"""
The stages a customer sees, made from the steps of the route. No Django, no clock.

Neighbouring steps of the same stage are one stage. A step without a stage is not shown, for its name is meant for colleagues; only when
nothing else is in progress it stands for the stage without a name. Skipped steps are not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ACTIVE = frozenset({"offered", "accepted", "returned", "answered"})


@dataclass(frozen=True)
class PublicStep:
    """What is public of a step. `expected_at` is when it will most likely be over, seen from now; `is_theirs` that the customer does it."""

    stage: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    expected_at: datetime | None = None
    is_theirs: bool = False


@dataclass(frozen=True)
class Stage:
    """
    `due_at` is until when a present stage should be over, `expected_at` when one ahead most likely will be, `planned_at` when a
    done one should have been; `is_theirs` when it waits for the customer alone.
    """

    name: str
    state: Literal["done", "now", "next"]
    since: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    planned_at: datetime | None = None
    expected_at: datetime | None = None
    is_theirs: bool = False


def stages_of(steps: Sequence[PublicStep], *, nameless: str) -> list[Stage]:
    """The stages in the order of the route; `nameless` is the name of work that has none."""
    shown = [step for step in steps if step.state != "skipped"]
    groups: list[tuple[str, list[PublicStep]]] = []
    for step in (step for step in shown if step.stage):
        if groups and groups[-1][0] == step.stage:
            groups[-1][1].append(step)
        else:
            groups.append((step.stage, [step]))
    made = [_stage(name, members) for name, members in groups]
    other = [step for step in shown if not step.stage and not step.is_theirs]
    if not made:
        return [_stage(nameless, other)] if other else []
    active = [step for step in other if step.state in ACTIVE]
    if active and all(stage.state != "now" for stage in made):
        done = sum(1 for stage in made if stage.state == "done")
        made.insert(done, _stage(nameless, active))
    return made


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
        is_theirs = bool(active) and all(step.is_theirs for step in active)
        return Stage(name, "now", since, due_at=due_at, expected_at=expected_at, is_theirs=is_theirs)
    return Stage(name, "next", expected_at=expected_at)
