"""The tree of a message as a flat list of its leaves. Depth, number of parts and sizes are capped, so hostile nesting costs nothing."""

import binascii
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ambasador.channels.email import cms
from ambasador.channels.email.charset import codec_of, decode, is_utf8
from ambasador.channels.email.headers import Headers, decode_base64, decode_words, from_its_beginning, split_head

MAX_DEPTH, MAX_PARTS = 25, 500
_SIGNED_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_TYPE = re.compile(r"\s*([A-Za-z0-9.+_-]{1,60})\s{0,5}/\s{0,5}([A-Za-z0-9.+_-]{0,100})")
_HALF_TYPES = {"text": "text/plain", "multipart": "multipart/mixed", "message": "message/rfc822"}
# a quotation mark inside a quoted value closes it only where something else begins: `name=""Umowa".pdf"`
_PARAMETER = re.compile(
    r"(?<![^\s;])([^\s=;\"]{1,80})\s*=\s*"
    r"(?:\"((?:[^\"\\]|\\.|\"(?![\s;,(]|$|[A-Za-z*0-9-]{1,40}=))*)\"?|([^;]*))",
    re.DOTALL,
)
_LIKELY_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s][^\r\n]{0,100})\r?\ncontent-(?:type|transfer|disposition|id)", re.IGNORECASE)
_DISPOSITION = re.compile(r"\s*([A-Za-z-]{1,40})\b(?!\s*[=*])")
_CHARSET_MARK = re.compile(r"[A-Za-z0-9_-]{2,40}'[A-Za-z-]{0,20}'(?=.*%[0-9A-Fa-f]{2})", re.DOTALL)
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_LIKE_A_FILE = re.compile(r"[^\x00-\x1f/\\?#&=]{1,100}\.[A-Za-z][A-Za-z0-9]{1,4}")
_HIGH_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_TWO_WORDS = re.compile(rb"[A-Za-z,.:;!?\x80-\xff] +[A-Za-z\x80-\xff]")
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
        """The bytes behind the transfer encoding; a text that only claims to be base64 stays as it is."""
        encoding = self.headers.text("content-transfer-encoding").strip().lower()
        if self.media_type.startswith("text/") and "base64" in encoding and _is_readable(self.body[:2000]):
            return self.body
        return decode_transfer(self.body, encoding)

    @property
    def content_id(self) -> str:
        return self.headers.text("content-id").strip("<> \t")[:250]

    @property
    def is_attachment(self) -> bool:
        """Meant as a file: said so, or named, or nothing to be read as text."""
        if self.disposition == "attachment" or not self.media_type.startswith("text/"):
            return True
        return bool(self.file_name) or self.media_type not in {"text/plain", "text/html", "text/enriched", "text/richtext"}


    @property
    def is_named_text(self) -> bool:
        """Text to be read that some program gave a file name, without saying that it is a file."""
        declared = self.headers.get("content-type").lower().startswith((b"text/plain", b"text/html"))
        return declared and self.disposition != "attachment" and self.media_type in {"text/plain", "text/html"}

    @property
    def is_named_version(self) -> bool:
        return self.is_named_text and self.within[-1:] == ("alternative",)


def _is_readable(body: bytes) -> bool:
    """Words and blanks from the first line on: no base64, whatever was declared."""
    first = body.strip().partition(b"\n")[0].strip()
    is_code = b" " not in first and re.fullmatch(rb"[A-Za-z0-9+/=*]{4,}", first) is not None
    return not is_code and len(_TWO_WORDS.findall(body)) > 2


@dataclass
class Tree:
    """`left_out`: parts that nobody looks at any more, because there are too many."""

    top: Headers
    media_type: str
    parameters: dict[str, str]
    leaves: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    left_out: int = 0


def read_tree(raw: bytes) -> Tree:
    """Take a message apart. Never raises."""
    headers, body = split_head(from_its_beginning(raw))
    media_type, parameters = content_type(headers.get("content-type"))
    tree = Tree(headers, media_type, parameters, defects=list(headers.defects))
    _collect(tree, headers, body, within=(), depth=0, default="text/plain")
    declared = next((leaf.parameters["charset"] for leaf in tree.leaves[:5] if leaf.parameters.get("charset")), None)
    headers.read_raw_as(codec_of(declared))
    return tree


def _collect(tree: Tree, headers: Headers, body: bytes, *, within: tuple[str, ...], depth: int, default: str) -> None:
    media_type, parameters = content_type(headers.get("content-type"), default=default)
    if media_type.startswith("multipart/"):
        if depth >= MAX_DEPTH or len(tree.leaves) >= MAX_PARTS:
            tree.defects.append("nested too deeply" if depth >= MAX_DEPTH else "too many parts")
            media_type = "application/octet-stream"
        else:
            pieces = _split(body, parameters.get("boundary", ""))
            if pieces is None and (encoding := headers.text("content-transfer-encoding").lower()):
                pieces = _split(decode_transfer(body, encoding), parameters.get("boundary", ""))
            if pieces == []:  # its end comes at once: what stands before is all there is
                tree.defects.append("no parts before the end")
                mark = b"--" + parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
                pieces = [b"\n" + body[: next((start for start, _after, _is_last in _boundary_lines(body, mark)), len(body))]]
            if pieces is not None:
                subtype = media_type.partition("/")[2]
                beyond = _beyond(body, pieces, parameters.get("boundary", ""))
                tree.left_out += beyond
                if beyond:
                    tree.defects.append("too many parts")
                for number, piece in enumerate(pieces):
                    if len(tree.leaves) >= MAX_PARTS:
                        tree.defects.append("too many parts")
                        tree.left_out += len(pieces) - number
                        return
                    inner, content = split_head(piece) if _has_head(piece) else (Headers(), piece.lstrip(b"\r\n"))
                    inside = "message/rfc822" if subtype == "digest" else "text/plain"
                    _collect(tree, inner, content, within=(*within, subtype), depth=depth + 1, default=inside)
                return
            tree.defects.append("parts without a boundary")
            media_type = "text/plain"
    if media_type in _SIGNED_TYPES and depth < MAX_DEPTH:
        signed = cms.signed_content(decode_transfer(body, headers.text("content-transfer-encoding").lower()))
        if signed is not None:
            tree.defects.append("signature not checked")
            inner, content = split_head(signed) if _has_head(signed) else (Headers(), signed)
            _collect(tree, inner, content, within=(*within, "signed"), depth=depth + 1, default="text/plain")
            return
    disposition, more = _disposition(headers.get("content-disposition"))
    file_name = _file_name(more, parameters) or ("" if media_type.startswith("text/") else _described(headers))
    tree.leaves.append(Part(headers, media_type, parameters, disposition, file_name, body, within))


def _has_head(piece: bytes) -> bool:
    """A part may begin with its empty line at once: then it has no headers."""
    return not piece.startswith((b"\n", b"\r\n"))


def _split(body: bytes, boundary: str) -> list[bytes] | None:
    """The parts between boundary lines, or None when there is no such line."""
    mark = boundary.encode("utf-8", "replace").rstrip()
    lines = _boundary_lines(body, b"--" + mark) if mark else []
    if not lines and (guess := _LIKELY_BOUNDARY.search(body)):
        lines = _boundary_lines(body, b"--" + guess.group(1).rstrip())
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


def _beyond(body: bytes, pieces: list[bytes], boundary: str) -> int:
    """How many parts come after those that were looked at."""
    mark = b"\n--" + boundary.encode("utf-8", "replace").rstrip()
    if len(pieces) < MAX_PARTS or len(mark) == 3:
        return 0
    begun = body.count(mark) + body.startswith(mark[1:]) - body.count(mark + b"--")
    return max(begun - len(pieces), 0)


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
        bare = text.strip(" \t\"'").lower()
        return ("text/html" if bare.startswith("html") else default), parameters_of(text)
    kind, subtype = match.group(1).lower(), match.group(2).lower()
    media_type = f"{kind}/{subtype}" if subtype else _HALF_TYPES.get(kind, "application/octet-stream")
    return media_type, parameters_of(text[match.end() :])


def _disposition(value: bytes) -> tuple[str, dict[str, str]]:
    text = decode(value[:8192])[0]
    match = _DISPOSITION.match(text)
    return (match.group(1).lower() if match else ""), parameters_of(text[match.end() :] if match else text)


def parameters_of(text: str) -> dict[str, str]:
    """Parameters with RFC 2231 continuations and encodings, and encoded words where they are not allowed but common."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(text[:16384])):
        if count > 100:
            break
        name = match.group(1).lower()
        value = re.sub(r"\\([\"\\])", r"\1", match.group(2)) if match.group(2) is not None else (match.group(3) or "").strip()
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
        is_encoded = is_encoded or (position == 0 and _CHARSET_MARK.match(value) is not None)
        if is_encoded and position == 0 and value.count("'") >= 2:
            charset, _language, value = value.split("'", 2)
        elif is_encoded and position == 0 and codec_of(value.partition("'")[0]) and "'" in value:
            charset, _apostrophe, value = value.partition("'")
        raw += unquote_to_bytes(value) if is_encoded else value.encode("utf-8", "replace")
    text = decode(raw, charset)[0]
    return decode_words(text) if "=?" in text else text


def _file_name(disposition: dict[str, str], content: dict[str, str]) -> str:
    """Freed from apostrophes and from percent signs that a web program left in."""
    name = disposition.get("filename") or content.get("name") or ""
    if len(name) > 2 and name[0] == name[-1] == "'":
        name = name[1:-1]
    if _HIGH_PERCENT.search(name) and is_utf8(unquote_to_bytes(name)):
        name = unquote_to_bytes(name).decode("utf-8")
    return name


def _described(headers: Headers) -> str:
    """A file name that stands where no name belongs: in the description, or at the end of the address."""
    for name in ("content-description", "content-location"):
        said = headers.text(name).strip("\"' ")[:500].rpartition("/")[2]
        if _LIKE_A_FILE.fullmatch(said):
            return said
    return ""


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Quoted-printable, base64 or uuencode undone; anything else stays. Never raises."""
    encoding = _COMMENT.sub("", encoding).strip("\"' ")
    if encoding.startswith("quoted"):
        return binascii.a2b_qp(re.sub(rb"=[ \t]{1,100}(?=\r?\n)", b"=", body))
    if encoding.startswith(("base64", "base-64")):
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
