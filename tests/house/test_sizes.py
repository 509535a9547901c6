"""Files, functions and names stay small and plain."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.project import ROOT, python_files

FILE_LINES = 400
FUNCTION_LINES = 40
VAGUE_NAMES = frozenset({"util", "utils", "common", "core", "extra", "extras", "helper", "helpers", "misc"})
CODE_FOLDERS = ("src", "tests", "bench")


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A function's lines, its docstring not counted."""
    first = function.body[0]
    text = ast.get_docstring(function, clean=False)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if text is not None else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def too_big(path: Path) -> list[str]:
    """What in a Python file is longer than the house allows."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    found = [f"{path.name}: {lines} lines"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > FUNCTION_LINES:
            found.append(f"{path.name}:{node.lineno} {node.name}: {body_lines(node)} lines")
    return found


def vague(folder: Path) -> list[Path]:
    """Modules and packages under a folder whose names say nothing."""
    return [path for path in python_files(folder) if {*path.relative_to(folder).parts[:-1], path.stem} & VAGUE_NAMES]


def test_files_and_functions_are_small() -> None:
    assert [line for folder in CODE_FOLDERS for path in python_files(ROOT / folder) for line in too_big(path)] == []


def test_names_say_something() -> None:
    assert [path for folder in CODE_FOLDERS for path in vague(ROOT / folder)] == []


@pytest.mark.parametrize(("lines", "refused"), [(FILE_LINES, False), (FILE_LINES + 1, True)])
def test_the_length_of_a_file(lines: int, refused: bool, tmp_path: Path) -> None:
    path = tmp_path / "rows.py"
    path.write_text("x = 1\n" * lines, encoding="utf-8")
    assert bool(too_big(path)) is refused


@pytest.mark.parametrize(("statements", "refused"), [(FUNCTION_LINES - 1, False), (FUNCTION_LINES, True)])
def test_the_length_of_a_function_leaves_out_its_docstring(statements: int, refused: bool, tmp_path: Path) -> None:
    path = tmp_path / "rows.py"
    path.write_text('def f() -> None:\n    """One\n    two."""\n' + "    x = 1\n" * statements, encoding="utf-8")
    assert bool(too_big(path)) is refused


def test_a_vague_package_is_found(tmp_path: Path) -> None:
    for name in ("core", "ledger"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rows.py").touch()
    assert vague(tmp_path) == [tmp_path / "core" / "rows.py"]
