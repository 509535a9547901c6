"""出错时的话: every exception as a Chinese message with the remedy; no traceback."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from xiaoneng import __version__


def told(error: Exception, command: str) -> str:
    """What to say of an exception that ended a command: what is wrong and what to do."""
    # The classes live in modules that a wrong command line need not load.
    loaded = [sys.modules.get(name) for name in ("xiaoneng.rulebook.problems", "xiaoneng.files.cells")]
    known = tuple(
        getattr(module, name)
        for module in loaded
        if module is not None
        for name in ("RulebookError", "Refused", "InputProblems")
        if hasattr(module, name)
    )
    if isinstance(error, known):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        from xiaoneng.files.writing import reason  # noqa: PLC0415 a wrong command line need not load it

        place = f"“{error.filename}”" if error.filename else ""
        return f"无法读写{place}：{reason(error)}；请检查名称、位置和权限"
    if isinstance(error, MemoryError):
        return "内存不够，没有完成；请减少一次计算的数据，或改用 --engine duckdb"
    return _unexpected(error, command)


def _unexpected(error: Exception, command: str) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else "位置不明"
    what = str(error).splitlines()[0][:200] if str(error) else ""
    return (
        "程序内部出错，没有完成；您的文件没有被改动。\n"
        f"请把下面这一行连同所用的制度和数据报告给维护者：\nxiaoneng {__version__} {command}：{type(error).__name__}({what}) {place}"
    )
