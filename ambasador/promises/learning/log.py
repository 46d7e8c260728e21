"""An event log as columns: who did what in which case and when. Read from CSV files as process mining programs write them."""

import csv
import gzip
import io
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

SYNONYMS = {
    "case": ("case", "caseid", "caseconceptname", "traceid", "casename", "casenumber", "srnumber", "ticket", "ticketid"),
    "activity": ("activity", "activityid", "conceptname", "event", "eventname", "activityname", "task", "step"),
    "timestamp": ("completetimestamp", "timetimestamp", "timestamp", "endtimestamp", "completiontime", "end", "endtime", "time", "date", "at"),
    "resource": ("resource", "orgresource", "user", "owner", "performer", "originator", "resourceid"),
}
# what a program adds afterwards from the whole case: it would tell the future
TELL_THE_FUTURE = ("variant", "duration", "remaining", "cycletime", "throughput", "leadtime", "closed", "resolved", "solved", "outcome", "starttimestamp")
FORMATS = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M", "%d-%b-%Y %H:%M:%S",
           "%Y-%m-%d %H:%M:%S %z", "%d-%m-%Y", "%d.%m.%Y")  # fmt: skip
MOST_ATTRIBUTES = 12
Codes = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]
Numbers = np.ndarray[Any, np.dtype[np.floating[Any]]]


class UnreadableLog(ValueError):
    """The file has no cases, activities or times that can be read; the sentence says which."""


@dataclass(frozen=True)
class Log:
    """
    Events ordered by the start of their case, within a case by time. `first` and `size` are the slice of each case; `at` is in days since
    1970 (UTC); codes count from 0, -1 means "not said". An attribute is numeric (nan where missing) when all its values are numbers.
    """

    first: Codes
    size: Codes
    at: Numbers
    activity: Codes
    resource: Codes
    numbers: dict[str, Numbers]
    words: dict[str, Codes]

    @property
    def cases(self) -> int:
        return len(self.first)


def build_log(
    case: Codes, at: Numbers, activity: Codes, resource: Codes, numbers: dict[str, Numbers] | None = None, words: dict[str, Codes] | None = None
) -> Log:
    """The log of these parallel columns, one entry per event, in any order; events of one moment keep the order given."""
    _, case = np.unique(case, return_inverse=True)
    begins = np.full(case.max() + 1, np.inf)
    np.minimum.at(begins, case, at)
    order = np.lexsort((np.arange(len(at)), at, case, begins[case]))
    case = case[order]
    first = np.flatnonzero(np.r_[True, case[1:] != case[:-1]]).astype(np.int32)
    size = np.diff(np.r_[first, len(case)]).astype(np.int32)
    return Log(first, size, at[order], activity[order], resource[order],
               {name: column[order] for name, column in (numbers or {}).items()}, {name: column[order] for name, column in (words or {}).items()})  # fmt: skip


def read_log(path: Path) -> Log:
    """Read a CSV file (comma, semicolon or tab; .gz too). Raises UnreadableLog naming what is missing."""
    with _open(path) as file:
        sample = file.readline()
        delimiter = max(",;\t", key=sample.count)
        header = next(csv.reader([sample], delimiter=delimiter), [])
        place, attributes = _places(header)
        return _columns(csv.reader(file, delimiter=delimiter), place, attributes)


def _open(path: Path) -> io.TextIOBase:
    if not path.is_file():
        raise UnreadableLog(f"There is no file {path}.")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _places(header: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    plain = ["".join(letter for letter in name.lower() if letter.isalnum()) for name in header]
    place = {}
    for meaning, names in SYNONYMS.items():
        found = [plain.index(name) for name in names if name in plain]
        if found:
            place[meaning] = found[0]
        elif meaning != "resource":
            raise UnreadableLog(f"The log has no column for the {meaning}; its columns: {', '.join(header)}.")
    others = {header[index]: index for index, name in enumerate(plain) if index not in place.values() and not name.startswith(TELL_THE_FUTURE)}
    return place, dict(list(others.items())[:MOST_ATTRIBUTES])


class _Words:
    """Codes for words in the order they first come."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.column = array("i")

    def add(self, word: str) -> None:
        self.column.append(self.codes.setdefault(word, len(self.codes)) if word else -1)

    def values(self) -> Codes:
        return np.frombuffer(self.column, dtype=np.int32)


def _columns(lines: Iterator[list[str]], place: dict[str, int], attributes: dict[str, int]) -> Log:
    case, activity, resource, at = _Words(), _Words(), _Words(), array("d")
    others = {name: _Words() for name in attributes}
    width, pattern, who = max(place.values()) + 1, "", place.get("resource")
    for line in lines:
        if len(line) < width or not line[place["case"]]:
            continue
        moment, pattern = _moment(line[place["timestamp"]], pattern)
        at.append(moment)
        case.add(line[place["case"]])
        activity.add(line[place["activity"]])
        resource.add(line[who] if who is not None else "")
        for name, index in attributes.items():
            others[name].add(line[index].strip() if index < len(line) else "")
    if not at:
        raise UnreadableLog("The log has no events.")
    numbers, words = {}, {}
    for name, column in others.items():
        as_numbers = _numbers(list(column.codes))
        if as_numbers is None:
            words[name] = column.values()
        elif len(column.codes) > 1:
            numbers[name] = np.r_[as_numbers, np.nan][column.values()]
    return build_log(case.values(), np.frombuffer(at, dtype=np.float64), activity.values(), resource.values(), numbers, words)


def _numbers(values: list[str]) -> Numbers | None:
    try:
        return np.array([float(value) for value in values], dtype=np.float64)
    except ValueError:
        return None


def _moment(text: str, pattern: str) -> tuple[float, str]:
    """Days since 1970 of a date in ISO or a common form, and the form it had: the next line most likely has the same."""
    text = text.strip().replace("/", "-")
    for form in (pattern, "", *FORMATS):
        try:
            moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
        except ValueError:
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp() / 86400, form
    raise UnreadableLog(f"{text!r} is not a time that can be read.")
