"""
Writing the index. It only repeats what other apps' events tell, so it records none of its own.

An app keeps its documents true from its `reactions.py`: `index("customer", [event.subject_id])`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction

from ambasador.lib import lexemes
from ambasador.search.models import SearchDocument, SearchWord
from ambasador.search.registry import KINDS, Document
from ambasador.search.vectors import MAX_WORDS, compact, vector

BATCH = 500
MAX_BODY = 40_000
_UPSERT = """
INSERT INTO search_searchdocument (subject_kind, subject_id, title, body, vector, numbers, updated_at)
VALUES (%s, %s, %s, %s, %s::tsvector, %s, %s)
ON CONFLICT (subject_kind, subject_id) DO UPDATE
SET title = excluded.title, body = excluded.body, vector = excluded.vector, numbers = excluded.numbers, updated_at = excluded.updated_at
"""


@transaction.atomic
def index(kind: str, ids: Iterable[int]) -> int:
    """
    Write the documents of these subjects anew; a subject that is gone loses its document. Returns how many stand in the index.

    Repeating it changes nothing. Raises KeyError for a kind that nobody declared.
    """
    wanted = sorted(set(ids))
    documents = KINDS[kind].load(wanted)
    rows = [_row(kind, subject, documents[subject]) for subject in wanted if subject in documents]
    SearchDocument.objects.filter(subject_kind=kind, subject_id__in=[subject for subject in wanted if subject not in documents]).delete()
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)
    words = {word for document in documents.values() for word in lexemes.words(f"{document.title} {document.body}")[:MAX_WORDS]}
    words = {word for word in words if len(word) > 2 and word.isalpha()}
    new = words.difference(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(new)], ignore_conflicts=True)  # in order, against deadlocks
    return len(rows)


def index_all(kind: str) -> Iterator[int]:
    """Write all documents of a kind anew, a batch in each transaction; yields the number done so far after each."""
    done = 0
    batch: list[int] = []
    for subject in KINDS[kind].ids():
        batch.append(subject)
        if len(batch) == BATCH:
            done += index(kind, batch)
            batch = []
            yield done
    yield done + index(kind, batch)


def _row(kind: str, subject: int, document: Document) -> tuple[str | int | datetime, ...]:
    title, body = document.title.replace("\0", "")[:300], document.body.replace("\0", "")[:MAX_BODY]
    numbers = " ".join(compact(number) for number in document.numbers)
    return (kind, subject, title, body, vector(title=title, numbers=document.numbers, body=body), numbers, document.updated_at)
