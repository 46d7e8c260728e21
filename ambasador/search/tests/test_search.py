"""The one box: words, begun words, numbers, mistyped words, and never what the reader may not see."""

from datetime import UTC, datetime, timedelta

import pytest

from ambasador.accounts.models import User
from ambasador.accounts.verbs import join_user
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.search import registry
from ambasador.search.models import SearchDocument, SearchWord
from ambasador.search.queries import find, pl_sort
from ambasador.search.registry import Document, Searchable, declare
from ambasador.search.vectors import asked_number, compact, question, vector
from ambasador.search.verbs import index, index_all

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
TEXTS = {
    1: Document(
        title="Pralka cieknie po montażu", body="Woda na podłodze w łazience", numbers=("48213", "+48 600-123-456"), updated_at=NOW
    ),
    2: Document(
        title="Zwrot pieniędzy", body="Pralka wróciła do sklepu, czekam na zwrot", numbers=("48214",), updated_at=NOW - timedelta(days=1)
    ),
    3: Document(title="Broken dishwasher", body="It leaks since the installation", numbers=("48215",), updated_at=NOW - timedelta(days=2)),
}


@pytest.fixture
def letters(db, monkeypatch):
    """A kind of subjects of which a customer sees only the one with their number."""
    monkeypatch.setattr(registry, "KINDS", dict(registry.KINDS))
    monkeypatch.setattr("ambasador.search.queries.KINDS", registry.KINDS)
    monkeypatch.setattr("ambasador.search.verbs.KINDS", registry.KINDS)
    texts = dict(TEXTS)

    def visible(by):
        return None if by == SYSTEM else User.objects.filter(pk=by.id)

    declare(
        Searchable(kind="letter", load=lambda ids: {i: texts[i] for i in ids if i in texts}, ids=lambda: sorted(texts), visible=visible)
    )
    list(index_all("letter"))
    return texts


def ids(text, by=SYSTEM, **more):
    return [hit.id for hit in find(text, by=by, kinds=["letter"], **more).hits]


@pytest.mark.req("K1")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pralka", [1, 2]),
        ("pralki", [1, 2]),
        ("pral", [1, 2]),
        ("PRALCE", [1, 2]),
        ("montazu", [1]),
        ("pralka zwrot", [2]),
        ("zwroty", [2]),
        ("łazienka", [1]),
        ("lazienka", [1]),
        ("leaking", [3]),
        ("dishwashers instal", [3]),
        ("48213", [1]),
        ("482", [1, 2, 3]),
        ("600 123 456", [1]),
        ("600123", [1]),
        ("+48 600 123 456", [1]),
        ("0048600123456", [1]),
        ("pralka 48214", [2]),
        ("lodówka", []),
        ("pralka lodówka", []),
    ],
)
def test_what_is_found(letters, text, expected):
    assert ids(text) == expected


def test_a_mistyped_word_is_taken_for_the_nearest(letters):
    found = find("pralak ciekie", by=SYSTEM, kinds=["letter"])
    assert ([hit.id for hit in found.hits], found.instead) == ([1], "pralka cieknie")
    assert find("xqzvw", by=SYSTEM, kinds=["letter"]) == find("ab", by=SYSTEM, kinds=["letter"])


@pytest.mark.parametrize(
    "text", ["", "   ", "\0", "'", "\\", "a' | 'b", ":*", "!", "& | ()", "%", "_", "<->", "💥", "x" * 5000, "a " * 300, "ﬁ ½ Ⅷ"]
)
def test_no_text_breaks_it(letters, text):
    assert ids(text) == []
    assert ids("pralka") == [1, 2]


def test_nobody_finds_what_they_may_not_see(letters):
    owner = join_user(email="a@firma.example", name="A", roles=["department"], by=SYSTEM)
    letters[owner.id] = Document(title="Pralka własna", numbers=("77001",), updated_at=NOW)
    index("letter", [owner.id])
    assert owner.id in ids("pralka")
    for text in ("pralka", "pralak", "77001", "482", "woda"):
        assert set(ids(text, by=owner.actor)) <= {owner.id}, text
    assert ids("pralka", by=owner.actor) == ids("77001", by=owner.actor) == [owner.id]
    assert ids("pralka", by=Actor("user", 10**9)) == []
    assert find("pralka", by=SYSTEM, kinds=[]).hits == []


def test_indexing_again_changes_nothing_and_what_is_gone_is_gone(letters):
    before = list(SearchDocument.objects.order_by("id").values())
    assert index("letter", [3, 2, 1, 1]) == 3
    assert list(SearchDocument.objects.order_by("id").values()) == before
    del letters[2]
    assert index("letter", [2]) == 0
    assert ids("zwrot") == []
    with pytest.raises(KeyError):
        index("nothing", [1])


def test_a_kind_is_declared_once(letters):
    with pytest.raises(ValueError, match="letter"):
        declare(registry.KINDS["letter"])


def test_title_outweighs_body_and_the_limit_holds(letters):
    letters[4] = Document(title="Woda", body="", updated_at=NOW - timedelta(days=9))
    index("letter", [4])
    assert ids("woda") == [4, 1]
    assert ids("woda", limit=1) == [4]


def test_asking_costs_few_queries(letters, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert ids("600 123 456") == [1]
    with django_assert_max_num_queries(8):
        assert ids("pralak") == [1, 2]  # a mistyped word is looked for in one more way


@pytest.mark.parametrize("newest", [1, 2, 3])
def test_common_and_rare_words_are_found_on_either_path(letters, monkeypatch, newest):
    monkeypatch.setattr("ambasador.search.queries.NEWEST", newest)
    assert ids("pralka") == [1, 2]
    assert ids("pralka", limit=1) == [1]
    assert ids("dishwasher") == [3]


def test_long_and_odd_documents_are_indexed(letters):
    letters[5] = Document(title="x\0y" * 300, body="słowo " * 50_000 + "\0koniec", updated_at=NOW)
    letters[6] = Document(title="", body="'; DROP TABLE \\ 'a':1", updated_at=NOW)
    assert index("letter", [5, 6]) == 2
    assert 5 in ids("słowa")


def test_vectors_and_questions():
    assert vector(title="Kot", numbers=(), body="kot") == "'kot':1A,2B"
    assert question("") == question("!?") == ""
    assert question("kot") == "('kot' | 'kot':*)"
    assert (compact("+48 600-123"), asked_number("00 48 600"), asked_number("12"), asked_number("ewa")) == ("48600123", "48600", "", "")


def test_polish_order(db):
    words = ["Żak", "opel", "Zając", "ósmy", "Ąsk", "Ćwik", "Ala", "azor", "Cak", "Czyż", "Źrebak", "Łoś", "Lis", "Škoda"]
    SearchWord.objects.bulk_create(SearchWord(word=word) for word in words)
    in_order = list(SearchWord.objects.filter(word__in=words).order_by(pl_sort("word")).values_list("word", flat=True))
    assert in_order == ["Ala", "azor", "Ąsk", "Cak", "Czyż", "Ćwik", "Lis", "Łoś", "opel", "ósmy", "Škoda", "Zając", "Źrebak", "Żak"]
