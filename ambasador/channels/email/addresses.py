"""Addresses out of headers that people, programs and attackers wrote."""

import re
from dataclasses import dataclass

from ambasador.channels.email.charset import decode
from ambasador.channels.email.headers import MAX_VALUE, decode_words

MAX_ADDRESSES = 200
_ADDRESS = re.compile(
    r"(?:\"[^\"\\\r\n]{1,64}\"|[^\s<>@,;:\"()\[\]\\]{1,128})@(?:\[[^\]\s]{1,80}\]|[^\s<>@,;:\"()\[\]\\]{1,253})"
)
_WORD = re.compile(r"=\?[^?\s]{1,80}\?[bBqQ]\?[^?]{0,2000}\?=")
_ANGLE = re.compile(r"<([^<>]*)>?")
_QUOTED, _COMMENT, _ENCODED = "\x01", "\x02", "\x03"
_QUOTED_WORD, _MAILTO = re.compile(r"(?<!\\)\"([^\"\\]{1,100})\""), re.compile(r"[\[<]?\bmailto:$", re.IGNORECASE)
_LOOSE_DOT = re.compile(r"\s{0,20}\.\s{1,20}(?=\w)|\s{1,20}\.(?=\w)")  # blanks around dots, as old programs were allowed to write them
_LOOSE_ADDRESS = re.compile(r"\s*[^\s<>@,;:\"()]{1,64}@[\w-]{1,63}(?:\s{0,20}\.\s{0,20}[\w-]{1,63}){1,9}\s*")
_QUOTED_WORDS = re.compile(r"\"[^\"]{0,400}\"(?!@)")  # an address in quotes is a name
_ID = re.compile(r"<([^<>]{1,600})(?:>|$)")
_BARE_ID = re.compile(r"[^\s<>@]{1,200}@[^\s<>@]{1,200}")


@dataclass(frozen=True)
class Address:
    """`name` is what the sender claims and may be anything; `address` is lower-cased in its domain only."""

    name: str
    address: str


def addresses(value: bytes) -> tuple[Address, ...]:
    """All addresses of a header, at most 200. Groups are opened, duplicates kept once, what is no address is left out."""
    text = decode(value[:MAX_VALUE])[0]
    found: dict[str, Address] = {}
    surname = ""  # `Lis, Jan <jan@x.pl>`, which should have stood in quotes
    for piece, end in _pieces(text):
        inside = _in_piece(surname + piece) if surname and "<" in piece else _in_piece(piece)
        surname = f"{piece}," if not inside and end == "," and piece.strip() and "@" not in decode_words(piece) else ""
        for address in inside:
            found.setdefault(address.address.lower(), address)
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(found.values())[:MAX_ADDRESSES]


def _pieces(text: str) -> list[tuple[str, str]]:
    """What stands between commas and semicolons outside quotes, angle brackets, comments and encoded words, each with the sign after it."""
    masked = _masked(text)
    pieces, start, in_angle = [], 0, False
    for position, sign in enumerate(masked):
        if sign == "<":
            in_angle = True
        elif sign == ">":
            in_angle = False
        elif sign in ",;" and not in_angle:
            pieces.append((text[start:position], sign))
            start = position + 1
        elif sign == ":" and not in_angle and _opens_group(masked[max(start, position - 300) : position]):
            start = position + 1
    pieces.append((text[start:], ""))
    if in_angle:  # never closed: better a rough reading than none
        pieces.extend((piece, ",") for piece in text[start:].split(","))
    return pieces[: MAX_ADDRESSES * 5]


def _opens_group(before: str) -> bool:
    """`Biuro: a@x.pl, b@x.pl;` and not `Jan [mailto:jan@x.pl]`."""
    return "@" not in before and before[-6:].lower() != "mailto"


def _masked(text: str) -> str:
    """The text with what is quoted, commented, escaped or encoded replaced sign by sign, so that the rest can be searched."""
    signs = list(text)
    for match in _WORD.finditer(text):
        signs[match.start() : match.end()] = _ENCODED * (match.end() - match.start())
    position, end = 0, len(text)
    last_quote, last_bracket = text.rfind('"'), text.rfind(")")
    while position < end:
        sign = signs[position]
        if sign == "\\":
            signs[position : position + 2] = _QUOTED * len(signs[position : position + 2])
            position += 2
        elif sign == '"' and position < last_quote:
            position = _hide(signs, position, close='"', mark=_QUOTED)
        elif sign == "(" and position < last_bracket:
            position = _hide(signs, position, close=")", mark=_COMMENT)
        else:
            position += 1
    return "".join(signs)


def _hide(signs: list[str], start: int, *, close: str, mark: str) -> int:
    """Mask from the opening sign at `start` to its closing one, comments nested; where to go on. What never closes stays."""
    position, depth, end = start + 1, 1, len(signs)
    while position < end:
        sign = signs[position]
        if sign == "\\":
            position += 1
        elif sign == close:
            depth -= 1
            if not depth:
                break
        elif sign == "(" and close == ")":
            depth += 1
        position += 1
    if depth:
        return end if end - start > 2000 else start + 1
    first, last = (start, position + 1) if close == ")" else (start + 1, position)
    signs[first:last] = mark * (last - first)
    return position + 1


def _in_piece(piece: str) -> list[Address]:
    masked = _masked(piece)
    found, before = [], 0
    for angle in _ANGLE.finditer(masked):
        inside = _without_comments(piece, masked, angle.start(1), angle.end(1)) if angle.group(1) else ""
        inside = _LOOSE_DOT.sub(".", inside)
        address = _first(inside) if inside else ""
        if address:
            found.append(Address(_name(piece[before : angle.start()].lstrip(" >")), address))
            before = angle.end()
    if len(found) == 1 and not found[0].name:
        found = [Address(_name(piece[before:].strip().removeprefix("(").removesuffix(")")), found[0].address)]
    return found or _bare(piece, masked)


def _bare(piece: str, masked: str) -> list[Address]:
    """Addresses without angle brackets: the words before each, or a comment, are its name."""
    text = _without_comments(piece, masked, 0, len(piece))
    if "=?" in text and "@" not in _WORD.sub("", text):
        decoded = decode_words(text)
        return _in_piece(decoded) if "@" in decoded and "=?" not in decoded else []
    if _LOOSE_ADDRESS.fullmatch(text):
        text = _LOOSE_DOT.sub(".", text)
    found, before = [], 0
    for match in _ADDRESS.finditer(_QUOTED_WORDS.sub(lambda quoted: " " * len(quoted.group()), text)):
        address = _first(match.group())
        if address:
            found.append(Address(_name(text[before : match.start()]), address))
            before = match.end()
    if not found:
        address = _first(text)
        return [Address("", address)] if address else []
    comment = re.search(f"{_COMMENT}+", masked)
    if len(found) == 1 and (comment or not found[0].name):
        name = piece[comment.start() + 1 : comment.end() - 1] if comment else text[before:].lstrip(".")
        found = [Address(_name(name) or found[0].name, found[0].address)]
    return found


def _without_comments(piece: str, masked: str, start: int, end: int) -> str:
    return "".join(sign for sign, mark in zip(piece[start:end], masked[start:end], strict=True) if mark != _COMMENT)


def _first(text: str) -> str:
    found = _ADDRESS.search(text)
    if not found and "@" in text:
        found = _ADDRESS.fullmatch(re.sub(r"\s{1,20}(?=[@.])|(?<=[@.])\s{1,20}", "", text[:400]).strip())
    if not found and "=?" in text:
        found = _ADDRESS.search(decode_words(text))
    if not found:
        return ""
    local, _at, domain = found.group().strip("'").rpartition("@")
    local, domain = local.lstrip("."), domain.lower().rstrip(".'")
    return f"{local}@{domain}"[:320] if local and domain else ""


def _name(text: str) -> str:
    text = _MAILTO.sub("", text.strip())
    bare = _QUOTED_WORD.sub(r"\1", text) if text.count('"') > 2 or not text.startswith('"') else text
    name, around = decode_words(bare).strip(), " \"'<>,;[]"
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name, around = name[1:-1], " \"'"
    name = decode_words(re.sub(r"\\(.)", r"\1", name)) if "=?" in name else re.sub(r"\\(.)", r"\1", name)
    name = name.strip(around)
    return (name.lstrip("( ") if ")" not in name else name)[:200]


def message_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs of a header in order, each once, at most 100: the first and the newest ones. White space inside is a broken line."""
    text = decode(value[:MAX_VALUE])[0]
    text = decode_words(text) if _WORD.search(text) else text
    found = ["<" + re.sub(r"\s+", "", inside)[:250] + ">" for inside in _ID.findall(text) if inside.strip()]
    if not found:
        found = [f"<{bare}>" for bare in _BARE_ID.findall(text)]
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= 100 else [unique[0], *unique[-99:]])
