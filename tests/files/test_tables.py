"""Header, shape and finding of tables; how problems read."""

from pathlib import Path

import pytest

from xiaoneng.files.cells import column_index, column_letter
from xiaoneng.files.tables import (
    InputProblems,
    Limits,
    Problem,
    ProblemLog,
    Table,
    find_table,
    read_table,
    stream_table,
)
from xiaoneng.files.values import parse_quantity


def read(folder: Path, content: str, limits: Limits | None = None) -> Table:
    path = folder / "facts.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return read_table(path, limits) if limits else read_table(path)


def refusals(folder: Path, content: str, limits: Limits | None = None) -> list[str]:
    with pytest.raises(InputProblems) as caught:
        read(folder, content, limits)
    return [str(problem) for problem in caught.value.problems]


def test_header_names_are_folded(tmp_path: Path) -> None:
    table = read(tmp_path, "\ufeff 工　号 ,姓\u200b名,ＩＤ\n1,2,3\n")
    assert table.columns == ["工号", "姓名", "ID"]


def test_header_is_the_first_line_with_anything_in_it(tmp_path: Path) -> None:
    table = read(tmp_path, "\n , \n编号,数量\n\n F1,2\n , \nF2,3\n")
    assert [(row.line, row["编号"].text) for row in table.rows] == [(5, "F1"), (7, "F2")]


def test_the_original_stays_beside_the_cleaned_text(tmp_path: Path) -> None:
    cell = read(tmp_path, "姓名\n　王\u200b小e\u0301 \n").rows[0]["姓名"]
    assert cell.text == "王小é"
    assert cell.original == "　王\u200b小e\u0301 "


def test_repeated_and_empty_headers_are_told_together(tmp_path: Path) -> None:
    assert refusals(tmp_path, "编号,,编 号,数量\n") == [
        "facts.csv 第1行「第2列」: 表头是空的; 请填写列名, 或删去这一列",
        "facts.csv 第1行「第3列」: “编号” 与第1列的列名重复; 请改名, 或删去其中一列",
    ]


def test_empty_columns_behind_the_last_header_are_harmless_until_filled(tmp_path: Path) -> None:
    assert read(tmp_path, "编号,数量,,\nF1,2,,\n").columns == ["编号", "数量"]
    assert refusals(tmp_path, "编号,数量,,\nF1,2,,\nF2,2,,多\n") == [
        "facts.csv 第3行「第4列」: “多” 超出表头的 2 列; 请检查逗号和引号, 或给这一列加上列名"
    ]


def test_short_rows_are_padded_and_long_rows_all_named(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b,c\n1\n").rows[0]["c"].is_blank
    assert len(refusals(tmp_path, "a,b\n1,2,3\n1,2\n4,5,6\n")) == 2


@pytest.mark.parametrize(("columns", "fits"), [(3, True), (4, False)])
def test_column_limit(tmp_path: Path, columns: int, fits: bool) -> None:
    content = ",".join(f"c{at}" for at in range(columns)) + "\n"
    if fits:
        assert len(read(tmp_path, content, Limits(columns=3)).columns) == columns
    else:
        assert "超过 3 列" in refusals(tmp_path, content, Limits(columns=3))[0]


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert read(tmp_path, "编号,日期\n").rows == []


def test_cells_by_name(tmp_path: Path) -> None:
    row = read(tmp_path, "编号,数量\nF1,2\n").rows[0]
    assert row.get("依据") is None
    assert list(row.cells) == ["编号", "数量"]
    assert row["数量"].address == ""
    with pytest.raises(KeyError):
        row["依据"]


def test_streaming_notes_problems_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("编号,数量\nF1,2,9\nF2,abc\nF3,0.5\n", encoding="utf-8")
    log = ProblemLog()
    stream = stream_table(path, log)
    counts = [log.read(parse_quantity, row["数量"], most=1000) for row in stream.rows]
    assert counts == [None, 50]
    with pytest.raises(InputProblems) as caught:
        log.raise_any()
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_a_log_without_problems_raises_nothing() -> None:
    log = ProblemLog()
    log.raise_any()
    assert log.problems == []


def test_a_problem_reads_as_a_sentence() -> None:
    problem = Problem("facts.csv", 12, "数量", "abc", "不是数字", "请填写如 1 或 0.5 的数字")
    assert str(problem) == "facts.csv 第12行「数量」: “abc” 不是数字; 请填写如 1 或 0.5 的数字"
    assert str(Problem("facts.xlsx", 12, "数量", "", "是空的", "请填写", "E12")) == "facts.xlsx 第12行「数量」(E12): 是空的; 请填写"


def test_a_message_neither_redraws_the_screen_nor_floods_it() -> None:
    shown = str(Problem("a.csv", 1, "列\x07", "\x1b[2J\u202e" + "长" * 100, "不对", "请改"))
    assert shown == "a.csv 第1行「列·」: “·[2J·" + "长" * 35 + "…” 不对; 请改"


@pytest.mark.parametrize(("found", "last"), [(50, "第50行"), (51, "另有 1 处"), (1200, "另有 1150 处")])
def test_many_problems_are_cut_at_fifty(tmp_path: Path, found: int, last: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("a\n" + "".join(f"1,{number}x\n" for number in range(found)), encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_table(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == min(found, 51)
    assert lines[-1].startswith(last) or "第51行" in lines[-1]
    assert len(caught.value.problems) + caught.value.more == found


def test_the_same_problem_in_many_lines_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("a\n" + "1,2\n" * 30, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_table(path)
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).startswith("facts.csv 第2行")
    assert str(caught.value).endswith("（第 3、4、5、6、7、8、9、10 等行同样，共 30 处）")


@pytest.mark.parametrize("name", ["facts.csv", "facts.xlsx", "Facts.CSV", "FACTS.Xlsx"])
def test_a_table_is_found_whatever_the_case(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    (tmp_path / "~$facts.xlsx").write_bytes(b"")
    (tmp_path / "facts.yaml").write_bytes(b"")
    assert find_table(tmp_path, "facts") == tmp_path / name


def test_a_missing_table_is_none(tmp_path: Path) -> None:
    (tmp_path / "facts2.csv").write_bytes(b"")
    assert find_table(tmp_path, "facts") is None


def test_two_files_for_one_table_are_named(tmp_path: Path) -> None:
    for name in ("facts.csv", "facts.xlsx"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputProblems, match=r"facts\.csv、facts\.xlsx.*只保留其中一个"):
        find_table(tmp_path, "facts")


@pytest.mark.parametrize("suffix", ["xls", "et", "ods"])
def test_a_format_that_is_not_read_gets_a_remedy(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"facts.{suffix}").write_bytes(b"")
    with pytest.raises(InputProblems, match="另存为"):
        find_table(tmp_path, "facts")


@pytest.mark.parametrize(("content", "said"), [(b"a,b\n1,2\n", "把扩展名改成 .csv"), (b"\0\1,2\n", "另存为")])
def test_what_only_bears_the_name_of_a_workbook_is_told_so(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "facts.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputProblems, match="不是 XLSX 文件") as caught:
        read_table(path)
    assert said in str(caught.value)


def test_missing_folders_and_files(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="没有这个: 不存在"):
        find_table(tmp_path / "没有这个", "facts")
    with pytest.raises(InputProblems, match="不存在"):
        read_table(tmp_path / "facts.csv")
    (tmp_path / "facts.csv").mkdir()
    with pytest.raises(InputProblems, match="不是普通文件"):
        read_table(tmp_path / "facts.csv")
    with pytest.raises(InputProblems, match="不存在"):
        read_table(tmp_path / "没有这个" / "facts.csv")
    (tmp_path / "people.csv").write_bytes(b"a\n")
    with pytest.raises(InputProblems, match="不是文件夹"):
        find_table(tmp_path / "people.csv", "facts")


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letter(index) == letters
    assert column_index(letters) == index
