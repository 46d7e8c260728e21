"""The `ambasador` command: finds the commands, prepares what the chosen one needs, turns refusals into exit codes."""

import argparse
import contextlib
import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence

import ambasador
from ambasador import cli
from ambasador.cli import database
from ambasador.cli.postgres_programs import CannotStart
from ambasador.config.env import BadSetting
from ambasador.config.home import home_dir
from ambasador.lib.refusal import Refused

NO_COMMANDS = {"main", "apps", "tasks", "models"}  # those Django loads once it is set up


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        if getattr(chosen, "needs_database", True):
            without_server: int | None = getattr(chosen, "without_server", None)
            if not database.provide(may_start=without_server is None):
                print("The database does not run; start it with `ambasador up`.", file=sys.stderr)
                return without_server or 1
            know_the_address()
            set_up_django()
        return int(chosen.run(chosen) or 0)
    except (CannotStart, BadSetting, Refused) as problem:
        print(str(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `ambasador users list | head`
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ambasador", description="Case management in which a case never loses its person.")
    parser.add_argument("--version", action="version", version=f"ambasador {ambasador.__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for found in sorted(pkgutil.iter_modules(cli.__path__), key=lambda module: module.name):
        if found.name in NO_COMMANDS:
            continue
        module = importlib.import_module(f"{cli.__name__}.{found.name}")
        if hasattr(module, "add_commands"):
            module.add_commands(subparsers)
    return parser


def know_the_address() -> None:
    """Links that a command prints or sends lead to the instance that runs over this data folder, whichever port it found free."""
    if not os.environ.get("AMBASADOR_URL"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            os.environ["AMBASADOR_URL"] = json.loads((home_dir() / "up.json").read_text(encoding="utf-8"))["url"]


def set_up_django() -> None:
    """Read the settings and load the apps; DATABASE_URL must be known by now. Safe to repeat."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
    django.setup()
