"""Inputs for the data of a ticket: a form field for each field of the procedure, on the pages of customers, performers and owners alike."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ambasador.procedures.fields import NoSuchValue, cleaned
from ambasador.procedures.models import FieldKind, ProcedureField
from ambasador.procedures.telling import value_says

PREFIX = "data_"
YES, NO = "yes", "no"


class DatumField(forms.Field):
    """The value of one field of a procedure; cleaned to what is kept, None when nothing was said. Wanted, but who does not know may say so."""

    is_wanted = True

    def __init__(self, of: ProcedureField, *, language: str, label: str) -> None:
        super().__init__(label=label, required=False, widget=_widget_of(of, language))
        self.of = of

    def clean(self, value: Any) -> Any:
        if value is None or not str(value).strip():
            return None
        said = {YES: True, NO: False}.get(value) if self.of.kind == FieldKind.YES_NO else value
        try:
            return cleaned(self.of.described, said)
        except NoSuchValue as error:
            raise ValidationError(value_says(error)) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, bool):
            return YES if value else NO
        return value.isoformat() if isinstance(value, date) else value


def _widget_of(of: ProcedureField, language: str) -> forms.Widget:
    nothing = ("", "–")
    if of.kind == FieldKind.YES_NO:
        return forms.Select(choices=[nothing, (YES, _("yes")), (NO, _("no"))])
    if of.kind == FieldKind.CHOICE:
        return forms.Select(choices=[nothing, *((code, of.described.option_for(code, language)) for code in of.described.codes)])
    if of.kind == FieldKind.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if of.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        return forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.TextInput(attrs={"maxlength": 2000})


class DataInputs(forms.Form):
    """A form that also asks for data: `add_data` once it is made, then `data_fields` on the page and `data_said` for the verbs."""

    def add_data(self, wanted: Iterable[ProcedureField], *, language: str, asks: bool = False) -> None:
        """An input for each; `asks` puts the question to a customer instead of the name."""
        self.asked = {PREFIX + field.key: field for field in wanted}
        for name, field in self.asked.items():
            self.fields[name] = DatumField(field, language=language, label=field.question_for(language) if asks else field.name_for(language))

    @property
    def data_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    def data_said(self) -> dict[str, Any]:
        """By key, without what was left empty."""
        values = {field.key: self.cleaned_data.get(name) for name, field in self.asked.items()}
        return {key: value for key, value in values.items() if value is not None}
