"""Which procedure a new ticket starts from, by the words of its first message."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """`words` are the keywords that decided, so that the choice can be explained on the ticket."""

    procedure: int
    words: tuple[str, ...]


def choose(subject: Set[str], body: Set[str], candidates: Mapping[int, Mapping[str, Sequence[Set[str]]]]) -> Match | None:
    """
    The candidate most of whose keywords occur, or None when none does.

    `subject` and `body` are lexemes; a candidate maps each keyword to the lexeme alternatives of its words, every one of which must occur
    in some form. A keyword counts 3 in the subject and 1 in the body, longer keywords more. Ties go to the candidate listed first.
    """
    best: Match | None = None
    best_score = 0.0
    for procedure, keywords in candidates.items():
        hits: list[str] = []
        score = 0.0
        for keyword, lexemes in keywords.items():
            weight = 1 + 0.5 * (len(keyword.split()) - 1)
            if _occurs(lexemes, subject):
                score += 3 * weight
                hits.append(keyword)
            elif _occurs(lexemes, body):
                score += weight
                hits.append(keyword)
        if score > best_score:
            best, best_score = Match(procedure, tuple(hits)), score
    return best


def _occurs(words: Sequence[Set[str]], text: Set[str]) -> bool:
    return bool(words) and all(word & text for word in words)
