"""The monthly score as an OpenFisca user would write it: one input a count, one variable a rule, one for the score."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-untyped]
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-untyped]
from openfisca_core.variables import Variable  # type: ignore[import-untyped]

from bench.county import Clock

Counts = dict[int, npt.NDArray[np.float32]]
YEAR = 2023


def monthly_scores(
    rules: list[tuple[int, int, bool]], counts: Counts, people: int, opens_at: float, clock: Clock
) -> npt.NDArray[np.float32]:
    """Scores by month and person; only the calculation is on the clock. `counts`: kind → months × people."""
    person = build_entity(key="person", plural="persons", label="", is_person=True)
    system = TaxBenefitSystem([person])
    for kind, rate, once in rules:
        system.add_variable(_variable(f"count_{kind}", person))
        system.add_variable(_variable(f"points_{kind}", person, _points(kind, rate / 100, once)))
    system.add_variable(_variable("score", person, _score([kind for kind, *_ in rules], opens_at)))
    simulation = SimulationBuilder().build_default_simulation(system, people)
    months = [f"{YEAR}-{month:02}" for month in range(1, 13)]
    for kind, table in counts.items():
        for month, row in zip(months, table, strict=True):
            simulation.set_input(f"count_{kind}", month, row)
    clock.start()
    found = np.stack([simulation.calculate("score", month) for month in months])
    clock.stop("scores")
    return found


def _variable(name: str, person: Any, formula: Any = None) -> type[Variable]:
    body: dict[str, Any] = {"value_type": float, "entity": person, "definition_period": DateUnit.MONTH, "label": name}
    if formula is not None:
        body["formula"] = formula
    return type(name, (Variable,), body)


def _points(kind: int, rate: float, once: bool) -> Any:
    def formula(person: Any, period: Any) -> Any:
        times = person(f"count_{kind}", period)
        return np.float32(rate) * (np.minimum(times, np.float32(1)) if once else times)

    return formula


def _score(kinds: list[int], opens_at: float) -> Any:
    def formula(person: Any, period: Any) -> Any:
        total = np.float32(opens_at)
        for kind in kinds:
            total = total + person(f"points_{kind}", period)
        return np.maximum(total, np.float32(0))

    return formula
