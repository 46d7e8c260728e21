"""A condition in plain words, Polish and English. What is compared stands in the nominative before a colon, so no ending can be wrong."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from ambasador.lib import words
from ambasador.procedures.conditions.evaluating import day_of
from ambasador.procedures.conditions.tree import And, Compared, Known, Literal, Name, Node, OneOf, Or, pushed_in


class Named(Protocol):
    """How a name is told: its kind, its own words and those of its codes."""

    @property
    def kind(self) -> str: ...
    def name_for(self, language: str) -> str: ...
    def option_for(self, code: str, language: str) -> str: ...


Names = Mapping[str, Named]
SAYS = {
    "pl": {
        "and": " oraz ", "or": " lub ", "=": "{name}: {value}", "!=": "{name}: inaczej niż {value}", ">": "{name}: więcej niż {value}",
        ">=": "{name}: co najmniej {value}", "<": "{name}: mniej niż {value}", "<=": "{name}: najwyżej {value}", "in": "{name}: {value}",
        "not in": "{name}: ani {value}", "known": "wiadomo: {name}", "not known": "nie wiadomo: {name}", "yes": "tak", "no": "nie",
        "date >": "{name}: później niż {value}", "date >=": "{name}: nie wcześniej niż {value}", "date <": "{name}: wcześniej niż {value}",
        "date <=": "{name}: nie później niż {value}", "one": " albo ", "none": ", ani ", "same": "{name}: tyle samo co {value}", "always": "zawsze",
    },
    "en": {
        "and": " and ", "or": " or ", "=": "{name}: {value}", "!=": "{name}: other than {value}", ">": "{name}: more than {value}",
        ">=": "{name}: at least {value}", "<": "{name}: less than {value}", "<=": "{name}: at most {value}", "in": "{name}: {value}",
        "not in": "{name}: neither {value}", "known": "known: {name}", "not known": "not known: {name}", "yes": "yes", "no": "no",
        "date >": "{name}: later than {value}", "date >=": "{name}: not before {value}", "date <": "{name}: earlier than {value}",
        "date <=": "{name}: not after {value}", "one": " or ", "none": " nor ", "same": "{name}: the same as {value}", "always": "always",
    },
}  # fmt: skip


def in_words(node: Node | None, names: Names, *, language: str) -> str:
    """One sentence without its full stop. Names that are not described stand as they are written."""
    says = SAYS.get(language, SAYS["en"])
    return says["always"] if node is None else _Teller(names, language, says).told(pushed_in(node))


class _Teller:
    def __init__(self, names: Names, language: str, says: Mapping[str, str]) -> None:
        self.names, self.language, self.says = names, language, says

    def told(self, node: Node) -> str:
        if isinstance(node, And | Or):
            joint = self.says["and" if isinstance(node, And) else "or"]
            return joint.join(self._part(part, within=node) for part in node.parts)
        if isinstance(node, Known):
            return self._say("not known" if node.is_negated else "known", node.left, "")
        if isinstance(node, OneOf):
            joint = self.says["none" if node.is_negated else "one"]
            return self._say("not in" if node.is_negated else "in", node.left, joint.join(self._value(node.left, one) for one in node.values))
        assert isinstance(node, Compared)
        return self._compared(node)

    def _part(self, part: Node, *, within: Node) -> str:
        is_grouped = isinstance(part, And | Or) and type(part) is not type(within)
        return f"({self.told(part)})" if is_grouped else self.told(part)

    def _compared(self, node: Compared) -> str:
        kind = self._kind(node.left)
        if isinstance(node.right, Literal) and isinstance(node.right.value, bool):
            is_yes = node.right.value == (node.operator == "=")
            return self._say("=", node.left, self.says["yes" if is_yes else "no"])
        if isinstance(node.right, Name) and node.operator == "=":
            return self._say("same", node.left, self._name(node.right))
        says = f"date {node.operator}" if kind == "date" and f"date {node.operator}" in self.says else node.operator
        return self._say(says, node.left, self._value(node.left, node.right))

    def _say(self, says: str, name: Name, value: str) -> str:
        return self.says[says].format(name=self._name(name), value=value)

    def _kind(self, name: Name) -> str:
        return self.names[name.key].kind if name.key in self.names else ""

    def _name(self, name: Name) -> str:
        return self.names[name.key].name_for(self.language) if name.key in self.names else name.key

    def _value(self, of: Name, value: Name | Literal) -> str:
        if isinstance(value, Name):
            return self._name(value)
        if isinstance(value.value, str) and self._kind(of) == "date":
            day = day_of(value.value)
            return self._day(day) if day else value.value
        if isinstance(value.value, Decimal):
            spoken = words.for_language(self.language)
            return spoken.money(value.value) if self._kind(of) == "money" else spoken.number(value.value)
        if isinstance(value.value, bool):
            return self.says["yes" if value.value else "no"]
        told = self.names[of.key].option_for(value.value, self.language) if of.key in self.names else ""
        return told or (f"„{value.value}”" if self.language == "pl" else f"“{value.value}”")

    def _day(self, day: date) -> str:
        return f"{day.day}.{day.month:02d}.{day.year}" if self.language == "pl" else day.isoformat()
