"""
The edition of the settings: what every page reads and hardly anybody writes is read once for each edition.

The tables that are settings change a mark in the database by a trigger (`watch`), whoever writes them. A page asks for the mark once and
reads anew only what was kept under another one. Nothing is kept while something is written: only what reads calls `reading`. A change
of the settings that is not committed makes the next one wait.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.migrations import RunSQL

T = TypeVar("T")
AT_MOST = 500
_kept: dict[str, tuple[UUID, Any]] = {}


class Reading:
    """One reading of pages or lists: the mark is asked for once, when it is first needed."""

    @cached_property
    def mark(self) -> UUID:
        with connection.cursor() as cursor:
            cursor.execute("SELECT mark FROM journal_edition")
            [mark] = cursor.fetchone()
        return mark  # type: ignore[no-any-return]


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Inside, `kept` keeps; changes of others made meanwhile are seen by the next reading."""
    token = _reading.set(Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def kept(name: str, read: Callable[[], T]) -> T:
    """
    What `read` gives, read once in this process for each edition while `reading`; one query for all that is asked in one reading.

    The value is shared between threads and must not be changed. Outside of `reading` it is read every time.
    """
    now = _reading.get()
    if now is None:
        return read()
    found = _kept.get(name)
    if found is not None and found[0] == now.mark:
        return found[1]  # type: ignore[no-any-return]
    mark = now.mark  # before what it stands for is read: a change in between is then read anew, never missed
    value = read()
    if len(_kept) >= AT_MOST:
        _kept.clear()
    _kept[name] = mark, value
    return value


def watch(*tables: str, of: str = "") -> RunSQL:
    """For a migration: every change of these tables, or an update `of` these columns, begins a new edition."""
    update = f"UPDATE OF {of}" if of else "UPDATE"
    make = [
        f"CREATE TRIGGER new_edition AFTER INSERT OR {update} OR DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_new_edition();"
        for table in tables
    ]
    return RunSQL("\n".join(make), "\n".join(f"DROP TRIGGER new_edition ON {table};" for table in tables))
