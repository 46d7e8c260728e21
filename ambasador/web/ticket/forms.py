"""The small forms of a ticket; what they mean is checked by the verbs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.models import User
from ambasador.tickets.models import Ticket
from ambasador.tickets.models.route import DeviationReason, ObstacleKind
from ambasador.tickets.models.ticket import ClosingReason

ONE_SENTENCE = _("Write one sentence with the reason.")


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class HandoverForm(forms.Form):
    to = ColleagueField(label=_("To whom"), queryset=User.objects.none(), error_messages={"required": _("Choose a person.")})
    reason = forms.CharField(label=_("Why? One sentence is enough"), max_length=300, error_messages={"required": ONE_SENTENCE})

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(is_active=True, roles__overlap=["agent", "lead", "admin"]).exclude(pk=ticket.owner_id or 0)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues.order_by("name")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why? One sentence is enough"), max_length=300, error_messages={"required": ONE_SENTENCE})


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was asked for.")},
    )


class ClosingForm(forms.Form):
    reason = forms.ChoiceField(label=_("How did it end"), choices=ClosingReason.choices)
    sentence = forms.CharField(
        label=_("What was the solution"), max_length=500, required=False, help_text=_("One sentence for whoever opens it after you.")
    )


class SkippingForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=DeviationReason.choices)
    sentence = forms.CharField(label=_("One sentence, if it helps"), max_length=300, required=False)


class ObstacleForm(forms.Form):
    kind = forms.ChoiceField(label=_("What blocks"), choices=ObstacleKind.choices)
    text = forms.CharField(label=_("In one sentence"), max_length=300, error_messages={"required": _("Write what blocks the ticket.")})
    is_public = forms.BooleanField(label=_("The customer may know"), required=False)


class WordsForm(forms.Form):
    """Words from the composer with their files."""

    text = forms.CharField(max_length=100_000, required=False, strip=False)


class TaskForm(WordsForm):
    unit = forms.IntegerField(min_value=1)
    due = forms.IntegerField(min_value=15, max_value=60 * 24 * 60)
