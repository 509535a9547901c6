"""Nothing outside actions writes; every action is somebody's right."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.house.project import SRC, python_files
from xiaoneng.audit.action import ACTIONS
from xiaoneng.org.rights import RIGHTS

ROOMS = ("audit", "org", "ledger", "matters", "merit", "web", "config")
WRITERS = frozenset({"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "aupdate", "acreate"})
FOUNDATION = frozenset({"audit/action.py", "audit/writing.py", "audit/files.py"})
"""What actions are made of."""


def writes(path: Path) -> list[str]:
    """The calls in a file that write to the database, as far as their form shows it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, plain = node.func.attr, not node.args
        bare = plain and not node.keywords
        if name in WRITERS or (name == "update" and plain and node.keywords) or (name in ("save", "delete") and bare):
            found.append(f"{path.relative_to(SRC) if path.is_relative_to(SRC) else path.name}:{node.lineno} {name}")
    return found


def may_write(path: Path) -> bool:
    """Whether a file holds actions: `actions.py`, `actions_….py`, or a file in a folder `actions`."""
    inside = path.relative_to(SRC)
    return inside.as_posix() in FOUNDATION or path.stem.startswith("actions") or "actions" in inside.parts or "migrations" in inside.parts


def test_only_actions_write() -> None:
    files = [path for room in ROOMS for path in python_files(SRC / room) if not may_write(path)]
    assert [line for path in files for line in writes(path)] == []


def test_every_action_is_a_right() -> None:
    for path in (path for room in ROOMS for path in python_files(SRC / room)):
        if may_write(path) and "migrations" not in path.parts:
            import_module("xiaoneng." + ".".join(path.relative_to(SRC).with_suffix("").parts))
    import_module("xiaoneng.web.apps")
    rooms = {path.parent.name for path in SRC.glob("*/rights.py")}
    for room in rooms:
        import_module(f"xiaoneng.{room}.rights")
    assert sorted(name for name in ACTIONS if name not in RIGHTS and not name.startswith("setup.")) == []
    ours = [one for one in ACTIONS.values() if one.run.__module__.startswith("xiaoneng.")]
    assert [one.name for one in ours if one.title == one.name or len(one.title) < len("登录")] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Fact.objects.create(no=1)", True),
        ("rows.update(state=1)", True),
        ("words.update({1: 2})", False),
        ("fact.save()", True),
        ("book.save(path)", False),
        ("fact.delete()", True),
        ("client.delete(url)", False),
    ],
)
def test_a_write_is_seen(line: str, found: bool, tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(line, encoding="utf-8")
    assert bool(writes(path)) is found
