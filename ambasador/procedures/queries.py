from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from ambasador.directory.models import CompetenceProvider
from ambasador.procedures import actions, template
from ambasador.procedures.models import KnownBy, Performer, ProcedureField, ProcedureStep, ProcedureVersion
from ambasador.search.queries import pl_sort

AT_UNITS = (Performer.DEPARTMENT, Performer.PARTNER)

def default_version() -> ProcedureVersion | None:
    return ProcedureVersion.objects.filter(procedure__is_default=True, state="published").select_related("procedure").first()


def version_in_force(code: str) -> ProcedureVersion | None:
    """The version in force of the active procedure with this code."""
    found = ProcedureVersion.objects.filter(state="published", procedure__is_active=True, procedure__code=code)
    return found.select_related("procedure").first()


def candidates() -> list[tuple[ProcedureVersion, tuple[str, ...]]]:
    """Versions in force that have keywords, with those keywords; one query."""
    versions = (
        ProcedureVersion.objects.filter(state="published", procedure__is_active=True).select_related("procedure").order_by("procedure_id")
    )
    return [(version, tuple(version.procedure.keywords)) for version in versions if version.procedure.keywords]


def versions_in_force() -> list[ProcedureVersion]:
    """The version in force of every active procedure, with the procedure, by its name; one query."""
    found = ProcedureVersion.objects.filter(state="published", procedure__is_active=True).select_related("procedure")
    return list(found.order_by(pl_sort("procedure__name")))


@dataclass(frozen=True)
class Fault:
    """What stands in the way of publishing (`is_final`) or should be looked at. `says` is a whole sentence; `step` or `field` is its place."""

    says: str
    step: str = ""
    field: str = ""
    is_final: bool = True


def faults_of(version: ProcedureVersion) -> list[Fault]:
    """Everything that is wrong with a draft, what stops its publishing first; four queries, whatever its size."""
    steps = list(version.steps.select_related("competence").annotate(has_provider=Exists(CompetenceProvider.objects.filter(competence=OuterRef("competence")))))
    fields = list(version.fields.all())
    if not steps:
        return [Fault(_("A procedure needs at least one step before it comes into force."))]
    return [fault for step in steps for fault in _final(step)] + [*_unasked(steps), *_ungiven(steps, fields), *_unused(version, steps, fields)]


def _final(step: ProcedureStep) -> Iterator[Fault]:
    if step.performer in AT_UNITS and step.unit_id is None and not step.has_provider:  # type: ignore[attr-defined]
        yield Fault(_("“%(step)s”: nobody performs it.") % {"step": step.name}, step.key)
    if step.action in actions.NEEDS_SETTINGS and not step.action_settings:
        yield Fault(_("“%(step)s”: it has not been said what exactly the program does.") % {"step": step.name}, step.key)


def _unasked(steps: Sequence[ProcedureStep]) -> Iterator[Fault]:
    for step in steps:
        if step.performer in (*AT_UNITS, Performer.CUSTOMER) and not step.question and not step.gives and not step.is_approval:
            yield Fault(_("“%(step)s”: it is not said what we ask.") % {"step": step.name}, step.key, is_final=False)


def _ungiven(steps: Sequence[ProcedureStep], fields: Sequence[ProcedureField]) -> Iterator[Fault]:
    """Data that a unit knows must come from a step of a unit that is over before the step that needs it begins."""
    known_by = {field.key: field for field in fields}
    given: dict[str, set[str]] = {}
    by_key = {step.key: step for step in steps}
    for key in template.in_order({step.key: step.after for step in steps}):
        before = [by_key[other] for other in by_key[key].after if other in by_key]
        given[key] = set().union(*(given[other.key] | set(other.gives) for other in before))
        for need in by_key[key].needs:
            if known_by[need].known_by == KnownBy.UNIT and need not in given[key]:
                says = _("“%(step)s” needs “%(field)s”, and no step before it gives that.")
                yield Fault(says % {"step": by_key[key].name, "field": known_by[need].name}, key, is_final=False)


def _unused(version: ProcedureVersion, steps: Sequence[ProcedureStep], fields: Sequence[ProcedureField]) -> Iterator[Fault]:
    used = set(version.closing_needs).union(*({*step.needs, *step.gives, *step.asks_about} for step in steps))
    used |= {key for step in steps for key in actions.needed_by(step.action, step.action_settings, {field.key: field.described for field in fields})}
    used |= {step.action_settings.get("key", "") for step in steps}
    for field in fields:
        if field.key not in used:
            yield Fault(_("“%(field)s”: nothing in the procedure uses it.") % {"field": field.name}, field=field.key, is_final=False)
