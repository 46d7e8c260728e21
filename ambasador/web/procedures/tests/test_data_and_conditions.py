"""The editor of a draft: its data, conditions in plain words, order by dragging, what is wrong before publishing, differences. [P1]"""

import pytest

from ambasador.procedures.models import ProcedureField
from ambasador.procedures.verbs import add_field, add_step, begin_draft, change_step, publish_version, remove_step

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]
PAGE = "/procedures/reklamacja/"
KWOTA = {"name": "Kwota szkody", "name_en": "Damage", "kind": "money", "known_by": "customer", "options": "", "question": "Ile?", "question_en": "How much?"}


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


@pytest.fixture
def draft(company, bartek):
    return begin_draft(company.complaint.procedure, by=bartek.actor)


@pytest.fixture
def with_data(draft, bartek):
    add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", by=bartek.actor)
    options = [{"code": "pralka", "pl": "Pralka", "en": "Washer"}]
    add_field(draft, key="produkt", name="Produkt", name_en="Product", kind="choice", options=options, by=bartek.actor)
    return draft


def said(lead, text):
    return lead.get(f"{PAGE}condition/", {"condition": text}).content.decode()


def test_data_is_added_changed_ordered_and_taken_out(lead, with_data):
    assert lead.post(f"{PAGE}fields/new/", KWOTA)["location"] == f"{PAGE}#field-kwota_szkody"
    lead.post(f"{PAGE}fields/kwota_szkody/", {**KWOTA, "name": "Szkoda"})
    lead.post(f"{PAGE}fields/kwota_szkody/place/", {"to": "-2"})
    lead.post(f"{PAGE}fields/produkt/removal/")
    assert list(with_data.fields.values_list("key", "name")) == [("kwota_szkody", "Szkoda"), ("kwota", "Kwota")]


def test_a_choice_needs_options(lead, draft):
    assert lead.post(f"{PAGE}fields/new/", {**KWOTA, "kind": "choice"}).status_code == 422
    lead.post(f"{PAGE}fields/new/", {**KWOTA, "kind": "choice", "options": "Pralka | Washer"})
    assert ProcedureField.objects.get().options == [{"code": "washer", "pl": "Pralka", "en": "Washer"}]


def test_a_condition_is_told_in_words_while_it_is_written(lead, with_data):
    assert "Tylko gdy: Kwota: więcej niż 500\xa0zł." in said(lead, "kwota > 500").replace("&nbsp;", "\xa0")
    assert "W każdym zgłoszeniu." in said(lead, "")


def test_a_wrong_condition_shows_its_place(lead, with_data):
    assert "<code>kwota &gt; <mark>" in said(lead, 'kwota > "dużo"')
    assert "<mark>kwta</mark> &gt; 5" in said(lead, "kwta > 5")


def test_the_page_suggests_names_options_and_words_in_the_readers_language(lead, with_data):
    html = lead.get(PAGE).content.decode()
    for word in ("kwota", "klient.rodzaj", "&quot;pralka&quot;", "lub"):
        assert f'data-word="{word}"' in html
    assert 'data-word="customer.kind"' not in html


def test_a_step_keeps_what_it_needs_and_its_condition(lead, with_data):
    form = {
        "name": "Decyzja", "name_en": "Decision", "performer": "owner", "standard": "1 h", "needs": ["kwota"], "gives": ["produkt"],
        "condition": "kwota > 500",
    }  # fmt: skip
    assert lead.post(f"{PAGE}steps/decyzja/", form).status_code == 302
    step = with_data.steps.get(key="decyzja")
    assert (step.needs, step.gives, step.condition) == (["kwota"], ["produkt"], "kwota > 500")
    answer = lead.post(f"{PAGE}steps/decyzja/", {**form, "condition": "kwota >"})
    assert answer.status_code == 422
    assert "id_condition_error" in answer.content.decode()


def test_a_step_is_dragged_by_several_places(lead, draft):
    keys = list(draft.steps.values_list("key", flat=True))
    lead.post(f"{PAGE}steps/{keys[0]}/place/", {"to": str(len(keys) - 1)})
    assert list(draft.steps.values_list("key", flat=True)) == [*keys[1:], keys[0]]


def test_before_publishing_the_page_says_what_is_wrong_and_where(lead, with_data, bartek, company):
    from ambasador.directory.verbs import add_competence

    nobodys = add_competence(code="nikt", name="Nikt", by=bartek.actor)
    add_step(with_data, key="sierota", name="Sierota", name_en="Orphan", performer="department", competence=nobodys, standard_minutes=1, by=bartek.actor)
    html = lead.get(f"{PAGE}publication/").content.decode()
    assert f"{PAGE}?step=sierota#step-sierota" in html
    assert f"{PAGE}#field-produkt" in html
    assert lead.post(f"{PAGE}publication/", {"note": ""}).status_code == 422


def test_the_differences_are_told_in_words(lead, with_data, bartek):
    first, *_rest, last = with_data.steps.order_by("position")
    remove_step(first, by=bartek.actor)
    change_step(last, standard_minutes=960, condition="kwota > 500", name="Koniec", by=bartek.actor)
    html = lead.get(f"{PAGE}differences/").content.decode()
    for words in (f"<b>{first.name}</b>", "usunięto", "<ins>2 dni</ins>", "<ins>Tylko gdy: Kwota", "<ins>Koniec</ins>", ">nowe<"):
        assert words in html.replace("&nbsp;", " ").replace("\xa0", " ")


def test_comparing_costs_the_same_for_many_steps(lead, with_data, bartek, company, django_assert_max_num_queries):
    for number in range(20):
        add_step(with_data, key=f"k{number}", name=f"K {number}", name_en="", performer="department", unit=company.claims, standard_minutes=60, by=bartek.actor)
    with django_assert_max_num_queries(16):
        assert "K 19" in lead.get(f"{PAGE}differences/").content.decode()


def test_two_versions_that_are_the_same_have_no_differences(lead, draft, bartek):
    publish_version(draft, by=bartek.actor)
    assert "Nic się nie różni." in lead.get(f"{PAGE}differences/?from=1&to=2").content.decode()


@pytest.mark.parametrize("path", ["condition/", "fields/new/", "fields/kwota/"])
def test_agents_read_and_do_not_edit(client, anna, with_data, path):
    client.force_login(anna)
    assert client.get(f"{PAGE}{path}").status_code == 404
    assert client.get(f"{PAGE}differences/").status_code == 200
