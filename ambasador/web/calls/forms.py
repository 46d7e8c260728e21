"""Writing down a call, and promising one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.conversations.models import CallOutcome
from ambasador.web import wording
from ambasador.web.durations import DurationField

DIRECTIONS = [("in", _("the customer called us")), ("out", _("we called"))]
OUTCOMES = [(outcome.value, outcome.label) for outcome in CallOutcome if outcome != CallOutcome.MISSED]
CHOOSE = _("Choose a day and an hour.")


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": CHOOSE, "invalid": CHOOSE},
        **options,
    )


class CallForm(forms.Form):
    """What an agent writes down of a call; an exchange that told of it knows the times better."""

    direction = forms.ChoiceField(label=_("Who called whom"), choices=DIRECTIONS)
    number = forms.CharField(label=_("Phone number"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    begun_at = moment_field(_("When it began"))
    minutes = DurationField(label=_("How long it took"), required=False, help_text=_("For example 5 min. Leave it empty when nobody answered."))
    outcome = forms.ChoiceField(label=_("How it ended"), choices=OUTCOMES)
    note = forms.CharField(
        label=_("What was said"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4, "data-focus": ""}),
        help_text=_("For colleagues: the customer sees only that there was a call."),
    )  # fmt: skip
    callback_at = moment_field(_("Promised: we call back at"), required=False, help_text=_("The customer sees it on the page of the case."))

    def __init__(self, *args: Any, is_told: bool = False, is_ours: bool = True, **kwargs: Any) -> None:
        """Of a call that an exchange told of nobody has to write the times."""
        super().__init__(*args, **kwargs)
        self.begun: datetime | None = self.initial.get("begun_at")
        if self.begun is not None:
            self.initial["begun_at"] = wording.local(self.begun)
        if is_told:
            del self.fields["begun_at"], self.fields["minutes"]

    def said(self) -> dict[str, Any]:
        """The arguments of the verb that logs it."""
        chosen = self.cleaned_data
        return {
            "direction": chosen["direction"],
            "number": chosen["number"],
            "begun_at": chosen.get("begun_at") or self.begun,
            "minutes": chosen.get("minutes"),
            "outcome": chosen["outcome"],
            "note": chosen["note"],
        }


class NewTicketForm(CallForm):
    subject = forms.CharField(label=_("What it is about"), max_length=250, error_messages={"required": _("Write in a few words what it is about.")})
    name = forms.CharField(label=_("Who called"), max_length=160, required=False, help_text=_("First and last name, or the firm."))
    field_order = ("subject", "name", "number")

    def __init__(self, *args: Any, knows_caller: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if knows_caller:
            del self.fields["name"]


class CallbackForm(forms.Form):
    due_at = moment_field(_("When do we call"))
    about = forms.CharField(label=_("About what"), max_length=1000, required=False)
