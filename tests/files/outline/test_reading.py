"""Documents as they come: texts in their encodings, web pages, and what is refused with its remedy."""

from __future__ import annotations

import codecs

import pytest

from xiaoneng.files.cells import InputProblems
from xiaoneng.files.outline.reading import read_document
from xiaoneng.files.outline.text import DocumentLimits

TEXT = "一、花园\n\n二、果园\r\n"
LIMITS = DocumentLimits(file_bytes=4000, text_bytes=2000, paragraphs=5, paragraph_chars=50, chars=40)


def refusal(data: bytes, name: str = "办法.docx", limits: DocumentLimits = LIMITS) -> str:
    with pytest.raises(InputProblems) as caught:
        read_document(name, data, limits)
    return str(caught.value)


def words(data: bytes, name: str = "办法.docx") -> list[str]:
    return [paragraph.text for paragraph in read_document(name, data).paragraphs]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    ],
)
def test_every_encoding_gives_the_same_lines(data: bytes) -> None:
    found = read_document("办法.docx", data)
    assert (found.name, found.kind) == ("办法.docx", "txt")
    assert [(paragraph.line, paragraph.text) for paragraph in found.paragraphs] == [(1, "一、花园"), (3, "二、果园")]


@pytest.mark.parametrize("words", ["二、果园里种果树", "二、果园里种果树。"])
def test_mixed_encodings_are_refused_with_both_lines(words: str) -> None:
    said = refusal("一、花园\n".encode("gb18030") + words.encode() + b"\n")
    assert "混用两种编码：第2行是 UTF-8，第1行是 GB18030" in said
    assert "办法.docx 第2行" in said
    assert "混用" in refusal(words.encode() + "\n一、花园".encode("gb18030"))
    assert "另存为 UTF-8" in said


@pytest.mark.parametrize(
    ("data", "what", "remedy"),
    [
        (b"", "是空的", "有内容"),
        (b" \r\n\0", "是空的", "有内容"),
        (b"\xef\xbb\xbf\n\n", "没有文字", "有内容"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧式的 doc", "请另存为 docx"),
        (b"{\\rtf1\\ansi x}", "RTF", "请另存为 docx"),
        (b"%PDF-1.7\n", "PDF", "Word 原稿"),
        (b"\x89PNG\r\n", "图片", "录入"),
        (b"MIME-Version: 1.0\n", "mht", "docx"),
        (b"<?xml version='1.0'?><w:wordDocument/>", "XML", "请另存为 docx"),
        (b"\xff\xff\xff", "既不是 UTF-8", "UTF-8 编码"),
        (codecs.BOM_UTF8 + "一、花园\n".encode() + b"\xc4\xe3\n", "标明是 UTF-8", "UTF-8 编码"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "标明是 UTF-16-LE", "UTF-8 编码"),
        ("一、\n二\0、".encode(), "空字节", "UTF-8 编码"),
        (b"<html><meta charset=shift_jis><p>x", "shift_jis", "UTF-8"),
        (b"<html><script>document.write(1)</script></html>", "网页里没有文字", "docx"),
        (b"PK\x03\x04 no archive", "已损坏", "另存为新的"),
        (b"x" * 4001, "超过 4000 字节", "删去图片"),
        (b"x\n" * 1001, "超过 2000 字节", "附表另存"),
        ("花".encode() * 51, "超过 50 个字", "分成几段"),
        (b"x\n" * 6, "超过 5 段", "办法本身"),
        (b"x" + b"\n" * 60, "空行太多", "删去空行"),
        (b"xxxxxxxxxx\n" * 5, "或 40 个字", "办法本身"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(data: bytes, what: str, remedy: str) -> None:
    said = refusal(data)
    assert what in said
    assert remedy in said


@pytest.mark.parametrize("data", ["花".encode() * 40, b"x\n" * 5])
def test_what_is_just_within_the_limits_is_read(data: bytes) -> None:
    assert read_document("x", data, LIMITS).paragraphs


def test_the_name_is_shown_without_its_folder() -> None:
    assert refusal(b"", "C:\\docs\\办法.txt").startswith("办法.txt:")


PAGE = """<!DOCTYPE html><html><head><title>网站名</title><style>p {color: red}</style></head><body>
<!-- 一、注释 --><script>var x = "<p>一、脚本</p>";</script><noscript>请开脚本</noscript>
<h1>花园办法</h1><div>一、浇水<p>早晚&nbsp;各一次，
每次一桶。</p></div><p>二、除草<br>（一）每周。</p><div style="display: none">三、隐藏<br><p>x</p></div>
<span hidden>四、隐藏</span><ul><li>五、收尾</li></ul>
<table><tr><td>花名</td><td>几朵<p>一人</p></td></tr><tr><td></td><td>梅</td></tr></table>
<table><tr><td><p>六、装在表里</p><p>的正文</p></td></tr></table></body></html>"""


def test_a_web_page_is_what_its_reader_sees() -> None:
    assert words(PAGE.encode()) == [
        "花园办法",
        "一、浇水",
        "早晚\xa0各一次， 每次一桶。",
        "二、除草",
        "（一）每周。",
        "五、收尾",
        "花名 | 几朵 一人",
        "梅",
        "六、装在表里",
        "的正文",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_web_page_in_its_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>一、花</p></body></html>'
    assert words(page.encode(encoding)) == ["一、花"]


def test_entities_of_ones_own_are_never_replaced() -> None:
    page = '<!DOCTYPE html [<!ENTITY a "一、"><!ENTITY b SYSTEM "file:///etc/hostname">]><html><p>x &a; &b; &lt;y&gt;</p></html>'
    text = " ".join(words(page.encode()))
    assert "一、" not in text
    assert "<y>" in text


@pytest.mark.parametrize(
    "page", ["<div>" * 100_000 + "x", "<p>" + "<b>" * 200_000, "<!--" * 100_000, "<a '" * 100_000, "<table><tr><td>" * 50_000]
)
def test_a_page_that_nests_without_end_is_refused_or_read_at_once(page: str) -> None:
    try:
        read_document("x.html", b"<html><body>" + page.encode())
    except InputProblems as problems:
        assert "；" in str(problems) or ";" in str(problems)
