"""Who acts for whom: a deputy, the deputy of a deputy, and nobody when they stand in for one another in a circle. No Django."""

from collections.abc import Mapping


def acting_for(person: int, away: Mapping[int, int | None]) -> int | None:
    """
    Who acts for a person: they themselves unless they are `away`, else their deputy, the deputy's deputy, and so on.

    `away` maps everybody who is away to their deputy or None. None when the line ends or comes back to somebody who was asked.
    """
    asked: set[int] = set()
    current: int | None = person
    while current is not None and current in away and current not in asked:
        asked.add(current)
        current = away[current]
    return None if current in asked else current


def line_of(person: int, away: Mapping[int, int | None]) -> list[int]:
    """Everybody who acts for the person today in the order in which they are asked; empty when they are there themselves."""
    line: list[int] = []
    current: int | None = person
    while current is not None and current in away:
        current = away[current]
        if current is None or current == person or current in line:
            break
        line.append(current)
    return line
