"""The ledger as a state machine: whatever is entered, settled, imported, closed and taken back in whatever order, a simple list of what
should be there says the same as the tables, the chain verifies, what was closed stands, and the scores are the reference engine's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule, run_state_machine_as_test

from tests.people import MORNING, make_cast
from xiaoneng.audit.chain import canonical
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.verify import verify_database
from xiaoneng.ledger.actions_facts import confirm_fact, correct_fact, enter_fact, mend_slip, withdraw_fact
from xiaoneng.ledger.actions_import import commit_import, confirm_batch, stage_import, undo_import
from xiaoneng.ledger.evaluation import evaluate, forget
from xiaoneng.ledger.models import Batch, Fact, FactState
from xiaoneng.ledger.relations import STATES, relations_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.merit.actions import close_period, revise_period
from xiaoneng.merit.models import Run
from xiaoneng.rulebook.calendar import parse_period
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.registry import engine
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES, STEPS = 12, 25
JUNE, JULY = parse_period("2026-06"), parse_period("2026-07")
KINDS = {"late": "迟到", "early_leave": "早退", "absent": "旷工", "uncivil": "举止不文明"}
PEOPLE = ("M03", "M05", "M06")
kinds, people = st.sampled_from(sorted(KINDS)), st.sampled_from(PEOPLE)
days = st.sampled_from([date(2026, 6, 3), date(2026, 6, 26), date(2026, 7, 1), date(2026, 7, 20)])
halves = st.sampled_from([50, 100, 200])
OPEN = (FactState.PENDING, FactState.CONFIRMED)


@dataclass(frozen=True)
class Told:
    """What the list says of a record."""

    kind: str
    who: str
    day: date
    quantity: int
    state: FactState
    batch: int | None = None


class Ledger(RuleBasedStateMachine):
    """Each rule does something and writes down what ought to be the case then."""

    facts = Bundle("facts")
    batches = Bundle("batches")

    @initialize()
    def begin(self) -> None:
        forget()
        self.block = transaction.savepoint()
        self.cast = make_cast()
        assert self.cast.enactment is not None
        self.enactment = self.cast.enactment
        self.at, self.count = MORNING, 0
        self.told: dict[str, Told] = {}
        self.runs: dict[int, str] = {}
        self.acts = 0

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.savepoint_rollback(self.block)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def row(self, kind: str, who: str, day: date, quantity: int) -> dict[str, str]:
        self.count += 1
        more = {"数量": f"{quantity / 100}"} if kind == "absent" else {}
        return {"日期": day.isoformat(), "对象": who, "事项": KINDS[kind], "说明": f"第{self.count}次", **more}

    @rule(target=facts, kind=kinds, who=people, day=days, quantity=halves)
    def enter(self, kind: str, who: str, day: date, quantity: int) -> str:
        row = self.row(kind, who, day, quantity)
        made = enter_fact(enactment=self.enactment, row=row, by=self.cast.zhou, at=self.now(), go_on="不是一件事")
        self.told[made.no] = Told(kind, who, day, quantity if kind == "absent" else 100, FactState.PENDING)
        self.acts += 1
        return made.no

    @rule(no=facts)
    def confirm(self, no: str) -> None:
        self.settled(no, (FactState.PENDING,), FactState.CONFIRMED, lambda one: confirm_fact(fact=one, by=self.cast.lin, at=self.now()))

    @rule(no=facts)
    def withdraw(self, no: str) -> None:
        self.settled(
            no, OPEN, FactState.WITHDRAWN, lambda one: withdraw_fact(fact=one, reason="登错", by=self.cast.lin, at=self.now())
        )  # fmt: skip

    def settled(self, no: str, allowed: tuple[FactState, ...], state: FactState, act: Any) -> None:
        one, told = Fact.objects.get(no=no), self.told[no]
        if told.state not in allowed:
            with pytest.raises(Refused):
                act(one)
            return
        act(one)
        self.acts += 1
        self.told[no] = replace(told, state=state)

    @rule(target=facts, no=facts, kind=kinds, day=days, quantity=halves)
    def correct(self, no: str, kind: str, day: date, quantity: int) -> Any:
        one, told = Fact.objects.get(no=no), self.told[no]
        row = self.row(kind, told.who, day, quantity)
        if told.state not in OPEN:
            with pytest.raises(Refused):
                correct_fact(fact=one, row=row, reason="日期不对", by=self.cast.lin, at=self.now())
            return multiple()
        made = correct_fact(fact=one, row=row, reason="日期不对", by=self.cast.lin, at=self.now())
        self.acts += 2
        self.told[no] = replace(told, state=FactState.CORRECTED)
        self.told[made.no] = Told(kind, told.who, day, quantity if kind == "absent" else 100, told.state, told.batch)
        return made.no

    @rule(no=facts, kind=kinds, quantity=halves)
    def mend(self, no: str, kind: str, quantity: int) -> None:
        one, told = Fact.objects.get(no=no), self.told[no]
        row = self.row(kind, told.who, told.day, quantity)
        if told.state != FactState.PENDING or told.batch is not None or one.entered_by_id != self.cast.zhou.pk:
            with pytest.raises(Refused):
                mend_slip(fact=one, row=row, by=self.cast.zhou, at=self.now())
            return
        mend_slip(fact=one, row=row, by=self.cast.zhou, at=self.now())
        self.acts += 1
        self.told[no] = replace(told, kind=kind, quantity=quantity if kind == "absent" else 100)

    @rule(target=batches, rows=st.lists(st.tuples(kinds, people, days, halves), min_size=1, max_size=4))
    def bring_in(self, rows: list[tuple[str, str, date, int]]) -> int:
        written = [self.row(*one) for one in rows]
        heads = ("日期", "对象", "事项", "说明", "数量")
        text = "\n".join([",".join(heads), *(",".join(row.get(head, "") for head in heads) for row in written)])
        batch = stage_import(enactment=self.enactment, name="表.csv", data=text.encode(), source="表", by=self.cast.lin, at=self.now())
        assert batch.problems == []
        assert commit_import(batch=batch, by=self.cast.lin, at=self.now()) == len(rows)
        self.acts += 3  # the file, the upload, the import
        for no, (kind, who, day, quantity) in zip(
            Fact.objects.filter(batch=batch).order_by("no").values_list("no", flat=True), rows, strict=True
        ):
            self.told[no] = Told(kind, who, day, quantity if kind == "absent" else 100, FactState.PENDING, batch.pk)
        return batch.pk

    @rule(pk=batches)
    def confirm_all(self, pk: int) -> None:
        mine = [no for no, one in self.told.items() if one.batch == pk and one.state == FactState.PENDING]
        if not mine:
            with pytest.raises(Refused):
                confirm_batch(batch=Batch.objects.get(pk=pk), by=self.cast.lin, at=self.now())
            return
        assert confirm_batch(batch=Batch.objects.get(pk=pk), by=self.cast.lin, at=self.now()) == len(mine)
        self.acts += 1
        self.told |= {no: replace(self.told[no], state=FactState.CONFIRMED) for no in mine}

    @rule(pk=consumes(batches))
    def take_back(self, pk: int) -> None:
        mine = {no: one for no, one in self.told.items() if one.batch == pk and one.state in OPEN}
        counted = [one.day for one in mine.values() if one.state == FactState.CONFIRMED]
        if self.runs and any(JUNE.first <= day <= JUNE.last for day in counted):
            with pytest.raises(Refused, match="已经结账"):
                undo_import(batch=Batch.objects.get(pk=pk), reason="导错", by=self.cast.lin, at=self.now())
            return
        assert undo_import(batch=Batch.objects.get(pk=pk), reason="导错", by=self.cast.lin, at=self.now()) == len(mine)
        self.acts += 1
        self.told |= {no: replace(one, state=FactState.WITHDRAWN) for no, one in mine.items()}

    @rule()
    def close(self) -> None:
        if self.runs:
            with pytest.raises(Refused, match="已经结账"):
                close_period(enactment=self.enactment, period=JUNE, leave_open="不等", by=self.cast.lin, at=self.now())
            return
        run = close_period(enactment=self.enactment, period=JUNE, leave_open="不等", by=self.cast.lin, at=self.now())
        self.acts += 1
        self.runs[run.pk] = canonical(Run.objects.get(pk=run.pk).result)

    @rule()
    def revise(self) -> None:
        newest = Run.objects.order_by("-number").first()
        if newest is None:
            return
        try:
            made = revise_period(run=newest, reason="更正", by=self.cast.lin, at=self.now())
        except Refused as why:
            assert "没有变化" in str(why)
            assert newest.result["scores"] == evaluate(self.enactment, JUNE.label).result["scores"]
        else:
            self.acts += 1
            self.runs[made.pk] = canonical(Run.objects.get(pk=made.pk).result)

    @rule()
    def scores_are_the_reference_engines(self) -> None:
        """Computed from the list and not from the tables, by the engine that is the judge of all others."""
        for period in (JUNE, JULY):
            found = evaluate(self.enactment, period.label)
            plan, there = found.outcome.plan, relations_of(self.cast.office, source_of(self.enactment)).office
            at = {one.no: place for place, one in enumerate(there.people)}
            rows = sorted(self.told.items(), key=lambda one: (one[1].day, one[0]))
            facts = tuple(
                relations.Fact(no, one.kind, one.day.toordinal(), at[one.who], None, one.quantity, state=STATES[one.state])
                for no, one in rows
            )  # fmt: skip
            office = replace(there, facts=facts)
            judged = Outcome(source_of(self.enactment), plan, office, engine("python")(plan, office), "python", (), ())
            assert _scores(found.result) == _scores(report(judged))

    @invariant()
    def the_tables_say_what_the_list_says(self) -> None:
        if not hasattr(self, "told"):
            return
        rows = Fact.objects.values_list("no", "kind", "person__no", "day", "quantity", "state", "batch")
        assert {row[0]: row[1:] for row in rows} == {
            no: (one.kind, one.who, one.day, one.quantity, one.state, one.batch) for no, one in self.told.items()
        }

    @invariant()
    def the_chain_verifies_and_tells_of_every_act(self) -> None:
        if hasattr(self, "told"):
            found = verify_database()
            assert found.whole, found.problems
            assert found.size == self.acts == Entry.objects.count()

    @invariant()
    def what_was_closed_stands(self) -> None:
        if hasattr(self, "told"):
            assert {run.pk: canonical(run.result) for run in Run.objects.all()} == self.runs


def _scores(result: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Who has how many points, and for which records."""
    return [
        (
            row["subject"],
            row["account"],
            row["period"],
            row["total"],
            sorted((item["points"], *sorted(item["facts"])) for item in row["items"]),
        )
        for row in result["scores"]
    ]


def test_the_ledger_whatever_is_done_in_whatever_order() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
        ),
    )  # fmt: skip
