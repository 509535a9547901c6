"""Layouts: the standard of the paper's time, an office's own changes, fonts that are lacking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.files.papers.sample_papers import NEW, NOTO, OLD, STANDARD_FONTS, decision
from xiaoneng.files.papers.flow import Imprint, Line, flow
from xiaoneng.files.papers.fonts import Font
from xiaoneng.files.papers.layout import layout_of, missing_fonts, own_layouts
from xiaoneng.files.papers.model import Paper, Paragraph
from xiaoneng.rulebook.problems import Refused


def lines(paper: Paper) -> list[str]:
    layout = layout_of(paper.kind, paper.dated)
    return [part.text for part in flow(paper, layout) if isinstance(part, Line)]


def imprint(paper: Paper) -> Imprint:
    return next(part for part in flow(paper, layout_of(paper.kind, paper.dated)) if isinstance(part, Imprint))


def test_the_standard_changes_on_its_day() -> None:
    assert layout_of("official", OLD).name == "GB/T 9704-1999"
    assert layout_of("official", NEW).name == "GB/T 9704-2012"
    assert layout_of("sheet", OLD) == layout_of("sheet", NEW)


def test_a_document_of_the_older_form() -> None:
    found = lines(decision(OLD))
    assert "二○一二年六月三十日" in found
    assert "清和县政府办公室" not in found
    end = imprint(decision(OLD))
    assert end.subject is not None
    assert end.subject.second == "行政事务　决定"
    assert (end.copies, end.rows[-1]) == ("（共印100份）", ("清和县政府办公室", "2012年6月30日印发"))


def test_a_document_of_the_newer_form() -> None:
    found = lines(decision(NEW))
    assert found[:4] == ["清和县政府办公室文件", "清政办〔2012〕5号", "关于表扬的决定", "各科室："]
    assert found[found.index("清和县政府办公室") + 1] == "2012年7月1日"
    end = imprint(decision(NEW))
    assert (end.subject, end.copies) == (None, "")
    assert end.rows == (("抄送：县委办，县人大办。", ""), ("清和县政府办公室", "2012年7月1日印发"))


def test_attachments_are_numbered_where_there_are_several() -> None:
    found = lines(decision())
    assert found[found.index("附件：1.名单") + 1] == "2.另发的办法"
    assert "附件1" in found
    assert "附件2" not in found
    one = lines(decision(attachments=decision().attachments[:1]))
    assert "附件：名单" in one
    assert "附件" in one


@pytest.mark.parametrize(("dated", "distance"), [(OLD, "80mm"), (NEW, "35mm")])
def test_a_document_that_goes_upwards_names_who_signed_it_out(dated: date, distance: str) -> None:
    mark, number = list(flow(decision(dated, signer="马满"), layout_of("official", dated)))[:2]
    assert isinstance(mark, Line)
    assert isinstance(number, Line)
    assert mark.before == points(distance)
    assert (number.text, number.second, number.last, number.last_style) == ("　清政办〔2012〕5号", "签发人：", "马满　", "signer")


@pytest.mark.parametrize(
    ("dated", "word", "printed", "align", "distance"),
    [(OLD, "特急", "特　急", "right", "25mm"), (OLD, "急件", "急　件", "right", "25mm"), (NEW, "加急", "加急", "left", "35mm")],
)
def test_what_is_urgent_says_so_above_the_head_which_stays_where_it_is(
    dated: date, word: str, printed: str, align: str, distance: str
) -> None:
    layout = layout_of("official", dated)
    urgency, mark = list(flow(decision(dated, urgency=word), layout))[:2]
    assert isinstance(urgency, Line)
    assert isinstance(mark, Line)
    assert (urgency.text, layout.styles["urgency"].align, layout.styles["urgency"].font) == (printed, align, "head")
    assert mark.before == points(distance) - layout.styles["urgency"].line


def points(measure: str) -> Decimal:
    return (Decimal(measure.removesuffix("mm")) * 72 / Decimal("25.4")).quantize(Decimal("0.001"))


def test_a_long_name_of_an_attachment_goes_on_below_its_first_letter() -> None:
    first, second = [part for part in flow(decision(), layout_of("official", NEW)) if isinstance(part, Line) and part.style == "attachment"]
    assert (first.text, first.left, first.hanging) == ("附件：1.名单", Decimal(1), Decimal(4))
    assert (second.text, second.left, second.hanging) == ("2.另发的办法", Decimal(1), Decimal(1))


@pytest.mark.parametrize(("issuer", "day_right"), [("某局", "4"), ("清和县机关效能建设领导小组办公室", "6")])
def test_the_name_stands_centred_over_the_date(issuer: str, day_right: str) -> None:
    paper = Paper("official", "通知", issuer, NEW, [Paragraph("正文")])
    *_, name, day = [part for part in flow(paper, layout_of("official", NEW)) if isinstance(part, Line)]
    assert day.right == Decimal(day_right)
    assert name.right + Decimal(len(issuer)) / 2 == day.right + Decimal(6) / 2
    assert name.right >= 1


def test_measures_are_exact() -> None:
    layout = layout_of("official", NEW)
    assert layout.page.top == Decimal("104.882")
    assert layout.width.quantize(Decimal("0.1")) == Decimal("442.2")
    text = layout.styles["text"]
    assert 28 * (text.size + text.spacing) <= layout.width < 29 * (text.size + text.spacing)
    assert 22 * text.line <= layout.page.height - layout.page.top - layout.page.bottom < 23 * text.line


def test_an_office_changes_what_differs() -> None:
    own = own_layouts("公文:\n  page: {bottom: 27mm}\n  styles: {text: {line: 30pt}}\n  fonts: {title: {names: [某宋]}}\n")["official"]
    layout = layout_of("official", NEW, own)
    assert layout.styles["text"].line == 30
    assert layout.page.bottom < layout_of("official", NEW).page.bottom
    assert layout.fonts["title"].names == ("某宋",)
    assert layout.styles["title"] == layout_of("official", NEW).styles["title"]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"page": {"botom": "27mm"}}, "您是否要写“bottom”"),
        ({"page": {"bottom": "27cm"}}, "应写成如 37mm"),
        ({"page": {"bottom": "-1mm"}}, "不能小于零"),
        ({"page": {"left": "150mm"}}, "放不下文字"),
        ({"page": {"font": "body"}}, "没有“font”这一处"),
        ({"page": {"number_form": '"; } body { display: none }'}}, "写得不对"),
        ({"page": {"number_form": "第页"}}, "没有 {page}"),
        ({"page": {"number_form": "第 {page} 页共 {pags} 页"}}, "{pags} 没有可填的内容；您是否要写“{pages}”？"),
        ({"styles": {"text": {"colour": "red; }"}}}, "写得不对"),
        ({"styles": {"text": {"indent": 99}}}, "空几个字"),
        ({"styles": {"text": {"font": "url(x)"}}}, "写得不对"),
        ({"styles": []}, "应写成"),
        ({"fonts": {"title": {"names": ['x"; }']}}}, "写得不对"),
        ({"fonts": {"title": {"names": []}}}, "没有写字体"),
        ({"dates": "roman"}, "写得不对"),
    ],
)
def test_what_is_no_layout_is_refused(own: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match="版式") as refused:
        layout_of("official", NEW, own)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "公函: {}", "公文: 3", "表: {page: {left: 170mm}}", "文书: {style: {}}", "[" * 5000])
def test_a_file_that_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        own_layouts(text)


def test_missing_fonts_are_named() -> None:
    layout = layout_of("official", NEW)
    assert missing_fonts(layout, STANDARD_FONTS) == []
    assert missing_fonts(layout, STANDARD_FONTS - {"黑体"} | NOTO) == ["缺少字体：黑体，已用 Noto Sans CJK SC 代替"]
    assert "缺少字体：方正小标宋简体，已用 Noto Serif CJK SC（加粗） 代替" in missing_fonts(layout, NOTO)
    assert all("请安装中文字体" in said for said in missing_fonts(layout, frozenset()))


def test_any_right_name_of_a_font_will_do() -> None:
    font = Font(("仿宋_GB2312", "仿宋"), ("宋体",))
    assert font.right({"仿宋", "宋体"}) == "仿宋"
    assert font.warning({"仿宋"}) is None
    assert font.stand_in({"宋体"}) == "宋体"
