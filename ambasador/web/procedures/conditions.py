"""The condition of a step while it is being written: in plain words, or what is wrong and where; and the names it may use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambasador.procedures import fields
from ambasador.procedures.conditions import ConditionError, check, in_words, parse
from ambasador.procedures.models import FieldKind, ProcedureField
from ambasador.procedures.telling import error_says

OPERATORS = {
    "pl": ("i", "lub", "nie", "w", "jest znane", "tak", "nie"),
    "en": ("and", "or", "not", "in", "is known", "true", "false"),
}


@dataclass(frozen=True)
class Read:
    """`says` is a whole sentence; `before`, `wrong` and `rest` are the text around the character that cannot be read."""

    says: str
    is_wrong: bool = False
    before: str = ""
    wrong: str = ""
    rest: str = ""


def read(text: str, of: Iterable[ProcedureField]) -> Read:
    """The condition in the reader's language."""
    names = fields.nameable(field.described for field in of)
    try:
        node = parse(text)
        check(node, names)
    except ConditionError as error:
        at = min(error.at, len(text))
        word = max(len(error.word), 1) if text[at:].startswith(error.word) else 1
        return Read(error_says(error), True, text[:at], text[at : at + word], text[at + word :])
    if node is None:
        return Read(_("In every ticket."))
    told = in_words(node, names, language=get_language() or "pl")
    return Read(_("Only when %(condition)s.") % {"condition": told} if node else told)


@dataclass(frozen=True)
class Suggestion:
    """`word` is put into the text; `says` explains it."""

    word: str
    says: str


def suggestions(of: Sequence[ProcedureField]) -> list[Suggestion]:
    """What a condition may be made of, in the reader's language: fields, what every ticket has, options, words."""
    language = get_language() or "pl"
    found = [Suggestion(field.key, f"{field.name_for(language)} · {FieldKind(field.kind).label}") for field in of]
    everything = list(fields.always().items())
    for word, (_attribute, described) in everything[language == "pl" :: 2]:
        found.append(Suggestion(word, described.name_for(language)))
    for one in [*(field.described for field in of), *(described for _word, (_attribute, described) in everything[::2])]:
        found += [Suggestion(f'"{code}"', f"{one.name_for(language)}: {one.option_for(code, language)}") for code in one.codes]
    words = dict.fromkeys(OPERATORS["pl" if language == "pl" else "en"])
    return [*{row.word: row for row in reversed(found)}.values()][::-1] + [Suggestion(word, "") for word in words]
