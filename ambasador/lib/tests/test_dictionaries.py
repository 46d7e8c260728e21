"""Dictionaries unpacked once, whatever is in the way."""

import os
from pathlib import Path

import pytest

from ambasador.lib import dictionaries
from ambasador.lib.dictionaries import KeptDictionaries


def word(folder: Path) -> str | None:
    return KeptDictionaries(folder).get_dictionary("en").get("washes")


def test_the_second_process_reads_what_the_first_has_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert word(tmp_path) == "wash"
    monkeypatch.setattr(dictionaries, "_unpack", None)
    assert word(tmp_path) == "wash"


def test_a_torn_copy_is_made_anew(tmp_path: Path) -> None:
    word(tmp_path)
    [copy] = tmp_path.glob("*.lemmas")
    whole = copy.read_bytes()
    copy.write_bytes(whole[:1000])
    assert word(tmp_path) == "wash"
    assert copy.read_bytes() == whole


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert word(tmp_path) == "wash"


def test_a_file_in_the_place_of_the_folder_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    assert word(tmp_path / "cache") == "wash"
