"""The catalogue of texts: collected from Python and templates without any tool of the system, compared with the Polish file."""

import io
import os
import re
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ambasador"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
PLURALS = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"


def po_path() -> Path:
    return PACKAGE / "locale" / "pl" / "LC_MESSAGES" / "django.po"


def catalogue() -> Catalog:
    """The Polish file as it is."""
    if not po_path().exists():
        return Catalog(locale="pl", domain="django")
    with po_path().open("rb") as file:
        return read_po(file, locale="pl", domain="django")


def collected() -> Catalog:
    """Every text that the code and the templates ask for, with where it stands."""
    found = Catalog(domain="django", charset="utf-8", header_comment="# Texts of Ambasador.")
    for path in sorted(PACKAGE.rglob("*")):
        where = path.relative_to(ROOT).as_posix()
        if "/tests/" in where or "/migrations/" in where:
            continue
        if path.suffix == ".py":
            code = path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            code = _as_python(path)
        else:
            continue
        for _line, message, comments, context in extract("python", io.BytesIO(code), KEYWORDS, comment_tags=["Translators:"]):
            found.add(message, locations=[(where, 0)], auto_comments=comments, context=context, flags=_flags(message))
    return found


def update(current: Catalog) -> Catalog:
    """The Polish file with new texts added and texts nobody asks for any more left out."""
    template = collected()
    current.update(template, no_fuzzy_matching=True)
    current.obsolete.clear()
    return current


def missing(current: Catalog) -> list[str]:
    """Texts without Polish, or whose placeholders differ."""
    wanted = update(current)
    return [_name(message.id) for message in wanted if message.id and not _is_complete(message)]


def write(current: Catalog) -> None:
    po_path().parent.mkdir(parents=True, exist_ok=True)
    current.header_comment = "# Polish texts of Ambasador."
    current.creation_date = current.revision_date = None
    buffer = io.BytesIO()
    write_po(buffer, current, width=140, sort_output=True, omit_header=False, include_lineno=False)
    text = re.sub(r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Project-Id-Version|Report-Msgid-Bugs-To):.*\n', "", buffer.getvalue().decode(), flags=re.M)
    text = re.sub(r'^"Plural-Forms:.*\n(?:^".*\n)*?(?=^"|^\n)', f'"Plural-Forms: {PLURALS}\\\\n"\n', text, count=1, flags=re.M)
    po_path().write_text(text, encoding="utf-8")


def compiled(current: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, current)
    return buffer.getvalue()


def _as_python(path: Path) -> bytes:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
    from django.apps import apps
    from django.utils.translation import templatize

    if not apps.ready:
        django.setup()
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # templatize leaves single lines of gettext calls among crosses; only the calls are Python
    calls = re.findall(r"\b(?:n?p?gettext|_)\((?:[^()]|\([^()]*\))*\)", source)
    return "\n".join(calls).encode()


def _flags(message: object) -> list[str]:
    text = message if isinstance(message, str) else " ".join(message) if isinstance(message, tuple) else ""
    return ["python-format"] if re.search(r"%\(\w+\)[sd]", text) else []


def _is_complete(message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not all(strings) or message.fuzzy or (isinstance(message.id, tuple) and len(strings) != 3):
        return False
    wanted = set(re.findall(r"%\(\w+\)[sd]", message.id if isinstance(message.id, str) else message.id[1]))
    return all(set(re.findall(r"%\(\w+\)[sd]", text)) <= wanted for text in strings) and set(re.findall(r"%\(\w+\)[sd]", strings[-1])) == wanted


def _name(text: object) -> str:
    return text if isinstance(text, str) else str(text[0])
