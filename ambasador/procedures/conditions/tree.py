"""A condition once it is read: a tree of comparisons under and, or, not."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Value = str | Decimal | bool


@dataclass(frozen=True)
class Name:
    """A field of the data, or something of the ticket or the customer."""

    key: str
    at: int


@dataclass(frozen=True)
class Literal:
    """A value as written; a day is text until it is compared with one."""

    value: Value
    at: int


Operand = Name | Literal


@dataclass(frozen=True)
class Compared:
    """`left` `operator` `right`; the operator is one of = != < <= > >=."""

    left: Name
    operator: str
    right: Operand


@dataclass(frozen=True)
class OneOf:
    left: Name
    values: tuple[Literal, ...]
    is_negated: bool = False


@dataclass(frozen=True)
class Known:
    left: Name
    is_negated: bool = False


@dataclass(frozen=True)
class Not:
    part: "Node"


@dataclass(frozen=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Node", ...]


Node = Compared | OneOf | Known | Not | And | Or
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def names_in(node: Node) -> Iterator[Name]:
    """Every name of the condition, in order."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from names_in(part)
    elif isinstance(node, Not):
        yield from names_in(node.part)
    else:
        yield node.left
        if isinstance(node, Compared) and isinstance(node.right, Name):
            yield node.right


def pushed_in(node: Node, *, negated: bool = False) -> Node:
    """The same condition without Not: negations moved down to the comparisons (De Morgan), which say their opposite."""
    if isinstance(node, Not):
        return pushed_in(node.part, negated=not negated)
    if isinstance(node, And | Or):
        parts = tuple(pushed_in(part, negated=negated) for part in node.parts)
        return (Or if isinstance(node, And) == negated else And)(parts)
    if not negated:
        return node
    if isinstance(node, Compared):
        return Compared(node.left, OPPOSITE[node.operator], node.right)
    if isinstance(node, OneOf):
        return OneOf(node.left, node.values, not node.is_negated)
    return Known(node.left, not node.is_negated)
