"""A version as plain data: what it is compared by, and what its file holds. Units, competences, steps and fields stand by their codes and keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ambasador.procedures.models import ProcedureVersion

Row = Mapping[str, Any]
# everything of a version, a field and a step, in the order in which people read it, and what it is when nothing is said
SETTINGS: dict[str, Any] = {
    "note": "", "statutory_term": "", "customer_reminders": 2, "closes_unanswered": False, "reopens_days": 30, "tells_handover": True,
    "tells_standing_in": False, "closing_needs": [],
}  # fmt: skip
FIELD: dict[str, Any] = {
    "key": "", "name": "", "name_en": "", "kind": "text", "options": [], "known_by": "customer", "question": "", "question_en": "",
}  # fmt: skip
STEP: dict[str, Any] = {
    "key": "", "name": "", "name_en": "", "after": [], "condition": "", "performer": "", "unit": None, "competence": None, "standard_minutes": 0,
    "stage": "", "stage_en": "", "needs": [], "gives": [], "question": "", "question_en": "", "answer_options": [], "guidance": "",
    "is_optional": False, "is_repeatable": False, "is_approval": False, "amount_field": "", "confirms_answer": False, "action": "",
    "action_settings": {}, "remind_before": None, "escalate_after": None,
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    settings: Row
    fields: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)


def described(version: ProcedureVersion) -> Document:
    """The whole version; two queries."""
    steps = version.steps.select_related("unit", "competence").order_by("position")
    return Document(
        {name: getattr(version, name) for name in SETTINGS},
        [{name: getattr(one, name) for name in FIELD} for one in version.fields.all()],
        [{name: getattr(one, name) for name in STEP} | {"unit": _code(one.unit), "competence": _code(one.competence)} for one in steps],
    )


def _code(of: Any) -> str | None:
    return of.code if of is not None else None
