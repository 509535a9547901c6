"""写文件: a file is replaced only by one that is whole, and what hinders the writing is said with the remedy."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from xiaoneng.rulebook.problems import Refused

REASONS = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是文件夹，应是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已经存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EBUSY: "正被别的程序使用",
}
"""What an operating system's error means to the person at the keyboard."""
REMEDIES = {
    errno.ENOSPC: "请腾出空间，或写到别的磁盘",
    errno.EDQUOT: "请腾出空间，或写到别的磁盘",
    errno.EISDIR: "请写成文件的名称",
    errno.ENAMETOOLONG: "请把名称改短",
}
UNFINISHED = ".part"


def reason(error: OSError) -> str:
    return REASONS.get(error.errno or 0, "操作没有完成")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Where to write what `path` shall hold: a file beside it that takes its place when the block ends well, or is gone.

    What is no regular file, such as a terminal, is written to directly. Raises Refused where it can't be written.
    """
    target = Path(os.path.realpath(path))
    if not os.path.isdir(target.parent):
        raise Refused(f"不能写入“{path.name}”：没有文件夹“{path.parent}”；请先建好，或写到别的文件夹")
    direct = os.path.exists(target) and not os.path.isfile(target) and not os.path.isdir(target)
    unfinished = target if direct else target.with_name(f".{crc32(os.fsencode(target.name)):08x}-{os.getpid()}{UNFINISHED}")
    try:
        if os.path.isdir(target):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        yield unfinished
        if not direct:
            os.replace(unfinished, target)
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, f"请检查文件夹“{path.parent}”能不能写，文件是否正被别的程序打开")
        raise Refused(f"不能写入“{path.name}”（{reason(error)}）；{remedy}") from None
    finally:
        if not direct:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """One UTF-8 file with plain line ends, whole or not at all. Raises Refused where it can't be written."""
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", errors="replace", newline="\n")


def new_folder(path: Path) -> Path:
    """The folder, made if it is not there. Raises Refused where something stands in it, or where it can't be made."""
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise Refused(f"“{path}”已经存在，里面有内容；请换一个名称，以免覆盖")
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"不能新建文件夹“{path}”（{reason(error)}）；请换一个位置，或检查权限") from None
    return path
