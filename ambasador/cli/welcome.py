"""`welcome`: what a new installation needs, or the demo company, and one-time links to sign in. Called by `ambasador up`."""

import sys
from typing import Any

DEMO_LINK_HOURS = 12


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("welcome", help="make the first account, or the demo company, and print sign-in links")
    parser.set_defaults(run=lambda _arguments: welcome())


def welcome() -> None:
    """
    Make what an empty installation needs, or the demo company; print links.

    A link is printed for the first administrator once, and for one person of every role of the demo company at each start.
    """
    from django.conf import settings

    from ambasador.cli import demo, first_run
    from ambasador.directory.models import Unit

    if settings.DEMO and not Unit.objects.exists():
        print("Making the demo company ...", file=sys.stderr, flush=True)
        demo.build()
    link = first_run.prepare_company()
    if link:
        print(f"The first account was made: {first_run.ADMIN_ADDRESS}. Sign in once by this link and set a password:")
        print(f"  {link}")
        print(f"Another link: ambasador users link {first_run.ADMIN_ADDRESS}")
    links = demo.sign_in_links() if settings.DEMO else []
    if links:
        print("Sign in by a one-time link:")
        for role, name, address in links:
            print(f"  {role:<11} {name:<24} {address}")


def link_for(user: Any, *, hours: int) -> str:
    """The address that signs `user` in once."""
    from datetime import timedelta

    from django.conf import settings

    from ambasador.accounts.verbs import make_sign_in_link
    from ambasador.journal.actors import SYSTEM

    token = make_sign_in_link(user, by=SYSTEM, life=timedelta(hours=hours))
    return f"{settings.SITE_URL}/signin/link/{token}/"
