"""Imports go down: the contracts of pyproject.toml hold, and they refuse what they are there to refuse."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.house.project import ROOT, RULEBOOKS, SRC, python_files

PYPROJECT = ROOT / "pyproject.toml"


def contracts_hold(config: Path) -> bool:
    """Run the import contracts of a configuration file in this process."""
    return lint_imports(config_filename=str(config), no_cache=True, no_logo=True) == 0


def small_house(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A tiny package under our own contracts; gives its configuration file."""
    for path, text in {"__init__.py": "", "rulebook/__init__.py": "", **files}.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("HOUSE", name), encoding="utf-8")
    section = PYPROJECT.read_text(encoding="utf-8").partition("[tool.importlinter]")[2].partition("[tool.deptry]")[0]
    config = folder / "pyproject.toml"
    config.write_text("[tool.importlinter]" + section.replace("xiaoneng", name), encoding="utf-8")
    return config


def test_the_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    held = contracts_hold(PYPROJECT)
    assert held, capsys.readouterr().out


def test_every_layers_contract_is_exhaustive() -> None:
    contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} >= {"rooms", "rulebook"}
    assert [contract["id"] for contract in contracts if contract["type"] == "layers" and contract.get("exhaustive") is not True] == []


HOUSES = {
    "down": ({"cli.py": "import HOUSE.files", "files/__init__.py": "import HOUSE.rulebook"}, True),
    "up": ({"files/__init__.py": "", "rulebook/plan.py": "import HOUSE.files"}, False),
    "up_inside": ({"rulebook/results.py": "", "rulebook/plan.py": "import HOUSE.rulebook.results"}, False),
    "unlisted_room": ({"utils/__init__.py": ""}, False),
    "unlisted_module": ({"rulebook/tools.py": ""}, False),
}


@pytest.mark.parametrize("case", HOUSES)
def test_a_small_house(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, allowed = HOUSES[case]
    monkeypatch.syspath_prepend(str(tmp_path))
    assert contracts_hold(small_house(tmp_path, f"small_house_{case}", files)) is allowed


def test_rulebooks_are_data() -> None:
    assert [path for path in python_files(RULEBOOKS) if path.name != "__init__.py"] == []


def test_nobody_imports_the_rulebooks() -> None:
    importers = [
        path.relative_to(SRC)
        for path in python_files(SRC)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith(("import xiaoneng.rulebooks", "from xiaoneng.rulebooks", "from xiaoneng import rulebooks"))
    ]
    assert importers == []
