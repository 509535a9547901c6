"""Time in the invented rulebooks: working days, the numbers of periods, counts that begin anew."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

DUE = (date(2006, 5, 1), date(2006, 12, 31), date(2020, 12, 31), date(2021, 3, 1), date(2021, 10, 15), date(2026, 12, 31), date(2035, 1, 4))
"""Days that a field holds: inside the years with a notice of holidays, on their edges, and far outside."""


def conventions(r: Random) -> dict[str, str]:
    """When the year begins, and from which day on anything counts: the first of a month, or in the middle of one."""
    found = {"year_start": "07-16"} if r.random() < 0.2 else {}
    return found | (
        {"counts_from": r.choice(["2020-12-16", "2021-01-10", "2020-06-20"] if found else ["2021-02-01", "2021-02-15", "2020-06-20"])}
        if r.random() < 0.3
        else {}
    )


def service_figures(r: Random) -> dict[str, dict[str, Any]]:
    """Figures that read the days on which people came and left, and those of the period."""
    per = r.choice(["month", "quarter", "year"])
    return {
        "arrived": {"of": "person", "is": "if(joined > first_day + 14, days_between(joined, last_day), none)", "in": per},
        "leaves": {"of": "person", "is": "if(missing(left), none, if(left < last_day, last_day - left, 0))", "in": "month"},
        "arrivals": {"of": "unit", "is": "count(arrived over members)", "in": per},
    }


def time_figures(r: Random) -> dict[str, dict[str, Any]]:
    """Figures of people and units that read the calendar."""
    per = r.choice(["month", "quarter", "year"])
    return {
        "fixed_late": {
            "of": "person",
            r.choice(["sum", "max", "min", "last", "distinct"]): "fixed",
            "field": r.choice(["working_days_between(due, date)", "working_days_between(date, due)"]),
            "in": per,
        },
        "fixed_soon": {
            "of": "person",
            "rows": "fixed",
            "where": f"working_days_between(2021-05-01, date) > {r.randint(-30, 30)}",
            "in": "year",
        },
        "anew": {
            "of": "person",
            r.choice(["count", "rows", "sum", "last", "first", "max", "min", "days"]): r.choice(
                ["late", "absent", ["late", "absent"], "trip"]
            ),
            "after": r.choice(["praise", ["praise", "task"], "late"]),
            "in": r.choice(["month", "quarter", "year"]),
            "years": r.randint(1, 2),
        },
        "unit_anew": {"of": "unit", "rows": r.choice(["unit_task", "paper"]), "after": "praise", "in": r.choice(["month", "year"])},
        "busy": {
            "of": "person",
            "is": "divide(working_days_served * 100, working_days) + days_served",
            "in": per,
            "decimals": 3,
            "round": r.choice(["floor", "ceil"]),
        },
        **service_figures(r),
        "since": {"of": "person", "is": "working_days_between(start, 2021-06-15)", "in": "year"},
        "season": {"of": "person", "is": "if(month_no >= 6 and month_no <= 9, lates, 0) + quarter_no", "in": "month"},
        "seasons": {"of": "person", "is": "sum(if(quarter_no = 2, season * half_no, 0) over months)", "in": r.choice(["quarter", "year"])},
        "unit_years": {"of": "unit", "is": "year_no - 2020 + if(quarter_no in [2, 3], 0.5, 0)", "in": "quarter"},
        "unit_days": {"of": "unit", "is": "working_days - working_days_between(start, 2021-01-01)", "in": r.choice(["month", "half"])},
    }


def time_rules(r: Random) -> list[dict[str, Any]]:
    """Rules that read the calendar."""
    cap: dict[str, Any] = {"cap": "3", "in": "year"} if r.random() < 0.5 else {}
    return [
        {
            "id": "late-work",
            "clause": "二",
            "fact": "fixed",
            "where": "working_days_between(due, date) > 1 or working_days_between(unit.start, date) > 100",
            "post": {"bonus": "working_days_between(due, date) * -0.01"},
            "stacks": ["back"],
            **cap,
        },
        {
            "id": "by-month",
            "clause": "二",
            "in": "month",
            "when": {"month_no": {"at_most": str(r.randint(1, 12))}, "lates": "0"},
            "post": {"bonus": "0.1 * month_no"},
        },
        {"id": "by-anew", "clause": "三", "when": {"anew": {"at_least": "2"}}, "bar": ["best"]},
        {"id": "by-days", "clause": "二", "when": "since > 20", "post": {"bonus": "since * 0.01"}},
    ]
