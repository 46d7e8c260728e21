"""The language of conditions: what it reads, what it means, how it is told, and what it refuses."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambasador.procedures.conditions import LONGEST, ConditionError, check, holds, in_words, parse
from ambasador.procedures.conditions.tree import And, Compared, Literal, Name, Not, OneOf, Or, pushed_in
from ambasador.procedures.fields import Field, nameable

pytestmark = pytest.mark.req("P1")
PRODUCTS = [{"code": "pralka", "pl": "pralka", "en": "washer"}, {"code": "suszarka", "pl": "suszarka", "en": "dryer"}]
NAMES = nameable(
    [
        Field("kwota", "money", "kwota reklamacji", "claimed amount"),
        Field("produkt", "choice", "produkt", "product", PRODUCTS),
        Field("gwarancja", "yes_no", "na gwarancji", "under warranty"),
        Field("zakup", "date", "data zakupu", "bought on"),
        Field("opis", "text", "opis", "description"),
        Field("limit", "number", "limit", "limit"),
    ]
)
KNOWN = {"kwota": Decimal(600), "produkt": "pralka", "gwarancja": False, "zakup": date(2026, 3, 1), "klient.rodzaj": "person", "customer.kind": "person"}


@pytest.mark.parametrize(
    ("condition", "meaning"),
    [
        ("", True),
        ("kwota > 500", True),
        ("kwota >= 600 and kwota <= 600", True),
        ("kwota < 600", False),
        ("kwota = 600.00", True),
        ("kwota <> 600", False),
        ('produkt = "Pralka"', True),
        ('produkt in ("suszarka", "pralka")', True),
        ('produkt nie w ("suszarka")', True),
        ("gwarancja", False),
        ("nie gwarancja", True),
        ("gwarancja = nie", True),
        ("gwarancja = yes", False),
        ("zakup < 2026-06-01", True),
        ("zakup >= 2026-03-02", False),
        ("klient.rodzaj = „person”", True),
        ('customer.kind = "firm"', False),
        ("kwota jest znana", True),
        ("opis is known", False),
        ("opis nie jest znany", True),
        ("opis is not known", True),
        ("opis jest nieznany", True),
        ("kwota > 500 or kwota < 100 and gwarancja", True),
        ("(kwota > 500 or kwota < 100) and gwarancja", False),
        ("not (kwota > 500 and gwarancja)", True),
    ],
)
def test_a_condition_means_what_it_says(condition, meaning):
    node = parse(condition)
    check(node, NAMES)
    assert holds(node, KNOWN) is meaning


@pytest.mark.parametrize(
    ("condition", "meaning"),
    [
        ('opis = "x"', None),
        ('not opis = "x"', None),
        ('opis = "x" or kwota > 500', True),
        ('opis = "x" and kwota > 500', None),
        ('opis = "x" and kwota > 700', False),
        ('opis in ("x", "y")', None),
        ("limit < kwota", None),
    ],
)
def test_what_is_not_known_decides_nothing(condition, meaning):
    assert holds(parse(condition), KNOWN) is meaning


@pytest.mark.parametrize(
    ("condition", "code", "at"),
    [
        ("kwota >", "expected_value", 7),
        ("kwota 5", "expected_end", 6),
        ("kwota > 5 gwarancja", "expected_end", 10),
        ("(kwota > 5", "expected_bracket", 10),
        ('kwota = "x', "open_text", 8),
        ("kwota & 1", "unknown_sign", 6),
        ("kwota > 1,5", "expected_end", 9),
        ("kwota > 1.2.3", "bad_number", 8),
        ("kwota > ٣", "bad_number", 8),
        ("cena > 1", "unknown_name", 0),
        ('kwota > "dużo"', "wrong_kind", 8),
        ('produkt > "a"', "wrong_kind", 0),
        ('produkt = "lodówka"', "unknown_option", 10),
        ("zakup < 2026-13-01", "wrong_kind", 8),
        ("kwota = produkt", "wrong_kind", 8),
        ("and", "expected_comparison", 0),
        ("produkt in ()", "expected_value", 12),
        ("opis is", "expected_comparison", 7),
        ("(" * 40 + "gwarancja" + ")" * 40, "too_deep", 20),
        ("not " * 40 + "gwarancja", "too_deep", 80),
        ("x" * (LONGEST + 1), "too_long", LONGEST),
        ("(" * 400, "too_long", 150),
    ],
)
def test_what_is_wrong_is_told_with_its_place(condition, code, at):
    with pytest.raises(ConditionError) as caught:
        check(parse(condition), NAMES)
    assert (caught.value.code, caught.value.at) == (code, at)


@pytest.mark.parametrize(
    ("condition", "polish", "english"),
    [
        ("", "zawsze", "always"),
        ("kwota > 500", "kwota reklamacji: więcej niż 500 zł", "claimed amount: more than PLN 500"),
        ("not kwota > 500", "kwota reklamacji: najwyżej 500 zł", "claimed amount: at most PLN 500"),
        ('produkt in ("pralka", "suszarka")', "produkt: pralka albo suszarka", "product: washer or dryer"),
        ('produkt not in ("pralka", "suszarka")', "produkt: ani pralka, ani suszarka", "product: neither washer nor dryer"),
        ("nie gwarancja", "na gwarancji: nie", "under warranty: no"),
        ("zakup < 2026-01-05", "data zakupu: wcześniej niż 5.01.2026", "bought on: earlier than 2026-01-05"),
        ("not (opis is known or gwarancja)", "nie wiadomo: opis oraz na gwarancji: nie", "not known: description and under warranty: no"),
        ("gwarancja and (limit > 1 or limit < 0)", "na gwarancji: tak oraz (limit: więcej niż 1 lub limit: mniej niż 0)",
         "under warranty: yes and (limit: more than 1 or limit: less than 0)"),
        ('customer.kind = "firm"', "rodzaj klienta: firma", "kind of customer: company"),
    ],
)  # fmt: skip
def test_a_condition_is_told_in_plain_words(condition, polish, english):
    def told(language):
        return in_words(parse(condition), NAMES, language=language).replace("\u00a0", " ").replace("\u202f", " ")

    assert told("pl") == polish
    assert told("en") == english


def written(node) -> str:
    """A tree back as text, with brackets around everything."""
    if isinstance(node, And | Or):
        return "(" + (" and " if isinstance(node, And) else " lub ").join(map(written, node.parts)) + ")"
    if isinstance(node, Not):
        return f"not {written(node.part)}"
    if isinstance(node, OneOf):
        return f"{node.left.key} {'nie ' if node.is_negated else ''}in ({', '.join(map(value, node.values))})"
    return f"{node.left.key} {node.operator} {value(node.right)}"


def value(literal) -> str:
    return f'"{literal.value}"' if isinstance(literal.value, str) else str(literal.value)


def bare(node):
    """A tree without the places of its words."""
    if isinstance(node, And | Or):
        return type(node)(tuple(map(bare, node.parts)))
    if isinstance(node, Not):
        return Not(bare(node.part))
    if isinstance(node, OneOf):
        return OneOf(Name(node.left.key, 0), tuple(Literal(one.value, 0) for one in node.values), node.is_negated)
    return Compared(Name(node.left.key, 0), node.operator, Literal(node.right.value, 0))


AMOUNTS = st.decimals(min_value=-999, max_value=999, places=2).map(lambda number: Literal(number, 0))
COMPARED = st.builds(Compared, st.just(Name("kwota", 0)), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), AMOUNTS)
LISTED = st.builds(OneOf, st.just(Name("kwota", 0)), st.lists(AMOUNTS, min_size=1, max_size=3).map(tuple), st.booleans())
TREES = st.recursive(
    COMPARED | LISTED,
    lambda inner: st.builds(Not, inner) | st.builds(lambda parts, kind: kind(tuple(parts)), st.lists(inner, min_size=2, max_size=3), st.sampled_from([And, Or])),
    max_leaves=6,
)


@given(TREES)
@settings(max_examples=300)
def test_any_condition_is_read_back_as_it_was_written(tree):
    text = written(tree)
    if len(text) <= LONGEST:
        assert bare(parse(text)) == tree


@given(TREES, st.none() | st.decimals(min_value=-999, max_value=999, places=2))
@settings(max_examples=300)
def test_pushing_negations_down_changes_no_meaning(tree, amount):
    assert holds(pushed_in(tree), {"kwota": amount}) is holds(tree, {"kwota": amount})


@given(st.text(alphabet='kwotaindlub()"„”<>=!., 0123456789-_&\n', max_size=LONGEST + 20))
@settings(max_examples=500)
def test_any_text_is_read_or_refused_and_nothing_else(text):
    place = 0
    with suppress(ConditionError):
        try:
            node = parse(text)
            check(node, NAMES)
        except ConditionError as error:
            place = error.at
            raise
        assert holds(node, KNOWN) in (True, False, None)
        assert in_words(node, NAMES, language="pl")
    assert 0 <= place <= LONGEST
