"""The documents tell all there is: every setting, command and kind of event, and their links lead somewhere."""

import argparse
import re
from pathlib import Path

import pytest

from ambasador.channels.registry import channels
from ambasador.cli.main import _parser
from ambasador.journal.facts import KINDS

ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r'env\.(?:text|flag|number|words)\("(\w+)"')


def test_every_setting_is_documented():
    names = set(READ.findall((ROOT / "ambasador/config/settings.py").read_text()))
    described = (ROOT / "docs/settings.md").read_text()
    assert names
    assert [name for name in sorted(names) if name not in described] == []


def test_every_command_is_documented():
    described = "".join((ROOT / "docs" / name).read_text() for name in ("operations.md", "settings.md", "faults.md")) + (ROOT / "README.md").read_text()
    [choices] = [action.choices for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert [name for name in choices if f"ambasador {name}" not in described] == []


def test_every_kind_of_event_is_documented():
    described = (ROOT / "docs/events.md").read_text()
    assert [kind for kind in sorted(KINDS) if f"`{kind}`" not in described] == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_event_says_a_sentence(kind):
    assert str(KINDS[kind].says).strip()


@pytest.mark.parametrize("page", sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]), ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_channel_taken_apart_is_the_one_that_runs():
    page = (ROOT / "docs/writing-a-channel.md").read_text()
    code = (ROOT / "ambasador/channels/telegram/channel.py").read_text()
    assert f"```python\n{code}```" in page
    assert len(code.splitlines()) < 100


def test_every_channel_is_described():
    page = (ROOT / "docs/channels.md").read_text()
    assert [code for code in channels() if f"| `{code}` |" not in page] == []
