"""The page of components."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ambasador.web.access import staff_only
from ambasador.web.components import samples
from ambasador.web.shapes import Dialog, Pager


class SampleForm(forms.Form):
    """Fields in their states: known, wrong, chosen."""

    serial = forms.CharField(
        label="Numer seryjny", initial="B8-2611-44917", help_text="mamy z zamówienia, nie pytaj klienta", required=False
    )
    reason = forms.CharField(
        label="Dlaczego? Jedno zdanie wystarczy", error_messages={"required": "Napisz jedno zdanie. Bez niego nie wiadomo, co poprawić."}
    )
    unit = forms.ChoiceField(label="Dział", choices=[("1", "Dział Reklamacji"), ("2", "Magazyn Stryków")])
    words = forms.CharField(
        label="Uzasadnienie, które może poznać klient", widget=forms.Textarea(attrs={"rows": 3}), initial="Wada części."
    )
    is_told = forms.BooleanField(label="Powiedz klientowi od razu", required=False, help_text="wyślemy e-mail")


@staff_only
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"serial": "B8-2611-44917", "unit": "1", "words": "Wada części."})
    dialog = Dialog("Pomiń krok: Oględziny na miejscu", "#", "Pomiń krok", "Obiecany termin przeliczy się od razu: 26–27 lis.", id="sample")
    context = {
        "bonds": samples.bonds(),
        "head_bond": samples.head_bond(),
        "say": samples.say(),
        "route": samples.route(),
        "groups": samples.groups(),
        "thread": samples.thread(),
        "composers": [samples.composer(mode) for mode in ("reply", "note", "task")],
        "sections": samples.sections(),
        "empties": samples.empties(),
        "badges": samples.BADGES,
        "sample_form": wrong,
        "sample_dialog": dialog,
        "pager": Pager("#", "#", "51–100 z 1 204"),
    }
    return render(request, "web/components/page.html", context)
