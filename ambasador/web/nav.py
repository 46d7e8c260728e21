"""The main navigation: which screens there are for whom, and the counts beside them."""

from collections.abc import Callable
from dataclasses import dataclass

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

CountOf = Callable[[User], Count | None]
_counts: dict[str, CountOf] = {}


def counts(key: str) -> Callable[[CountOf], CountOf]:
    """Register the function that counts what waits at a place: `@counts("desk")`. It is called when the navigation is drawn."""

    def keep(function: CountOf) -> CountOf:
        _counts[key] = function
        return function

    return keep


def sections(user: User, *, current: str) -> list[Section]:
    """The navigation of `user`; `current` is the url name of the page. Costs the queries of the registered counts."""
    made = [(title, entries(places, user, current=current)) for title, places in PLACES]
    return [Section(title, some) for title, some in made if some]


def entries(places: list[Place], user: User, *, current: str) -> list[Entry]:
    return [made for place in places if (made := _entry(place, user, current=current))]


def _entry(place: Place, user: User, *, current: str) -> Entry | None:
    if not place.roles & set(user.roles):
        return None
    count = _counts.get(place.key)
    return Entry(place.key, place.label, place.icon, reverse(place.url_name), place.url_name == current, count(user) if count else None, place.go_key)
