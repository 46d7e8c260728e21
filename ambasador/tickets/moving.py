"""
A running ticket and another version of its procedure: what stays, what is replaced, what is new. [P1]

Steps are mapped by key. What is over stays over, what is in work stays in work, what is ahead becomes what the other version says, and is
dropped where that has no such step. What the owner added, and further runs, go on; whoever waited for them still does. No Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ambasador.tickets.route import OVER, RouteStep


@dataclass(frozen=True)
class Planned:
    """A step of the other version as it comes onto the route: `step` is the one ahead that becomes it, None for a new one."""

    template: str
    key: str
    position: int
    after: tuple[str, ...]
    step: int | None


@dataclass(frozen=True)
class Plan:
    """`kept` are over or in work, `dropped` were ahead and will not be done."""

    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    planned: tuple[Planned, ...]


def plan(route: Sequence[RouteStep], *, own: Iterable[int], template: Mapping[str, Sequence[str]], suffix: str) -> Plan:
    """
    `own` are the steps of the present version on the route; `template` are the keys of the other version in order, with what they wait
    for. A new step whose key is taken on the route gets the suffix.
    """
    mine = set(own)
    by_key = {base(step.key): step for step in route if step.id in mine}
    ahead = {step.id for step in route if step.id in mine and step.state == "planned"}
    taken = {step.key for step in route}
    keys = {key: by_key[key].key if key in by_key else key if key not in taken else f"{key}{suffix}" for key in template}
    coming = [key for key in template if key not in by_key or by_key[key].id in ahead]
    holding = _holding(route, ahead, represented={by_key[key].id for key in template if key in by_key})
    behind = max((step.position for step in route if step.id not in ahead), default=0)
    planned = []
    for number, key in enumerate(coming, start=1):
        after = [keys[other] for other in template[key] if other in keys]
        if not {keys[other] for other in coming} & set(after):
            after += [other for other in holding if other not in after]
        planned.append(Planned(key, keys[key], behind + number, tuple(after), by_key[key].id if key in by_key else None))
    used = {one.step for one in planned}
    return Plan(tuple(step.id for step in route if step.id in mine - ahead), tuple(sorted(ahead - used)), tuple(planned))


def base(key: str) -> str:
    """The key in the procedure, of a step that was laid later than another route."""
    return key.split("@")[0]


def _holding(route: Sequence[RouteStep], ahead: set[int], *, represented: set[int]) -> list[str]:
    """What is not over, is no step of the other version, and is waited for by something that is ahead now."""
    waited = {key for step in route if step.id in ahead for key in step.after}
    return [step.key for step in route if step.key in waited and step.state not in OVER and step.id not in represented | ahead]
