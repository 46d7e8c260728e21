"""The department's desk: whose tasks, by when, and what can be said to them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ambasador.conversations.models import Attachment, TaskMessage
from ambasador.conversations.verbs import Upload, add_from_page, write_note
from ambasador.customers.models import Customer
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, StepState

pytestmark = pytest.mark.django_db


def html_of(client, path="/tasks/", status=200, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def decision(complaint, run_jobs):
    run_jobs()
    return Step.objects.get(ticket=complaint, key="decyzja")


def fresh(step):
    return Step.objects.get(pk=step.pk)


@pytest.mark.req("O3")
def test_a_department_sees_its_task_with_owner_question_and_promise(client, celina, decision):
    client.force_login(celina)
    html = html_of(client)
    assert "Dział Reklamacji" in html
    assert f'id="task-{decision.id}"' in html
    assert "Anna Lis" in html
    assert "Czy uznajemy reklamację?" in html
    assert "Nieuznana" in html
    assert "Ewa Zawadzka" in html
    assert "Oględziny na miejscu" not in html


def test_notes_and_addresses_of_the_customer_stay_with_the_centre(client, celina, decision, anna):
    write_note(decision.ticket, text="Tajna notatka.", by=anna.actor)
    client.force_login(celina)
    html = html_of(client)
    assert "Tajna notatka" not in html
    assert "ewa@poczta.example" not in html


@pytest.mark.parametrize("tail", ["", "pane/", "head/", "question/", "date/", "refusal/", "answer/"])
def test_to_others_a_task_is_not_there(client, obcy, decision, tail):
    client.force_login(obcy)
    assert f"task-{decision.id}" not in html_of(client)
    html_of(client, f"/tasks/{decision.id}/{tail}", 404)


@pytest.mark.parametrize("tail", ["acceptance/", "answer/", "question/", "date/", "refusal/"])
def test_others_can_do_nothing_with_it(client, obcy, decision, tail):
    client.force_login(obcy)
    answer = client.post(f"/tasks/{decision.id}/{tail}", {"public": "x", "missing": "x", "reason": "x", "due_at": "2026-12-01T10:00"})
    assert answer.status_code == 404
    assert fresh(decision).state == StepState.OFFERED


def test_strangers_sign_in_first(client, decision):
    for path in ("/tasks/", f"/tasks/{decision.id}/", "/tasks/answered/"):
        assert client.get(path).status_code == 302


def test_somebody_without_a_department_is_told(client, company):
    from ambasador.accounts.verbs import join_user
    from ambasador.journal.actors import SYSTEM

    client.force_login(join_user(email="sam@modrzew.example", name="Sam Bez", roles=["department"], by=SYSTEM))
    assert 'class="empty"' in html_of(client)


def test_taking_it_makes_it_mine(client, celina, decision):
    client.force_login(celina)
    assert f"task-{decision.id}" not in html_of(client, "/tasks/?whose=mine")
    assert client.post(f"/tasks/{decision.id}/acceptance/?whose=mine").headers["Location"] == f"/tasks/{decision.id}/?whose=mine"
    assert fresh(decision).assignee.user == celina
    html = html_of(client, "/tasks/?whose=mine")
    assert f"task-{decision.id}" in html
    assert 'data-key="b"' not in html


def test_answering_goes_to_the_owner_and_to_the_answers_sent(client, celina, decision):
    client.force_login(celina)
    protocol = SimpleUploadedFile("protokół.pdf", b"%PDF", content_type="application/pdf")
    form = {"code": "yes", "public": "Wada części.", "text": "BX-114", "files": protocol}
    answer = client.post(f"/tasks/{decision.id}/answer/", form)
    assert answer.headers["Location"] == "/tasks/"
    step = fresh(decision)
    assert (step.state, step.answer_code, step.answer_public) == (StepState.DONE, "yes", "Wada części.")
    file = Attachment.objects.get(task_message__step=step)
    assert client.get(f"/files/{file.id}/").content == b"%PDF"
    html = html_of(client, "/tasks/answered/")
    assert "Wada części." in html
    assert "Celina Sowa" in html


def test_an_empty_answer_keeps_the_screen_and_says_why(client, celina, decision):
    client.force_login(celina)
    answer = client.post(f"/tasks/{decision.id}/answer/", {})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_whoever_comes_second_keeps_the_text(client, celina, decision, anna):
    verbs.answer_step(decision, code="no", by=anna.actor)
    client.force_login(celina)
    answer = client.post(f"/tasks/{decision.id}/answer/", {"code": "yes", "public": "Moje długie uzasadnienie."})
    assert answer.status_code == 422
    assert "Moje długie uzasadnienie." in answer.content.decode()
    assert fresh(decision).answer_code == "no"


def test_asking_back_puts_it_under_waiting_for_the_owner(client, celina, decision):
    client.force_login(celina)
    assert 'id="tasks-owner"' not in html_of(client)
    assert client.post(f"/tasks/{decision.id}/question/", {"missing": ""}).status_code == 422
    assert client.post(f"/tasks/{decision.id}/question/", {"missing": "Jaki model?"}).status_code == 302
    html = html_of(client)
    assert 'id="tasks-owner"' in html
    assert "Jaki model?" in html


def test_more_time_and_not_ours(client, celina, decision):
    client.force_login(celina)
    wish = (clock.now() + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"/tasks/{decision.id}/date/", {"due_at": wish, "reason": "Urlop"}).status_code == 302
    assert fresh(decision).proposed_due_at
    answer = client.post(f"/tasks/{decision.id}/refusal/", {"reason": "To Rozliczenia"})
    assert answer.headers["Location"] == "/tasks/"
    assert fresh(decision).times_refused == 1
    html_of(client, f"/tasks/{decision.id}/", 404)


def test_dialogs_are_fragments_for_htmx_and_pages_without_it(client, celina, decision):
    client.force_login(celina)
    assert "<html" in html_of(client, f"/tasks/{decision.id}/question/")
    assert "<html" not in html_of(client, f"/tasks/{decision.id}/question/", **{"HX-Request": "true"})
    assert html_of(client, **{"HX-Request": "true"}).lstrip().startswith('<section class="list" id="task-list"')
    assert f'data-live="unit:{decision.unit_id}"' in html_of(client)


def test_groups_follow_the_due_time(client, celina, decision):
    client.force_login(celina)
    with clock.set_to(decision.due_at + timedelta(hours=1)):
        assert 'id="tasks-late"' in html_of(client)
    with clock.set_to(decision.due_at - timedelta(hours=1)):
        assert 'id="tasks-today"' in html_of(client)
    with clock.set_to(decision.due_at - timedelta(days=1)):
        assert 'id="tasks-later"' in html_of(client)


def test_the_centre_looks_through_all_departments_or_one(client, anna, decision, company):
    client.force_login(anna)
    html = html_of(client)
    assert f"task-{decision.id}" in html
    assert "Oględziny na miejscu" in html
    only = html_of(client, f"/tasks/?unit={company.claims.id}")
    assert "Oględziny na miejscu: " not in only
    assert 'data-key="b"' not in only
    assert f"task-{decision.id}" not in html_of(client, f"/tasks/?unit={company.warehouse.id}")


@pytest.mark.parametrize("query", ["unit=abc", "unit=-1", "unit=" + "9" * 30, "unit=²", "whose=x", "before=x&after=y"])
def test_a_foolish_query_harms_nothing(client, celina, decision, query):
    client.force_login(celina)
    assert f"task-{decision.id}" in html_of(client, f"/tasks/?{query}")
    verbs.answer_step(decision, code="yes", by=celina.actor)
    assert html_of(client, f"/tasks/answered/?{query}").count('<th scope="row">') == 1


def test_of_another_unit_one_cannot_even_ask(client, celina, decision, company):
    client.force_login(celina)
    html = html_of(client, f"/tasks/?unit={company.partner.id}")
    assert f"task-{decision.id}" in html
    assert "Oględziny na miejscu" not in html


def test_a_file_of_a_supplement_to_another_unit_is_not_offered(client, celina, anna, decision, ewa):
    add_from_page(decision.ticket, text="Zdjęcie", uploads=[Upload("foto.jpg", "image/jpeg", b"x")], by=Actor("customer", ewa.id))
    other = Step.objects.get(ticket=decision.ticket, key="ogledziny")
    entry = TaskMessage.objects.create(
        ticket=decision.ticket, step=other, unit=other.unit, direction="out", purpose="supplement", author_kind="user", at=clock.now()
    )
    from ambasador.conversations.verbs.keeping import attach

    attach(entry, [Upload("tylko-dla-partnera.pdf", "application/pdf", b"%PDF")])
    client.force_login(celina)
    html = html_of(client)
    assert "foto.jpg" in html
    assert "tylko-dla-partnera" not in html


def test_the_navigation_counts_what_waits(client, celina, decision):
    client.force_login(celina)
    html = html_of(client, "/profile/") if client.get("/profile/").status_code == 200 else html_of(client)
    assert 'id="nav-department"' in html


def test_queries_do_not_grow_with_the_tasks(client, celina, anna, company, run_jobs, django_assert_max_num_queries):
    for number in range(30):
        customer = Customer.objects.create(name=f"Osoba {number}")
        verbs.open_ticket(customer=customer, subject=f"Sprawa {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    client.force_login(celina)
    with django_assert_max_num_queries(26):
        assert html_of(client).count("data-row") == 30
    for step in Step.objects.filter(key="decyzja"):
        verbs.answer_step(step, code="yes", by=celina.actor)
    with django_assert_max_num_queries(14):
        assert html_of(client, "/tasks/answered/").count('scope="row"') == 30


def test_a_long_list_is_paged_by_urgency_and_counted_whole(client, celina, anna, company, ewa, run_jobs, monkeypatch):
    monkeypatch.setattr("ambasador.web.department.shaping.PAGE", 2)
    for number in range(5):
        verbs.open_ticket(customer=ewa, subject=f"Pralka {number}", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    run_jobs()
    tasks = list(Step.objects.filter(unit=company.claims, state=StepState.OFFERED).order_by("due_at", "id").values_list("id", flat=True))
    client.force_login(celina)
    for page, shown in [("", tasks[:2]), ("?page=2", tasks[2:4]), ("?page=3", tasks[4:]), ("?page=99", tasks[4:])]:
        html = html_of(client, f"/tasks/{page}")
        assert [number for number in tasks if f'id="task-{number}"' in html] == shown
        assert "5 otwartych zadań" in html
    assert "Mniej pilne" in html_of(client)
    assert "Mniej pilne" not in html_of(client, "/tasks/?page=3")
