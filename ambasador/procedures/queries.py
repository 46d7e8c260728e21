from ambasador.procedures.models import ProcedureVersion
from ambasador.search.queries import pl_sort


def default_version() -> ProcedureVersion | None:
    return ProcedureVersion.objects.filter(procedure__is_default=True, state="published").select_related("procedure").first()


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
