"""Offices' years with results that were worked out independently: the command line gives them, on each engine at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.data.compare import compare
from xiaoneng.cli import main

DATA = Path(__file__).resolve().parents[1] / "data"
RULEBOOKS = {"s0": "xichuan-gov-office-2007", "s1e": "shufu-civil-affairs-2012", "s2": "district-party-office"}
FOLDERS = sorted(path.parent.name for path in DATA.glob("*/expected.json"))


def evaluated(folder: Path, engine: str, out: Path) -> dict:
    """What `evaluate` says of a folder."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    key = RULEBOOKS[folder.name.removeprefix("case-").partition("-")[0]]
    period = expected["period"]
    assert main(["evaluate", key, str(folder), "--period", period, "--engine", engine, "--format", "json", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("engine", ["python", "sqlite"])
@pytest.mark.parametrize("name", FOLDERS)
def test_the_office_gets_what_was_worked_out(name: str, engine: str, tmp_path: Path) -> None:
    folder = DATA / name
    actual = evaluated(folder, engine, tmp_path / "out.json")
    assert compare(json.loads((folder / "expected.json").read_text(encoding="utf-8")), actual) == []
    assert actual["engine"] == engine


@pytest.mark.parametrize("name", FOLDERS)
def test_the_engines_say_the_same(name: str, tmp_path: Path) -> None:
    first, second = (evaluated(DATA / name, engine, tmp_path / engine) for engine in ("python", "sqlite"))
    assert {**first, "engine": ""} == {**second, "engine": ""}


def test_every_kind_of_office_is_there() -> None:
    assert {name.removeprefix("case-").partition("-")[0] for name in FOLDERS} == set(RULEBOOKS)
