"""`verify`: folds the journal of the tickets and compares the result with what is stored."""

from datetime import datetime, timedelta
from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("verify", help="compare every ticket with what the journal tells of it")
    parser.add_argument("--tickets", type=int, metavar="N", help="only N tickets chosen at random")
    parser.set_defaults(run=_verify)


def _verify(arguments: Any) -> int:
    from ambasador.tickets.models import Ticket

    tickets = Ticket.objects.order_by("?")[: arguments.tickets] if arguments.tickets else Ticket.objects.order_by("id")
    count, wrong = 0, 0
    for ticket in tickets.iterator(chunk_size=500):
        count += 1
        found = differences_of(ticket)
        wrong += bool(found)
        for line in found:
            print(f"#{ticket.number} {line}")
    print(f"{count} tickets compared with the journal, {wrong} differ.")
    return 1 if wrong else 0


def differences_of(ticket: Any) -> list[str]:
    """
    What differs between a ticket and the fold of its events, as lines for people; empty when all is true. Six queries.

    Compared are owner, closing, attention, version, steps, obstacles, turns, and the identity of time: the minutes of all parties add up
    to those since the opening. [N8]
    """
    from ambasador.lib import clock
    from ambasador.tickets import queries
    from ambasador.tickets.fold import fold, merged

    told = fold([(event.at, event.kind, event.data) for event in queries.events_of(ticket)])
    stored = queries.stored_state(ticket)
    steps = {step.id: (step.key, step.position, step.after, step.performer, step.unit, step.state) for step in told.steps.values()}
    pairs: dict[str, tuple[object, object]] = {
        "owner": (told.owner, stored["owner"]),
        "closed": (told.is_closed, stored["is_closed"]),
        "attention": (told.attention, stored["attention"]),
        "procedure version": (told.version, stored["version"]),
        "steps": (steps, stored["steps"]),
        "obstacles": (told.open_obstacles, stored["obstacles"]),
        "turns": (merged(told.turns), merged(queries.stored_turns(ticket))),
    }
    found = [
        f"{name}: the journal tells {tells!r}, stored is {is_stored!r}" for name, (tells, is_stored) in pairs.items() if tells != is_stored
    ]
    return found + _minutes(ticket, at=max(clock.now(), ticket.opened_at))


def _minutes(ticket: Any, *, at: datetime) -> list[str]:
    from ambasador.tickets import queries

    spent = sum(queries.minutes_per_party(ticket, at=at).values(), timedelta())
    passed = at - ticket.opened_at
    return [] if spent == passed else [f"time: the parties had it for {spent}, but {passed} passed"]
