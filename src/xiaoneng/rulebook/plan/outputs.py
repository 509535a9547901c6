"""What of a plan's columns is shown, and which tallies must bring their facts as proof."""

from __future__ import annotations

from collections.abc import Container

from xiaoneng.rulebook.plan.steps import (
    Balance,
    Bring,
    Choice,
    Derive,
    Evidence,
    Judge,
    OverBelow,
    OverPeers,
    OverPeriods,
    Plan,
    Tally,
)
from xiaoneng.rulebook.plan.terms import columns

HIDDEN = ("~", "@")
SHOWN = ("measure~", "sheet~", "line~", "quota~")
"""The compiler's own columns that results read."""


def shown_columns(plan: Plan) -> list[str]:
    """Figures, balances and measures, without the compiler's own intermediate columns."""
    raw = {step.raw.name for step in plan.steps if isinstance(step, Balance)}
    names = {name for name in plan.columns if name.startswith(SHOWN) or not any(sign in name for sign in HIDDEN)}
    ranking = {column.name for step in plan.steps if isinstance(step, Choice) for column in step.rank_by}
    return sorted((names | raw | ranking) & _made(plan))


def _made(plan: Plan) -> set[str]:
    """The columns that some step of the plan really fills."""
    made = set()
    for step in plan.steps:
        if isinstance(step, Tally | Derive | OverPeers | OverBelow | OverPeriods | Bring | Balance):
            made.add(step.column.name)
        if isinstance(step, Balance):
            made.add(step.raw.name)
    return made


def rests_on(plan: Plan) -> dict[str, list[str]]:
    """Column → the columns that it is made of, directly."""
    found: dict[str, list[str]] = {}
    for step in plan.steps:
        match step:
            case Derive():
                found[step.column.name] = sorted(name for name in columns(step.term) if name in plan.columns)
            case OverPeers() | OverBelow() | OverPeriods() | Bring():
                found[step.column.name] = [step.source.name]
            case _:
                pass
    return found


def tallies_of(plan: Plan) -> set[str]:
    """The columns that are tallies."""
    return {step.column.name for step in plan.steps if isinstance(step, Tally)}


def tallies_under(column: str, below: dict[str, list[str]], known: Container[str]) -> list[str]:
    """The tallies (of those `known`) that a column rests on, through any number of derivations; `below` is what `rests_on` says."""
    tallies, seen = [], set()
    waiting = [column]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in known:
            tallies.append(name)
        waiting += below.get(name, [])
    return sorted(tallies)


def proof_requests(plan: Plan) -> dict[str, tuple[str, ...] | None]:
    """Tally → the rules whose hits need its facts; None where every subject's facts are wanted."""
    found: dict[str, tuple[str, ...] | None] = {}
    judged = {step.rule: step.frame for step in plan.steps if isinstance(step, Judge)}
    others = {step.rule for step in plan.steps if isinstance(step, Judge) and step.to != "subject"}
    below, known = rests_on(plan), tallies_of(plan)
    for step in plan.steps:
        if not isinstance(step, Evidence):
            continue
        for tally in tallies_under(step.column, below, known):
            frame = plan.columns[tally].frame
            own = all(judged.get(rule) == frame and rule not in others for rule in step.rules)
            direct = tally == step.column and bool(step.rules) and own
            before = found.get(tally, ())
            found[tally] = None if before is None or not direct else tuple(sorted({*before, *step.rules}))
    return found
