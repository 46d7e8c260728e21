"""
Which conversation an incoming message belongs to [I2].

In this order: Message-ID and References; the signed reply address; the number in the subject, and then only from a known sender.
A number can be guessed, so alone it opens nothing. Pure functions: what the database knows is handed in.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

SUBJECT_NUMBER = re.compile(r"\[#(\d{1,15})\]")
TICKET_ADDRESS, TASK_ADDRESS = "sprawa+", "zadanie+"
MOST_REFERENCES = 40


@dataclass(frozen=True)
class Place:
    """The conversation found: a ticket, or with `step` the thread of a task in it. `basis` tells how."""

    ticket: int
    step: int | None
    basis: str


def tokens_in(addresses: Iterable[str], domain: str) -> list[tuple[str, str]]:
    """(kind, token) of our signed reply addresses among the recipients; kind is ticket or task."""
    found = []
    for address in addresses:
        local, at, host = address.strip().lower().rpartition("@")
        if not at or host != domain.lower():
            continue
        if local.startswith(TICKET_ADDRESS):
            found.append(("ticket", local.removeprefix(TICKET_ADDRESS)))
        elif local.startswith(TASK_ADDRESS):
            found.append(("task", local.removeprefix(TASK_ADDRESS)))
    return found


def number_in(subject: str) -> int | None:
    """The ticket number in a subject tag, or None."""
    match = SUBJECT_NUMBER.search(subject[:500])
    return int(match.group(1)) if match else None


def find(
    *,
    references: Sequence[str],
    tokens: Sequence[tuple[str, str]],
    number: int | None,
    by_reference: Callable[[Sequence[str]], Place | None],
    by_token: Callable[[str, str], Place | None],
    by_number: Callable[[int], Place | None],
) -> Place | None:
    """The place of a message, or None for a new matter. `by_number` must itself answer None for a sender unknown to that ticket."""
    place = by_reference(references) if references else None
    if place is None:
        place = next((found for kind, token in tokens if (found := by_token(kind, token))), None)
    if place is None and number is not None:
        place = by_number(number)
    return place
