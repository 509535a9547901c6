"""The program as the tests of the command line run it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from xiaoneng.cli import main

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """(exit code, output, messages) of one command in this process."""
    code = main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def run_program() -> dict[str, str]:
    """The environment in which `python -m xiaoneng` is this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}
