"""Whether a condition holds: True, False, or None when what it asks about is not known."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ambasador.procedures.conditions.tree import And, Compared, Known, Literal, Name, Node, Not, OneOf, Or

Fact = str | Decimal | bool | date


def holds(node: Node | None, values: Mapping[str, Fact | None]) -> bool | None:
    """`values` are by name; what is missing or None is not known. Values of different kinds are not comparable, hence not known."""
    if node is None:
        return True
    if isinstance(node, And | Or):
        return _together([holds(part, values) for part in node.parts], decides=isinstance(node, Or))
    if isinstance(node, Not):
        found = holds(node.part, values)
        return None if found is None else not found
    left = values.get(node.left.key)
    if isinstance(node, Known):
        return (left is None) == node.is_negated
    if isinstance(node, OneOf):
        found = _together([_compare(left, "=", value.value) for value in node.values], decides=True)
        return None if found is None else found != node.is_negated
    return _compare(left, node.operator, _value(node, values))


def _value(node: Compared, values: Mapping[str, Fact | None]) -> Fact | None:
    right: Name | Literal = node.right
    return values.get(right.key) if isinstance(right, Name) else right.value


def _together(found: list[bool | None], *, decides: bool) -> bool | None:
    """Kleene's or (`decides` True) and and (False): one part that decides is enough, else what is not known makes all unknown."""
    if decides in found:
        return decides
    return None if None in found else not decides


def _compare(left: Fact | None, operator: str, right: Fact | None) -> bool | None:
    if isinstance(left, date) and isinstance(right, str):
        right = day_of(right)
    if left is None or right is None or type(left) is not type(right):
        return None
    if isinstance(left, str) and isinstance(right, str):
        left, right = left.casefold(), right.casefold()
    if operator in ("=", "!="):
        return (left == right) == (operator == "=")
    if isinstance(left, bool | str):
        return None
    return _ordered(left, operator, right)


def _ordered(left: Decimal | date, operator: str, right: object) -> bool:
    is_less, is_equal = left < right, left == right  # type: ignore[operator]
    return {"<": is_less, "<=": is_less or is_equal, ">": not is_less and not is_equal, ">=": not is_less}[operator]


def day_of(text: str) -> date | None:
    """The day a text names as 2026-11-25; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
