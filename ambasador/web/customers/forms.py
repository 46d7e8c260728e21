"""Forms of what is known of a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.customers.models import ContactKind, CustomerKind, ReporterKind

NAME = {"required": _("Write a name.")}


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("This is not a date. Write it like 2026-11-25.")},
            **options,
        )


class CustomerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160, error_messages=NAME)
    kind = forms.ChoiceField(label=_("Person or firm"), choices=CustomerKind.choices)
    reporter_kind = forms.ChoiceField(label=_("Who they are to us"), choices=ReporterKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=[("pl", "Polski"), ("en", "English")])
    customer_since = DayField(label=_("Customer since"))
    prefers = forms.CharField(label=_("Prefers"), max_length=200, required=False, help_text=_("How they like to be reached, and when."))
    remember = forms.CharField(
        label=_("Remember"), max_length=300, required=False, help_text=_("What must not be forgotten: hearing, a promise, a caution.")
    )
    note = forms.CharField(label=_("Note among colleagues"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class NewCustomerForm(CustomerForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class ContactPointForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=ContactKind.choices)
    written = forms.CharField(
        label=_("Address or number"), max_length=254, error_messages={"required": _("Write the address or the number.")}
    )
    is_verified = forms.BooleanField(label=_("The customer has confirmed it"), required=False)


class PurchaseForm(forms.Form):
    name = forms.CharField(label=_("What it is"), max_length=200, error_messages=NAME)
    order_number = forms.CharField(label=_("Order number"), max_length=60, required=False)
    serial_number = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    bought_on = DayField(label=_("Bought"))
    price = forms.DecimalField(label=_("Price"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True)
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), initial="PLN", error_messages={"invalid": _("Write three capital letters, like PLN.")}
    )
    installed_on = DayField(label=_("Installed"))
    warranty_until = DayField(label=_("Warranty until"))
