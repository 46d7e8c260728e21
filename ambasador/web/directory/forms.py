"""Forms of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.directory.models import Calendar, Person, Rank, Unit, UnitKind, WorksBy
from ambasador.journal.actors import Actor
from ambasador.search.queries import pl_sort
from ambasador.web.customers.forms import DayField
from ambasador.web.durations import DurationField, OpeningsField, WordsField
from ambasador.web.procedures.forms import NamedField

NAME = {"required": _("Write a name.")}
KINDS = [(kind.value, kind.label) for kind in (UnitKind.DEPARTMENT, UnitKind.PARTNER)]
PEOPLE_AT_MOST = 2000


class UnitForm(forms.Form):
    """Polish sentences need the name in three forms; when the two others are left empty the sentences name the unit after a colon."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAME, help_text=_("For example: Dział Reklamacji"))
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    name_in = forms.CharField(
        label=_("Where? “in the department”"), max_length=140, required=False, help_text=_("For example: w Dziale Reklamacji")
    )
    name_to = forms.CharField(
        label=_("Where to? “to the department”"), max_length=140, required=False, help_text=_("For example: do Działu Reklamacji")
    )
    short_name = forms.CharField(label=_("Short name for the route"), max_length=40, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    calendar = NamedField(label=_("Working hours"), queryset=None, error_messages={"required": _("Choose the working hours.")})
    works_by = forms.ChoiceField(label=_("How it works"), choices=WorksBy.choices)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("pl", "Polski"), ("en", "English")],
        help_text=_("In this language go letters with tasks, and the pages their links open."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("This is not a whole e-mail address. It looks like name@company.pl.")},
    )
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    email_domains = WordsField(
        label=_("Domains of its addresses"),
        longest=120,
        help_text=_("Messages from these domains are taken for the unit’s own. Separate them with commas."),
    )
    escalates_to = NamedField(label=_("When it is late, above it stands"), queryset=None, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, by: Actor, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["calendar"].queryset = door.visible(Calendar.objects, by).order_by(pl_sort("name"))
        above = Unit.objects.filter(is_active=True).exclude(pk=unit.pk if unit else 0)
        fields["escalates_to"].queryset = door.visible(above, by).order_by(pl_sort("name"))
        fields["name_en"].widget.attrs["lang"] = "en"
        if unit is None:
            del fields["is_active"]
        elif unit.kind == UnitKind.CENTRE:
            del fields["kind"], fields["is_active"]


class HeadForm(forms.Form):
    head = NamedField(label=_("Head"), queryset=None, required=False, empty_label=_("nobody"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].queryset = unit.people.filter(is_active=True).order_by(pl_sort("name"))  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("First and last name"), max_length=120, error_messages={"required": _("Write the first and last name.")}
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    rank = forms.ChoiceField(label=_("Rank"), choices=[(rank.value, rank.label) for rank in (Rank.MEMBER, Rank.LEAD)])
    calendar = NamedField(
        label=_("Own working hours"), queryset=None, required=False, empty_label=_("those of the unit"), help_text=_("For people on shifts.")
    )
    is_active = forms.BooleanField(label=_("Works there"), required=False, initial=True, help_text=_("Take it away when they leave."))

    def __init__(self, *args: Any, by: Actor, person: Person | None = None, **kwargs: Any) -> None:
        """The head of a unit keeps the rank until another is named."""
        super().__init__(*args, **kwargs)
        self.fields["calendar"].queryset = door.visible(Calendar.objects, by).order_by(pl_sort("name"))  # type: ignore[attr-defined]
        if person is None:
            del self.fields["is_active"]
        elif person.rank == Rank.HEAD:
            del self.fields["rank"]


class AbsenceForm(forms.Form):
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    deputy = NamedField(label=_("Stands in"), queryset=None, required=False, empty_label=_("nobody"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Choose a day.")
        others = Person.objects.filter(is_active=True, unit__is_active=True).exclude(pk=person.pk)
        ordered = door.visible(others, by).order_by(pl_sort("name"))
        self.fields["deputy"].queryset = ordered  # type: ignore[attr-defined]


class CompetenceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAME)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    description = forms.CharField(
        label=_("What exactly"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they decide or know, and what not."),
    )
    keywords = WordsField(label=_("Words by which it is found"), help_text=_("Separate them with commas."))
    limit_amount = forms.DecimalField(
        label=_("Decides alone up to (PLN)"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True
    )
    steward = NamedField(label=_("Keeps the entry"), queryset=None, required=False, empty_label=_("nobody"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = door.visible(Person.objects.filter(is_active=True), by).order_by(pl_sort("name"))
        self.fields["steward"].queryset = people  # type: ignore[attr-defined]
        self.fields["name_en"].widget.attrs["lang"] = "en"


class DecidingForm(forms.Form):
    """Narrows the competences to those that somebody can decide up to an amount, and by who is there now; foolish values narrow nothing."""

    q = forms.CharField(max_length=100, required=False)
    amount = forms.DecimalField(label=_("Can decide up to (PLN)"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True)
    now = forms.BooleanField(label=_("There now"), required=False)


class ProviderForm(forms.Form):
    """A line of those who provide a competence; without `who` the line is left out."""

    place = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    standard = DurationField(label=_("Standard"), required=False)
    limit = forms.DecimalField(label=_("Alone up to (PLN)"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True)
    is_deputy = forms.BooleanField(label=_("Deputy"), required=False)

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("who") and "standard" in cleaned and not cleaned["standard"]:
            self.add_error("standard", _("Write how long it takes, for example 8 h."))
        return cleaned


ProviderFormSet = forms.formset_factory(ProviderForm, extra=3, max_num=60, absolute_max=60)
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class CalendarForm(forms.Form):
    """A week of one line a day."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages=NAME)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        initial="Europe/Warsaw",
        error_messages={"required": _("Write a time zone, like Europe/Warsaw.")},
    )
    holidays_country = forms.CharField(
        label=_("Public holidays of"),
        max_length=2,
        required=False,
        initial="PL",
        help_text=_("Two letters of the country; empty when holidays are worked."),
    )
    always_open = forms.BooleanField(label=_("Day and night"), required=False, help_text=_("Then the hours below do not count."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = OpeningsField(label=name)
        self.fields["day_0"].help_text = _("Like 8–16, or 8–12, 13–16 with a break; empty is closed.")

    def clean_holidays_country(self) -> str:
        return str(self.cleaned_data["holidays_country"]).upper()

    def hours(self) -> list[Any]:
        return [(number, *opening) for number in range(7) for opening in self.cleaned_data[f"day_{number}"]]

    def own_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "time_zone", "holidays_country", "always_open")}


class OwnDayForm(forms.Form):
    on = DayField(label=_("Day"))
    openings = OpeningsField(label=_("Hours"), help_text=_("Empty is closed all day."))
    note = forms.CharField(label=_("Why"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
        self.fields["on"].error_messages["required"] = _("Choose a day.")
