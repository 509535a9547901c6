"""CSV files as offices send them, and as nobody should."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiaoneng.files.tables import InputProblems, Limits, Table, read_table

SMALL = Limits(csv_bytes=4000, cell_chars=20, record_bytes=100, rows=3, columns=4)


def read(folder: Path, content: bytes | str, limits: Limits | None = None) -> Table:
    path = folder / "facts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, limits) if limits else read_table(path)


def refusal(folder: Path, content: bytes | str, limits: Limits | None = None) -> str:
    with pytest.raises(InputProblems) as caught:
        read(folder, content, limits)
    return str(caught.value)


def texts(table: Table) -> list[list[str]]:
    return [[cell.original for cell in row.cells.values()] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(tmp_path: Path, encoding: str, line_end: str) -> None:
    lines = ["编号,对象,事项", "F1,䶮翀,迟到", "F2,𠮷野,早退", ""]
    table = read(tmp_path, line_end.join(lines).encode(encoding))
    assert table.columns == ["编号", "对象", "事项"]
    assert texts(table) == [["F1", "䶮翀", "迟到"], ["F2", "𠮷野", "早退"]]
    assert [row.line for row in table.rows] == [2, 3]


def test_gb18030_needs_four_bytes_for_a_rare_character_and_keeps_it(tmp_path: Path) -> None:
    content = "姓名\n𠮷\n".encode("gb18030")
    assert len(content) == len("姓名\n".encode("gb18030")) + 4 + 1
    assert read(tmp_path, content).rows[0]["姓名"].text == "𠮷"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_refused_with_a_remedy(tmp_path: Path, encoding: str) -> None:
    message = refusal(tmp_path, "编号,数量\n1,2\n".encode(encoding))
    assert "UTF-16" in message
    assert "另存为“CSV UTF-8" in message


def test_nul_bytes_are_refused_with_their_line(tmp_path: Path) -> None:
    assert "facts.csv 第3行: 含有空字节" in refusal(tmp_path, b"a,b\n1,2\n3,\x004\n")


def test_a_file_in_neither_encoding_names_the_first_line(tmp_path: Path) -> None:
    message = refusal(tmp_path, "编号,对象\nF1,甲\n".encode() + b"F2,\xff\xff\n")
    assert "第3行" in message
    assert "既不是 UTF-8" in message


def test_a_truncated_character_at_the_end_is_not_swallowed(tmp_path: Path) -> None:
    assert "第2行" in refusal(tmp_path, "\ufeff编号\n甲".encode()[:-1])


def test_a_byte_order_mark_binds(tmp_path: Path) -> None:
    assert "第2行: 标明是 UTF-8, 但这一行不是" in refusal(tmp_path, "\ufeff编号\n".encode() + "甲乙".encode("gb18030") + b"\n")


def test_a_line_of_the_other_encoding_is_named_not_turned_into_gibberish(tmp_path: Path) -> None:
    mixed = "编号,对象\nF1,主任\n".encode("gb18030") + "F2,科员\n".encode()
    assert mixed.decode("gb18030")  # both lines decode, wrongly
    message = refusal(tmp_path, mixed)
    assert "第3行是 UTF-8" in message
    assert "第1行是 GB18030" in message


def test_one_short_cell_that_could_be_either_is_taken_as_the_file_is(tmp_path: Path) -> None:
    content = "编号,对象\n1,目\n".encode("gb18030")
    assert content.splitlines()[1].decode()  # valid UTF-8 by accident
    assert read(tmp_path, content).rows[0]["对象"].text == "目"


def test_a_tab_delimits_where_the_header_shows_it(tmp_path: Path) -> None:
    assert texts(read(tmp_path, "编号\t说明\nF1\t甲,乙\n")) == [["F1", "甲,乙"]]


@pytest.mark.parametrize("header", ["编号;数量", "编号，数量", "编号；数量", "编号|数量"])
def test_another_delimiter_is_refused(tmp_path: Path, header: str) -> None:
    assert "不是用英文逗号分隔" in refusal(tmp_path, f"{header}\n1;2\n")


def test_quotes_hold_commas_line_breaks_and_quotes(tmp_path: Path) -> None:
    table = read(tmp_path, '编号,说明\r\nF1,"甲,乙\r\n""丙"""\r\nF2,丁\r\n')
    assert texts(table) == [["F1", '甲,乙\r\n"丙"'], ["F2", "丁"]]
    assert [row.line for row in table.rows] == [2, 4]


def test_an_open_quote_is_named_by_the_line_where_it_opens(tmp_path: Path) -> None:
    assert "facts.csv 第3行: 从这一行起的英文引号没有成对" in refusal(tmp_path, '编号,说明\nF1,甲\nF2,"乙\nF3,丙\n')


def test_an_open_quote_does_not_swallow_a_long_file(tmp_path: Path) -> None:
    message = refusal(tmp_path, '编号,说明\nF1,"甲\n' + "F2,乙\n" * 200_000)
    assert "第2行" in message
    assert "引号" in message


def test_text_after_a_closing_quote_is_refused(tmp_path: Path) -> None:
    assert "第2行: 结束引号后面还有文字" in refusal(tmp_path, '编号,说明\nF1,"甲"乙\n')


def test_a_quote_inside_a_plain_cell_is_text(tmp_path: Path) -> None:
    assert texts(read(tmp_path, '编号,说明\nF1,5"管\n')) == [["F1", '5"管']]


@pytest.mark.parametrize(("length", "fits"), [(20, True), (21, False)])
@pytest.mark.parametrize("shape", ["{}", '"{}"', '"甲\n{}"'])
def test_cell_length_limit(tmp_path: Path, length: int, fits: bool, shape: str) -> None:
    cell = shape.format("字" * (length - (2 if "\n" in shape else 0)))
    content = f"编号,说明\nF1,{cell}\nF2,短\n"
    if fits:
        assert len(read(tmp_path, content, SMALL).rows) == 2
    else:
        assert "第2行「第2列」" in refusal(tmp_path, content, SMALL)


@pytest.mark.parametrize(("length", "fits"), [(100, True), (101, False)])
def test_line_length_limit_counts_bytes(tmp_path: Path, length: int, fits: bool) -> None:
    line = ",".join(["x" * 20] * 4) + " " * (length - 83)
    content = f"a,b,c,d\n1,2,3,4\n{line}\n"
    limits = Limits(cell_chars=40, record_bytes=100)
    if fits:
        assert len(read(tmp_path, content, limits).rows) == 2
    else:
        assert "第3行: 一行超过 100 字节" in refusal(tmp_path, content, limits)


@pytest.mark.parametrize(("rows", "fits"), [(3, True), (4, False)])
def test_row_limit(tmp_path: Path, rows: int, fits: bool) -> None:
    content = "a\n" + "1\n" * rows
    if fits:
        assert len(read(tmp_path, content, SMALL).rows) == rows
    else:
        assert "第5行: 超过 3 行" in refusal(tmp_path, content, SMALL)


@pytest.mark.parametrize(("size", "fits"), [(4000, True), (4001, False)])
def test_file_size_limit(tmp_path: Path, size: int, fits: bool) -> None:
    content = b"a\n" + b"\n" * (size - 2)
    if fits:
        assert read(tmp_path, content, SMALL).rows == []
    else:
        assert "有 4001 字节, 超过 4000 字节" in refusal(tmp_path, content, SMALL)


def test_a_file_beyond_the_size_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    with path.open("wb") as file:
        file.write(b"a\n")
        file.truncate(1 << 40)
    with pytest.raises(InputProblems, match="字节, 超过"):
        read_table(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "是空文件"),
        (b"\n , \r\n\n", "没有表头"),
        (b"<html><table><tr><td>1", "是网页"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "是网页"),
        (b"%PDF-1.7", "是 PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Excel 格式(.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "文件已加密"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, content: bytes, what: str) -> None:
    assert what in refusal(tmp_path, content)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    hostile = ["=cmd|'/C calc'!A0", "'; DROP TABLE facts; --", "{{ 7*7 }}", "../../x"]
    content = "对象\n" + "".join(f'"{text}"\n' for text in hostile)
    assert [row["对象"].text for row in read(tmp_path, content).rows] == hostile


def test_fifty_thousand_rows_read_whole(tmp_path: Path) -> None:
    lines = (f"F{number},2012-07-18,MZ{number % 300:03},迟到,1,,,已确认" for number in range(50_000))
    table = read(tmp_path, "编号,日期,对象,事项,数量,说明,依据,状态\n" + "\n".join(lines))
    assert len(table.rows) == 50_000
    assert table.rows[-1]["编号"].text == "F49999"
    assert table.rows[-1].line == 50_001


cell_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cell_texts, min_size=2, max_size=2), max_size=5), encoding=st.sampled_from(["utf-8-sig", "gb18030"]))
def test_what_a_csv_writer_writes_comes_back(tmp_path: Path, rows: list[list[str]], encoding: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([["编号", "说明"], *([f"F{at}{first}", second] for at, (first, second) in enumerate(rows))])
    table = read(tmp_path, sheet.getvalue().encode(encoding))
    assert texts(table) == [[f"F{at}{first}", second] for at, (first, second) in enumerate(rows)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60))
def test_any_bytes_give_a_table_or_problems(tmp_path: Path, content: bytes) -> None:
    try:
        assert read(tmp_path, b"a,b\n" + content).columns == ["a", "b"]
    except InputProblems as problems:
        assert problems.problems
