"""parameters.yaml: the office's answers, with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.office_folder import load, office, refusals, write
from xiaoneng.files.office import read_office
from xiaoneng.files.tables import InputProblems


def test_answers_stay_the_text_that_was_written(tmp_path: Path) -> None:
    assert load(tmp_path, parameters="norm: 02.50\nrounding_way: up\nhalves: drop\n").answers == {
        "norm": "02.50",
        "rounding_way": "up",
        "halves": "drop",
    }


@pytest.mark.parametrize("content", [None, "", "# 尚未答复\n\n", "\ufeff# 尚未答复\n"])
def test_no_answers(content: str | None, tmp_path: Path) -> None:
    assert load(tmp_path, parameters=content).answers == {}


def test_answers_that_vary_name_people_and_units_of_the_roll(tmp_path: Path) -> None:
    answers = load(tmp_path, parameters="norm:\n  默认: 2\n  工号: {谷雨: 1}\n  科室: {外 勤组: 3}\n  职务: {组长: 4}\n").answers
    assert answers == {"norm": {"默认": "2", "工号": {"P2": "1"}, "科室": {"外勤组": "3"}, "职务": {"组长": "4"}}}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("# 一\nnorms: 2\n", "parameters.yaml 第2行: 本制度没有名为“norms”的参数或理解；您是否要写“norm”？"),
        ("halves: drop\nnorm: 许多\n", "parameters.yaml 第2行: “norm”的答复“许多”不是数"),
        ("norm: -1\n", "parameters.yaml 第1行: “norm”的答复“-1”应不小于 0"),
        ("rounding_way: sideways\n", "parameters.yaml 第1行: “rounding_way”的答复“sideways”不在可选范围内"),
        ("halves:\n", "parameters.yaml 第1行: “halves”的答复是空的; 请填写答复; 尚未确定的请删去这一行"),
        ("norm: [1, 2]\n", "parameters.yaml 第1行: “norm”的答复是列表"),
        ("norm: 1\nnorm: 2\n", "parameters.yaml 第2行: 键“norm”重复, 前一处在第 1 行".replace(", ", "，")),
        ("norm 2\n", "parameters.yaml 第1行: 顶层不是“名称: 答复”"),
        ("rounding_way: {默认: up}\n", "parameters.yaml 第1行: “rounding_way”只能答一个值"),
        ("norm:\n  工号:\n    P1: 2\n    P9: 3\n", "parameters.yaml 第4行: “P9” 不是名册里的工号或姓名"),
        ("norm:\n  科室:\n    文档组: 3\n", "parameters.yaml 第3行: “文档组” 不是名册里的科室"),
        ("norm:\n  工号:\n    P1: 2\n    白露: 3\n", "parameters.yaml 第4行: “白露” 已经答复过一次"),
        ("norm:\n  工号:\n    P1:\n", "parameters.yaml 第3行: “norm 工号 P1”的答复是空的"),
        ("norm:\n  默认: {P1: 2}\n", "parameters.yaml 第2行: “norm 默认”的答复不是一个值"),
        ("norm:\n  性别: {男: 2}\n", "parameters.yaml 第1行: “norm”下面不认识“性别”"),
        ("norm: &x 2\n", "parameters.yaml 第1行: 不能使用 YAML 的锚点"),
    ],
)
def test_answers_that_are_wrong(content: str, problem: str, tmp_path: Path) -> None:
    (found,) = refusals(tmp_path, parameters=content)
    assert found.startswith(problem)


def test_answers_in_gb18030(tmp_path: Path) -> None:
    (write(tmp_path) / "parameters.yaml").write_bytes("norm: {默认: 2, 职务: {组长: 3}}\n".encode("gb18030"))
    assert read_office(tmp_path, office()).answers == {"norm": {"默认": "2", "职务": {"组长": "3"}}}


@pytest.mark.parametrize(("raw", "problem"), [(b"norm: \xff\n", "既不是 UTF-8, 也不是 GB18030"), (b"x" * 8_000_001, "超过 8000000 字节")])
def test_answers_that_are_no_text(raw: bytes, problem: str, tmp_path: Path) -> None:
    (write(tmp_path) / "parameters.yaml").write_bytes(raw)
    with pytest.raises(InputProblems, match=problem):
        read_office(tmp_path, office())


def test_two_files_of_answers(tmp_path: Path) -> None:
    (write(tmp_path, parameters="norm: 1\n") / "parameters.yml").write_text("norm: 2\n", encoding="utf-8")
    with pytest.raises(InputProblems, match=r"“parameters.yaml、parameters.yml” 答复有多个文件"):
        read_office(tmp_path, office())
