"""The filters of the list of tickets."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.directory.models import Unit, UnitKind
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import Procedure
from ambasador.search.queries import find, pl_sort
from ambasador.tickets.habits import tickets_with
from ambasador.tickets.models import PartyKind, Ticket
from ambasador.tickets.models.route import ACTIVE

STATES = [("open", _("open")), ("closed", _("closed")), ("all", _("all"))]
WAITING = [(kind.value, kind.label) for kind in PartyKind if kind != PartyKind.CLOSED]
FOUND_AT_MOST = 200


class FilterForm(forms.Form):
    """
    Every filter is optional and foolish values are no filter; `competence` comes only by links from the directory, `deviation`
    (`kind:key`) from a procedure.
    """

    q = forms.CharField(label=_("Words or number"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    waiting = forms.ChoiceField(label=_("Waits on"), required=False)
    competence = forms.SlugField(required=False, widget=forms.HiddenInput)
    deviation = forms.RegexField(r"^[a-z_]{1,12}:[\w-]{0,60}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        """Three queries for the choices."""
        super().__init__(*args, **kwargs)
        self.by = by
        people = door.visible(User.objects.filter(roles__overlap=["agent", "lead", "admin"]), by).order_by(pl_sort("name"))
        procedures = door.visible(Procedure.objects, by).order_by(pl_sort("name"))
        units = door.visible(Unit.objects.filter(is_active=True).exclude(kind=UnitKind.CENTRE), by).order_by(pl_sort("name"))
        fields: dict[str, Any] = self.fields
        fields["owner"].choices = [("", _("everybody")), *((str(user.pk), user.name) for user in people[:1000])]
        fields["procedure"].choices = [("", _("all")), *((procedure.code, procedure.name) for procedure in procedures[:300])]
        waiting_units = [(f"unit-{unit.pk}", unit.shown_name) for unit in units[:500]]
        fields["waiting"].choices = [("", _("anybody")), *WAITING, (_("Departments and partners"), waiting_units)]

    def narrow(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """The tickets that pass; a search by words takes two more queries and finds at most 200."""
        self.is_valid()
        chosen = self.cleaned_data
        state = chosen.get("state") or "open"
        if state != "all":
            tickets = tickets.filter(closed_at__isnull=state == "open")
        if chosen.get("owner"):
            tickets = tickets.filter(owner=int(chosen["owner"]))
        if chosen.get("procedure"):
            tickets = tickets.filter(version__procedure__code=chosen["procedure"])
        if chosen.get("competence"):
            tickets = tickets.filter(Q(steps__competence__code=chosen["competence"]) & Q(steps__state__in=ACTIVE)).distinct()
        if chosen.get("deviation"):
            kind, _colon, key = chosen["deviation"].partition(":")
            tickets = tickets.filter(tickets_with(kind, key, at=clock.now())).distinct()
        if chosen.get("waiting"):
            tickets = tickets.filter(**_waits_on(chosen["waiting"]))
        if chosen.get("q"):
            tickets = tickets.filter(pk__in=[hit.id for hit in find(chosen["q"], by=self.by, kinds=["ticket"], limit=FOUND_AT_MOST).hits])
        return tickets

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if not (name == "state" and value == "open"))


def _waits_on(code: str) -> dict[str, Any]:
    return {"party_unit": int(code.removeprefix("unit-"))} if code.startswith("unit-") else {"party_kind": code}
