"""The catalogue of texts: collected from Python and templates without any tool of the system, compared with the Polish file."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ambasador"
PO = PACKAGE / "locale" / "pl" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
# how many texts each function takes, and whether a context stands before them
FUNCTIONS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], (1, False)),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (2, False)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], (1, True)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], (2, True)),
}
STRING = r"""[uU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# what templatize leaves of a template, among crosses: calls whose arguments are strings and names, and notes for translators
CALL = re.compile(rf"\b(?:n?p?gettext|_)\((?:{STRING}|[^()'\"])*\)|#\s*Translators:[^\n]*")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
TAG = re.compile(r"</?\w+")


Text = str | tuple[str, str]


class UntranslatableText(Exception):
    """gettext is asked for something that is not written in the code, so nobody can translate it."""


class Texts(Catalog):
    """A catalogue whose header says only what gettext needs, so that the same texts always give the same files."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "pl"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def polish() -> Texts:
    """The Polish file as it is."""
    texts = Texts(locale="pl", domain="django", header_comment="# Polish texts of Ambasador.", fuzzy=False)
    if PO.exists():
        with PO.open("rb") as file:
            for message in read_po(file, locale="pl", domain="django"):
                if message.id:
                    texts[message.id] = message
    return texts


def collected() -> Catalog:
    """Every text that the code and the templates ask for, with the files where it stands."""
    found = Catalog(domain="django", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        where = path.relative_to(ROOT).as_posix()
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            code = path.read_text(encoding="utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            code = as_python(path.read_text(encoding="utf-8"), origin=where)
        else:
            continue
        for message, notes, context in _texts_of_file(where, code):
            found.add(message, locations=[(where, 0)], auto_comments=notes, context=context, flags=_flags(message))
    return found


def texts_in(code: str) -> Iterator[tuple[Text, list[str], str | None]]:
    """
    The texts that Python code asks gettext for, also inside f-strings: the text (or singular and plural), notes for
    translators that stand above it, context. Raises UntranslatableText for a text that is made only when the code runs.
    """
    lines = code.splitlines()
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if function not in FUNCTIONS:
            continue
        count, has_context = FUNCTIONS[function]
        texts = [_constant(argument) for argument in call.args[: count + has_context]]
        context = texts.pop(0) if has_context else None
        above = lines[call.lineno - 2].strip() if call.lineno > 1 else ""
        notes = [above.lstrip("# ")] if above.startswith("# Translators:") else []
        yield (texts[0] if count == 1 else (texts[0], texts[1])), notes, context


def as_python(template: str, *, origin: str = "") -> str:
    """The gettext calls that a template makes, one a line, as Python."""
    return "\n".join(CALL.findall(templatize(template, origin=origin)))


def update(current: Texts) -> Texts:
    """The Polish file with new texts added and texts nobody asks for any more left out."""
    current.update(collected(), no_fuzzy_matching=True)
    current.obsolete.clear()
    return current


def faults(current: Catalog) -> list[str]:
    """What is wrong with each text: no Polish, not three plural forms, other placeholders or other HTML than the English."""
    return [f"{fault}: {name(message)}" for message in current if message.id and (fault := _fault(message))]


def written(current: Catalog) -> str:
    """The .po file, without anything that changes from run to run."""
    buffer = io.BytesIO()
    write_po(buffer, current, width=140, sort_output=True, include_lineno=False)
    return buffer.getvalue().decode()


def compiled(current: Catalog) -> bytes:
    """The .mo file; a text that has no Polish yet stays English in it."""
    translated = Texts(locale="pl", domain="django")
    for message in current:
        if message.id and all(_forms(message)):
            translated[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, translated)
    return buffer.getvalue()


def name(message: Message) -> str:
    """The text as gettext knows it: context and singular."""
    text = message.id if isinstance(message.id, str) else str(message.id[0])
    return f"[{message.context}] {text}" if message.context else text


def _fault(message: Message) -> str:
    plural = not isinstance(message.id, str)
    forms = _forms(message)
    if not all(forms) or message.fuzzy:
        return "without Polish"
    if plural and len(forms) != 3:
        return "not three plural forms"
    english = message.id[1] if plural else message.id
    # the form for exactly one may say "one" in words; every other form holds what the English one holds
    if any(_parts(PLACEHOLDER, form) != _parts(PLACEHOLDER, english) for form in forms[1 if plural else 0 :]):
        return "other placeholders"
    if plural and not _parts(PLACEHOLDER, forms[0]) <= _parts(PLACEHOLDER, english):
        return "other placeholders"
    if any(_parts(TAG, form) != _parts(TAG, english) for form in forms):
        return "other HTML"
    if any(re.search(r"%(?!\(\w+\)[a-z])", form.replace("%%", "")) for form in forms) and "python-format" in message.flags:
        return "a single per cent sign"
    return ""


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def _texts_of_file(where: str, code: str) -> list[tuple[Text, list[str], str | None]]:
    try:
        return list(texts_in(code))
    except UntranslatableText as error:
        raise UntranslatableText(f"{where}: {error}") from error


def _constant(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise UntranslatableText(ast.unparse(argument))


def _parts(pattern: re.Pattern[str], text: str) -> set[str]:
    return set(pattern.findall(text))


def _flags(message: Text) -> list[str]:
    text = message if isinstance(message, str) else " ".join(message)
    return ["python-format"] if re.search(r"%\(\w+\)[a-z]", text) else []
