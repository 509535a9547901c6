"""What invented rulebooks say about amounts and groups: sub-units, the best of several, signed quantities, shares."""

from __future__ import annotations

from random import Random
from typing import Any

TOGETHER = ("sum", "mean", "max", "min", "count")


ROUNDINGS = ("floor", "half_up", "ceil")


def amount_figures(r: Random) -> dict[str, dict[str, Any]]:
    """Figures over sub-units."""
    exact = {"decimals": r.randint(0, 3), "round": r.choice(ROUNDINGS)}
    return {
        "below": {"of": "unit", "is": f"{r.choice(TOGETHER)}(unit_total over children)", "in": "year", **exact},
        "below_rate": {"of": "big", "is": f"{r.choice(TOGETHER)}(rate over children)", "in": "year", **exact},
    }
