
"""The desk of today: what waits for Marta, for her colleagues and for the Claims Department, and why."""

from datetime import datetime, timedelta

from ambasador.accounts.models import User
from ambasador.cli.demo import acts
from ambasador.cli.demo.halina import halina
from ambasador.cli.demo.post import picture
from ambasador.cli.demo.stage import Case, Stage, working_day
from ambasador.conversations.verbs import answer_task, ask_back, ask_customer, reply_to_customer, supply_missing
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import accept_step, finish_step, name_obstacle, offer_handover, settle_attention

MARTA, TOMASZ, ANNA, JAKUB, OLA = "Marta Wilczyńska", "Tomasz Gil", "Anna Lis", "Jakub Wrona", "Aleksandra Maj"
# customer, subject, text, procedure, owner, working days back, hour: at present a department or partner has the first step
AT_DEPARTMENTS: tuple[tuple[str, str, str, str, str, int, int], ...] = (
    ("Ryszard Kot", "Zwrot kosztów kuriera", "Dzień dobry, brakuje części, a za powrotną przesyłkę zapłaciłem 39 zł. Proszę o zwrot.", "brak-czesci", JAKUB, 2, 11),
    ("Olga Struś", "Rysa na froncie szafki", "Dzień dobry, na froncie jest rysa, szafka uszkodzona w transporcie. Zdjęcie w załączniku.", "brak-czesci", ANNA, 1, 11),
    ("Igor Wilk", "Reklamacja bez paragonu", "Witam, zgubiłem paragon, a przesyłka była niekompletna. Co teraz?", "brak-czesci", TOMASZ, 1, 14),
    ("Lena Kruk", "Lodówka szumi", "Dzień dobry, lodówka szumi coraz głośniej, w nocy nie da się spać. Usterka po trzech miesiącach.", "naprawa-serwisowa", ANNA, 1, 10),
    ("Barbara Cis", "Wgniecenie na drzwiach", "Dzień dobry, drzwi lodówki mają wgniecenie. Nie chcę wymiany, wystarczy rabat.", "brak-czesci", MARTA, 0, 8),
    ("Ewelina Dąb", "Płyta nie grzeje", "Witam, jedno pole nie grzeje, usterka od początku. Proszę o decyzję.", "naprawa-serwisowa", OLA, 0, 9),
    ("Piotr Mróz", "Zwarcie okapu", "Dzień dobry, okap wyłącza bezpiecznik, nie działa światło. Gwarancja do maja.", "naprawa-serwisowa", JAKUB, 2, 9),
)  # fmt: skip


def enter_scenes(stage: Stage) -> None:
    """Let all of today's stories wait for their turn."""
    for story in (halina, _kus, _lipa, _mazur, _ptak, _drozd, _sobczak, _kos, _rybak):
        stage.enter(story(stage))
    for row in AT_DEPARTMENTS:
        stage.enter(_at_department(stage, *row))


def named() -> frozenset[str]:
    """Customers who appear here and in no other story."""
    return frozenset(
        {
            "Halina Zawadzka",
            "Zbigniew Kuś",
            "Alicja Lipa",
            "Karolina Mazur",
            "Adam Ptak",
            "Nina Drozd",
            "Jerzy Sobczak",
            "Marianna Kos",
            "Paweł Rybak",
        }
        | {row[0] for row in AT_DEPARTMENTS}
    )


def _kus(stage: Stage) -> Case:
    """Billing lacked data, the customer was asked, and has just answered."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 1, 11, 5)
    ticket = _in(
        stage, "Zbigniew Kuś", "Faktura na firmę zamiast paragonu", "Dzień dobry, dostałem paragon, a potrzebuję faktury na firmę.", marta
    )
    yield _at(stage, 1, 12, 20)
    ask_back(_step(ticket, "korekta"), missing="Proszę o NIP i pełną nazwę firmy.", by=_actor(stage, "Maja Wilk"), channel="app")
    stage.settle()
    yield _at(stage, 1, 12, 41)
    ask_customer(
        _fresh(ticket),
        question="Prosimy o NIP i pełną nazwę firmy do faktury.",
        standard_minutes=1440,
        by=marta.actor,
        name="Uzupełnienie danych",
    )
    settle_attention(ticket, by=marta.actor)
    stage.settle()
    yield stage.until - timedelta(minutes=25)
    acts.write_back(stage, ticket, "Kuś Instalacje, NIP 725-000-11-22, ul. Zgierska 14, Łódź. Dziękuję.")


def _lipa(stage: Stage) -> Case:
    """A firm's large delivery: courier and warehouse have answered, the customer writes again."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 2, 13, 10)
    text = "Dzień dobry, inwestor przesunął odbiór. Prosimy o zmianę terminu dostawy 40 zmywarek na przyszły tydzień."
    ticket = _in(stage, "Alicja Lipa", "Zmiana terminu dostawy 40 zmywarek", text, marta)
    yield _at(stage, 1, 9, 15)
    answer_task(
        _step(ticket, "wstrzymanie"), by=_actor(stage, "Adam Rój"), channel="app", code="held", text="Wstrzymane, 5 palet w strefie C."
    )
    stage.settle()
    yield _at(stage, 1, 14, 30)
    acts.answer_by_mail(
        stage, _step(ticket, "kurier"), stage.company.people["Dyspozytor Jantar"], "Możliwe dwa kursy: wtorek i środa rano."
    )
    yield _at(stage, 1, 15, 5)
    reply_to_customer(
        _fresh(ticket), text=f"Dzień dobry, możemy dostarczyć we wtorek i w środę rano. Czy pasuje?\n\n{MARTA}", by=marta.actor
    )
    stage.settle()
    yield stage.until - timedelta(minutes=80)
    acts.write_back(stage, ticket, "Wtorek pasuje, środa dopiero po 11. Czy kurier ma windę załadowczą?")


def _mazur(stage: Stage) -> Case:
    """Billing has just answered: the customer can be told."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 6, 10, 0)
    ticket = _in(
        stage,
        "Karolina Mazur",
        "Zwrot pieniędzy nie dotarł na konto",
        "Dzień dobry, odstępuję od umowy, odkurzacz odesłany. Proszę o zwrot pieniędzy.",
        marta,
    )
    yield _at(stage, 6, 10, 40)
    finish_step(_step(ticket, "potwierdzenie"), by=marta.actor)
    stage.settle()
    yield _at(stage, 5, 18, 30)
    acts.write_back(stage, ticket, "Paczka nadana dziś, konto jak w zamówieniu.")
    yield _at(stage, 3, 12, 0)
    answer_task(
        _step(ticket, "sprawdzenie"),
        by=_actor(stage, "Dorota Bąk"),
        channel="app",
        code="complete",
        text="Kompletny.",
        public="Towar dotarł kompletny.",
    )
    settle_attention(ticket, by=marta.actor)
    stage.settle()
    yield stage.until - timedelta(minutes=44)
    step = _step(ticket, "przelew")
    answer_task(
        step,
        by=_actor(stage, "Piotr Zych"),
        channel="app",
        text="Przelew wrócił z banku, zły numer. Wysłany ponownie.",
        public="Przelew wysłany dziś.",
    )
    stage.settle()


def _ptak(stage: Stage) -> Case:
    """The warehouse has just sent the missing shelf."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 3, 9, 20)
    text = "Dzień dobry, w lodówce brakuje dolnej półki, brak części w kartonie. Proszę o dosłanie."
    ticket = _in(stage, "Adam Ptak", "Brak półki w dostarczonej lodówce", text, marta, photo=True)
    yield _at(stage, 3, 13, 0)
    answer_task(
        _step(ticket, "ocena"),
        by=_actor(stage, "Michał Kos"),
        channel="app",
        code="repair",
        text="Wysłać półkę.",
        public="Brakującą półkę wyślemy bezpłatnie.",
    )
    stage.settle()
    yield _at(stage, 2, 10, 0)
    acts.answer_by_mail(
        stage, _step(ticket, "protokol"), stage.company.people["Dyspozytor Jantar"], "Przesyłka wydana bez uwag, protokołu brak."
    )
    settle_attention(ticket, by=marta.actor)
    yield stage.until - timedelta(minutes=22)
    public = "Półka jest w drodze, przesyłka JT-44120938."
    answer_task(
        _step(ticket, "wysylka"), by=_actor(stage, "Dorota Bąk"), channel="app", code="sent", text="Wysłana dziś rano.", public=public
    )
    stage.settle()


def _drozd(stage: Stage) -> Case:
    """The courier is silent and the promised time comes near."""
    yield _at(stage, 2, 9, 30)
    text = "Dzień dobry, to już trzecia zmiana terminu dostawy piekarnika. Proszę o pewny dzień."
    ticket = _in(stage, "Nina Drozd", "Piekarnik: trzecia zmiana dostawy", text, stage.company.users[MARTA])
    yield _at(stage, 2, 12, 0)
    answer_task(_step(ticket, "wstrzymanie"), by=_actor(stage, "Sylwia Kania"), channel="app", code="held", text="Wstrzymana.")
    settle_attention(ticket, by=stage.company.users[MARTA].actor)
    stage.settle()


def _sobczak(stage: Stage) -> Case:
    """The workshop asked back and has the answer; Tomasz offers Marta to take the case over."""
    tomasz, marta = stage.company.users[TOMASZ], stage.company.users[MARTA]
    yield _at(stage, 4, 14, 0)
    ticket = _in(
        stage,
        "Jerzy Sobczak",
        "Odkurzacz wraca z serwisu bez zmian",
        "Odkurzacz znowu nie działa, usterka ta sama co w październiku.",
        tomasz,
    )
    yield _at(stage, 3, 9, 0)
    ask_back(_step(ticket, "ekspertyza"), missing="Brak protokołu z poprzedniej naprawy.", by=_actor(stage, "Wit Adamiak"), channel="app")
    stage.settle()
    yield _at(stage, 3, 9, 50)
    supply_missing(_step(ticket, "ekspertyza"), text="Protokół 2210/15: wymiana szczotek, bez prób.", by=tomasz.actor)
    settle_attention(ticket, by=tomasz.actor)
    stage.settle()
    yield stage.until - timedelta(minutes=50)
    offer_handover(_fresh(ticket), to=marta, reason="Od jutra urlop. Klient prosi o rozmowę z jedną osobą do końca.", by=tomasz.actor)
    stage.settle()


def _kos(stage: Stage) -> Case:
    """Billing is late; the customer knows."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 3, 13, 30)
    ticket = _in(
        stage,
        "Marianna Kos",
        "Podwójnie pobrana opłata za wniesienie",
        "Dzień dobry, na fakturze jest podwójna opłata za wniesienie.",
        marta,
    )
    yield _at(stage, 3, 14, 10)
    accept_step(_step(ticket, "korekta"), by=_actor(stage, "Łukasz Dziedzic"))
    settle_attention(ticket, by=marta.actor)
    stage.settle()
    yield _at(stage, 0, 8, 20)
    reply_to_customer(
        _fresh(ticket),
        text=f"Dzień dobry, korekta się opóźnia, przepraszamy. Pilnuję jej i napiszę dziś po południu.\n\n{MARTA}",
        by=marta.actor,
    )
    stage.settle()


def _rybak(stage: Stage) -> Case:
    """An obstacle: the customer needs a consent, and our clock is paused."""
    marta = stage.company.users[MARTA]
    yield _at(stage, 3, 8, 50)
    text = "Dzień dobry, płyta źle zamontowana, wystaje z blatu. Administracja mówi, że prace w pionie wymagają zgody."
    ticket = _in(stage, "Paweł Rybak", "Montaż płyty indukcyjnej", text, marta)
    yield _at(stage, 3, 9, 10)
    finish_step(_step(ticket, "przyjecie"), by=marta.actor)
    name_obstacle(ticket, kind="decision_missing", text="Zgoda wspólnoty na prace w pionie", is_public=True, by=marta.actor)
    settle_attention(ticket, by=marta.actor)
    stage.settle()


def _at_department(stage: Stage, name: str, subject: str, text: str, code: str, owner: str, back: int, hour: int) -> Case:
    user = stage.company.users[owner]
    yield _at(stage, back, hour, 7 + len(name))
    ticket = _in(stage, name, subject, text, user, photo=code == "brak-czesci")
    yield _at(stage, back, hour, 45)
    settle_attention(ticket, by=user.actor)
    if name in ("Lena Kruk", "Ewelina Dąb"):
        yield _at(stage, back, hour, 55)
        found = (
            "Sprężarka poza normą, gwarancja. Naprawa dwa dni."
            if name == "Lena Kruk"
            else "Spalony czujnik pola, gwarancja, część na stanie."
        )
        answer_task(_step(ticket, "ekspertyza"), by=_actor(stage, "Jan Wrona"), channel="app", text=found)
        settle_attention(ticket, by=user.actor)
        stage.settle()


def _in(stage: Stage, name: str, subject: str, text: str, owner: User, *, photo: bool = False) -> Ticket:
    files = [picture("zdjęcie.png", hue=10)] if photo else []
    return acts.write_in(stage, stage.clients[name], subject, text, files=files, taken_by=owner)


def _at(stage: Stage, back: int, hour: int, minute: int) -> datetime:
    """That time of that working day, never later than two minutes before the present."""
    return min(working_day(stage.until, back, hour, minute, hours=stage.hours), stage.until - timedelta(minutes=2))


def _step(ticket: Ticket, key: str) -> Step:
    return Step.objects.select_related("ticket", "unit__calendar", "competence").get(ticket=ticket, key=key)


def _fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("customer", "owner").get(pk=ticket.pk)


def _actor(stage: Stage, name: str) -> Actor:
    return acts.actor_of(stage.company.people[name])
