"""What a step of the program may be told to do, and what is refused before anybody can publish it. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures import actions
from ambasador.procedures.verbs import ActionUnfit, add_field, add_procedure, add_step, change_step, publish_version

pytestmark = pytest.mark.req("P1")
MESSAGE = {"subject": "Zwrot", "text": "Oddamy {kwota} na konto. Sprawa {numer}, {klient.od}."}


@pytest.fixture
def draft(company):
    version = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(version, key="kwota", name="Kwota", kind="money", by=SYSTEM)
    return version


def own_step(draft, action, settings):
    return add_step(draft, key=action, name="Sam", name_en="Alone", performer="system", standard_minutes=0, action=action, action_settings=settings, by=SYSTEM)


@pytest.mark.parametrize(
    ("action", "given", "kept"),
    [
        ("message", MESSAGE, MESSAGE),
        ("field", {"key": "kwota", "value": "1 200,50"}, {"key": "kwota", "value": "1200.5"}),
        ("webhook", {"url": " https://erp.example/in "}, {"url": "https://erp.example/in", "fields": [], "edition": 1}),
        ("close", {"reason": "answered"}, {"reason": "answered"}),
        ("close", {}, {}),
        (
            "sub_step",
            {"name": "Odbiór", "performer": "department", "unit": "magazyn", "question": "Jest?", "standard_minutes": 60},
            {"name": "Odbiór", "performer": "department", "unit": "magazyn", "question": "Jest?", "standard_minutes": 60, "holds_route": False},
        ),
    ],
)
def test_settings_are_kept_as_they_are_meant(draft, action, given, kept):
    assert own_step(draft, action, given).action_settings == kept


@pytest.mark.parametrize(
    ("action", "given", "says"),
    [
        ("message", {"subject": "Zwrot"}, "Wpisz treść"),
        ("message", {"text": "Oddamy"}, "Wpisz temat"),
        ("message", {**MESSAGE, "text": "{cena}"}, "cena"),
        ("message", {**MESSAGE, "html": "<b>"}, "html"),
        ("field", {"key": "cena", "value": "1"}, "cena"),
        ("field", {"key": "kwota", "value": "dużo"}, "Wpisz liczbę"),
        ("webhook", {"url": "http://erp.example/in"}, "https://"),
        ("webhook", {"url": "https://a:b@erp.example/in"}, "hasła"),
        ("webhook", {"url": "https://erp.example/in", "fields": ["cena"]}, "cena"),
        ("sub_step", {"name": "Odbiór", "performer": "department", "unit": "nie-ma", "question": "Jest?", "standard_minutes": 60}, "kto"),
        ("sub_step", {"name": "Odbiór", "performer": "system", "question": "Jest?", "standard_minutes": 60}, "kto"),
        ("sub_step", {"name": "Odbiór", "performer": "owner", "standard_minutes": 0}, "ile"),
        ("close", {"reason": "cud"}, "kończy"),
        ("acknowledge", {"text": "x"}, "text"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(draft, action, given, says):
    with pytest.raises(ActionUnfit) as refused:
        own_step(draft, action, given)
    assert says in str(refused.value)


def test_a_step_needs_what_its_text_names_and_what_it_sends(draft):
    assert own_step(draft, "message", MESSAGE).needs == ["kwota"]
    assert own_step(draft, "webhook", {"url": "https://erp.example/in", "fields": ["kwota"]}).needs == ["kwota"]


def test_a_draft_may_wait_for_its_settings_and_publishing_does_not(draft):
    step = own_step(draft, "webhook", {})
    with pytest.raises(ActionUnfit):
        publish_version(draft, by=SYSTEM)
    step = change_step(step, action_settings={"url": "https://erp.example/in"}, by=SYSTEM)
    assert change_step(step, action="message", by=SYSTEM).action_settings == {}


def test_a_person_does_nothing_by_itself(draft):
    step = own_step(draft, "webhook", {"url": "https://erp.example/in"})
    step = change_step(step, performer="owner", standard_minutes=10, by=SYSTEM)
    assert (step.action, step.action_settings) == ("", {})


def test_braces_are_filled_and_unknown_values_are_dashes():
    assert actions.filled("Oddamy {kwota} do {dzień}, {}", {"kwota": "10 zł", "dzień": ""}) == "Oddamy 10 zł do –, –"
    assert actions.names_in("{a} {b} {a} {\n}") == ["a", "b"]
