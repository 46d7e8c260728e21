"""What a department says to a task; whether it is enough is decided by the verbs."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ambasador.lib import clock
from ambasador.tickets.data import asked_by
from ambasador.tickets.inputs import DataInputs
from ambasador.tickets.models import Step
from ambasador.web import wording

FURTHEST = timedelta(days=366)


def words_field(label: Any, *, rows: int = 3, longest: int = 20_000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=False, widget=forms.Textarea(attrs={"rows": rows}), **options)


class AnswerForm(DataInputs):
    """The data that the task gives, a choice where it offers some, the words the customer may know, and words for the owner alone."""

    code = forms.ChoiceField(label=_("Decision"), required=False, widget=forms.RadioSelect)
    public = words_field(_("Reason that the customer may know"))
    text = words_field(_("For the case owner only"), rows=2)

    def __init__(self, data: Any = None, *, step: Step) -> None:
        super().__init__(data, auto_id="answer-%s")
        self.add_data(asked_by(step), language=wording.language())
        if step.answer_options:
            choice = self.fields["code"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = step.options_for(wording.language())
        else:
            del self.fields["code"]
            self.fields["public"].label = _("Answer that the customer may know")

    def said(self) -> dict[str, Any]:
        """The arguments of the verb."""
        return {**{name: self.cleaned_data.get(name, "") for name in ("code", "public", "text")}, "data": self.data_said()}


class QuestionForm(forms.Form):
    missing = words_field(_("What is missing?"), longest=1000)


class RefusalForm(forms.Form):
    reason = words_field(_("Why, and whose it is if you know"), rows=2, longest=500)


class DateForm(forms.Form):
    due_at = forms.DateTimeField(
        label=_("The answer will be ready by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": _("Choose a day and an hour."), "invalid": _("Choose a day and an hour.")},
    )
    reason = words_field(_("Why? One sentence is enough"), rows=2, longest=500)

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        now = clock.now()
        if not now - FURTHEST < due_at < now + FURTHEST:
            raise ValidationError(_("Choose a day within a year from now."))
        return due_at
