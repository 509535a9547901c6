"""Word documents: numbers that Word adds, changes that are tracked, tables, and archives that are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.files.outline.words import add, add_list, archive, new, saved
from xiaoneng.files.cells import InputProblems
from xiaoneng.files.outline.outline import outline
from xiaoneng.files.outline.reading import read_document
from xiaoneng.files.outline.text import DocumentLimits

GONGWEN = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3．"), ("decimal", "(%4)"))


def texts(data: bytes) -> list[str]:
    found = read_document("办法.txt", data)
    assert found.kind == "docx"
    return [paragraph.text for paragraph in found.paragraphs]


def refusal(data: bytes, limits: DocumentLimits | None = None) -> str:
    with pytest.raises(InputProblems) as caught:
        read_document("办法.docx", data, limits or DocumentLimits())
    return str(caught.value)


def test_numbers_that_word_adds_are_printed() -> None:
    document = new()
    add_list(document, 50, GONGWEN)
    add(document, "花园办法")
    for words in ["总则0", "管好花1", "浇水2", "早3", "晚3", "除草2", "管好草1", "浇草2", "附则0", "施行1"]:
        add(document, words[:-1], 50, int(words[-1]))
    data = saved(document)
    assert texts(data) == [
        "花园办法",
        "一、总则",
        "（一）管好花",
        "1．浇水",
        "(1)早",
        "(2)晚",
        "2．除草",
        "（二）管好草",
        "1．浇草",
        "二、附则",
        "（一）施行",
    ]
    found = outline(read_document("x", data).paragraphs)
    numbers = "一 一(一) 一(一)1 一(一)1(1) 一(一)1(2) 一(一)2 一(二) 一(二)1 二 二(一)"
    assert " ".join(clause.number for clause in found.clauses) == numbers
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("form", "text", "third"),
    [
        ("decimal", "%1.", "3."),
        ("decimal", "%1", "3\t"),
        ("chineseCountingThousand", "第%1条 ", "第三条 "),
        ("ideographDigital", "%1、", "三、"),
        ("chineseLegalSimplified", "%1、", "叁、"),
        ("decimalEnclosedCircle", "%1", "③"),
        ("decimalEnclosedParen", "%1", "⑶"),
        ("decimalEnclosedFullstop", "%1", "⒊"),
        ("decimalFullWidth", "%1．", "３．"),
        ("ideographTraditional", "%1、", "丙、"),
        ("lowerLetter", "%1)", "c)"),
        ("upperRoman", "%1.", "III."),
        ("decimalZero", "%1.", "03."),
        ("bullet", "●", ""),
        ("none", "", ""),
        ("neverHeardOf", "%1.", "3."),
    ],
)
def test_every_format_of_numbers(form: str, text: str, third: str) -> None:
    document = new()
    add_list(document, 50, [(form, text)])
    for words in ("甲", "乙", "丙"):
        add(document, words, 50)
    assert texts(saved(document))[2] == third + "丙"


def test_a_list_goes_on_after_words_and_begins_anew_where_told() -> None:
    document = new()
    add_list(document, 50, [("decimal", "%1、")])
    add_list(document, 51, [], starts={0: 1}, of=50)
    add_list(document, 52, [], starts={0: 5}, of=50)
    for text, number in (("甲", 50), ("话", None), ("乙", 50), ("丙", 51), ("丁", 51), ("戊", 52), ("己", 50)):
        add(document, text, number)
    assert texts(saved(document)) == ["1、甲", "话", "2、乙", "1、丙", "2、丁", "5、戊", "6、己"]


def test_numbers_of_several_parts_and_of_styles() -> None:
    document = new()
    add_list(document, 50, [("decimal", "%1"), ("decimal", "%1.%2")])
    for text, level in (("甲", 0), ("子", 1), ("丑", 1), ("乙", 0), ("寅", 1)):
        add(document, text, 50, level)
    document.add_paragraph("卯", style="List Number")
    found = texts(saved(document))
    assert found == ["1\t甲", "1.1\t子", "1.2\t丑", "2\t乙", "2.1\t寅", "1.卯"]
    clauses = outline(read_document("x", saved(document)).paragraphs).clauses
    assert [clause.number for clause in clauses][:5] == ["1", "1.1", "1.2", "2", "2.1"]


def test_tables_are_rows_and_a_table_of_one_cell_is_none() -> None:
    document = new()
    table = document.add_table(2, 2)
    for at, text in enumerate(("花名", "几朵", "梅", "三")):
        table.cell(at // 2, at % 2).text = text
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "一、花园"
    frame.add_paragraph("（一）浇水")
    assert texts(saved(document)) == ["花名 | 几朵", "梅 | 三", "一、花园", "（一）浇水"]


def run(text: str, kind: str = "t", more: str = "") -> str:
    return f"<w:r>{more}<w:{kind}>{text}</w:{kind}></w:r>"


SHOWN = '<w:rPr><w:vanish w:val="0"/></w:rPr>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<w:p>{run('留')}<w:del w:id='1'>{run('删', 'delText')}</w:del><w:ins w:id='2'>{run('增')}</w:ins></w:p>", ["留增"]),
        (f"<w:p><w:moveFrom w:id='1'>{run('旧处')}</w:moveFrom><w:moveTo w:id='2'>{run('新处')}</w:moveTo></w:p>", ["新处"]),
        (f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run('前')}</w:p><w:p>{run('后')}</w:p>", ["前后"]),
        (f"<w:p>{run('看得见')}{run('看不见', more='<w:rPr><w:vanish/></w:rPr>')}</w:p>", ["看得见"]),
        (f"<w:p>{run('甲', more=SHOWN)}</w:p>", ["甲"]),
        (f"<w:p>{run('甲')}{run(' PAGE ', 'instrText')}<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>", ["甲\t乙", "丙"]),
        (
            f"<w:p><w:r><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:txbxContent><w:p>{run('框')}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>{run('外')}</w:p>",
            ["框", "外"],
        ),
        (f"<w:p><x:t xmlns:x='urn:x'>别家</x:t>{run('自家')}</w:p>", ["自家"]),
    ],
)
def test_what_is_printed_and_nothing_else(body: str, expected: list[str]) -> None:
    assert texts(archive(body)) == expected


def test_old_numbers_under_a_tracked_change_do_not_count() -> None:
    old = "<w:pPrChange w:id='1'><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:pPrChange>"
    numbering = (
        "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:abstractNum w:abstractNumId='0'>"
        "<w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
    )
    numbered = "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>" + run("草") + "</w:p>"
    data = archive(f"<w:p><w:pPr>{old}</w:pPr>{run('花')}</w:p>{numbered}", parts={"word/numbering.xml": numbering})
    assert texts(data) == ["花", "1、草"]


def test_a_table_of_contents_is_not_part_of_the_document() -> None:
    styles = (
        "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:style w:styleId='10'><w:name w:val='TOC 1'/></w:style></w:styles>"
    )
    body = f"<w:p><w:pPr><w:pStyle w:val='10'/></w:pPr>{run('一、花')}</w:p><w:p>{run('一、花')}</w:p>"
    assert texts(archive(body, parts={"word/styles.xml": styles})) == ["一、花"]


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/hostname">'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE])
def test_entities_of_ones_own_are_refused(head: str) -> None:
    assert "DOCTYPE" in refusal(archive("<w:p><w:r><w:t>&#x4e00;</w:t></w:r></w:p>", head))


def test_macros_passwords_and_other_kinds_are_refused() -> None:
    assert "含有宏" in refusal(archive(parts={"word/vbaProject.bin": b"x"}))
    assert "含有宏" in refusal(
        archive(types='<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>')
    )
    encrypted = bytearray(archive())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(mark) + offset] |= 1
    assert "已加密" in refusal(bytes(encrypted))
    for name, said in (("xl/workbook.xml", "Excel"), ("ppt/x.xml", "演示文稿"), ("content.xml", "ODT"), ("x", "不是 Word 文档")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            made.writestr(name, "x")
        assert said in refusal(target.getvalue())
        assert "docx" in refusal(target.getvalue())


def test_broken_archives_and_parts_are_refused() -> None:
    whole = archive()
    assert "已损坏" in refusal(whole[: len(whole) // 2])
    assert "已损坏" in refusal(archive("<w:p>"))
    assert "没有文字" in refusal(archive("<w:p/>"))
    assert "嵌套过深" in refusal(archive("<w:p>" * 500 + "</w:p>" * 500))


def test_zip_bombs_are_refused_before_they_are_unpacked() -> None:
    assert "压缩比" in refusal(archive(parts={"word/media/x.bin": bytes(3_000_000)}))
    small = DocumentLimits(unpacked_bytes=5000, part_bytes=2000, zip_entries=4)
    assert "解压后有" in refusal(archive(parts={"x": b"ab" * 3000}), small)
    assert "正文超过" in refusal(archive("<w:p/>" * 400), small)
    assert "超过 4 个" in refusal(archive(parts={"a": "", "b": "", "c": ""}), small)
    assert texts(archive(parts={"a": "", "b": ""}))


def test_a_part_that_is_larger_than_its_head_says_is_refused() -> None:
    data = bytearray(archive("<w:p/>" * 400))
    at = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data), DocumentLimits(part_bytes=2000))


def test_limits_count_what_word_unpacks() -> None:
    body = f"<w:p>{run('花' * 30)}</w:p>"
    assert "超过 20 个字" in refusal(archive(body), DocumentLimits(paragraph_chars=20))
    assert "个元素" in refusal(archive(body * 3), DocumentLimits(elements=10))
    assert "超过 2 段" in refusal(archive(body * 3), DocumentLimits(paragraphs=2))
