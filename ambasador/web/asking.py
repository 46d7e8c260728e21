"""Forms that ask and do one thing: as a dialog over the page, or as a page of their own."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from ambasador.lib.refusal import NotAllowed, Refused
from ambasador.web.shapes import Dialog

F = TypeVar("F", bound="forms.BaseForm | forms.BaseFormSet[Any]")
Act = Callable[[Any], str]


def answer_form(
    request: HttpRequest,
    dialog: Dialog,
    form: forms.BaseForm,
    act: Act,
    *,
    parts: Sequence[Any] = (),
    template: str = "web/form_page.html",
    taken: str = "",
    **context: Any,
) -> HttpResponse:
    """
    Show the form, or do what was answered and go where `act` says.

    A refusal is told at the head of the form, with what was typed. `parts` are formsets beside the form; `taken` is what to say when the
    database finds that something must be unique, or must not be, and refuses.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if all([form.is_valid(), *(part.is_valid() for part in parts)]):
            try:
                url = act(form)
            except NotAllowed:
                raise
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except IntegrityError:
                form.add_error(None, taken or _("Somebody has just saved the same. Look at the list and try again."))
            else:
                return gone_to(request, url)
    is_htmx = request.headers.get("HX-Request") == "true"
    shown = "web/_dialog.html" if is_htmx else template
    response = render(request, shown, {"dialog": dialog, "form": form, "parts": parts, **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def gone_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go to an address of ours; htmx is told to load it."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = url
    return response


def bound(form: type[F], request: HttpRequest, **options: Any) -> F:
    """The form, filled with what was sent; unlike `request.POST or None` also when nothing was."""
    return form(request.POST if request.method == "POST" else None, **options)
