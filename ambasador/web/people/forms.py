"""Forms of accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import Role, User
from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.search.queries import pl_sort
from ambasador.web.procedures.forms import NamedField


class AccountForm(forms.Form):
    name = forms.CharField(label=_("First and last name"), max_length=120, error_messages={"required": _("Write the first and last name.")})
    roles = forms.MultipleChoiceField(
        label=_("What they do"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("pl", "Polski"), ("en", "English")])

    def clean_roles(self) -> list[str]:
        return sorted(self.cleaned_data["roles"])


class NewAccountForm(AccountForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={
            "required": _("Write the e-mail address they will sign in with."),
            "invalid": _("This is not a whole e-mail address. It looks like name@company.pl."),
        },
    )
    unit = NamedField(
        label=_("Unit"),
        queryset=None,
        required=False,
        help_text=_("Where they work. Somebody of the unit with this address gets the account."),
    )
    field_order = ("name", "email", "roles", "unit", "language")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["unit"].queryset = door.visible(Unit.objects.filter(is_active=True), by).order_by(pl_sort("name"))  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip()
        if door.visible(User.objects.filter(email__iexact=email), self.by).exists():
            raise forms.ValidationError(_("Somebody has an account with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "department" in cleaned.get("roles", []) and not cleaned.get("unit"):
            self.add_error("unit", _("Choose the department or partner whose tasks they see."))
        return cleaned
