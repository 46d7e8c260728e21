from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("procedures.procedure_added", about="procedure", says=_("The procedure was added."))
class ProcedureAdded(Fact):
    procedure: int
    code: str


@fact("procedures.procedure_changed", about="procedure", says=_("The procedure was changed."))
class ProcedureChanged(Fact):
    procedure: int
    changes: dict[str, object]


@fact("procedures.draft_begun", about="procedure", says=_("Version %(number)s was begun."))
class DraftBegun(Fact):
    procedure: int
    version: int
    number: int


@fact("procedures.draft_changed", about="procedure", says=_("The draft was changed."))
class DraftChanged(Fact):
    """`what` is step_added, step_changed, step_removed, steps_ordered, version_changed, or the same of a field; `key` the step's or field's."""

    procedure: int
    version: int
    what: str
    key: str = ""


@fact("procedures.version_published", about="procedure", says=_("Version %(number)s came into force."))
class VersionPublished(Fact):
    procedure: int
    version: int
    number: int
    previous: int | None = None
