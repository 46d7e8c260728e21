"""`ambasador up` says that mail is taken when it is, and says why when it cannot be."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from ambasador.cli import ports
from ambasador.cli.children import environment, own_command
from tests.ops.conftest import Up, busy, processes_of, up_again, used_home, wait_for

__all__ = ["up_again", "used_home"]  # fixtures
pytestmark = pytest.mark.slow


def test_when_mail_is_said_to_be_taken_both_doors_greet(up_again: Up) -> None:
    running = up_again()
    running.wait_ready()
    wait_for(lambda: "Mail is taken" in running.said(), 5, running.said)
    for port in re.findall(r"mtp://127\.0\.0\.1:(\d+)", running.said()):
        with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as sender:
            assert sender.recv(100).startswith(b"220 ")


def test_a_port_that_another_program_holds_ends_the_start_with_the_reason(used_home: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("AMBASADOR_")}
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        env |= {"AMBASADOR_HOME": str(used_home), "AMBASADOR_PORT": str(ports.any_free()), "AMBASADOR_SMTP_LISTEN": taken}
        ended = subprocess.run(own_command("up"), env=environment(env), capture_output=True, text=True, timeout=120 * busy())
    assert ended.returncode == 1
    assert "Ready after" not in ended.stdout
    assert "The mail listener does not come up" in ended.stderr
    assert "address already in use" in ended.stderr
    assert not processes_of(used_home)
