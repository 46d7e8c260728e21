"""
What is different between two versions: rows that came, went, moved or changed, told by key. Pure functions over plain rows.

Rows that are on both sides and stand in one another's order as before have not moved: of the others as few as possible are said to
(the longest common subsequence stays). A step whose predecessor was taken out waits for what that one waited for, which is no change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from ambasador.procedures import template

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """`state` is new, gone or kept; `changes` are (name, before, after). `behind` is the key it stands behind now, when it moved."""

    key: str
    state: str
    row: Row
    is_moved: bool = False
    behind: str = ""
    changes: Sequence[tuple[str, Any, Any]] = field(default=())


def of_rows(before: Sequence[Row], after: Sequence[Row]) -> list[Difference]:
    """The differences in the order of the new side, then what is gone. Nothing for a row that is as it was."""
    old = {row["key"]: row for row in _without_gone(before, {row["key"] for row in after})}
    new = {row["key"]: row for row in after}
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    found = []
    previous = ""
    for key, row in new.items():
        if key not in old:
            found.append(Difference(key, "new", row, behind=previous))
        else:
            changes = changed(old[key], row)
            if changes or key in moved:
                found.append(Difference(key, "kept", row, is_moved=key in moved, behind=previous, changes=changes))
        previous = key
    return found + [Difference(row["key"], "gone", row) for row in before if row["key"] not in new]


def changed(before: Row, after: Row) -> list[tuple[str, Any, Any]]:
    return [(name, before.get(name), value) for name, value in after.items() if _plain(before.get(name)) != _plain(value)]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else value


def _without_gone(before: Sequence[Row], kept: set[str]) -> list[Row]:
    """The old rows that are kept, each waiting for what is kept too."""
    if not any("after" in row for row in before):
        return [row for row in before if row["key"] in kept]
    graph: dict[str, list[str]] = {row["key"]: list(row["after"]) for row in before}
    for row in before:
        if row["key"] not in kept:
            graph = template.without(graph, row["key"])
    return [{**row, "after": graph[row["key"]]} for row in before if row["key"] in kept]


def _moved(old: list[str], new: list[str]) -> set[str]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(old) - {key for block in blocks for key in old[block.a : block.a + block.size]}
