"""What invented rulebooks say about whom effects reach: members, chiefs, units and those above them."""

from __future__ import annotations

from random import Random
from typing import Any

PERIODS = ("month", "quarter", "half", "year")
PERSON_TARGETS = ("members", "chief", "unit", "parent")
UNIT_TARGETS = ("members", "chief", "parent", "unit")


def reaching(r: Random) -> list[dict[str, Any]]:
    """Rules on facts and on figures that reach others than their subject."""
    month = {"when": "lates >= 1", "in": "month"}
    year = {"when": {"late_years": {"over": str(r.randint(0, 2))}}}
    return [
        {"id": "honour-team", "clause": "二", "of": "unit", "fact": "awards.best_unit", "to": "members", "post": {"money": "50"}},
        {"id": "honoured", "clause": "三", "when": {"honoured_years": {"at_least": "2"}}, "effects": "记功"},
        {"id": "to-parent", "clause": "二", "of": "unit", "fact": "praise", "to": "parent", "post": {"unit_score": "0.2 * quantity"}},
        {"id": "to-own-parent", "clause": "二", "fact": "late", "to": "parent", "post": {"unit_score": "-0.1"}},
        {"id": "to-named-unit", "clause": "二", "of": "unit", "fact": "unit_task", "to": "with", "post": {"unit_score": "0.4"}},
        {"id": "bar-named-unit", "clause": "三", "of": "unit", "fact": "unit_task", "where": "done > 3", "bar": {"with": ["best_unit"]}},
        {"id": "team", "clause": "二", "of": "unit", "when": "unit_total < 3", "to": "members", "post": {"bonus": "unit_total * 0.1"}},
        {"id": "led", "clause": "二", "of": "unit", "when": {"ranked": {"over": "1"}}, "to": "chief", "post": {"bonus": "-0.3"}},
        {"id": "above", "clause": "二", "of": "unit", "when": {"unit_total": {"over": "1"}}, "to": "parent", "post": {"unit_score": "0.7"}},
        {"id": "home", "clause": "二", **r.choice([month, year]), "to": r.choice(["unit", "parent"]), "post": {"unit_score": "-0.6"}},
        {"id": "boss", "clause": "二", **month, "to": r.choice(["chief", "members"]), "post": {"score": "-0.05"}},
        {"id": "needs", "clause": "二", "figure": "helped", "norm": "norm", "to": "unit", "under": {"unit_score": "-1"}},
        {
            "id": "bar-team",
            "clause": "三",
            "of": "unit",
            "when": {"ranked": {"over": "1"}},
            "bar": {r.choice(UNIT_TARGETS): ["best", "best_unit"]},
        },
        {"id": "bar-home", "clause": "三", **year, "bar": {r.choice(PERSON_TARGETS): ["best", "best_unit"], "subject": ["best"]}},
        {"id": "talk", "clause": "三", "of": "unit", "when": {"slope": {"under": "60"}}, "to": r.choice(UNIT_TARGETS), "effects": "约谈"},
    ]


def serving_rules() -> list[dict[str, Any]]:
    """Rules that ask how somebody serves, at a period's end and on a fact's day."""
    away = {"any": [{"tenure": ["驻村", "借调"]}, {"leader": "是", "tenure": {"not": "编外"}}]}
    fined = {"fact": "absent", "where": "tenure != '驻村'", "post": {"bonus": "-0.01"}, "stacks": ["praise", "chief"]}
    return [{"id": "serving", "clause": "三", "when": away, "bar": ["best"]}, {"id": "absent-here", "clause": "二", **fined}]
