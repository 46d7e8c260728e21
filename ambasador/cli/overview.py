"""`reactions`: who listens to which event."""

from typing import Any


def add_commands(subparsers: Any) -> None:
    subparsers.add_parser("reactions", help="which event wakes which reaction").set_defaults(run=_reactions)


def _reactions(_arguments: Any) -> None:
    from ambasador.journal.reacting import overview

    for kind, names in overview():
        print(kind)
        for name in names:
            print(f"    {name}")
