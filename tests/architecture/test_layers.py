"""The import contracts of pyproject.toml hold here and fail on planted violations."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A package of the same apps with nothing in them, under the same contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {module for contract in contracts for module in contract.get("source_modules", []) + contract.get("protected_modules", [])}
    for app in [path.name for path in (ROOT / "ambasador").iterdir() if (path / "__init__.py").exists()]:
        (tmp_path / "ambasador" / app).mkdir(parents=True)
        (tmp_path / "ambasador" / app / "__init__.py").touch()
    (tmp_path / "ambasador" / "__init__.py").touch()
    for module in named:
        path = tmp_path / (module.replace(".", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        (path.parent / "__init__.py").touch()
    for app in ("outreach", "channels"):
        (tmp_path / "ambasador" / app / "verbs.py").touch()
    return tmp_path


def test_the_contracts_hold():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_empty_skeleton_passes(skeleton):
    assert lint(skeleton).returncode == 0, lint(skeleton).stdout


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("journal/models.py", "import ambasador.tickets"),
        ("directory/models.py", "import ambasador.customers"),
        ("tickets/models.py", "def later():\n    import ambasador.conversations"),
        ("conversations/verbs.py", "import ambasador.channels.outbox"),
        ("tickets/route.py", "import django"),
    ],
    ids=["upward", "sideways", "hidden in a function", "around the gate", "django in a calculation"],
)
def test_a_planted_import_is_found(skeleton, path, line):
    (skeleton / "ambasador" / path).write_text(line + "\n")
    assert lint(skeleton).returncode != 0


def test_a_module_of_an_app_that_looks_upward_inside_it_is_found(skeleton):
    (skeleton / "ambasador/tickets/verbs.py").touch()
    (skeleton / "ambasador/tickets/models.py").write_text("import ambasador.tickets.verbs\n")
    assert lint(skeleton).returncode != 0


def test_an_app_that_is_not_on_the_map_is_found(skeleton):
    (skeleton / "ambasador/extras").mkdir()
    (skeleton / "ambasador/extras/__init__.py").touch()
    assert lint(skeleton).returncode != 0
