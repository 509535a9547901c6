"""一条记录会怎样: the engine's own answer to what a fact would change once it is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xiaoneng.ledger.differences import Difference, differences
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.calendar import containing
from xiaoneng.rulebook.engines.registry import DEFAULT, engine
from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report


def effects_of(enactment: Enactment, fact: Fact) -> list[Difference]:
    """认定后的变化: every figure of the year that a fact (as the reader gives it, with positions of the office's roll) would change."""

    year = containing(date.fromordinal(fact.day), "year").label
    now = evaluate(enactment, year)
    plan, office = now.outcome.plan, now.outcome.office
    more = replace(office, facts=(*office.facts, replace(fact, state=CONFIRMED, no="＋")))
    then = Outcome(source_of(enactment), plan, more, engine(DEFAULT)(plan, more), DEFAULT)
    return differences(now.result, report(then))
