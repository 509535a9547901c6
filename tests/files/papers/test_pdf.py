"""PDF: nothing becomes markup, nothing is fetched, the same paper is the same file."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.files.papers.sample_papers import NEW, NOTO, OLD, decision
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.model import Block, Column, CutLine, KeyValues, PageBreak, Pair, Paper, SignatureLine, Table
from xiaoneng.files.papers.pdf import markup, write_pdf
from xiaoneng.files.papers.pdf_style import stylesheet

PDFTOTEXT = shutil.which("pdftotext")
HOSTILE = "<img src='http://127.0.0.1:9/x'><script>a</script>\x00\u202e\ud800&"


def test_nothing_is_markup() -> None:
    page = markup(decision(text=HOSTILE))
    assert "&lt;script&gt;" in page
    assert "<img" not in page
    assert not set("\x00\u202e\ud800") & set(page)


def test_no_element_of_a_paper_is_markup() -> None:
    table = Table([Column(HOSTILE)], [[HOSTILE]], totals=[HOSTILE])
    blocks: list[Block] = [table, KeyValues([[Pair(HOSTILE, HOSTILE)]]), SignatureLine([(HOSTILE, HOSTILE)]), CutLine(HOSTILE)]
    paper = Paper("sheet", HOSTILE, HOSTILE, NEW, blocks, line=[HOSTILE], basis=HOSTILE, audit=HOSTILE)
    assert "<img" not in markup(paper)
    assert "<script" not in markup(paper)
    assert write_pdf(paper).data.startswith(b"%PDF-")


def test_the_same_paper_is_the_same_file_and_says_what_fonts_are_lacking() -> None:
    first, second = write_pdf(decision(), installed=NOTO), write_pdf(decision(), installed=NOTO)
    assert first == second
    assert first.data.startswith(b"%PDF-1.7")
    assert "缺少字体：仿宋_GB2312，已用 Noto Serif CJK SC 代替" in first.warnings


def test_page_numbers_stand_on_the_outer_side() -> None:
    style = stylesheet(layout_of("official", NEW), NOTO)
    assert "@page :right { @bottom-right" in style
    assert "@page :left { @bottom-left" in style
    assert 'content: "— " counter(page) " —"' in style
    assert 'counter(page) " 页　共 " counter(pages) " 页"' in stylesheet(layout_of("sheet", NEW), NOTO, landscape=True)


def test_a_stand_in_for_the_title_is_bold_and_the_right_font_is_not() -> None:
    layout = layout_of("official", NEW)
    title = next(line for line in stylesheet(layout, NOTO).splitlines() if line.startswith(".title"))
    assert 'font-family: "Noto Serif CJK SC", serif; font-weight: bold' in title
    right = next(line for line in stylesheet(layout, NOTO | {"小标宋体"}).splitlines() if line.startswith(".title"))
    assert 'font-family: "小标宋体", "Noto Serif CJK SC", serif; font-weight: normal' in right


def test_cells_of_one_subject_are_merged() -> None:
    columns = [Column("姓名", group=True), Column("事项")]
    page = markup(Paper("sheet", "表", "某局", NEW, [Table(columns, [["甲", "一"], ["甲", "二"], ["乙", "三"]], keys=[1, 1, 2])]))
    assert page.count(">甲<") == 1
    assert 'rowspan="2"' in page
    assert page.count("<tbody") == 2


def test_a_table_without_rows_says_so() -> None:
    assert ">没有登记<" in markup(Paper("sheet", "表", "某局", NEW, [Table([Column("姓名")], [], empty="没有登记")]))


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext is not here")
@pytest.mark.parametrize(("dated", "shown", "hidden"), [(OLD, "主题词", "2012年6月30日\n"), (NEW, "2012年7月1日", "主题词")])
def test_what_is_printed(dated: date, shown: str, hidden: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(write_pdf(decision(dated)).data)
    text = subprocess.run([PDFTOTEXT or "", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert shown in text
    assert hidden not in text
    pages = text.rstrip("\f").split("\f")
    assert "—1—" in pages[0].replace(" ", "")
    assert "抄送：县委办，县人大办。" in pages[-1]


def test_a_page_break_begins_a_page() -> None:
    from weasyprint import HTML  # noqa: PLC0415

    one = Table([Column("甲")], [["1"]])
    pages = HTML(string=markup(Paper("sheet", "表", "某局", NEW, [one, PageBreak(), one]), installed=NOTO)).render().pages
    assert len(pages) == 2


def test_a_long_table_repeats_its_head() -> None:
    from weasyprint import HTML  # noqa: PLC0415

    rows = [[str(number)] for number in range(90)]
    pages = HTML(string=markup(Paper("sheet", "表", "某局", NEW, [Table([Column("唯一的栏目")], rows)]), installed=NOTO)).render().pages
    assert len(pages) > 1
