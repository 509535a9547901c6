"""evaluate, explain, book and sql, as an office uses them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.cli.program import DATA, run
from xiaoneng.cli import main

MONTH = ("shufu-civil-affairs-2012", str(DATA / "case-s1e-july-50-points"))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of a small year whose facts all lie in 2007."""
    folder = tmp_path / "一年"
    shutil.copytree(DATA / "case-s0-late-10-or-11", folder)
    lines = (folder / "facts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "facts.csv").write_text("".join(line for line in lines if ",2007-" in line or "编号" in line), encoding="utf-8")
    return folder


def test_json_is_the_contracts_object(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "evaluate", *MONTH, "--period", "2012-07", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert list(found)[:5] == ["rulebook", "version", "period", "as_of", "engine"]
    assert (found["engine"], found["period"], found["as_of"]) == ("sqlite", "2012-07", "2012-07-31")
    assert {row["subject"]: row["total"] for row in found["scores"]}["M1"] == "44"


def test_a_table_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "evaluate", *MONTH, "--period", "2012-07", "--engine", "python")
    assert code == 0
    assert "六(六)1" in out
    assert "44" in out


@pytest.mark.parametrize(("name", "start"), [("table", b"shufu"), ("json", b"{"), ("xlsx", b"PK")])
def test_out_writes_a_file(name: str, start: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "七月"
    code, printed, told = run(capsys, "evaluate", *MONTH, "--period", "2012-07", "--format", name, "--out", str(out))
    assert (code, printed) == (0, "")
    assert str(out) in told
    assert out.read_bytes().startswith(start)
    assert (name == "xlsx") is zipfile.is_zipfile(out)


def test_the_period_may_be_left_out_where_there_is_one_year_only(capsys: pytest.CaptureFixture[str], office: Path) -> None:
    code, out, _ = run(capsys, "evaluate", "xichuan-gov-office-2007", str(office), "--format", "json")
    assert code == 0
    assert json.loads(out)["period"] == "2007"


@pytest.mark.parametrize("command", [("evaluate", "--format", "table"), ("explain", "--subject", "XC041")])
def test_of_several_years_the_one_with_most_facts_is_taken_and_said(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    name, *options = command
    code, out, _ = run(capsys, name, "xichuan-gov-office-2007", str(DATA / "s0"), *options)
    assert code == 0
    assert "2007" in out.splitlines()[0]
    assert "没有指明期间，按记录最多的 2007 年计算；另有 2006、2008 年的记录" in out


def test_the_period_is_asked_for_where_nothing_happened(capsys: pytest.CaptureFixture[str], office: Path) -> None:
    (office / "facts.csv").write_text("日期,对象,事项\n", encoding="utf-8")
    code, _, told = run(capsys, "evaluate", "xichuan-gov-office-2007", str(office))
    assert code == 1
    assert "--period" in told


def test_the_year_of_december_counts_by_the_offices_year(capsys: pytest.CaptureFixture[str], office: Path) -> None:
    (office / "facts.csv").write_text("日期,对象,事项\n2006-12-16,A1,迟到\n2007-12-15,A1,迟到\n", encoding="utf-8")
    with (office / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("\n")
    text = (office / "parameters.yaml").read_text(encoding="utf-8").replace("year_start: 01-01", "year_start: 12-16")
    (office / "parameters.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "evaluate", "xichuan-gov-office-2007", str(office), "--format", "json")
    assert code == 0
    assert json.loads(out)["period"] == "2007"


def test_as_of_counts_up_to_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("evaluate", *MONTH, "--period", "2012-07", "--format", "json", "--as-of", "2012-07-01")
    found = json.loads(run(capsys, *arguments)[1])
    totals = {row["subject"]: row["total"] for row in found["scores"]}
    assert totals["M5"] == "49.5"
    assert totals["M1"] == "50"


def test_as_of_before_the_period_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "evaluate", *MONTH, "--period", "2012-07", "--as-of", "2012-06-30")
    assert code == 1
    assert "2012-06-30" in told


def test_known_on_is_for_ledgers(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "evaluate", *MONTH, "--period", "2012-07", "--known-on", "2012-07-31")
    assert code == 1
    assert "--as-of" in told


@pytest.mark.parametrize("period", ["2012-13", "2012-Q5", "去年", "2012-07-31..2012-07-01"])
def test_a_period_that_is_none(period: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, told = run(capsys, "evaluate", *MONTH, "--period", period)
    assert (code, out) == (1, "")
    assert period in told


def test_everything_wrong_in_the_files_is_told_at_once(capsys: pytest.CaptureFixture[str], office: Path) -> None:
    (office / "facts.csv").write_text("日期,对象,事项,数量\n2007-02-30,A1,迟到,1\n2007-03-01,Z9,迟到,-1\n", encoding="utf-8")
    code, out, told = run(capsys, "evaluate", "xichuan-gov-office-2007", str(office), "--period", "2007")
    assert (code, out) == (1, "")
    assert "facts.csv 第2行「日期」" in told
    assert "facts.csv 第3行「对象」" in told
    assert "facts.csv 第3行「数量」" in told


def test_explain_goes_down_to_the_records(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", *MONTH, "--period", "2012-07", "--subject", "M1")
    assert code == 0
    assert "44" in out
    assert "六(八)2" in out


def test_explain_somebody_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, told = run(capsys, "explain", *MONTH, "--period", "2012-07", "--subject", "M99")
    assert (code, out) == (1, "")
    assert "M99" in told


@pytest.mark.parametrize("folder", [(), (str(DATA / "case-s1e-july-50-points"), "--period", "2012-07")])
def test_book_is_one_page(folder: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "制度.html"
    code, _, told = run(capsys, "book", "shufu-civil-affairs-2012", *folder, "--out", str(out))
    assert code == 0
    assert str(out) in told
    assert "六(六)1" in out.read_text(encoding="utf-8")


def test_sql_runs_where_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "sql", "shufu-civil-affairs-2012", "--dialect", "sqlite", "--period", "2012-07")
    assert code == 0
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(out)


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "spark"])
def test_sql_is_there_for_every_engine(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "sql", "district-party-office", "--dialect", dialect)
    assert code == 0
    assert "CREATE" in out


def test_an_engine_that_is_not_installed_names_its_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    monkeypatch.delitem(__import__("sys").modules, "xiaoneng.rulebook.engines.duckdb", raising=False)
    code = main(["evaluate", *MONTH, "--period", "2012-07", "--engine", "duckdb"])
    assert code == 1
    assert "xiaoneng[analytics]" in capsys.readouterr().err
