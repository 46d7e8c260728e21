"""What really differs between a row and what somebody wants it to be."""

from collections.abc import Mapping, Set
from typing import Any


def differences(row: Any, wanted: Mapping[str, Any], *, allowed: Set[str]) -> dict[str, Any]:
    """
    The wanted values that differ from the row's. Texts are stripped; another row is told by its id (`calendar` becomes `calendar_id`).

    Raises TypeError for a field that is not allowed: a misspelt name must not pass in silence.
    """
    unknown = wanted.keys() - allowed
    if unknown:
        raise TypeError(f"cannot change {', '.join(sorted(unknown))}")
    found = {}
    for name, value in wanted.items():
        if hasattr(type(row), f"{name}_id"):
            name, value = f"{name}_id", getattr(value, "pk", value)
        if isinstance(value, str):
            value = value.strip()
        if getattr(row, name) != value:
            found[name] = value
    return found
