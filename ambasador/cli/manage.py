"""`manage`: Django's own commands, for developers and emergencies."""

import argparse
from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("manage", help="Django's own commands, e.g. `ambasador manage shell`", add_help=False)
    parser.add_argument("words", nargs=argparse.REMAINDER)
    parser.set_defaults(run=_manage)


def _manage(arguments: Any) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["ambasador manage", *arguments.words])
