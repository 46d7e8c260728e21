"""Archives, and the commands that take mail in, run as real processes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from ambasador.channels.email.archive import files_of, messages_of
from ambasador.channels.models import RawInput

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


def run(*arguments: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ambasador", *arguments],
        input=given,
        capture_output=True,
        env=os.environ | database() | env,
        timeout=120,
        check=False,
    )


def database() -> dict[str, str]:
    values = connection.settings_dict
    return {"DATABASE_URL": f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"}


@pytest.mark.django_db(transaction=True)
def test_the_pipe_keeps_a_message_or_asks_the_mail_server_to_keep_it(tmp_path):
    files = str(tmp_path / "files")
    kept = run(
        "mail", "deliver", "--from", "ewa@x.pl", "--to", "kontakt@firma.pl", given=LETTER.format(n=1).encode(), AMBASADOR_FILES=files
    )
    assert kept.returncode == 0, kept.stderr.decode()
    assert RawInput.objects.get().envelope_to == ["kontakt@firma.pl"]
    gone = run("mail", "deliver", given=b"x: y\n\nz", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert gone.returncode == 75
    (tmp_path / "full").write_text("")
    full = run("mail", "deliver", given=b"x: y\n\n" + b"z" * 100_000, AMBASADOR_FILES=str(tmp_path / "full"))
    assert full.returncode == 75
    assert RawInput.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_killed_anywhere_and_run_again_takes_everything_once(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    for number in range(1500):
        (archive / f"{number:04}.eml").write_text(LETTER.format(n=number))
    (archive / "box").write_text("".join(SEPARATOR.format(n=n) + LETTER.format(n=n + 1400) + "\n" for n in range(50)))
    chance = random.Random(7)
    for _time in range(2):
        arguments = [sys.executable, "-m", "ambasador", "mail", "import", str(archive)]
        process = subprocess.Popen(arguments, env=os.environ | database(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before, patience = RawInput.objects.count(), time.monotonic() + 30
        while RawInput.objects.count() == before and process.poll() is None and time.monotonic() < patience:
            time.sleep(0.05)
        time.sleep(chance.random() / 4)
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert run("mail", "import", str(archive)).returncode == 0
    assert RawInput.objects.count() == 1500
    again = run("mail", "import", str(archive))
    assert b"0 messages taken in, 1550 were there already" in again.stdout
    assert RawInput.objects.values("message_id").distinct().count() == 1500
