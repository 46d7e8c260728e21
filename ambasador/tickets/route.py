"""The route as a calculation: which steps can begin, and whose minutes these are. No Django, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OVER = frozenset({"done", "skipped"})
WITH_PERFORMER = frozenset({"offered", "accepted"})
WITH_OWNER = frozenset({"returned", "answered"})
ACTIVE = WITH_PERFORMER | WITH_OWNER


@dataclass(frozen=True)
class RouteStep:
    """What the calculations need of a step. `unit` is set for departments and partners only; `needs` only where the journal is replayed."""

    id: int
    key: str
    position: int
    after: tuple[str, ...]
    performer: str
    unit: int | None
    state: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Party:
    """Whose minutes: `kind` as in PartyKind; `user` for the owner, `unit` for a department or partner; `step` that decides."""

    kind: str
    user: int | None = None
    unit: int | None = None
    step: int | None = None

    def same_as(self, other: "Party") -> bool:
        """The same party, whatever the step."""
        return (self.kind, self.user, self.unit) == (other.kind, other.user, other.unit)


def ready(steps: Sequence[RouteStep]) -> list[RouteStep]:
    """
    Planned steps whose predecessors are all over, in the order of the route. A predecessor that is not on the route does not hold
    anybody up.
    """
    over = {step.key for step in steps if step.state in OVER}
    known = {step.key for step in steps}
    return [
        step
        for step in sorted(steps, key=lambda s: s.position)
        if step.state == "planned" and all(key in over or key not in known for key in step.after)
    ]


def party(steps: Iterable[RouteStep], *, owner: int | None, is_closed: bool) -> Party:
    """
    The one party to which the present minutes belong [N8].

    Closed: nobody. No owner: the queue. Otherwise the performer of the first step in work along the route; a step that came back to
    the owner with a question or an answer counts as the owner's. The customer has the minutes only when nobody of ours has any step
    in work: while we wait for the customer alone, the company's clock is paused. Nothing in work: the owner.
    """
    if is_closed:
        return Party("closed")
    if owner is None:
        return Party("queue")
    active = sorted((step for step in steps if step.state in ACTIVE), key=lambda s: (s.position, s.id))
    ours = [step for step in active if step.performer != "customer" or step.state in WITH_OWNER]
    if ours:
        first = ours[0]
        if first.state in WITH_OWNER or first.performer == "owner":
            return Party("owner", user=owner, step=first.id)
        return Party(first.performer, unit=first.unit, step=first.id)
    if active:
        return Party("customer", step=active[0].id)
    return Party("owner", user=owner)


def current(steps: Iterable[RouteStep]) -> RouteStep | None:
    """The step to show as the present one: the first in work, else the first ahead, else none."""
    ordered = sorted(steps, key=lambda s: (s.position, s.id))
    return next((s for s in ordered if s.state in ACTIVE), None) or next((s for s in ordered if s.state == "planned"), None)
