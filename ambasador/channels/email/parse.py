"""Any bytes that claim to be a message, read as far as they can be. No Django, no network, no clock; linear in size."""

import re
from dataclasses import dataclass
from datetime import datetime

from ambasador.channels.email import flags
from ambasador.channels.email.addresses import Address, addresses, message_ids
from ambasador.channels.email.charset import decode
from ambasador.channels.email.dates import moment_of
from ambasador.channels.email.files import Attachment, attachments_of, uu_files, yenc_files
from ambasador.channels.email.flags import Bounce
from ambasador.channels.email.headers import Headers, decode_words
from ambasador.channels.email.mime import Part, Tree, read_tree
from ambasador.channels.email.plain import text_of

MAX_TEXT, MAX_SUBJECT = 1_000_000, 500
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_NO_HTML_HERE = re.compile(
    r"(?:your (?:e-?mail )?(?:client|program|reader)|tw[óo]j (?:program|klient) poczt).{0,80}html"
    r"|this (?:message )?is an html (?:e-?mail|message)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class ParsedMessage:
    """
    What was understood. `text` is always there when anything readable was: the plain part, or the words of the HTML.

    `sender` is what the message claims, and proves nothing. `is_automatic`: a program wrote it; `may_be_answered_by_machine`
    is the stricter question before any automatic answer. `repairs` names mended character sets, `defects` everything odd,
    `left_out` counts the parts that only the bytes have.
    """

    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sent_at: datetime | None
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    is_automatic: bool
    is_list: bool
    may_be_answered_by_machine: bool
    bounce: Bounce | None
    repairs: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def is_bounce(self) -> bool:
        return self.bounce is not None

    @property
    def ancestors(self) -> tuple[str, ...]:
        """Message-IDs this one answers, the nearest first."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))


def parse(raw: bytes) -> ParsedMessage:
    """
    Read a message. Never raises; what cannot be read is named in `defects`, and the raw bytes are kept by the caller anyway.

    Nesting, number of parts, headers, addresses and length of text are capped before they are looked at.
    """
    tree = read_tree(raw)
    repairs: list[str] = []
    headers, defects = tree.top, tree.defects
    subject = headers.text("subject")[:MAX_SUBJECT]
    sender = _sender(headers, defects)
    coded = yenc_files(tree)
    text, html, used = _words(tree, repairs)
    text, from_text = uu_files(text)
    attachments, envelope = attachments_of([part for part in tree.leaves if id(part) not in used], html, tree)
    attachments += coded + from_text
    if envelope is not None and not text.strip():
        html = html or envelope.html
        text = (envelope.text or text_of(html)).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    bounce = flags.bounce_of(tree, sender=sender, subject=subject, text=text)
    is_auto = bounce is not None or flags.is_automatic(headers, subject=subject, tree=tree)
    return ParsedMessage(
        sender=sender,
        to=_all(headers, "to"),
        cc=_all(headers, "cc"),
        reply_to=addresses(headers.get("reply-to")),
        delivered_to=_delivered_to(headers),
        subject=subject,
        message_id=_own_id(headers),
        in_reply_to=message_ids(headers.get("in-reply-to"))[:10],
        references=message_ids(b" ".join(headers.all("references"))),
        sent_at=_sent_at(headers),
        text=text[:MAX_TEXT],
        html=html[: 3 * MAX_TEXT],
        attachments=tuple(attachments),
        left_out=tree.left_out,
        is_automatic=is_auto,
        is_list=flags.is_list(headers),
        may_be_answered_by_machine=flags.may_be_answered_by_machine(headers, sender=sender, is_auto=is_auto),
        bounce=bounce,
        repairs=tuple(dict.fromkeys(repairs)),
        defects=tuple(dict.fromkeys(defects)),
    )


def _sender(headers: Headers, defects: list[str]) -> Address | None:
    claimed = headers.all("from")
    if len(claimed) > 1:
        defects.append("two From headers")
    for value in claimed:
        found = addresses(value)
        if len(found) > 1:
            defects.append("several senders")
        if found:
            return found[0]
    defects.append("no sender")
    for name in ("reply-to", "sender", "x-original-from", "return-path", "errors-to"):
        found = addresses(headers.get(name))
        if found:
            return found[0]
    return None


def _all(headers: Headers, name: str) -> tuple[Address, ...]:
    found = {address.address.lower(): address for value in headers.all(name)[:20] for address in addresses(value)}
    return tuple(found.values())[:200]


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    """Where mail servers say they delivered it: finds the reply address when `To` names something else."""
    names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "resent-to")
    found = [address.address for name in names for value in headers.all(name)[:10] for address in addresses(value)]
    return tuple(dict.fromkeys(found))[:50]


def _sent_at(headers: Headers) -> datetime | None:
    """What the message says, or else the first server that had it, or whoever sent it on."""
    moment = moment_of(headers.text("date"))
    for value in reversed(headers.all("received")[:50]):
        moment = moment or moment_of(decode_words(value.rpartition(b";")[2]))
    return moment or moment_of(headers.text("resent-date")) or moment_of(headers.text("delivery-date"))


def _own_id(headers: Headers) -> str:
    found = message_ids(headers.get("message-id"))
    bare = re.sub(r"\s+", "", headers.text("message-id")).strip("<>")[:250]
    return found[0] if found else f"<{bare}>" if bare else ""


def _words(tree: Tree, repairs: list[str]) -> tuple[str, str, set[int]]:
    """The text, the HTML, and which leaves they were made of."""
    plain: list[str] = []
    rich: list[str] = []
    used: set[int] = set()
    for part in _readable(tree.leaves):
        is_html = part.media_type == "text/html"
        if len(rich if is_html else plain) >= 50:
            continue
        content = _part_text(part, repairs)
        used.add(id(part))
        if is_html:
            rich.append(content)
        elif part.media_type in {"text/enriched", "text/richtext"}:
            plain.append(text_of(content))
        elif "alternative" not in part.within or not plain or content.strip() not in plain[-1]:
            plain.append(content)
    html = "\n".join(rich)
    text = "\n".join(piece.strip("\n") for piece in plain if piece.strip())
    if html and (not text.strip() or (len(text) < 400 and _NO_HTML_HERE.search(text))):
        text = text_of(html)
    elif html and not any("alternative" in part.within for part in tree.leaves if id(part) in used):
        text = _mixed(tree, used, repairs) or text
    elif len(rich) > len(plain):
        text = _mixed(tree, used, repairs, besides=text) or text
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"), html, used


def _readable(leaves: list[Part]) -> list[Part]:
    """The text parts; one that bears a file name only as a version of the text, or when there is no other."""
    found = [part for part in leaves if "report" not in part.within[:-1] and (not part.is_attachment or part.is_named_version)]
    if not found:
        found = [part for part in leaves if part.is_named_text and "report" not in part.within][:1]
    return found


def _mixed(tree: Tree, used: set[int], repairs: list[str], *, besides: str = "") -> str:
    """Text and HTML that follow each other, none being a version of the other: all of it, in order, without what `besides` says too."""
    pieces, said = [], "".join(besides.split())
    for part in tree.leaves:
        if id(part) in used:
            content = _part_text(part, repairs)
            piece = text_of(content) if part.media_type == "text/html" else content.strip("\n")
            if part.media_type != "text/html" or not said or "".join(piece.split()) not in said:
                pieces.append(piece)
    return "\n".join(piece for piece in pieces if piece.strip())


def _part_text(part: Part, repairs: list[str]) -> str:
    content = part.content()[: 4 * MAX_TEXT]
    declared = part.parameters.get("charset")
    if part.media_type == "text/html" and not declared:
        meta = _META_CHARSET.search(content[:4096])
        declared = meta.group(1).decode("ascii") if meta else None
    text, repair = decode(content, declared)
    if repair and not content.isascii():
        repairs.append(repair)
    if part.media_type == "text/plain" and part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, is_space_dropped=part.parameters.get("delsp", "").lower() == "yes")
    return text


def _unflowed(text: str, *, is_space_dropped: bool) -> str:
    """RFC 3676: a line that ends with a space goes on in the next one of the same quote depth."""
    out: list[str] = []
    goes_on, depth_before = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if goes_on and depth == depth_before and content != "-- ":
            out[-1] += content
        else:
            out.append(">" * depth + (" " if depth and content else "") + content)
        goes_on, depth_before = content.endswith(" ") and content != "-- ", depth
        if goes_on and is_space_dropped:
            out[-1] = out[-1][:-1]
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in out)
