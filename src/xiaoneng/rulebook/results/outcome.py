"""一次计算的全貌: plan, office and rows together, with the look-ups that every section needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from xiaoneng.rulebook.engines.matching import restart, restarts, subjects_of
from xiaoneng.rulebook.engines.relations import PENDING, Fact, Office, Work
from xiaoneng.rulebook.engines.rows import Entry, Findings, Hit
from xiaoneng.rulebook.engines.scalar import Value, holds, value_of
from xiaoneng.rulebook.engines.world import World
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan.outputs import rests_on, tallies_of, tallies_under
from xiaoneng.rulebook.plan.steps import Balance, Bring, Judge, Leaf, OverBelow, OverPeriods, Plan, PostFigure, Span, Tally


@dataclass(frozen=True)
class Honour:
    """已定荣誉: an honour that was decided; paid by the tariff and checked for overlap."""

    award: str
    of: str
    subject: int
    decided_on: date | None = None
    decided_by: str = ""
    exception: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a run found, for one office and one plan."""

    source: Source
    plan: Plan
    office: Office
    findings: Findings
    engine: str = "python"
    honours: tuple[Honour, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def book(self) -> Rulebook:
        return self.source.rulebook

    @cached_property
    def world(self) -> World:
        """The office through the plan, with the engine's values, for attributes and leaf values."""
        world = World(self.plan, self.office)
        for cell in self.findings.cells:
            world.values.setdefault(cell.column, {})[cell.subject, cell.span] = cell.value
        return world

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.book.rules}

    @cached_property
    def spans(self) -> dict[int, Span]:
        return {span.id: span for span in self.plan.spans}

    @cached_property
    def order(self) -> dict[str, int]:
        """Rule → its place in the rulebook."""
        return {rule.id: number for number, rule in enumerate(self.book.rules)}

    @cached_property
    def balances(self) -> dict[str, Balance]:
        """Account → how its balance is made."""
        return {step.account: step for step in self.plan.steps if isinstance(step, Balance)}

    @cached_property
    def figure_reads(self) -> dict[str, tuple[str, ...]]:
        """Rule that posts by figures → the columns it reads."""
        return {step.rule: step.reads for step in self.plan.steps if isinstance(step, PostFigure)}

    @cached_property
    def _figure_kinds(self) -> dict[str, str]:
        """Rule on figures → whether the figures are of people or units."""
        return {step.rule: step.frame.of for step in self.plan.steps if isinstance(step, PostFigure | Judge)}

    def whose(self, row: Entry | Hit) -> tuple[str, int]:
        """(kind, subject) whose figures an entry or hit of a rule on figures rests on: its own, or those that reached it."""
        return (row.of, row.subject) if row.item < 0 else (self._figure_kinds[row.rule], row.item)

    def others(self, rows: list[Entry] | list[Hit]) -> list[str]:
        """The numbers or names of the others whose figures some rows of a rule on figures rest on."""
        return sorted({self.subject(*self.whose(row)) for row in rows if row.item >= 0 and row.rule in self._figure_kinds})

    @cached_property
    def leaves(self) -> dict[str, tuple[Leaf, ...]]:
        return {step.rule: step.leaves for step in self.plan.steps if isinstance(step, Judge)}

    def kind_of(self, of: str) -> str:
        """`person`, `unit` or a work kind, seen through groups."""
        while of in self.book.groups:
            of = self.book.groups[of].of
        return of

    @cached_property
    def candidates_of(self) -> dict[str, set[int]]:
        """Award → those on its roll and in its group."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in self.findings.candidates:
            found[row.award].add(row.subject)
        return found

    @cached_property
    def on_some_roll(self) -> dict[str, set[int]]:
        """`person`, `unit` → those on the roll of any award of their kind."""
        found: dict[str, set[int]] = defaultdict(set)
        for award, subjects in self.candidates_of.items():
            found[self.kind_of(self.book.awards[award].of)] |= subjects
        return found

    @cached_property
    def _tallies(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _known(self) -> set[str]:
        return tallies_of(self.plan)

    def tallies(self, column: str) -> list[str]:
        """The tallies under a column, found once."""
        if column not in self._tallies:
            self._tallies[column] = tallies_under(column, self._below, self._known)
        return self._tallies[column]

    @cached_property
    def present_honours(self) -> list[Honour]:
        """The decided honours but those decided before the period: they were paid, and might exclude each other, then."""
        first = self.plan.period.first
        return [one for one in self.honours if one.decided_on is None or one.decided_on >= first]

    def subject(self, of: str, number: int) -> str:
        """The number of a person (工号) or the name of a unit."""
        return self.office.people[number].no if of == "person" else self.office.units[number].name

    def name(self, of: str, number: int) -> str:
        return self.office.people[number].name if of == "person" else self.office.units[number].name

    def item(self, source: str, number: int) -> Fact | Work:
        return self.office.facts[number] if source == "fact" else self.office.works[number]

    def rule(self, rule_id: str) -> Rule:
        """The rule of an entry or hit (`norm:over` and `tariff:市级` belong to their rule)."""
        return self.rules.get(rule_id) or self.rules[rule_id.rpartition(":")[0]]

    def kind_name(self, kind: str) -> str:
        fact = self.book.fact_kinds.get(kind)
        return fact.name if fact is not None else self.book.works[kind].name

    def rule_name(self, rule_id: str) -> str:
        """What an entry of the rule is called: its own name, or its facts' names."""
        rule = self.rule(rule_id)
        if rule_id.endswith(":over") and rule.over_name:
            return rule.over_name
        if rule_id.endswith(":under") and rule.under_name:
            return rule.under_name
        if rule.name:
            return rule.name
        if rule.fact:
            return "、".join(self.kind_name(kind) for kind in rule.fact)
        clause = self.book.clauses.get(rule.clause)
        return clause.says if clause is not None else rule.id

    @cached_property
    def hits_by_rule(self) -> dict[str, list[Hit]]:
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self.findings.hits:
            found[hit.rule].append(hit)
        return found

    @cached_property
    def entries_by_account(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.findings.entries:
            found[entry.account].append(entry)
        return found

    @cached_property
    def _proofs(self) -> dict[tuple[str, int, int], list[tuple[str, int]]]:
        found: dict[tuple[str, int, int], list[tuple[str, int]]] = defaultdict(list)
        for proof in self.findings.proofs:
            found[proof.column, proof.subject, proof.span].append((proof.source, proof.item))
        return found

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        return rests_on(self.plan)

    @cached_property
    def _moves(self) -> dict[str, Bring | OverBelow | OverPeriods]:
        return {step.column.name: step for step in self.plan.steps if isinstance(step, Bring | OverBelow | OverPeriods)}

    def below(self, column: str) -> list[str]:
        """The columns that a column is made of, directly."""
        return self._below.get(column, [])

    def proof(self, columns: tuple[str, ...], subject: int, span: int) -> list[tuple[str, int]]:
        """The (source, item) behind columns for a subject and period, through derivations, in order of day."""
        found: set[tuple[str, int]] = set()
        for column in columns:
            for tally in self.tallies(column):
                reached = {row for one in self.inside(column, span) for row in self._reached(column, tally, subject, one.id)}
                for whom, when in reached:
                    found |= set(self._proofs.get((tally, whom, when), ()))
        return sorted(found, key=lambda one: (self.item(*one).day, one[1]))

    def inside(self, column: str, span: int) -> list[Span]:
        """The column's own periods inside a period, perhaps of another kind (an entry of the year that rests on months)."""
        per = self.plan.columns[column].frame.per
        if (per, span) not in self._insides:
            here = self.spans[span]
            around = self.plan.spans_of(per)
            self._insides[per, span] = [one for one in around if here.first <= one.first and one.last <= here.last]
        return self._insides[per, span]

    @cached_property
    def _insides(self) -> dict[tuple[str, int], list[Span]]:
        return {}

    def restarts(self, columns: tuple[str, ...], subject: int, span: int) -> list[int]:
        """The facts after which counts under columns began anew for a subject and period, in order of day."""
        found: set[tuple[int, int]] = set()
        for column in columns:
            for tally in self.tallies(column):
                step = self._counted_anew.get(tally)
                if step is not None:
                    reached = {row for one in self.inside(column, span) for row in self._reached(column, tally, subject, one.id)}
                    rows = restarts(self.world, step.after, step.column.frame.of)
                    latest = (restart(rows.get(whom, []), self.spans[when].last) for whom, when in reached)
                    found |= {one for one in latest if one is not None}
        return [item for _, item in sorted(found)]

    @cached_property
    def _counted_anew(self) -> dict[str, Tally]:
        return {step.column.name: step for step in self.plan.steps if isinstance(step, Tally) and step.after}

    def _reached(self, column: str, tally: str, subject: int, span: int) -> set[tuple[int, int]]:
        """The tally's own (subject, span) rows that a column's row reads."""
        if column == tally:
            return {(subject, span)}
        found: set[tuple[int, int]] = set()
        for below in self._below.get(column, ()):
            if tally in self.tallies(below):
                for whom, when in self.moved(column, subject, span):
                    found |= self._reached(below, tally, whom, when)
        return found

    def moved(self, column: str, subject: int, span: int) -> list[tuple[int, int]]:
        """The rows of what a column is made of that its row reads: another period's, the unit's, those of all below."""
        step, here = self._moves.get(column), self.spans[span]
        if step is None:
            return [(subject, span)]
        inner = self.plan.spans_of(step.source.frame.per)
        if isinstance(step, OverBelow):
            rows = self.world.rows(step.source.frame)
            of = step.source.frame.of
            return [(one, when) for one, when in rows if when == span and self.world.unit_above(of, one, here) == subject]
        around = [one for one in inner if one.first <= here.last]
        if isinstance(step, Bring):
            whom = subject
            if step.source.frame.of != step.column.frame.of:
                whom = self.world.unit_on(subject, self.world.attribute_day(subject, here)) or 0
            return [(whom, around[-1 - step.back].id)] if len(around) > step.back else []
        chosen = around[-step.back :] if step.back else [one for one in inner if here.first <= one.first and one.last <= here.last]
        return [(subject, one.id) for one in chosen]

    def leaf_value(self, leaf: Leaf, of: str, subject: int, span: int) -> tuple[Value, Value]:
        """(value, limit) that a leaf read."""
        read = self.world.reader(of, subject, self.spans[span])
        return value_of(leaf.term, read), value_of(leaf.limit, read) if leaf.limit is not None else None

    def leaf_holds(self, leaf: Leaf, of: str, subject: int, span: int) -> bool:
        return holds(leaf.test, self.world.reader(of, subject, self.spans[span]))

    def pending(self) -> list[tuple[str, int, str, int]]:
        """(source, item, of, subject) of facts and works that await confirmation, inside the asked period."""
        first, last = self.plan.period.first.toordinal(), self.plan.horizon.toordinal()
        roll = World(self.plan, self.office)
        records: tuple[tuple[str, Sequence[Fact | Work], tuple[str, ...]], ...] = (
            ("fact", self.office.facts, ("person", "unit")),
            ("work", self.office.works, ("person",)),
        )
        found = []
        for source, items, kinds in records:
            for number, item in enumerate(items):
                if item.state == PENDING and first <= item.day <= last:
                    found += [(source, number, of, subject) for of in kinds for subject, _ in subjects_of(roll, item, of)]
        return found
