"""Procedures on the screen: the list, the editor of a draft, publishing, and what the verbs refuse."""

import pytest

from ambasador.procedures.models import Procedure, ProcedureStep
from ambasador.procedures.verbs import add_step, begin_draft, change_step

pytestmark = pytest.mark.django_db
STEP = {
    "name": "Korekta faktury", "name_en": "Corrected invoice", "stage": "Korekta", "stage_en": "Correction", "performer": "department",
    "standard": "1 dzień", "guidance": "", "question": "Czy korygować?", "question_en": "",
    "answer_options": "Tak | Yes\nNie | No", "action": "",
}  # fmt: skip


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


@pytest.fixture
def draft(company, bartek):
    return begin_draft(company.complaint.procedure, by=bartek.actor)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_version_draft_and_open_tickets(lead, complaint, draft):
    html = page(lead, "/procedures/")
    assert "Reklamacja po montażu" in html
    assert "v2" in html
    assert 'href="/tickets/?procedure=reklamacja">1</a>' in html


def test_the_list_costs_the_same_for_many(lead, company, bartek, django_assert_max_num_queries):
    from ambasador.procedures.verbs import add_procedure

    for number in range(12):
        add_procedure(code=f"p{number}", name=f"P {number}", name_en="", by=bartek.actor)
    with django_assert_max_num_queries(14):
        assert page(lead, "/procedures/").count("<tr>") >= 12


def test_steps_side_by_side_stand_in_one_group(lead, company, bartek, draft):
    first = draft.steps.get(key="decyzja")
    add_step(
        draft, key="czesci", name="Części", name_en="Parts", performer="owner", standard_minutes=60, after=["informacja"], by=bartek.actor
    )
    add_step(
        draft, key="termin", name="Termin", name_en="Date", performer="owner", standard_minutes=60, after=["informacja"], by=bartek.actor
    )
    html = page(lead, f"/procedures/reklamacja/?step={first.key}")
    assert ">1a<" in html  # both of these begin with the ticket
    assert ">3a<" in html
    assert ">3b<" in html


def test_an_agent_reads_the_version_in_force_without_a_form(client, anna, draft):
    client.force_login(anna)
    html = page(client, "/procedures/reklamacja/?step=decyzja")
    assert "Decyzja reklamacyjna" in html
    assert 'name="standard"' not in html
    assert client.post("/procedures/reklamacja/steps/decyzja/", STEP).status_code == 404


def test_a_new_procedure_gets_a_code_from_its_polish_name(lead):
    answer = lead.post("/procedures/new/", {"name": "Zwrot łóżka", "name_en": "Return of a bed", "keywords": "zwrot, łóżko"})
    assert answer.status_code == 302
    made = Procedure.objects.get(code="zwrot-lozka")
    assert made.keywords == ["zwrot", "łóżko"]
    lead.post("/procedures/new/", {"name": "Zwrot łóżka", "name_en": "x", "keywords": ""})
    assert Procedure.objects.filter(code="zwrot-lozka-2").exists()


def test_a_step_is_added_changed_moved_and_removed(lead, company, draft):
    answer = lead.post("/procedures/reklamacja/steps/new/", {**STEP, "unit": company.claims.pk, "after": ["informacja"]})
    assert answer.status_code == 302, answer.content.decode()
    step = ProcedureStep.objects.get(version=draft, key="korekta-faktury")
    assert (step.standard_minutes, step.unit, step.after) == (480, company.claims, ["informacja"])
    assert step.answer_options == [{"code": "yes", "pl": "Tak", "en": "Yes"}, {"code": "no", "pl": "Nie", "en": "No"}]

    lead.post(
        "/procedures/reklamacja/steps/korekta-faktury/", {**STEP, "unit": company.claims.pk, "after": ["informacja"], "standard": "30 min"}
    )
    step.refresh_from_db()
    assert step.standard_minutes == 30

    lead.post("/procedures/reklamacja/steps/korekta-faktury/place/", {"to": "up"})
    step.refresh_from_db()
    assert step.position == 3

    asked = page(lead, "/procedures/reklamacja/steps/korekta-faktury/removal/")
    assert "Korekta faktury" in asked
    lead.post("/procedures/reklamacja/steps/korekta-faktury/removal/")
    assert not ProcedureStep.objects.filter(version=draft, key="korekta-faktury").exists()


def test_a_known_answer_keeps_its_code_when_its_english_changes(lead, company, draft):
    fields = {**STEP, "unit": company.claims.pk, "answer_options": "Uznana | Granted\nNieuznana | Refused"}
    lead.post("/procedures/reklamacja/steps/decyzja/", fields)
    options = ProcedureStep.objects.get(version=draft, key="decyzja").answer_options
    assert [(option["code"], option["en"]) for option in options] == [("yes", "Granted"), ("no", "Refused")]


def test_a_customers_day_is_24_hours(lead, company, draft):
    lead.post("/procedures/reklamacja/steps/new/", {**STEP, "performer": "customer", "standard": "2 dni"})
    step = ProcedureStep.objects.get(version=draft, key="korekta-faktury")
    assert step.standard_minutes == 2 * 1440
    assert step.unit is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"standard": "długo"}, "id_standard_error"),
        ({"name": ""}, "id_name_error"),
        ({}, "id_unit_error"),
    ],
)
def test_what_is_wrong_stands_under_its_field_and_nothing_is_saved(lead, draft, wrong, sentence):
    answer = lead.post("/procedures/reklamacja/steps/decyzja/", {**STEP, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ProcedureStep.objects.get(version=draft, key="decyzja").name == "Decyzja reklamacyjna"


def test_a_partner_step_does_not_take_a_department(lead, company, draft):
    answer = lead.post("/procedures/reklamacja/steps/decyzja/", {**STEP, "performer": "partner", "unit": company.claims.pk})
    assert answer.status_code == 422


def test_a_loop_is_refused_in_a_sentence(lead, company, draft):
    answer = lead.post("/procedures/reklamacja/steps/decyzja/", {**STEP, "unit": company.claims.pk, "after": ["informacja"]})
    assert answer.status_code == 422
    assert "decyzja" in answer.content.decode()
    assert ProcedureStep.objects.get(version=draft, key="decyzja").after == []


def test_a_version_is_begun_and_published(lead, company):
    assert lead.post("/procedures/reklamacja/drafts/").status_code == 302
    asked = page(lead, "/procedures/reklamacja/publication/")
    assert 'method="post"' in asked
    assert company.complaint.procedure.versions.get(state="draft").number == 2
    answer = lead.post("/procedures/reklamacja/publication/", {"statutory_term": "consumer_complaint", "note": "szybciej"})
    assert answer.status_code == 302
    assert company.complaint.procedure.versions.get(state="published").number == 2


def test_an_empty_draft_is_not_published_and_the_page_says_why(lead):
    lead.post("/procedures/new/", {"name": "Pusta", "name_en": "Empty", "keywords": ""})
    answer = lead.post("/procedures/pusta/publication/", {"statutory_term": "", "note": ""})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_step_of_a_version_in_force_cannot_be_changed(lead, company):
    assert lead.post("/procedures/reklamacja/steps/decyzja/", STEP).status_code == 409
    assert lead.post("/procedures/reklamacja/publication/").status_code == 409


@pytest.mark.parametrize("path", ["/procedures/nie-ma/", "/procedures/reklamacja/steps/nie-ma/place/"])
def test_what_is_not_there_is_a_404(lead, draft, path):
    assert lead.post(path).status_code in {404, 405}


def test_a_dialog_comes_alone_to_htmx(lead, draft):
    html = lead.get("/procedures/reklamacja/draft/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "<form" in html


def test_one_procedure_costs_the_same_however_many_steps(lead, company, bartek, draft, django_assert_max_num_queries):
    for number in range(25):
        add_step(
            draft,
            key=f"k{number}",
            name=f"K {number}",
            name_en="",
            performer="department",
            unit=company.claims,
            standard_minutes=60,
            by=bartek.actor,
        )
    with django_assert_max_num_queries(20):
        assert page(lead, "/procedures/reklamacja/").count("step-dot") >= 28


def test_departments_do_not_come_here(client, celina):
    client.force_login(celina)
    assert client.get("/procedures/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_last_change_of_a_draft_is_undone_at_a_touch(client, bartek, company):
    client.force_login(bartek)
    draft = begin_draft(company.complaint.procedure, by=bartek.actor)
    assert "/draft/undo/" not in page(client, "/procedures/reklamacja/")
    change_step(draft.steps.get(key="decyzja"), standard_minutes=65, by=bartek.actor)
    assert "/draft/undo/" in page(client, "/procedures/reklamacja/")
    assert client.post("/procedures/reklamacja/draft/undo/", follow=True).status_code == 200
    assert draft.steps.get(key="decyzja").standard_minutes != 65
    assert client.post("/procedures/reklamacja/draft/undo/").status_code == 409
