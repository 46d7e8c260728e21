"""The tree of a message as a flat list of its leaves. Depth, number of parts and sizes are capped, so hostile nesting costs nothing."""

import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ambasador.channels.email.charset import decode
from ambasador.channels.email.headers import Headers, decode_base64, decode_words, split_head

MAX_DEPTH, MAX_PARTS = 25, 500
_TYPE = re.compile(r"\s*([A-Za-z0-9.+_-]{1,60})/([A-Za-z0-9.+_-]{1,100})")
_PARAMETER = re.compile(r"(?<![^\s;])([^\s=;\"]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))", re.DOTALL)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,200}\r?\n", re.MULTILINE)


@dataclass
class Part:
    """A leaf. `within` are the multipart subtypes around it, from the outside in; `branch` tells siblings of alternatives apart."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str
    body: bytes
    within: tuple[str, ...] = ()

    def content(self) -> bytes:
        """The bytes behind the transfer encoding."""
        return decode_transfer(self.body, self.headers.text("content-transfer-encoding").strip().lower())

    @property
    def content_id(self) -> str:
        return self.headers.text("content-id").strip("<> \t")[:250]

    @property
    def is_attachment(self) -> bool:
        """Meant as a file: said so, or named, or nothing to be read as text."""
        if self.disposition == "attachment" or not self.media_type.startswith("text/"):
            return True
        return bool(self.file_name) or self.media_type not in {"text/plain", "text/html", "text/enriched", "text/richtext"}


@dataclass
class Tree:
    top: Headers
    media_type: str
    parameters: dict[str, str]
    leaves: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def read_tree(raw: bytes) -> Tree:
    """Take a message apart. Never raises."""
    headers, body = split_head(raw)
    media_type, parameters = content_type(headers.get("content-type"))
    tree = Tree(headers, media_type, parameters, defects=list(headers.defects))
    _collect(tree, headers, body, within=(), depth=0, default="text/plain")
    return tree


def _collect(tree: Tree, headers: Headers, body: bytes, *, within: tuple[str, ...], depth: int, default: str) -> None:
    media_type, parameters = content_type(headers.get("content-type"), default=default)
    if media_type.startswith("multipart/"):
        if depth >= MAX_DEPTH or len(tree.leaves) >= MAX_PARTS:
            tree.defects.append("nested too deeply" if depth >= MAX_DEPTH else "too many parts")
            media_type = "application/octet-stream"
        else:
            pieces = _split(body, parameters.get("boundary", ""))
            if pieces is not None:
                subtype = media_type.partition("/")[2]
                for piece in pieces:
                    if len(tree.leaves) >= MAX_PARTS:
                        tree.defects.append("too many parts")
                        return
                    inner, content = split_head(piece) if _has_head(piece) else (Headers(), piece.lstrip(b"\r\n"))
                    inside = "message/rfc822" if subtype == "digest" else "text/plain"
                    _collect(tree, inner, content, within=(*within, subtype), depth=depth + 1, default=inside)
                return
            tree.defects.append("parts without a boundary")
            media_type = "text/plain"
    disposition, more = _disposition(headers.get("content-disposition"))
    name = more.get("filename") or parameters.get("name") or ""
    tree.leaves.append(Part(headers, media_type, parameters, disposition, name, body, within))


def _has_head(piece: bytes) -> bool:
    """A part may begin with its empty line at once: then it has no headers."""
    return not piece.startswith((b"\n", b"\r\n"))


def _split(body: bytes, boundary: str) -> list[bytes] | None:
    """The parts between boundary lines, or None when there is no such line."""
    mark = boundary.encode("utf-8", "replace")
    if not mark:
        guess = re.search(rb"(?:^|\n)--([^\s-][^\r\n]{0,100})\r?\n[Cc]ontent-", body)
        if guess is None:
            return None
        mark = guess.group(1).rstrip()
    lines = _boundary_lines(body, b"--" + mark)
    if not lines:
        return None
    pieces = []
    for number, (_start, after, is_last) in enumerate(lines):
        if is_last:
            break
        stop = lines[number + 1][0] if number + 1 < len(lines) else len(body)
        piece = body[after:stop]
        pieces.append(piece[:-2] if piece.endswith(b"\r\n") else piece[:-1] if piece.endswith(b"\n") else piece)
    return pieces


def _boundary_lines(body: bytes, mark: bytes) -> list[tuple[int, int, bool]]:
    """Where each boundary line begins, where reading goes on after it, and whether it is the last one."""
    lines: list[tuple[int, int, bool]] = []
    position = body.find(mark)
    while position >= 0 and len(lines) <= MAX_PARTS:
        stop = body.find(b"\n", position)
        stop = len(body) if stop < 0 else stop
        rest = body[position + len(mark) : min(stop, position + len(mark) + 200)].rstrip()
        if (position == 0 or body[position - 1 : position] == b"\n") and rest in {b"", b"--"}:
            lines.append((position, min(stop + 1, len(body)), rest == b"--"))
        position = body.find(mark, position + len(mark))
    return lines


def content_type(value: bytes, *, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """Media type in lower case and its parameters; the default when it is missing or nonsense."""
    text = decode(value[:8192])[0]
    match = _TYPE.match(text)
    if not match:
        bare = text.strip().lower()
        return ("text/html" if bare.startswith("html") else default), parameters_of(text.partition(";")[2])
    return f"{match.group(1)}/{match.group(2)}".lower(), parameters_of(text[match.end() :])


def _disposition(value: bytes) -> tuple[str, dict[str, str]]:
    text = decode(value[:8192])[0]
    word, _semicolon, rest = text.partition(";")
    return word.strip().lower(), parameters_of(rest)


def parameters_of(text: str) -> dict[str, str]:
    """Parameters with RFC 2231 continuations and encodings, and encoded words where they are not allowed but common."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(text[:16384])):
        if count > 100:
            break
        name = match.group(1).lower()
        value = re.sub(r"\\(.)", r"\1", match.group(2)) if match.group(2) is not None else (match.group(3) or "").strip()
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, decode_words(value) if "=?" in value else value)
            continue
        number = rest.rstrip("*")
        pieces.setdefault(base, {})[int(number) if number.isdigit() and len(number) < 4 else 0] = (name.endswith("*"), value)
    return plain | {name: _joined(numbered) for name, numbered in pieces.items()}


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    charset, raw = "utf-8", b""
    for position, number in enumerate(sorted(numbered)):
        is_encoded, value = numbered[number]
        if is_encoded and position == 0 and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        raw += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    return decode(raw, charset)[0]


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Quoted-printable, base64 or uuencode undone; anything else stays. Never raises."""
    if encoding.startswith("quoted"):
        return binascii.a2b_qp(body)
    if encoding.startswith("base64"):
        return decode_base64(body)
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _uudecode(body)
    return body


def _uudecode(body: bytes) -> bytes:
    begin = _UU_BEGIN.search(body)
    out = []
    for line in body[begin.end() if begin else 0 :].splitlines():
        if line.strip() in {b"end", b"`"}:
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                continue
    return b"".join(out)
