
"""Who works at Modrzew and with it: hours, units, people, accounts, and who decides what."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from ambasador.accounts.models import User
from ambasador.accounts.verbs import change_user, join_user
from ambasador.directory.models import Calendar, Competence, Person, Unit
from ambasador.directory.verbs import (
    ProvidedBy,
    add_calendar,
    add_competence,
    add_person,
    add_unit,
    change_unit,
    note_absence,
    set_day,
    set_head,
    set_providers,
)
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import IntakeQueue
from ambasador.tickets.verbs import add_queue

WARSAW = ZoneInfo("Europe/Warsaw")
DOMAIN = "modrzew.example"
WEEKDAYS, SIX_DAYS, EVERY_DAY = range(5), range(6), range(7)

# name: days, opens, closes, country of the public holidays
HOURS: dict[str, tuple[range, int, int, str]] = {
    "Centrum obsługi": (WEEKDAYS, 8, 18, "PL"),
    "Reklamacje": (WEEKDAYS, 8, 16, "PL"),
    "Rozliczenia": (WEEKDAYS, 8, 15, "PL"),
    "Magazyn": (SIX_DAYS, 6, 22, "PL"),
    "Serwis": (WEEKDAYS, 7, 15, "PL"),
    "Sklep internetowy": (EVERY_DAY, 8, 20, ""),
    "Handlowy": (WEEKDAYS, 8, 17, "PL"),
    "Prawny": (WEEKDAYS, 9, 15, "PL"),
    "Montaż Plus": (SIX_DAYS, 8, 18, "PL"),
    "Kurier Jantar": (SIX_DAYS, 7, 20, "PL"),
    "Bank Brzoza": (WEEKDAYS, 9, 16, "PL"),
    "Kancelaria Buk": (WEEKDAYS, 9, 17, "PL"),
}

# code, kind, calendar, name, "w ...", "do ...", short name, English name, address, phone
UNITS: tuple[tuple[str, str, str, str, str, str, str, str, str, str], ...] = (
    ("centrum", "centre", "Centrum obsługi", "Centrum Obsługi Klienta Modrzew", "w Centrum Obsługi Klienta", "do Centrum Obsługi Klienta",
     "Centrum", "Modrzew Customer Centre", "", "42 600 10 20"),
    ("dyrekcja", "department", "Centrum obsługi", "Dyrekcja Operacyjna", "w Dyrekcji Operacyjnej", "do Dyrekcji Operacyjnej", "Dyrekcja",
     "Operations Management", f"dyrekcja@{DOMAIN}", "42 600 10 01"),
    ("reklamacje", "department", "Reklamacje", "Dział Reklamacji", "w Dziale Reklamacji", "do Działu Reklamacji", "Reklamacje",
     "Claims Department", f"reklamacje@{DOMAIN}", "42 600 10 30"),
    ("rozliczenia", "department", "Rozliczenia", "Rozliczenia", "w Rozliczeniach", "do Rozliczeń", "Rozliczenia",
     "Billing", f"rozliczenia@{DOMAIN}", "42 600 10 40"),
    ("magazyn", "department", "Magazyn", "Magazyn Stryków", "w Magazynie Stryków", "do Magazynu Stryków", "Magazyn",
     "Stryków Warehouse", f"magazyn@{DOMAIN}", "42 600 10 50"),
    ("serwis", "department", "Serwis", "Serwis", "w Serwisie", "do Serwisu", "Serwis", "Service Workshop", f"serwis@{DOMAIN}", "42 600 10 60"),
    ("sklep", "department", "Sklep internetowy", "Sklep internetowy", "w Sklepie internetowym", "do Sklepu internetowego", "Sklep",
     "Online Shop", f"sklep@{DOMAIN}", "42 600 10 70"),
    ("handlowy", "department", "Handlowy", "Dział Handlowy", "w Dziale Handlowym", "do Działu Handlowego", "Handlowy",
     "Sales Department", f"handlowy@{DOMAIN}", "42 600 10 80"),
    ("prawny", "department", "Prawny", "Dział Prawny", "w Dziale Prawnym", "do Działu Prawnego", "Prawny",
     "Legal Department", f"prawny@{DOMAIN}", "42 600 10 90"),
    ("montaz-plus", "partner", "Montaż Plus", "Montaż Plus", "w Montażu Plus", "do Montażu Plus", "Montaż Plus",
     "Montaż Plus", "zlecenia@montazplus.example", "42 611 22 33"),
    ("kurier-jantar", "partner", "Kurier Jantar", "Kurier Jantar", "w Kurierze Jantar", "do Kuriera Jantar", "Kurier",
     "Jantar Courier", "zlecenia@jantar.example", "58 700 40 50"),
    ("bank-brzoza", "partner", "Bank Brzoza", "Bank Brzoza", "w Banku Brzoza", "do Banku Brzoza", "Bank",
     "Brzoza Bank", "umowy@bankbrzoza.example", "22 500 60 70"),
    ("kancelaria-buk", "partner", "Kancelaria Buk", "Kancelaria Buk", "w Kancelarii Buk", "do Kancelarii Buk", "Kancelaria",
     "Buk Law Office", "biuro@kancelariabuk.example", "42 633 44 55"),
)  # fmt: skip
BY_EMAIL = {"montaz-plus": "montazplus.example", "kurier-jantar": "jantar.example", "bank-brzoza": "bankbrzoza.example",
            "kancelaria-buk": "kancelariabuk.example"}  # fmt: skip

# unit: people, the first one is its head
PEOPLE: dict[str, tuple[str, ...]] = {
    "dyrekcja": ("Krystyna Lubicz",),
    "reklamacje": ("Ewa Sowa", "Michał Kos", "Hanna Borek", "Olga Wrzos"),
    "rozliczenia": ("Piotr Zych", "Maja Wilk", "Łukasz Dziedzic"),
    "magazyn": ("Dorota Bąk", "Adam Rój", "Sylwia Kania"),
    "serwis": ("Jan Wrona", "Wit Adamiak"),
    "sklep": ("Iga Nowak", "Oskar Lis"),
    "handlowy": ("Kamil Orzeł", "Daria Maj"),
    "prawny": ("Teresa Gaj",),
    "montaz-plus": ("Grzegorz Pająk",),
    "kurier-jantar": ("Dyspozytor Jantar",),
    "bank-brzoza": ("Opiekun umowy Modrzew",),
    "kancelaria-buk": ("Zofia Buk",),
}
AGENTS = ("Marta Wilczyńska", "Tomasz Gil", "Anna Lis", "Jakub Wrona", "Aleksandra Maj")
EXTENSIONS = {"Marta Wilczyńska": "214", "Tomasz Gil": "215", "Anna Lis": "216", "Jakub Wrona": "217", "Aleksandra Maj": "218"}
LEAD, ADMIN = "Robert Kania", "Beata Sroka"
ADDRESSES = {"Dyspozytor Jantar": "dyspozytor@jantar.example", "Opiekun umowy Modrzew": "modrzew@bankbrzoza.example"}

# code, name, English name, description, keywords, limit, steward, providers as (unit, person or "", minutes, deputy)
COMPETENCES: tuple[tuple[str, str, str, str, tuple[str, ...], int | None, str, tuple[tuple[str, str, int, bool], ...]], ...] = (
    ("decyzja-reklamacyjna", "Decyzja reklamacyjna", "Decision on a complaint",
     "Uznać lub odmówić reklamacji, wybrać naprawę, wymianę albo zwrot. Do 5 000 zł samodzielnie.",
     ("reklamacja", "uznanie", "odmowa", "naprawa", "wymiana", "rękojmia"), 5000, LEAD,
     (("reklamacje", "", 480, False), ("serwis", "Jan Wrona", 480, True))),
    ("zwrot-ponad-200", "Decyzja o zwrocie ponad 200 zł", "Decision on refunds over PLN 200", "Zwroty i rabaty powyżej 200 zł.",
     ("zwrot", "pieniądze", "rabat", "odszkodowanie"), 10000, LEAD, (("rozliczenia", "Piotr Zych", 420, False),)),
    ("zwrot-pieniedzy", "Zwrot pieniędzy", "Refund", "Przelew zwrotny na konto albo kartę klienta.",
     ("zwrot", "przelew", "konto", "pieniądze"), 200, LEAD, (("rozliczenia", "", 420, False),)),
    ("korekta-faktury", "Korekta faktury", "Invoice correction", "Dane nabywcy, NIP, faktura zamiast paragonu, podwójna opłata.",
     ("faktura", "korekta", "NIP", "paragon", "nabywca"), None, LEAD,
     (("rozliczenia", "", 420, False), ("rozliczenia", "Piotr Zych", 420, True))),
    ("wydanie-czesci", "Stan i wydanie części", "Stock and release of parts", "Czy część jest, wydanie, wysyłka, sprawdzenie zwrotu.",
     ("część", "magazyn", "stan", "wysyłka", "półka"), None, LEAD, (("magazyn", "", 960, False), ("magazyn", "Adam Rój", 960, True))),
    ("ogledziny-naprawa", "Oględziny i naprawa u klienta", "Inspection and repair at the customer's", "Łódź, Zgierz, Pabianice.",
     ("oględziny", "naprawa", "montaż", "wizyta", "monter"), None, LEAD, (("montaz-plus", "", 1200, False), ("serwis", "", 960, True))),
    ("termin-dostawy", "Zmiana terminu dostawy", "Change of a delivery date", "Nowe okno dostawy, wstrzymanie, dostawa w sobotę.",
     ("dostawa", "termin", "kurier", "przesyłka", "awizo"), None, LEAD, (("kurier-jantar", "", 780, False),)),
    ("ekspertyza", "Ekspertyza techniczna", "Technical expertise", "AGD duże i małe: przyczyna usterki, koszt, czas naprawy.",
     ("ekspertyza", "usterka", "diagnoza", "serwis"), None, LEAD, (("serwis", "", 960, False), ("reklamacje", "", 480, True))),
    ("odstepstwo", "Odstępstwo od regulaminu", "Exception to the terms", "Gest handlowy do 500 zł.",
     ("gest", "rabat", "wyjątek", "bon"), 500, "Anna Lis", (("centrum", LEAD, 60, False), ("centrum", "Anna Lis", 60, True))),
    ("kody-promocje", "Kody i promocje w sklepie", "Codes and promotions", "Kody rabatowe, konto, koszyk, płatność w sklepie.",
     ("kod", "promocja", "koszyk", "konto", "hasło"), None, "Anna Lis", (("sklep", "Iga Nowak", 240, False), ("sklep", "", 240, True))),
    ("rodo", "Dane osobowe, RODO", "Personal data, GDPR", "Wgląd, sprostowanie i usunięcie danych.",
     ("RODO", "dane", "usunięcie", "wgląd"), None, "Teresa Gaj", (("prawny", "Teresa Gaj", 1800, False), ("kancelaria-buk", "", 2400, True))),
    ("umowy-z-firmami", "Umowy z firmami", "Contracts with firms", "Klienci biznesowi: ceny, limity, terminy hurtowe.",
     ("firma", "umowa", "hurt", "kontrakt"), None, LEAD, (("handlowy", "Kamil Orzeł", 1080, False), ("centrum", LEAD, 600, True))),
    ("raty", "Spory z bankiem o raty", "Instalment disputes", "Raty i kredyty: rozbieżności, wcześniejsza spłata.",
     ("raty", "kredyt", "bank", "spłata"), None, LEAD, (("bank-brzoza", "", 1260, False), ("rozliczenia", "", 840, True))),
    ("odbior-zuzytego", "Odbiór zużytego sprzętu", "Collection of old appliances", "Przy dostawie i osobno.",
     ("odbiór", "zużyty", "elektrośmieci"), None, LEAD, (("magazyn", "Adam Rój", 1920, False), ("kurier-jantar", "", 1560, True))),
    ("skargi-uokik", "Skargi do rzecznika i UOKiK", "Complaints to the ombudsman", "Pisma rzecznika konsumentów i urzędów.",
     ("rzecznik", "UOKiK", "skarga", "pismo"), None, "Teresa Gaj", (("prawny", "Teresa Gaj", 1800, False), ("kancelaria-buk", "", 2400, True))),
)  # fmt: skip


@dataclass
class Company:
    """Everybody by name, units and competences by code."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    competences: dict[str, Competence] = field(default_factory=dict)
    queue: IntakeQueue | None = None

    @property
    def agents(self) -> list[User]:
        return [self.users[name] for name in AGENTS]


def address_of(name: str, domain: str = DOMAIN) -> str:
    """ewa.sowa@modrzew.example"""
    plain = name.lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))
    return f"{'.'.join(plain.split())}@{domain}"


def make_company(*, today: date) -> Company:
    """The company; `today` is the present day, for absences and days off around it."""
    company = Company()
    calendars = {name: _calendar(name, *row) for name, row in HOURS.items()}
    for row in UNITS:
        company.units[row[0]] = _unit(row, calendars)
    for code in ("reklamacje", "rozliczenia", "magazyn", "serwis", "sklep", "handlowy", "prawny"):
        change_unit(company.units[code], escalates_to=company.units["dyrekcja"], by=SYSTEM)
    _people(company)
    _competences(company)
    _days(company, calendars, today)
    company.queue = add_queue(name="Przyjęcia", unit=company.units["centrum"], target_minutes=30, is_default=True, by=SYSTEM)
    return company


def find_company() -> Company:
    """The company that is there; four queries."""
    return Company(
        units={unit.code: unit for unit in Unit.objects.select_related("calendar")},
        people={person.name: person for person in Person.objects.select_related("unit", "user")},
        users={user.name: user for user in User.objects.all()},
        competences={competence.code: competence for competence in Competence.objects.all()},
    )


def _calendar(name: str, days: range, opens: int, closes: int, country: str) -> Calendar:
    hours = [(day, time(opens), time(closes)) for day in days]
    return add_calendar(name=name, hours=hours, holidays_country=country, by=SYSTEM)


def _unit(row: tuple[str, ...], calendars: dict[str, Calendar]) -> Unit:
    code, kind, calendar, name, name_in, name_to, short, english, email, phone = row
    more: dict[str, Any] = {"works_by": "email", "email_domains": [BY_EMAIL[code]]} if code in BY_EMAIL else {}
    return add_unit(
        kind=kind, code=code, name=name, calendar=calendars[calendar], name_in=name_in, name_to=name_to, short_name=short, name_en=english,
        email=email, phone=phone, by=SYSTEM, **more,
    )  # fmt: skip


def _people(company: Company) -> None:
    centre = company.units["centrum"]
    for name, roles in (*((agent, ["agent"]) for agent in AGENTS), (LEAD, ["agent", "lead"]), (ADMIN, ["admin"])):
        if name == LEAD:
            roles = ["lead"]
        user = join_user(email=address_of(name), name=name, roles=roles, by=SYSTEM)
        extension = EXTENSIONS.get(name, "")
        company.users[name] = user = change_user(user, phone_extension=extension, by=SYSTEM)
        phone = f"42 600 12 {extension[1:]}" if extension else ""
        company.people[name] = add_person(unit=centre, name=name, email=user.email, phone=phone, user=user, by=SYSTEM)
    set_head(centre, head=company.people[LEAD], by=SYSTEM)
    for code, names in PEOPLE.items():
        unit = company.units[code]
        for name in names:
            email = ADDRESSES.get(name) or address_of(name, BY_EMAIL.get(code, DOMAIN))
            account = None if code in BY_EMAIL else join_user(email=email, name=name, roles=["department"], by=SYSTEM)
            if account:
                company.users[name] = account
            company.people[name] = add_person(unit=unit, name=name, email=email, user=account, by=SYSTEM)
        set_head(unit, head=company.people[names[0]], by=SYSTEM)


def _competences(company: Company) -> None:
    for code, name, name_en, description, keywords, limit, steward, providers in COMPETENCES:
        competence = add_competence(
            code=code, name=name, name_en=name_en, description=description, keywords=list(keywords),
            limit_amount=None if limit is None else Decimal(limit), steward=company.people[steward], by=SYSTEM,
        )  # fmt: skip
        rows = [
            ProvidedBy(unit=company.units[unit], person=company.people[person] if person else None, standard_minutes=minutes, is_deputy=deputy)
            for unit, person, minutes, deputy in providers
        ]
        set_providers(competence, providers=rows, by=SYSTEM)
        company.competences[code] = competence


def _days(company: Company, calendars: dict[str, Calendar], today: date) -> None:
    """Absences and days of the calendars around the present: a training on Friday, the days off of Christmas, a holiday of Hanna's."""
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    set_day(calendars["Reklamacje"], on=friday, openings=[(time(8), time(14))], note="szkolenie", by=SYSTEM)
    for day in (24, 25, 26):
        for name in ("Reklamacje", "Rozliczenia", "Serwis"):
            set_day(calendars[name], on=date(today.year, 12, day), note="wolne", by=SYSTEM)
    people = company.people
    back = today + timedelta(days=(0 - today.weekday()) % 7 or 7)
    note_absence(
        people["Hanna Borek"], starts_on=today - timedelta(days=3), ends_on=back - timedelta(days=1), deputy=people["Michał Kos"],
        note="urlop", by=SYSTEM,
    )  # fmt: skip
    note_absence(
        people["Łukasz Dziedzic"], starts_on=today, ends_on=today + timedelta(days=1), deputy=people["Maja Wilk"], note="szkolenie", by=SYSTEM
    )
