"""The commands that take mail in, run as real processes over the test database."""

import os
import random
import subprocess
import sys
import time

import pytest
from django.db import connection

from ambasador.channels.models import RawInput
from ambasador.cli.main import main

LETTER = "From: ewa@x.pl\nMessage-ID: <{n}@x>\nSubject: Pralka {n}\n\nTresc {n}\n"
SEPARATOR = "From ewa@x.pl Wed Feb 12 14:03:{n:02} 2025\n"


def begin(*arguments: str, **env: str) -> "subprocess.Popen[bytes]":
    """A command over the test database, in a process of its own that waits for its standard input."""
    words = [sys.executable, "-m", "ambasador", *arguments]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(words, env=os.environ | database() | env, **pipes)


def database() -> dict[str, str]:
    values = connection.settings_dict
    return {"DATABASE_URL": f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"}


@pytest.mark.django_db(transaction=True)
def test_the_pipe_keeps_a_message_or_asks_the_mail_server_to_keep_it(tmp_path):
    (tmp_path / "full").write_text("")  # a file where the folder should be: nothing can be kept
    delivered = {
        "kept": begin("mail", "deliver", "--from", "ewa@x.pl", "--to", "kontakt@firma.pl", AMBASADOR_FILES=str(tmp_path / "files")),
        "no server": begin("mail", "deliver", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"),
        "disk full": begin("mail", "deliver", AMBASADOR_FILES=str(tmp_path / "full")),
    }
    given = {"kept": LETTER.format(n=1).encode(), "no server": b"x: y\n\nz", "disk full": b"x: y\n\n" + b"z" * 100_000}
    said = {name: process.communicate(given[name], timeout=120)[1].decode() for name, process in delivered.items()}
    assert {name: process.returncode for name, process in delivered.items()} == {"kept": 0, "no server": 75, "disk full": 75}, said
    assert RawInput.objects.get().envelope_to == ["kontakt@firma.pl"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_anywhere_and_run_again_takes_everything_once(tmp_path, capsys):
    archive = tmp_path / "archive"
    archive.mkdir()
    for number in range(1500):
        (archive / f"{number:04}.eml").write_text(LETTER.format(n=number))
    (archive / "box").write_text("".join(SEPARATOR.format(n=n) + LETTER.format(n=n + 1400) + "\n" for n in range(50)))
    counts = []
    for pause in (0, random.random() / 5):
        process, before, patience = begin("mail", "import", str(archive)), RawInput.objects.count(), time.monotonic() + 30
        while RawInput.objects.count() == before and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.01)
        time.sleep(pause)
        process.kill()
        process.communicate(timeout=30)
        counts.append(RawInput.objects.count())
    assert 0 < counts[0] < 1500  # else nothing was cut off in the middle
    assert main(["mail", "import", str(archive)]) == 0
    assert RawInput.objects.count() == 1500
    capsys.readouterr()
    assert main(["mail", "import", str(archive)]) == 0
    assert "0 messages taken in, 1550 were there already" in capsys.readouterr().out
    assert RawInput.objects.values("message_id").distinct().count() == 1500
