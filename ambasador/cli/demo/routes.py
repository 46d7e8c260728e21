
"""The procedures of Modrzew: seven kinds of tickets with their steps, questions, answers and the words they are recognised by."""

from typing import Any

from ambasador.cli.demo.company import Company
from ambasador.journal.actors import SYSTEM
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.verbs import add_field, add_procedure, add_step, change_version, publish_version

DECISION = [
    {"code": "repair", "pl": "Uznana – naprawa", "en": "Accepted – repair"},
    {"code": "replace", "pl": "Uznana – wymiana", "en": "Accepted – replacement"},
    {"code": "partly", "pl": "Uznana częściowo", "en": "Accepted in part"},
    {"code": "refused", "pl": "Nieuznana", "en": "Refused"},
]
AVAILABLE = [
    {"code": "sent", "pl": "Wysłane", "en": "Sent"},
    {"code": "ordered", "pl": "Zamówione u producenta", "en": "Ordered from the maker"},
    {"code": "none", "pl": "Niedostępne", "en": "Not available"},
]
NEW_DATE = [
    {"code": "agreed", "pl": "Termin możliwy", "en": "The date is possible"},
    {"code": "other", "pl": "Możliwy inny termin", "en": "Another date is possible"},
    {"code": "no", "pl": "Zmiana niemożliwa", "en": "No change possible"},
]

# code, name, English name, keywords, statutory term, is default, steps
Step = dict[str, Any]
PROCEDURES: tuple[tuple[str, str, str, tuple[str, ...], str, bool, tuple[Step, ...]], ...] = (
    ("zapytanie", "Zapytanie ogólne", "General enquiry", (), "", True, (
        {"key": "odpowiedz", "name": "Odpowiedź", "name_en": "Answer", "stage": "Przygotowujemy odpowiedź", "stage_en": "We prepare the answer",
         "performer": "owner", "standard_minutes": 480,
         "guidance": "Odpowiedz w całości za pierwszym razem. Jeśli czegoś nie wiesz, zapytaj dział i powiedz klientowi, kiedy wrócisz."},
    )),
    ("reklamacja-po-montazu", "Reklamacja po montażu", "Complaint after installation",
     ("reklamacja montażu", "cieknie", "przecieka", "źle zamontowana", "po montażu", "podłączenie pralki", "iskrzy"), "consumer_complaint", False, (
        {"key": "przyjecie", "name": "Przyjęcie", "name_en": "Intake", "stage": "Przyjęta", "stage_en": "Received", "performer": "owner",
         "standard_minutes": 30, "guidance": "Najpierw bezpieczeństwo: poproś o zakręcenie zaworu i odłączenie urządzenia. Potem pytaj o resztę."},
        {"key": "zdjecia", "name": "Zdjęcia i nr seryjny", "name_en": "Photos and serial number", "stage": "Zdjęcia od Ciebie",
         "stage_en": "Photos from you", "performer": "customer", "standard_minutes": 1440, "is_optional": True,
         "question": "Prosimy o jedno lub dwa zdjęcia miejsca usterki i tabliczki z numerem seryjnym.",
         "question_en": "Please send us one or two photos of the fault and of the plate with the serial number."},
        {"key": "ogledziny", "name": "Oględziny na miejscu", "name_en": "Inspection at home", "stage": "Oględziny u Ciebie",
         "stage_en": "Inspection at your home", "performer": "partner", "competence": "ogledziny-naprawa", "standard_minutes": 1200,
         "is_optional": True, "question": "Co jest przyczyną usterki i jaka część jest potrzebna? Proszę o zdjęcia i protokół.",
         "guidance": "Umów się z klientem telefonicznie. Zakręć zawór i odłącz urządzenie, jeśli cieknie."},
        {"key": "decyzja", "name": "Decyzja reklamacyjna", "name_en": "Decision on the complaint", "stage": "Decyzja w sprawie reklamacji",
         "stage_en": "Decision on your complaint", "performer": "department", "competence": "decyzja-reklamacyjna", "standard_minutes": 480,
         "question": "Czy uznajemy reklamację i w jaki sposób ją załatwiamy?", "answer_options": DECISION,
         "guidance": "Wada części w 14 dni od montażu: uznaj, wybierz naprawę. Wymiana, gdy części nie ma w 3 dni. "
                     "Napisz jedno zdanie, które może poznać klient."},
        {"key": "czesci", "name": "Wydanie części", "name_en": "Release of parts", "stage": "", "stage_en": "", "performer": "department",
         "competence": "wydanie-czesci", "standard_minutes": 960, "after": ["decyzja"], "answer_options": AVAILABLE, "is_optional": True,
         "question": "Proszę wydać część do naprawy dla Montaż Plus. Kiedy będzie u nich?"},
        {"key": "termin", "name": "Termin z klientem", "name_en": "Date with the customer", "stage": "Ustalamy termin naprawy",
         "stage_en": "We agree on the repair date", "performer": "owner", "standard_minutes": 600, "after": ["decyzja"],
         "guidance": "Zaproponuj dwa terminy. Osoby starsze: telefon, nie SMS."},
        {"key": "naprawa", "name": "Naprawa u klienta", "name_en": "Repair at home", "stage": "Naprawa u Ciebie", "stage_en": "Repair at your home",
         "performer": "partner", "competence": "ogledziny-naprawa", "standard_minutes": 1200, "after": ["czesci", "termin"],
         "question": "Proszę o naprawę w umówionym terminie i o krótki protokół po wizycie."},
        {"key": "informacja", "name": "Informacja i zamknięcie", "name_en": "Information and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60,
         "guidance": "Upewnij się, że wszystko działa. Dopiero potem zamknij sprawę."},
    )),
    ("zwrot", "Zwrot towaru i pieniędzy", "Return and refund",
     ("zwrot towaru", "odstąpienie od umowy", "odstępuję od umowy", "zwrot pieniędzy", "oddać", "return", "refund"), "withdrawal_refund", False, (
        {"key": "potwierdzenie", "name": "Potwierdzenie odstąpienia", "name_en": "Confirmation of withdrawal",
         "stage": "Przyjęliśmy odstąpienie od umowy", "stage_en": "Your withdrawal has been received", "performer": "owner", "standard_minutes": 60,
         "guidance": "14 dni od otrzymania towaru, bez podania przyczyny. Nie pytaj dlaczego."},
        {"key": "odeslanie", "name": "Odesłanie towaru", "name_en": "Sending back", "stage": "Czekamy na przesyłkę od Ciebie",
         "stage_en": "Waiting for your parcel", "performer": "customer", "standard_minutes": 4320, "is_optional": True,
         "question": "Prosimy o numer konta do zwrotu i o informację, kiedy przesyłka zostanie nadana.",
         "question_en": "Please tell us your account number and when you send the parcel."},
        {"key": "sprawdzenie", "name": "Odbiór i sprawdzenie towaru", "name_en": "Receipt and check", "stage": "Sprawdzamy zwrócony towar",
         "stage_en": "We check the returned goods", "performer": "department", "competence": "wydanie-czesci", "standard_minutes": 960,
         "question": "Czy towar wrócił kompletny i bez śladów używania ponad sprawdzenie?",
         "answer_options": [{"code": "complete", "pl": "Kompletny", "en": "Complete"}, {"code": "worn", "pl": "Ślady używania", "en": "Signs of use"},
                            {"code": "missing", "pl": "Niekompletny", "en": "Incomplete"}]},
        {"key": "przelew", "name": "Zwrot pieniędzy", "name_en": "Refund", "stage": "Zwracamy pieniądze", "stage_en": "We return your money",
         "performer": "department", "competence": "zwrot-pieniedzy", "standard_minutes": 420,
         "question": "Proszę o przelew zwrotny. Kiedy pieniądze będą u klienta?"},
        {"key": "informacja", "name": "Informacja i zamknięcie", "name_en": "Information and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60},
    )),
    ("zmiana-terminu", "Zmiana terminu dostawy", "Change of the delivery date",
     ("zmiana terminu", "termin dostawy", "przełożyć dostawę", "inny dzień dostawy", "nie będzie mnie w domu", "dostawa", "delivery date"), "", False, (
        {"key": "kurier", "name": "Nowy termin u kuriera", "name_en": "New date with the courier", "stage": "Ustalamy nowy termin",
         "stage_en": "We arrange a new date", "performer": "partner", "competence": "termin-dostawy", "standard_minutes": 780, "after": [],
         "question": "Czy dostawa może być w terminie, o który prosi klient? Jeśli nie, jaki jest najbliższy?", "answer_options": NEW_DATE},
        {"key": "wstrzymanie", "name": "Wstrzymanie wysyłki", "name_en": "Holding the shipment", "stage": "", "stage_en": "",
         "performer": "department", "unit": "magazyn", "standard_minutes": 240, "after": [],
         "question": "Proszę wstrzymać wydanie przesyłki do czasu nowego terminu. Czy jeszcze jest w magazynie?",
         "answer_options": [{"code": "held", "pl": "Wstrzymana", "en": "Held"}, {"code": "gone", "pl": "Już wydana kurierowi", "en": "Already gone"}]},
        {"key": "informacja", "name": "Potwierdzenie klientowi", "name_en": "Confirmation", "stage": "Potwierdzamy termin",
         "stage_en": "We confirm the date", "performer": "owner", "standard_minutes": 60, "after": ["kurier", "wstrzymanie"]},
    )),
    ("korekta-faktury", "Korekta faktury", "Invoice correction",
     ("faktura", "korekta", "faktura na firmę", "podwójna opłata", "nip", "invoice"), "", False, (
        {"key": "korekta", "name": "Korekta i rozliczenie", "name_en": "Correction", "stage": "Poprawiamy fakturę",
         "stage_en": "We correct the invoice", "performer": "department", "competence": "korekta-faktury", "standard_minutes": 420,
         "question": "Proszę o korektę według wiadomości klienta. Jeśli brakuje danych, proszę dopytać.",
         "answer_options": [{"code": "issued", "pl": "Korekta wystawiona", "en": "Correction issued"},
                            {"code": "refund", "pl": "Zwrot zlecony", "en": "Refund ordered"}, {"code": "no", "pl": "Brak podstaw", "en": "No grounds"}]},
        {"key": "informacja", "name": "Informacja i zamknięcie", "name_en": "Information and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60},
    )),
    ("brak-czesci", "Brak części w dostawie", "Missing part in the delivery",
     ("brak części", "brakuje", "niekompletna", "brak półki", "uszkodzona w transporcie", "wgniecenie", "missing part"),
     "consumer_complaint", False, (
        {"key": "ocena", "name": "Ocena zgłoszenia", "name_en": "Assessment", "stage": "Oceniamy zgłoszenie", "stage_en": "We assess your report",
         "performer": "department", "competence": "decyzja-reklamacyjna", "standard_minutes": 480, "after": [], "answer_options": DECISION,
         "question": "Czy uznajemy zgłoszenie i co wysyłamy klientowi?",
         "guidance": "Brak potwierdzony zdjęciem lub protokołem: uznaj bez oględzin. Napisz jedno zdanie, które może poznać klient."},
        {"key": "protokol", "name": "Protokół przewozu", "name_en": "Carrier's report", "stage": "", "stage_en": "", "performer": "partner",
         "competence": "termin-dostawy", "standard_minutes": 780, "after": [],
         "question": "Czy przy odbiorze spisano protokół i w jakim stanie była przesyłka? Prosimy o skan."},
        {"key": "wysylka", "name": "Wysyłka części", "name_en": "Sending the part", "stage": "Wysyłamy część", "stage_en": "We send the part",
         "performer": "department", "competence": "wydanie-czesci", "standard_minutes": 960, "after": ["ocena", "protokol"],
         "question": "Proszę wysłać brakującą część kurierem. Proszę o numer przesyłki.", "answer_options": AVAILABLE},
        {"key": "informacja", "name": "Informacja i zamknięcie", "name_en": "Information and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60},
    )),
    ("naprawa-serwisowa", "Naprawa sprzętu w serwisie", "Repair in the workshop",
     ("serwis", "nie działa", "nie grzeje", "szumi", "usterka", "naprawa sprzętu", "gwarancja", "does not work"), "consumer_complaint", False, (
        {"key": "ekspertyza", "name": "Ekspertyza serwisu", "name_en": "Expertise", "stage": "Serwis sprawdza sprzęt",
         "stage_en": "Our workshop checks the appliance", "performer": "department", "competence": "ekspertyza", "standard_minutes": 960,
         "question": "Jaka jest przyczyna usterki, ile potrwa naprawa i czy objęta jest gwarancją?"},
        {"key": "decyzja", "name": "Decyzja reklamacyjna", "name_en": "Decision on the complaint", "stage": "Decyzja w sprawie reklamacji",
         "stage_en": "Decision on your complaint", "performer": "department", "competence": "decyzja-reklamacyjna", "standard_minutes": 480,
         "question": "Czy uznajemy reklamację i w jaki sposób ją załatwiamy?", "answer_options": DECISION},
        {"key": "informacja", "name": "Informacja i zamknięcie", "name_en": "Information and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60},
    )),
    ("rekompensata", "Rabat i rekompensata", "Discount and compensation",
     ("rabat", "rekompensata", "odszkodowanie", "zadośćuczynienie", "compensation", "discount"), "", False, (
        {"key": "dane", "name": "Kwota i konto", "name_en": "Amount and account", "stage": "Ustalamy rekompensatę",
         "stage_en": "We work out your compensation", "performer": "owner", "standard_minutes": 60, "gives": ["kwota", "konto"],
         "guidance": "Policz szkodę klienta i zaproponuj kwotę. O numer konta zapytaj raz, razem ze wszystkim, czego jeszcze brakuje."},
        {"key": "zgoda", "name": "Zgoda na rekompensatę", "name_en": "Consent to the compensation", "stage": "Potwierdzamy rekompensatę",
         "stage_en": "We confirm the compensation", "performer": "department", "competence": "zwrot-ponad-200", "standard_minutes": 420,
         "is_approval": True, "amount_field": "kwota", "condition": "kwota > 200", "question": "Czy zgadzamy się na tę kwotę?"},
        {"key": "przelew", "name": "Przelew", "name_en": "Transfer", "stage": "Zlecamy przelew", "stage_en": "We order the transfer",
         "performer": "department", "competence": "zwrot-pieniedzy", "standard_minutes": 420, "needs": ["kwota", "konto"],
         "question": "Proszę zlecić przelew i podać dzień, w którym pieniądze będą u klienta."},
        {"key": "wiadomosc", "name": "Wiadomość o przelewie", "name_en": "Message about the transfer", "stage": "", "stage_en": "",
         "performer": "system", "standard_minutes": 5, "action": "message", "action_settings": {
             "subject": "Rekompensata", "subject_en": "Your compensation",
             "text": "Dzień dobry,\n\nzleciliśmy przelew {kwota} zł na podane konto. Pieniądze będą u Ciebie najpóźniej za dwa dni robocze.",
             "text_en": "Good day,\n\nwe have ordered a transfer of PLN {kwota} to your account. It will reach you within two working days."}},
        {"key": "informacja", "name": "Sprawdzenie i zamknięcie", "name_en": "Check and closing", "stage": "Zakończenie",
         "stage_en": "Closing", "performer": "owner", "standard_minutes": 60},
    )),
)  # fmt: skip
FIELDS: dict[str, tuple[dict[str, Any], ...]] = {
    "rekompensata": (
        {"key": "kwota", "name": "Kwota", "name_en": "Amount", "kind": "money", "known_by": "owner"},
        {"key": "konto", "name": "Numer konta", "name_en": "Account number", "kind": "text", "known_by": "customer",
         "question": "Na jakie konto mamy przelać pieniądze?", "question_en": "To which account shall we send the money?"},
    ),
}  # fmt: skip


def make_procedures(company: Company) -> dict[str, ProcedureVersion]:
    """All procedures in force, by code."""
    versions = {}
    for code, name, name_en, keywords, term, is_default, steps in PROCEDURES:
        procedure = add_procedure(code=code, name=name, name_en=name_en, keywords=list(keywords), is_default=is_default, by=SYSTEM)
        draft = procedure.versions.get()
        if term:
            change_version(draft, statutory_term=term, by=SYSTEM)
        for field in FIELDS.get(code, ()):
            add_field(draft, by=SYSTEM, **field)
        for step in steps:
            add_step(draft, by=SYSTEM, **_resolved(step, company))
        versions[code] = publish_version(draft, by=SYSTEM)
    return versions


def _resolved(step: Step, company: Company) -> Step:
    """The step with its unit and competence looked up by code."""
    found = dict(step)
    if "unit" in step:
        found["unit"] = company.units[step["unit"]]
    if "competence" in step:
        found["competence"] = company.competences[step["competence"]]
    return found
