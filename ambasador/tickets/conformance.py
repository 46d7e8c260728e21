"""
Conformance: which deviations a ticket's journal shows, found by what happened to its route, not by what was written down. [P4, N4]

A replay of the events compares the route before and after each of them: a step that the procedure does not have, one that nobody will
do, one that no longer waits for its predecessors, two that changed places, one that somebody else does, one that began before its data
was known, a procedure left for another. What the procedure itself foresees is none: a department that says "not ours", a decision that
goes to who may take it, an optional step left out, a condition that is false, data asked of the customer, a repetition, and what closing
the ticket makes superfluous. No Django, no clock.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ambasador.procedures.fields import missing
from ambasador.tickets.fold import Row, replayed
from ambasador.tickets.route import OVER, RouteStep


@dataclass(frozen=True)
class Deviated:
    """`kind` as in DeviationKind; `step` is None for a procedure left."""

    kind: str
    step: int | None


@dataclass(frozen=True)
class Standard:
    """What of a version the replay needs: its procedure, and whether leaving it is leaving anything (the default is no procedure yet)."""

    procedure: int
    is_default: bool = False


Route = Mapping[int, RouteStep]


def deviations(events: Iterable[Row], standards: Mapping[int, Standard]) -> list[Deviated]:
    """The deviations in the order in which they happened. `standards` are the versions that the ticket has had."""
    found: list[Deviated] = []
    version: int | None = None
    begun: set[int] = set()
    for (_at, kind, data), before, state in replayed(events):
        name = kind.removeprefix("tickets.")
        if name in ("route_laid", "moved_to_version"):
            if version is not None and _is_left(standards[version], standards.get(state.version or 0)):
                found.append(Deviated("left", None))
            version = state.version
            continue
        if name in BEGINS and data["step"] not in begun:
            begun.add(data["step"])
            if missing(state.steps[data["step"]].needs, state.data):
                found.append(Deviated("without_data", data["step"]))
        looks = (look for look in LOOKS if look not in FORESEEN.get(name, ()))
        found += [deviated for look in looks for deviated in look(before, state.steps, data.get("step"))]
    return found


def _is_left(old: Standard, new: Standard | None) -> bool:
    return not old.is_default and (new is None or new.procedure != old.procedure)


def _added(before: Route, after: Route, _step: int | None) -> Iterator[Deviated]:
    return (Deviated("added", number) for number in after if number not in before)


def _skipped(before: Route, after: Route, _step: int | None) -> Iterator[Deviated]:
    return (Deviated("skipped", number) for number, was, is_now in _kept(before, after) if is_now.state == "skipped" and was.state not in OVER)


def _earlier(before: Route, after: Route, _step: int | None) -> Iterator[Deviated]:
    over = {step.key for step in before.values() if step.state in OVER}
    return (Deviated("earlier", number) for number, was, is_now in _kept(before, after) if set(was.after) - set(is_now.after) - over)


def _moved(before: Route, after: Route, step: int | None) -> Iterator[Deviated]:
    def order(route: Route) -> list[int]:
        return sorted(route, key=lambda number: (route[number].position, number))

    if order(before) != [number for number in order(after) if number in before]:
        yield Deviated("moved", step)


def _elsewhere(before: Route, after: Route, _step: int | None) -> Iterator[Deviated]:
    def performer(step: RouteStep) -> tuple[str, int | None]:
        return step.performer, step.unit

    return (Deviated("elsewhere", number) for number, was, is_now in _kept(before, after) if performer(was) != performer(is_now))


def _kept(before: Route, after: Route) -> Iterator[tuple[int, RouteStep, RouteStep]]:
    """The steps that were there before, as they were and as they are."""
    return ((number, was, after[number]) for number, was in before.items())


BEGINS = frozenset({"step_begun", "step_offered"})
Look = Callable[[Route, Route, int | None], Iterator[Deviated]]
LOOKS: tuple[Look, ...] = (_added, _skipped, _earlier, _moved, _elsewhere)
# what some events do in passing, or because the procedure foresees it
FORESEEN: dict[str, frozenset[Look]] = {
    "step_refused": frozenset({_elsewhere}),
    "ticket_closed": frozenset({_skipped}),
    "step_moved": frozenset({_earlier}),
    "step_passed_over": frozenset({_skipped}),
    "data_asked": frozenset({_added}),
    "step_left_out": frozenset({_skipped}),
    "step_repeated": frozenset({_added}),
    "sub_step_added": frozenset({_added}),
    "callback_promised": frozenset({_added}),
    "step_passed_on": frozenset({_elsewhere}),
}
