"""The differences between two versions in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.directory.models import Competence, Unit
from ambasador.journal.actors import Actor
from ambasador.procedures import differences
from ambasador.procedures.document import Document, described
from ambasador.procedures.models import FieldKind, KnownBy, Performer, ProcedureField, ProcedureVersion, SystemAction
from ambasador.web import wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.procedures import conditions, shaping
from ambasador.web.procedures.forms import term_says
from ambasador.web.procedures.views import get_procedure, name_of

MINUTES = ("standard_minutes", "remind_before", "escalate_after")
LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("Name in English"),
    "after": gettext_lazy("Begins after"),
    "condition": gettext_lazy("When the step is needed"),
    "performer": gettext_lazy("Who performs it"),
    "unit": gettext_lazy("Department or partner"),
    "competence": gettext_lazy("Needed competence"),
    "standard_minutes": gettext_lazy("Standard duration"),
    "stage": gettext_lazy("Stage the customer sees (PL)"),
    "stage_en": gettext_lazy("Stage the customer sees (EN)"),
    "needs": gettext_lazy("Data that must be known before it begins"),
    "gives": gettext_lazy("Data that its answer gives"),
    "question": gettext_lazy("What exactly we ask (PL)"),
    "question_en": gettext_lazy("What exactly we ask (EN)"),
    "answer_options": gettext_lazy("Answers to choose from"),
    "guidance": gettext_lazy("Guidance for the performer"),
    "is_optional": gettext_lazy("Optional"),
    "is_repeatable": gettext_lazy("May be done more than once"),
    "is_approval": gettext_lazy("Asks for consent"),
    "amount_field": gettext_lazy("The amount it is about"),
    "confirms_answer": gettext_lazy("The owner confirms the answer"),
    "action": gettext_lazy("What the system does"),
    "action_settings": gettext_lazy("What exactly it does"),
    "remind_before": gettext_lazy("First reminder, before the due date"),
    "escalate_after": gettext_lazy("Up the line, after the due date"),
    "kind": gettext_lazy("What it is"),
    "options": gettext_lazy("Options"),
    "known_by": gettext_lazy("Who knows it"),
    "statutory_term": gettext_lazy("Statutory deadline"),
    "customer_reminders": gettext_lazy("Reminders to a customer who does not answer"),
    "closes_unanswered": gettext_lazy("Close the ticket politely after the last reminder"),
    "reopens_days": gettext_lazy("A reply opens the ticket again for so many days"),
    "tells_handover": gettext_lazy("The customer is told who looks after the case from now on"),
    "tells_standing_in": gettext_lazy("The customer is told who acts while the owner is away"),
    "closing_needs": gettext_lazy("Data that must be known before a ticket is closed"),
}


@dataclass(frozen=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One step, one piece of data, or the settings. `state` is new, gone or kept; `note` says where it moved to."""

    title: str
    state: str
    note: str
    rows: Sequence[Changed]
    url: str = ""


@dataclass(frozen=True)
class Comparison:
    steps: Sequence[Change]
    data: Sequence[Change]
    settings: Sequence[Changed]

    @property
    def count(self) -> int:
        return len(self.steps) + len(self.data) + len(self.settings)


def compare(before: ProcedureVersion | None, after: ProcedureVersion, *, by: Actor, page: str = "") -> Comparison:
    """Seven queries at most. Without a version before, everything is new. `page` is where the newer one is edited, for links."""
    old = described(before) if before else Document({})
    new = described(after)
    teller = _Teller(old, new, before, after, by)
    return Comparison(
        [teller.change(one, f"{page}?step={one.key}#step-{one.key}" if page else "") for one in differences.of_rows(old.steps, new.steps)],
        [teller.change(one, f"{page}#field-{one.key}" if page else "") for one in differences.of_rows(old.fields, new.fields)],
        teller.rows([change for change in differences.changed(old.settings, new.settings) if change[0] != "note"]) if before else [],
    )


class _Teller:
    def __init__(self, old: Document, new: Document, before: ProcedureVersion | None, after: ProcedureVersion, by: Actor) -> None:
        self.language = get_language() or "pl"
        self.steps = {row["key"]: self._name(row) for row in [*old.steps, *new.steps]}
        self.fields = {row["key"]: self._name(row) for row in [*old.fields, *new.fields]}
        self.of_old = [ProcedureField(**row) for row in old.fields]
        self.of_new = [ProcedureField(**row) for row in new.fields]
        self.units = {unit.code: unit.shown_name for unit in door.visible(Unit.objects, by).filter(code__in=self._codes(old, new, "unit"))}
        competences = door.visible(Competence.objects, by).filter(code__in=self._codes(old, new, "competence"))
        self.competences = {one.code: one.name_for(self.language) for one in competences}

    @staticmethod
    def _codes(old: Document, new: Document, name: str) -> set[str]:
        return {row[name] for row in [*old.steps, *new.steps] if row[name]}

    def _name(self, row: Mapping[str, Any]) -> str:
        return str((row["name_en"] if self.language == "en" else "") or row["name"])

    def change(self, one: differences.Difference, url: str) -> Change:
        names = self.steps if "after" in one.row else self.fields
        note = ""
        if one.is_moved:
            note = _("now behind “%(name)s”") % {"name": names[one.behind]} if one.behind else _("now the first")
        return Change(self._name(one.row), one.state, note, self.rows(one.changes, of=one.row), url if one.state != "gone" else "")

    def rows(self, changes: Sequence[tuple[str, Any, Any]], of: Mapping[str, Any] | None = None) -> list[Changed]:
        return [
            Changed(str(LABELS[name]), self._told(name, before, of, self.of_old), self._told(name, after, of, self.of_new))
            for name, before, after in changes
        ]

    def _told(self, name: str, value: Any, of: Mapping[str, Any] | None, fields: Sequence[ProcedureField]) -> str:
        if name == "condition":
            return conditions.read(value or "", fields).says
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in ("remind_before", "escalate_after") and value in (None, 0):
            return _("as the house says") if value is None else _("never")
        if name in MINUTES:
            hours = shaping.WHOLE_DAY if of and of["performer"] == Performer.CUSTOMER else shaping.HOURS_A_DAY
            return wording.duration(timedelta(minutes=value or 0), hours_a_day=hours)
        if not value and value != 0:
            return _("the opening of the ticket") if name == "after" else _("nothing")
        tell: Callable[[], str] | None = {
            "after": lambda: self._listed(value, self.steps),
            "performer": lambda: str(Performer(value).label),
            "unit": lambda: self.units.get(value, value),
            "competence": lambda: self.competences.get(value, value),
            "action": lambda: str(SystemAction(value).label),
            "kind": lambda: str(FieldKind(value).label),
            "known_by": lambda: str(KnownBy(value).label),
            "statutory_term": lambda: term_says(value),
            "amount_field": lambda: self.fields.get(value, value),
            "action_settings": lambda: "; ".join(f"{key}: {said}" for key, said in value.items()),
        }.get(name)
        if tell:
            return str(tell())
        if name in ("needs", "gives", "closing_needs"):
            return self._listed(value, self.fields)
        if name in ("options", "answer_options"):
            return ", ".join(option.get(self.language) or option["pl"] for option in value)
        return str(value)

    @staticmethod
    def _listed(keys: Sequence[str], names: Mapping[str, str]) -> str:
        return ", ".join(names.get(key, key) for key in keys)


@centre_only
@require_safe
def differences_page(request: HttpRequest, code: str) -> HttpResponse:
    """`?from=` and `?to=` are numbers of versions: by default the newest, and the one in force or the one before it."""
    procedure = get_procedure(request, code)
    versions = list(procedure.versions.order_by("-number")[:100])
    if not versions:
        raise Http404
    numbers = {str(version.number): version for version in versions}
    after = numbers.get(request.GET.get("to", ""), versions[0])
    usual = next((version for version in versions if version.number < after.number), None)
    before = numbers.get(request.GET.get("from", ""), usual)
    by = user_of(request).actor
    page = reverse("web:procedure", args=[procedure.code])
    context = {
        "procedure": procedure, "name": name_of(procedure), "versions": versions, "before": before, "after": after, "back_url": page,
        "comparison": compare(before, after, by=by, page=page if after.state == "draft" else ""),
    }  # fmt: skip
    return render(request, "web/procedures/differences.html", context)
