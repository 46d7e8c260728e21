"""Changes of what is known of a customer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.accounts import door
from ambasador.customers import verbs
from ambasador.customers.models import Purchase
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.customers.forms import ContactPointForm, CustomerForm, NewCustomerForm, PurchaseForm
from ambasador.web.customers.views import get_customer
from ambasador.web.shapes import Dialog

FIELDS = ("name", "kind", "reporter_kind", "language", "customer_since", "prefers", "remember", "note")
OF_A_PURCHASE = ("name", "order_number", "serial_number", "bought_on", "price", "currency", "installed_on", "warranty_until")


@centre_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a customer, or find the one who has the address or number already."""
    dialog = Dialog(
        _("New customer"),
        request.path,
        _("Add the customer"),
        _("When the address or number is known already, the customer who has it opens."),
        back_url=reverse("web:customers"),
    )

    def act(form: NewCustomerForm) -> str:
        customer = verbs.recognise(by=user_of(request).actor, **form.cleaned_data)
        return reverse("web:customer", args=[customer.pk])

    return answer_form(request, dialog, bound(NewCustomerForm, request), act)


@centre_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    back = reverse("web:customer", args=[pk])
    form = bound(CustomerForm, request, initial={name: getattr(customer, name) for name in FIELDS})

    def act(answered: CustomerForm) -> str:
        verbs.change_customer(customer, by=user_of(request).actor, **answered.cleaned_data)
        messages.success(request, _("Saved."))
        return back

    return answer_form(request, Dialog(customer.name, request.path, _("Save"), back_url=back), form, act)


@centre_only
@require_http_methods(["GET", "POST"])
def add_point(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    back = reverse("web:customer", args=[pk])
    dialog = Dialog(_("New way to reach: %(name)s") % {"name": customer.name}, request.path, _("Add"), back_url=back)

    def act(form: ContactPointForm) -> str:
        verbs.add_contact_point(customer, by=user_of(request).actor, **form.cleaned_data)
        return back

    return answer_form(request, dialog, bound(ContactPointForm, request), act, template="web/dialog_page.html")


@centre_only
@require_POST
def verify_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    found = get_object_or_404(get_customer(request, pk).contact_points, pk=point)
    verbs.verify_contact_point(found, by=user_of(request).actor)
    return redirect("web:customer", pk)


@centre_only
@require_http_methods(["GET", "POST"])
def remove_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    found = get_object_or_404(get_customer(request, pk).contact_points, pk=point)
    back = reverse("web:customer", args=[pk])
    text = _("Messages from it will no longer be recognised as this customer’s.")
    title = _("Forget %(shown)s") % {"shown": found.shown}
    dialog = Dialog(title, request.path, _("Forget it"), text, is_danger=True, back_url=back)

    def act(_form: forms.Form) -> str:
        verbs.remove_contact_point(found, by=user_of(request).actor)
        return back

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


@centre_only
@require_http_methods(["GET", "POST"])
def add_purchase(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(request, pk)
    back = reverse("web:customer", args=[pk])
    dialog = Dialog(_("New purchase"), request.path, _("Add the purchase"), customer.name, back_url=back)

    def act(form: PurchaseForm) -> str:
        verbs.add_purchase(customer, by=user_of(request).actor, **form.cleaned_data)
        return back

    return answer_form(request, dialog, bound(PurchaseForm, request), act)


@centre_only
@require_http_methods(["GET", "POST"])
def change_purchase(request: HttpRequest, pk: int, purchase: int) -> HttpResponse:
    by = user_of(request).actor
    found = door.get_visible(Purchase.objects.select_related("customer").filter(customer=pk), by, pk=purchase)
    back = reverse("web:customer", args=[pk])
    form = bound(PurchaseForm, request, initial={name: getattr(found, name) for name in OF_A_PURCHASE})

    def act(answered: PurchaseForm) -> str:
        verbs.change_purchase(found, by=by, **answered.cleaned_data)
        return back

    return answer_form(request, Dialog(found.name, request.path, _("Save"), back_url=back), form, act)
