"""
What many tests begin with, made by the verbs once in each process and set down again as rows: a seventh of the time.

Sequences never go back, so the rows of one making collide with nothing that a test has made before them.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection, transaction

from tests.emptying import JOB_TABLES, KEPT_TABLES

T = TypeVar("T")
_kept: dict[str, "Kept"] = {}


@dataclass(frozen=True)
class Kept:
    made: Any
    rows: dict[str, bytes]


def made_once(name: str, make: Callable[[], T]) -> T:
    """What `make` makes in an empty database; from the second time on its rows are copied in. Each caller gets objects of their own."""
    if name in _kept:
        _set_down(_kept[name].rows)
        return copy.deepcopy(_kept[name].made)  # type: ignore[no-any-return]
    was_empty = not _filled()
    made = make()
    if was_empty:
        _kept[name] = Kept(copy.deepcopy(made), {table: _rows_of(table) for table in _filled()})
    return made


@cache
def _tables() -> tuple[str, ...]:
    names = {*connection.introspection.django_table_names(only_existing=True, include_views=False), *JOB_TABLES} - KEPT_TABLES
    return tuple(sorted(connection.ops.quote_name(name) for name in names))


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in _tables()))
        return [table for (table,) in cursor.fetchall()]


def _rows_of(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copied:
        return b"".join(bytes(block) for block in copied)


def _set_down(rows: dict[str, bytes]) -> None:
    """Triggers and foreign keys were looked at when the rows were made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, block in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copied:
                copied.write(block)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("UPDATE journal_edition SET mark = gen_random_uuid()")
