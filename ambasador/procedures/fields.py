"""
The data a procedure needs, field by field, and what else its conditions may name. No Django.

A value is kept as JSON can hold it: a text, a day as 2026-11-25, the code of an option, true or false, an amount as the digits of a
decimal so that no cent is lost. `cleaned` is the one way in, `typed` the one way out; a value that does not fit its field (left over
from another procedure) counts as unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from ambasador.procedures.conditions.evaluating import Fact, day_of
from ambasador.procedures.conditions.parsing import RESERVED

TEXT, NUMBER, MONEY, DATE, CHOICE, YES_NO = "text", "number", "money", "date", "choice", "yes_no"
LONGEST_TEXT, MOST_DIGITS, PLACES = 2000, 15, 4
Stored = str | bool
Option = Mapping[str, str]


class NoSuchValue(ValueError):
    """The field cannot have this value. `code` is not_a_text, too_long, not_a_number, too_large, not_a_day, not_an_option, or not_yes_or_no."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Field:
    """One name that a condition or a form may use. `options` are dicts with code, pl and en."""

    key: str
    kind: str
    name: str
    name_en: str = ""
    options: Sequence[Option] = field(default=())

    @property
    def codes(self) -> list[str]:
        return [option["code"] for option in self.options]

    def name_for(self, language: str) -> str:
        return (self.name_en if language == "en" else "") or self.name

    def option_for(self, code: str, language: str) -> str:
        """The words of an option in this language, Polish where there are no others; empty for a code that is none."""
        found: Option = next((option for option in self.options if option["code"].casefold() == code.casefold()), {})
        return found.get(language) or found.get("pl", "")


def cleaned(of: Field, value: object) -> Stored:
    """The value as it is kept. Raises NoSuchValue."""
    if of.kind == YES_NO:
        if not isinstance(value, bool):
            raise NoSuchValue("not_yes_or_no")
        return value
    if of.kind in (NUMBER, MONEY):
        return _amount(value, places=2 if of.kind == MONEY else PLACES)
    if of.kind == DATE and isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str) or not value.strip():
        raise NoSuchValue("not_a_text")
    text = value.strip()
    if of.kind == DATE and day_of(text) is None:
        raise NoSuchValue("not_a_day")
    if of.kind == CHOICE and text not in of.codes:
        raise NoSuchValue("not_an_option")
    if len(text) > LONGEST_TEXT:
        raise NoSuchValue("too_long")
    return text


def _amount(value: object, *, places: int) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise NoSuchValue("not_a_number")
    written = str(value).strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise NoSuchValue("not_a_number") from None
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS:
        raise NoSuchValue("too_large" if number.is_finite() else "not_a_number")
    return f"{round(number, places).normalize():f}"


def typed(of: Field, stored: object) -> Fact | None:
    """The value as a condition compares it; None when it is not known or does not fit the field."""
    try:
        kept = cleaned(of, stored)
    except NoSuchValue:
        return None
    if isinstance(kept, bool):
        return kept
    if of.kind in (NUMBER, MONEY):
        return Decimal(kept)
    return day_of(kept) if of.kind == DATE else kept


def missing(keys: Iterable[str], data: Mapping[str, object]) -> list[str]:
    """Which of these fields are not known, in their order."""
    return [key for key in keys if data.get(key) is None]


def is_key(text: str) -> bool:
    """Whether a field may be called so: small letters, digits and _, a letter first, and no word of the conditions' language."""
    return text.isidentifier() and text == text.lower() and text[0].isalpha() and len(text) <= 40 and text not in RESERVED


def key_from(name: str, *, taken: Iterable[str]) -> str:
    """The key of a new field, from its name: `Kwota reklamacji` becomes kwota_reklamacji, or kwota_reklamacji_2 when that is taken."""
    signs = "".join(sign if sign.isalnum() else "_" for sign in name.strip().lower())
    base = "_".join(part for part in signs.split("_") if part)[:36] or "pole"
    base = base if is_key(base) else f"pole_{base}"[:36]
    key, number = base, 1
    while key in set(taken):
        number += 1
        key = f"{base}_{number}"
    return key


def _options(*rows: tuple[str, str, str]) -> list[Option]:
    return [{"code": code, "pl": polish, "en": english} for code, polish, english in rows]


LANGUAGES = _options(("pl", "polski", "Polish"), ("en", "angielski", "English"))
CHANNELS = _options(
    ("email", "e-mail", "e-mail"), ("phone", "telefon", "phone"), ("form", "formularz", "form"), ("page", "strona sprawy", "case page"),
    ("chat", "czat", "chat"), ("sms", "SMS", "text message"), ("api", "API", "API"),
    ("whatsapp", "WhatsApp", "WhatsApp"), ("messenger", "Messenger", "Messenger"), ("telegram", "Telegram", "Telegram"),
)  # fmt: skip
REPORTERS = _options(("customer", "klient", "customer"), ("employee", "pracownik", "employee"), ("partner", "partner", "business partner"))
KINDS = _options(("person", "osoba", "person"), ("firm", "firma", "company"))
# what every ticket has: attribute, English name, Polish name, description
_ALWAYS = (
    ("channel", "ticket.channel", "zgłoszenie.kanał", Field("", CHOICE, "kanał zgłoszenia", "channel of the ticket", CHANNELS)),
    ("language", "ticket.language", "zgłoszenie.język", Field("", CHOICE, "język zgłoszenia", "language of the ticket", LANGUAGES)),
    ("reporter", "ticket.reporter", "zgłoszenie.zgłaszający", Field("", CHOICE, "kto zgłasza", "who reports", REPORTERS)),
    ("opened_on", "ticket.opened", "zgłoszenie.otwarte", Field("", DATE, "dzień otwarcia", "day of opening")),
    ("reopened", "ticket.reopened", "zgłoszenie.ponownie", Field("", NUMBER, "liczba ponownych otwarć", "times reopened")),
    ("customer_kind", "customer.kind", "klient.rodzaj", Field("", CHOICE, "rodzaj klienta", "kind of customer", KINDS)),
    ("customer_since", "customer.since", "klient.od", Field("", DATE, "klient od dnia", "customer since")),
    ("customer_language", "customer.language", "klient.język", Field("", CHOICE, "język klienta", "language of the customer", LANGUAGES)),
)


def always() -> dict[str, tuple[str, Field]]:
    """What every ticket has: by each name, English and Polish, the attribute it stands for and its description."""
    return {
        name: (attribute, Field(name, of.kind, of.name, of.name_en, of.options))
        for attribute, *both, of in _ALWAYS
        for name in map(str, both)
    }


def nameable(own: Iterable[Field]) -> dict[str, Field]:
    """All that a condition of a procedure with these fields may name."""
    return {name: of for name, (_attribute, of) in always().items()} | {of.key: of for of in own}
