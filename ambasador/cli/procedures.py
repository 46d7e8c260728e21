"""`procedures`: procedures as files, from the command line."""

import sys
from pathlib import Path
from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("procedures", help="write procedures as YAML files and read them in")
    commands = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    commands.add_parser("list", help="all procedures with their versions").set_defaults(run=_list)
    export = commands.add_parser("export", help="print a version as YAML")
    export.add_argument("code")
    export.add_argument("--version", type=int, help="its number; the newest without it")
    export.set_defaults(run=_export)
    load = commands.add_parser("import", help="read a YAML file into the draft of the procedure it names")
    load.add_argument("file", type=Path)
    load.set_defaults(run=_import)


def _list(_arguments: Any) -> None:
    from ambasador.procedures.models import Procedure

    for procedure in Procedure.objects.prefetch_related("versions").order_by("code"):
        versions = ", ".join(f"v{version.number} {version.state}" for version in procedure.versions.all())
        print(f"{procedure.code:<28} {procedure.name:<40} {versions}")


def _export(arguments: Any) -> int:
    from ambasador.procedures.document import described
    from ambasador.procedures.models import ProcedureVersion
    from ambasador.procedures.yaml_file import written

    versions = ProcedureVersion.objects.filter(procedure__code=arguments.code).select_related("procedure").order_by("-number")
    version = (versions.filter(number=arguments.version) if arguments.version else versions).first()
    if version is None:
        print("There is no such procedure or version; `ambasador procedures list` shows them.", file=sys.stderr)
        return 1
    of = version.procedure
    print(written(described(version), code=of.code, name=of.name, name_en=of.name_en, keywords=of.keywords, number=version.number), end="")
    return 0


def _import(arguments: Any) -> int:
    from ambasador.journal.actors import SYSTEM
    from ambasador.lib.refusal import Refused
    from ambasador.procedures.verbs import load_version, read_file

    try:
        draft = load_version(read_file(arguments.file.read_text(encoding="utf-8-sig")), by=SYSTEM)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{arguments.file} cannot be read: {error}", file=sys.stderr)
        return 1
    except Refused as refusal:
        print(f"{arguments.file}: {refusal}", file=sys.stderr)
        return 1
    print(f"Read into version {draft.number} of {draft.procedure.code}, a draft; it is published in the app.")
    return 0
