"""命令行: `xiaoneng COMMAND …`. Exit codes: 0 done, 1 something is wrong with the input, 2 wrong usage.

A command's module is imported only when that command is asked for: the program has to be there at once.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from xiaoneng.cli.arguments import Namespace, WrongUsage, parser
from xiaoneng.cli.failures import told

DONE, WRONG_INPUT, WRONG_USAGE = 0, 1, 2
ROWS_BETWEEN_COLLECTIONS = 1_000_000
"""Rows and models live until the end; looking for garbage among them every few hundred takes a tenth of a short run."""


def main(argv: Sequence[str] | None = None) -> int:
    """命令行入口: runs one command and gives its exit code; everything that goes wrong is told in Chinese on stderr."""
    _prepare_streams()
    gc.set_threshold(ROWS_BETWEEN_COLLECTIONS)
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as wish:
        return wish.code if isinstance(wish.code, int) else DONE
    try:
        code = _command(arguments.run)(arguments)
        sys.stdout.flush()
    except WrongUsage as error:
        return _say(f"xiaoneng {arguments.command}：{error}\n用法见 xiaoneng {arguments.command} --help", WRONG_USAGE)
    except BrokenPipeError:
        # Whoever read the output has closed it; what is still buffered must not fail at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG_INPUT
    except KeyboardInterrupt:
        return _say("已中断，没有完成", WRONG_INPUT)
    except Exception as error:
        return _say(told(error, arguments.command), WRONG_INPUT)
    return code


def _command(run: str) -> Callable[[Namespace], int]:
    """The function behind `module:function`."""
    module, _, name = run.partition(":")
    found: Callable[[Namespace], int] = getattr(import_module(f"xiaoneng.cli.{module}"), name)
    return found


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _prepare_streams() -> None:
    """Files and pipes are UTF-8; a terminal that can't show a rare character shows its code instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
