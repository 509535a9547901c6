"""DOCX 的样式: the layout's styles as real styles of the document, and lines set in them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xiaoneng.files.papers.flow import Line
from xiaoneng.files.papers.layout import Layout, Style
from xiaoneng.files.papers.words import clean

TWENTIETHS, EIGHTHS = 20, 8
GAP = Decimal(4)
PREFIX = "公文 "
CHINESE_NAMES = {
    "urgency": "紧急程度", "mark": "发文机关标志", "number": "发文字号", "signer": "签发人", "title": "标题",
    "letter_title": "文书标题", "serial": "编号",
    "line": "表头", "to": "主送机关", "text": "正文", "heading1": "一级标题", "heading2": "二级标题",
    "heading3": "三级标题", "heading4": "四级标题", "attachment": "附件说明", "signed": "署名", "dated": "成文日期", "remark": "附注",
    "annex_mark": "附件", "annex_title": "附件标题", "subject": "主题词", "subject_word": "词目", "imprint": "版记", "copies": "印数",
    "table_head": "表格栏目", "table_cell": "表格内容", "note": "注", "sign": "签署", "cut": "裁剪线", "page_number": "页码",
}  # fmt: skip
OUTLINE = ("title", "letter_title", "heading1", "heading2", "heading3", "heading4")
_ALIGN = {"left": 0, "center": 1, "right": 2, "justify": 3}


def style_name(key: str) -> str:
    """The name that the office sees in its word processor."""
    return PREFIX + CHINESE_NAMES[key]


def emu(points: Decimal) -> Any:
    """Points as a length of the document."""
    from docx.shared import Length  # noqa: PLC0415

    return Length(int(points * Length._EMUS_PER_PT))


def made(name: str, **attributes: object) -> Any:
    """`made("w:top", sz=4)`: an element of the document's markup."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


@dataclass
class Desk:
    """一份正在写的文件: its layout, the fonts that are there, and whether the next part begins a page."""

    document: Any
    layout: Layout
    installed: Set[str]
    landscape: bool
    breaks: bool = False

    @property
    def width(self) -> Decimal:
        """The width between the margins."""
        page = self.layout.page
        return (page.height if self.landscape else page.width) - page.left - page.right

    def family(self, use: str) -> str:
        """The right name that is here, else the standard's own."""
        font = self.layout.fonts[use]
        return font.right(self.installed) or font.names[0]

    def begin(self, paragraph: Any) -> None:
        """A page break that is due stands before this paragraph."""
        if self.breaks:
            paragraph.paragraph_format.page_break_before = True
            self.breaks = False

    def line(self, paragraph: Any, line: Line) -> None:
        """一行: in its style, with what differs from it."""
        style = self.layout.styles[line.style]
        paragraph.style = style_name(line.style)
        self.begin(paragraph)
        self._spaces(paragraph.paragraph_format, style, line)
        run = self.write(paragraph, line.text)
        if line.size is not None:
            run.font.size = emu(line.size)
        if line.second_style:
            other = self.layout.styles[line.second_style]
            self.dress(self.write(paragraph, line.second), other)
        elif line.second:
            from docx.enum.text import WD_TAB_ALIGNMENT  # noqa: PLC0415

            paragraph.alignment = 0
            paragraph.paragraph_format.tab_stops.add_tab_stop(emu(self.width - style.size * style.right), WD_TAB_ALIGNMENT.RIGHT)
            self.write(paragraph, f"\t{line.second}")
            if line.last_style:
                self.dress(self.write(paragraph, line.last), self.layout.styles[line.last_style])

    def _spaces(self, form: Any, style: Style, line: Line) -> None:
        if line.left:
            form.left_indent = emu(style.size * (style.left + line.left))
        if line.right:
            form.right_indent = emu(style.size * (style.right + line.right))
        if line.hanging:
            form.first_line_indent = -emu(style.size * line.hanging)
        if line.before is not None:
            form.space_before = emu(line.before)
        if line.keep:
            form.keep_with_next = True

    def write(self, paragraph: Any, text: str) -> Any:
        """One run; line ends inside the text stay."""
        return paragraph.add_run(clean(text))

    def dress(self, run: Any, style: Style) -> None:
        """Set a run in another style's font."""
        run.font.size = emu(style.size)
        set_fonts(run.font, run._element.get_or_add_rPr(), self.family(style.font))

    def gap(self) -> None:
        """A small line, which keeps two tables apart."""
        self.document.add_paragraph(style=style_name("note")).paragraph_format.line_spacing = emu(GAP)

    def cut(self, text: str) -> None:
        """裁剪线: a dashed line with words below."""
        paragraph = self.document.add_paragraph(style=style_name("cut"))
        self.begin(paragraph)
        borders = made("w:pBdr")
        borders.append(made("w:top", val="dashed", sz=6, space=4, color="000000"))
        paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        self.write(paragraph, text)


def set_fonts(font: Any, properties: Any, family: str) -> None:
    """Western and Chinese letters in the same font, which programs look up in two places."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    font.name = family
    names = properties.get_or_add_rFonts()
    for place in ("eastAsia", "hAnsi", "ascii", "cs"):
        names.set(qn(f"w:{place}"), family)
    for place in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{place}"), None)


def add_styles(desk: Desk) -> None:
    """样式: the plain one first, then one for each of the layout's."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415

    normal = desk.document.styles["Normal"]
    body = desk.layout.styles["text"]
    set_fonts(normal.font, normal.element.get_or_add_rPr(), desk.family(body.font))
    normal.font.size = emu(body.size)
    normal.element.get_or_add_rPr().append(made("w:lang", val="zh-CN", eastAsia="zh-CN"))
    normal.paragraph_format.space_after = 0
    # Twenty-eight characters stand in a line only where digits get no room of their own.
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        normal.element.get_or_add_pPr().insert_element_before(made(name, val=0), "w:spacing", "w:ind", "w:jc")
    for key, style in desk.layout.styles.items():
        named = desk.document.styles.add_style(style_name(key), WD_STYLE_TYPE.PARAGRAPH)
        named.base_style = normal
        named.quick_style = True
        _shape(named, key, style, desk)


def _shape(named: Any, key: str, style: Style, desk: Desk) -> None:
    from docx.shared import RGBColor  # noqa: PLC0415

    font, form, properties = named.font, named.paragraph_format, named.element.get_or_add_rPr()
    set_fonts(font, properties, desk.family(style.font))
    font.size = emu(style.size)
    font.color.rgb = RGBColor.from_string(style.colour.removeprefix("#").upper())
    if style.spacing:
        properties.append(made("w:spacing", val=int(style.spacing * TWENTIETHS)))
    form.alignment = _ALIGN[style.align]
    form.line_spacing = emu(style.line)
    form.space_before, form.space_after = emu(style.before), emu(style.after)
    form.left_indent, form.right_indent = emu(style.size * style.left), emu(style.size * style.right)
    form.first_line_indent = emu(style.size * style.indent)
    ppr = named.element.get_or_add_pPr()
    if style.rule:
        borders = made("w:pBdr")
        colour = style.rule_colour.removeprefix("#").upper()
        borders.append(made("w:bottom", val="single", sz=int(style.rule * EIGHTHS), space=int(style.gap), color=colour))
        ppr.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    if key in OUTLINE:
        level = int(key[-1]) if key[-1].isdigit() else 0
        ppr.append(made("w:outlineLvl", val=level))
