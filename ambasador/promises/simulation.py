"""
What a version would have made of last month's tickets: which of its steps they would have had, and how long by the standards. [P1]

Nothing is written. A ticket's data is read as the version's conditions would have read it; what is not known passes no step over. Time is the
company's working time along the longest way through the steps, without what customers take; the range is that of day one (`prediction`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.procedures import conditions, template
from ambasador.procedures.models import Performer, ProcedureField, ProcedureStep, ProcedureVersion
from ambasador.promises.prediction import LONG, SHORT
from ambasador.tickets.data import Knowledge
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.moving import base

DAYS, MOST = 30, 2000


@dataclass(frozen=True)
class Simulated:
    """One ticket: keys of the version's steps that it would have had anew, would have passed over, and steps that it had and would not have."""

    ticket: Ticket
    minutes_before: int
    minutes: int
    added: Sequence[str]
    passed: Sequence[str]
    dropped: Sequence[str]

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.dropped or self.minutes != self.minutes_before)


@dataclass(frozen=True)
class Simulation:
    """`is_cut` tells that only the newest MOST tickets were looked at. Counts are by the keys of `steps`, those of every version concerned."""

    rows: Sequence[Simulated]
    steps: Sequence[ProcedureStep]
    is_cut: bool
    added: Mapping[str, int]
    passed: Mapping[str, int]
    dropped: Mapping[str, int]

    @property
    def changed(self) -> list[Simulated]:
        return [row for row in self.rows if row.is_changed]

    def usual(self, *, before: bool) -> int:
        """The median of the minutes, before or with the version; 0 without tickets."""
        minutes = [row.minutes_before if before else row.minutes for row in self.rows]
        return round(median(minutes)) if minutes else 0

    def range(self, *, before: bool) -> tuple[int, int]:
        """From and to, in minutes, as the promise of day one would have said for the usual ticket."""
        usual = self.usual(before=before)
        return round(usual * SHORT), round(usual * LONG)


def simulate(version: ProcedureVersion, *, by: Actor, at: datetime) -> Simulation:
    """Tickets of the procedure opened in the last DAYS, the newest MOST of them; six queries, whatever their number."""
    since = at - timedelta(days=DAYS)
    found = door.visible(Ticket.objects.filter(version__procedure=version.procedure_id, opened_at__gte=since), by)
    tickets = list(found.select_related("customer", "version").order_by("-opened_at", "-id")[: MOST + 1])
    is_cut, tickets = len(tickets) > MOST, tickets[:MOST]
    had: dict[int, list[str]] = {}
    steps = Step.objects.filter(ticket__in=[ticket.id for ticket in tickets], is_from_procedure=True).exclude(key__contains="~")
    for ticket_id, key, state in steps.order_by("position").values_list("ticket_id", "key", "state"):
        if state != "skipped":
            had.setdefault(ticket_id, []).append(base(key))
    routes = _routes({version.id, *(ticket.version_id for ticket in tickets if ticket.version_id)})
    fields = {field.key: field for field in version.fields.all()}
    rows = [_simulated(ticket, had.get(ticket.id, []), routes, version, fields) for ticket in tickets]
    added, passed, dropped = (Counter(key for row in rows for key in getattr(row, name)) for name in ("added", "passed", "dropped"))
    return Simulation(rows, [step for number in sorted(routes) for step in routes[number].steps], is_cut, added, passed, dropped)


@dataclass
class _Route:
    """A version's steps, and the longest way for each set of steps passed over: few sets for many tickets."""

    steps: list[ProcedureStep]
    nodes: dict[str, conditions.Node]
    order: list[str]
    lengths: dict[frozenset[str], int]

    def minutes(self, passed: frozenset[str]) -> int:
        if passed not in self.lengths:
            by_key = {step.key: step for step in self.steps}
            ends: dict[str, int] = {}
            for key in self.order:
                step = by_key[key]
                own = 0 if key in passed or step.performer == Performer.CUSTOMER else step.standard_minutes
                ends[key] = own + max((ends[other] for other in step.after if other in ends), default=0)
            self.lengths[passed] = max(ends.values(), default=0)
        return self.lengths[passed]


def _routes(versions: set[int]) -> dict[int, _Route]:
    by_version: dict[int, list[ProcedureStep]] = {number: [] for number in versions}
    for step in ProcedureStep.objects.filter(version__in=versions).order_by("version", "position"):
        by_version[step.version_id].append(step)
    routes = {}
    for number, steps in by_version.items():
        nodes = {step.key: node for step in steps if (node := conditions.parse(step.condition)) is not None}
        routes[number] = _Route(steps, nodes, template.in_order({step.key: step.after for step in steps}), {})
    return routes


def _simulated(
    ticket: Ticket, had: Sequence[str], routes: Mapping[int, _Route], version: ProcedureVersion, fields: Mapping[str, ProcedureField]
) -> Simulated:
    knowledge = Knowledge(ticket, fields=fields)
    route = routes[version.id]
    passed = _passed(route, knowledge)
    before = routes[ticket.version_id or version.id]
    done = [step.key for step in route.steps if step.key not in passed]
    return Simulated(
        ticket, before.minutes(_passed(before, knowledge)), route.minutes(passed), [key for key in done if key not in had],
        [step.key for step in route.steps if step.key in passed], [key for key in had if key not in done],
    )  # fmt: skip


def _passed(route: _Route, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(
        key
        for key, node in route.nodes.items()
        if conditions.holds(node, {name.key: knowledge.value(name.key) for name in conditions.names_in(node)}) is False
    )
