"""DOCX: real styles with Chinese fonts, heads that repeat, page numbers, the date's form, the same bytes every time."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.files.papers.sample_papers import NEW, NOTO, OLD, STANDARD_FONTS, decision
from xiaoneng.files.papers.docx import write_docx
from xiaoneng.files.papers.docx_style import style_name
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.model import Column, CutLine, KeyValues, PageBreak, Pair, Paper, Paragraph, SignatureLine, Table


def opened(paper: Paper, installed: frozenset[str] = NOTO) -> Any:
    return Document(io.BytesIO(write_docx(paper, installed=installed).data))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(("dated", "shown", "hidden"), [(OLD, "二○一二年六月三十日", "2012年6月30日"), (NEW, "2012年7月1日", "二○一二")])
def test_dates_follow_the_form_of_their_time(dated: date, shown: str, hidden: str) -> None:
    found = texts(opened(decision(dated)))
    assert shown in found
    assert not any(hidden in text for text in found)


def test_every_element_has_a_style_of_its_own() -> None:
    found = {paragraph.style.name: paragraph.text for paragraph in opened(decision()).paragraphs}
    assert found["公文 标题"] == "关于表扬的决定"
    assert found["公文 主送机关"] == "各科室："
    assert found["公文 成文日期"] == "2012年7月1日"
    assert found["公文 一级标题"] == "一、名单"
    assert found["公文 二级标题"] == "（一）科室"


@pytest.mark.parametrize(
    ("installed", "family"), [(NOTO, "方正小标宋简体"), (STANDARD_FONTS, "方正小标宋简体"), (NOTO | {"小标宋体"}, "小标宋体")]
)
def test_chinese_letters_have_the_standards_font(installed: frozenset[str], family: str) -> None:
    names = opened(decision(), installed).styles[style_name("title")].element.rPr.rFonts
    assert {names.get(qn(f"w:{place}")) for place in ("ascii", "hAnsi", "eastAsia")} == {family}


def test_the_page_is_the_standards() -> None:
    document = opened(decision())
    section, text = document.sections[0], document.styles[style_name("text")]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert (text.font.size.pt, round(text.paragraph_format.line_spacing.pt, 2)) == (16, 28.95)
    assert text.paragraph_format.first_line_indent.pt == 32


def test_odd_and_even_pages_have_their_numbers_outside() -> None:
    document = opened(decision())
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = document.sections[0].footer.paragraphs[0], document.sections[0].even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (2, 0)
    assert "PAGE" in odd._p.xml
    assert odd.text.startswith("— ")
    sheet = opened(Paper("sheet", "表", "某局", NEW, [], landscape=True))
    assert not sheet.settings.odd_and_even_pages_header_footer
    assert "NUMPAGES" in sheet.sections[0].footer.paragraphs[0]._p.xml
    assert sheet.sections[0].page_width > sheet.sections[0].page_height


def test_heads_repeat_and_rows_stay_whole() -> None:
    columns = [Column("姓名", group=True), Column("得分", align="right")]
    table = Table(columns, [["甲", "1"], ["甲", "2"], ["乙", "3"]], totals=["合计", "6"], keys=[1, 1, 2])
    found = opened(Paper("sheet", "表", "某局", NEW, [table])).tables[0]
    assert found.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in found.rows[1:-1])
    assert [cell.text for cell in found.rows[-1].cells] == ["合计", "6"]
    assert found.cell(1, 0)._tc is not None
    assert found.cell(2, 0).text == "甲"
    assert found.cell(1, 1).paragraphs[0].alignment == 2


def test_a_form_gives_the_last_field_the_remaining_room() -> None:
    form = KeyValues([[Pair("姓名", "马满"), Pair("性别", "男")], [Pair("总结", "", 6)]])
    found = opened(Paper("sheet", "登记表", "某局", NEW, [form])).tables[0]
    assert found.cell(1, 1)._tc is found.cell(1, 3)._tc
    assert found.rows[1].height > found.rows[0].height


def test_a_page_break_stands_before_the_next_thing() -> None:
    document = opened(Paper("letter", "书", "某局", NEW, [Paragraph("一"), PageBreak(), Paragraph("二"), CutLine("回执")]))
    broken = {paragraph.text for paragraph in document.paragraphs if paragraph.paragraph_format.page_break_before}
    assert broken == {"二"}
    table = Table([Column("甲")], [["1"]])
    assert "w:pageBreakBefore" in opened(Paper("sheet", "表", "某局", NEW, [PageBreak(), table])).element.xml


def test_signatures_stand_in_rows() -> None:
    places = SignatureLine([(word, "") for word in ("单位（盖章）", "填表人", "审核人", "日期")])
    found = opened(Paper("sheet", "表", "某局", NEW, [places])).tables
    assert [[cell.text for cell in table.rows[0].cells] for table in found] == [["单位（盖章）：", "填表人："], ["审核人：", "日期："]]


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "a\u202eb", "a\ud800b", "a\ufffeb"])
def test_what_no_document_may_hold_becomes_visible(text: str) -> None:
    assert "a\ufffdb" in texts(opened(decision(text=text)))


def test_the_same_paper_is_the_same_file() -> None:
    first = write_docx(decision(), installed=NOTO)
    assert first == write_docx(decision(), installed=NOTO)
    known = Document(io.BytesIO(first.data)).core_properties
    assert (known.title, known.author, known.created.date()) == ("关于表扬的决定", "清和县政府办公室", NEW)
    assert "缺少字体" in known.comments
    assert len(first.warnings) == 5
    assert write_docx(decision(), installed=STANDARD_FONTS).warnings == ()


def test_every_style_has_a_name() -> None:
    for layout in (layout_of("official", OLD), layout_of("letter", NEW), layout_of("sheet", NEW)):
        assert all(style_name(key) for key in layout.styles)


@pytest.mark.parametrize("dated", [OLD, NEW])
def test_the_imprint_stands_at_the_foot_of_its_page(dated: date) -> None:
    """From the edge of the page, where LibreOffice floats a table as wide as the text, too; it begins where the text begins."""
    document = opened(decision(dated))
    floating = [table for table in document.tables if table._tbl.tblPr.find(qn("w:tblpPr")) is not None]
    (imprint,) = floating
    assert "抄送：县委办，县人大办。" in imprint._tbl.xml
    place = {key.rpartition("}")[2]: value for key, value in imprint._tbl.tblPr.find(qn("w:tblpPr")).attrib.items()}
    left = document.sections[0].left_margin.twips
    assert place == {"topFromText": "100", "vertAnchor": "margin", "horzAnchor": "page", "tblpX": str(left), "tblpYSpec": "bottom"}
    sides = imprint._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [side.get(qn("w:w")) for side in sides] == ["0", "0"]
    assert sum(column.width.pt for column in imprint.columns) == pytest.approx(156 / 25.4 * 72, abs=0.5)
