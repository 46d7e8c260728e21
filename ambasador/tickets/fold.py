"""
The journal folded back to state: what a ticket must look like when its events are true.

A calculation over (moment, kind, data) triples in the order of the journal. Tests and `ambasador verify` compare the result with the
stored rows, so a change of state without its event, or an event without its change, cannot hide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ambasador.tickets.route import Party, RouteStep, party

PREFIX = "tickets."
Row = tuple[datetime, str, dict[str, Any]]
"""The moment, kind and data of an event."""


@dataclass(frozen=True)
class FoldedTurn:
    party: Party
    from_at: datetime
    to_at: datetime | None


@dataclass
class Folded:
    """State of one ticket as its events tell it."""

    owner: int | None = None
    is_closed: bool = False
    closing_reason: str = ""
    attention: str = ""
    version: int | None = None
    steps: dict[int, RouteStep] = field(default_factory=dict)
    open_obstacles: set[int] = field(default_factory=set)
    turns: list[FoldedTurn] = field(default_factory=list)
    owners: list[tuple[int, datetime]] = field(default_factory=list)
    reopened: int = 0
    before_closing: tuple[dict[int, RouteStep], str] | None = None
    data: dict[str, Any] = field(default_factory=dict)


def fold(events: Iterable[Row]) -> Folded:
    """Apply the events in order. Events of one moment count as one change, so turns without length do not arise."""
    state = Folded()
    rows = [row for row in events if row[1].startswith(PREFIX)]
    for index, (at, kind, data) in enumerate(rows):
        _apply(state, at, kind.removeprefix(PREFIX), data)
        is_last_of_moment = index + 1 == len(rows) or rows[index + 1][0] != at
        if is_last_of_moment:
            _pass_turn(state, at)
    return state


def replayed(events: Iterable[Row]) -> Iterator[tuple[Row, dict[int, RouteStep], Folded]]:
    """Each event of a ticket with the steps as they stood before it and the state after it."""
    state = Folded()
    for row in events:
        if row[1].startswith(PREFIX):
            before = dict(state.steps)
            _apply(state, row[0], row[1].removeprefix(PREFIX), row[2])
            yield row, before, state


def merged(turns: Sequence[FoldedTurn]) -> list[FoldedTurn]:
    """Turns without the empty ones, neighbours of the same party joined: the form in which two tellings are compared."""
    result: list[FoldedTurn] = []
    for turn in turns:
        if turn.to_at is not None and turn.to_at == turn.from_at:
            continue
        if result and result[-1].party.same_as(turn.party) and result[-1].to_at == turn.from_at:
            result[-1] = replace(result[-1], to_at=turn.to_at)
        else:
            result.append(turn)
    return [replace(turn, party=replace(turn.party, step=None)) for turn in result]


def _pass_turn(state: Folded, at: datetime) -> None:
    now = party(state.steps.values(), owner=state.owner, is_closed=state.is_closed)
    if state.turns and state.turns[-1].party.same_as(now):
        return
    if state.turns:
        state.turns[-1] = replace(state.turns[-1], to_at=at)
    state.turns.append(FoldedTurn(now, at, None))


def _apply(state: Folded, at: datetime, kind: str, data: dict[str, Any]) -> None:
    if kind == "ticket_opened":
        state.version = data["version"]
        state.attention = "new"
    elif kind in ("owner_assigned", "owner_changed"):
        state.owner = data["owner"]
        state.owners.append((data["owner"], at))
    elif kind in ("route_laid", "moved_to_version"):
        state.version = data["version"]
        _set_states(state, data["replaced"], "skipped")
        for step in data["steps"]:
            state.steps[step["id"]] = RouteStep(
                step["id"], step["key"], step["position"], tuple(step["after"]), step["performer"], step["unit"], "planned",
                tuple(step.get("needs", ())),
            )  # fmt: skip
    elif kind == "data_known":
        state.data = {key: value for key, value in {**state.data, **data["values"]}.items() if value is not None}
    elif kind == "ticket_changed":
        state.data = data["changes"].get("data", state.data)
    elif kind in ("step_added", "data_asked", "step_repeated", "sub_step_added", "callback_promised"):
        _add_step(state, data)
    elif kind == "step_brought_forward":
        state.steps[data["step"]] = replace(state.steps[data["step"]], after=tuple(data["after"]))
    elif kind == "step_moved":
        for row in data["steps"]:
            state.steps[row["id"]] = replace(state.steps[row["id"]], position=row["position"], after=tuple(row["after"]))
    elif kind in ("step_sent_elsewhere", "step_passed_on"):
        step = state.steps[data["step"]]
        state.steps[step.id] = replace(
            step, unit=data["unit"], performer=data["performer"], state="planned" if data["had_begun"] else step.state
        )
    elif kind in STEP_STATES:
        _set_states(state, [data["step"]], STEP_STATES[kind])
    elif kind == "step_refused":
        step = state.steps[data["step"]]
        state.steps[step.id] = replace(step, unit=data["next_unit"], performer=data["next_performer"], state="planned")
    elif kind == "step_answered":
        _set_states(state, [data["step"]], "done" if data["is_over"] else "answered")
    elif kind == "attention_called":
        state.attention = data["reason"]
    elif kind == "attention_settled":
        state.attention = ""
    elif kind == "obstacle_named":
        state.open_obstacles.add(data["obstacle"])
    elif kind == "obstacle_removed":
        state.open_obstacles.discard(data["obstacle"])
    elif kind == "ticket_closed":
        state.before_closing = (dict(state.steps), state.attention)
        state.is_closed, state.closing_reason, state.attention = True, data["reason"], ""
        _set_states(state, data["finished"], "done")
        _set_states(state, data["skipped"], "skipped")
    elif kind == "closing_undone":
        assert state.before_closing
        state.is_closed, state.closing_reason = False, ""
        state.steps, state.attention = dict(state.before_closing[0]), state.before_closing[1]
    elif kind == "ticket_reopened":
        state.is_closed, state.closing_reason = False, ""
        state.reopened += 1


STEP_STATES = {
    "step_begun": "accepted",
    "step_offered": "offered",
    "step_accepted": "accepted",
    "step_returned": "returned",
    "step_resent": "accepted",
    "step_sent_back": "accepted",
    "step_done": "done",
    "step_skipped": "skipped",
    "step_passed_over": "skipped",
    "step_left_out": "skipped",
    "action_failed": "returned",
    "action_retried": "accepted",
}


def _set_states(state: Folded, ids: Iterable[int], to: str) -> None:
    for number in ids:
        state.steps[number] = replace(state.steps[number], state=to)


def _add_step(state: Folded, data: dict[str, Any]) -> None:
    for step in list(state.steps.values()):
        shifted = step.position + 1 if step.position >= data["position"] else step.position
        after = step.after
        if step.key in data["followers"]:
            kept = tuple(key for key in after if key not in data["after"])
            after = (*kept, data["key"])
        state.steps[step.id] = replace(step, position=shifted, after=after)
    state.steps[data["step"]] = RouteStep(
        data["step"], data["key"], data["position"], tuple(data["after"]), data["performer"], data["unit"], "planned",
        tuple(data.get("needs", ())),
    )  # fmt: skip
