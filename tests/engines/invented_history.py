"""Looking back at what looks back, groups and tables of names in the invented rulebooks."""

from __future__ import annotations

from random import Random
from typing import Any


def history_figures(r: Random) -> dict[str, dict[str, Any]]:
    """Figures on the invented rulebook's own figures."""
    exact = {"decimals": r.randint(0, 3), "round": r.choice(["floor", "half_up", "ceil"])}
    return {
        "turn": {"of": "person", "is": "before - previous(before)", "in": "year", "none": "0"},
        "last_streak": {"of": "person", "is": "previous(streak) + previous(average)", "in": "month", "none": "-1", **exact},
        "last_three": {"of": "person", "is": "max(previous(three) over 2 years)", "in": "year"},
        "last_done": {"of": "class_a", "last": "task", "field": "done", "in": "year", "none": "-1"},
        "rises": {"of": "members", "is": "n0 - previous(n0)", "none": "-2", "at_most": "3"},
        "named": {"of": "unit", "lookup": {"of": "rate", "table": {">0.5": "unit_done", "<0": "rate * 2", "其余": "rate"}}, **exact},
    }
