"""计算: what an office's rulebook makes of its ledger; kept until something that it rests on changes.

Confirmed records make the results, and are computed once. What awaits confirmation, or was withdrawn, changes none of them: it is
laid beside the results whenever it changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar

from xiaoneng.audit.action import if_refused
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.relations import Relations, relations_of, with_aside
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import revisions_of
from xiaoneng.rulebook.engines.registry import DEFAULT, engine
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report
from xiaoneng.rulebook.results.sheets import provisional

T = TypeVar("T")
KEPT = 48
"""Outcomes kept in a process: the months and years that an office's people look at on one day."""


@dataclass(frozen=True)
class Counted:
    """计入的: the outcome of the confirmed records alone, and what it rests on."""

    outcome: Outcome
    relations: Relations

    @cached_property
    def result(self) -> dict[str, Any]:
        return report(self.outcome)


@dataclass(frozen=True)
class Evaluation:
    """一次计算: the outcome, all records in it, those that don't count behind those that do."""

    counted: Counted
    outcome: Outcome
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def result(self) -> dict[str, Any]:
        """Everything `evaluate` would print, made when first asked for."""
        return self.counted.result | {"provisional": provisional(self.outcome)}

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What a page makes of the evaluation alone: made when first asked for, kept as long as the evaluation."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found


class _Kept(Generic[T]):
    """The last state of each thing that was asked for, with the revision at which it was computed."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, revision: Hashable, make: Callable[[], T]) -> T:
        """What is kept of that revision, else made now. Whoever asks for the same while it is being made waits for it: many at once
        would each take as long as all of them."""
        found = self._look(key, revision)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault((key, revision), Lock())
        try:
            with making:
                found = self._look(key, revision)
                return found if found is not None else self._keep(key, revision, make())
        finally:
            with self._lock:
                self._making.pop((key, revision), None)

    def _look(self, key: Hashable, revision: Hashable) -> T | None:
        with self._lock:
            when, found = self._found.get(key, (None, None))
            if found is None or when != revision:
                return None
            self._found.move_to_end(key)
            return found

    def _keep(self, key: Hashable, revision: Hashable, made: T) -> T:
        with self._lock:
            self._found[key] = revision, made
            self._found.move_to_end(key)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        # An action that comes to nothing takes its revision back, and the next one will bear the same number.
        if_refused(lambda: self._drop(key))
        return made

    def _drop(self, key: Hashable) -> None:
        with self._lock:
            self._found.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


_counted: _Kept[Counted] = _Kept()
_evaluated: _Kept[Evaluation] = _Kept()


def evaluate(enactment: Enactment, period: str, as_of: date | None = None) -> Evaluation:
    """计算一期: a period (`2026`, `2026-07`) of an office under an enactment. `as_of` counts facts dated up to that day.

    Raises Refused for a wrong period, RulebookError for a rulebook that can't be compiled.
    """
    revisions = revisions_of(enactment.office)
    key = (enactment.pk, enactment.text_sha256, str(enactment.answers), period, as_of)

    def make() -> Evaluation:
        source = source_of(enactment)
        counted = _counted.get(key, revisions[0], lambda: _compute(enactment, source, enactment.answers, period, as_of))
        return _beside(counted, enactment, source)

    return _evaluated.get(key, revisions, make)


def forget() -> None:
    """忘掉已算的: for a database that was put in the place of another."""
    _counted.clear()
    _evaluated.clear()


def evaluate_with(enactment: Enactment, source: Source, answers: dict[str, Answer], period: str, as_of: date | None = None) -> Evaluation:
    """试算: an office's ledger under any rulebook and answers, never kept; for dry runs."""
    return _beside(_compute(enactment, source, answers, period, as_of), enactment, source)


def _compute(enactment: Enactment, source: Source, answers: dict[str, Answer], period: str, as_of: date | None) -> Counted:
    plan = compile_plan(source, Request(period, as_of, answers))
    relations = relations_of(enactment.office, source, plan.horizon)
    findings = engine(DEFAULT)(plan, relations.office)
    return Counted(Outcome(source, plan, relations.office, findings, DEFAULT, (), relations.warnings), relations)


def _beside(counted: Counted, enactment: Enactment, source: Source) -> Evaluation:
    whole = with_aside(counted.relations, enactment.office, source, counted.outcome.plan.horizon)
    return Evaluation(counted, replace(counted.outcome, office=whole))
