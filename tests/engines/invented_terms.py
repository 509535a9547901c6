"""What invented rulebooks say about terms: bars and effects that last, awards by the quarter and the month."""

from __future__ import annotations

from random import Random
from typing import Any

PERIODS = ("month", "quarter", "half", "year", "whole")
LENGTHS: tuple[dict[str, str], ...] = (
    {"months": "1"},
    {"months": "7", "ends": "same_day"},
    {"days": "45", "ends": "same_day"},
    {"days": "1", "ends": "same_day"},
    {"years": "1"},
)


def short_awards(r: Random) -> dict[str, dict[str, Any]]:
    """Awards given several times a year, and one for the whole period."""
    return {
        "quarter_star": {"name": "季度之星", "clause": "三", "in": "quarter", "places": "2"},
        "month_star": {"name": "月度之星", "clause": "三", "of": r.choice(["person", "members"]), "in": "month", "places": "3"},
        "once": {
            "name": "专项先进",
            "clause": "三",
            "of": "unit",
            "in": "whole",
            "share": "50%",
            "rounding": "floor",
        },
    }


def term_rules(r: Random) -> list[dict[str, Any]]:
    """Rules that bar for a term, for the period that they name, or for the day of the fact."""

    def some(chances: dict[str, Any]) -> dict[str, Any]:
        return {key: r.choice(value) for key, value in chances.items() if r.random() < 0.5}

    def rule(name: str, **rest: Any) -> dict[str, Any]:
        return {"id": name, "clause": "三", **rest, **some({"in": PERIODS, "lasts": LENGTHS})}

    return [
        rule("term", fact="absent", bar=["quarter_star", "best"], effects=[{"says": "告诫"}]),
        rule("term-members", fact="praise", of="unit", to="members", bar=["quarter_star", "month_star"]),
        rule("term-unit", fact="late", where="quantity > 2", bar={"subject": ["month_star"], "unit": ["once", "best_unit"]}),
        {"id": "term-recorded", "clause": "三", "fact": "absent", "bar": ["month_star"], "lasts": {"months": "quantity"}},
        {"id": "term-each", "clause": "三", "fact": "task", "bar": ["month_star"], "lasts": {"months": "norm"}},
        {"id": "term-year", "clause": "三", "when": {"total": {"over": r.choice(["0", "3"])}}, "in": "year", "bar": ["quarter_star"]},
        {"id": "term-month", "clause": "三", "when": {"lates": {"over": "1"}}, "bar": ["quarter_star", "best"]},
    ]
