"""An office's document beside a rulebook, and a blank rulebook made of it."""

from __future__ import annotations

import pytest

from tests.files.outline.documents import DOCUMENTS
from tests.files.outline.test_outline import outlined
from xiaoneng.files.checking import compile_flaws
from xiaoneng.files.outline.matching import Matching, folded, match
from xiaoneng.files.outline.skeleton import UNWRITTEN, skeleton
from xiaoneng.rulebook.language.clauses import outline as places
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.language.names import Clause


def matched(text: str, **clauses: str | Clause) -> Matching:
    return match(outlined(text), {number: Clause(says=one) if isinstance(one, str) else one for number, one in clauses.items()})


def pairs(matching: Matching) -> dict[str, str | None]:
    return {number: clause.number if clause is not None else None for number, clause in matching.pairs.items()}


def test_equal_addresses_whatever_the_brackets() -> None:
    clauses = {"一": "花园", "一（一）": "浇水", "一(二)": "除草", "二": "果园", "二〔1〕": "剪枝", "三": "没有"}
    found = matched("一、花园\n(一)浇水。\n（二）除草。\n二、果园\n【1】剪枝。\n【2】套袋。", **clauses)
    assert pairs(found) == {"一": "一", "一（一）": "一(一)", "一(二)": "一(二)", "二": "二", "二〔1〕": "二〔1〕", "三": None}
    assert [clause.number for clause in found.unmatched] == ["二〔2〕"]
    assert found.missing == ("三",)


def test_names_are_found_in_longer_heads_and_numbers_follow_them() -> None:
    text = DOCUMENTS["several small regulations, blanks between the letters"].text
    clauses: dict[str, str | Clause] = {
        "浇水": "早晚浇水",
        "浇水1": "早晚",
        "浇水2": "雨天",
        "除草": "除草制度",
        "除草2": "根",
        "用语": "花园用语",
        "该说的": Clause(says="请进等", under="用语"),
        "该说的1": "请进",
        "不该说的": Clause(says="走开等", under="用语"),
        "施肥": "施肥制度",
    }
    found = matched(text, **clauses)
    assert pairs(found) == {
        "浇水": "浇水制度",
        "浇水1": "浇水制度1",
        "浇水2": "浇水制度2",
        "除草": "除草制度",
        "除草2": "除草制度2",
        "用语": "花园用语",
        "该说的": "花园用语一",
        "该说的1": "花园用语一1",
        "不该说的": "花园用语二",
        "施肥": None,
    }
    assert [clause.number for clause in found.unmatched] == ["除草制度1", "花园用语二1"]


def test_no_clause_is_given_twice() -> None:
    found = matched("花园手册\n浇水制度\n1、早。\n2、晚。", 浇水="浇水制度", 浇水制度="浇水", 水="浇水制度")
    given = [clause.number for clause in found.pairs.values() if clause is not None]
    assert given == ["浇水制度"]


def test_the_first_copy_of_what_is_printed_twice() -> None:
    found = matched(DOCUMENTS["printed twice"].text, 一="花园", 二="果园")
    assert pairs(found) == {"一": "一", "二": "二"}
    assert "一·之二" in [clause.number for clause in found.unmatched]


CUT_OFF = "某花园\n为了管好花园里的花草树木和果树菜地，让大家都能在里面散步、看书、下棋，制定本办法。\n一、花园\n1、早晚浇水。组长每天看\n"
WHOLE = CUT_OFF + CUT_OFF.split("\n", 1)[1].rstrip() + "两次，雨天不浇。\n2、除草。"


def test_of_two_copies_the_one_that_was_not_cut_off() -> None:
    outline = outlined(WHOLE)
    assert [clause.number for clause in outline.clauses] == ["引言", "一", "一1", "引言·之二", "一·之二", "一·之二1", "一·之二2"]
    assert [doubt for doubt in outline.doubts if "没有写完" in doubt] == ["第 4 行 一1：最后一句没有写完，原件可能不全"]
    found = match(outline, {number: Clause(says="某事") for number in ("引言", "一", "一1")})
    assert pairs(found) == {"引言": "引言", "一": "一", "一1": "一·之二1"}
    assert found.pairs["一1"] is not None
    assert found.pairs["一1"].text == "早晚浇水。组长每天看两次，雨天不浇。"


def test_folding() -> None:
    assert folded(" 一（三） 2") == folded("一(三)2")
    assert folded("“花 园”用语") == "花园用语"
    assert folded("〔1〕") == folded("（１）")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_blank_rulebook_loads_and_compiles(name: str) -> None:
    found = outlined(DOCUMENTS[name].text)
    source = load_text(skeleton(found, "my-garden", "花园办法"))
    book = source.rulebook
    assert (book.rulebook, book.document.title) == ("my-garden", "花园办法")
    assert list(book.clauses) == [clause.number for clause in found.clauses]
    assert {clause.plain for clause in book.clauses.values()} == {UNWRITTEN}
    assert compile_flaws(source) == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_blank_rulebook_is_nested_as_the_document_is(name: str) -> None:
    found = outlined(DOCUMENTS[name].text)
    nested = {place.number: place.parent or "" for place in places(load_text(skeleton(found, "x", "y")).rulebook.clauses)}
    wanted = {clause.number: clause.parent for clause in found.clauses}
    copies = {number for number in wanted if "·之" in number}
    assert {number: parent for number, parent in nested.items() if number not in copies} == {
        number: parent for number, parent in wanted.items() if number not in copies
    }


def test_a_blank_rulebook_of_a_difficult_text() -> None:
    found = outlined('一、"花" {园}: #号 \\ 「x」\n1、- 浇水: [x]\n2、' + "长" * 100 + "\n3、\n4、'\x0b\x85'")
    book = load_text(skeleton(found, "x", '题 "目": {x}')).rulebook
    assert book.document.title == '题 "目": {x}'
    assert book.clauses["一"].says == '"花" {园}'
    assert book.clauses["一2"].says.endswith("长…")
    assert book.clauses["一3"].says == "3、"


def test_a_blank_rulebook_of_nothing_still_loads() -> None:
    assert load_text(skeleton(outlined(""), "x", "")).rulebook.document.title == "（请填写标题）"
