"""Public holidays by country and year, from law: Poland's 24 December is one since 2025."""

from datetime import date
from functools import cache, lru_cache

import holidays


@cache
def countries() -> frozenset[str]:
    """Codes of the countries that are known; finding them reads every country's list, so it is not done before it is asked."""
    return frozenset(holidays.list_supported_countries())


@lru_cache(maxsize=2048)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Days off by law. Raises ValueError for a country that is not known."""
    return frozenset(names(country, year, "pl"))


@lru_cache(maxsize=256)
def names(country: str, year: int, language: str) -> dict[date, str]:
    """The days with their names, in the language when the country's list has it."""
    if country not in countries():
        raise ValueError(f"the public holidays of {country!r} are not known")
    try:
        found = holidays.country_holidays(country, years=year, language={"en": "en_US"}.get(language, language))
    except NotImplementedError:
        found = holidays.country_holidays(country, years=year)
    return {on: str(name) for on, name in found.items() if on.year == year}
