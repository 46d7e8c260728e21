"""Forms of the procedure editor."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.directory.models import Competence, Unit, UnitKind
from ambasador.journal.actors import Actor
from ambasador.lib import lexemes
from ambasador.procedures import fields as values
from ambasador.procedures import terms
from ambasador.procedures.conditions import LONGEST, ConditionError, check, parse
from ambasador.procedures.models import FieldKind, KnownBy, Performer, ProcedureField, ProcedureStep, SystemAction
from ambasador.procedures.telling import error_says
from ambasador.search.queries import pl_sort
from ambasador.web import wording
from ambasador.web.durations import WHOLE_DAY, WORKING_DAY, DurationField, PauseField, WordsField

AT_UNITS = {Performer.DEPARTMENT: UnitKind.DEPARTMENT, Performer.PARTNER: UnitKind.PARTNER}


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "shown_name", obj.name))


class ProcedureForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Write a name.")})
    name_en = forms.CharField(label=_("Name in English"), max_length=120, error_messages={"required": _("Write the English name too.")})
    keywords = WordsField(
        label=_("Words by which it is recognised"),
        help_text=_("A new ticket whose first message has these words begins with this procedure. Separate them with commas."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProcedureSettingsForm(ProcedureForm):
    owner_competence = NamedField(
        label=_("Who may look after its tickets"),
        queryset=None,
        required=False,
        empty_label=_("anybody of the contact centre"),
        help_text=_("People of the contact centre who have this competence; of them the one on shift with the least work gets a new ticket."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, help_text=_("When it is not, new tickets do not begin with it."))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_competence"].queryset = door.visible(Competence.objects, by).order_by(pl_sort("name"))  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    statutory_term = forms.ChoiceField(label=_("Statutory deadline"), required=False)
    customer_reminders = forms.IntegerField(
        label=_("Reminders to a customer who does not answer"), min_value=0, max_value=9, required=False,
        help_text=_("The first half-way to the due date, the second at it, each of the others half as long after."),
    )  # fmt: skip
    closes_unanswered = forms.BooleanField(
        label=_("Close the ticket politely after the last reminder"), required=False, help_text=_("A reply opens it again, with the same owner.")
    )
    reopens_days = forms.IntegerField(
        label=_("A reply opens the ticket again for so many days"), min_value=0, max_value=365, required=False,
        help_text=_("Later it begins a new one that follows the old."),
    )  # fmt: skip
    tells_handover = forms.BooleanField(label=_("The customer is told who looks after the case from now on"), required=False)
    tells_standing_in = forms.BooleanField(label=_("The customer is told who acts while the owner is away"), required=False)
    closing_needs = forms.MultipleChoiceField(
        label=_("Data that must be known before a ticket is closed"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("What changes in this version"), max_length=300, required=False)

    def __init__(self, *args: Any, fields_of: Sequence[ProcedureField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fields_of:
            self.fields["closing_needs"].choices = [(one.key, one.name_for(get_language() or "pl")) for one in fields_of]  # type: ignore[attr-defined]
        else:
            del self.fields["closing_needs"]
        field = self.fields["statutory_term"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("none")), *((code, term_says(code)) for code in terms.CODES)]

    def clean_reopens_days(self) -> int:
        """As long as before when nothing is said."""
        said = self.cleaned_data["reopens_days"]
        return int(self.initial.get("reopens_days", 30) if said is None else said)

    def clean_customer_reminders(self) -> int:
        """As many as before when nothing is said."""
        said = self.cleaned_data["customer_reminders"]
        return int(self.initial.get("customer_reminders", 2) if said is None else said)


class PublishForm(forms.Form):
    note = forms.CharField(label=_("What changes in this version"), max_length=300, required=False)


def term_says(code: str) -> str:
    """The term of this code that is valid today, in the reader's language, with its days."""
    term = terms.term_on(code, wording.today())
    if term is None:
        return code
    name = term.name_en if get_language() == "en" else term.name_pl
    return ngettext("%(name)s, %(days)s day", "%(name)s, %(days)s days", term.days) % {"name": name, "days": term.days}


class OptionsField(forms.CharField):
    """Answer options, one a line: `Uznana | Accepted`. Cleaned to [{code, pl, en}]; a known option keeps its code."""

    default_error_messages = {"twice": _("Two options are the same.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)
        self.known: Sequence[dict[str, str]] = ()

    def clean(self, value: Any) -> list[dict[str, str]]:
        options = [self._option(line) for line in str(super().clean(value)).splitlines() if line.strip()]
        if len({option["code"] for option in options}) < len(options):
            raise ValidationError(self.error_messages["twice"], code="twice")
        return options

    def _option(self, line: str) -> dict[str, str]:
        polish, _bar, english = (part.strip()[:80] for part in line.partition("|"))
        code = next((known["code"] for known in self.known if known["pl"] == polish), "")
        return {"code": code or slugify(lexemes.fold(english or polish))[:40] or "x", "pl": polish, "en": english or polish}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{option['pl']} | {option['en']}" for option in value) if isinstance(value, list) else value


class FieldForm(forms.Form):
    """A piece of data of a draft. Its key comes from its first name and stays."""

    name = forms.CharField(label=_("Name"), max_length=80, error_messages={"required": _("Write a name.")})
    name_en = forms.CharField(label=_("Name in English"), max_length=80, error_messages={"required": _("Write the English name too.")})
    kind = forms.ChoiceField(label=_("What it is"), choices=FieldKind.choices)
    options = OptionsField(label=_("Options"), help_text=_("Of a choice: one a line, Polish and English: Pralka | Washer."))
    known_by = forms.ChoiceField(label=_("Who knows it"), choices=KnownBy.choices)
    question = forms.CharField(label=_("How we ask the customer (PL)"), max_length=300, required=False)
    question_en = forms.CharField(label=_("How we ask the customer (EN)"), max_length=300, required=False)

    def __init__(self, *args: Any, known: Sequence[dict[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["options"].known = known
        for name in ("name_en", "question_en"):
            fields[name].widget.attrs["lang"] = "en"

    def clean(self) -> dict[str, Any]:
        """Only a choice has options, and it has at least one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") != FieldKind.CHOICE:
            cleaned["options"] = []
        elif not cleaned.get("options") and "options" not in self.errors:
            self.add_error("options", _("Write at least one option."))
        return cleaned


class StepForm(forms.Form):
    """A step of a draft. Who performs it decides what else it needs and how long a day is: eight working hours, or 24 for a customer."""

    name = forms.CharField(label=_("Name of the step"), max_length=80, error_messages={"required": _("Write a name.")})
    name_en = forms.CharField(
        label=_("Name of the step, in English"), max_length=80, error_messages={"required": _("Write the English name too.")}
    )
    stage = forms.CharField(label=_("Stage the customer sees (PL)"), max_length=80, required=False)
    stage_en = forms.CharField(label=_("Stage the customer sees (EN)"), max_length=80, required=False)
    performer = forms.ChoiceField(label=_("Who performs it"), choices=Performer.choices)
    standard = DurationField(label=_("Standard duration"))
    unit = NamedField(
        label=_("Department or partner"),
        queryset=None,
        required=False,
        help_text=_("Choose it or a competence, when a department or a partner performs the step."),
    )
    competence = NamedField(
        label=_("Needed competence"),
        queryset=None,
        required=False,
        help_text=_("The place is then found in the directory at the moment the step begins."),
    )
    guidance = forms.CharField(
        label=_("Guidance for the performer"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    question = forms.CharField(
        label=_("What exactly we ask (PL)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    question_en = forms.CharField(
        label=_("What exactly we ask (EN)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    answer_options = OptionsField(
        label=_("Answers to choose from"),
        help_text=_("One a line, Polish and English: Uznana | Accepted. Without any the answer is free text."),
    )
    after = forms.MultipleChoiceField(
        label=_("Begins after"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Neighbouring steps that begin after the same ones run in parallel."),
    )
    condition = forms.CharField(
        label=_("When the step is needed"), max_length=LONGEST, required=False, widget=forms.TextInput(attrs={"spellcheck": "false"}),
        help_text=_("Empty: always. For example: amount > 500 and customer.since < 2024-01-01."),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("Data that must be known before it begins"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gives = forms.MultipleChoiceField(label=_("Data that its answer gives"), required=False, widget=forms.CheckboxSelectMultiple)
    is_optional = forms.BooleanField(label=_("Optional"), required=False, help_text=_("The owner may leave it out without a reason."))
    is_repeatable = forms.BooleanField(
        label=_("May be done more than once"), required=False, help_text=_("The owner may have it done once more; it is no deviation.")
    )
    is_approval = forms.BooleanField(
        label=_("Asks for consent"), required=False,
        help_text=_("The answer is consent or refusal; a refusal stops the route until the owner decides."),
    )  # fmt: skip
    amount_field = forms.ChoiceField(
        label=_("The amount it is about"), required=False, help_text=_("Who decides is found by the limits of the competence.")
    )
    confirms_answer = forms.BooleanField(
        label=_("The owner confirms the answer"), required=False, help_text=_("The route goes on only after the owner has read it.")
    )
    action = forms.ChoiceField(label=_("What the system does"), choices=SystemAction.choices, required=False)
    remind_before = PauseField(label=_("First reminder, before the due date"), help_text=_("Empty: as the standard says. 0: none ahead."))
    escalate_after = PauseField(
        label=_("Up the line, after the due date"),
        help_text=_("And from one rung to the next; for a customer: from one reminder to the next. Empty: as the standard says. 0: never."),
    )

    def __init__(
        self, *args: Any, by: Actor, others: Sequence[ProcedureStep], known: Sequence[dict[str, str]] = (), fields_of: Sequence[ProcedureField] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = door.visible(Unit.objects.filter(is_active=True).exclude(kind=UnitKind.CENTRE), by).order_by(
            pl_sort("name")
        )
        fields["competence"].queryset = door.visible(Competence.objects, by).order_by(pl_sort("name"))
        fields["after"].choices = [(other.key, other.name) for other in others]
        fields["answer_options"].known = known
        named = [(field.key, field.name_for(get_language() or "pl")) for field in fields_of]
        amounts = {field.key for field in fields_of if field.kind in (FieldKind.MONEY, FieldKind.NUMBER)}
        fields["amount_field"].choices = [("", _("no amount")), *((key, name) for key, name in named if key in amounts)]
        fields["needs"].choices = fields["gives"].choices = named
        for name in ("needs", "gives"):
            if not named:
                del fields[name]
        self.names = values.nameable(field.described for field in fields_of)
        performer = self.data.get("performer") if self.is_bound else self.initial.get("performer")
        is_customers = performer == Performer.CUSTOMER
        for name in ("standard", "remind_before", "escalate_after"):
            fields[name].day_minutes = WHOLE_DAY if is_customers else WORKING_DAY
        fields["standard"].help_text = (
            _("Of every day, also at night: a day is 24 h.") if is_customers else _("In the performer’s working hours: a day is 8 h.")
        )
        for name in ("name_en", "stage_en", "question_en"):
            fields[name].widget.attrs["lang"] = "en"

    def clean_condition(self) -> str:
        """A condition that can be read and makes sense; what is wrong is said with its place."""
        written = str(self.cleaned_data["condition"]).strip()
        try:
            check(parse(written), self.names)
        except ConditionError as error:
            raise ValidationError(error_says(error), code="condition_wrong") from None
        return written

    def clean(self) -> dict[str, Any]:
        """A step of a department or partner names its unit or a competence; other performers name neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = AT_UNITS.get(cleaned.get("performer", ""))
        if kind is None:
            cleaned["unit"] = cleaned["competence"] = None
        elif not cleaned.get("unit") and not cleaned.get("competence"):
            self.add_error("unit", _("Choose a department, a partner or a competence."))
        elif cleaned.get("unit") and cleaned["unit"].kind != kind:
            self.add_error("unit", _("This is not what performs the step: choose another one, or change who performs it."))
        if cleaned.get("performer") != Performer.SYSTEM:
            cleaned["action"] = ""
        return cleaned

    def fields_of_step(self) -> dict[str, Any]:
        """What the verbs take."""
        chosen = dict(self.cleaned_data)
        chosen["standard_minutes"] = chosen.pop("standard")
        return chosen


def key_from(name: str, *, taken: set[str]) -> str:
    """The key of a new step, from its name: letters, digits and hyphens, unique among `taken`."""
    base = re.sub(r"^-+|-+$", "", slugify(lexemes.fold(name))[:36]) or "krok"
    key, number = base, 1
    while key in taken or key == "new":
        number += 1
        key = f"{base}-{number}"
    return key
