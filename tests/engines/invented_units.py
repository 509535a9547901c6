"""Invented figures of units."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.engines.invented_amounts import ROUNDINGS


def unit_figures(r: Random) -> dict[str, Any]:
    """Figures of units: rates, ranks, bands, what members add up to."""
    rounding = r.choice(ROUNDINGS)
    exact = {"decimals": r.randint(0, 3), "round": rounding}
    return {
        "rate": {"of": "unit", "is": "divide(unit_done, target)", "in": "year", "none": r.choice(["0", "-1"]), **exact},
        "to_best": {
            "of": "unit",
            "is": "divide(unit_done * 100, max(unit_done over peers))",
            "in": "year",
            "peers": r.choice([["class"], ["big"], []]),
            **exact,
        },
        "ranked": {
            "of": "unit",
            "is": f"{r.choice(['rank', 'rank_up'])}(rate over peers)",
            "in": "year",
            "peers": r.choice([["class"], ["big"]]),
        },
        "member_mean": {
            "of": "unit",
            "is": f"{r.choice(['mean', 'sum', 'max', 'min', 'count'])}(total over members)",
            "in": "year",
            **exact,
        },
        "unit_total": {"of": "unit", "is": "unit_done - unit_lates * 2 + unit_papers", "in": "year"},
        "slope": {
            "of": "unit",
            "line": {
                "of": "rate",
                "points": [["0.5", "0"], ["0.8", "60"], ["1", "100"]],
                **({"below": "-5"} if r.random() < 0.5 else {}),
                **({"above": "120"} if r.random() < 0.5 else {}),
            },
            "decimals": 2,
            "round": rounding,
        },
        "band": {"of": "unit", "lookup": {"of": "slope", "table": "bands"}},
    }
