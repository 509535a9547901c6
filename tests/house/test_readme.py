"""The READMEs keep their word: their first rulebook and folder are evaluated, their commands are run, both show the same.

A fence's first line says what it is: `yaml NAME` and `csv NAME` are files, `sh` is commands to run in order among those files,
`text output` lines that the commands above it print, in this order; lines between them may be left out.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.program import run
from tests.house.project import ROOT
from tests.house.test_docs import offered_commands
from xiaoneng import __version__
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.rulebook.language.load import load_rulebook
from xiaoneng.rulebook.results.report import report

READMES = ("README.md", "README.en.md")
FENCE = re.compile(r"^```(\S*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bxiaoneng ([a-z][a-z-]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
SCRIPT = re.compile(r"\bscript/[a-z]+")
LINK = re.compile(r"\]\(([^)#]+)\)")
LINES_OF_THE_FIRST_RULEBOOK = 10


class Fence(NamedTuple):
    """A fenced block: its language, the rest of its first line, its text."""

    language: str
    name: str
    text: str


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(page: str) -> list[Fence]:
    return [Fence(*match.groups()) for match in FENCE.finditer(page)]


def files(page: str) -> dict[str, str]:
    """The files that a page tells its reader to make, by name."""
    return {fence.name: fence.text for fence in fences(page) if "." in fence.name}


def make_files(page: str, folder: Path) -> None:
    for name, content in files(page).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")


def unprinted(shown: str, printed: str) -> list[str]:
    """Lines shown that are not among those printed, or not in that order."""
    rest = iter([line.rstrip() for line in printed.splitlines()])
    return [line for line in shown.splitlines() if line.rstrip() not in rest]


@pytest.fixture
def offered(capsys: pytest.CaptureFixture[str]) -> dict[str, set[str]]:
    """The options of each command, as the program's help tells them."""
    _, listed, _ = run(capsys, "--help")
    return {command: set(OPTION.findall(run(capsys, command, "--help")[1])) for command in offered_commands(listed)}


@pytest.mark.parametrize("name", READMES)
def test_its_commands_run_and_print_what_it_shows(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = text(name)
    make_files(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    printed, ran, compared = "", 0, 0
    for fence in fences(page):
        if fence.language == "sh":
            outputs = []
            for line in fence.text.splitlines():
                program, *arguments = shlex.split(line)
                assert program == "xiaoneng"
                code, out, err = run(capsys, *arguments)
                assert (code, line) == (0, line), err
                outputs.append(out)
            printed, ran = "".join(outputs), ran + len(outputs)
        elif fence.name == "output":
            assert unprinted(fence.text, printed) == []
            compared += 1
    assert ran >= 5
    assert compared >= 2
    assert (tmp_path / "考核表.xlsx").stat().st_size > 0


@pytest.mark.parametrize("engine", ["python", "sqlite"])
@pytest.mark.parametrize("name", READMES)
def test_the_first_rulebook_gives_what_the_text_says(name: str, engine: str, tmp_path: Path) -> None:
    page = text(name)
    make_files(page, tmp_path)
    assert len(files(page)["first.yaml"].splitlines()) <= LINES_OF_THE_FIRST_RULEBOOK
    found = report(evaluate_folder(load_rulebook(str(tmp_path / "first.yaml")), tmp_path / "year", "2025", engine_name=engine))
    changed = {(row["subject"], row["period"]): row["total"] for row in found["scores"] if row["items"]}
    assert changed == {("A1", "2025-03"): "97", ("A2", "2025-06"): "89"}
    assert [row["subject"] for row in found["barred"]] == ["A2"]
    assert [(row["exact"], row["places"]) for row in found["quotas"]] == [("0.6", 1)]
    assert [row["fact"] for row in found["provisional"]] == ["F4"]
    assert found["warnings"] == []


@pytest.mark.parametrize("name", [*READMES, "CHANGELOG.md"])
def test_every_command_and_option_named_exists(name: str, offered: dict[str, set[str]]) -> None:
    options = set().union(*offered.values())
    assert set(COMMAND.findall(text(name))) - set(offered) == set()
    assert set(OPTION.findall(text(name))) - options == set()


def test_both_name_every_command_and_the_same_options(offered: dict[str, set[str]]) -> None:
    chinese, english = (text(name) for name in READMES)
    assert set(COMMAND.findall(chinese)) == set(COMMAND.findall(english)) == set(offered)
    assert set(OPTION.findall(chinese)) == set(OPTION.findall(english))


def test_both_show_the_same_examples_under_as_many_headings() -> None:
    chinese, english = (text(name) for name in READMES)
    assert fences(chinese) == fences(english)
    assert chinese.count("\n## ") == english.count("\n## ")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_script_and_linked_file_exists(name: str) -> None:
    named = {*SCRIPT.findall(text(name)), *(link for link in LINK.findall(text(name)) if "://" not in link)}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", READMES)
def test_the_archives_name_carries_the_version(name: str) -> None:
    assert set(re.findall(r"xiaoneng-([\d.]+)-offline", text(name))) == {__version__}


def test_the_changelog_begins_with_the_version() -> None:
    heads = re.findall(r"^## (\S+)\n\n\*([^*\n]+)\*$", text("CHANGELOG.md"), re.MULTILINE)
    assert heads[0][0] == __version__
    assert [head for head, line in heads if not line.isascii()] == []


def test_a_line_that_is_not_printed_or_comes_too_early_is_found() -> None:
    assert unprinted("a\nc\n", "a  \nb\nc\n") == []
    assert unprinted("c\na\n", "a\nb\nc\n") == ["a"]
    assert unprinted("d\n", "a\n") == ["d"]
