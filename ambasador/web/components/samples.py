"""Invented contents for the page of components: the shop of the design, on a Wednesday at 10:42."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ambasador.web import shapes
from ambasador.web.geometry import BandOf, LaneOf, band, bullet, pips
from ambasador.web.shapes import Cell, Entry, Link, Ring, RouteStep, Row, State
from ambasador.web.ticket import composer_shapes

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2026, 11, 25, 10, 42, tzinfo=WARSAW)
DAYS = ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.")
OK, RISK = State("w terminie", "ok", "check"), State("ryzyko 34%", "risk", "warn")
LATE, PAUSED = State("18 h po terminie", "bad", "flag"), State("od 2 dni", "wait", "pause")


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WARSAW)


def _bond(place: int, share: int, owner: Cell, promise: Cell, initials: str = "MW") -> shapes.Bond:
    tone = promise.state.tone if promise.state else ""
    return shapes.Bond(Ring(initials, share, tone), owner, promise, is_compact=True, id=f"bond-{place}")


def bonds() -> list[shapes.Bond]:
    marta = Cell("Opiekun sprawy", "Marta Wilczyńska", "prowadzi od 3 dni")
    return [
        _bond(1, 42, marta, Cell("Obiecany termin", "czw. 26 – pt. 27 lis", "najpewniej pt.", OK)),
        _bond(2, 48, marta, Cell("Obiecany termin", "pt. 27 lis – wt. 1 gru", "najpewniej pon.", RISK)),
        _bond(3, 100, marta, Cell("Obiecany termin", "wczoraj do 16:00", "klient wie", LATE)),
        _bond(
            4,
            51,
            Cell("Opiekun sprawy", "Tomasz Gil", "zastępuje: Marta Wilczyńska"),
            Cell("Obiecany termin", "zegar firmy stoi", "czekamy na klienta", PAUSED),
            "TG",
        ),
        _bond(
            5,
            18,
            Cell("Opiekun sprawy", "Kolejka: Reklamacje", "jeszcze bez opiekuna"),
            Cell("Opiekun najpóźniej", "dziś, 11:00", "za 18 min", State("zegar kolejki", "risk", "clock")),
            "?",
        ),
        _bond(6, 100, marta, Cell("Dotrzymane", "pon. 30 lis, 14:20", "pierwsza: 25–27 lis", State("zamknięte", "ok", "check"))),
    ]


def head_bond() -> shapes.Bond:
    return shapes.Bond(
        Ring("MW", 48, "risk"),
        Cell("Opiekun sprawy", "Marta Wilczyńska", "od początku, 6 dni", link=Link("przekaż opiekę", "#", is_dialog=True)),
        Cell("Obiecany termin · zmieniony 1 raz", "pt. 27 lis – wt. 1 gru", "najpewniej pon. 30 lis, 16:00", RISK),
        rest=[
            Cell("Czeka na", "Dział Reklamacji", "3 h 32 min · do dziś 15:10"),
            Cell("Termin ustawowy", "czw. 3 gru", "14 dni, nie zatrzymuje się"),
        ],
    )


def say() -> shapes.Say:
    return shapes.Say(
        sentences=[
            shapes.Sentence(
                "Reklamację rozpatruje teraz dział reklamacji – od wczoraj po południu, decyzja będzie dziś do 15:10.", "#entry-5"
            ),
            shapes.Sentence("Oględziny odbyły się dzień później, niż planowaliśmy, i to one przesunęły termin.", "#entry-7"),
            shapes.Sentence("Naprawa najpewniej w poniedziałek, najpóźniej we wtorek 1 grudnia."),
        ],
        language="pl",
        public_text="Sprawę rozpatruje teraz dział, decyzja będzie dziś do 15:10.",
        others=[("en", "?say=en")],
        can_insert=True,
        can_copy=True,
    )


def _done(number: int, name: str, performer: str, icon: str, took: str, standard: str, minutes: tuple[int, int]) -> RouteStep:
    is_over = minutes[0] > minutes[1]
    return RouteStep(
        number,
        name,
        "done",
        "zrobione",
        performer,
        icon,
        bullet=bullet(*minutes, is_live=False),
        took=took,
        standard=standard,
        tone="risk" if is_over else "",
    )


def _next(number: int, name: str, performer: str, icon: str, plan: str, state: str = "next") -> RouteStep:
    words = {"next": "przed nami", "opt": "krok nieobowiązkowy", "skip": "pominięty"}
    return RouteStep(number, name, state, words[state], performer, icon, bullet=bullet(0, 60, is_live=False), plan=plan)


def route() -> shapes.Route:
    steps = [
        _done(1, "Przyjęcie", "Marta W.", "user", "22 min", "z 30 min", (22, 30)),
        _done(2, "Zdjęcia i nr seryjny", "Klient", "users", "3 h", "z 1 dnia", (3, 24)),
        _done(3, "Oględziny na miejscu", "Montaż Plus", "partner", "3 dni", "z 2 dni", (3, 2)),
        RouteStep(
            4,
            "Decyzja reklamacyjna",
            "now",
            "trwa",
            "Reklamacje",
            "dept",
            bullet=bullet(212, 480, is_live=True),
            took="3 h 32 min",
            standard="z 8 h",
            tone="act",
        ),
        _next(5, "Wydanie części", "Magazyn", "dept", "plan 1 dzień"),
        _next(6, "Naprawa u klienta", "Montaż Plus", "partner", "plan 2 dni", "opt"),
        _next(7, "Informacja i zamknięcie", "Marta W.", "user", "plan 1 h", "skip"),
    ]
    says = "Otwarte 19 listopada. Pierwszy obiecany termin 25–27 listopada, obecny 27 listopada – 1 grudnia, najpewniej 30 listopada."
    made = band(_band_of(), day_says=lambda day: f"{DAYS[day.weekday()]} {day.day}{' gru' if day.day == 1 else ''}")
    return shapes.Route(steps, "Trasa: krok 4 z 7", made, says, "risk")


def _band_of() -> BandOf:
    return BandOf(
        opened_at=at(19, 9, 12),
        now_at=NOW,
        closed_days={date(2026, 11, day) for day in (21, 22, 28, 29)},
        promise=(at(27, 8), at(30, 16), at(1, 16, month=12)),
        first_promise=(at(25, 8), at(27, 16)),
        statutory_on=date(2026, 12, 3),
        now_says="teraz 10:42",
        promise_says="obiecany termin, najpewniej 30 lis",
        first_says="pierwsza obietnica",
        statutory_says="termin ustawowy",
        lanes=[
            LaneOf("Przyjęcie", at(19, 9, 12), at(19, 9, 42), at(19, 9, 12), at(19, 9, 34)),
            LaneOf("Zdjęcia – klient", at(19, 9, 34), at(20, 9, 34), at(19, 9, 34), at(19, 12, 34)),
            LaneOf("Oględziny – Montaż Plus · dzień po planie", at(19, 12, 34), at(23, 13), at(19, 12, 34), at(24, 15, 8)),
            LaneOf("Decyzja – Dział Reklamacji", at(24, 15, 8), at(25, 15, 10), at(24, 15, 8)),
            LaneOf("Części – Magazyn", at(25, 15, 10), at(26, 15, 10)),
            LaneOf("Naprawa – Montaż Plus", at(26, 15, 10), at(30, 15)),
            LaneOf("Informacja – Marta W.", at(30, 15), at(30, 16)),
        ],
    )


def _row(number: int, name: str, subject: str, share: int, steps: tuple[int, int], step: str, promise: str, state: State) -> Row:
    done, total = steps
    return Row(
        id=f"row-{number}",
        url="#",
        name=name,
        number=f"#{number}",
        subject=subject,
        ring=Ring("MW", share, state.tone),
        pips=pips(done, total),
        pips_say=f"krok {done + 1} z {total}",
        step=step,
        waits="Dział Reklamacji · 3 h 32 min",
        waits_icon="dept",
        promise=promise,
        state=state,
    )


def groups() -> list[shapes.Group]:
    long_name = "Wspólnota Mieszkaniowa Nieruchomości przy ulicy Błogosławionego Wincentego Kadłubka 17"
    halina = _row(48213, "Halina Zawadzka", "Pralka cieknie po montażu", 48, (3, 7), "Decyzja reklamacyjna", "pt. 27 lis – wt. 1 gru", RISK)
    zbigniew = _row(48377, "Zbigniew Kuś", "Faktura na firmę zamiast paragonu", 20, (1, 3), "Uzupełnienie danych", "dziś do 16:00", OK)
    lipa = _row(
        48290,
        long_name,
        "Zmiana terminu dostawy czterdziestu zmywarek do trzech klatek",
        45,
        (2, 5),
        "Ustalenia",
        "czw. 26 – pt. 27 lis",
        OK,
    )
    marianna = _row(
        47850, "Marianna Kos", "Podwójnie pobrana opłata za wniesienie", 100, (2, 4), "Korekta i zwrot", "wczoraj do 16:00", LATE
    )
    pawel = _row(48122, "Paweł Rybak", "Montaż płyty indukcyjnej", 51, (2, 26), "Zgoda wspólnoty", "zegar firmy stoi", PAUSED)
    return [
        shapes.Group(
            "answered",
            "Klient odpowiedział",
            "chat",
            "act",
            [replace(halina, is_unread=True, is_current=True), replace(zbigniew, is_unread=True, changed="zmieniono 10:41"), lipa],
            3,
            "najdłużej czeka: 1 h 20 min",
        ),
        shapes.Group("late", "Po terminie", "flag", "bad", [replace(marianna, beside_number="za: Tomasz Gil")], 1, "klient wie"),
        shapes.Group("calm", "Czekają na innych", "pause", "wait", [pawel], 1, "najbliższy termin: jutro 10:00", is_folded=True),
    ]


def thread() -> shapes.Thread:
    def entry(number: int, kind: str, icon: str, says: str, **more: object) -> Entry:
        return Entry(f"entry-{number}", kind, icon, NOW, "10:42", kind_says=says, **more)  # type: ignore[arg-type]

    files = [shapes.Attached("złączka-1.jpg", "#", "1,2 MB"), shapes.Attached("protokół.pdf", "#")]
    return shapes.Thread(
        [
            entry(
                1,
                "customer",
                "mail",
                "e-mail",
                who="Halina Zawadzka",
                body="Na jakim etapie jest moja sprawa?\n\nPralka stoi odłączona, piorę u córki.",
                quoted="W dniu 24 lis pisaliście Państwo:\n> Oględziny odbędą się we wtorek.",
            ),
            entry(
                2,
                "reply",
                "send",
                "odpowiedź do klienta, e-mail",
                tone="act",
                who="Marta Wilczyńska",
                body="Decyzja będzie dziś do 15:10.",
                delivery=State("wysyłanie", "wait", "clock"),
                undo=shapes.Undo("#", NOW + timedelta(days=36500)),
            ),
            entry(
                3,
                "note",
                "lock",
                "Notatka wewnętrzna – klient nie widzi",
                tone="note",
                who="Tomasz Gil",
                body="Dzwonić po 16:00.",
            ),
            entry(
                4,
                "task",
                "dept",
                "Zadanie dla: Dział Reklamacji",
                tone="dept",
                who="Marta Wilczyńska",
                body="Czy naprawa może wejść poza kolejnością? Odpowiedź do 14:00.",
            ),
            entry(
                5,
                "answer",
                "dept",
                "Odpowiedź na zadanie, po 2 h 10 min",
                tone="dept",
                who="Ewa Sowa",
                body="Tak. Uznana, naprawa, część BX-114.",
                attachments=files,
            ),
            entry(6, "event", "phone", "rozmowa", who="Aleksandra Maj", said="4 min, notatka zapisana"),
            entry(7, "promise", "target", "Zmiana obietnicy", tone="risk", said="27 lis – 1 gru → 27–30 lis. Powód: naprawa wcześniej."),
            entry(8, "deviation", "bend", "Odstępstwo", tone="act", said="krok 3 pominięty, Marta Wilczyńska: „zdjęcia wystarczyły”"),
            entry(9, "obstacle", "flag", "Przeszkoda", tone="bad", said="brak części w Strykowie, czeka: Magazyn, od 20 min"),
        ],
        older=Link("7 wcześniejszych wpisów: przyjęcie, zdjęcia od klienta, zlecenie oględzin", "#"),
    )


def composer(mode: str) -> composer_shapes.Composer:
    return composer_shapes.Composer(
        draft=f"sample-{mode}",
        reply=composer_shapes.ReplyMode(
            "#", "Halina Zawadzka", "h.zawadzka@poczta.example", State("wolno wysłać", "ok", "check"), "odpowiedź w sprawie"
        ),
        note=composer_shapes.NoteMode("#", "widzą: zespół i działy na trasie"),
        task=composer_shapes.TaskMode(
            "#",
            [composer_shapes.OptionGroup("Działy i partnerzy", [composer_shapes.Option("1", "Dział Reklamacji", True), composer_shapes.Option("2", "Magazyn")])],
            [composer_shapes.Option("", "dziś 14:00 – standard 3 h")],
            "dołącz kontekst: klient, zakup, zdjęcia, historia",
            error="Napisz, o co pytasz. Bez tego dział nie odpowie." if mode == "task" else "",
        ),
        mode=mode,
        has_say=True,
        is_pinned=False,
        id=f"composer-{mode}",
    )


def sections() -> list[shapes.Section]:
    return [
        shapes.Section(
            "customer",
            "Halina Zawadzka",
            "user",
            link=Link("cała historia", "#"),
            facts=[
                shapes.Fact("Lojalność", "z nami od 2014 · 11 zakupów · 14 380 zł"),
                shapes.Fact("Woli", "telefon po 16:00, potem e-mail"),
                shapes.Fact("Pamiętaj", "słabiej słyszy", icon="ear"),
            ],
        ),
        shapes.Section(
            "ledger",
            "Rejestr kontaktów",
            "clock",
            end="14 dni: 3",
            lines=[
                shapes.Line("zmiana obietnicy", "sms", "pon. 12:44"),
                shapes.Line("kampania „Czarny piątek”", "x", "wstrzymana", "otwarta reklamacja – sprzedaż milczy", tone="bad"),
                shapes.Line("Pralka Bora 8 kg", "box", "12 lis 2026", is_strong=True),
            ],
        ),
        shapes.Section("knowledge", "Wiedza", "book", empty="Nie ma jeszcze artykułu, który by tu pasował."),
    ]


def empties() -> list[shapes.Empty]:
    return [
        shapes.Empty("Nic nie czeka na Twój ruch", "14 spraw jest u innych, wszystkie w terminie."),
        shapes.Empty("Nie udało się wczytać listy", "Nic nie zginęło. Ostatnia kopia: 10:40.", "warn", Link("Spróbuj ponownie", "#")),
    ]


BADGES = [
    OK,
    RISK,
    LATE,
    PAUSED,
    State("notatka", "note", "lock"),
    State("zadanie", "dept", "dept"),
    State("nowe", "act"),
    State("Reklamacja"),
]
