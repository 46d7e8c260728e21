"""Addresses out of headers that people, programs and attackers wrote."""

import re
from dataclasses import dataclass

from ambasador.channels.email.charset import decode
from ambasador.channels.email.headers import MAX_VALUE, decode_words

MAX_ADDRESSES = 200
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,128}@[^\s<>@,;:\"()\\]{1,253}")
_QUOTED_LOCAL = re.compile(r"\"[^\"\\\r\n]{1,64}\"@[^\s<>@,;:\"()\\]{1,253}")
_ID = re.compile(r"<([^<>]{1,600})>")
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
    for piece in _pieces(text):
        is_wholly_encoded = piece.strip().startswith("=?") and piece.strip().endswith("?=")
        address = _address(decode_words(piece) if is_wholly_encoded else piece)
        if address:
            found.setdefault(address.address.lower(), address)
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(found.values())


def _pieces(text: str) -> list[str]:
    """Split at commas and semicolons that stand outside quotes, angle brackets and comments; group names are dropped."""
    pieces, start, depth, is_quoted, in_angle = [], 0, 0, False, False
    position, end = 0, len(text)
    while position < end:
        sign = text[position]
        if sign == "\\":
            position += 2
            continue
        if sign == '"' and not depth:
            is_quoted = not is_quoted
        elif is_quoted:
            pass
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif depth:
            pass
        elif sign == "<":
            in_angle = True
        elif sign == ">":
            in_angle = False
        elif sign in ",;" and not in_angle:
            pieces.append(text[start:position])
            start = position + 1
        elif sign == ":" and not in_angle and "@" not in text[start:position][-300:]:
            start = position + 1
        position += 1
    pieces.append(text[start:])
    if is_quoted or in_angle:  # never closed: better a rough reading than none
        pieces.extend(text[start:].split(","))
    return pieces[: MAX_ADDRESSES * 5]


def _address(piece: str) -> Address | None:
    opened = piece.rfind("<")
    closed = piece.find(">", opened) if opened >= 0 else -1
    if opened >= 0:
        inside = piece[opened + 1 : closed if closed > 0 else None].strip()
        found = _first(inside)
        if found:
            return Address(_name(piece[:opened] or piece[closed + 1 :] if closed > 0 else piece[:opened]), found)
    found = _first(piece)
    if not found:
        return None
    rest = piece.replace(found, " ", 1)
    comment = re.search(r"\(([^()]{1,200})\)", rest)
    return Address(_name(comment.group(1) if comment else rest), found)


def _first(text: str) -> str:
    found = _ADDRESS.search(text) or _QUOTED_LOCAL.search(text)
    if not found:
        return ""
    local, _at, domain = found.group().strip(".'").rpartition("@")
    return f"{local}@{domain.lower().rstrip('.>')}"[:320] if local and domain else ""


def _name(text: str) -> str:
    name = decode_words(text.strip()).strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    name = decode_words(re.sub(r"\\(.)", r"\1", name)) if "=?" in name else re.sub(r"\\(.)", r"\1", name)
    return name.strip(" \"'<>,;")[:200]


def message_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs of a header in order, each once, at most 100: the first and the newest ones. White space inside is a broken line."""
    text = decode(value[:MAX_VALUE])[0]
    found = ["<" + re.sub(r"\s+", "", inside)[:250] + ">" for inside in _ID.findall(text) if inside.strip()]
    if not found:
        found = [f"<{bare}>" for bare in _BARE_ID.findall(text)]
    unique = list(dict.fromkeys(found))
    return tuple(unique if len(unique) <= 100 else [unique[0], *unique[-99:]])
