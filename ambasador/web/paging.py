"""Pages by cursor: a page begins after an id that was seen, so it costs the same wherever it lies and rows that come in do not shift it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from ambasador.web.shapes import Pager

M = TypeVar("M", bound=Model)
PAGE = 50
MAX_ID = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"([0-9]{1,16})\.([0-9]{1,19})", re.ASCII)


@dataclass(frozen=True)
class Page(Generic[M]):
    rows: Sequence[M]
    pager: Pager


def page_of(queryset: QuerySet[M], request: HttpRequest, *, size: int = PAGE) -> Page[M]:
    """The page that `?before=` or `?after=` asks for, newest first; the first one without them. One query."""
    before, after = cursor(request, "before"), cursor(request, "after")
    older = queryset if before is None else queryset.filter(pk__lt=before)
    newer = None if after is None else queryset.filter(pk__gt=after).order_by("pk")
    return _cut(older.order_by("-pk"), newer, request, size=size, is_first=before is None, mark=lambda row: str(row.pk))


def _cut(
    older: QuerySet[M], newer: QuerySet[M] | None, request: HttpRequest, *, size: int, is_first: bool, mark: Callable[[M], str]
) -> Page[M]:
    """A page of what is `older` than a cursor, newest first, or of what is `newer`, oldest first; `mark` is a row's cursor."""
    if newer is not None:
        found = list(newer[: size + 1])
        has_newer, has_older = len(found) > size, True
        rows = found[:size][::-1]
    else:
        found = list(older[: size + 1])
        has_newer, has_older = not is_first, len(found) > size
        rows = found[:size]
    if not rows:
        return Page(rows, Pager(previous_url="" if is_first and newer is None else _url(request)))
    following = _url(request, before=mark(rows[-1])) if has_older else ""
    return Page(rows, Pager(previous_url=_url(request, after=mark(rows[0])) if has_newer else "", next_url=following))


def numbered_page(queryset: QuerySet[M], request: HttpRequest, *, size: int = PAGE, of: int) -> Page[M]:
    """
    The page that `?page=` asks for of a list that is not by age, so that a cursor cannot hold its place; `of` so many. One query.

    A page past the end is the last one.
    """
    last = max(1, -(-of // size))
    number = min(max(cursor(request, "page") or 1, 1), last)
    rows = list(queryset[(number - 1) * size : number * size])
    previous = _url(request, page=number - 1) if number > 1 else ""
    following = _url(request, page=number + 1) if number < last else ""
    return Page(rows, Pager(previous_url=previous, next_url=following))


def timed_page(queryset: QuerySet[M], request: HttpRequest, *, field: str, size: int = PAGE) -> Page[M]:
    """`page_of` for rows by a moment of theirs, `field`, newest first: `?before=` and `?after=` are that moment and the id. One query."""
    before, after = _moment(request, "before"), _moment(request, "after")
    older, newer = queryset, None
    if before is not None:
        at, pk = before
        older = queryset.filter(Q(**{f"{field}__lte": at}) & (Q(**{f"{field}__lt": at}) | Q(pk__lt=pk)))
    if after is not None:
        at, pk = after
        newer = queryset.filter(Q(**{f"{field}__gte": at}) & (Q(**{f"{field}__gt": at}) | Q(pk__gt=pk))).order_by(field, "pk")
    return _cut(older.order_by(f"-{field}", "-pk"), newer, request, size=size, is_first=before is None, mark=lambda row: _mark(row, field))


def _mark(row: Model, field: str) -> str:
    return f"{(getattr(row, field) - _EPOCH) // timedelta(microseconds=1)}.{row.pk}"


def _moment(request: HttpRequest, name: str) -> tuple[datetime, int] | None:
    found = _MARK.fullmatch(request.GET.get(name, ""))
    if found is None or int(found[2]) > MAX_ID:
        return None
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])


def cursor(request: HttpRequest, name: str) -> int | None:
    """A positive whole number of the query string, or None when there is no such thing."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return int(text) if int(text) <= MAX_ID else None


def _url(request: HttpRequest, **cursors: int | str) -> str:
    params = request.GET.copy()
    for name in ("before", "after", "page"):
        params.pop(name, None)
    for name, value in cursors.items():
        params[name] = str(value)
    return f"{request.path}?{params.urlencode()}"
