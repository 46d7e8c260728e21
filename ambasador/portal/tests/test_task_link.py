"""The page of a task behind a signed link, in each of its states."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ambasador.conversations.models import Attachment, TaskMessage
from ambasador.conversations.verbs import answer_task, write_note
from ambasador.directory.verbs import change_unit
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.portal.tests.conftest import link_to
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, StepState, TaskLink, Ticket

pytestmark = pytest.mark.django_db


def html_of(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def fresh(task):
    return Step.objects.get(pk=task.step.pk)


@pytest.mark.req("O3")
def test_the_page_shows_the_task_and_whom_it_is_for(client, inspection, anna):
    html = html_of(client, inspection.url)
    assert "Oględziny na miejscu" in html
    assert "Co jest przyczyną wycieku?" in html
    assert "Anna Lis" in html
    assert "tel:+48426001020" in html
    assert "grzegorz@montazplus.example" in html


def test_reading_changes_nothing_for_scanners_to_do(client, inspection):
    before = Event.objects.count()
    for _time in range(3):
        html_of(client, inspection.url)
    client.head(inspection.url)
    client.get(inspection.url + "answer/")
    assert Event.objects.count() == before
    assert TaskLink.objects.get(pk=inspection.link.pk).opened_at is None
    assert fresh(inspection).state == StepState.OFFERED


def test_headers_keep_the_address_secret(client, inspection):
    answer = client.get(inspection.url)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("token", ["1-aaaaaaaaaaaaaaaaaaaa", "x", "1-", "99999999999999999999-a", "²-a", "%00", "1-ł"])
def test_a_forged_token_is_a_plain_404(client, inspection, token):
    for tail in ("", "answer/", "files/1/"):
        assert client.get(f"/z/{token}/{tail}").status_code == 404
    assert client.post(f"/z/{token}/answer/", {"public": "x"}).status_code == 404


def test_a_token_of_another_purpose_opens_nothing(client, inspection, case):
    assert client.get(f"/z/{case.token}/").status_code == 404
    assert client.get(f"/s/{inspection.token}/").status_code == 404


def test_an_answer_with_a_file_reaches_the_owner(client, inspection, serwis):
    photo = SimpleUploadedFile("złączka.jpg", b"\xff\xd8", content_type="image/jpeg")
    answer = client.post(inspection.url + "answer/", {"public": "Pęknięta złączka.", "text": "Część BX-114.", "files": photo})
    assert answer.status_code == 302
    assert answer.headers["Location"] == inspection.url
    step = fresh(inspection)
    assert (step.state, step.answer_public, step.answer_text) == (StepState.DONE, "Pęknięta złączka.", "Część BX-114.")
    assert (step.answered_by_kind, step.answered_by_id) == ("person", serwis.id)
    assert Attachment.objects.get(task_message__step=step).name == "złączka.jpg"
    assert TaskLink.objects.get(pk=inspection.link.pk).opened_at is not None
    html = html_of(client, inspection.url)
    assert "Pęknięta złączka." in html
    assert "<form" not in html


def test_a_choice_is_one_of_those_offered(client, decision):
    html = html_of(client, decision.url)
    assert 'value="yes"' in html
    assert "Nieuznana" in html
    assert client.post(decision.url + "answer/", {"code": "maybe"}).status_code == 422
    assert client.post(decision.url + "answer/", {"code": "yes"}).status_code == 302
    assert fresh(decision).answer_code == "yes"


def test_sent_twice_is_one_answer(client, decision):
    Step.objects.filter(pk=decision.step.pk).update(confirms_answer=True)
    for _time in range(2):
        assert client.post(decision.url + "answer/", {"code": "no", "public": "Po terminie."}).status_code == 302
    assert TaskMessage.objects.filter(step=decision.step, purpose="answer").count() == 1
    assert Event.objects.filter(kind="tickets.step_answered").count() == 1


def test_whoever_comes_second_is_told_and_keeps_the_text(client, decision, celina):
    answer_task(fresh(decision), by=celina.actor, channel="app", code="yes", public="Wada części.")
    answer = client.post(decision.url + "answer/", {"code": "no", "public": "Moje długie uzasadnienie."})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Moje długie uzasadnienie." in html
    assert "Wada części." in html
    assert "Celina Sowa" in html
    assert fresh(decision).answer_code == "yes"


def test_an_empty_answer_is_refused_in_words(client, inspection):
    answer = client.post(inspection.url + "answer/", {})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert fresh(inspection).state == StepState.OFFERED


def test_asking_back_waits_for_the_owner_and_can_still_be_answered(client, inspection):
    for _time in range(2):
        assert client.post(inspection.url + "question/", {"missing": "Jaki model pralki?"}).status_code == 302
    assert fresh(inspection).state == StepState.RETURNED
    assert TaskMessage.objects.filter(step=inspection.step, purpose="ask_back").count() == 1
    html = html_of(client, inspection.url)
    assert "Jaki model pralki?" in html
    assert "question/" not in html
    assert client.post(inspection.url + "answer/", {"public": "Już wiemy: złączka."}).status_code == 302


def test_not_ours_ends_the_link_for_whoever_said_so(client, inspection):
    assert client.post(inspection.url + "refusal/", {}).status_code == 422
    assert client.post(inspection.url + "refusal/", {"reason": "To robi producent."}).status_code == 302
    html = html_of(client, inspection.url, 410)
    assert "Anna Lis" in html
    assert "Co jest przyczyną" not in html


def test_more_time_is_proposed_not_taken(client, inspection):
    due = inspection.step.due_at
    wish = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(inspection.url + "date/", {"due_at": wish, "reason": "Część jedzie z Niemiec."}).status_code == 302
    step = fresh(inspection)
    assert step.due_at == due
    assert step.proposed_due_at is not None


@pytest.mark.parametrize("wish", ["", "jutro", "2020-01-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "2027-03-28T02:30"])
def test_a_foolish_date_is_refused(client, inspection, wish):
    answer = client.post(inspection.url + "date/", {"due_at": wish, "reason": "zachowaj mnie"})
    assert answer.status_code == 422
    assert "zachowaj mnie" in answer.content.decode()
    assert fresh(inspection).proposed_due_at is None


def test_an_expired_link_says_whom_to_ask(client, inspection):
    TaskLink.objects.filter(pk=inspection.link.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    html = html_of(client, inspection.url, 410)
    assert "Anna Lis" in html
    assert "Ewa Zawadzka" not in html
    assert client.post(inspection.url + "answer/", {"public": "x"}).status_code == 410
    assert fresh(inspection).state == StepState.OFFERED


def test_a_closed_link_and_one_of_somebody_who_left_show_nothing(client, inspection, serwis):
    assert "Ewa Zawadzka" in html_of(client, inspection.url)
    type(serwis).objects.filter(pk=serwis.pk).update(is_active=False)
    assert "Ewa Zawadzka" not in html_of(client, inspection.url, 410)
    type(serwis).objects.filter(pk=serwis.pk).update(is_active=True)
    TaskLink.objects.filter(pk=inspection.link.pk).update(closed_at=clock.now())
    assert "Ewa Zawadzka" not in html_of(client, inspection.url, 410)


def test_a_task_of_a_closed_case_is_not_needed_any_more(client, inspection, anna):
    verbs.close_ticket(Ticket.objects.get(), reason="solved", sentence="", by=anna.actor)
    html = html_of(client, inspection.url, 410)
    assert "Anna Lis" in html
    assert client.post(inspection.url + "answer/", {"public": "x"}).status_code == 410


def test_notes_and_the_thread_of_another_unit_stay_unseen(client, inspection, decision, anna, celina):
    write_note(inspection.step.ticket, text="Tajna notatka.", by=anna.actor)
    client.post(decision.url + "question/", {"missing": "Pytanie działu reklamacji"})
    html = html_of(client, inspection.url)
    assert "Tajna notatka" not in html
    assert "Pytanie działu" not in html
    assert "Celina" not in html
    assert "ewa@poczta.example" not in html


def test_files_of_the_pack_are_downloads_and_no_others(client, inspection, case, anna, company, ewa):
    photo = Attachment.objects.get(name="zlaczka.jpg")
    assert f"files/{photo.id}/" in html_of(client, inspection.url)
    answer = client.get(f"{inspection.url}files/{photo.id}/")
    assert answer.content == b"\xff\xd8 not really"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    from ambasador.conversations.verbs import Upload

    note = write_note(inspection.step.ticket, text="n", by=anna.actor, uploads=[Upload("tajne.pdf", "application/pdf", b"%PDF")])
    assert client.get(f"{inspection.url}files/{note.attachments.get().id}/").status_code == 404
    assert client.get(f"{inspection.url}files/999999/").status_code == 404


def test_a_file_of_another_case_of_the_same_unit_is_not_there(client, inspection, case, company, anna, ewa):
    other = verbs.open_ticket(customer=ewa, subject="Inna", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    task = link_to(Step.objects.get(ticket=other, key="ogledziny"), sent_to="biuro@montazplus.example")
    photo = Attachment.objects.get(name="zlaczka.jpg")
    assert client.get(f"{task.url}files/{photo.id}/").status_code == 404


def test_a_browser_without_cookies_is_told_and_keeps_the_text(inspection):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(inspection.url + "answer/", {"public": "Pisane pół godziny."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Pisane pół godziny." in html
    assert "ciasteczk" in html or "cookie" in html
    assert fresh(inspection).state == StepState.OFFERED


def test_the_link_works_without_any_earlier_cookie(inspection):
    strict = Client(enforce_csrf_checks=True)
    strict.get(inspection.url)
    token = strict.cookies["csrf"].value
    assert strict.post(inspection.url + "answer/", {"public": "Złączka.", "csrfmiddlewaretoken": token}).status_code == 302


def test_too_big_a_file_is_refused_with_the_text_kept(client, inspection, settings):
    settings.MAX_UPLOAD_MB = 0
    photo = SimpleUploadedFile("a.jpg", b"x")
    answer = client.post(inspection.url + "answer/", {"public": "Zostań.", "files": photo})
    assert answer.status_code == 422
    assert "Zostań." in answer.content.decode()
    assert fresh(inspection).state == StepState.OFFERED


def test_nul_bytes_and_markup_do_no_harm(client, inspection):
    assert client.post(inspection.url + "answer/", {"public": "a\x00b"}).status_code == 422
    client.post(inspection.url + "answer/", {"public": "<script>alert(1)</script>"})
    assert "<script>alert" not in html_of(client, inspection.url)


def test_the_page_speaks_english_when_asked(client, inspection):
    assert "Inspection" in html_of(client, inspection.url + "?lang=en")


def test_queries_stay_the_same_however_long_the_history(client, inspection, django_assert_max_num_queries):
    for number in range(30):
        TaskMessage.objects.create(
            ticket=inspection.step.ticket, step=inspection.step, unit=inspection.step.unit, direction="in", purpose="comment",
            author_kind="person", text=f"Uwaga {number}", at=clock.now(),
        )  # fmt: skip
    with django_assert_max_num_queries(16):
        html = html_of(client, inspection.url)
    assert [number for number in range(30) if f"Uwaga {number}<" in html] == list(range(30))


def test_a_link_made_again_is_the_same_link(inspection, serwis):
    assert verbs.task_link(inspection.step, sent_to=serwis.email.upper(), by=SYSTEM, person=serwis).pk == inspection.link.pk


def test_the_page_speaks_the_language_of_the_unit_until_the_reader_chooses(inspection, company):
    def language(client, query=""):
        return html_of(client, inspection.url + query).split('<html lang="')[1][:2]

    assert language(Client(headers={"Accept-Language": "en"})) == "pl"
    change_unit(company.partner, language="en", by=SYSTEM)
    english = Client(headers={"Accept-Language": "pl"})
    assert language(english) == "en"
    assert "Inspection" in html_of(english, inspection.url)
    answer = english.post(inspection.url + "answer/", {})
    assert (answer.status_code, answer.headers["Content-Language"]) == (422, "en")
    assert language(english, "?lang=pl") == "pl"
    assert language(english) == "pl"


@pytest.mark.req("N8")
def test_the_task_is_taken_with_one_button_and_twice_is_once(client, inspection, serwis):
    assert "Biorę to" in html_of(client, inspection.url + "?do=accept")
    assert fresh(inspection).state == StepState.OFFERED
    for _time in range(2):
        assert client.post(inspection.url + "acceptance/").status_code == 302
    assert (fresh(inspection).state, fresh(inspection).assignee) == (StepState.ACCEPTED, serwis)
    assert Event.objects.filter(kind="tickets.step_accepted").count() == 1
    assert "Grzegorz Pająk" in html_of(client, inspection.url)


def test_a_link_of_the_letter_opens_its_form_and_sends_nothing(client, inspection):
    before = Event.objects.count()
    html = html_of(client, inspection.url + "?do=date")
    assert '<details class="panel" id="date" open>' in html
    assert '<details class="panel" id="refusal">' in html
    assert Event.objects.count() == before
