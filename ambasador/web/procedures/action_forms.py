"""What exactly a step of the program does: a form for each action that has settings. Whether they make sense is decided by the verbs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.directory.models import Competence, Unit, UnitKind
from ambasador.journal.actors import Actor
from ambasador.lib.lexemes import fold
from ambasador.procedures import actions
from ambasador.procedures.models import Performer, ProcedureField, ProcedureStep, SystemAction
from ambasador.search.queries import pl_sort
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.web.durations import WORKING_DAY, DurationField
from ambasador.web.procedures.forms import NamedField

YES, NO = frozenset({"tak", "yes", "true"}), frozenset({"nie", "no", "false"})


class ActionForm(forms.Form):
    """`fields_of` are the version's fields; `said()` gives the settings that the verb takes."""

    def __init__(self, data: Any, *, step: ProcedureStep, fields_of: Sequence[ProcedureField], by: Actor) -> None:
        super().__init__(data, initial={**step.action_settings})
        self.step, self.of, self.by = step, fields_of, by
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices."""

    def said(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}

    def choices(self) -> list[tuple[str, str]]:
        return [(field.key, field.name_for(get_language() or "pl")) for field in self.of]


class MessageForm(ActionForm):
    subject = forms.CharField(label=_("Subject (PL)"), max_length=actions.LONGEST_SUBJECT)
    text = forms.CharField(label=_("Text (PL)"), max_length=actions.LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))
    subject_en = forms.CharField(label=_("Subject (EN)"), max_length=actions.LONGEST_SUBJECT, required=False)
    text_en = forms.CharField(
        label=_("Text (EN)"), max_length=actions.LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Without it a customer who reads English gets the Polish one."),
    )  # fmt: skip

    def prepare(self) -> None:
        names = ", ".join(f"{{{name}}}" for name in [*(field.key for field in self.of), "numer", "opiekun", "klient"])
        self.fields["text"].help_text = _("In braces stands what is known of the ticket: %(names)s.") % {"names": names}
        for name in ("subject_en", "text_en"):
            self.fields[name].widget.attrs["lang"] = "en"


class FieldForm(ActionForm):
    key = forms.ChoiceField(label=_("Field"))
    value = forms.CharField(label=_("Value"), max_length=2000, help_text=_("A day like 2026-11-25; yes or no; of a choice one of its options."))

    def prepare(self) -> None:
        key = self.fields["key"]
        assert isinstance(key, forms.ChoiceField)
        key.choices = self.choices()

    def said(self) -> dict[str, Any]:
        key, value = self.cleaned_data["key"], self.cleaned_data["value"].strip()
        field = next(field for field in self.of if field.key == key)
        words = fold(value)
        if field.kind == "yes_no":
            return {"key": key, "value": True if words in YES else False if words in NO else value}
        if field.kind == "choice":
            of = field.described
            value = next((code for code in of.codes if words in {fold(code), fold(of.option_for(code, "pl")), fold(of.option_for(code, "en"))}), value)
        return {"key": key, "value": value}


class SubStepForm(ActionForm):
    name = forms.CharField(label=_("Name of the step"), max_length=80)
    name_en = forms.CharField(label=_("Name of the step, in English"), max_length=80, required=False)
    performer = forms.ChoiceField(label=_("Who performs it"), choices=[choice for choice in Performer.choices if choice[0] != Performer.SYSTEM])
    standard = DurationField(label=_("Standard duration"))
    unit = NamedField(label=_("Department or partner"), queryset=None, required=False)
    competence = NamedField(label=_("Needed competence"), queryset=None, required=False)
    question = forms.CharField(label=_("What exactly we ask (PL)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    question_en = forms.CharField(label=_("What exactly we ask (EN)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    holds_route = forms.BooleanField(label=_("The next steps wait for it"), required=False)

    def prepare(self) -> None:
        fields: dict[str, Any] = self.fields
        units = door.visible(Unit.objects.filter(is_active=True).exclude(kind=UnitKind.CENTRE), self.by)
        competences = door.visible(Competence.objects, self.by)
        fields["unit"].queryset, fields["competence"].queryset = units.order_by(pl_sort("name")), competences.order_by(pl_sort("name"))
        fields["standard"].day_minutes = WORKING_DAY
        kept = self.step.action_settings
        self.initial["standard"] = kept.get("standard_minutes", WORKING_DAY)
        self.initial["unit"] = units.filter(code=kept.get("unit", "")).first()
        self.initial["competence"] = competences.filter(code=kept.get("competence", "")).first()

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        unit, competence = said.pop("unit"), said.pop("competence")
        said |= {"standard_minutes": said.pop("standard"), "unit": unit.code if unit else "", "competence": competence.code if competence else ""}
        return {key: value for key, value in said.items() if value != ""}


class WebhookForm(ActionForm):
    url = forms.CharField(label=_("Address"), max_length=2000, help_text=_("It gets a signed JSON message by POST, and is asked again when it does not answer."))
    fields_sent = forms.MultipleChoiceField(
        label=_("Data that goes along"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Besides the number of the ticket and the name of the step. Send no more than the other program needs."),
    )  # fmt: skip
    renews_secret = forms.BooleanField(label=_("Make a new secret"), required=False, help_text=_("From the next version on; the other program has to know it."))

    def prepare(self) -> None:
        sent = self.fields["fields_sent"]
        assert isinstance(sent, forms.MultipleChoiceField)
        sent.choices = self.choices()
        self.initial["fields_sent"] = self.step.action_settings.get("fields", [])

    def said(self) -> dict[str, Any]:
        edition = self.step.action_settings.get("edition", 1) + (1 if self.cleaned_data["renews_secret"] else 0)
        return {"url": self.cleaned_data["url"], "fields": self.cleaned_data["fields_sent"], "edition": edition}


class EndForm(ActionForm):
    reason = forms.ChoiceField(label=_("How did it end"), choices=ClosingReason.choices)


FORMS: dict[str, type[ActionForm]] = {
    SystemAction.MESSAGE: MessageForm,
    SystemAction.FIELD: FieldForm,
    SystemAction.SUB_STEP: SubStepForm,
    SystemAction.WEBHOOK: WebhookForm,
    SystemAction.CLOSE: EndForm,
}
