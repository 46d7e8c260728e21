"""The shape of a procedure: which steps wait for which. Pure functions over (key, after) pairs."""

from collections.abc import Iterable, Mapping, Sequence


def in_order(after: Mapping[str, Sequence[str]]) -> list[str]:
    """Keys so that each stands behind all it waits for, otherwise in the given order. Raises ValueError naming the keys of a loop."""
    placed: list[str] = []
    waiting = list(after)
    known = set(after)
    while waiting:
        ready = [key for key in waiting if all(other in placed or other not in known for other in after[key])]
        if not ready:
            raise ValueError(", ".join(waiting))
        placed.append(ready[0])
        waiting.remove(ready[0])
    return placed


def without(after: Mapping[str, Sequence[str]], key: str) -> dict[str, list[str]]:
    """The graph when `key` is taken out: who waited for it waits for what it waited for."""
    inherited = list(after[key])
    return {
        other: _unique(part for waited in others for part in (inherited if waited == key else [waited]))
        for other, others in after.items()
        if other != key
    }


def swapped(after: Mapping[str, Sequence[str]], first: str, second: str) -> dict[str, list[str]]:
    """
    The graph when `second`, which stands behind `first`, changes places with it.

    In a plain sequence what waited for the second now waits for the first; steps that do not wait for one another keep their places in
    the order of work, and only stand in another order.
    """
    if first not in after[second]:
        return {key: list(others) for key, others in after.items()}
    taken = [key for key in after[second] if key != first] or list(after[first])
    result = {
        key: _unique(first if other == second else other for other in others) if key not in (first, second) else list(others)
        for key, others in after.items()
    }
    result[first], result[second] = [second], taken
    return result


def groups(steps: Sequence[tuple[str, Sequence[str]]]) -> list[list[str]]:
    """Neighbouring steps that wait for the same things form one group: those with more than one member run in parallel."""
    result: list[list[str]] = []
    previous: set[str] | None = None
    for key, after in steps:
        if previous is not None and set(after) == previous and after:
            result[-1].append(key)
        else:
            result.append([key])
        previous = set(after)
    return result


def _unique(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
