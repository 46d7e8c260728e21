"""Phone numbers in any spelling to one form, E.164, and back to how people write them."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType


def normalise(text: str, *, region: str = "PL") -> str | None:
    """The number as +48600123456, or None when it cannot be a phone number. Without a country it is of `region`."""
    number = _parsed(text, region)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else None


def shown(value: str, *, region: str = "PL") -> str:
    """How people write it: 600 123 456 at home, +49 30 901820 abroad. What is no number comes back as it is."""
    number = _parsed(value, region)
    if number is None:
        return value
    at_home = phonenumbers.region_code_for_number(number) == region
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL)


def shown_or_as_written(text: str) -> str:
    """For people's eyes only: a number written evenly, and anything else (an extension, two numbers) as it was."""
    return shown(text.strip())


def takes_texts(text: str, *, region: str = "PL") -> bool:
    """Whether a text message may reach the number: a mobile one, or one of which nobody can tell."""
    number = _parsed(text, region)
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return number is not None and phonenumbers.number_type(number) in kinds


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    text = text.strip().removeprefix("tel:")
    if text.startswith("00"):
        text = "+" + text[2:]
    if len(text) > 40 or any(letter.isalpha() for letter in text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
