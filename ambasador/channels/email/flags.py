"""Machines or people: automatic answers, mailing lists, bounces. Without Django; works on headers and parts already read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ambasador.channels.email.addresses import Address, addresses, message_ids
from ambasador.channels.email.charset import decode
from ambasador.channels.email.headers import Headers, split_head
from ambasador.channels.email.mime import Part, Tree

_AUTO_SUBJECT = re.compile(
    r"(?:auto(?:matic)?[ -]?(?:reply|response|respond(?:er)?|antwort|svar)\b|auto:"
    r"|automatyczna odpowiedź|odpowiedź automatyczna|auto[ -]?odpowiedź|autoodpowiedz"
    r"|out of (?:the )?office|ooo\b:|poza biurem:|nieobecno(?:ść|sc) w (?:biurze|pracy)|urlop:|abwesenheit|réponse automatique"
    r"|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|automatische antwort|automatick[áý] odpověď"
    r"|automatická odpoveď|vacation(?: reply| notice|:)|on vacation:|away from (?:the |my )?(?:office|mail)"
    r"|read:|not read:|przeczytano:|nie przeczytano:|potwierdzenie przeczytania|delivered:|dostarczono:|gelesen:|return receipt)"
    r"|.{1,80} is out of (?:the )?office(?:[ .].{0,80})?$",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"(?:undeliver(?:able|ed)|delivery (?:status|failure|error|problem|failed|has failed|incomplete|notification|delay|report)"
    r"|(?:failed|failure|unsuccessful|permanent) delivery|delivery_failure|e?mail delivery (?:failed|failure|system|subsystem|error|problem)"
    r"|return(?:ed|ing) (?:mail|message|to sender)|failure notice|notification of failure|mail status report|nondelivery report"
    r"|message (?:delivery (?:failure|has failed)|could not be delivered|not delivered|returned)|mail system error|non[- ]?delivery|nondeliverable"
    r"|warning: (?:message|could not send|delayed mail)|(?:could not|couldn't|cannot|can not|can't|wasn't|not) be(?:en)? delivered"
    r"|delivery delayed|error sending your mail|(?:user|address|recipient) unknown|bounced (?:mail|message)|mail receipt failed"
    r"|not deliver(?:ed|able)|your message to .{1,200} (?:couldn't|could not) be"
    r"|niedostarczal|niedostarczon|nie (?:można|udało się|mozna|udalo sie|mogła być|mogła zostać) (?:dostarczyć|dostarczyc|dostarczona)"
    r"|zwrot (?:poczty|wiadomości|przesyłki)|zwrócona wiadomość|dostarczenie nie powiodło się|opóźnienie dostarcz"
    r"|bł[ąe]d(?:y)? (?:w )?dostarcz|powiadomienie o (?:stanie|niedostarczeniu|błędzie)|wiadomość nie (?:została|mogła zostać) dostarczona"
    r"|(?:raport o )?stan(?:ie)? dostarczenia|unzustellbar|nicht zustellbar|konnte nicht zugestellt|échec de|non remis|no se puede entregar)",
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    r"qmail-send program|this is the (?:mail system at host|postfix program|mail delivery (?:system|agent))"
    r"|this message was created automatically by (?:the )?mail (?:delivery )?(?:software|system|delivery)"
    r"|automatically generated delivery status notification"
    r"|your message (?:did not reach|could ?n[o']t be delivered|was ?n[o']t delivered|cannot be delivered|has been undeliverable)"
    r"|delivery (?:has failed|to the following recipients? (?:failed|has been delayed))|could not be delivered to"
    r"|following (?:addresses had permanent|recipient\(?s?\)? (?:could not|cannot) be reached|message (?:to <.{1,200}> )?(?:was|could not))"
    r"|sorry to have to inform you that your message|wasn't able to deliver your message|unable to deliver (?:your|the|this) message"
    r"|nie (?:dotarła do|została dostarczona do) |dostarcz(?:anie|enie) (?:wiadomości )?(?:nie powiodło się|do następujących)"
    r"|nie (?:można|udało się) (?:było )?dostarczyć|nie znaleziono adresu",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?:mailer[-_.]?daemon|post[-_]?master|mail-?daemon|mail-?subsystem|mdaemon|bounces?|double-bounce|mail[-_.]?delivery(?:[-_.]?(?:sub)?system)?"
    r"|mail-?system|maildeliverysystem|smtp-?error|bounce-?notification|microsoftexchange[0-9a-f]{10,40})(?:[+=-].*)?",
    re.IGNORECASE,
)
_MACHINE_NAME = re.compile(
    r"(?:mail deliver[y]? (?:sub)?system|mailer[- ]daemon|mail administrator|mail system|microsoft exchange.{0,20}|system administrator"
    r"|administrator systemu|podsystem dostarczania poczty|internet mail delivery|inet ?mail.{0,30}|postmaster|courier mail server.{0,40})",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(
    r"(?:no-?reply|do-?not-?reply|donotreply|nie-?odpowiadaj|bez-?odpowiedzi)(?:[+._-].*)?|.*[._-]no-?reply", re.IGNORECASE
)
_FAILED_LINE = re.compile(r"(?:^|[\s<(:;,])([^\s<>@,;:\"()\[\]]{1,64}@[A-Za-z0-9.-]{3,253})(?=[\s>),:;]|$)")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b|\b([45]\d\d)[ -]")
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponse",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-autoreplied",
    "x-autoresponder",
    "x-vacation",
    "x-mail-vacation",
    "x-apple-action",
    "x-ms-exchange-inbox-rules-loop",
    "x-cron-env",
    "x-ms-exchange-generated-message-source",
)
_BEFORE_ORIGINAL = re.compile(
    r"\n[- ]{2,60}.{0,60}(?:original message|copy of the message|oryginaln|message headers)", re.IGNORECASE
)
_LIST_HEADERS = ("list-id", "list-unsubscribe", "list-post", "list-help", "mailing-list", "x-mailing-list", "x-listname")


@dataclass(frozen=True)
class Bounce:
    """`original_id` is the Message-ID of the returned message; `is_permanent` is false for "delayed" and full mailboxes."""

    recipients: tuple[str, ...]
    is_permanent: bool
    status: str
    explanation: str
    original_id: str


def is_list(headers: Headers) -> bool:
    """Sent to many: a mailing list or a mass mailing. What is on it may well be written by a person."""
    precedence = headers.text("precedence").lower()
    return any(headers.get(name) for name in _LIST_HEADERS) or precedence in {"list", "bulk"}


def is_automatic(headers: Headers, *, subject: str, tree: Tree) -> bool:
    """Written by a program: said so (RFC 3834), or looks like an out-of-office note or a read receipt. People on lists are people."""
    submitted = headers.text("auto-submitted").lower().split(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if any(headers.text(name).lower() in {"auto_reply", "auto-reply", "autoreply", "junk"} for name in ("precedence", "x-precedence")):
        return True
    if any(headers.get(name) and headers.text(name).lower() not in {"no", "false"} for name in _AUTO_HEADERS):
        return True
    if headers.text("x-autogenerated").lower() in {"reply", "forward", "group"} or headers.text("x-loop").lower() == "autoresponder":
        return True
    if tree.media_type == "multipart/report":
        return True
    return _AUTO_SUBJECT.match(subject.strip()) is not None


def may_be_answered_by_machine(headers: Headers, *, sender: Address | None, is_auto: bool) -> bool:
    """RFC 3834: nothing automatic ever answers automatic mail, lists, null return paths, machines or whoever asked not to be."""
    if is_auto or sender is None or is_list(headers):
        return False
    path = headers.text("return-path").replace(" ", "")
    suppressed = set(headers.text("x-auto-response-suppress").lower().replace(" ", "").split(","))
    if path == "<>" or suppressed & {"all", "autoreply", "oof"}:
        return False
    local = sender.address.rpartition("@")[0]
    return not (_MACHINE.fullmatch(local) or _NO_REPLY.fullmatch(local))


def bounce_of(tree: Tree, *, sender: Address | None, subject: str, text: str) -> Bounce | None:
    """What a bounce tells, or None when the message is none: a standard report (RFC 3464), or one of the many other forms."""
    headers = tree.top
    report = next((part for part in tree.leaves if part.media_type in {"message/delivery-status", "message/global-delivery-status"}), None)
    if report is not None:
        return _from_report(report, tree)
    kind = tree.parameters.get("report-type", "").lower()
    is_report = tree.media_type == "multipart/report" and not any(other in kind for other in ("disposition", "feedback"))
    failed = headers.get("x-failed-recipients")
    says_so = bool(_BOUNCE_SUBJECT.search(subject[:300]))
    is_machine = _is_machine(headers, sender)
    by_machine = is_machine and (says_so or bool(_BOUNCE_TEXT.search(text[:600])))
    if not (failed or by_machine or (is_report and (says_so or is_machine))):
        return None
    named = [address.address for address in addresses(failed)] or _named_in(text, besides=sender)
    status = _STATUS.search(text[:5000])
    code = (status.group(1) or status.group(2) or "") if status else ""
    is_permanent = not code.startswith("4") and "delay" not in subject.lower()
    return Bounce(tuple(named), is_permanent, code, _short(text), _original_id(tree.leaves, text))


def _is_machine(headers: Headers, sender: Address | None) -> bool:
    """Sent by a mail server: nobody, its usual names, or the null return path."""
    if sender is None:
        bare = headers.text("from").strip(" <>\"'")
        return not bare or bool(_MACHINE.fullmatch(bare.partition("@")[0]) or _MACHINE_NAME.match(bare))
    local = sender.address.rpartition("@")[0]
    is_named = bool(_MACHINE.fullmatch(local) or _MACHINE_NAME.fullmatch(sender.name))
    return is_named or headers.text("return-path").replace(" ", "") == "<>"


def _from_report(part: Part, tree: Tree) -> Bounce | None:
    """One block per recipient; a report that only tells of deliveries and relays is no bounce."""
    recipients, status, explanation = [], "", ""
    is_permanent, failed = False, False
    for block in re.split(rb"\r?\n[ \t]*\r?\n", part.content()[:200_000])[:200]:
        fields, _rest = split_head(block.strip() + b"\n\n")
        action = fields.text("action").lower().split(" ")[0]
        if action not in {"failed", "delayed"} and not (not action and fields.get("status") and fields.text("status")[:1] in "45"):
            continue
        failed = True
        named = fields.text("original-recipient") or fields.text("final-recipient")
        found = addresses(named.rpartition(";")[2].encode())
        recipients += [address.address for address in found]
        status = status or fields.text("status").split(" ")[0][:20]
        explanation = explanation or fields.text("diagnostic-code")
        is_permanent = is_permanent or (action != "delayed" and not fields.text("status").startswith("4"))
    if not failed:
        return None
    return Bounce(tuple(dict.fromkeys(recipients)), is_permanent, status, explanation[:500], _original_id(tree.leaves, ""))


def _named_in(text: str, *, besides: Address | None) -> list[str]:
    own = besides.address.lower() if besides else ""
    before = _BEFORE_ORIGINAL.split(text[:8000], maxsplit=1)[0]
    named = [found for found in _FAILED_LINE.findall(before) if found.lower() != own and not _MACHINE.fullmatch(found.partition("@")[0])]
    return list(dict.fromkeys(named))[:5]


def _original_id(leaves: Sequence[Part], text: str) -> str:
    for part in leaves:
        if part.media_type in {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "text/rfc822", "message/partial"}:
            inner, _body = split_head(part.content()[:100_000] + b"\n\n")
            found = message_ids(inner.get("message-id"))
            if found:
                return found[0]
    quoted = re.search(r"^[> ]{0,4}message-id:[ \t]{0,20}(<[^<>\s]{1,250}>)", text[:100_000], re.IGNORECASE | re.MULTILINE)
    return quoted.group(1) if quoted else ""


def _short(text: str) -> str:
    return decode(" ".join(text[:2000].split()).encode("utf-8", "replace"), "utf-8")[0][:500]
