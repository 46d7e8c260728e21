"""
A version as a YAML file: written so that people read and compare it, read so that whatever is wrong is told with its line.

What is as usual is left out. A file is at most LONGEST signs long and refers to nothing within itself: no anchors, no tags of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from ambasador.procedures.document import FIELD, SETTINGS, STEP, Document, Row

LONGEST, DEEPEST, MOST, FORMAT = 200_000, 10, 300, 1
HEAD: dict[str, Any] = {"format": FORMAT, "code": "", "name": "", "name_en": "", "keywords": [], "version": 0}
# what is nothing until it is said: text or a number
TEXTS, NUMBERS = frozenset(["unit", "competence"]), frozenset(["remind_before", "escalate_after"])
TEXT_LISTS = frozenset(["keywords", "closing_needs", "after", "needs", "gives"])


class WrongFile(ValueError):
    """`code` says what is wrong in line `line` (from 1), `name` where: a word of `telling.FILE`."""

    def __init__(self, code: str, line: int, name: str = "") -> None:
        super().__init__(f"line {line}: {code} {name}")
        self.code, self.line, self.name = code, line, name


@dataclass(frozen=True)
class VersionFile:
    """What a file says; `lines` is where each step begins, by key."""

    code: str
    name: str
    name_en: str
    keywords: list[str]
    document: Document
    lines: Mapping[str, int] = field(default_factory=dict)


def written(document: Document, *, code: str, name: str, name_en: str, keywords: list[str], number: int) -> str:
    """The text of the file; the same version gives the same text."""
    head = {"format": FORMAT, "code": code, "name": name, "name_en": name_en, "keywords": list(keywords), "version": number}
    whole = head | {
        "settings": _unusual(document.settings, SETTINGS),
        "data": [_unusual(row, FIELD) for row in document.fields],
        "steps": [_unusual(row, STEP) | {"after": list(row["after"])} for row in document.steps],
    }
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=110)


def _unusual(row: Row, usual: Row) -> dict[str, Any]:
    return {name: row[name] for name in usual if row[name] != usual[name] or name == "key"}


def read(text: str) -> VersionFile:
    """What the file says, with what it leaves out as usual. Raises WrongFile."""
    if len(text) > LONGEST:
        raise WrongFile("too_long", 1)
    top = _entries(_composed(text))
    known = {"settings", "data", "steps"}
    head = _row({name: pair for name, pair in top.items() if name not in known}, HEAD)
    if head["format"] != FORMAT:
        raise WrongFile("format", _line(top["format"][1]) if "format" in top else 1)
    for name in ("code", "name"):
        if not head[name]:
            raise WrongFile("missing", 1, name)
    settings = _row(_entries(top["settings"][1]), SETTINGS) if "settings" in top else dict(SETTINGS)
    fields, _at = _rows(top, "data", FIELD)
    steps, lines = _rows(top, "steps", STEP)
    document = Document(settings, fields, steps)
    return VersionFile(head["code"], head["name"], head["name_en"] or head["name"], head["keywords"], document, lines)


def _composed(text: str) -> yaml.Node:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or (getattr(event, "tag", None) or "!").strip("!"):
                raise WrongFile("refers", line)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise WrongFile("too_deep", line)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        raise WrongFile("not_yaml", mark.line + 1 if mark else 1) from None
    if node is None:
        raise WrongFile("missing", 1, "code")
    return node


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1 if node.start_mark else 1


def _entries(node: yaml.Node) -> dict[str, tuple[int, yaml.Node]]:
    """Line and value by key of a mapping; a key that stands twice is a mistake and not a choice."""
    if not isinstance(node, yaml.MappingNode):
        raise WrongFile("not_a_mapping", _line(node))
    found: dict[str, tuple[int, yaml.Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise WrongFile("not_yaml", _line(key))
        if key.value in found:
            raise WrongFile("twice", _line(key), key.value)
        found[key.value] = (_line(key), value)
    return found


def _rows(top: Mapping[str, tuple[int, yaml.Node]], name: str, usual: Row) -> tuple[list[Row], dict[str, int]]:
    if name not in top or _is_nothing(top[name][1]):
        return [], {}
    node = top[name][1]
    if not isinstance(node, yaml.SequenceNode):
        raise WrongFile("not_a_list", _line(node), name)
    if len(node.value) > MOST:
        raise WrongFile("too_many", _line(node), name)
    rows, lines = list[Row](), dict[str, int]()
    for one in node.value:
        row = _row(_entries(one), usual)
        if not row["key"]:
            raise WrongFile("missing", _line(one), "key")
        if row["key"] in lines:
            raise WrongFile("twice", _line(one), row["key"])
        lines[row["key"]] = _line(one)
        rows.append(row)
    return rows, lines


def _row(entries: Mapping[str, tuple[int, yaml.Node]], usual: Row) -> dict[str, Any]:
    row = {name: list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value for name, value in usual.items()}
    for name, (line, node) in entries.items():
        if name not in usual:
            raise WrongFile("unknown", line, name)
        row[name] = _value(node, name, usual[name])
    return row


def _value(node: yaml.Node, name: str, usual: Any) -> Any:
    """The value in the kind of what is usual. Raises WrongFile."""
    if name in TEXTS | NUMBERS and _is_nothing(node):
        return None
    if isinstance(usual, str) or name in TEXTS:
        return _text(node, name)
    made = _plain(node)
    if name in NUMBERS:
        is_well = isinstance(made, int) and not isinstance(made, bool) and made >= 0
    else:
        is_well = type(made) is type(usual) and not (isinstance(made, int) and made < 0)
    if not is_well:
        kinds = {bool: "not_yes_no", list: "not_a_list", dict: "not_a_mapping"}
        raise WrongFile("not_a_number" if name in NUMBERS else kinds.get(type(usual), "not_a_number"), _line(node), name)
    if name in TEXT_LISTS:
        return [_text(one, name) for one in node.value]
    return made


def _text(node: yaml.Node, name: str) -> str:
    """Also a number or a date is text where text is asked for: people leave out quotation marks."""
    if not isinstance(node, yaml.ScalarNode):
        raise WrongFile("not_a_text", _line(node), name)
    return "" if _is_nothing(node) else str(node.value)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key: _plain(value) for key, (_at, value) in _entries(node).items()}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:float"):
        return yaml.safe_load(node.value)
    return "" if _is_nothing(node) else node.value


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
