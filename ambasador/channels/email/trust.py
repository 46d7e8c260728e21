"""
Whether a message comes from whom it claims: what a receiving mail server of ours found by SPF, DKIM and DMARC (RFC 8601), and what is
odd about its senders. Without Django; works on the head of a message.

Only headers of servers named by the installation count, and of these only the uppermost ones: anybody can write such a header, but what
a stranger wrote stands below what our own server put on top.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from ambasador.channels.email.addresses import Address, addresses
from ambasador.channels.email.charset import decode
from ambasador.channels.email.headers import MAX_VALUE, Headers, split_head

PROVED, UNPROVED, DISPROVED, UNASKED = "proved", "unproved", "disproved", "unasked"
HEAD_LIMIT = 512 * 1024
WITHOUT_NAME = "-"  # stands for servers that leave their name out, as those of Microsoft 365 do

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RESULT = re.compile(r"(spf|dkim|dmarc)\s{0,5}=\s{0,5}([a-z]{1,20})\b", re.IGNORECASE)
_DOMAIN = re.compile(r"(header\.d|header\.i|header\.from|smtp\.mailfrom|smtp\.mail)\s{0,5}=\s{0,5}\"?([^\s;\"]{1,320})", re.IGNORECASE)


@dataclass(frozen=True)
class Trust:
    """
    `proof` of the address in From: `proved`, `unproved` (its domain says nothing, or nobody wrote down what it says), `disproved` (its domain
    denies the message), or `unasked` when the installation names no server to believe. `doubts` are codes of what a reader should see.
    """

    proof: str
    doubts: tuple[str, ...]

    @property
    def is_denied(self) -> bool:
        """Not to be believed whoever it names: its domain denies it, or it names several senders at once."""
        return self.proof == DISPROVED or "several_senders" in self.doubts


def trust_of(raw: bytes, *, believed: Collection[str]) -> Trust:
    """What is known of the sender. Never raises; linear in the size of the head."""
    headers, _body = split_head(raw[:HEAD_LIMIT])
    named = [one for value in headers.all("from")[:5] for one in addresses(value)]
    sender = named[0] if named else None
    proof = _proof(headers, sender, believed) if believed else UNASKED
    return Trust(proof, tuple(_doubts(headers, named, proof)))


def _doubts(headers: Headers, named: list[Address], proof: str) -> list[str]:
    found = ["denied"] if proof == DISPROVED else []
    if len({one.address.lower() for one in named}) > 1:
        found.append("several_senders")
    sender = named[0] if named else None
    if sender is None:
        return found
    domain = _domain_of(sender.address)
    shown = [one.address for one in addresses(sender.name.encode()) if "@" in sender.name]
    if any(_domain_of(address) != domain for address in shown):
        found.append("name_shows_another_address")
    answers = addresses(headers.get("reply-to"))
    if answers and all(not _same_house(_domain_of(one.address), domain) for one in answers):
        found.append("answers_elsewhere")
    return found


def _proof(headers: Headers, sender: Address | None, believed: Collection[str]) -> str:
    results = _results(headers, frozenset(one.lower() for one in believed))
    if sender is None or not results:
        return UNPROVED
    domain = _domain_of(sender.address)
    dmarc = {result for method, result, said in results if method == "dmarc" and _same_house(said or domain, domain)}
    if "fail" in dmarc:
        return DISPROVED
    if "pass" in dmarc:
        return PROVED
    if any(result == "pass" and said and _same_house(said, domain) for method, result, said in results if method != "dmarc"):
        return PROVED
    failed = {method for method, result, _said in results if result in {"fail", "hardfail"}}
    return DISPROVED if failed >= {"spf", "dkim"} else UNPROVED


def _results(headers: Headers, believed: frozenset[str]) -> list[tuple[str, str, str]]:
    """(method, result, domain) of the uppermost run of believed headers: several programs of one server may each add one."""
    found: list[tuple[str, str, str]] = []
    has_begun = False
    for name, value in headers.items:
        if name == "authentication-results":
            server, results = _read(value)
            if server in believed:
                has_begun = True
                found += results
                continue
        if has_begun:
            break
    return found


def _read(value: bytes) -> tuple[str, list[tuple[str, str, str]]]:
    text = _COMMENT.sub(" ", decode(value[:MAX_VALUE])[0])
    first, *rest = text.split(";")
    server = first.strip().split(" ")[0].lower()
    if "=" in server:  # begins with a result at once
        server, rest = WITHOUT_NAME, [first, *rest]
    return server, [one for piece in rest[:50] if (one := _one_result(piece))]


def _one_result(piece: str) -> tuple[str, str, str] | None:
    result = _RESULT.match(piece.strip())
    if result is None:
        return None
    method = result.group(1).lower()
    wanted = {"spf": ("smtp.mailfrom", "smtp.mail"), "dkim": ("header.d", "header.i"), "dmarc": ("header.from",)}[method]
    said = {name.lower(): domain for name, domain in _DOMAIN.findall(piece)}
    domain = next((said[name] for name in wanted if name in said), "")
    return method, result.group(2).lower(), domain.rpartition("@")[2].lower().strip("<>.")


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")


def _same_house(one: str, other: str) -> bool:
    """The same domain, or one within the other; a top-level domain is nobody's house."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or ("." in shorter and longer.endswith(f".{shorter}"))
