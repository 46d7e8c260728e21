"""Reading our own code as syntax trees, for the checks of the house's rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent.parent / "ambasador"
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete", "update"}
QUERY_WORDS = (".objects", ".filter(", ".exclude(", ".all()", "queryset", ".order_by(")


@dataclass(frozen=True)
class Source:
    path: str
    tree: ast.Module


def sources(package: Path = PACKAGE) -> Iterator[Source]:
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package).as_posix()
        if "/migrations/" not in path and "/tests/" not in path:
            yield Source(path, ast.parse(file.read_text(encoding="utf-8")))


def writes_in(tree: ast.Module) -> list[tuple[int, str]]:
    """(line, call) of everything that writes rows: saving an object, or a writing method of a manager or queryset."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            receiver = ast.unparse(node.func.value)
            is_query = any(word in receiver for word in QUERY_WORDS)
            is_object = node.func.attr in {"save", "delete"} and not any(word in receiver for word in ("session", "cache", "form", "fs"))
            is_related = node.func.attr in {"create", "bulk_create", "get_or_create", "update_or_create"} and "." in receiver
            if is_query or is_object or is_related:
                found.append((node.lineno, f"{receiver}.{node.func.attr}"))
    return found


def is_verb_module(path: str) -> bool:
    return "/verbs/" in f"/{path}" or path.endswith("/verbs.py")


def unguarded_objects(tree: ast.Module) -> list[tuple[int, str]]:
    """(line, expression) of every `Model.objects` that is not handed to the access door, at once or by a name used for nothing else."""
    guarded: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"visible", "get_visible"} and node.args:
                guarded |= {id(inner) for inner in ast.walk(node.args[0])}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            guarded |= _named_for_the_door(function, guarded)
    return [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} and id(node) not in guarded
    ]


def _named_for_the_door(function: ast.FunctionDef, guarded: set[int]) -> set[int]:
    """Nodes of assignments whose name is read only inside what the door is handed."""
    found: set[int] = set()
    reads = [node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            uses = [read for read in reads if read.id == node.targets[0].id]
            if uses and all(id(read) in guarded for read in uses):
                found |= {id(inner) for inner in ast.walk(node.value)}
    return found


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def calls_in(function: ast.FunctionDef) -> set[str]:
    """Names called inside a function, without the modules before them."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
