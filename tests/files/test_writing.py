"""A file is written whole or not at all, and what hinders it is named with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaoneng.files.writing import new_folder, whole_file, write_text
from xiaoneng.rulebook.problems import Refused

FULL = Path("/dev/full")
"""A disk that is always full, where the system has one."""


def test_a_file_is_replaced_by_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "结果.json"
    write_text(path, "旧\n")
    write_text(path, "新\n")
    assert path.read_bytes() == "新\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_two_files_of_a_folder_are_written_side_by_side(tmp_path: Path) -> None:
    with whole_file(tmp_path / "甲.csv") as one, whole_file(tmp_path / "乙.csv") as two:
        one.write_text("甲", encoding="utf-8")
        two.write_text("乙", encoding="utf-8")
    assert {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"甲": "甲", "乙": "乙"}


def test_what_breaks_off_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "结果.json"
    write_text(path, "旧\n")
    with pytest.raises(ValueError, match="中断"), whole_file(path) as unfinished:
        unfinished.write_text("新的一半", encoding="utf-8")
        raise ValueError("中断")
    assert path.read_text(encoding="utf-8") == "旧\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    path, link = tmp_path / "结果.json", tmp_path / "最新.json"
    write_text(path, "旧\n")
    link.symlink_to(path)
    write_text(link, "新\n")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "新\n"


def test_what_hinders_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"不能写入“a\.json”：没有文件夹“.*没有”；请先建好"):
        write_text(tmp_path / "没有" / "a.json", "")
    with pytest.raises(Refused, match=r"是文件夹，应是文件）；请写成文件的名称"):
        write_text(tmp_path, "")
    with pytest.raises(Refused, match=r"名称太长）；请把名称改短"):
        write_text(tmp_path / ("长" * 200), "")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no disk that is always full")
def test_a_full_disk_is_named_and_what_is_no_file_is_never_replaced() -> None:
    with pytest.raises(Refused, match="磁盘已满）；请腾出空间"):
        write_text(FULL, "字")
    assert FULL.is_char_device()


def test_a_new_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert new_folder(tmp_path / "甲" / "乙").is_dir()
    assert new_folder(tmp_path / "甲" / "乙").is_dir()
    write_text(tmp_path / "甲" / "乙" / "a", "")
    with pytest.raises(Refused, match="里面有内容；请换一个名称"):
        new_folder(tmp_path / "甲" / "乙")
    with pytest.raises(Refused, match=r"不能新建文件夹.*不是文件夹"):
        new_folder(tmp_path / "甲" / "乙" / "a" / "b")
