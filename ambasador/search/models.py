from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.db.models.functions import Upper


class SearchDocument(models.Model):
    """
    What can be found of one subject. `vector` holds lexemes computed in Python (weight A: title and names, B: the rest);
    `numbers` holds phones, order and ticket numbers, addresses, found by any part of them.
    """

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    vector = SearchVectorField()
    numbers = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_document_per_subject")]
        indexes = [
            GinIndex(fields=["vector"], name="search_vector", fastupdate=False),
            GinIndex(OpClass(Upper("numbers"), name="gin_trgm_ops"), name="search_numbers", fastupdate=False),
            models.Index(F("updated_at").desc(), name="search_newest"),
        ]


class SearchWord(models.Model):
    """A word that stands in some document, so that a mistyped one can be taken for the nearest that exists."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_trigrams", fastupdate=False)]
