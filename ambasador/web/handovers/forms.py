"""Forms of hand-overs and of leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.accounts.queries import may_receive
from ambasador.journal.actors import Actor
from ambasador.search.queries import pl_sort
from ambasador.web.customers.forms import DayField
from ambasador.web.procedures.forms import NamedField
from ambasador.web.ticket.forms import ONE_SENTENCE


class OffersForm(forms.Form):
    """To whom and why; without `to` each ticket goes to the person suggested beside it."""

    to = NamedField(label=_("To whom"), queryset=None, required=False, empty_label=_("as suggested for each ticket"))
    reason = forms.CharField(label=_("Why? One sentence is enough"), max_length=300, error_messages={"required": ONE_SENTENCE})

    def __init__(self, *args: Any, by: Actor, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = door.visible(may_receive().exclude(pk=owner.pk), by).order_by(pl_sort("name"))
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    user = NamedField(label=_("Who leaves"), queryset=None, error_messages={"required": _("Choose a person.")})
    last_on = DayField(label=_("Last day at work"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = door.visible(may_receive(), by).order_by(pl_sort("name"))  # type: ignore[attr-defined]
