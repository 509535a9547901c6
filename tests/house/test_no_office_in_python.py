"""Python knows kinds of rules; it never knows an office. What a rulebook declares stays in the rulebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.house.project import RULEBOOKS, SRC, load_yaml, python_files, rulebook_documents, rulebook_folders

# Words that a rulebook may use as a name and that are also the language's or the input format's own, each with its reason.
OWN_WORDS = {
    "rounding": "key of an award's row in the language",
    "year_start": "key of the conventions in the language",
    "barred_in_base": "key of an award in the language",
    "rest_day": "key of a time limit in the language",
    "优秀": "value of the column 评定 in works, for every office",
}
NAMED_SECTIONS = ("facts", "awards")
SHORTEST_NAME = 2
TOKEN = re.compile(r"[(][^)]*[)]|[〇零一二三四五六七八九十百]+|[0-9]+|[^()〇零一二三四五六七八九十百0-9]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass
class OfficeWords:
    """What the shipped rulebooks declare and Python may not say."""

    keys: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    clauses: set[str] = field(default_factory=set)
    issuers: set[str] = field(default_factory=set)


def half_width(text: str) -> str:
    """Chinese parentheses as ASCII ones: both forms of a clause number are one."""
    return text.replace("（", "(").replace("）", ")")


def entries(document: dict[str, Any], section: str) -> Iterator[tuple[str, Any]]:
    """The (identifier, row) pairs of a section, written as a mapping or as a list of rows with an id."""
    rows = document.get(section)
    if isinstance(rows, dict):
        yield from rows.items()
    elif isinstance(rows, list):
        yield from ((row.get("id", ""), row) for row in rows if isinstance(row, dict))


def add_document(words: OfficeWords, document: dict[str, Any]) -> None:
    """Take in what one file of a rulebook declares."""
    for section in ("parameters", "readings"):
        words.settings.update(key for key, _ in entries(document, section) if key not in OWN_WORDS)
    for section in NAMED_SECTIONS:
        for key, row in entries(document, section):
            name = row.get("name", key) if isinstance(row, dict) else key
            words.names.update(
                word for word in (key, name) if len(word) >= SHORTEST_NAME and CHINESE.search(word) and word not in OWN_WORDS
            )
    words.clauses.update(half_width(key) for key, _ in entries(document, "clauses") if len(TOKEN.findall(half_width(key))) > 1)
    head = document.get("document")
    if isinstance(head, dict) and head.get("issuer"):
        words.issuers.add(head["issuer"])


def office_words(rulebooks: Path) -> OfficeWords:
    """Everything that the rulebooks in a folder declare."""
    words = OfficeWords()
    for folder in rulebook_folders(rulebooks):
        words.keys.add(folder.name)
        key = load_yaml(folder / "rulebook.yaml").get("rulebook")
        words.keys.update({key} if isinstance(key, str) else ())
        for document in rulebook_documents(folder):
            add_document(words, document)
    return words


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The string literals of a module with their lines, its docstrings left out."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners)]
    docstrings = {
        id(statement.value)
        for body in bodies
        for statement in body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The names that a module reads, binds, passes or defines, with their lines."""
    for node in ast.walk(tree):
        for attribute in ("id", "attr", "arg", "name"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                yield getattr(node, "lineno", 0), value


def said_in(literal: str, words: OfficeWords) -> set[str]:
    """The office's words in one string literal."""
    folded = half_width(literal)
    found = {word for word in words.clauses if word in folded} | {word for word in words.issuers if word in literal}
    return found | ({literal} & (words.settings | words.names))


def violations(source: str, words: OfficeWords) -> list[str]:
    """`line: word` for each word of an office in a module.

    A rulebook's key counts anywhere, comments and docstrings included. A clause number or an issuer counts inside any literal,
    a fact, an award, a parameter or a reading as a whole literal; a setting of several words counts as an identifier as well
    (a single English word is too likely to be the language's own).
    """
    tree = ast.parse(source)
    found = {(line, key) for line, text in enumerate(source.splitlines(), 1) for key in words.keys if key in text}
    found |= {(line, word) for line, literal in literals(tree) for word in said_in(literal, words)}
    found |= {(line, name) for line, name in identifiers(tree) if "_" in name and name in words.settings}
    return [f"{line}: {word}" for line, word in sorted(found)]


def test_no_office_in_python() -> None:
    words = office_words(RULEBOOKS)
    found = [
        f"{path.relative_to(SRC)}:{line}" for path in python_files(SRC) for line in violations(path.read_text(encoding="utf-8"), words)
    ]
    assert found == [], "\n".join(["制度里的词只能写在制度里:", *found])


RULEBOOK = """\
rulebook: moon-office-2031
document: {title: 月宫办事办法, issuer: 月宫办公室}
clauses: {二: {says: 总则}, 二(三)4: {says: 迟到}}
parameters: {rounding: {asks: 取整}, moon_norm: {asks: 任务}}
readings: {ties: {default: split}}
facts: {late: {name: 晚到}}
awards: {best: {name: 月度之星}}
"""


@pytest.fixture
def moon(tmp_path: Path) -> OfficeWords:
    folder = tmp_path / "moon-office-2031"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    (folder / "chapter.yaml").write_text("facts: {absent: {name: 整天不在}}\n", encoding="utf-8")
    (folder / "cases.yaml").write_text("facts: {x: {name: 案例里的词}}\n", encoding="utf-8")
    (tmp_path / "calendar").mkdir()
    return office_words(tmp_path)


REFUSED = (
    'KEY = "moon-office-2031"',
    "# as in moon-office-2031",
    'def f() -> None:\n    """As moon-office-2031 says."""',
    'x = "见二(三)4"',
    'x = f"依据二（三）4，{y}"',
    'x = "月宫办公室发文"',
    'x = {"晚到": 1}',
    'x = "整天不在"',
    'x = ("月度之星",)',
    'x = settings["moon_norm"]',
    "moon_norm = 1",
    "f(moon_norm=1)",
    'if name == "ties": pass',
)
ALLOWED = (
    "rounding = 1",
    'x = row["rounding"]',
    'def f() -> None:\n    """晚到: the family of 二(三)4."""',
    'x = "二"',
    'x = "晚到的人"',
    'x = "案例里的词"',
    'x = "calendar"',
    "ties = 2",
    'x = "late"',
)


@pytest.mark.parametrize("source", REFUSED)
def test_an_offices_word_is_refused(source: str, moon: OfficeWords) -> None:
    assert violations(source, moon) != []


@pytest.mark.parametrize("source", ALLOWED)
def test_a_general_word_is_allowed(source: str, moon: OfficeWords) -> None:
    assert violations(source, moon) == []
