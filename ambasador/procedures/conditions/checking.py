"""Whether a condition makes sense over the fields there are: known names, values of their kind, options that exist."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Protocol

from ambasador.procedures.conditions.evaluating import day_of
from ambasador.procedures.conditions.tokens import ConditionError
from ambasador.procedures.conditions.tree import And, Compared, Known, Literal, Name, Node, Not, OneOf, Or

NUMBERS = ("number", "money")


class Described(Protocol):
    """What is to be known of a name: its kind (text, number, money, date, choice, yes_no) and the codes it may have, if they are listed."""

    @property
    def kind(self) -> str: ...
    @property
    def codes(self) -> Collection[str]: ...


def check(node: Node | None, names: Mapping[str, Described]) -> None:
    """Raises ConditionError for the first name that is not there, or value that its name can never have."""
    if node is None:
        return
    if isinstance(node, And | Or):
        for part in node.parts:
            check(part, names)
    elif isinstance(node, Not):
        check(node.part, names)
    else:
        described = _described(node.left, names)
        if isinstance(node, OneOf):
            for value in node.values:
                _check_value(described, value)
        elif isinstance(node, Compared):
            _check_comparison(described, node, names)
        else:
            assert isinstance(node, Known)


def _check_comparison(described: Described, node: Compared, names: Mapping[str, Described]) -> None:
    if node.operator not in ("=", "!=") and described.kind not in (*NUMBERS, "date"):
        raise ConditionError("wrong_kind", node.left.at, node.left.key)
    if isinstance(node.right, Name):
        other = _described(node.right, names)
        if _family(other.kind) != _family(described.kind):
            raise ConditionError("wrong_kind", node.right.at, node.right.key)
    else:
        _check_value(described, node.right)


def _described(name: Name, names: Mapping[str, Described]) -> Described:
    if name.key not in names:
        raise ConditionError("unknown_name", name.at, name.key)
    return names[name.key]


def _check_value(described: Described, literal: Literal) -> None:
    kind, value = described.kind, literal.value
    fits = {
        "yes_no": isinstance(value, bool),
        "date": isinstance(value, str) and day_of(value) is not None,
        "number": isinstance(value, Decimal),
        "money": isinstance(value, Decimal),
    }.get(kind, isinstance(value, str))
    if not fits:
        raise ConditionError("wrong_kind", literal.at, str(value))
    if described.codes and isinstance(value, str) and value.casefold() not in {code.casefold() for code in described.codes}:
        raise ConditionError("unknown_option", literal.at, value)


def _family(kind: str) -> str:
    return "number" if kind in NUMBERS else "text" if kind == "choice" else kind
