"""The main navigation: which screens there are for whom, and the counts beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ambasador.accounts.models import User


@dataclass(frozen=True)
class Count:
    """How many wait there; `tone` "risk" when something waits too long, `why` says so in words."""

    number: int
    tone: str = ""
    why: str = ""


@dataclass(frozen=True)
class Place:
    """A screen in the navigation, for users with one of the roles."""

    key: str
    label: object
    icon: str
    url_name: str
    roles: frozenset[str]
    go_key: str = ""


@dataclass(frozen=True)
class Entry:
    """A place as one user sees it."""

    key: str
    label: object
    icon: str
    url: str
    is_current: bool
    count: Count | None
    go_key: str


@dataclass(frozen=True)
class Section:
    title: object
    entries: list[Entry]


CENTRE = frozenset({"agent", "lead", "admin"})
LEADS = frozenset({"lead", "admin"})
EVERYBODY = CENTRE | {"department"}

PLACES: list[tuple[object, list[Place]]] = [
    (
        _("Work"),
        [
            Place("desk", _("My desk"), "inbox", "web:desk", CENTRE, go_key="p"),
            Place("tickets", _("All tickets"), "list", "web:tickets", CENTRE),
            Place("intake", _("Intake"), "door", "web:intake", CENTRE),
            Place("calls", _("Calls"), "phone", "web:calls", CENTRE),
            Place("customers", _("Customers"), "users", "web:customers", CENTRE),
        ],
    ),
    (
        _("Departments and knowledge"),
        [
            Place("department", _("Department tasks"), "dept", "web:department", EVERYBODY, go_key="z"),
            Place("procedures", _("Procedures"), "steps", "web:procedures", CENTRE),
            Place("directory", _("Who knows"), "who", "web:directory", EVERYBODY),
        ],
    ),
    (
        _("Company"),
        [
            Place("outbox", _("Outbox"), "send", "web:outbox", LEADS),
            Place("leavings", pgettext_lazy("screen", "Leaving"), "user", "web:leavings", LEADS),
            Place("people", _("People and accounts"), "users", "web:people", frozenset({"admin"})),
        ],
    ),
]
FOOT = [
    Place("profile", _("Settings"), "gear", "web:profile", EVERYBODY),
]

Key = TypeVar("Key")
RowsOf = Callable[[User], Mapping[str, QuerySet[Any]]]
CountOf = Callable[[Mapping[str, int]], Count | None]
_counts: dict[str, tuple[RowsOf, CountOf]] = {}


def counts(key: str, rows: RowsOf) -> Callable[[CountOf], CountOf]:
    """
    Register what waits at a place: `@counts("desk", rows)`. `rows` gives query sets by name, none for users to whom nothing is shown;
    the function says what their numbers mean. All places are counted in one query when the navigation is drawn.
    """

    def keep(function: CountOf) -> CountOf:
        _counts[key] = rows, function
        return function

    return keep


def sections(user: User, *, current: str) -> list[Section]:
    """The navigation of `user`; `current` is the url name of the page. One query."""
    shown = [(title, [place for place in places if place.roles & set(user.roles)]) for title, places in PLACES]
    waiting = _waiting([place.key for _title, places in shown for place in places], user)
    return [Section(title, [_entry(place, current, waiting.get(place.key)) for place in places]) for title, places in shown if places]


def foot(user: User, *, current: str) -> list[Entry]:
    return [_entry(place, current, None) for place in FOOT if place.roles & set(user.roles)]


def _entry(place: Place, current: str, count: Count | None) -> Entry:
    return Entry(place.key, place.label, place.icon, reverse(place.url_name), place.url_name == current, count, place.go_key)


def _waiting(keys: list[str], user: User) -> dict[str, Count | None]:
    rows = {key: _counts[key][0](user) for key in keys if key in _counts}
    numbers = count_all({(key, name): some for key, named in rows.items() for name, some in named.items()})
    return {key: _counts[key][1]({name: numbers[key, name] for name in named}) for key, named in rows.items() if named}


def count_all(rows: Mapping[Key, QuerySet[Any]]) -> dict[Key, int]:
    """How many rows each query set has, all asked in one query; none when nothing can be there."""
    numbers = dict.fromkeys(rows, 0)
    parts: dict[Key, str] = {}
    values: list[Any] = []
    for key, some in rows.items():
        try:
            sql, parameters = some.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[key] = f"(SELECT count(*) FROM ({sql}) AS counted)"  # noqa: S608 – the words of a query set, its values apart
        values.extend(parameters)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts.values())}", values)
            numbers.update(zip(parts, cursor.fetchone(), strict=True))
    return numbers
