"""`users`: accounts from the command line."""

from typing import Any

ROLES = ["agent", "lead", "admin", "department"]


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("users", help="list, add and close accounts, make sign-in links")
    commands = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    commands.add_parser("list", help="all accounts").set_defaults(run=_list)
    add = commands.add_parser("add", help="make an account and print its first sign-in link")
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("--role", action="append", choices=ROLES, required=True, help="may be given several times")
    add.add_argument("--language", choices=["pl", "en"], default="pl")
    add.set_defaults(run=_add)
    link = commands.add_parser("link", help="print a one-time sign-in link")
    link.add_argument("email")
    link.add_argument("--hours", type=int, default=1)
    link.set_defaults(run=_link)
    close = commands.add_parser("close", help="close an account; its sessions end")
    close.add_argument("email")
    close.set_defaults(run=_close)


def _list(_arguments: Any) -> None:
    from ambasador.accounts.models import User

    for user in User.objects.order_by("email"):
        state = "" if user.is_active else "  (closed)"
        print(f"{user.email:<40} {user.name:<28} {', '.join(user.roles)}{state}")


def _add(arguments: Any) -> int:
    from django.db import IntegrityError

    from ambasador.accounts.verbs import join_user
    from ambasador.cli.welcome import link_for
    from ambasador.journal.actors import SYSTEM

    try:
        user = join_user(email=arguments.email, name=arguments.name, roles=arguments.role, language=arguments.language, by=SYSTEM)
    except IntegrityError:
        print(f"There is an account with the address {arguments.email} already, or the name is empty.")
        return 1
    print(link_for(user, hours=12))
    return 0


def _link(arguments: Any) -> int:
    from ambasador.cli.welcome import link_for

    user = _find(arguments.email)
    if user is None:
        return 1
    print(link_for(user, hours=arguments.hours))
    return 0


def _close(arguments: Any) -> int:
    from ambasador.accounts.verbs import close_account
    from ambasador.journal.actors import SYSTEM

    user = _find(arguments.email)
    if user is None:
        return 1
    close_account(user, by=SYSTEM)
    print(f"The account of {user.name} is closed.")
    return 0


def _find(email: str) -> Any:
    from ambasador.accounts.models import User

    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        print(f"There is no open account with the address {email}.")
    return user
