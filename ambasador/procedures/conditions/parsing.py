"""
The grammar, read by recursive descent:

    or          = and { ("or" | "lub") and }
    and         = not { ("and" | "i" | "oraz") not }
    not         = ("not" | "nie") not | "(" or ")" | test
    test        = name [ comparison ]                       a name alone asks whether it is yes
    comparison  = ("=" | "!=" | "<" | "<=" | ">" | ">=") operand
                | [not] ("in" | "w") "(" value { "," value } ")"
                | ("is" | "jest") [not] known  |  "nie" "jest" known
    operand     = name | value
    value       = "text" | number | 2026-11-25 | yes | no | tak | nie | true | false
"""

from decimal import Decimal
from functools import lru_cache

from ambasador.procedures.conditions.tokens import ConditionError, Token, tokens_of
from ambasador.procedures.conditions.tree import And, Compared, Known, Literal, Name, Node, Not, OneOf, Operand, Or

DEEPEST = 20
OR, AND, NOT = frozenset({"or", "lub"}), frozenset({"and", "i", "oraz"}), frozenset({"not", "nie"})
IN, IS = frozenset({"in", "w"}), frozenset({"is", "jest"})
KNOWN, UNKNOWN = frozenset({"known", "znane", "znany", "znana"}), frozenset({"unknown", "nieznane", "nieznany", "nieznana"})
YES, NO = frozenset({"yes", "tak", "true"}), frozenset({"no", "nie", "false"})
RESERVED = OR | AND | NOT | IN | IS | KNOWN | UNKNOWN | YES | NO


@lru_cache(maxsize=4096)
def parse(text: str) -> Node | None:
    """The condition as a tree; None for an empty one, which always holds. Raises ConditionError."""
    if not text.strip():
        return None
    reader = _Reader(tokens_of(text))
    node = reader.either()
    if reader.next.kind != "end":
        raise ConditionError("expected_end", reader.next.at, reader.next.text)
    return node


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.place, self.depth = tokens, 0, 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.next
        self.place += 1
        return token

    def accepts(self, words: frozenset[str]) -> bool:
        """Take the next word if it is one of these."""
        if self.next.word in words:
            self.place += 1
            return True
        return False

    def bracket(self, sign: str) -> None:
        if self.next.kind != "bracket" or self.next.text != sign:
            raise ConditionError("expected_bracket", self.next.at, sign)
        self.place += 1

    def either(self) -> Node:
        parts = [self.all()]
        while self.accepts(OR):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all(self) -> Node:
        parts = [self.negation()]
        while self.accepts(AND):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError("too_deep", self.next.at)
        if self.accepts(NOT):
            node: Node = Not(self.negation())
        elif self.next.kind == "bracket" and self.next.text == "(":
            self.take()
            node = self.either()
            self.bracket(")")
        else:
            node = self.test()
        self.depth -= 1
        return node

    def test(self) -> Node:
        name = self.name()
        if self.next.kind == "operator":
            return Compared(name, self.take().text, self.operand())
        is_negated = self.next.word in NOT and self.tokens[self.place + 1].word in IN | IS
        if is_negated:
            self.take()
        if self.accepts(IN):
            return OneOf(name, self.values(), is_negated)
        if self.accepts(IS):
            return self.known(name, is_negated)
        return Compared(name, "=", Literal(True, name.at))

    def known(self, name: Name, is_negated: bool) -> Node:
        if self.accepts(NOT):
            is_negated = not is_negated
        if self.accepts(UNKNOWN):
            return Known(name, not is_negated)
        if not self.accepts(KNOWN):
            raise ConditionError("expected_comparison", self.next.at, self.next.text)
        return Known(name, is_negated)

    def name(self) -> Name:
        token = self.take()
        if not token.word or token.word in RESERVED:
            raise ConditionError("expected_value" if token.kind == "end" else "expected_comparison", token.at, token.text)
        return Name(token.word, token.at)

    def operand(self) -> Operand:
        token = self.next
        return self.name() if token.word and token.word not in YES | NO else self.value()

    def value(self) -> Literal:
        token = self.take()
        if token.kind == "text":
            return Literal(token.text, token.at)
        if token.kind == "number":
            return Literal(Decimal(token.text), token.at)
        if token.word in YES | NO:
            return Literal(token.word in YES, token.at)
        raise ConditionError("expected_value", token.at, token.text)

    def values(self) -> tuple[Literal, ...]:
        self.bracket("(")
        found = [self.value()]
        while self.next.kind == "bracket" and self.next.text == ",":
            self.take()
            found.append(self.value())
        self.bracket(")")
        return tuple(found)
