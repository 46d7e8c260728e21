"""What can be found: each app declares its kinds of subjects in its own `search.py`, which is loaded when Django starts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ambasador.journal.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Document:
    """
    What can be found of one subject. `title` is what the reader sees and weighs most; `numbers` are found by any part of them, however
    they are spaced: phones, order numbers, addresses.
    """

    title: str
    body: str = ""
    numbers: tuple[str, ...] = ()
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Searchable:
    """
    One kind of subjects. `load` gives the documents of some ids (those that are gone are left out), `ids` all ids there are.

    `visible` gives the rows whose whole document the actor may read, or None when that is all of them. Whoever may read only a part of a
    subject must not be in it: finding a word says that it is there.
    """

    kind: str
    load: Callable[[Sequence[int]], Mapping[int, Document]]
    ids: Callable[[], Iterable[int]]
    visible: Callable[[Actor], QuerySet[Any] | None]


KINDS: dict[str, Searchable] = {}


def declare(searchable: Searchable) -> Searchable:
    """Let subjects of this kind be found. Raises ValueError when the kind is declared already."""
    if searchable.kind in KINDS:
        raise ValueError(f"the kind {searchable.kind} is declared already")
    KINDS[searchable.kind] = searchable
    return searchable
