"""What holds of any text: it is read or refused, at once; nothing is lost, nothing stands twice, every address is one clause's."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.files.outline.words import archive
from xiaoneng.files.cells import InputProblems
from xiaoneng.files.outline.matching import match
from xiaoneng.files.outline.model import Outline
from xiaoneng.files.outline.numerals import MOST, chinese_value, written
from xiaoneng.files.outline.outline import outline
from xiaoneng.files.outline.reading import read_document
from xiaoneng.files.outline.skeleton import skeleton
from xiaoneng.files.outline.stored import as_data, from_data
from xiaoneng.files.outline.text import Paragraph
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.language.names import Clause

SIGNS = [
    *"一二三十百〇壹1２3、.．，。；：:;()（）〔〕[]第条章节①⑴⒈㈠是要看 \t\u3000a|—花园",
    "一、", "二、", "（一）", "(二)", "1、", "2、", "3．", "(1)", "⑵", "一是", "二是", "三要", "：1、", "；2、", "第一条", "第二章", "1.1",
    "附件1：",
    "2031年3月9日", "主题词：", "\n", "\n", "花园制度\n", "每天浇水。\n", " | ", "\ufffd",
]  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(SIGNS), max_size=80).map("".join)
FAST = settings(max_examples=120, deadline=None)
SECONDS = 10


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line, words) for line, words in enumerate(text.split("\n"), 1) if words.strip())


def holds(found: Outline, given_: tuple[Paragraph, ...]) -> None:
    assert found.whole() == given_
    numbers = [clause.number for clause in found.clauses]
    assert len(set(numbers)) == len(numbers)
    assert all(number.strip() for number in numbers)
    assert all(clause.parent == "" or clause.parent in numbers[:at] for at, clause in enumerate(found.clauses))
    again = from_data(json.loads(json.dumps(as_data(found))))
    assert as_data(again) == as_data(found)
    lines = [(part.line, part.at) for clause in found.clauses for part in clause.parts]
    assert len(set(lines)) == len(lines)


@FAST
@given(DOCUMENTS)
def test_nothing_is_lost_or_doubled_in_what_looks_like_a_document(text: str) -> None:
    holds(outline(paragraphs(text)), paragraphs(text))


@FAST
@given(st.text(max_size=300))
def test_nothing_is_lost_or_doubled_in_any_text(text: str) -> None:
    holds(outline(paragraphs(text)), paragraphs(text))


@FAST
@given(DOCUMENTS)
def test_a_blank_rulebook_of_it_loads_and_matches_itself(text: str) -> None:
    found = outline(paragraphs(text))
    book = load_text(skeleton(found, "x", "题")).rulebook
    if found.clauses:
        assert list(book.clauses) == [clause.number for clause in found.clauses]
        matching = match(found, book.clauses)
        given_ = [clause.number for clause in matching.pairs.values() if clause is not None]
        assert len(set(given_)) == len(given_)
        assert len(given_) + len(matching.unmatched) == len(found.clauses)


@FAST
@given(st.binary(max_size=300) | DOCUMENTS.map(str.encode) | DOCUMENTS.map(lambda text: text.encode("gb18030")))
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        assert read_document("x.docx", data).paragraphs
    except InputProblems as problems:
        assert str(problems).startswith("x.docx")


@FAST
@given(DOCUMENTS.map(lambda text: "<html><p>" + text.replace("\n", "</p><p>") + "</p>"))
def test_any_web_page_is_read_or_refused(page: str) -> None:
    try:
        found = read_document("x", page.encode())
    except InputProblems:
        return
    assert found.kind == "html"
    holds(outline(found.paragraphs), found.paragraphs)


ELEMENTS = ("w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:del", "w:ins", "w:pPr", "w:numPr", "w:numId", "w:rPr", "w:vanish", "w:br")
TREES: st.SearchStrategy[str] = st.recursive(
    st.just("花"),
    lambda inner: st.builds(
        lambda name, parts: f'<{name} w:val="1">{"".join(parts)}</{name}>', st.sampled_from(ELEMENTS), st.lists(inner, max_size=4)
    ),
    max_leaves=30,
)


@FAST
@given(TREES)
def test_any_word_document_is_read_or_refused(body: str) -> None:
    try:
        found = read_document("x", archive(body))
    except InputProblems as problems:
        assert "；" in str(problems) or ";" in str(problems)
        return
    holds(outline(found.paragraphs), found.paragraphs)


@given(st.integers(0, MOST))
def test_chinese_numbers_are_read_as_they_are_written(number: int) -> None:
    assert chinese_value(written(number, "chineseCounting")) == number
    assert chinese_value(written(number, "chineseLegalSimplified")) == number


@pytest.mark.parametrize(
    ("text", "value"), [("二三", 23), ("一〇五", 105), ("十十", None), ("一百百", None), ("", None), ("甲", None), ("一二三四", None)]
)
def test_odd_chinese_numbers(text: str, value: int | None) -> None:
    assert chinese_value(text) == value


LONG = {
    "numbers inside one paragraph": "一、" + "：1、甲；2、乙" * 5000,
    "blanks": "一、" + " " * 49_000 + "\n" + "：" + "\u3000" * 49_000,
    "brackets": "（" * 49_000,
    "one number again and again": "1、花\n" * 4_999,
    "kinds in turn": "1、花\n(一)园\n①果\n" * 1_600,
    "heads": "每天浇水。\n花园制度\n每天除草。\n" * 1_600,
    "words": "一是" * 12_000 + "。一是" * 8_000,
    "quotation marks": "。”" * 15_000 + "“一" * 9_000,
    "broken lines": ("花园里的每一朵花都要有人天天浇水并且在太阳落山以前数清一共有多少\n") * 4_999,
    "decimals": "1、花\n" + "1.1" * 15_000 + "\n" + "1.1 花\n" * 4_900,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_read_in_bounded_time(name: str) -> None:
    begun = time.process_time()
    read = read_document("x", LONG[name].encode())
    found = outline(read.paragraphs)
    match(found, {f"花园{at}": Clause(says=f"花园{at}") for at in range(50)})
    assert sum(len(clause.text) for clause in found.clauses) <= len(LONG[name])
    assert time.process_time() - begun < SECONDS
    assert found.whole() == read.paragraphs
