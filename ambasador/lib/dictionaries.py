"""
simplemma's dictionaries, unpacked once for a machine: reading one takes seconds, the unpacked copy a tenth of one.

The copies lie in the data folder under `cache/`, which may be deleted at any time. Where it cannot be written, each process unpacks for itself.
"""

import fcntl
import logging
import os
import pickle
import tempfile
from collections.abc import Mapping
from pathlib import Path

import simplemma
from simplemma.strategies.dictionaries import DictionaryFactory, StreamDictionaryFactory

from ambasador.config.home import home_dir

log = logging.getLogger(__name__)


class KeptDictionaries(DictionaryFactory):
    """A factory for simplemma's lemmatizer. Of several processes that miss a copy one makes it and the others wait."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._read: dict[str, Mapping[str, str]] = {}

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        if lang not in self._read:
            self._read[lang] = _provide(lang, self._folder or home_dir() / "cache")
        return self._read[lang]


def _provide(lang: str, folder: Path) -> Mapping[str, str]:
    path = folder / f"{lang}-{simplemma.__version__}.lemmas"
    if (kept := _read(path)) is not None:
        return kept
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return _read(path) or _unpack(lang, path)
    except OSError as problem:
        log.warning("each process unpacks the dictionary %s for itself: %s", lang, problem)
        return StreamDictionaryFactory().get_dictionary(lang)


def _read(path: Path) -> Mapping[str, str] | None:
    """What is kept; None when there is nothing, or nothing whole."""
    try:
        with path.open("rb") as file:
            kept: Mapping[str, str] = pickle.load(file)  # noqa: S301 - written by ourselves, in a folder only we can write
            return kept
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, ValueError, IndexError):
        return None


def _unpack(lang: str, path: Path) -> Mapping[str, str]:
    dictionary = StreamDictionaryFactory().get_dictionary(lang)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as half:
            pickle.dump(dictionary, half, protocol=5)
        Path(name).replace(path)
    except OSError as problem:  # a full disk, say: what was read serves this process
        Path(name).unlink(missing_ok=True)
        log.warning("the dictionary %s is not kept unpacked: %s", lang, problem)
    return dictionary
