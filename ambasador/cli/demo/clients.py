
"""Customers of Modrzew: who they are, how to reach them, what they bought, what to remember."""

import random
from datetime import date, timedelta
from decimal import Decimal

from ambasador.customers.models import Customer
from ambasador.customers.verbs import add_contact_point, add_customer, add_purchase
from ambasador.journal.actors import SYSTEM

MAILHOST = "poczta.example"
GOODS: tuple[tuple[str, int, str], ...] = (
    ("Pralka Bora 8 kg", 2199, "B8"), ("Lodówka Polana 330", 2899, "P3"), ("Zmywarka Strumyk 60", 1999, "S6"), ("Piekarnik Palenisko", 2349, "PK"),
    ("Płyta indukcyjna Iskra 4", 1799, "I4"), ("Okap Obłok 60", 899, "O6"), ("Odkurzacz Wiatr 2", 749, "W2"), ("Suszarka Halny 9 kg", 2799, "H9"),
    ("Czajnik Miedziany 1,7", 249, ""), ("Ekspres Poranek", 1499, "EP"), ("Robot kuchenny Kogut", 1099, "RK"), ("Szafka kuchenna Dąb 80", 640, ""),
    ("Stół Modrzew 160", 1290, ""), ("Żelazko Para 3", 219, ""), ("Kuchenka mikrofalowa Mgła", 459, "KM"),
)  # fmt: skip

# name, year of the first purchase, number of purchases, prefers, remember
NAMED: tuple[tuple[str, int, int, str, str], ...] = (
    ("Zbigniew Kuś", 2019, 3, "e-mail", ""),
    ("Karolina Mazur", 2021, 2, "e-mail", ""),
    ("Adam Ptak", 2023, 2, "SMS", ""),
    ("Nina Drozd", 2020, 3, "telefon rano", "Trzeci raz przekładana dostawa. Nie obiecywać bez potwierdzenia kuriera."),
    ("Jerzy Sobczak", 2016, 4, "telefon", "Prosi o rozmowę z tą samą osobą."),
    ("Marianna Kos", 2018, 2, "e-mail", ""),
    ("Paweł Rybak", 2024, 1, "e-mail", ""),
    ("Hanna Zawadzka", 2022, 2, "", ""),
    ("Ryszard Kot", 2017, 3, "telefon", ""),
    ("Olga Struś", 2022, 2, "e-mail", ""),
    ("Igor Wilk", 2025, 1, "e-mail", ""),
    ("Lena Kruk", 2023, 2, "messenger", ""),
    ("Piotr Mróz", 2015, 3, "e-mail", ""),
    ("Barbara Cis", 2014, 4, "telefon po 17:00", "Porusza się na wózku: dostawa z wniesieniem, dzwonić pół godziny przed."),
    ("Ewelina Dąb", 2024, 1, "SMS", ""),
)
FIRST = ("Agnieszka", "Andrzej", "Beata", "Bogdan", "Celina", "Dariusz", "Dorota", "Edward", "Elżbieta", "Filip", "Grażyna", "Henryk", "Irena",
         "Jacek", "Joanna", "Kacper", "Krystyna", "Leszek", "Magdalena", "Marek", "Natalia", "Oliwia", "Patryk", "Renata", "Sebastian",
         "Stefania", "Teodor", "Urszula", "Wanda", "Wojciech", "Zofia", "Łucja")  # fmt: skip
LAST = ("Sikora", "Wrzesień", "Gołąb", "Kaczor", "Jawor", "Lipka", "Brzoza", "Topola", "Sroczyk", "Żurawik", "Bielik", "Kłos", "Malina", "Jagoda",
        "Szyszka", "Grab", "Bażant", "Czapla", "Dzięcioł", "Świerk", "Olcha", "Wierzba", "Jastrząb", "Kukułka", "Perkoz", "Rybitwa", "Sosna",
        "Traczyk", "Wilga", "Zięba", "Borsuk", "Jarzębina")  # fmt: skip
FIRMS = (("Studio Lipa sp. z o.o.", "biuro@studiolipa.example", 2017), ("Pensjonat Pod Modrzewiem", "recepcja@podmodrzewiem.example", 2015),
         ("Wspólnota Mieszkaniowa Jasna 4", "zarzad@jasna4.example", 2021), ("Kawiarnia Filiżanka", "kawa@filizanka.example", 2022))  # fmt: skip
FOREIGN = (
    ("Oliver Bennett", "o.bennett@mail.example"),
    ("Sophie Clarke", "s.clarke@mail.example"),
    ("Daniel Novak", "d.novak@mail.example"),
)


def make_clients(rng: random.Random, *, today: date) -> dict[str, Customer]:
    """All customers by name, Halina Zawadzka first."""
    clients = {"Halina Zawadzka": _halina(today)}
    for index, (name, since, count, prefers, remember) in enumerate(NAMED):
        clients[name] = _person(rng, name, index, since=since, purchases=count, prefers=prefers, remember=remember, today=today)
    for index, (first, last) in enumerate(zip(FIRST, LAST, strict=True), start=len(NAMED)):
        name = f"{first} {last}"
        clients[name] = _person(rng, name, index, since=rng.randint(2014, 2026), purchases=rng.choice((1, 1, 1, 2)), today=today)
    for name, email in FOREIGN:
        clients[name] = _client(name, email, language="en", since=date(rng.randint(2021, 2025), 5, 2), note="Pisze po angielsku.")
        _buy(clients[name], rng, today=today, since=2024)
    for name, email, year in FIRMS:
        clients[name] = _client(name, email, kind="firm", since=date(year, 3, 1), prefers="e-mail")
    lipa = _client("Alicja Lipa", "alicja@studiolipa.example", firm=clients["Studio Lipa sp. z o.o."], since=date(2017, 3, 1))
    clients["Alicja Lipa"] = lipa
    add_purchase(
        clients["Studio Lipa sp. z o.o."], name="Zmywarka Strumyk 60, 40 szt.", order_number="ZM-117950", bought_on=today - timedelta(days=20),
        price=Decimal(71600), by=SYSTEM,
    )  # fmt: skip
    return clients


def email_address(name: str) -> str:
    """zbigniew.kus@poczta.example"""
    plain = name.lower().translate(str.maketrans("ąćęłńóśźż", "acelnoszz")).split()
    return f"{plain[0]}.{plain[-1]}@{MAILHOST}"


def _halina(today: date) -> Customer:
    halina = add_customer(
        name="Halina Zawadzka", customer_since=date(2014, 5, 17), prefers="telefon po 16:00, potem e-mail",
        remember="Słabiej słyszy: mówić wolno i wyraźnie.", note="Lipowa 8 m. 3, Zgierz. Winda, parking od podwórza.", by=SYSTEM,
    )  # fmt: skip
    add_contact_point(halina, kind="email", written=f"h.zawadzka@{MAILHOST}", is_verified=True, by=SYSTEM)
    add_contact_point(halina, kind="phone", written="600 100 214", is_verified=True, by=SYSTEM)
    bought = today - timedelta(days=13)
    installed = today - timedelta(days=11)
    add_purchase(
        halina, name="Pralka Bora 8 kg", order_number="ZM-118204", serial_number="B8-2611-44917", bought_on=bought, price=Decimal(2199),
        installed_on=installed, warranty_until=bought.replace(year=bought.year + 2, day=min(bought.day, 28)),
        facts={"montaż": "Montaż Plus"}, by=SYSTEM,
    )  # fmt: skip
    earlier = (("Czajnik Miedziany 1,7", 2026, 3, 249), ("Okap Obłok 60", 2023, 6, 899), ("Lodówka Polana 330", 2022, 9, 2899),
               ("Żelazko Para 3", 2021, 11, 219), ("Odkurzacz Wiatr 2", 2020, 2, 749), ("Piekarnik Palenisko", 2019, 4, 2349),
               ("Płyta indukcyjna Iskra 4", 2019, 4, 1799), ("Stół Modrzew 160", 2017, 8, 1290), ("Ekspres Poranek", 2016, 12, 1499),
               ("Robot kuchenny Kogut", 2014, 5, 229))  # fmt: skip
    for name, year, month, price in earlier:
        add_purchase(halina, name=name, bought_on=date(year, month, 3), price=Decimal(price), by=SYSTEM)
    return halina


def _person(
    rng: random.Random, name: str, index: int, *, since: int, purchases: int, today: date, prefers: str = "", remember: str = ""
) -> Customer:
    first_day = min(date(since, rng.randint(1, 12), rng.randint(1, 28)), today - timedelta(days=60))
    client = _client(name, email_address(name), since=first_day, prefers=prefers, remember=remember)
    add_contact_point(client, kind="phone", written=f"60{index % 9 + 1} {211 + index * 7:03d} {104 + index * 13 % 890:03d}", by=SYSTEM)
    for _ in range(purchases):
        _buy(client, rng, today=today, since=since)
    return client


def _client(name: str, email: str, *, since: date, language: str = "pl", **more: object) -> Customer:
    client = add_customer(name=name, language=language, customer_since=since, by=SYSTEM, **more)
    add_contact_point(client, kind="email", written=email, is_verified=True, by=SYSTEM)
    return client


def _buy(client: Customer, rng: random.Random, *, today: date, since: int) -> None:
    name, price, series = rng.choice(GOODS)
    earliest = min(date(since, 1, 2), today - timedelta(days=70))
    bought = earliest + timedelta(days=rng.randrange((today - timedelta(days=40) - earliest).days))
    serial = f"{series}-{bought:%y%m}-{rng.randrange(10000, 99999)}" if series else ""
    add_purchase(
        client, name=name, order_number=f"ZM-{rng.randrange(90000, 118000)}", serial_number=serial, bought_on=bought, price=Decimal(price),
        warranty_until=bought + timedelta(days=730) if series else None, by=SYSTEM,
    )  # fmt: skip
