"""What must not come in: refused by what runs in the child, here without the child."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.files.workbooks import SHEET, one_fact, rewritten, rows_of, with_far_cell, workbook
from xiaoneng.files.cells import Limits
from xiaoneng.files.xlsxchild import serve

ONE_FACT = [[1, ["编号"]], [2, ["F1"]]]


def answer(path: Path, limits: Limits | None = None) -> list[Any]:
    told = io.BytesIO()
    with path.open("rb") as source:
        serve(source, told, limits or Limits())
    return [json.loads(line) for line in told.getvalue().splitlines()]


def rows(path: Path, limits: Limits | None = None) -> list[Any]:
    *told, last = answer(path, limits)
    assert last == {"end": True}
    return [row for some in told for row in some]


def refusal(path: Path, limits: Limits | None = None) -> str:
    *told, last = answer(path, limits)
    assert told == []
    assert last["remedy"].startswith("请")
    return str(last["what"])


def test_a_cell_of_hundreds_of_megabytes_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet9.xml", "w") as part,
    ):
        part.write(b"<worksheet><sheetData><row><c><v>")
        for _ in range(200):
            part.write(b"A" * 1_000_000)
    assert path.stat().st_size < 3_000_000
    assert "超过 200000000 字节" in refusal(path)


def test_unpacked_size_on_both_sides_of_the_limit(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    assert rows(path, Limits(unpacked_bytes=size)) == ONE_FACT
    assert f"解压后有 {size} 字节" in refusal(path, Limits(unpacked_bytes=size - 1))


def test_a_bomb_is_known_by_its_ratio(tmp_path: Path) -> None:
    path = rewritten(one_fact(tmp_path), add={"xl/media/a.bin": bytes(20_000_000)})
    assert "压缩比超过 100 倍" in refusal(path)


def test_entries_on_both_sides_of_the_limit(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    with zipfile.ZipFile(path) as archive:
        entries = len(archive.namelist())
    assert rows(path, Limits(zip_entries=entries)) == ONE_FACT
    assert "压缩包内的文件超过" in refusal(path, Limits(zip_entries=entries - 1))


def test_a_sheet_said_to_be_huge_is_read_as_small_as_it_is(tmp_path: Path) -> None:
    path = with_far_cell(tmp_path, b'<c r="XFD1048576" s="0"/>')
    rewritten(path, replace={SHEET: (b'ref="A1:A2"', b'ref="A1:XFD1048576"')})
    assert path.stat().st_size < 10_000
    assert rows(path) == ONE_FACT


def test_a_value_in_the_last_cell_of_the_sheet_is_refused(tmp_path: Path) -> None:
    path = with_far_cell(tmp_path, b'<c r="XFD1048576"><v>1</v></c>')
    assert "第1048576行在第16384列还有内容" in refusal(path)


def test_macros_are_refused(tmp_path: Path) -> None:
    path = rewritten(one_fact(tmp_path), add={"xl/vbaProject.bin": b"x"})
    assert "含有宏" in refusal(path)


def test_a_workbook_declared_to_have_macros_is_refused(tmp_path: Path) -> None:
    old = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    new = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    path = rewritten(one_fact(tmp_path), replace={"[Content_Types].xml": (old, new)})
    assert "含有宏" in refusal(path)


def test_external_links_are_refused(tmp_path: Path) -> None:
    path = rewritten(one_fact(tmp_path), add={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert "含有外部链接" in refusal(path)


def test_a_hyperlink_is_no_external_link(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["编号", "F1"])
        sheet.write_url(1, 0, "https://example.invalid/", None, "F1")

    assert rows(workbook(tmp_path, fill)) == ONE_FACT


def test_a_formula_that_calls_a_program_is_refused(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write(0, 0, "编号")
        sheet.write_formula(1, 0, "=cmd|'/C calc'!A0", None, 1)

    assert "第2行的公式调用其他程序(DDE)" in refusal(workbook(tmp_path, fill))


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = one_fact(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "文件已加密" in refusal(path)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        (["[Content_Types].xml", "word/document.xml"], "是 Word 文档"),
        (["[Content_Types].xml", "xl/workbook.bin"], "是 XLSB"),
        (["content.xml"], "是 ODS"),
        (["readme.txt"], "不是 XLSX 工作簿"),
    ],
)
def test_other_archives_are_named(tmp_path: Path, parts: list[str], what: str) -> None:
    path = tmp_path / "facts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    assert what in refusal(path)


@pytest.mark.parametrize(("length", "kind"), [(20, str), (21, list)])
def test_cell_length_limit(tmp_path: Path, length: int, kind: type) -> None:
    (cell,) = rows(workbook(tmp_path, rows_of(["x" * length])), Limits(cell_chars=20))[0][1]
    assert isinstance(cell, kind)
