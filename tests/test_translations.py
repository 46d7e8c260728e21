"""Every text has its Polish, the compiled file is the one that was written, and the collection misses nothing."""

import gettext
import io
import re

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import ngettext

from ambasador.channels.models import REASONS
from tests import translations
from tests.translations import Texts, UntranslatableText


@pytest.fixture(scope="module")
def polish() -> Texts:
    return translations.polish()


@pytest.fixture(scope="module")
def collected() -> set[tuple[str | None, str]]:
    return {(message.context, singular(message.id)) for message in translations.collected() if message.id}


def singular(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_text_asked_for_is_in_the_polish_file(polish: Texts, collected: set[tuple[str | None, str]]) -> None:
    assert {(message.context, singular(message.id)) for message in polish if message.id} == collected, "run bin/translate"


def test_every_text_has_polish_with_three_plurals_and_the_same_placeholders(polish: Texts) -> None:
    assert translations.faults(polish) == []


def test_the_compiled_file_is_the_written_one(polish: Texts) -> None:
    assert translations.compiled(polish) == translations.MO.read_bytes(), "run bin/translate"
    assert translations.written(polish) == translations.PO.read_text(encoding="utf-8"), "run bin/translate"


def test_python_reads_the_compiled_file() -> None:
    with translations.MO.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("My desk") == "Mój pulpit"
    assert [read.ngettext("%(n)s day", "%(n)s days", n) % {"n": n} for n in (1, 2, 5, 22)] == ["1 dzień", "2 dni", "5 dni", "22 dni"]


def test_django_chooses_polish_and_its_plural_forms() -> None:
    with translation.override("pl"):
        assert [ngettext("%(n)s file", "%(n)s files", n) % {"n": n} for n in (0, 1, 3, 12, 104)] == [
            "0 plików", "1 plik", "3 pliki", "12 plików", "104 pliki",
        ]  # fmt: skip
    with translation.override("en"):
        assert ngettext("%(n)s file", "%(n)s files", 1) % {"n": 1} == "1 file"


FORBIDDEN = re.compile(
    r"\b(?:ticket\w*|tiket\w*|system(?:u|em|ie|owi|owy|owa|owe)?|jednostk\w+|user\w*|SLA)\b"
    r'|"|“|(?<=\s)- |\.\.\.|\b(?:Państw\w+|Pan|Pani)\b'
)


def test_polish_keeps_the_tone_of_voice(polish: Texts) -> None:
    """No system, no ticket, „ ” for quotes, – for a dash, … for three dots; and Ty, not Państwo."""
    wrong = [form for form in forms_of(polish) if FORBIDDEN.search(form)]
    assert wrong == []


NOUNS = "dział|przedział|podział|tytuł|materiał|artykuł|zespół|hasł"  # their cases end like verbs
GENDERED = re.compile(rf"\b(?!(?:{NOUNS})em\b)\w+ł(?:eś|aś|em|am)\b|\b(?:powinieneś|powinnaś|zalogowan[ya]|pewien|pewna)\b", re.I)


def test_polish_never_needs_the_readers_gender(polish: Texts) -> None:
    wrong = [form for form in forms_of(polish) if GENDERED.search(form)]
    assert wrong == []


OTHER_WORDS = re.compile(r"\b(?:overdue|past due|due times?|new time)\b|(?<!statutory )\bdeadlines?\b", re.I)
COUNTED = re.compile(r"%\((?:n|days|hours|times|total)\)s (?:more )?[a-z]+s\b")


def test_english_has_one_word_for_one_thing(polish: Texts) -> None:
    """What docs/glossary.md chose: late; the promised time of a customer, the due date of a task, the statutory deadline."""
    assert [text for text in english_of(polish) if OTHER_WORDS.search(text)] == []


def test_what_is_counted_has_its_plural(polish: Texts) -> None:
    plain = [message.id for message in polish if message.id and isinstance(message.id, str)]
    assert [text for text in plain if COUNTED.search(text)] == []


def english_of(texts: Texts) -> list[str]:
    return [text for message in texts if message.id for text in ([message.id] if isinstance(message.id, str) else message.id)]


def forms_of(texts: Texts) -> list[str]:
    return [form for message in texts if message.id for form in forms_of_one(message)]


def forms_of_one(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ('{% translate "Save" %}', ["Save"]),
        ("<a title=\"{% translate 'Open it' %}\">", ["Open it"]),
        ('{% translate "open" context "key" %}', [("key", "open")]),
        ('{% translate "Ask the owner" as label %}{{ label }}', ["Ask the owner"]),
        ('{{ name|default:_("(no subject)") }}', ["(no subject)"]),
        ("{% blocktranslate with n=a.b %}{{ n }} of them (all: {{ all }}), it's 100% sure.{% endblocktranslate %}",
         ["%(n)s of them (all: %(all)s), it's 100%% sure."]),
        ("{% blocktranslate trimmed %}\n  One line\n  and the other.\n{% endblocktranslate %}", ["One line and the other."]),
        ("{% blocktranslate count n=k %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}", [("%(n)s file", "%(n)s files")]),
        ('{% blocktranslate count n=k context "c" %}one ({{ n }}){% plural %}more "than" ({{ n }}){% endblocktranslate %}',
         [("c", "one (%(n)s)", 'more "than" (%(n)s)')]),
        ('{# Translators: a button #}\n{% translate "Take over" %}', ["Take over"]),
        ('gettext("not a call") and {{ value }} {# {% translate "silent" %} #}', []),
    ],
)  # fmt: skip
def test_collection_reads_templates(template: str, texts: list[object]) -> None:
    found = list(translations.texts_in(translations.as_python("{% load i18n %}" + template)))
    assert [_flat(message, context) for message, _notes, context in found] == texts


def _flat(message: str | tuple[str, str], context: str | None) -> object:
    if context is None:
        return message
    return (context, message) if isinstance(message, str) else (context, *message)


def test_collection_reads_python_also_inside_f_strings() -> None:
    code = """
# Translators: a state
says = _("open")
line = f"{who} · {_('our clock is paused')}"
ngettext("a" "b", "c", n)
told(pgettext("c", "d"))
"""
    assert list(translations.texts_in(code)) == [
        ("open", ["Translators: a state"], None),
        ("our clock is paused", [], None),
        (("ab", "c"), [], None),
        ("d", [], "c"),
    ]


@pytest.mark.parametrize("code", ["_(name)", '_(f"{n} days")', '_("%s" % name)', 'gettext(codes["a"])'])
def test_a_text_made_while_running_is_refused(code: str) -> None:
    with pytest.raises(UntranslatableText):
        list(translations.texts_in(code))


def with_polish(english: str | tuple[str, str], said: str | tuple[str, ...], flags: tuple[str, ...] = ("python-format",)) -> list[str]:
    texts = Texts(locale="pl")
    texts.add(english, said, flags=flags)
    return translations.faults(texts)


def test_faults_are_found() -> None:
    assert with_polish("Hello %(name)s", "Cześć, %(name)s") == []
    assert with_polish("Hello %(name)s", "") != []
    assert with_polish("Hello %(name)s", "Cześć, %(imie)s") != []
    assert with_polish("Hello %(name)s", "Cześć") != []
    assert with_polish("risk %(n)s%%", "ryzyko %(n)s%") != []
    assert with_polish("<b>Now</b>", "Teraz", ()) != []
    assert with_polish(("%(n)s day", "%(n)s days"), ("jeden dzień", "%(n)s dni", "%(n)s dni")) == []
    assert with_polish(("%(n)s day", "%(n)s days"), ("%(n)s dzień", "%(n)s dni", "dni")) != []
    assert with_polish(("%(n)s day", "%(n)s days"), ("%(n)s dzień", "%(n)s dni")) != []


def test_written_and_read_again_is_the_same(polish: Texts) -> None:
    from babel.messages.pofile import read_po

    again = read_po(io.BytesIO(translations.written(polish).encode()), locale="pl")
    assert {(m.context, singular(m.id)): m.string for m in again if m.id} == {(m.context, singular(m.id)): m.string for m in polish if m.id}


def test_every_reason_of_the_intake_to_set_a_message_aside_has_words() -> None:
    code = (translations.PACKAGE / "conversations" / "verbs" / "intake.py").read_text(encoding="utf-8")
    reasons = set(re.findall(r'set_aside\(\w+, reason="(\w+)"', code))
    assert reasons
    assert reasons <= set(REASONS)


CAPITALISED = {"SMS", "Ty"}


def test_polish_begins_and_ends_like_the_english(polish: Texts) -> None:
    """A sentence stays a sentence, a label stays a label, and nothing is glued with stray spaces."""
    wrong = []
    for message in polish:
        english = message.id if isinstance(message.id, str) else message.id and message.id[1]
        for said in forms_of_one(message) if english else ():
            ends = {english[-1], said[-1]} & set(".?!:…,")
            begins = english[0].isalpha() and said[0].isalpha() and english[0].isupper() != said[0].isupper() and said not in CAPITALISED
            if said != said.strip() or "  " in said or begins or (ends and english[-1] != said[-1]):
                wrong.append((english, said))
    assert wrong == []
