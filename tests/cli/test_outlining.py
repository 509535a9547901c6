"""outline: an office's document in the terminal, beside a rulebook, and as a blank rulebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import run
from xiaoneng.rulebook.language.load import load_rulebook

TEXT = "花园办法\n一、浇水\n1、早晚各一次。\n4、雨天不浇。\n二、除草\n花园管理组\n2031年3月9日\n"
BOOK = "rulebook: garden\nversion: '1'\ndocument: {title: 花园办法, issuer: 花园}\nclauses: {一: 浇水要求, 一1: 早晚, 一2: 正午}\n"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "办法.docx"
    path.write_bytes(TEXT.encode("gb18030"))
    return path


def test_the_outline_and_its_doubts(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, told = run(capsys, "outline", str(document))
    assert (code, told) == (0, "")
    assert out.splitlines()[:3] == ["花园办法", "一　浇水", "  一1　早晚各一次"]
    assert "落款：花园管理组" in out
    assert "存疑 1 处" in out
    assert "第 4 行 一4：编号从 1 跳到 4" in out


def test_the_outline_as_json(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "outline", str(document), "--format", "json")[1])
    assert (found["file"], found["kind"], found["title"]) == ("办法.docx", "txt", "花园办法")
    assert [(one["number"], one["depth"], one["parent"], one["line"]) for one in found["clauses"]][1] == ("一1", 1, "一", 3)
    assert found["clauses"][2]["text"] == "雨天不浇。"
    assert found["tail"] == ["花园管理组", "2031年3月9日"]


def test_beside_a_rulebook(document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    code, out, _ = run(capsys, "outline", str(document), "--rulebook", str(book))
    assert code == 0
    assert "与制度 garden 对照：3 条，找到 2 条" in out
    assert "  一　浇水要求　← 一　浇水（第 2 行）" in out
    assert "  一2　正午　← 没有找到" in out
    assert "  制度里没有：一4　雨天不浇（第 4 行）" in out
    found = json.loads(run(capsys, "outline", str(document), "--rulebook", str(book), "--format", "json")[1])["rulebook"]
    assert found["pairs"][2] == {"clause": "一2", "says": "正午", "number": None}
    assert found["unmatched"] == ["一4", "二"]


def test_a_blank_rulebook(document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "garden.yaml"
    code, _, told = run(capsys, "outline", str(document), "--draft", str(draft), "--key", "garden")
    assert code == 0
    assert "4 条，都还没有写成规则" in told
    assert load_rulebook(str(draft)).rulebook.rulebook == "garden"
    code, _, told = run(capsys, "outline", str(document), "--draft", str(draft))
    assert code == 1
    assert "已经存在" in told


@pytest.mark.parametrize("key", ["Garden", "district-party-office"])
def test_a_wrong_key(key: str, document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "outline", str(document), "--draft", str(tmp_path / "x"), "--key", key)[0] == 2


def test_what_is_no_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "办法.txt"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    code, _, told = run(capsys, "outline", str(path))
    assert code == 1
    assert "请另存为 docx" in told
    assert run(capsys, "outline", str(tmp_path / "没有"))[0] == 1
