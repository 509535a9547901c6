"""The cases of every shipped rulebook hold, on the reference engine and on the default one."""

from __future__ import annotations

import pytest

from xiaoneng.files.cases import read_cases, run_cases
from xiaoneng.rulebook.language.carriage import clause_flaws
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys


@pytest.mark.parametrize("engine", ["python", pytest.param("sqlite", marks=pytest.mark.slow)])
@pytest.mark.parametrize("key", shipped_keys())
def test_cases_hold(key: str, engine: str) -> None:
    source = load_rulebook(key)
    verdicts = run_cases(source, read_cases(source), engine)
    assert verdicts, f"{key} has no cases"
    failed = [str(verdict) for verdict in verdicts if not verdict.holds]
    assert failed == [], "\n".join(failed)


@pytest.mark.parametrize("key", shipped_keys())
def test_no_clause_is_left_out(key: str) -> None:
    assert [str(flaw) for flaw in clause_flaws(load_rulebook(key))] == []
