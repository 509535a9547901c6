"""How the command line takes what is typed: help, wrong usage, interruptions, and nothing that ends in a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT, run, run_program
from xiaoneng.cli import main

COMMANDS = ("rulebooks", "show", "schema", "version", "check", "lint", "evaluate", "explain", "book", "sql", "new", "sample", "demo")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"用法：xiaoneng {command}" in said
    assert f"例：\n  xiaoneng {command}" in said
    assert "usage" not in said
    assert "show this help" not in said


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert [command for command in COMMANDS if f"\n  {command} " not in said] == []


WRONG = [
    ([], "缺少 命令"),
    (["evalute"], "您是否要写“evaluate”？"),
    (["evaluate"], "缺少 制度, 文件夹"),
    (["evaluate", "x"], "缺少 文件夹"),
    (["evaluate", "x", "y", "z"], "不认识 z"),
    (["evaluate", "x", "y", "--format", "pdf"], "--format 不能是“pdf”；可选：table、json、xlsx"),
    (["evaluate", "x", "y", "--format"], "--format 后面要写一个值"),
    (["evaluate", "x", "y", "--format", "xlsx"], "--format xlsx 要用 --out 写明存到哪个文件"),
    (["evaluate", "x", "y", "--engine", "sqlit"], "您是否要写“sqlite”？"),
    (["evaluate", "x", "y", "--as-of", "2007-02-30"], "“2007-02-30”不是日期"),
    (["evaluate", "x", "y", "--frob"], "不认识 --frob"),
    (["explain", "x", "y"], "缺少 --subject"),
    (["book", "x"], "缺少 --out"),
    (["sample", "x", "y", "--people", "0"], "“0”应不小于 1"),
    (["sample", "x", "y", "--people", "-3"], "--people"),
    (["sample", "x", "y", "--seed", "1.5"], "“1.5”不是整数"),
    (["sql", "x", "--dialect", "oracle"], "--dialect 不能是“oracle”"),
    (["new", "x", "--key", "My Office"], "--key 不能是“My Office”"),
    (["new", "x", "--title", 'a"b'], "--title 不能是空的"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_wrong_usage_is_told_in_chinese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert "argument" not in told.err
    assert "--help" in told.err


def test_a_rulebook_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "check", "shufu-civil-affair-2012")
    assert code == 1
    assert "找不到制度“shufu-civil-affair-2012”" in told
    assert "您是否要写“shufu-civil-affairs-2012”？" in told


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, told = run(capsys, "evaluate", "district-party-office", str(tmp_path / "没有"))
    assert code == 1
    assert "没有: 文件夹不存在" in told


def test_a_place_that_cannot_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("book.html", "x.json"):
        out = str(tmp_path / "没有这个文件夹" / name)
        command = ["book", "district-party-office"] if name.endswith("html") else ["evaluate", "district-party-office", str(DATA / "s2")]
        more = [] if name.endswith("html") else ["--period", "2018", "--format", "json"]
        code, _, told = run(capsys, *command, *more, "--out", out)
        assert code == 1
        assert "写入" in told or "读写" in told
        assert "Traceback" not in told


DATA = ROOT / "tests" / "data"


def test_a_defect_of_our_own_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What no rulebook provokes has to be planted: the text of a rulebook vanishes between two looks."""
    monkeypatch.setattr("xiaoneng.rulebook.language.load.shipped_keys", lambda: 1 // 0)
    code, out, told = run(capsys, "check", str(tmp_path))
    assert code == 1
    assert out == ""
    assert "程序内部出错" in told
    assert "ZeroDivisionError" in told
    assert "Traceback" not in told
    assert str(tmp_path) not in told


def test_ctrl_c_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr("xiaoneng.rulebook.language.load.shipped_keys", interrupted)
    code, _, told = run(capsys, "check", "x")
    assert (code, told) == (1, "已中断，没有完成\n")


def test_a_reader_that_leaves_early_is_no_error_message() -> None:
    """As in `xiaoneng schema | head -1`."""
    with subprocess.Popen(
        [sys.executable, "-m", "xiaoneng", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=run_program()
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(1)
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=20) in (0, 1)


def test_output_to_a_pipe_is_utf8_whatever_the_locale() -> None:
    environment = {**run_program(), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}
    done = subprocess.run([sys.executable, "-m", "xiaoneng", "rulebooks"], capture_output=True, env=environment, check=True)
    assert "疏附县民政局" in done.stdout.decode("utf-8")


def test_a_path_that_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "check", os.fsdecode(b"\xff\xfe"))
    assert code == 1
    assert "找不到制度" in told
