"""等次和名次: the figures that say what a period came to: grades, and what awards rank by."""

from __future__ import annotations

from typing import Any

from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import figure_name
from xiaoneng.rulebook.results.units import figure_unit

Json = dict[str, Any]


def graded(outcome: Outcome) -> list[str]:
    """The derived figures with a name that are words (grades), that awards rank by, or that are a place among peers."""
    ranked = {name for award in outcome.book.awards.values() for name in award.rank_by}
    return [
        key
        for key, figure in outcome.book.figures.items()
        if key in outcome.plan.columns and figure.name and figure.tally() is None
        and (outcome.plan.columns[key].kind == "text" or key in ranked or (figure.is_ or "").startswith("rank"))
    ]  # fmt: skip


def grades(outcome: Outcome) -> list[Json]:
    """One row a figure, subject and period that is asked for and has a value."""
    rows = []
    for key in graded(outcome):
        column, figure = outcome.plan.columns[key], outcome.book.figures[key]
        for (subject, span), value in outcome.world.values.get(key, {}).items():
            if value is not None and outcome.spans[span].asked:
                rows.append(
                    {
                        "subject": outcome.subject(column.frame.of, subject),
                        "name": outcome.name(column.frame.of, subject),
                        "period": outcome.spans[span].period.label,
                        "figure": key,
                        "says": figure_name(outcome, key),
                        "clause": figure.clause or "",
                        "value": shown(value, column.scale),
                        "unit": figure_unit(outcome.book, key),
                    }
                )
    place = {key: number for number, key in enumerate(outcome.book.figures)}
    return sorted(rows, key=lambda row: (row["subject"], row["period"], place[row["figure"]]))
