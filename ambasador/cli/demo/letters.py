
"""What customers, departments, partners and owners write, by procedure and step. Each is a list to choose from."""

# what customers write first: procedure -> (subject, text)
FIRST: dict[str, tuple[tuple[str, str], ...]] = {
    "zapytanie": (
        ("Pytanie o godziny odbioru", "Dzień dobry, w jakich godzinach mogę odebrać ekspres w Strykowie? Czy wystarczy dowód?"),
        ("Czy ta lampka powinna świecić", "Dzień dobry, po włączeniu programu eko świeci pomarańczowa kontrolka. Czy to normalne?"),
        ("Przedłużona opieka", "Witam, ile kosztuje przedłużenie ochrony o dwa lata i do kiedy mogę się zdecydować?"),
        ("Raty", "Dzień dobry, czy mogę wcześniej zakończyć umowę ratalną? Jak to zrobić?"),
        ("Stara lodówka", "Dzień dobry, czy zabieracie stary sprzęt przy okazji nowego? Mieszkam na trzecim piętrze bez windy."),
        ("Hasło do konta", "Nie mogę zalogować się do konta w sklepie, link do hasła nie przychodzi. Proszę o pomoc."),
        ("Instrukcja", "Dzień dobry, zgubiłam instrukcję do piekarnika Palenisko. Czy mogą Państwo przysłać ją e-mailem?"),
        ("Kod rabatowy", "Dostałem kod rabatowy, ale koszyk go nie przyjmuje. Kończy się jutro. Co zrobić?"),
    ),
    "reklamacja-po-montazu": (
        ("Zmywarka przecieka po montażu", "Dzień dobry, wczoraj monter podłączył zmywarkę, a dziś rano pod nią stoi woda. Cieknie przy wężu. Proszę o pomoc."),
        ("Płyta źle zamontowana", "Witam, płyta indukcyjna jest krzywo osadzona po montażu, a jedno pole iskrzy. Boję się używać."),
        ("Pralka cieknie", "Dzień dobry, po montażu pralka cieknie przy wirowaniu. Zakręciłam wodę. Kiedy ktoś przyjedzie?"),
    ),
    "zwrot": (
        ("Odstąpienie od umowy", "Dzień dobry, odstępuję od umowy. Odkurzacz jest nieużywany. Jak mam go odesłać i kiedy dostanę pieniądze?"),
        ("Zwrot towaru", "Witam, chcę oddać robot kuchenny, zamówiłam niewłaściwy model. Proszę o zwrot pieniędzy na konto."),
        ("Zwrot ekspresu", "Dzień dobry, kupiłem ekspres cztery dni temu i chcę skorzystać z prawa zwrotu. Proszę o instrukcję."),
    ),
    "zmiana-terminu": (
        ("Zmiana terminu dostawy", "Dzień dobry, w czwartek nie będzie mnie w domu. Czy dostawa może być w piątek po 15?"),
        ("Przełożyć dostawę", "Witam, proszę przełożyć dostawę lodówki na przyszły tydzień, remont się przedłużył."),
        ("Dostawa w sobotę", "Dzień dobry, czy dostawa może przyjechać w sobotę? W tygodniu pracuję do 18."),
    ),
    "korekta-faktury": (
        ("Korekta faktury", "Dzień dobry, na fakturze jest stary adres firmy. Proszę o korektę, dane w stopce."),
        ("Faktura zamiast paragonu", "Witam, dostałem paragon, a potrzebuję faktury na firmę. Proszę o pomoc."),
        ("Podwójna opłata", "Dzień dobry, za wniesienie pobrano opłatę dwa razy, na fakturze jest raz. Proszę o zwrot."),
    ),
    "brak-czesci": (
        ("Brak półki w lodówce", "Dzień dobry, w dostarczonej lodówce brakuje dolnej półki i jednej szuflady. Proszę o dosłanie."),
        ("Niekompletna przesyłka", "Witam, w paczce z okapem brak części: nie ma filtra i śrub. Bez nich nie mogę go zamontować."),
        ("Wgniecenie na boku", "Dzień dobry, zmywarka przyjechała z wgnieceniem na lewym boku, karton był rozdarty. Kurier spisał protokół."),
    ),
    "naprawa-serwisowa": (
        ("Piekarnik nie grzeje", "Dzień dobry, piekarnik od wczoraj nie grzeje, świeci tylko lampka. Jest na gwarancji."),
        ("Lodówka szumi", "Witam, lodówka głośno szumi i ma za ciepło w środku. Usterka wraca co kilka dni. Proszę o serwis."),
        ("Odkurzacz nie działa", "Dzień dobry, odkurzacz nie działa, po włączeniu gaśnie po minucie. Gwarancja do przyszłego roku."),
    ),
}
ENGLISH: dict[str, tuple[str, str]] = {
    "zwrot": ("Return of the coffee machine", "Hello, I would like to return the coffee machine that was delivered on Monday. How do I get my refund?"),
    "zmiana-terminu": ("Delivery date", "Hello, I will not be at home on Thursday. Could you move the delivery date to next week please?"),
    "naprawa-serwisowa": ("Oven does not work", "Hello, the oven does not work any more, it stays cold. It is still under warranty. What should I do?"),
}

# what performers answer: step -> texts; with a code where the step has options: (code, words for the owner, words for the customer)
ANSWERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "decyzja": (
        ("repair", "Wada części, naprawa bezpłatna. Część jest w magazynie.", "Uznajemy reklamację. Naprawimy sprzęt bezpłatnie."),
        ("repair", "Usterka w okresie gwarancji, bez śladów uszkodzenia.", "Reklamacja jest uznana, naprawa nic nie kosztuje."),
        ("replace", "Trzecia usterka tego samego podzespołu, wymiana na nowy.", "Wymienimy sprzęt na nowy."),
        ("partly", "Rysy powstały po dostawie, rabat 150 zł.", "Proponujemy rabat 150 zł i pozostawienie sprzętu."),
        ("refused", "Uszkodzenie mechaniczne, zdjęcia w protokole.", "Uszkodzenie powstało w czasie używania, dlatego nie możemy uznać reklamacji."),
    ),
    "ocena": (
        ("repair", "Brak potwierdzony, wysłać część.", "Brakującą część wysyłamy bezpłatnie."),
        ("replace", "Wgniecenie z transportu, wymiana drzwi.", "Wymienimy uszkodzony element na nasz koszt."),
        ("partly", "Drobna rysa, klient zgodził się na rabat 80 zł.", "Proponujemy rabat 80 zł."),
    ),
    "czesci": (("sent", "Część wydana, jutro będzie w Montażu Plus.", ""), ("ordered", "Zamówiona u producenta, 2 dni.", "")),
    "wysylka": (("sent", "Wysłane, numer przesyłki JT-44120938.", "Część jest w drodze, numer przesyłki JT-44120938."),
                ("sent", "Nadane dziś, dostawa jutro do 14.", "Część będzie jutro do godziny 14.")),
    "sprawdzenie": (("complete", "Towar kompletny, pudełko otwarte.", "Zwrócony towar dotarł i jest kompletny."),
                    ("complete", "Bez uwag, przyjęte na stan.", "Zwrot przyjęty bez uwag.")),
    "przelew": (("", "Przelew zlecony dziś, sesja wieczorna.", "Pieniądze będą na koncie jutro."), ("", "Zwrot na kartę, do 3 dni roboczych.", "")),
    "korekta": (("issued", "Korekta KF/1182 wysłana na adres klienta.", "Faktura korygująca została wysłana."),
                ("refund", "Opłata pobrana podwójnie, zwrot 89 zł zlecony.", "Zwracamy 89 zł na kartę, do trzech dni roboczych.")),
    "wstrzymanie": (("held", "Wstrzymana, czeka w strefie B.", ""), ("held", "Jeszcze u nas, wstrzymałem.", ""), ("gone", "Wydana kurierowi rano.", "")),
    "ekspertyza": (("", "Uszkodzony termostat, naprawa 2 dni, gwarancja.", ""), ("", "Łożysko bębna, część na stanie, gwarancja.", ""),
                   ("", "Zwarcie na płytce sterującej, wymiana modułu.", "")),
    "ogledziny": (("", "Poluzowana opaska na wężu odpływowym, potrzebna uszczelka BX-20. Protokół i zdjęcia w załączniku.", ""),
                  ("", "Szafka nie trzyma poziomu, do poprawki zawiasy i blat. Część nie jest potrzebna.", ""),
                  ("", "Pęknięty zawór, wada części. Woda zakręcona, urządzenie odłączone.", "")),
    "naprawa": (("", "Naprawione, próba 20 minut bez wycieku. Klient podpisał protokół.", ""), ("", "Wymieniona część, wszystko działa.", "")),
    "kurier": (("", "Termin możliwy: piątek 14–18. Proszę potwierdzić klientowi.", ""), ("", "Najbliższy wolny termin to środa 8–12.", ""),
               ("", "Przepisane na sobotę 9–13.", "")),
    "protokol": (("", "Protokół spisany, karton naruszony z jednej strony. Skan wysyłamy dziś.", ""), ("", "Przesyłka wydana bez uwag, protokołu brak.", "")),
}
ANY_ANSWER = (("", "Sprawdzone, wszystko się zgadza.", ""), ("", "Zrobione.", ""))
ASK_BACK = ("Brakuje numeru zamówienia, proszę uzupełnić.", "Proszę o NIP i pełną nazwę firmy do korekty.", "Na zdjęciu nie widać tabliczki. Proszę o wyraźniejsze.")
SUPPLIED = ("Numer zamówienia i dane są w sprawie, przepisuję: wszystko w zakupach klienta.", "Uzupełniam: klient podał dane przez telefon.")
OTHER_DATE = ("Zamknięcie miesiąca, mniej osób w pracy.", "Część dojedzie dzień później.", "Ekipa jest dziś w Kutnie, jutro rano będzie wolna.")
NOT_OURS = ("To sprawa techniczna, bez ekspertyzy nie zdecydujemy.", "Tym zajmuje się inny dział.")
FROM_CUSTOMER = ("Dzień dobry, przesyłam zdjęcia. Numer seryjny jest na drugim.", "Wysłane, dane w załączniku. Pozdrawiam.",
                 "Dzień dobry, numer konta: 10 1140 2004 0000 3302 0000 1111. Paczkę nadam jutro.")  # fmt: skip
WHAT_STAGE = ("Dzień dobry, na jakim etapie jest moja sprawa?", "Witam, czy już coś wiadomo?", "Proszę o informację, kiedy mogę się spodziewać rozwiązania.")
STATUS = ("Dzień dobry, sprawa jest w toku, czekamy na odpowiedź działu. Odezwę się, gdy tylko ją dostanę.",
          "Dzień dobry, dziękuję za wiadomość. Wszystko idzie zgodnie z planem, termin się nie zmienia.",
          "Dzień dobry, mamy już odpowiedź i przekazujemy sprawę dalej. Napiszę najpóźniej jutro.")  # fmt: skip
SOLVED: dict[str, str] = {
    "zapytanie": "Dzień dobry, po sprawdzeniu: tak, wystarczy numer zamówienia i dowód. W razie pytań proszę odpisać na tę wiadomość.",
    "reklamacja-po-montazu": "Dzień dobry, naprawa jest zakończona i sprawdzona. Przepraszamy za kłopot. Gdyby coś jeszcze było nie tak, proszę od razu napisać.",
    "zwrot": "Dzień dobry, zwrot jest zakończony, pieniądze są w drodze na podane konto. Dziękujemy.",
    "zmiana-terminu": "Dzień dobry, nowy termin dostawy jest potwierdzony. Kurier zadzwoni pół godziny wcześniej.",
    "korekta-faktury": "Dzień dobry, korekta jest gotowa i wysłana na ten adres. Dziękujemy za cierpliwość i przepraszamy za pomyłkę.",
    "brak-czesci": "Dzień dobry, brakująca część jest w drodze. Przepraszamy, że nie było jej od razu.",
    "naprawa-serwisowa": "Dzień dobry, decyzja jest pozytywna, serwis odbierze sprzęt i odda naprawiony. Szczegóły w załączonej odpowiedzi.",
}
SOLVED_EN = "Hello, your case is solved. Thank you for your patience. If anything else comes up, just reply to this message."
NOTES = ("Klient prosi o telefon po 16:00.", "Rozmowa przez telefon: klient zgadza się na termin, prosi o SMS dzień wcześniej.",
         "Sprawdzone w zamówieniach: dostawa z wniesieniem opłacona.", "Uprzejma osoba, zależy jej na czasie przed świętami.")  # fmt: skip
HANDOVER = ("Od jutra urlop, proszę o przejęcie.", "Klient mieszka w Twoim rejonie i zna Cię z poprzedniej sprawy.", "Kończę zmianę, sprawa wymaga telefonu dziś.")
OBSTACLES = (("part_missing", "Część jest u producenta, dojedzie za dwa dni", True), ("unreachable", "Klient nie odbiera telefonu", False),
             ("decision_missing", "Czekamy na zgodę kierownika magazynu", False))  # fmt: skip
SKIPS = (("already_known", "Zdjęcia i numer mamy z poprzedniej wiadomości."), ("not_needed", "Klient poradził sobie sam po rozmowie."),
         ("faster", "Monter będzie jutro obok, zrobi to od razu."), ("procedure_wrong", "Tu oględziny nic nie dają, widać na zdjęciach."))  # fmt: skip
AD_HOC = (("sklep", "Czy ten kod rabatowy można jeszcze uznać?", "Tak, dopisaliśmy rabat ręcznie."),
          ("serwis", "Czy ta usterka pojawia się w całej serii?", "Tak, znamy ją, nowa seria jest poprawiona."),
          ("handlowy", "Czy ten klient ma w umowie dostawę w sobotę?", "Ma, raz w miesiącu bez opłaty."))  # fmt: skip
THANKS = ("Dziękuję bardzo, wszystko działa. Jeszcze jedno pytanie: gdzie znajdę paragon?", "Dziękuję. Proszę jeszcze o potwierdzenie na piśmie.")
