"""The offices' documents are told in our own words: no long run of a source's text stands in the project.

The sources are not part of the project; where they are not at hand, only the small examples below run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.project import ROOT, RULEBOOKS, project_texts, rulebook_documents, rulebook_folders

SOURCES = ROOT.parent / "shared" / "sources"
RUN = 16
"""So many consecutive Chinese characters of a source, punctuation and spaces left out, are a sentence taken over."""

# What stands word for word because it is a name or a list, wherever in the project it is repeated:
ALLOWED_HEAD = ("title", "issuer", "number")  # of `document`: how the document is called
ALLOWED_SECTIONS = ("lists",)  # named lists are loaded as they are: phrases to use and to avoid, duties, standards
ALLOWED_KEYS = ("name", "effect", "effects")  # names of facts and awards; what is given or barred, in the document's own words

# Single runs that are allowed besides: a statute's full name, a fixed expression. Each with its reason.
ALLOWED_RUNS: dict[str, str] = {}

# Whole files, relative to the project: none so far.
ALLOWED_FILES: dict[str, str] = {}

NOT_CHINESE_BUT_SILENT = re.compile(r"[\s　、，。；：？！“”‘’（）《》〈〉〔〕【】「」『』—…·,.;:?!\"'()<>\[\]{}|*#`_~\\+=&$%^@/-]+")
CHINESE_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇○\U00020000-\U0003ffff]+")


def runs(text: str) -> Iterator[str]:
    """The runs of Chinese characters in a text once punctuation and spaces are left out; letters and digits end a run."""
    return iter(CHINESE_RUN.findall(NOT_CHINESE_BUT_SILENT.sub("", text)))


def windows(text: str, length: int = RUN) -> set[str]:
    """Every stretch of `length` characters within the runs of a text."""
    return {run[start : start + length] for run in runs(text) for start in range(len(run) - length + 1)}


def taken_over(text: str, source: set[str], allowed: set[str], length: int = RUN) -> list[str]:
    """The longest stretches of a text that a source holds and nothing allows."""
    found: list[str] = []
    for run in runs(text):
        end = 0
        for start in range(len(run) - length + 1):
            window = run[start : start + length]
            if window not in source or window in allowed:
                continue
            if found and start < end:
                found[-1] += run[end : start + length]
            else:
                found.append(window)
            end = start + length
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every scalar within a YAML value, in order."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def texts_under(value: Any, keys: Iterable[str]) -> Iterator[str]:
    """Every scalar that stands, at any depth, under one of the keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner) if key in keys else texts_under(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_under(inner, keys)


def allowed_texts(document: dict[str, Any]) -> Iterator[str]:
    """What one file of a rulebook may say word for word; a list's items also one after the other, as the file holds them."""
    head = document.get("document")
    if isinstance(head, dict):
        yield from (head[key] for key in ALLOWED_HEAD if isinstance(head.get(key), str))
    for section in ALLOWED_SECTIONS:
        entries = document.get(section, {})
        for entry in entries.values() if isinstance(entries, dict) else entries:
            yield "".join(texts_in(entry))
            yield from texts_in(entry)
    yield from texts_under(document, ALLOWED_KEYS)


def allowed_windows(rulebooks: Path = RULEBOOKS) -> set[str]:
    """The stretches that may stand anywhere in the project."""
    declared = [
        text for folder in rulebook_folders(rulebooks) for document in rulebook_documents(folder) for text in allowed_texts(document)
    ]
    return {window for text in (*declared, *ALLOWED_RUNS) for window in windows(text)}


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources are not at hand")
def test_no_sentence_of_a_source() -> None:
    documents = sorted(SOURCES.glob("*.txt"))
    assert documents, "the sources' folder is empty"
    source = {window for path in documents for window in windows(path.read_text(encoding="utf-8"))}
    allowed = allowed_windows()
    found = [
        f"{path.relative_to(ROOT)}: {run}"
        for path, text in project_texts()
        if str(path.relative_to(ROOT)) not in ALLOWED_FILES
        for run in taken_over(text, source, allowed)
    ]
    assert found == [], "\n".join(["照抄了原文:", *found])


MOON = "凡在月宫值守者须于每夜子时以前点齐灯火，并将盏数报告桂树下的管事。"


@pytest.mark.parametrize(("taken", "refused"), [(RUN - 1, False), (RUN, True)])
def test_the_length_of_a_run(taken: int, refused: bool) -> None:
    text = "值班：" + MOON[2 : 2 + taken]
    assert bool(taken_over(text, windows(MOON), set())) is refused


def test_punctuation_and_lines_do_not_hide_a_run() -> None:
    text = "- says: 凡在月宫，值守者须\n    于每夜（子时）以前点齐灯火\n"
    assert taken_over(text, windows(MOON), set()) == ["凡在月宫值守者须于每夜子时以前点齐灯火"]


def test_letters_and_digits_end_a_run() -> None:
    assert taken_over("凡在月宫值守者须1于每夜子时以前点齐灯火", windows(MOON), set()) == []


def test_what_a_rulebook_may_say_word_for_word(tmp_path: Path) -> None:
    folder = tmp_path / "moon"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(
        "document: {title: 凡在月宫值守者须于每夜子时以前点齐灯火}\n"
        "lists: {lamps: {name: 灯, items: [并将盏数报告, 桂树下的管事, 凡在月宫值守者须于每夜子时]}}\n"
        "clauses: {一: {says: 每夜子时以前点齐灯火并将盏数报告桂树下}}\n",
        encoding="utf-8",
    )
    allowed = allowed_windows(tmp_path)
    assert taken_over("凡在月宫值守者须于每夜子时以前点齐灯火", windows(MOON), allowed) == []
    assert taken_over("每夜子时以前点齐灯火并将盏数报告桂树下", windows(MOON), allowed) != []
