"""The small forms of a ticket; what they mean is checked by the verbs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.queries import may_receive, people_of_the_centre
from ambasador.journal.actors import Actor
from ambasador.procedures.models import ProcedureField, ProcedureVersion
from ambasador.tickets.inputs import DataInputs
from ambasador.tickets.models import Ticket
from ambasador.tickets.models.route import DeviationReason, ObstacleKind
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.web import wording
from ambasador.web.durations import PauseField
from ambasador.web.shown import procedure_name
from ambasador.web.ticket.recipients import dues, recipients

ONE_SENTENCE = _("Write one sentence with the reason.")


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class HandoverForm(forms.Form):
    to = ColleagueField(label=_("To whom"), queryset=people_of_the_centre(), error_messages={"required": _("Choose a person.")})
    reason = forms.CharField(label=_("Why? One sentence is enough"), max_length=300, error_messages={"required": ONE_SENTENCE})

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = may_receive().exclude(pk=ticket.owner_id or 0)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why? One sentence is enough"), max_length=300, error_messages={"required": ONE_SENTENCE})


class TextForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what was asked for.")},
    )


class ClosingForm(DataInputs):
    """How it ended, and the data that the procedure must know by then."""

    reason = forms.ChoiceField(label=_("How did it end"), choices=ClosingReason.choices)
    sentence = forms.CharField(
        label=_("What was the solution"), max_length=500, required=False, help_text=_("One sentence for whoever opens it after you.")
    )
    text = forms.CharField(
        label=_("Message to the customer"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It leaves with the closing; without it the customer is not written to."),
    )

    def __init__(self, data: Any = None, *, wanted: Sequence[ProcedureField] = ()) -> None:
        super().__init__(data)
        self.add_data(wanted, language=wording.language())

    def said(self) -> dict[str, Any]:
        """The arguments of the verb."""
        return {**{name: self.cleaned_data.get(name, "") for name in ("reason", "sentence", "text")}, "data": self.data_said()}


class DeviationForm(forms.Form):
    """Why the route goes another way than the procedure says: a reason from the list, and a sentence if it helps."""

    reason = forms.ChoiceField(label=_("Why"), choices=DeviationReason.choices)
    sentence = forms.CharField(label=_("One sentence, if it helps"), max_length=300, required=False)


class RemindersForm(forms.Form):
    """When a step reminds of itself; `day_minutes` is the length of a day where it is done."""

    remind_before = PauseField(label=_("First reminder, before the due date"), help_text=_("Empty: as the standard says. 0: none ahead."))
    escalate_after = PauseField(
        label=_("Up the line, after the due date"),
        help_text=_("And from one rung to the next; for a customer: from one reminder to the next. Empty: as the standard says. 0: never."),
    )

    def __init__(self, *args: Any, day_minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for field in fields.values():
            field.day_minutes = day_minutes


class ElsewhereForm(DeviationForm):
    """To whom a step goes: a department, a partner or a competence, or the owner's own hands."""

    to = forms.ChoiceField(label=_("Who does it"), error_messages={"required": _("Choose who does it.")})
    question = forms.CharField(
        label=_("What exactly do you ask?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("to", "question", "reason", "sentence")

    def __init__(self, by: Actor, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        groups = [(group.title, [(option.value, option.text) for option in group.options]) for group in recipients(by)]
        to.choices = [("", _("choose")), (own, _("The owner")), *groups]


class ObstacleForm(forms.Form):
    kind = forms.ChoiceField(label=_("What blocks"), choices=ObstacleKind.choices)
    text = forms.CharField(label=_("In one sentence"), max_length=300, error_messages={"required": _("Write what blocks the ticket.")})
    is_public = forms.BooleanField(label=_("The customer may know"), required=False)


class WordsForm(forms.Form):
    """Words from the composer with their files."""

    text = forms.CharField(max_length=100_000, required=False, strip=False)


class TaskForm(WordsForm):
    """`to` is an option of `recipients`; without `due` the standard of the competence counts."""

    to = forms.CharField(max_length=40)
    due = forms.IntegerField(min_value=15, max_value=60 * 24 * 60, required=False)
    holds_route = forms.BooleanField(required=False)


class AddedStepForm(forms.Form):
    to = forms.ChoiceField(label=_("Who does it"), error_messages={"required": _("Choose who does it.")})
    question = forms.CharField(
        label=_("What exactly do you ask?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you ask. Without it nobody can answer.")},
    )
    due = forms.ChoiceField(label=_("Answer by"), required=False, help_text=_("In the working hours of whoever does it."))
    holds_route = forms.BooleanField(label=_("The next steps wait for it"), required=False, initial=True)
    is_approval = forms.BooleanField(
        label=_("I ask for consent"), required=False, help_text=_("The answer is yes or no; nobody decides about their own request.")
    )

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to, due = self.fields["to"], self.fields["due"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(due, forms.ChoiceField)
        groups = [(group.title, [(option.value, option.text) for option in group.options]) for group in recipients(by)]
        to.choices = [("", _("choose")), ("customer", _("The customer")), *groups]
        due.choices = [("", _("as the standard says")), *((option.value, option.text) for option in dues())]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_approval") and cleaned.get("to") == "customer":
            self.add_error("is_approval", _("Consent is given by a department or a partner."))
        return cleaned


class RecipientForm(forms.Form):
    """Who is asked, and until when."""

    to = forms.ChoiceField(label=_("Who knows it"), error_messages={"required": _("Choose who does it.")})
    due = forms.ChoiceField(label=_("Answer by"), required=False, help_text=_("In the working hours of whoever does it."))

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to, due = self.fields["to"], self.fields["due"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(due, forms.ChoiceField)
        groups = [(group.title, [(option.value, option.text) for option in group.options]) for group in recipients(by)]
        to.choices = [("", _("choose")), *groups]
        due.choices = [("", _("as the standard says")), *((option.value, option.text) for option in dues())]

    def minutes(self) -> int | None:
        """None: as the standard says."""
        due = self.cleaned_data["due"]
        return int(due) if due else None


class RepeatForm(forms.Form):
    question = forms.CharField(label=_("What exactly do you ask?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class LeavingForm(DeviationForm):
    version = forms.ChoiceField(label=_("Procedure"), error_messages={"required": _("Choose a procedure.")})
    field_order = ("version", "reason", "sentence")

    def __init__(self, versions: Sequence[ProcedureVersion], *args: Any, asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["reason"], self.fields["sentence"]
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(version.id), procedure_name(version)) for version in versions]
