"""
What the writer wrote, what is quoted, and the signature.

The rule above all others: the writer's own words are never hidden. A line goes to the quotation only when a mail program's
mark says so; whatever is doubtful stays with the words. Lines are only sorted, none is lost or changed.
"""

import re

from ambasador.channels.email.signature import split_signature

MAX_LINES, MAX_LINE = 20_000, 600
_VERB = (
    r"(?:wrote|writes|sent|pisze|odpisał(?:\(a\)|a)?|napisał(?:\(a\)|/a|\(-a\)|a)?|napisal(?:\(a\)|a)?|napisano|schrieb|a écrit|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?"
    r"|escribió|ha scritto|пишет|написал(?:\(а\)|а)?|пише|написав(?:\(-ла\)|ла)?)"
)
_DAY = r"(?:pon|wt|śr|sr|czw|pt|sob|niedz|nd)\.?"
_FULL_DAY = r"(?:poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela)"
_START = re.compile(
    rf"\s*\*?(?:On\s|W\sdniu\s|Dnia\s|{_DAY},\s|{_FULL_DAY},\s\d|Wiadomość\snapisana\s|Wiadomosc\snapisana\s|U.{{0,3}}ytkownik\s"
    r"|(?:19|20)\d\d[-./]\d\d|\d{1,2}[-./ ][\w.]{1,12}[-./ ](?:19|20)\d\d|[^<>\n]{0,120}<[^<>\s]+@[^<>\s]+>|Am\s|Le\s|El\s|Il\s|Dne\s|Dňa\s"
    rf"|[^\n]{{1,100}}\s{_VERB}\s(?:on|at|w\sdniu|dnia|o|\(|\d|am|le)|-{{2,10}}\s?(?:On|W\sdniu|Dnia)\s)",
    re.IGNORECASE,
)
_ATTRIBUTIONS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"On\s.{{6,400}}\s{_VERB}:",
        rf"W\sdniu\s.{{4,400}}\s{_VERB}:",
        rf"Dnia\s.{{4,400}}\s{_VERB}:",
        rf"{_DAY},\s\d.{{6,400}}\s{_VERB}:",
        rf"{_FULL_DAY},\s\d.{{6,400}}\s{_VERB}:",
        rf"(?:(?:19|20)\d\d[-./]\d\d|\d{{1,2}}[-./ ]).{{4,400}}\s{_VERB}:",
        r"Wiadomo(?:ść|sc)\snapisana\s(?:przez|w\sdniu)\s.{4,400}:",
        rf"U.{{0,3}}ytkownik\s.{{1,300}}\s{_VERB}(?:\sw\s.{{1,100}})?:",
        rf"[^<>]{{0,120}}<[^<>\s]+@[^<>\s]+>\s{_VERB}:",
        rf"[^:]{{1,100}}\s{_VERB}\s(?:on|at|w\sdniu|dnia|o|\(|\d).{{6,200}}:",
        rf"(?:Am|Le|El|Il|Dne|Dňa)\s.{{6,400}}\s{_VERB}\s?.{{0,200}}:",
        rf"-{{2,10}}\s?(?:On|W\sdniu|Dnia)\s.{{6,400}}\s{_VERB}:",
        r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\s.{0,200}<\s?[^<>\s]+@[^<>\s]+>:",
    )
]
_ZOHO = re.compile(rf"\s*-{{3,8}}\s?(?:On|W\sdniu)\s[^\n]{{6,300}}\d\d:\d\d[^\n]{{1,300}}\s{_VERB}\s?-{{3,8}}\s*", re.IGNORECASE)
_CERTAIN = re.compile(r"[^\s<>]@[^\s<>]|\d{1,2}[:.]\d\d.*(?:19|20)\d\d|(?:19|20)\d\d.*\d{1,2}[:.]\d\d", re.DOTALL)
_SEPARATOR = re.compile(
    r"\s*[-_*=~—–‐]{2,60}\s*(?:original (?:message|appointment)|oryginalna wiadomość|wiadomość oryginalna|treść oryginalnej wiadomości"
    r"|oryginalna wiadomosc|wiadomosc oryginalna|pierwotna wiadomość|forwarded message|forwarded by .{1,80}|wiadomość przekazana"
    r"|przekazana wiadomość|treść przekazanej wiadomości|przesłana wiadomość|wiadomość przesłana dalej|reply message"
    r"|wiadomość źródłowa|ursprüngliche nachricht)\s*[-_*=~—–‐]{2,60}\s*",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"\s*(?:begin forwarded message|początek (?:przekazywanej|przekazanej|przesłanej dalej|przesyłanej dalej) wiadomości):\s*",
    re.IGNORECASE,
)
_FROM, _SENT = r"od|nadawca|from|von|de|від|от", r"wysłano|wysłane|wysłany|wyslano|data wysłania|data|date|sent|gesendet|datum|envoyé|надіслано|отправлено|odesláno"
_TO = r"do|adresat|odbiorca|to|dw|udw|cc|bcc|kopia|do wiadomości|odpowiedz do|reply-to|an|à|кому|komu|ważność|importance|priorytet|załączniki|attachments"
_SUBJECT = r"temat|subject|betreff|objet|тема|předmět|predmet"
_IN_ONE_LINE = [re.compile(rf"\s(?:{words})\s?:\s", re.IGNORECASE) for words in (_SENT, "do|to|an", _SUBJECT)]
_LABEL = re.compile(
    rf"\s*\*{{0,2}}(?:({_FROM})|({_SENT})|({_TO})|({_SUBJECT}))\s?:\s?\*{{0,2}}(?:\s|$)",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"\s*_{5,80}\s*")
_HUMAN_MORE = re.compile(r"\s*>\s*\d")


def split_reply(text: str) -> tuple[str, str, str]:
    """
    The writer's words, the quotation and the signature of a message's text.

    Understands Gmail, Outlook, Apple Mail, iPhone, Samsung, Thunderbird, Onet, WP, Interia and o2 in Polish and English, also
    with headers wrapped over lines. Answers written between quoted lines stay together with the lines they answer. When
    all that remained would be nothing, and no line is marked with `>`, the whole text is the writer's. Linear; never raises.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, rest = lines[:MAX_LINES], lines[MAX_LINES:]
    kinds = _sorted(lines)
    words = [line for line, kind in zip(lines, kinds, strict=True) if kind == "w"] + rest
    quoted = [line for line, kind in zip(lines, kinds, strict=True) if kind == "q"]
    rule = _rule(words)
    words, quoted = words[:rule], words[rule:] + quoted
    words, signature = split_signature(words)
    return _trim(words), _trim(quoted), _trim(signature)


def _sorted(lines: list[str]) -> list[str]:
    """For each line `w` (words) or `q` (quotation)."""
    kinds = ["q" if line.lstrip().startswith(">") else "w" for line in lines]
    _excuse_signs(lines, kinds)
    position, has_words = 0, False
    while position < len(lines):
        length = _mark_length(lines, position) if kinds[position] == "w" else 0
        if not length:
            has_words = has_words or (kinds[position] == "w" and bool(lines[position].strip()))
            position += 1
            continue
        after = _next_filled(lines, position + length)
        if after < len(lines) and kinds[after] == "q":
            kinds[position : position + length] = "q" * length
            position += length
        elif has_words and _is_certain(lines, position, length):
            kinds[position:] = "q" * (len(lines) - position)
            break
        else:
            has_words = True
            position += length
    _keep_conversations(lines, kinds)
    return kinds


def _excuse_signs(lines: list[str], kinds: list[str]) -> None:
    """`> 5 kg` alone among words is a comparison."""
    for position, line in enumerate(lines):
        if kinds[position] == "q" and _HUMAN_MORE.match(line):
            before, after = kinds[position - 1 : position], kinds[position + 1 : position + 2]
            if "q" not in before + after and position and lines[position - 1].strip() and not lines[position - 1].rstrip().endswith(":"):
                kinds[position] = "w"


def _keep_conversations(lines: list[str], kinds: list[str]) -> None:
    """
    Answers between quotations keep the quotation they answer: when words follow more than one quoted block, every block that
    has words after it stays in the text. A single block above the words (answer below) or a last block (answer above) folds.
    """
    blocks = _blocks(lines, kinds)
    if len(blocks) < 2 or not any(line.strip() for line in lines[blocks[0][1] : blocks[-1][0]]):
        return
    last_words = max((position for position, kind in enumerate(kinds) if kind == "w" and lines[position].strip()), default=-1)
    for start, stop in blocks:
        if stop <= last_words:
            kinds[start:stop] = "w" * (stop - start)


def _blocks(lines: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """Runs of quoted lines; empty lines between two quoted ones belong to the run."""
    blocks: list[tuple[int, int]] = []
    position = 0
    while position < len(lines):
        if kinds[position] != "q":
            position += 1
            continue
        start = position
        while position < len(lines) and kinds[position] == "q":
            position += 1
        gap = _next_filled(lines, position)
        if blocks and not any(line.strip() for line in lines[blocks[-1][1] : start]):
            start = blocks.pop()[0]
        blocks.append((start, position))
        position = max(position, min(gap, len(lines)))
    return blocks


def _next_filled(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _mark_length(lines: list[str], position: int) -> int:
    """How many lines a mail program's mark takes at this position: an attribution, a separator, a block of headers; 0 if none."""
    line = lines[position]
    if not line.strip() or len(line) > MAX_LINE:
        return 0
    if _is_separator(line):
        return 1
    return _attribution_length(lines, position) or _header_block_length(lines, position)


def _is_separator(line: str) -> bool:
    return bool(_SEPARATOR.fullmatch(line) or _BEGIN.fullmatch(line) or _ZOHO.fullmatch(line)) or _is_header_line(line)


def _is_header_line(line: str) -> bool:
    """All headers in one line, as a program leaves them that lost the line breaks."""
    first = _LABEL.match(line)
    position = first.end() - 1 if first and first.group(1) and "@" in line else len(line)
    for label in _IN_ONE_LINE:
        found = label.search(line, position)
        if found is None:
            return False
        position = found.end() - 1
    return True


def _attribution_length(lines: list[str], position: int) -> int:
    if not _START.match(lines[position]):
        return 0
    joined = ""
    for count in range(1, 6):
        if position + count > len(lines) or (count > 1 and not lines[position + count - 1].strip()):
            return 0
        joined = f"{joined} {lines[position + count - 1].strip()}".strip()
        if len(joined) > MAX_LINE:
            return 0
        if joined.rstrip("* ").endswith(":"):
            clean = re.sub(r"\s+", " ", joined).strip("* ")
            return count if any(pattern.fullmatch(clean) for pattern in _ATTRIBUTIONS) else 0
    return 0


def _header_block_length(lines: list[str], position: int) -> int:
    """`From:` and at least two more headers, one of them the subject, each at the beginning of a line."""
    first = _LABEL.match(lines[position])
    if first is None:
        return 0
    if not first.group(1):
        return _unordered_block_length(lines, position)
    seen, count = {1}, 1
    while count < 14 and position + count < len(lines):
        line = lines[position + count]
        label = _LABEL.match(line)
        if label:
            seen.update(number for number in (2, 3, 4) if label.group(number))
        elif 4 in seen:
            break
        count += 1
    return count if 4 in seen and len(seen) >= 3 else 0


def _unordered_block_length(lines: list[str], position: int) -> int:
    """The same beginning with its date, as Hotmail writes it: header under header, the sender with an address."""
    seen: set[int] = set()
    count = 0
    for line in lines[position : position + 8]:
        label = _LABEL.match(line)
        if label is None or (label.group(1) and "@" not in line):
            break
        seen.update(number for number in (1, 2, 3, 4) if label.group(number))
        count += 1
    return count if len(seen) == 4 else 0


def _is_certain(lines: list[str], position: int, length: int) -> bool:
    """Enough of a mark to fold what follows although no line of it begins with `>`."""
    if length == 1 and _is_separator(lines[position]):
        return True
    text = " ".join(lines[position : position + length])
    if _LABEL.match(lines[position]):
        return True
    is_apart = "@" in text or not position or not lines[position - 1].strip()  # people tell what somebody wrote in the middle of their text
    return is_apart and bool(_CERTAIN.search(text))


def _rule(words: list[str]) -> int:
    """Where the line of underscores begins that Outlook leaves above its headers; it holds no words."""
    end = len(words)
    while end and (not words[end - 1].strip() or _UNDERSCORES.fullmatch(words[end - 1])):
        end -= 1
    return end if any(line.strip() for line in words[end:]) else len(words)


def _trim(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
