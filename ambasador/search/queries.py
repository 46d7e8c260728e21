"""Asking the one box."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQueryField, SearchRank, TrigramSimilarity
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Collate

from ambasador.journal.actors import Actor
from ambasador.lib import lexemes
from ambasador.search.models import SearchDocument, SearchWord
from ambasador.search.registry import KINDS
from ambasador.search.vectors import asked_number, question

CANDIDATES = 200
NEWEST = 2_000
MAX_QUESTION = 200
NEAR_ENOUGH = 0.4


@dataclass(frozen=True)
class Hit:
    kind: str
    id: int
    title: str
    updated_at: datetime


@dataclass(frozen=True)
class Found:
    """`instead` is what was looked for when nothing stood there as it was typed: the nearest words that do."""

    hits: list[Hit]
    instead: str = ""


def find(text: str, *, by: Actor, limit: int = 20, kinds: Iterable[str] | None = None) -> Found:
    """
    What the actor may see that holds every word of `text`, inflected, begun, or mistyped; or the number in it. Best first.

    Fit for asking with every key: at most the newest 200 candidates are ranked, whatever the number of documents. At most four queries;
    when nothing stands there, one more for each word not known and four for the nearest.
    """
    text = text.replace("\0", " ").strip()[:MAX_QUESTION]
    may_see = _may_see(by, kinds)
    if may_see is None:
        return Found([])
    hits = _by_number(text, may_see, limit)
    hits += [hit for hit in _by_words(text, may_see, limit) if hit not in hits]
    if hits:
        return Found(hits[:limit])
    nearest = _nearest_words(text)
    return Found(_by_words(nearest, may_see, limit), nearest) if nearest else Found([])


def pl_sort(expression: str) -> Collate:
    """Polish alphabetical order for `order_by`, the same on every server: `order_by(pl_sort("name"))`."""
    return Collate(Func(F(expression), function="pl_sort"), "C")


def _may_see(by: Actor, kinds: Iterable[str] | None) -> Q | None:
    conditions = None
    for kind in kinds if kinds is not None else KINDS:
        rows = KINDS[kind].visible(by)
        condition = Q(subject_kind=kind)
        if rows is not None:
            condition &= Q(Exists(rows.order_by().filter(pk=OuterRef("subject_id"))))
        conditions = condition if conditions is None else conditions | condition
    return conditions


def _by_words(text: str, may_see: Q, limit: int) -> list[Hit]:
    """
    1. A common word has enough hits among the newest documents, which are few to look through.
    2. A rare one has few hits in all, which the word index gives at once. Sorted by an expression, lest the server look for them
       in the order of time: it takes begun words for frequent ones, and would read everything.
    """
    asked = question(text)
    if not asked:
        return []
    query = Cast(Value(asked), SearchQueryField())
    matches = Func(F("vector"), query, arg_joiner=" @@ ", template="%(expressions)s", output_field=BooleanField())
    found = SearchDocument.objects.filter(matches, may_see)
    edge = list(SearchDocument.objects.order_by("-updated_at").values_list("updated_at", flat=True)[NEWEST : NEWEST + 1])
    if edge:
        hits = _ranked(found.filter(updated_at__gte=edge[0]).order_by("-updated_at"), query, limit)
        if len(hits) >= limit:
            return hits
    return _ranked(found.order_by((F("updated_at") + timedelta(0)).desc()), query, limit)


def _ranked(found: QuerySet[SearchDocument], query: Cast, limit: int) -> list[Hit]:
    candidates = SearchDocument.objects.filter(pk__in=found.values("pk")[:CANDIDATES])
    return _hits(candidates.annotate(rank=SearchRank(F("vector"), query, cover_density=True)).order_by("-rank", "-updated_at"), limit)


def _by_number(text: str, may_see: Q, limit: int) -> list[Hit]:
    number = asked_number(text)
    if not number:
        return []
    return _hits(SearchDocument.objects.filter(may_see, numbers__icontains=number).order_by("-updated_at"), limit)


def _hits(documents: QuerySet[SearchDocument], limit: int) -> list[Hit]:
    rows = documents.values_list("subject_kind", "subject_id", "title", "updated_at")[:limit]
    return [Hit(*row) for row in rows]


def _nearest_words(text: str) -> str:
    """The question with each unknown word replaced by the most similar one of the index; nothing when none was, or one has no like."""
    asked = lexemes.words(text)[:12]
    known = set(SearchWord.objects.filter(word__in=asked).values_list("word", flat=True))
    nearest = {word: word for word in known}
    for word in asked:
        if word in nearest or not word.isalpha():
            continue
        if len(word) < 4:
            return ""
        like = SearchWord.objects.filter(word__trigram_similar=word).annotate(likeness=TrigramSimilarity("word", word))
        best = like.filter(likeness__gte=NEAR_ENOUGH).order_by("-likeness", "word").values_list("word", flat=True).first()
        if best is None:
            return ""
        nearest[word] = best
    meant = " ".join(nearest.get(word, word) for word in asked)
    return meant if meant != " ".join(asked) else ""
