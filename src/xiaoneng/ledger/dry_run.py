"""试算与对照: what a new version would change in the recorded year, and what it says otherwise, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.names import Wording
from xiaoneng.ledger.differences import Difference, differences
from xiaoneng.ledger.evaluation import evaluate, evaluate_with
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.calendar import containing
from xiaoneng.rulebook.language.clauses import outline
from xiaoneng.rulebook.language.load import Source


@dataclass(frozen=True)
class ClauseChange:
    """一条的改动: sentences that are gone and sentences that are new."""

    clause: str
    says: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


def dry_run(draft: Enactment, current: Enactment | None, on: date) -> list[Difference]:
    """换用新版谁会变: every figure of the year so far under the draft that differs from what the version in force gives."""
    period = containing(on, "year")
    then = evaluate_with(draft, source_of(draft), draft.answers, period.label, min(on, period.last)).result
    now: Mapping[str, Any] = evaluate(current, period.label, min(on, period.last)).result if current is not None else {}
    return differences(now, then)


def clause_changes(old: Source, new: Source, old_answers: Mapping[str, Any], new_answers: Mapping[str, Any]) -> list[ClauseChange]:
    """逐条对照: what each clause asks, in sentences, before and after; clauses in the order of the new text."""
    before, after = _sentences(old, old_answers), _sentences(new, new_answers)
    headings = {place.number: place.clause.says for place in (*outline(old.rulebook.clauses), *outline(new.rulebook.clauses))}
    found = []
    for clause in dict.fromkeys([*new.rulebook.clauses, *old.rulebook.clauses, *after, *before]):
        was, now = before.get(clause, []), after.get(clause, [])
        gone = tuple(one for one in was if one not in now)
        fresh = tuple(one for one in now if one not in was)
        if gone or fresh:
            found.append(ClauseChange(clause, headings.get(clause, ""), gone, fresh))
    return found


def _sentences(source: Source, answers: Mapping[str, Any]) -> dict[str, list[str]]:
    book = source.rulebook
    settings = {name: reading.default for name, reading in book.readings.items()}
    settings |= {name: answer for name, answer in answers.items() if isinstance(answer, str)}
    found = {clause: [ask.says for ask in said] for clause, said in asks(Wording(book, settings)).items()}
    for number, clause in book.clauses.items():
        found.setdefault(number, []).insert(0, f"（条款）{clause.says}")
    return found
