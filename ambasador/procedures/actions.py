"""
What a step of the program does by itself, and what it has to know for that. No Django.

`cleaned` is the one way in for the settings of a step. Texts to the customer name data in braces: `Zwrócimy {kwota}`. Units and
competences are named by their codes, so that a procedure can be carried from one company to another.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ambasador.lib.calling import BadAddress, target_of
from ambasador.procedures.fields import Field, NoSuchValue
from ambasador.procedures.fields import cleaned as cleaned_value

ACKNOWLEDGE, MESSAGE, FIELD, SUB_STEP, WEBHOOK, CLOSE = "acknowledge", "message", "field", "sub_step", "webhook", "close"
SETTINGS: Mapping[str, tuple[str, ...]] = {
    MESSAGE: ("subject", "subject_en", "text", "text_en"),
    FIELD: ("key", "value"),
    SUB_STEP: ("name", "name_en", "performer", "unit", "competence", "question", "question_en", "standard_minutes", "holds_route"),
    WEBHOOK: ("url", "fields", "edition"),
    CLOSE: ("reason",),
}
NEEDS_SETTINGS = frozenset({MESSAGE, FIELD, SUB_STEP, WEBHOOK})
REASONS = ("solved", "answered", "withdrawn", "no_reply", "duplicate", "not_a_case")
OF_TICKET = {"numer": "number", "number": "number", "opiekun": "owner", "owner": "owner", "klient": "customer", "customer": "customer"}
"""What else a text may name: word in braces to what it stands for."""
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")
LONGEST_SUBJECT, LONGEST_TEXT, MOST_MINUTES = 150, 5000, 525_600


class ActionWrong(ValueError):
    """
    The settings cannot be meant. `code` is unknown_setting, text_missing, subject_missing, unknown_name, unknown_field, value_wrong,
    name_missing, performer_missing, minutes_wrong, reason_wrong, or one of BadAddress; `word` is what it is about.
    """

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code}: {word}")
        self.code, self.word = code, word


@dataclass(frozen=True)
class Around:
    """What settings may speak of: the fields of the version, what conditions may name, units with their kinds, competences by code."""

    fields: Mapping[str, Field]
    names: Collection[str]
    units: Mapping[str, str]
    competences: Collection[str]
    allows_http: bool = False


def cleaned(action: str, settings: Mapping[str, Any], *, around: Around) -> dict[str, Any]:
    """The settings as they are kept. Raises ActionWrong; those of an action that has none must be empty."""
    unknown = next((key for key in settings if key not in SETTINGS.get(action, ())), None)
    if unknown is not None:
        raise ActionWrong("unknown_setting", unknown)
    clean = CLEANERS.get(action)
    return clean(settings, around) if clean else {}


def names_in(text: str) -> list[str]:
    """What a text names in braces, in order, each once."""
    return list(dict.fromkeys(name.strip() for name in _BRACES.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its braces replaced; a name without a value becomes a dash."""
    return _BRACES.sub(lambda found: values.get(found[1].strip()) or "–", text)


def needed_by(action: str, settings: Mapping[str, Any], fields: Collection[str]) -> list[str]:
    """The fields of the procedure that must be known before the program can do it."""
    texts = [str(settings.get(key, "")) for key in ("subject", "subject_en", "text", "text_en")] if action == MESSAGE else []
    named = [name for text in texts for name in names_in(text)] + (list(settings.get("fields", ())) if action == WEBHOOK else [])
    return [name for name in dict.fromkeys(named) if name in fields]


def _message(settings: Mapping[str, Any], around: Around) -> dict[str, Any]:
    kept = {key: _text(settings, key, LONGEST_SUBJECT if key.startswith("subject") else LONGEST_TEXT) for key in SETTINGS[MESSAGE]}
    if not kept["text"]:
        raise ActionWrong("text_missing")
    if not kept["subject"]:
        raise ActionWrong("subject_missing")
    for name in (name for text in kept.values() for name in names_in(text)):
        if name not in around.names and name not in OF_TICKET:
            raise ActionWrong("unknown_name", name)
    return {key: text for key, text in kept.items() if text}


def _field(settings: Mapping[str, Any], around: Around) -> dict[str, Any]:
    key = _text(settings, "key", 40)
    if key not in around.fields:
        raise ActionWrong("unknown_field", key)
    try:
        return {"key": key, "value": cleaned_value(around.fields[key], settings.get("value"))}
    except NoSuchValue as error:
        raise ActionWrong("value_wrong", error.code) from None


def _sub_step(settings: Mapping[str, Any], around: Around) -> dict[str, Any]:
    kept: dict[str, Any] = {key: _text(settings, key, 80) for key in ("name", "name_en", "performer", "unit", "competence")}
    kept |= {key: _text(settings, key, LONGEST_TEXT) for key in ("question", "question_en")}
    if not kept["name"]:
        raise ActionWrong("name_missing")
    is_at_unit = kept["performer"] in ("department", "partner")
    knows_whom = around.units.get(kept["unit"]) == kept["performer"] or (not kept["unit"] and kept["competence"] in around.competences)
    if kept["performer"] not in ("owner", "customer", "department", "partner") or (is_at_unit and not knows_whom):
        raise ActionWrong("performer_missing")
    if not is_at_unit:
        kept["unit"] = kept["competence"] = ""
    if kept["performer"] != "owner" and not kept["question"]:
        raise ActionWrong("text_missing")
    minutes = settings.get("standard_minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 < minutes <= MOST_MINUTES:
        raise ActionWrong("minutes_wrong")
    kept |= {"standard_minutes": minutes, "holds_route": bool(settings.get("holds_route"))}
    return {key: value for key, value in kept.items() if value != ""}


def _webhook(settings: Mapping[str, Any], around: Around) -> dict[str, Any]:
    url, fields = _text(settings, "url", 2000), settings.get("fields", [])
    try:
        target_of(url, allows_http=around.allows_http)
    except BadAddress as error:
        raise ActionWrong(error.code, url) from None
    if not isinstance(fields, list):
        raise ActionWrong("unknown_field", str(fields))
    unknown = next((str(key) for key in fields if key not in around.fields), None)
    if unknown is not None:
        raise ActionWrong("unknown_field", unknown)
    edition = settings.get("edition", 1)
    if isinstance(edition, bool) or not isinstance(edition, int) or not 1 <= edition <= 10_000:
        raise ActionWrong("value_wrong", "edition")
    return {"url": url, "fields": list(dict.fromkeys(fields)), "edition": edition}


def _close(settings: Mapping[str, Any], around: Around) -> dict[str, Any]:
    reason = _text(settings, "reason", 16)
    if reason and reason not in REASONS:
        raise ActionWrong("reason_wrong", reason)
    return {"reason": reason} if reason else {}


def _text(settings: Mapping[str, Any], key: str, longest: int) -> str:
    value = settings.get(key) or ""
    if not isinstance(value, str) or len(value.strip()) > longest:
        raise ActionWrong("value_wrong", key)
    return value.strip()


CLEANERS = {MESSAGE: _message, FIELD: _field, SUB_STEP: _sub_step, WEBHOOK: _webhook, CLOSE: _close}
