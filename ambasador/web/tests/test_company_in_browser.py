"""The company's screens in Chromium: clean in light and dark, wide and narrow; steps move by keys, forms keep what was typed."""

from datetime import date

import pytest

from ambasador.channels.verbs import add_mailbox, keep_raw_input, mark_failed, note_stuck
from ambasador.directory.models import Person
from ambasador.directory.verbs import ProvidedBy, add_competence, note_absence, set_providers
from ambasador.journal.actors import SYSTEM
from ambasador.outreach.verbs import send_contact
from ambasador.procedures.verbs import begin_draft, change_step
from ambasador.tickets.verbs import open_ticket
from tests.cast import make_agent

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dorota(company):
    return make_agent("Dorota Bąk", ["admin"], company.centre)


@pytest.fixture
def places(company, celina, serwis, ewa, complaint, bartek, run_jobs):
    """Something on every screen; the addresses to look at."""
    decision = add_competence(
        code="decyzja", name="Decyzja reklamacyjna", keywords=["uznać", "odmówić"], description="Uznać lub odmówić.", by=SYSTEM
    )
    person = Person.objects.get(user=celina)
    both = [ProvidedBy(unit=company.claims, person=person), ProvidedBy(unit=company.warehouse, is_deputy=True)]
    set_providers(decision, providers=both, by=SYSTEM)
    field = add_competence(code="ogledziny", name="Oględziny u klienta", keywords=["wizyta"], by=SYSTEM)
    set_providers(field, providers=[ProvidedBy(unit=company.partner, standard_minutes=960)], by=SYSTEM)
    note_absence(person, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 27), deputy=serwis, note="urlop", by=SYSTEM)
    draft = begin_draft(company.complaint.procedure, by=bartek.actor)
    change_step(draft.steps.get(key="decyzja"), standard_minutes=240, by=bartek.actor)
    run_jobs()  # promises, and the index with its dictionary; what comes after stays as it came
    open_ticket(customer=ewa, subject="Gdzie jest moja faktura", channel="email", version=company.enquiry, by=SYSTEM)
    mailbox = add_mailbox("kontakt@modrzew.example", kind="listener", by=SYSTEM)
    raw = keep_raw_input(b"From: ewa@poczta.example\r\nSubject: Pralka\r\n\r\nDzien dobry", mailbox=mailbox, by=SYSTEM)
    mark_failed(raw, error="ValueError: x", is_final=True, by=SYSTEM)
    for _time in range(2):
        note_stuck(mailbox, uid_validity=1, uid=7, error="NO [SERVERBUG] Internal error", by=SYSTEM)
    sent = send_contact(
        to="ewa@poczta.example", purpose="reply", recipient_kind="customer", recipient_id=ewa.pk, subject="S", text="T", by=SYSTEM
    )
    return {
        "directory": "/directory/?c=decyzja",
        "competence": "/directory/competences/decyzja/",
        "units": "/directory/units/",
        "unit": "/directory/units/reklamacje/",
        "unit-details": "/directory/units/reklamacje/details/",
        "calendar": f"/directory/calendars/{company.office_hours.pk}/",
        "procedures": "/procedures/",
        "procedure": "/procedures/reklamacja/?step=decyzja",
        "procedure-read": "/procedures/reklamacja/?version=1&step=decyzja",
        "customers": "/customers/",
        "customer": f"/customers/{ewa.pk}/",
        "intake": "/intake/",
        "inputs": "/intake/inputs/",
        "stuck": "/intake/stuck/",
        "input": f"/intake/inputs/{raw.pk}/",
        "mailboxes": "/intake/mailboxes/",
        "mailbox-new": "/intake/mailboxes/new/",
        "tickets": "/tickets/",
        "search": "/search/?q=zawadzka",
        "outbox": "/outbox/",
        "message": f"/outbox/{sent.outgoing_id}/",
        "people": "/people/",
        "account-new": "/people/new/",
    }


BOTH = {"directory", "procedure", "customer", "intake"}


@pytest.mark.parametrize(
    ("size", "theme", "language", "only"),
    [("desk", "light", "pl", None), ("phone", "dark", "en", None), ("desk", "dark", "en", BOTH), ("phone", "light", "pl", BOTH)],
)
def test_every_screen_is_clean(visit, dorota, places, wednesday_everywhere, size, theme, language, only):
    """Every screen in both themes and both sizes, the richest ones in all four pairs."""
    dorota.language = language
    dorota.save()
    visitor = visit(dorota, size=size, theme=theme, language=language)
    faults = {}
    for name, path in places.items():
        if only and name not in only:
            continue
        visitor.open(path)
        visitor.shot(f"{name}-{size}-{theme}-{language}")
        found = [*visitor.complaints, *visitor.axe()]
        if found or visitor.overflow() > 0:
            faults[name] = (visitor.overflow(), found)
        visitor.complaints.clear()
    assert not faults, "\n".join(f"{name}: {fault}" for name, fault in faults.items())


def test_a_step_moves_by_alt_and_arrow_and_keeps_the_focus(visit, dorota, places, wednesday_everywhere):
    visitor = visit(dorota)
    page = visitor.page
    visitor.open("/procedures/reklamacja/")
    page.locator("#step-ogledziny").focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    assert page.locator(".pstep .t a").first.inner_text() == "Oględziny na miejscu"
    assert page.evaluate("document.activeElement.id") == "step-ogledziny"
    visitor.expect_clean()


def test_what_was_typed_in_a_step_stays_when_it_is_refused(visit, dorota, places, wednesday_everywhere):
    visitor = visit(dorota)
    page = visitor.page
    visitor.open("/procedures/reklamacja/?step=decyzja")
    page.fill("#id_standard", "jakoś tak")
    page.keyboard.press("Control+Enter")
    page.locator("#id_standard_error").wait_for()
    assert page.input_value("#id_standard") == "jakoś tak"
    visitor.expect_clean()
    visitor.shot("procedure-refused")
    page.fill("#id_standard", "6 h")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.input_value("#id_standard") == "6 h"


def test_a_version_is_published(visit, dorota, places, wednesday_everywhere):
    visitor = visit(dorota)
    page = visitor.page
    visitor.open("/procedures/reklamacja/")
    page.locator(".head-end a.primary").click()
    page.wait_for_url("**/publication/")
    visitor.expect_clean()
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    assert page.locator("[data-toast]").count() == 1
