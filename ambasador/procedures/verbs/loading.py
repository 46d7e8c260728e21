"""A version that came as a file becomes a draft, and a draft becomes again what it was."""

from typing import Any

from django.db import transaction

from ambasador.directory.models import Competence, Unit
from ambasador.journal.actors import Actor
from ambasador.procedures import access, yaml_file
from ambasador.procedures.document import Document, Row, described
from ambasador.procedures.models import Procedure, ProcedureVersion
from ambasador.procedures.telling import FILE
from ambasador.procedures.verbs.drafting import add_procedure, add_step, begin_draft, change_step, change_version, draft_of
from ambasador.procedures.verbs.fields import add_field
from ambasador.procedures.verbs.refusals import FileWrong, NothingToUndo
from ambasador.procedures.verbs.remembering import as_data, transaction_id
from ambasador.procedures.yaml_file import VersionFile, WrongFile


def read_file(text: str) -> VersionFile:
    """What a file says. Raises FileWrong with the line."""
    try:
        return yaml_file.read(text)
    except WrongFile as wrong:
        raise FileWrong(line=wrong.line, reason=FILE[wrong.code] % {"name": wrong.name}) from None


@transaction.atomic
def load_version(file: VersionFile, *, by: Actor, procedure: Procedure | None = None) -> ProcedureVersion:
    """
    Write what a file says into the draft of a procedure, which it replaces; without `procedure` into that of the file's code, which is
    added when there is none. Records what the verbs of a draft record. All of it or nothing.

    Loading the same again makes the same draft. Raises FileWrong for a unit or competence that is not there, and what the verbs raise:
    StepsInALoop, ConditionWrong, UnknownField, KeyTaken, FieldWrong, ApprovalMisplaced, ActionUnfit, ClosesUnasked.
    """
    access.require_edit(by)
    found = procedure or Procedure.objects.filter(code=file.code).first()
    if found is None:
        found = add_procedure(code=file.code, name=file.name, name_en=file.name_en, keywords=file.keywords, by=by)
    return _write(begin_draft(found, by=by), file, by)


@transaction.atomic
def undo_draft_change(version: ProcedureVersion, *, by: Actor) -> ProcedureVersion:
    """
    Put a draft back to what it was before its last change; again, and the one before that is undone. Records what the verbs of a draft
    record.

    What changed nothing is no change. Raises NothingToUndo, NotADraft, NotAllowed, and FileWrong when a unit or competence has gone since.
    """
    draft = draft_of(version, by)
    now = as_data(described(draft))
    for earlier in draft.earlier.exclude(during=transaction_id()).order_by("-id"):
        if earlier.document != now:
            break
    else:
        raise NothingToUndo
    file = VersionFile("", "", "", [], Document(**earlier.document), dict.fromkeys((row["key"] for row in earlier.document["steps"]), 0))
    draft = _write(draft, file, by)
    draft.earlier.filter(id__gte=earlier.id).delete()
    return draft


def _write(draft: ProcedureVersion, file: VersionFile, by: Actor) -> ProcedureVersion:
    """Replace what a draft says."""
    places = _Places(file)
    draft = change_version(draft, by=by, closing_needs=[])
    draft.steps.all().delete()
    draft.fields.all().delete()
    document: Document = file.document
    for row in document.fields:
        add_field(draft, by=by, **row)
    made = [add_step(draft, by=by, **places.put(row), after=[]) for row in document.steps]
    for step, row in zip(made, document.steps, strict=True):
        if row["after"]:
            _require_known(row, file)
            change_step(step, by=by, after=row["after"])
    return change_version(draft, by=by, **document.settings)


def _require_known(row: Row, file: VersionFile) -> None:
    for key in row["after"]:
        if key not in file.lines:
            raise FileWrong(line=file.lines[row["key"]], reason=FILE["no_step"] % {"name": key})


class _Places:
    """Units and competences by the codes of a file; two queries."""

    def __init__(self, file: VersionFile) -> None:
        steps = file.document.steps
        self.file = file
        self.units = {unit.code: unit for unit in Unit.objects.filter(code__in=[row["unit"] for row in steps if row["unit"]])}
        self.competences = {one.code: one for one in Competence.objects.filter(code__in=[row["competence"] for row in steps if row["competence"]])}

    def put(self, row: Row) -> dict[str, Any]:
        found = {name: value for name, value in row.items() if name != "after"}
        for name, known in (("unit", self.units), ("competence", self.competences)):
            code = row[name]
            if code and code not in known:
                raise FileWrong(line=self.file.lines[row["key"]], reason=FILE[f"no_{name}"] % {"name": code})
            found[name] = known[code] if code else None
        return found
