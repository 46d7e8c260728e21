"""The directory on the screen: competences with providers, units with people, working hours."""

from datetime import date, time, timedelta

import pytest

from ambasador.directory.models import Absence, Calendar, Competence, Person, Unit
from ambasador.directory.verbs import (
    ProvidedBy,
    add_calendar,
    add_competence,
    add_person,
    add_unit,
    note_absence,
    set_day,
    set_head,
    set_providers,
)
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


@pytest.fixture
def decision(company, celina):
    made = add_competence(
        code="decyzja", name="Decyzja reklamacyjna", keywords=["uznać", "odmówić"], description="Uznać lub odmówić.", by=SYSTEM
    )
    person = Person.objects.get(user=celina)
    providers = [ProvidedBy(unit=company.claims, person=person, standard_minutes=480), ProvidedBy(unit=company.warehouse, is_deputy=True)]
    set_providers(made, providers=providers, by=SYSTEM)
    return made


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode().replace("\u2060", "").replace("\u00a0", " ")  # what keeps dates on one line


def lines(*rows):
    data = {"who-TOTAL_FORMS": str(len(rows)), "who-INITIAL_FORMS": "0", "who-MIN_NUM_FORMS": "0", "who-MAX_NUM_FORMS": "60"}
    for number, row in enumerate(rows):
        data |= {f"who-{number}-{name}": value for name, value in row.items()}
    return data


def test_a_competence_shows_who_deputy_hours_and_standard(lead, decision):
    html = page(lead, "/directory/")
    assert "Decyzja reklamacyjna" in html
    assert "Celina Sowa" in html
    assert "Magazyn Stryków" in html
    assert "8–16" in html
    assert 'aria-current="true"' in html


def test_an_absent_person_says_when_they_are_back(lead, decision, celina, serwis):
    person = Person.objects.get(user=celina)
    note_absence(person, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 27), deputy=serwis, by=SYSTEM)
    html = page(lead, "/directory/?c=decyzja")
    assert "Grzegorz Pająk" in html
    assert "28" in html


@pytest.mark.parametrize(("word", "is_found"), [("odmówić", True), ("reklamacyjnej", True), ("celina", True), ("faktura", False)])
def test_search_by_word_or_person(lead, decision, word, is_found):
    html = page(lead, f"/directory/?q={word}")
    assert ("Decyzja reklamacyjna" in html) is is_found


def test_queries_do_not_grow_with_competences(lead, company, decision, django_assert_max_num_queries):
    page(lead, "/directory/")  # the calendars become known to the process
    for number in range(20):
        made = add_competence(code=f"k{number}", name=f"K {number}", by=SYSTEM)
        set_providers(made, providers=[ProvidedBy(unit=company.claims)], by=SYSTEM)
    with django_assert_max_num_queries(20):
        html = page(lead, "/directory/")
    assert html.count('<th scope="row">') == 21


def test_a_competence_is_added_with_providers_in_their_order(lead, company, serwis):
    rows = lines(
        {"place": "2", "who": f"{company.claims.pk}:", "standard": "1 dzień"},
        {"place": "1", "who": f"{company.partner.pk}:{serwis.pk}", "standard": "2 h"},
        {"place": "", "who": "", "standard": ""},
        {"place": "3", "who": f"{company.warehouse.pk}:", "standard": "4 h", "is_deputy": "on"},
    )
    answer = lead.post(
        "/directory/competences/new/", {"name": "Oględziny u klienta", "keywords": "wizyta, oględziny", "limit_amount": "500", **rows}
    )
    assert answer.status_code == 302, answer.content.decode()
    made = Competence.objects.get(code="ogledziny-u-klienta")
    found = [(one.unit, one.person, one.standard_minutes, one.is_deputy) for one in made.providers.all()]
    assert found == [
        (company.partner, serwis, 120, False),
        (company.claims, None, 480, False),
        (company.warehouse, None, 240, True),
    ]


def test_a_provider_named_twice_is_refused_and_nothing_is_saved(lead, company):
    row = {"who": f"{company.claims.pk}:", "standard": "1 h"}
    answer = lead.post("/directory/competences/new/", {"name": "Podwójna", **lines(row, row)})
    assert answer.status_code == 422
    assert not Competence.objects.filter(name="Podwójna").exists()


def test_a_provider_without_a_standard_is_told_so(lead, company):
    answer = lead.post("/directory/competences/new/", {"name": "X", **lines({"who": f"{company.claims.pk}:", "standard": "jutro"})})
    assert answer.status_code == 422
    assert "id_who-0-standard_error" in answer.content.decode()


def test_a_competence_is_changed(lead, company, decision):
    rows = lines({"place": "1", "who": f"{company.warehouse.pk}:", "standard": "3 h"})
    assert lead.post("/directory/competences/decyzja/", {"name": "Decyzja", "keywords": "", **rows}).status_code == 302
    decision.refresh_from_db()
    assert decision.name == "Decyzja"
    assert [one.unit for one in decision.providers.all()] == [company.warehouse]


def test_a_unit_is_added_with_its_three_forms(lead, company):
    fields = {
        "name": "Dział Zwrotów", "kind": "department", "name_in": "w Dziale Zwrotów", "name_to": "do Działu Zwrotów",
        "calendar": company.office_hours.pk,
        "works_by": "email", "language": "en", "email": "zwroty@modrzew.example", "email_domains": "zwroty.example, @inne.example",
    }  # fmt: skip
    assert lead.post("/directory/units/new/", fields).status_code == 302
    unit = Unit.objects.get(code="dzial-zwrotow")
    assert unit.name_to == "do Działu Zwrotów"
    assert unit.email_domains == ["zwroty.example", "inne.example"]
    assert unit.language == "en"
    again = lead.post("/directory/units/new/", {**fields, "name": "Inny"})
    assert again.status_code == 422  # its address is taken
    assert "zwroty@modrzew.example" in again.content.decode()


def test_a_unit_by_mail_needs_an_address(lead, company):
    fields = {"name": "X", "kind": "partner", "calendar": company.office_hours.pk, "works_by": "email", "language": "pl"}
    answer = lead.post("/directory/units/new/", fields)
    assert answer.status_code == 422
    assert "adres" in answer.content.decode()


def test_a_unit_is_changed_and_gets_a_head(lead, company, celina):
    page(lead, "/directory/units/reklamacje/details/")
    fields = {
        "name": "Dział Reklamacji i Zwrotów",
        "kind": "department",
        "calendar": company.office_hours.pk,
        "works_by": "app",
        "language": "pl",
        "is_active": "on",
    }
    assert lead.post("/directory/units/reklamacje/details/", fields).status_code == 302
    company.claims.refresh_from_db()
    assert company.claims.name == "Dział Reklamacji i Zwrotów"
    person = Person.objects.get(user=celina)
    assert lead.post("/directory/units/reklamacje/head/", {"head": person.pk}).status_code == 302
    company.claims.refresh_from_db()
    assert company.claims.head == person
    assert "Celina Sowa" in page(lead, "/directory/units/reklamacje/")


def test_people_come_change_and_leave(lead, company):
    assert (
        lead.post(
            "/directory/units/reklamacje/people/new/", {"name": "Ewa Sowa", "email": "sowa@modrzew.example", "rank": "lead"}
        ).status_code
        == 302
    )
    person = Person.objects.get(name="Ewa Sowa")
    page(lead, f"/directory/people/{person.pk}/")
    lead.post(f"/directory/people/{person.pk}/", {"name": "Ewa Sowa-Kos", "email": "", "rank": "member"})
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("Ewa Sowa-Kos", False)


def test_a_head_does_not_leave_before_another_is_named(lead, company, celina):
    person = Person.objects.get(user=celina)
    set_head(company.claims, head=person, by=SYSTEM)
    answer = lead.post(f"/directory/people/{person.pk}/", {"name": person.name})
    assert answer.status_code == 422
    assert "Celina Sowa" in answer.content.decode()


def test_an_absence_is_noted_and_taken_back(lead, company, celina, serwis):
    person = Person.objects.get(user=celina)
    dates = {"starts_on": "2026-11-30", "ends_on": "2026-12-04", "deputy": serwis.pk, "note": "urlop"}
    assert lead.post(f"/directory/people/{person.pk}/absences/", dates).status_code == 302
    absence = Absence.objects.get()
    html = page(lead, "/directory/units/reklamacje/")
    assert "urlop" in html
    assert lead.post(f"/directory/people/{person.pk}/absences/", {**dates, "ends_on": "2026-11-01"}).status_code == 422
    lead.post(f"/directory/people/{person.pk}/absences/{absence.pk}/removal/")
    assert not Absence.objects.exists()


def test_one_notes_ones_own_absence_but_not_a_strangers(client, celina, serwis):
    client.force_login(celina)
    dates = {"starts_on": "2026-11-30", "ends_on": "2026-12-04"}
    own = Person.objects.get(user=celina)
    assert client.post(f"/directory/people/{own.pk}/absences/", dates).status_code == 302
    assert client.post(f"/directory/people/{serwis.pk}/absences/", dates).status_code == 403
    assert not serwis.absences.exists()


def test_working_hours_with_a_break_and_an_own_day(lead, company):
    week = {f"day_{day}": "8–12, 13–16" for day in range(5)} | {"day_5": "", "day_6": ""}
    fields = {"name": "Z przerwą", "time_zone": "Europe/Warsaw", "holidays_country": "pl", **week}
    assert lead.post("/directory/calendars/new/", fields).status_code == 302
    calendar = Calendar.objects.get(name="Z przerwą")
    assert calendar.holidays_country == "PL"
    assert calendar.hours.count() == 10
    lead.post(f"/directory/calendars/{calendar.pk}/", {**fields, "day_4": "8–14"})
    assert list(calendar.hours.filter(weekday=4).values_list("opens", "closes")) == [(time(8), time(14))]
    assert (
        lead.post(f"/directory/calendars/{calendar.pk}/days/", {"on": "2026-11-27", "openings": "8-14", "note": "szkolenie"}).status_code
        == 302
    )
    html = page(lead, f"/directory/calendars/{calendar.pk}/")
    assert "szkolenie" in html
    assert "25 gru" in html  # Christmas is shown among the days off
    lead.post(f"/directory/calendars/{calendar.pk}/days/2026-11-27/removal/")
    assert not calendar.days.exists()


@pytest.mark.parametrize(
    "wrong", [{"day_0": "rano"}, {"day_0": "8-12, 11-16"}, {"time_zone": "Mars/Base"}, {"holidays_country": "QQ"}, {"name": "Biuro"}]
)
def test_wrong_working_hours_are_refused_on_the_page(lead, company, wrong):
    answer = lead.post("/directory/calendars/new/", {"name": "Nowe", "time_zone": "Europe/Warsaw", **wrong})
    assert answer.status_code == 422
    assert not Calendar.objects.filter(name="Nowe").exists()


def test_a_night_shift_is_shown_whole(lead, company):
    lead.post("/directory/calendars/new/", {"name": "Noc", "time_zone": "Europe/Warsaw", "day_0": "22–6"})
    calendar = Calendar.objects.get(name="Noc")
    set_day(calendar, on=date(2026, 11, 26), by=SYSTEM)
    assert "0–24" in page(lead, f"/directory/calendars/{calendar.pk}/")


@pytest.mark.parametrize("path", ["/directory/", "/directory/units/", "/directory/units/reklamacje/", "/directory/calendars/"])
@pytest.mark.parametrize("who", ["anna", "celina"])
def test_others_read_and_see_no_buttons(client, request, decision, path, who):
    client.force_login(request.getfixturevalue(who))
    html = page(client, path)
    assert "/new/" not in html
    assert "/details/" not in html


@pytest.mark.parametrize(
    "path", ["/directory/competences/new/", "/directory/units/new/", "/directory/calendars/new/", "/directory/units/reklamacje/head/"]
)
def test_others_do_not_edit(client, anna, company, path):
    client.force_login(anna)
    assert client.get(path).status_code == 404
    assert client.post(path, {}).status_code == 404


def test_others_do_not_change_hours(client, anna, company):
    client.force_login(anna)
    assert client.post(f"/directory/calendars/{company.office_hours.pk}/", {"name": "X", "time_zone": "Europe/Warsaw"}).status_code == 403


def test_lists_cost_the_same_for_many(lead, company, django_assert_max_num_queries):
    for number in range(15):
        add_person(unit=company.claims, name=f"Osoba {number}", by=SYSTEM)
        hours = add_calendar(name=f"Godziny {number}", hours=[(0, time(8), time(16))], by=SYSTEM)
        add_unit(kind="department", code=f"u{number}", name=f"Dział {number}", calendar=hours, by=SYSTEM)
    for path, shown in (("/directory/units/", "Dział {}<"), ("/directory/units/reklamacje/", "Osoba {}<"), ("/directory/calendars/", "Godziny {}<")):
        page(lead, path)  # the calendars become known to the process
        with django_assert_max_num_queries(20):
            html = page(lead, path)
        assert [number for number in range(15) if shown.format(number) in html] == list(range(15)), path


@pytest.mark.req("O2")
def test_competences_are_narrowed_to_who_can_decide_an_amount_now(client, bartek, company):
    from decimal import Decimal

    for code, limit in (("rabat-maly", 500), ("rabat-duzy", 5000)):
        made = add_competence(code=code, name=f"Rabat {limit}", limit_amount=Decimal(limit), by=SYSTEM)
        set_providers(made, providers=[ProvidedBy(unit=company.claims)], by=SYSTEM)
    client.force_login(bartek)

    def shown(query):
        html = client.get(f"/directory/?{query}").content.decode()
        return [limit for limit in (500, 5000) if f">Rabat {limit}</a>" in html]

    assert shown("amount=300") == [500, 5000]
    assert shown("amount=700,50") == [5000]
    assert shown("amount=9000") == []
    assert shown("amount=bzdura") == [500, 5000]
    assert shown("now=1") == [500, 5000]
    with clock.set_to(clock.now() + timedelta(hours=12)):
        assert shown("now=1&amount=300") == []
