"""XLSX 工作簿: the rows of a workbook, read in a child process that may die without harm."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, BinaryIO

from xiaoneng.files.cells import Fault, InputProblems, Limits, Problem, Record, Value

_CHILD = "xiaoneng.files.xlsxchild"
_SAVE_ANEW = "请用 Excel 或 WPS 打开, 另存为新的“Excel 工作簿(*.xlsx)”"


def iter_rows(path: Path, limits: Limits) -> Iterator[Record]:
    """逐行: every row that holds something of the only filled sheet (header too), with its row number in the sheet.

    Numbers come as text, dates as `date`, dates with a time as `datetime`, error values and the like as `Fault`. A workbook
    that is refused, broken, too big or too slow raises `InputProblems`.
    """
    with path.open("rb", buffering=0) as source, tempfile.TemporaryFile() as answer:
        _run(source, answer, path.name, limits)
        answer.seek(0)
        ended = False
        for line in answer:
            message = json.loads(line) if line.endswith(b"\n") else {}
            if isinstance(message, dict):
                ended = "end" in message
                _refuse(path.name, message)
                break
            for row, values in message:
                yield row, [value if value.__class__ is str else _value(value) for value in values]
        if not ended:
            raise _broken(path.name)


def _run(source: BinaryIO | IO[bytes], answer: IO[bytes], name: str, limits: Limits) -> None:
    imports = os.pathsep.join(entry for entry in sys.path if entry)
    environment = os.environ | {"PYTHONPATH": imports, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}
    # -P keeps the folder one stands in, which may be the office's, out of the child's imports.
    command = [sys.executable, "-P", "-m", _CHILD, json.dumps(asdict(limits))]
    with subprocess.Popen(command, stdin=source, stdout=answer, stderr=subprocess.DEVNULL, env=environment) as child:  # noqa: S603
        try:
            child.wait(timeout=limits.child_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            what = f"超过 {limits.child_seconds} 秒没有读完"
            raise InputProblems([Problem(name, 0, "", "", what, "请删去多余的工作表和内容, 或改用 CSV")]) from None
        except BaseException:
            child.kill()
            raise


def _refuse(name: str, message: dict[str, str]) -> None:
    if "what" in message:
        raise InputProblems([Problem(name, 0, "", "", message["what"], message["remedy"])])


def _broken(name: str) -> InputProblems:
    return InputProblems([Problem(name, 0, "", "", "工作簿已损坏, 或展开后过大, 无法读取", f"{_SAVE_ANEW}, 并删去表格以外的行和列")])


def _value(sent: str | list[str]) -> Value:
    if isinstance(sent, str):
        return sent
    kind, *parts = sent
    if kind == "f":
        return Fault(*parts)
    return datetime.fromisoformat(parts[0]) if kind == "t" else date.fromisoformat(parts[0])
