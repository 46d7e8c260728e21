"""Who listens to what. `@on(StepOffered)` in an app's reactions.py; the reaction runs later, once, in a transaction of its own."""

from collections.abc import Callable
from typing import Any

from ambasador.journal.facts import Fact
from ambasador.journal.models import Event

Reaction = Callable[[Event], None]
LISTENERS: dict[str, list[str]] = {}
REACTIONS: dict[str, Reaction] = {}
AFTERWARDS: set[str] = set()


def on(*facts: type[Fact]) -> Callable[[Reaction], Reaction]:
    """
    Call the decorated function with each event of these kinds, after it is committed, exactly once, in the order of the subject's
    events.
    """

    def listen(function: Reaction) -> Reaction:
        _listen(function, facts)
        return function

    return listen


def afterwards(*facts: type[Fact]) -> Callable[[Reaction], Reaction]:
    """
    Call the decorated function once for all events of these kinds that a subject has had, with the newest, when its other reactions are done.

    For what is derived from the subject as it stands, like the search index: only the last state counts, not the way there.
    """

    def listen(function: Reaction) -> Reaction:
        AFTERWARDS.add(_listen(function, facts))
        return function

    return listen


def _listen(function: Reaction, facts: tuple[type[Fact], ...]) -> str:
    name = f"{function.__module__.removeprefix('ambasador.').removesuffix('.reactions')}.{function.__name__}"
    REACTIONS[name] = function
    for kind in facts:
        LISTENERS.setdefault(kind.kind, []).append(name)
    return name


def overview() -> list[tuple[str, list[str]]]:
    """Event kinds with the names of the reactions that listen to them, for `ambasador reactions`."""
    return sorted((kind, list(names)) for kind, names in LISTENERS.items())


def run(name: str, event: Event) -> Any:
    return REACTIONS[name](event)
