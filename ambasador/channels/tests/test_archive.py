"""Archives: a folder of messages, an mbox, a maildir."""

import pytest

from ambasador.channels.email.archive import files_of, messages_of

LETTER = "From: ewa@x.pl\nMessage-ID: <{n}@x>\nSubject: Pralka {n}\n\nTresc {n}\n"
SEPARATOR = "From ewa@x.pl Wed Feb 12 14:03:{n:02} 2025\n"


def test_one_file_is_one_message(tmp_path):
    (tmp_path / "a.eml").write_text(LETTER.format(n=1) + "\nFrom tego czasu nie dziala.\n\nFrom here on too\n")
    assert [raw.decode() for raw in messages_of(tmp_path / "a.eml")] == [(tmp_path / "a.eml").read_text()]


def test_an_mbox_is_split_at_its_own_lines_only(tmp_path):
    file = tmp_path / "box"
    file.write_text("".join(SEPARATOR.format(n=n) + LETTER.format(n=n) + "\nFrom here\n>From there\n\n" for n in range(3)))
    messages = [raw.decode() for raw in messages_of(file)]
    assert [message.split("\n")[1] for message in messages] == ["Message-ID: <0@x>", "Message-ID: <1@x>", "Message-ID: <2@x>"]
    assert all("\nFrom here\nFrom there\n" in message for message in messages)


def test_a_maildir_is_read_without_its_half_delivered_messages(tmp_path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1").write_text(LETTER.format(n=folder))
    (tmp_path / "empty").write_text("\n\n")
    (tmp_path / ".hidden").write_text("x")
    assert [next(iter(messages_of(file)), b"") != b"" for file in files_of(tmp_path)] == [True, False, True]


def test_nothing_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        files_of(tmp_path / "missing")
