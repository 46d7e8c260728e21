"""Approval as a kind of step: its two decisions, and the words by which a letter says them. No Django."""

from collections.abc import Sequence

APPROVED, REJECTED = "approved", "rejected"
OPTIONS: list[dict[str, str]] = [
    {"code": APPROVED, "pl": "Zgoda", "en": "Approved"},
    {"code": REJECTED, "pl": "Odmowa", "en": "Rejected"},
]
# what else opens a letter that decides
WORDS: dict[str, Sequence[str]] = {
    APPROVED: ("zgoda", "tak", "yes", "zgadzam się", "wyrażam zgodę", "akceptuję", "approved", "approve", "i approve", "i agree"),
    REJECTED: ("odmowa", "nie", "no", "odmawiam", "nie zgadzam się", "nie wyrażam zgody", "brak zgody", "rejected", "reject", "i reject", "i do not agree"),
}
