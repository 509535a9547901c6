"""结果总表: everything that `evaluate` prints, as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from xiaoneng.rulebook.results import choices, grades, sections, sheets
from xiaoneng.rulebook.results.bars import barred
from xiaoneng.rulebook.results.outcome import Outcome

WRITER = json.JSONEncoder(ensure_ascii=False)
"""One for all lines: `json.dumps` makes a new one each time it is told not to escape."""


def report(outcome: Outcome) -> dict[str, Any]:
    """The contract's object; sections without rules are empty lists."""
    plan = outcome.plan
    return {
        "rulebook": plan.rulebook,
        "version": plan.version,
        "period": plan.period.label,
        "as_of": plan.as_of.isoformat(),
        "engine": outcome.engine,
        "missing_parameters": sheets.missing_parameters(outcome),
        "quotas": choices.quotas(outcome),
        "barred": barred(outcome),
        "scores": sections.scores(outcome),
        "grades": grades.grades(outcome),
        "money": sections.money(outcome),
        "consequences": sections.consequences(outcome),
        "awards": choices.awards(outcome),
        "readings": sheets.readings(outcome),
        "measures": sheets.measures(outcome),
        "sheets": sheets.sheets(outcome),
        "lists": sheets.lists(outcome),
        "provisional": sheets.provisional(outcome),
        "warnings": sheets.warnings(outcome),
    }


def as_json(found: dict[str, Any]) -> str:
    """The object as text, one row of a section on a line: readable, comparable, and fast to write."""
    parts = []
    for name, value in found.items():
        rows = ",\n  ".join(_line(row) for row in value) if isinstance(value, list) else ""
        parts.append(f'"{name}": [\n  {rows}\n ]' if rows else f'"{name}": {_line(value)}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _line(value: object) -> str:
    return WRITER.encode(value)
