"""The ticket screen: what it shows, what can be done on it, and that nobody else can."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ambasador.conversations.models import Attachment, Message, Note
from ambasador.conversations.verbs import add_from_page, ask_back, propose_date, write_note
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Obstacle, Step, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


def step(ticket, key):
    return Step.objects.get(ticket=ticket, key=key)


def html_of(client, path, **headers):
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def address(ticket, tail=""):
    return f"/tickets/{ticket.number}/{tail}"


def test_the_page_shows_owner_promise_route_and_conversation(at_desk, complaint, ewa, run_jobs):
    run_jobs()
    add_from_page(complaint, text="Na jakim etapie jest moja sprawa?", by=Actor("customer", ewa.id))
    html = html_of(at_desk, address(complaint))
    for piece in ("Anna Lis", "Ewa Zawadzka", "Decyzja reklamacyjna", "Montaż Plus", "Na jakim etapie jest moja sprawa?", 'class="range"'):
        assert piece in html
    assert html.index('id="bond"') < html.index('id="route"') < html.index('id="thread"') < html.index('id="composer"')


def test_the_line_above_the_bond_is_a_live_part_of_its_own(at_desk, complaint, ewa, anna):
    add_from_page(complaint, text="Na jakim etapie?", by=Actor("customer", ewa.id))
    page, part = html_of(at_desk, address(complaint)), html_of(at_desk, address(complaint, "head/"))
    for html in (page, part):
        assert f'data-live="ticket:{complaint.id}" hx-get="{address(complaint, "head/")}"' in html
        assert Ticket.objects.get().get_attention_display() in html
    verbs.settle_attention(complaint, by=anna.actor)
    assert 'data-tone="act"' not in html_of(at_desk, address(complaint, "head/"))


def test_the_owner_counts_from_the_hand_over_not_from_the_opening(client, complaint, anna, bartek):
    with clock.set_to(clock.now() + timedelta(days=3)):
        handover = verbs.offer_handover(complaint, to=bartek, reason="Urlop", by=anna.actor)
        verbs.accept_handover(handover, by=bartek.actor)
    with clock.set_to(clock.now() + timedelta(days=3, hours=2)):
        client.force_login(bartek)
        for path in (address(complaint, "bond/"), f"/desk/preview/{complaint.number}/"):
            assert re.search(r"prowadzi już 2.h\b", html_of(client, path)), path


def test_words_of_strangers_are_text(at_desk, complaint, ewa):
    add_from_page(complaint, text='<script>alert(1)</script> <img src=x onerror="alert(2)">', by=Actor("customer", ewa.id))
    html = html_of(at_desk, address(complaint))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("part", ["", "head/", "bond/", "route/", "thread/", "closure/", "handovers/", "takeover/", "route/choice/", "obstacles/"])
def test_every_part_answers_the_contact_centre_and_nobody_else(client, anna, celina, obcy, complaint, part):
    for who, status in [(anna, 200), (celina, 404), (obcy, 404)]:
        client.force_login(who)
        assert client.get(address(complaint, part)).status_code == status


@pytest.mark.parametrize("number", [0, 1, 10**17])
def test_a_number_that_is_not_there(at_desk, number):
    assert at_desk.get(f"/tickets/{number}/").status_code == 404


def test_replying_sends_to_the_customer_and_settles(at_desk, complaint):
    answer = at_desk.post(address(complaint, "replies/"), {"text": "Decyzja będzie dziś do 15:10."})
    assert (answer.status_code, answer["Location"]) == (302, address(complaint))
    message = Message.objects.get(author__isnull=False)
    assert (message.text, message.to_address) == ("Decyzja będzie dziś do 15:10.", "ewa@poczta.example")
    assert Ticket.objects.get().attention == ""


def test_replying_over_htmx_gives_a_fresh_composer_and_the_changed_parts(at_desk, complaint):
    answer = at_desk.post(address(complaint, "replies/"), {"text": "Już wiem."}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.lstrip().startswith('<div class="composer')
    assert "Już wiem." in html.split('hx-swap-oob="innerHTML:#thread"')[1]
    assert 'data-undo-until="' in html


def test_an_empty_reply_says_what_is_missing_and_keeps_the_mode(at_desk, complaint):
    answer = at_desk.post(address(complaint, "notes/"), {"text": "  "}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in html
    assert 'value="note" data-mode-key="n" checked' in html


def test_a_refused_reply_without_javascript_keeps_the_text(at_desk, complaint, ewa):
    ewa.contact_points.all().delete()
    answer = at_desk.post(address(complaint, "replies/"), {"text": "Długo pisane słowa"})
    assert answer.status_code == 422
    assert "Długo pisane słowa" in answer.content.decode()
    assert Message.objects.filter(author__isnull=False).count() == 0


def test_a_note_stays_inside(at_desk, complaint):
    at_desk.post(address(complaint, "notes/"), {"text": "Słabiej słyszy."})
    assert Note.objects.get().text == "Słabiej słyszy."
    assert Message.objects.count() == 0


def test_asking_a_department(at_desk, complaint, company):
    at_desk.post(
        address(complaint, "tasks/"), {"text": "Czy naprawa może wejść poza kolejnością?", "to": f"unit:{company.claims.id}", "due": "240"}
    )
    added = Step.objects.get(ticket=complaint, is_from_procedure=False)
    assert (added.unit, added.state, added.standard_minutes) == (company.claims, "offered", 240)


@pytest.mark.parametrize("unit", ["", "0", "unit:999999", "unit:x", "competence:7", "x"])
def test_asking_nobody_is_refused(at_desk, complaint, unit):
    answer = at_desk.post(address(complaint, "tasks/"), {"text": "Kto?", "to": unit, "due": "240"})
    assert answer.status_code in {404, 422}
    assert not Step.objects.filter(is_from_procedure=False).exists()


def test_a_reply_can_be_taken_back_within_ten_seconds(at_desk, complaint):
    at_desk.post(address(complaint, "replies/"), {"text": "Pomyłka"})
    message = Message.objects.get(author__isnull=False)
    assert at_desk.post(address(complaint, f"messages/{message.id}/withdrawal/")).status_code == 302
    message.contact.outgoing.refresh_from_db()
    assert message.contact.outgoing.state == "withdrawn"


def test_files_go_with_a_note_and_come_back_only_as_downloads(at_desk, client, complaint, obcy):
    page = SimpleUploadedFile("zła strona.html", b"<script>alert(1)</script>", content_type="text/html")
    at_desk.post(address(complaint, "notes/"), {"text": "plik", "files": page})
    file = Attachment.objects.get()
    answer = at_desk.get(f"/files/{file.id}/")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    client.force_login(obcy)
    assert client.get(f"/files/{file.id}/").status_code == 404


def test_too_large_a_file_is_refused_with_its_name(at_desk, complaint, settings):
    settings.MAX_UPLOAD_MB = 0
    answer = at_desk.post(address(complaint, "notes/"), {"text": "x", "files": SimpleUploadedFile("film.mp4", b"123")})
    assert answer.status_code == 422
    assert "film.mp4" in answer.content.decode()


def test_closing_asks_how_it_ended(at_desk, complaint):
    answer = at_desk.post(address(complaint, "closure/"), {"reason": "nonsense"})
    assert answer.status_code == 422
    at_desk.post(address(complaint, "closure/"), {"reason": "solved", "sentence": "Naprawione."})
    assert Ticket.objects.get().is_closed
    assert "Otwórz ponownie" in html_of(at_desk, address(complaint)) or "Reopen" in html_of(at_desk, address(complaint))
    at_desk.post(address(complaint, "reopening/"))
    assert not Ticket.objects.get().is_closed


def test_a_dialog_over_htmx_is_a_fragment_and_ends_with_a_redirect(at_desk, complaint):
    html = html_of(at_desk, address(complaint, "closure/"), **{"HX-Request": "true"})
    assert html.lstrip().startswith("<form")
    done = at_desk.post(address(complaint, "closure/"), {"reason": "solved"}, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, address(complaint))


def test_ownership_changes_only_when_accepted(at_desk, client, complaint, anna, bartek):
    at_desk.post(address(complaint, "handovers/"), {"to": bartek.id, "reason": "urlop"})
    assert Ticket.objects.get().owner == anna
    client.force_login(bartek)
    client.post(address(complaint, f"handovers/{complaint.handovers.get().id}/acceptance/"))
    assert Ticket.objects.get().owner == bartek


def test_taking_over_needs_a_reason(client, complaint, bartek):
    client.force_login(bartek)
    assert client.post(address(complaint, "takeover/"), {"reason": ""}).status_code == 422
    client.post(address(complaint, "takeover/"), {"reason": "Anna jest chora"})
    assert Ticket.objects.get().owner == bartek


def test_what_a_department_asks_back_can_be_answered(at_desk, complaint, celina):
    decision = step(complaint, "decyzja")
    ask_back(decision, missing="Jaki numer seryjny?", by=celina.actor, channel="app")
    assert "Jaki numer seryjny?" in html_of(at_desk, address(complaint)).split('id="moves"')[1]
    at_desk.post(address(complaint, f"steps/{decision.id}/supplement/"), {"text": "B8-2611"})
    assert step(complaint, "decyzja").state == "accepted"


def test_a_proposed_date_is_agreed_with_one_button(at_desk, complaint, celina):
    from datetime import timedelta

    decision, wanted = step(complaint, "decyzja"), clock.now() + timedelta(days=5)
    propose_date(decision, due_at=wanted, reason="czekamy na opinię", by=celina.actor, channel="app")
    assert f"steps/{decision.id}/date/" in html_of(at_desk, address(complaint))
    at_desk.post(address(complaint, f"steps/{decision.id}/date/"), {"agreed": "1"})
    assert step(complaint, "decyzja").due_at == wanted


def test_skipping_a_step_leaves_it_on_the_route(at_desk, complaint):
    inspection = step(complaint, "ogledziny")
    at_desk.post(address(complaint, f"steps/{inspection.id}/skipping/"), {"reason": "not_needed", "sentence": "zdjęcia wystarczyły"})
    html = html_of(at_desk, address(complaint))
    assert 'data-state="skip"' in html
    assert "zdjęcia wystarczyły" in html


def test_naming_and_removing_an_obstacle(at_desk, complaint):
    at_desk.post(address(complaint, "obstacles/"), {"kind": "part_missing", "text": "brak części BX-114"})
    obstacle = Obstacle.objects.get()
    assert "brak części BX-114" in html_of(at_desk, address(complaint))
    at_desk.post(address(complaint, f"obstacles/{obstacle.id}/removal/"))
    obstacle.refresh_from_db()
    assert obstacle.removed_at


def test_steps_of_another_ticket_are_not_reached_through_this_one(at_desk, complaint, company, ewa, anna):
    other = verbs.open_ticket(customer=ewa, subject="Inna", channel="email", version=company.complaint, owner=anna, by=anna.actor)
    foreign = step(other, "decyzja")
    assert at_desk.post(address(complaint, f"steps/{foreign.id}/skipping/"), {"reason": "other"}).status_code == 404
    assert step(other, "decyzja").state == "offered"


def test_long_threads_are_folded_and_cost_no_more_queries(at_desk, complaint, anna, django_assert_max_num_queries):
    for number in range(60):
        write_note(complaint, text=f"notatka {number}", by=anna.actor)
    with django_assert_max_num_queries(25):
        html = html_of(at_desk, address(complaint))
    assert "notatka 59" in html
    assert "notatka 3<" not in html
    assert "notatka 3<" in html_of(at_desk, address(complaint, "?all=1"))
