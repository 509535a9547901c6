"""What invented rulebooks say about amounts and groups: sub-units, the best of several, signed quantities, shares."""

from __future__ import annotations

from random import Random
from typing import Any

TOGETHER = ("sum", "mean", "max", "min", "count")


AMONG = ("rank", "rank_up", "mean")
ROUNDINGS = ("floor", "half_up", "ceil")


def ranking(r: Random) -> list[str]:
    """What ranks people: few values and many ties first, then figures that some have no value of."""
    return r.choice([["total"], ["helped", "average"], ["helped", "done", "late_years"], ["late_years", "helped", "best_tasks_year"]])


def shared_bonus(r: Random) -> dict[str, Any]:
    """What those named in a fact get: each the whole, or their share."""
    return {"post": {"bonus": r.choice(["1", "done"])}, **({"shared": r.choice(["each", "split", "first"])} if r.random() < 0.7 else {})}


def shared_posts(r: Random) -> list[dict[str, Any]]:
    """Sums divided among a unit's members, and among those named."""
    head = {"clause": "二", "fact": "unit_task", "of": "unit", "to": "members"}
    nth = {"nth": {"1": "10", "2+": "7"}, "post": {"money": "nth"}, "in": "quarter"}
    own = {"clause": "二", "fact": "task", "to": "helpers", "stacks": ["done"]}
    shift = {"clause": "二", "fact": "adjust"}
    return [
        {"id": "shift", **shift, "post": {"score": "0.5"}, **r.choice([{}, {"cap": "1", "in": "year"}, {"per": "row", "every": "2"}])},
        {"id": "shift-delta", **shift, "where": "delta < 2", "post": {"bonus": "delta * 0.33"}, **r.choice([{}, {"cap": "0.8"}])},
        {"id": "shift-unit", **shift, "to": "unit", "post": {"unit_score": "delta"}},
        {"id": "members-split", **head, "shared": "split", "post": {"money": "100"}, **r.choice([{}, {"cap": "60"}])},
        {"id": "helpers-split", **own, "shared": "split", "where": "done >= 1", **r.choice([{"post": {"money": "50"}}, nth])},
    ]


def say_nth(rules: list[dict[str, Any]]) -> None:
    """Where the amounts stand in `nth`, the postings say so."""
    for rule in rules:
        if "nth" in rule:
            rule["post"] = dict.fromkeys(rule["post"], "nth")


def amount_figures(r: Random) -> dict[str, dict[str, Any]]:
    """Figures over sub-units, and of the best of several values."""
    pick, most = r.choice(["best", "worst"]), r.randint(1, 3)
    per, outer = r.choice([("month", "months"), ("quarter", "quarters")])
    exact = {"decimals": r.randint(0, 3), "round": r.choice(ROUNDINGS)}
    return {
        "shifted": {"of": "person", r.choice(["count", "max", "min", "last"]): "adjust", "in": r.choice(["month", "year"])},
        "best_shifts": {"of": "person", "count": "adjust", pick: str(most), "in": "year"},
        "best_deltas": {"of": "unit", "sum": "adjust", "field": "delta", "about": ["members"], pick: str(most), "in": "year"},
        "mean_shift": {"of": "person", "is": "divide(best_shifts, 3)", "in": "year", **exact},
        "in_band": {"of": "person", "is": f"{r.choice(AMONG)}(total over peers)", "peers": "grade", "in": "year", **exact},
        "in_band_too": {"of": "unit", "is": "count(rate over peers)", "peers": ["class", "unit_grade"], "in": "year"},
        "unit_grade": {"of": "unit", "lookup": {"of": "unit_total", "table": {"5+": "大", "<0": "小"}}, "in": "year"},
        "some_members": {"of": "unit", "is": f"{r.choice(TOGETHER)}(total over members where grade != '差')", "in": "year", **exact},
        "some_peers": {"of": "person", "is": f"{r.choice(['rank', 'min', 'count'])}(total over peers where helped > 0)", "in": "year"},
        "some_months": {"of": "person", "is": f"{r.choice(['last', 'sum', 'max'])}(lates over months where lates > 1)", "in": "year"},
        "some_below": {"of": "unit", "is": "count(unit_total > 1 over children where missing(target))", "in": "year"},
        "honours": {"of": "person", r.choice(["count", "rows"]): "awards.best", "in": r.choice(["year", "half"]), "years": r.randint(1, 3)},
        "honoured_years": {"of": "person", "is": "run(won > 0 over 3 years)", "in": "year"},
        "won": {"of": "person", "count": "awards.best", "in": "year"},
        "honoured": {"of": "unit", "count": ["awards.best", "awards.best_unit"], "about": ["own", "members"], "in": "year"},
        "heads": {"of": "unit", "is": "size", "in": "year"},
        "below": {"of": "unit", "is": f"{r.choice(TOGETHER)}(unit_total over children)", "in": "year", **exact},
        "below_rate": {"of": "big", "is": f"{r.choice(TOGETHER)}(rate over children)", "in": "year", **exact},
        "best_below": {"of": "unit", "is": f"sum(unit_total over {pick} {most} children)", "in": "year"},
        "best_members": {"of": "unit", "is": f"mean(total over {pick} {most} members)", "in": "year", **exact},
        "tried": {"of": "person", "last": "task", "field": "done", "in": per},
        "best_periods": {"of": "person", "is": f"{r.choice(['sum', 'mean'])}(tried over {pick} {most} {outer})", "in": "year", **exact},
        "best_of_last": {"of": "person", "is": f"sum(lates over {pick} {most} of 4 months)", "in": "month"},
        "best_tasks": {"of": "person", "sum": "task", "field": "done", pick: str(most), "in": r.choice(["quarter", "year"])},
        "best_tasks_year": {"of": "person", "sum": "task", "field": "done", "best": "1", "in": "year"},
        "best_lates": {"of": "person", "count": ["late", "absent"], pick: str(most), "in": "year", "years": r.randint(1, 2)},
        "member_papers": {"of": r.choice(["unit", "big"]), "rows": "paper", "about": ["members"], "in": "year"},
        "best_papers": {"of": "unit", "count": "paper", "best": str(most), "in": "year"},
        "best_helped": {"of": "person", "sum": "task", "field": "done", "about": ["own", "helpers"], pick: str(most), "in": "year"},
    }


def quota_group(r: Random) -> dict[str, Any]:
    """Numbers of places for all, or by what the members of a group have in common."""
    for_all = {"share": f"{r.randint(5, 40)}%"}
    graded = {"per": "unit", "share": "if(unit.unit_total > 3, 20%, 15%)", "at_most": "max(unit.heads, 2)"}
    fixed = {"per": "unit", "places": "lookup(bands, unit.slope) + 2"}
    classed = {"per": "unit.class", "share": "if(unit.class = '甲类', 30%, 10%)"}
    return r.choice([for_all, {"per": "unit.class", **for_all}, graded, fixed, classed])


def tariff_amount(r: Random) -> str:
    """A table of levels alone, or in a formula."""
    return r.choice(["tariff", "tariff * 2", "tariff * if(rated = '优秀', 2, 1) + 0.5", "max(tariff - authors, 1)", "-tariff * 30%"])
