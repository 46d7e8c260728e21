"""The words of a condition: names, values, operators and brackets, each with its place in the text."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

LONGEST, MOST_TOKENS, MOST_DIGITS = 500, 150, 15
Kind = Literal["word", "text", "number", "operator", "bracket", "end"]
OPERATORS = ("<=", ">=", "!=", "<>", "=", "<", ">")
QUOTES = {'"': '"', "'": "'", "„": "”", "“": "”", "«": "»"}


class ConditionError(ValueError):
    """
    What is wrong with a condition. `code` says what, `at` where (0-based, for a mark under the text), `word` what stood there.

    Codes: too_long, too_deep, unknown_sign, open_text, bad_number, expected_value, expected_end, expected_bracket, expected_comparison,
    unknown_name, wrong_kind, unknown_option, never_true.
    """

    def __init__(self, code: str, at: int = 0, word: str = "") -> None:
        super().__init__(code)
        self.code, self.at, self.word = code, at, word


@dataclass(frozen=True)
class Token:
    """`text` is as written, of a text without its quotes; `at` is where it begins."""

    kind: Kind
    text: str
    at: int

    @property
    def word(self) -> str:
        """The word in small letters; empty for anything that is not a word."""
        return self.text.lower() if self.kind == "word" else ""


def tokens_of(text: str) -> list[Token]:
    """All tokens with an end mark. Raises ConditionError."""
    if len(text) > LONGEST:
        raise ConditionError("too_long", LONGEST)
    found: list[Token] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token, place = _token_at(text, place)
        found.append(token)
        if len(found) > MOST_TOKENS:
            raise ConditionError("too_long", token.at)
    return [*found, Token("end", "", len(text))]


def _token_at(text: str, start: int) -> tuple[Token, int]:
    sign = text[start]
    if sign in "(),":
        return Token("bracket", sign, start), start + 1
    operator = next((one for one in OPERATORS if text.startswith(one, start)), "")
    if operator:
        return Token("operator", "!=" if operator == "<>" else operator, start), start + len(operator)
    if sign in QUOTES:
        return _quoted(text, start)
    if sign.isdecimal() or (sign == "-" and text[start + 1 : start + 2].isdecimal()):
        return _number(text, start)
    if sign.isalpha() or sign == "_":
        end = start
        while end < len(text) and (text[end].isalnum() or text[end] in "_."):
            end += 1
        return Token("word", text[start:end].rstrip("."), start), end
    raise ConditionError("unknown_sign", start, sign)


def _quoted(text: str, start: int) -> tuple[Token, int]:
    closing = QUOTES[text[start]]
    end = next((place for place in range(start + 1, len(text)) if text[place] == closing or text[place] == '"' != text[start]), -1)
    if end < 0:
        raise ConditionError("open_text", start, text[start : start + 20])
    return Token("text", text[start + 1 : end], start), end + 1


def _number(text: str, start: int) -> tuple[Token, int]:
    """Digits with a point, or a day as 2026-11-25. A comma ends a number: it separates the values of a list."""
    end = start + 1
    while end < len(text) and (text[end].isdecimal() or text[end] in ".-_"):
        end += 1
    written = text[start:end].rstrip(".").replace("_", "")
    is_day = len(written) == 10 and written[4] == written[7] == "-"
    if not is_day and ("-" in written[1:] or written.count(".") > 1 or len(written) > MOST_DIGITS):
        raise ConditionError("bad_number", start, written)
    if not is_day and not written.isascii():
        raise ConditionError("bad_number", start, written)
    return Token("text" if is_day else "number", written if is_day else str(Decimal(written)), start), end
