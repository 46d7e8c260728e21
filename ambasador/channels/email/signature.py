"""
Where the writer's words end and a signature begins: `-- `, a telephone's advertisement, a business card, a legal notice.

A closing with a name alone stays with the words: it is how people say goodbye, and it tells who wrote. A card goes only when every
line of it looks like one; the first sentence among them keeps the whole.
"""

import re

MAX_CARD, MAX_CARD_LINE, MAX_MARKED = 14, 90, 60
_APPLIANCE = (
    r"i-?phone|i-?pad|telefon|smart[fph]|tablet|komór|samsung|galaxy|huawei|xiaomi|redmi|poco|motorol|nokia|lenovo|sony|xperia|htc|oppo|realme"
    r"|oneplus|honor|lumia|pixel|blackberry|android|outlook|windows|pocz[ct]|mail|yahoo|proton|interia|onet|\bwp\b|\bo2\b|phone|device|mobile"
    r"|urządzeni|aplikacj|\bapp\b|thunderbird|spark|k-9|zoho|\bmac\b|handy|téléphone"
)
_MOBILE = re.compile(
    rf"\s*(?:(?:wysłan[eoay]|wyslan[eoay]|sent|gesendet|envoyé|odesláno|odoslané|надіслано|отправлено)"
    rf" (?:z|ze|przez|przy|za|poprzez|bezpieczn\w{{1,4}}|from|via|using|with|by|securely|wirelessly|von|mit|depuis|de|sans|з|с|из)"
    rf" (?=[^\n]{{0,80}}(?:{_APPLIANCE})).{{2,80}}"
    r"|(?:pobierz|uzyskaj|get|download|hol(?:en)? sie sich|télécharger) (?:aplikację |program |app )?outlook .{0,60}|outlook dla .{2,40}"
    r"|(?:wolne?y? od wirusów|virus-free|bez wirusů)\.?.{0,80}|.{0,30}\bavast\b.{0,100}|yahoo mail: .{2,60})\s*(?:<https?://\S{1,200}>)?\s*\.?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*\*{0,2}(?:(?:serdecznie |gorąco |ciepło |również )?pozdrawia(?:m|my)(?: serdecznie| gorąco| ciepło| państwa)?"
    r"|(?:serdeczne |łączę )(?:serdeczne )?pozdrowienia|pozdr|pzdr|pozdrowienia"
    r"|z (?:poważaniem|powazaniem|wyrazami szacunku|pozdrowieniami|wyrazami)|z góry (?:dziękuję|dzięki)|dziękuję i pozdrawiam|(?:życzę )?miłego dnia"
    r"|(?:kind(?:est)?|best|warm(?:est)?|with (?:best|kind))? ?regards|best(?: wishes)?|(?:yours )?(?:sincerely|faithfully|truly)|sincerely yours|cheers"
    r"|(?:many )?thanks(?: and (?:best |kind )?regards)?|thank you|br|mit freundlichen grüßen|mfg|cordialement|s pozdravem|з повагою|с уважением)"
    r"\s*[,.!-]{0,3}(?P<name>(?:\s+[^\W\d_][\w.'’-]{0,30}){0,4})\s*[,.!]?\*{0,2}\s*",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:\+?\d[\d ()./-]{6,18}\d)|[^\s@<>]{1,64}@[^\s@<>]{2,100}|\bwww\.|https?://|\b(?:tel|kom|mob|fax|faks|phone|mobile|e-?mail|nip|krs|regon)\b\.?\s?[:.]?"
    r"|\b\d\d-\d{3}\b|\b(?:ul|al|pl|os)\.\s|\b(?:sp\. z o\.? ?o\.?|s\.a\.|sp\. ?k\.|sp\. ?j\.|ltd|gmbh|inc\.|llc)\b"
    r"|\b(?:dyrektor|kierownik|prezes|specjalist|manager|menedżer|koordynator|asystent|doradca|księgow|właściciel|inspektor|referent|director|engineer"
    r"|assistant|ceo|cto|cfo|owner|dział |biuro |department)",
    re.IGNORECASE,
)
_MATTER = re.compile(  # what a case is about: numbers of contracts and accounts, sums, dates, requests
    r"umow|zamówieni|faktur|zgłoszeni|reklamac|klient|pesel|liczni|seryjn|\bs/n\b|kont[oau]\b|iban|\d\s?(?:zł|pln|eur|usd)\b|order|invoice|contract"
    r"|customer (?:no|number|id)|account|reference|serial|prosz[ęe]|dzwoni|please|\bcall\b|(?:\d[ -]?){16}|\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|\b\d{1,2}:\d\d\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[?]|^\s*p\.?\s?s\.?\s?[:.\s]|(?:\S+\s+){8,}\S+[.!…]\s*$|^\s*[-*•]\s|^\s*\d+[.)]\s|:\s*$", re.IGNORECASE)
_NOTICE = re.compile(
    r"\s*[*_>]{0,2}(?:(?:treść|niniejsz\w{1,3}|ta|powyższ\w{1,3}|informacj[ae]|uwaga:?|wiadomość|przesłan\w{1,3}|zawartość) .{0,80}"
    r"(?:wiadomo|e-?mail|korespondencj|przekaz|przesył)"
    r"|administratorem .{0,60}danych|klauzula (?:poufności|informacyjna)|informacja o poufności|nota prawna|zastrzeżenie"
    r"|(?:pomyśl|zanim|zastanów się|chroń|dbaj|czy) .{0,60}(?:wydruk|drukuj|środowisk|papier)|please consider the environment"
    r"|this (?:e-?mail|message|communication|transmission)\b|the (?:information|contents?) (?:contained )?(?:in|of) this|confidentiality notice|disclaimer"
    r"|privileged|if you (?:are not|have received)|important notice|sąd rejonowy|.{2,80}(?:wpisan|zarejestrowan|kapitał zakładowy))",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"poufn|adresat|odbiorc|zawart|usuni|zniszcz|skasow|omyłk|ujawni|rozpowszech|przetwarza|danych osobowych|rodo|drukuj|środowisk|krs|nip|regon"
    r"|kapitał|wirus|confidential|intended|recipient|delete|disclos|unauthori[sz]ed|privileged|distribut|printing|environment|liabilit",
    re.IGNORECASE,
)


def split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """The words, and the lines of the signature at their end; together they are all the lines."""
    end = _before_dashes(lines)
    end = _before_extras(lines, end)
    end = _before_card(lines, end)
    if end < len(lines) and any(line.strip() for line in lines[:end]) and any(line.strip() for line in lines[end:]):
        return lines[:end], lines[end:]
    return lines, []


def _before_dashes(lines: list[str]) -> int:
    """Above the last `-- `; two dashes without the blank that belongs to the mark only when little follows."""
    for position in range(len(lines) - 1, max(0, len(lines) - MAX_MARKED), -1):
        line = lines[position]
        if line == "-- " or (line.rstrip() == "--" and len(lines) - position <= 16):
            return position
    return len(lines)


def _before_extras(lines: list[str], end: int) -> int:
    """Above advertisements of telephones and legal notices at the end."""
    while True:
        filled = end
        while filled and not lines[filled - 1].strip():
            filled -= 1
        if filled and _MOBILE.fullmatch(lines[filled - 1][:300]):
            end = filled - 1
            continue
        notice = _notice_start(lines, filled)
        if notice == filled:
            return end
        end = notice


def _notice_start(lines: list[str], end: int) -> int:
    """Where the paragraph that ends here begins, when it is a legal notice, or else `end`."""
    start = end
    while start and lines[start - 1].strip() and end - start < MAX_MARKED:
        start -= 1
    paragraph = " ".join(lines[start:end])[:4000]
    legal = {found.lower() for found in _LEGAL.findall(paragraph)}
    return start if start and _NOTICE.match(paragraph) and len(legal) >= 2 else end


def _before_card(lines: list[str], end: int) -> int:
    """Above `Pozdrawiam` when a business card follows it and nothing else."""
    filled = [position for position in range(end) if lines[position].strip()]
    for position in reversed(filled[-MAX_CARD - 1 :]):
        line = lines[position]
        if len(line) > MAX_CARD_LINE:
            return end
        if _CLOSING.fullmatch(line):
            below = [lines[after] for after in filled if after > position]
            return position if _is_card(below) else end
        if _SENTENCE.search(line):
            return end
    return end


def _is_card(below: list[str]) -> bool:
    """A way to reach somebody, or a title, and nothing that the case may be about."""
    return any(_CONTACT.search(line) for line in below) and not any(_MATTER.search(line) for line in below)
