"""`welcome`: the first account, the demo company, and one-time links to sign in with. Called by `ambasador up`."""

import sys
from importlib.util import find_spec
from typing import Any

ADMIN_ADDRESS, ADMIN_NAME = "admin@localhost", "Administrator"
DEMO_LINK_HOURS, FIRST_LINK_HOURS = 12, 12


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("welcome", help="make the first account, or the demo company, and print sign-in links")
    parser.set_defaults(run=lambda _arguments: welcome())


def welcome() -> None:
    """
    On an empty installation make an administrator, or the demo company; print links.

    Links are printed for the first administrator once, and for one person of every role of the demo company at each start.
    """
    from django.conf import settings

    from ambasador.accounts.models import User

    is_empty = not User.objects.exists()
    if settings.DEMO:
        if is_empty:
            _build_demo()
        _print_demo_links()
    if not User.objects.exists():
        _make_first_admin()


def _build_demo() -> None:
    if find_spec("ambasador.cli.demo") is None:
        return
    from importlib import import_module

    print("Making the demo company ...", file=sys.stderr, flush=True)
    import_module("ambasador.cli.demo").build()


def _print_demo_links() -> None:
    from ambasador.accounts.models import Role, User

    people = []
    for role in (Role.AGENT, Role.LEAD, Role.DEPARTMENT, Role.ADMIN):
        user = User.objects.filter(is_active=True, roles__contains=[role]).exclude(pk__in=[p.pk for _, p in people]).order_by("pk").first()
        if user:
            people.append((role, user))
    if people:
        print("Sign in by a one-time link:")
        for role, user in people:
            print(f"  {role.value!s:<11} {user.name:<24} {link_for(user, hours=DEMO_LINK_HOURS)}")


def _make_first_admin() -> None:
    from ambasador.accounts.verbs import join_user
    from ambasador.journal.actors import SYSTEM

    user = join_user(email=ADMIN_ADDRESS, name=ADMIN_NAME, roles=["admin", "lead"], by=SYSTEM)
    print(f"The first account was made: {ADMIN_ADDRESS}. Sign in once by this link and set a password:")
    print(f"  {link_for(user, hours=FIRST_LINK_HOURS)}")
    print(f"Another link: ambasador users link {ADMIN_ADDRESS}")


def link_for(user: Any, *, hours: int) -> str:
    """The address that signs `user` in once."""
    from datetime import timedelta

    from django.conf import settings

    from ambasador.accounts.verbs import make_sign_in_link
    from ambasador.journal.actors import SYSTEM

    token = make_sign_in_link(user, by=SYSTEM, life=timedelta(hours=hours))
    return f"{settings.SITE_URL}/signin/link/{token}/"
