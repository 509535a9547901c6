"""计算: what an office's rulebook makes of its ledger; kept until something that it rests on changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.relations import Relations, relations_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import revision_of
from xiaoneng.rulebook.engines.registry import DEFAULT, engine
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

T = TypeVar("T")
KEPT = 48
"""Outcomes kept in a process: the months and years that an office's people look at on one day."""


@dataclass(frozen=True)
class Evaluation:
    """一次计算: the outcome, and the way from its positions to the ids of the database."""

    outcome: Outcome
    relations: Relations
    _made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def result(self) -> dict[str, Any]:
        """Everything `evaluate` would print, made when first asked for."""
        return report(self.outcome)

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What a page makes of the outcome alone: made when first asked for, kept as long as the outcome."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found


_kept: OrderedDict[tuple[object, ...], Evaluation] = OrderedDict()
_making: dict[tuple[object, ...], Lock] = {}
_lock = Lock()


def evaluate(enactment: Enactment, period: str, as_of: date | None = None) -> Evaluation:
    """计算一期: a period (`2026`, `2026-07`) of an office under an enactment. `as_of` counts facts dated up to that day.

    Raises Refused for a wrong period, RulebookError for a rulebook that can't be compiled.
    """
    revision = revision_of(enactment.office)
    key = (enactment.pk, enactment.text_sha256, str(enactment.answers), period, as_of, revision)
    found = _look(key)
    if found is not None:
        return found
    with _lock:
        making = _making.setdefault(key, Lock())
    # Whoever asks for the same while it is being computed waits for it: many at once would each take as long as all of them.
    try:
        with making:
            found = _look(key)
            return found if found is not None else _keep(key, enactment, period, as_of)
    finally:
        with _lock:
            _making.pop(key, None)


def _keep(key: tuple[object, ...], enactment: Enactment, period: str, as_of: date | None) -> Evaluation:
    found = evaluate_with(enactment, source_of(enactment), enactment.answers, period, as_of)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def _look(key: tuple[object, ...]) -> Evaluation | None:
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
        return found


def forget() -> None:
    """忘掉已算的: for a database that was put in the place of another."""
    with _lock:
        _kept.clear()


def evaluate_with(enactment: Enactment, source: Source, answers: dict[str, Answer], period: str, as_of: date | None = None) -> Evaluation:
    """试算: an office's ledger under any rulebook and answers, never kept; for dry runs."""
    plan = compile_plan(source, Request(period, as_of, answers))
    relations = relations_of(enactment.office, source, plan.horizon)
    findings = engine(DEFAULT)(plan, relations.office)
    return Evaluation(Outcome(source, plan, relations.office, findings, DEFAULT, (), relations.warnings), relations)
