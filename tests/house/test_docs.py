"""The glossary names what exists, and the README shows every command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.project import ROOT, SRC, load_yaml

GLOSSARY = ROOT / "docs" / "glossary.yaml"
REQUIRED = ("term", "identifier", "meaning")
COMMANDS = ("rulebooks", "check", "show", "evaluate", "book", "explain", "new", "sample", "sql", "lint")
SOURCE_SUFFIXES = frozenset({".py", ".yaml", ".json", ".html", ".lark"})


def incomplete(terms: list[dict[str, Any]]) -> list[str]:
    """Glossary entries that lack a term, an identifier or a meaning."""
    return [f"{entry.get('term', f'entry {n}')}: {key}" for n, entry in enumerate(terms, 1) for key in REQUIRED if not entry.get(key)]


def unknown_identifiers(terms: list[dict[str, Any]], folder: Path) -> list[str]:
    """Identifiers of the glossary that no source file under a folder contains as a word of its own."""
    files = [path for path in folder.rglob("*") if path.suffix in SOURCE_SUFFIXES]
    words = {word for path in files for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", path.read_text(encoding="utf-8"))}
    return [entry["identifier"] for entry in terms if entry.get("identifier") and entry["identifier"] not in words]


def offered_commands(help_text: str) -> set[str]:
    """The subcommands in a program's help: `{a,b,c}` or one indented line each."""
    braced = {name for group in re.findall(r"\{([a-z][a-z,-]+)\}", help_text) for name in group.split(",")}
    listed = set(re.findall(r"^ {2,6}([a-z][a-z-]+)(?: {2,}|$)", help_text, re.MULTILINE))
    return braced | listed


def not_shown(commands: set[str], readme: str) -> list[str]:
    """Commands of which a README has no `xiaoneng COMMAND`."""
    return sorted(command for command in commands if not re.search(rf"\bxiaoneng {command}\b", readme))


@pytest.fixture(scope="module")
def glossary() -> list[dict[str, Any]]:
    loaded = load_yaml(GLOSSARY)
    terms = loaded.get("terms", []) if isinstance(loaded, dict) else loaded
    assert terms, "docs/glossary.yaml holds no term"
    return list(terms)


@pytest.fixture(scope="module")
def help_text() -> str:
    return subprocess.run([sys.executable, "-m", "xiaoneng", "--help"], capture_output=True, text=True, check=True).stdout


def test_every_term_is_complete(glossary: list[dict[str, Any]]) -> None:
    assert incomplete(glossary) == []


def test_no_term_stands_twice(glossary: list[dict[str, Any]]) -> None:
    terms = [entry["term"] for entry in glossary]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_every_identifier_exists(glossary: list[dict[str, Any]]) -> None:
    assert unknown_identifiers(glossary, SRC) == []


def test_data_taken_from_others_come_with_their_licence() -> None:
    folder = SRC / "rulebooks" / "calendar"
    notice = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"^(\w+\.json)", notice, re.MULTILINE))
    assert named == {path.name for path in folder.glob("*.json")}
    assert "Permission is hereby granted" in notice
    assert all("calendar/NOTICE.txt" in (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.en.md"))


def test_the_contracts_commands_are_offered(help_text: str) -> None:
    assert sorted(set(COMMANDS) - offered_commands(help_text)) == []


def test_every_readme_shows_every_command(help_text: str) -> None:
    readmes = sorted(ROOT.glob("README*.md"))
    assert [path.name for path in readmes] == ["README.en.md", "README.md"]
    commands = offered_commands(help_text) | set(COMMANDS)
    assert {path.name: not_shown(commands, path.read_text(encoding="utf-8")) for path in readmes} == {path.name: [] for path in readmes}


def test_an_incomplete_term_is_found() -> None:
    whole = {"term": "制度", "identifier": "Rulebook", "meaning": "an office's document as data"}
    assert incomplete([whole]) == []
    assert incomplete([whole, {**whole, "meaning": ""}, {"identifier": "Fact", "meaning": "x"}]) == ["制度: meaning", "entry 3: term"]


def test_an_identifier_counts_as_a_whole_word(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("class RulebookVersion: ...\nclass Fact: ...\n", encoding="utf-8")
    assert unknown_identifiers([{"identifier": "Rulebook"}, {"identifier": "Fact"}], tmp_path) == ["Rulebook"]


def test_commands_are_read_from_either_form_of_help() -> None:
    assert offered_commands("usage: xiaoneng {check,show} ...") == {"check", "show"}
    assert offered_commands("命令:\n  check     检查\n    show\n  -h, --help  帮助\n") == {"check", "show"}


def test_a_command_missing_from_a_readme_is_found() -> None:
    assert not_shown({"check", "show"}, "Run `xiaoneng check FOLDER`; xiaoneng showing") == ["show"]
