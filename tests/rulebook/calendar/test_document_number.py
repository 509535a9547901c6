"""Document numbers: one correct form, and a remedy for each common slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import DocumentNumber, DocumentNumberError, compose_document_number, parse_document_number


def test_compose_and_parse() -> None:
    assert compose_document_number("甲政办", 2007, 5) == "甲政办〔2007〕5号"
    assert parse_document_number("甲政办〔2007〕15号") == DocumentNumber("甲政办", 2007, 15)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("甲政办【2007】5号", "不用“【】”"),
        ("甲政办[2007]5号", "不用方括号"),
        ("甲政办［2007］5号", "不用方括号"),
        ("甲政办(2007)5号", "不用圆括号"),
        ("甲政办（2007）5号", "不用圆括号"),
        ("甲政办﹝2007﹞5号", "六角括号"),
        ("甲政办〔2007〕第5号", "不加“第”字"),
        ("甲政办〔2007〕05号", "不写 0"),
        ("甲政办〔2007〕0号", "不写 0"),
        ("甲政办〔07〕5号", "四位"),
        ("甲政办〔2007年〕5号", "不加“年”字"),
        ("甲政办〔２００７〕5号", "半角"),
        ("甲政办〔2007〕 5号", "空格"),
        ("甲政办〔2007〕5号\n", "空格"),
        ("甲政办〔2007〕5", "缺“号”字"),
        ("〔2007〕5号", "机关代字"),
        ("", "请写成"),
        ("甲政办〔2007〕5号5号", "请写成"),
        ("甲" + "〔2007〕" * 100, "…"),
    ],
)
def test_slips_are_named(text: str, remedy: str) -> None:
    with pytest.raises(DocumentNumberError, match=remedy):
        parse_document_number(text)


@pytest.mark.parametrize(
    ("code", "year", "serial"),
    [
        ("", 2007, 5),
        ("甲 办", 2007, 5),
        ("甲〔", 2007, 5),
        ("甲1", 2007, 5),
        ("甲", 207, 5),
        ("甲", 2007, 0),
        ("甲", 2007, True),
        ("甲", 2007, 10**6),
    ],
)
def test_parts_that_do_not_fit_are_refused(code: str, year: int, serial: int) -> None:
    with pytest.raises(DocumentNumberError):
        compose_document_number(code, year, serial)


@given(st.text("甲乙政办发函字委组", min_size=1, max_size=8), st.integers(1000, 9999), st.integers(1, 999_999))
def test_what_is_composed_is_parsed(code: str, year: int, serial: int) -> None:
    assert parse_document_number(compose_document_number(code, year, serial)) == DocumentNumber(code, year, serial)


@given(st.text(max_size=20))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        assert str(parse_document_number(text)) == text
    except DocumentNumberError as refusal:
        assert "发文字号" in str(refusal)
