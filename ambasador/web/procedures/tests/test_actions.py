"""A lead says what exactly the program does in its step; nobody else, and nothing that cannot be meant. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures.models import ProcedureStep
from ambasador.procedures.verbs import add_field, add_procedure, add_step

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]


@pytest.fixture
def action(client, bartek, company):
    """`action(kind)` makes such a step and gives its page; `action.kept()` are its settings."""
    client.force_login(bartek)
    draft = add_procedure(code="sam", name="Sam", name_en="Alone", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", by=SYSTEM)
    add_field(draft, key="pilne", name="Pilne", name_en="Urgent", kind="yes_no", by=SYSTEM)

    def made(kind):
        add_step(draft, key="krok", name="Krok", name_en="Step", performer="system", standard_minutes=0, action=kind, by=SYSTEM)
        assert "/procedures/sam/steps/krok/action/" in client.get("/procedures/sam/?step=krok").content.decode()
        return "/procedures/sam/steps/krok/action/"

    return made


def kept():
    return ProcedureStep.objects.get(key="krok").action_settings


@pytest.mark.parametrize(
    ("kind", "form", "settings"),
    [
        ("message", {"subject": "Zwrot", "text": "Oddamy {kwota}"}, {"subject": "Zwrot", "text": "Oddamy {kwota}"}),
        ("field", {"key": "pilne", "value": "Tak"}, {"key": "pilne", "value": True}),
        ("field", {"key": "kwota", "value": "1 200,50"}, {"key": "kwota", "value": "1200.5"}),
        (
            "webhook",
            {"url": "https://erp.example/in", "fields_sent": ["kwota"], "renews_secret": "on"},
            {"url": "https://erp.example/in", "fields": ["kwota"], "edition": 2},
        ),
        ("close", {"reason": "answered"}, {"reason": "answered"}),
    ],
)
def test_what_it_does_is_said_on_one_page(client, action, kind, form, settings):
    url = action(kind)
    assert client.get(url).status_code == 200
    assert client.post(url, form).status_code == 302
    assert kept() == settings


def test_a_step_that_it_adds_goes_to_a_unit(client, action, company):
    url = action("sub_step")
    form = {"name": "Odbiór", "performer": "department", "unit": company.warehouse.id, "standard": "1 dzień", "question": "Jest?", "holds_route": "on"}
    assert client.post(url, form).status_code == 302
    assert (kept()["unit"], kept()["standard_minutes"], kept()["holds_route"]) == ("magazyn", 480, True)
    assert 'value="Odbiór"' in client.get(url).content.decode()


def test_what_cannot_be_meant_is_told(client, action):
    url = action("message")
    answer = client.post(url, {"subject": "Zwrot", "text": "Oddamy {cena}"})
    assert answer.status_code == 422
    assert "„cena”" in answer.content.decode()


def test_the_secret_is_shown_to_leads_alone(client, action, anna):
    url = action("webhook")
    client.post(url, {"url": "https://erp.example/in"})
    assert "podpisane sekretem" in client.get(url).content.decode()
    client.force_login(anna)
    assert client.get(url).status_code in (403, 404)


def test_a_step_without_such_an_action_has_no_such_page(client, action):
    with pytest.raises(AssertionError):
        action("acknowledge")
    assert client.get("/procedures/sam/steps/krok/action/").status_code == 404
