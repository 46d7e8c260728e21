"""Which procedure a message starts, and by which of its words."""

from dataclasses import dataclass

from ambasador.lib import lexemes
from ambasador.procedures import matching
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.queries import candidates, default_version


@dataclass(frozen=True)
class Choice:
    """The version in force to start from, or None when there is not even a default; `words` are the keywords that decided."""

    version: ProcedureVersion | None
    words: tuple[str, ...]


def procedure_for(subject: str, text: str) -> Choice:
    """The procedure whose keywords the message uses, in any inflection; else the default one. Two queries."""
    versions = {version.id: (version, keywords) for version, keywords in candidates()}
    match = matching.choose(
        lexemes.of_text(subject[:500]),
        lexemes.of_text(text[:6000]),
        {
            number: {keyword: [word.lexemes for word in lexemes.alternatives(keyword)] for keyword in keywords}
            for number, (_version, keywords) in versions.items()
        },
    )
    if match is not None:
        return Choice(versions[match.procedure][0], match.words)
    return Choice(default_version(), ())
