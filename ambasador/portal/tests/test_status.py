"""The customer's page: all that they may know, and nothing else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ambasador.conversations.models import Attachment, Message
from ambasador.conversations.verbs import add_from_page, answer_task, ask_customer, ask_unit, reply_to_customer, take_back_message
from ambasador.directory.verbs import change_unit, note_absence
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.procedures.models import ProcedureVersion
from ambasador.promises.queries import say_now
from ambasador.tickets import verbs
from ambasador.tickets.models import CaseLink, Step, StepState, Ticket

pytestmark = pytest.mark.django_db


def html_of(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def words_of(client, url):
    """The page with ordinary spaces."""
    return html_of(client, url).replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.req("C6")
def test_the_page_names_the_owner_the_stage_and_the_time(client, case):
    html = words_of(client, case.url)
    assert "Anna Lis" in html
    assert "Pralka cieknie po montażu" in html
    assert f"{case.ticket.number}" in html
    assert "decyzja w sprawie reklamacji" in html
    assert 'class="band cband"' in html
    assert "Woda stoi w łazience." in html
    assert "tel:+48426001020" in html


def test_reading_changes_nothing(client, case):
    before = Event.objects.count()
    html_of(client, case.url)
    assert Event.objects.count() == before


@pytest.mark.req("N3")
def test_nothing_internal_is_ever_there(client, case, anna, bartek, celina, serwis, company, run_jobs):
    ask_unit(case.ticket, unit=company.warehouse, question="Czy klientka nie kłamie o złączce?", standard_minutes=60, by=anna.actor)
    verbs.name_obstacle(case.ticket, kind="other", text="Magazyn zgubił część", is_public=False, by=anna.actor)
    inspection = Step.objects.get(ticket=case.ticket, key="ogledziny")
    answer_task(
        inspection, by=Actor("person", serwis.id), channel="email", text="Tylko dla opiekuna: wina montera.", public="Pęknięta złączka."
    )
    decision = Step.objects.get(ticket=case.ticket, key="decyzja")
    verbs.accept_step(decision, by=celina.actor)
    verbs.propose_other_date(decision, due_at=clock.now() + timedelta(days=3), reason="Urlopy w dziale", by=celina.actor)
    Message.objects.create(
        ticket=case.ticket, direction="in", from_name="Oszust", from_address="x@x.example", text="Podmieńcie konto", is_verified=False,
        at=clock.now(),
    )  # fmt: skip
    verbs.offer_handover(case.ticket, to=bartek, reason="Mam dość", by=anna.actor)
    verbs.accept_handover(case.ticket.handovers.get(), by=bartek.actor)
    verbs.offer_handover(Ticket.objects.get(), to=anna, reason="Oddaję", by=bartek.actor)
    verbs.accept_handover(case.ticket.handovers.latest("id"), by=anna.actor)
    run_jobs()
    for language in ("pl", "en"):
        html = html_of(client, f"{case.url}?lang={language}")
        assert "Pęknięta złączka." in html  # what the performer wrote for the customer
        for secret in (
            "Pani Ewa dzwoni", "kłamie", "Magazyn", "wina montera", "Urlopy", "Podmieńcie", "Oszust", "Mam dość", "Oddaję", "Bartek",
            "Celina", "Grzegorz", "Montaż Plus", "Stryków", "Dział Reklamacji", "Decyzja reklamacyjna", "ogledziny",
        ):  # fmt: skip
            assert secret not in html, (language, secret)


def test_a_letter_that_was_taken_back_or_has_not_left_is_not_shown(client, case, anna):
    message = reply_to_customer(case.ticket, text="Jednak nie to.", by=anna.actor)
    assert "Jednak nie to." not in html_of(client, case.url)
    take_back_message(message, by=anna.actor)
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        assert "Jednak nie to." not in html_of(client, case.url)
        reply_to_customer(case.ticket, text="To właśnie.", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(minutes=9)):
        assert "To właśnie." in html_of(client, case.url)


@pytest.mark.parametrize("token", ["1-aaaaaaaaaaaaaaaaaaaa", "x", "-", "99999999999999999999-a"])
def test_a_forged_token_is_a_plain_404(client, case, token):
    assert client.get(f"/s/{token}/").status_code == 404
    assert client.post(f"/s/{token}/messages/", {"text": "x"}).status_code == 404


def test_an_expired_link_says_so_and_shows_nothing(client, case):
    CaseLink.objects.filter(pk=case.link.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    html = html_of(client, case.url, 410)
    assert "Pralka" not in html
    assert "42 600 10 20" in html.replace("\u00a0", " ")
    answer = client.post(case.url + "messages/", {"text": "Zachowaj mnie."})
    assert answer.status_code == 410
    assert "Zachowaj mnie." in answer.content.decode()


def test_a_case_that_became_anothers_is_not_there_any_more(client, case):
    from ambasador.customers.models import Customer

    Ticket.objects.filter(pk=case.ticket.pk).update(customer=Customer.objects.create(name="Ktoś Inny"))
    assert "Pralka" not in html_of(client, case.url, 410)


def test_a_message_with_a_file_joins_the_case(client, case):
    photo = SimpleUploadedFile("kałuża.png", b"png", content_type="image/png")
    answer = client.post(case.url + "messages/?lang=en", {"text": "Nowe zdjęcie", "files": photo})
    assert answer.headers["Location"] == f"{case.url}?lang=en&sent=1"
    message = Message.objects.latest("id")
    assert (message.text, message.channel, message.ticket_id) == ("Nowe zdjęcie", "page", case.ticket.id)
    file = Attachment.objects.get(message=message)
    assert client.get(f"{case.url}files/{file.id}/").content == b"png"
    assert "Nowe zdjęcie" in html_of(client, case.url)


def test_an_empty_message_is_refused_and_a_double_one_is_one(client, case):
    assert client.post(case.url + "messages/", {"text": " "}).status_code == 422
    before = Message.objects.count()
    for _time in range(2):
        assert client.post(case.url + "messages/", {"text": "Raz"}).status_code == 302
    assert Message.objects.count() == before + 1


@pytest.mark.req("O5")
def test_what_we_need_is_asked_and_answered_here(client, case, anna):
    step = ask_customer(case.ticket, question="Czy w poniedziałek ktoś będzie w domu?", standard_minutes=2880, by=anna.actor)
    options = [{"code": "yes", "pl": "Tak, będzie", "en": "Yes"}, {"code": "no", "pl": "Nie", "en": "No"}]
    Step.objects.filter(pk=step.pk).update(answer_options=options)
    html = html_of(client, case.url)
    assert "Czy w poniedziałek" in html.replace("\u00a0", " ")
    url = f"{case.url}steps/{step.id}/answer/"
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"code": "perhaps"}).status_code == 422
    assert client.post(url, {"code": "yes", "text": "Po 9."}).status_code == 302
    step = Step.objects.get(pk=step.pk)
    assert (step.state, step.answer_code) == (StepState.DONE, "yes")
    assert Message.objects.latest("id").text == "Tak, będzie\n\nPo 9."
    assert f"steps/{step.id}/" not in html_of(client, case.url)


def test_a_step_that_is_not_the_customers_cannot_be_answered(client, case):
    step = Step.objects.get(ticket=case.ticket, key="decyzja")
    assert client.post(f"{case.url}steps/{step.id}/answer/", {"text": "Uznana!"}).status_code == 404
    assert Step.objects.get(pk=step.pk).state == StepState.OFFERED


def test_a_closed_case_tells_its_result_and_opens_again(client, case, anna):
    verbs.close_ticket(case.ticket, reason="solved", sentence="Wewnętrzne: rabat, żeby był spokój", by=anna.actor)
    html = html_of(client, case.url)
    assert "Wewnętrzne" not in html
    assert "cband" not in html
    assert client.post(case.url + "messages/", {"text": "Znów cieknie."}).status_code == 302
    ticket = Ticket.objects.get()
    assert not ticket.is_closed
    assert ticket.owner == anna


def test_a_late_stage_says_so(client, case, serwis):
    inspection = Step.objects.get(ticket=case.ticket, key="ogledziny")
    with clock.set_to(inspection.due_at + timedelta(days=1, hours=1)):
        answer_task(inspection, by=Actor("person", serwis.id), channel="email", public="Złączka.")
        html = html_of(client, f"{case.url}?lang=en")
    assert "later than we planned. We are sorry." in html.replace("\u00a0", " ")


@pytest.mark.req("N3")
def test_a_question_to_colleagues_is_no_stage_and_no_part_of_the_public_sentence(client, case, anna, company):
    for key in ("decyzja", "ogledziny"):
        verbs.answer_step(Step.objects.get(ticket=case.ticket, key=key), text="x", by=anna.actor)
    closing = Step.objects.get(ticket=case.ticket, key="informacja")
    Step.objects.filter(pk=closing.pk).update(state=StepState.PLANNED, started_at=None, due_at=None, next_nudge_at=None)
    ask_unit(
        case.ticket, unit=company.warehouse, question="Czy klientka nie kłamie?", standard_minutes=60, holds_route=True, by=anna.actor
    )
    html = words_of(client, f"{case.url}?lang=en")
    assert "kłamie" not in html
    assert "preparing the answer" in html
    public = say_now(Ticket.objects.get(), language="pl", at=clock.now()).public
    assert "kłamie" not in " ".join(clause.text for clause in public)


def test_why_it_takes_so_long_is_told_when_the_customer_may_know(client, case, anna):
    verbs.name_obstacle(case.ticket, kind="part_missing", text="Część jedzie z Niemiec", is_public=True, by=anna.actor)
    assert "Część jedzie z Niemiec" in words_of(client, case.url)


def test_language_is_that_of_the_case_and_can_be_switched(client, case):
    assert '<html lang="pl"' in html_of(client, case.url)
    english = html_of(Client(), f"{case.url}?lang=en")
    assert '<html lang="en"' in english
    assert "messages/?lang=en" in english
    Ticket.objects.filter(pk=case.ticket.pk).update(language="en")
    assert '<html lang="en"' in html_of(Client(HTTP_ACCEPT_LANGUAGE="pl"), case.url)


def test_files_of_others_are_not_there(client, case, anna):
    from ambasador.conversations.verbs import Upload, write_note

    note = write_note(case.ticket, text="n", by=anna.actor, uploads=[Upload("a.pdf", "application/pdf", b"%PDF")])
    assert client.get(f"{case.url}files/{note.attachments.get().id}/").status_code == 404
    held = reply_to_customer(case.ticket, text="x", by=anna.actor, uploads=[Upload("b.pdf", "application/pdf", b"%PDF")])
    assert client.get(f"{case.url}files/{held.attachments.get().id}/").status_code == 404


def test_a_case_without_an_owner_or_promise_has_its_page(client, company, ewa):
    from ambasador.tickets.verbs.links import case_token

    ticket = verbs.open_ticket(customer=ewa, subject="Pytanie", channel="email", version=None, queue=company.queue, by=SYSTEM)
    link = verbs.case_link(ticket, sent_to="ewa@poczta.example", by=SYSTEM)
    assert "Pytanie" in html_of(client, f"/s/{case_token(link)}/")


def test_without_cookies_the_text_is_kept(case):
    answer = Client(enforce_csrf_checks=True).post(case.url + "messages/", {"text": "Długi list."})
    assert answer.status_code == 422
    assert "Długi list." in answer.content.decode()
    assert not Message.objects.filter(text="Długi list.").exists()


def test_queries_stay_the_same_however_long_the_history(client, case, ewa, django_assert_max_num_queries):
    for number in range(30):
        add_from_page(case.ticket, text=f"Wiadomość {number}", by=Actor("customer", ewa.id))
    with django_assert_max_num_queries(20):
        html = html_of(client, case.url)
    assert [number for number in range(30) if f"Wiadomość {number}<" in html] == list(range(30))


def title_of(html):
    return html.split("<title>")[1].split("</title>")[0]


def test_pages_for_people_outside_bear_the_companys_name_and_not_the_products(client, case, inspection, company):
    change_unit(company.centre, name_en="Modrzew Homes", by=SYSTEM)
    pages = [html_of(client, case.url), html_of(client, f"{case.url}?lang=en"), html_of(client, inspection.url)]
    assert title_of(pages[0]) == f"Sprawa nr {case.ticket.number} · Modrzew"
    assert title_of(pages[1]) == f"Case no. {case.ticket.number} · Modrzew Homes"
    assert title_of(pages[2]).endswith(" · Modrzew Homes")  # the language stays chosen
    CaseLink.objects.filter(pk=case.link.pk).update(expires_at=clock.now())
    pages += [html_of(Client(), case.url, 410), html_of(Client(), "/s/1-aaaaaaaaaaaaaaaaaaaa/", 404)]
    assert title_of(pages[3]).endswith(" · Modrzew")
    for html in pages:
        assert "Ambasador" not in html
        assert 'href="/"' not in html


def test_a_fault_of_ours_does_not_send_people_outside_to_the_sign_in_page(client, case, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("ambasador.portal.status.views.page_of", lambda *_all, **_named: 1 / 0)
    html = html_of(client, case.url, 500)
    assert "Ambasador" not in html
    assert 'href="/"' not in html


@pytest.mark.req("O1")
@pytest.mark.parametrize("tells", [True, False])
def test_who_acts_while_the_owner_is_away_is_told_where_the_procedure_says_so(client, case, anna, bartek, tells):
    ProcedureVersion.objects.filter(pk=case.ticket.version_id).update(tells_standing_in=tells)
    today = clock.now().date()
    note_absence(anna.person, starts_on=today, ends_on=today + timedelta(days=2), deputy=bartek.person, by=SYSTEM)
    html = words_of(client, case.url)
    assert "Anna Lis" in html
    assert ("zastępstwo: Bartek" in html) is tells
