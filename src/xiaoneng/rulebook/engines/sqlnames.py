"""表和列的名字: the relations as SQL tables, and how a term's names read from them. Only generated identifiers occur."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from xiaoneng.rulebook.engines.relations import FOREVER
from xiaoneng.rulebook.engines.spelling import Spelling
from xiaoneng.rulebook.plan.attributes import DATED, DAYS, PERIOD, PERSON_IN_PERIOD, WORKDAY
from xiaoneng.rulebook.plan.steps import (
    Balance,
    Bring,
    Choice,
    Column,
    Derive,
    Frame,
    Judge,
    OverBelow,
    OverPeers,
    OverPeriods,
    Plan,
    Post,
    PostFigure,
    Return,
    Step,
    Tally,
)
from xiaoneng.rulebook.plan.terms import Col, Term, columns

PERSON_COLUMNS = ("id", "no", "name", "sex", "party", "leader", "tenure", "post", "born", "joined", "left_on", "joined_ymd")
UNIT_COLUMNS = ("id", "name", "class", "parent")
FACT_COLUMNS = ("id", "no", "kind", "day", "until_day", "person", "unit", "quantity", "state", "date", "month_day")
WORK_COLUMNS = ("id", "no", "kind", "title", "day", "entered", "rated", "level", "authors", "state", "date", "month_day")
PERIODS = ("month", "quarter", "half", "year", "whole")
ZERO_IF_NONE = ("count", "rows", "days", "sum", "distinct")


Posting = Post | PostFigure | Return


def frame_reads(step: Step) -> tuple[Frame | None, set[str]]:
    """The frame over which a step reads, and the names it reads there."""
    terms: list[Term | None] = []
    extra: set[str] = set()
    frame: Frame | None = None
    match step:
        case Derive():
            frame, terms = step.column.frame, [step.term]
        case OverPeers():
            frame, terms, extra = step.column.frame, [step.group], set(step.same)
        case Balance():
            frame, terms = step.column.frame, [step.opens_at, step.who, step.floor, step.cap]
        case Judge():
            frame, terms = step.frame, [step.when]
        case PostFigure():
            frame, terms = step.frame, [step.when, step.amount, step.count]
        case Choice() if step.of == "person":
            frame, extra = Frame("person", step.per), {step.same}
            terms = [step.group, step.base, step.candidates, step.automatic]
        case _:
            pass
    return frame, extra.union(*(columns(term) for term in terms if term is not None))


@dataclass(frozen=True)
class Names:
    """Identifiers of one plan's tables and columns."""

    plan: Plan
    sql: Spelling

    @cached_property
    def kind_ids(self) -> dict[str, int]:
        """Fact and work kinds as small numbers, in a stable order."""
        return {kind: number for number, kind in enumerate(self.plan.kinds, 1)}

    @cached_property
    def postings(self) -> list[Posting]:
        """What makes entries; an entry names its posting by position."""
        return [step for step in self.plan.steps if isinstance(step, Posting)]

    def posting_ids(self, account: str) -> str:
        """The postings of an account as a list for IN."""
        return ", ".join(str(number) for number, step in enumerate(self.postings) if step.account == account) or "-1"

    @cached_property
    def column_ids(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.plan.columns)}

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        return {step.column.name: step for step in self.plan.steps if isinstance(step, Tally)}

    def field_id(self, of: str, name: str) -> str:
        """The column of a declared field: x0, x1 … in the order declared."""
        fields = {
            "person": self.plan.person_fields,
            "unit": self.plan.unit_fields,
            "fact": self.plan.fact_fields,
            "work": self.plan.work_fields,
        }[of]
        return f"x{list(fields).index(name)}"

    @cached_property
    def by_unit(self) -> set[Frame]:
        """The person frames in which somebody's unit is read."""
        found: set[Frame] = set()
        for step in self.plan.steps:
            if isinstance(step, OverBelow) and step.source.frame.of == "person":
                found.add(step.source.frame)
            elif isinstance(step, Bring) and step.source.frame.of != step.column.frame.of:
                found.add(step.column.frame)
            frame, reads = frame_reads(step)
            if frame is not None and frame.of == "person" and any(name.startswith("@unit") for name in reads):
                found.add(frame)
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """A column that only repeats another of its frame → that other."""
        found: dict[str, str] = {}
        for step in self.plan.steps:
            if isinstance(step, Derive) and isinstance(step.term, Col) and not step.term.name.startswith("@"):
                found[step.column.name] = found.get(step.term.name, step.term.name)
        return found

    @cached_property
    def sums(self) -> set[str]:
        """Sums and counts over other rows: zero where there are none."""
        kept = ("sum", "count", "run")
        return {step.column.name for step in self.plan.steps if isinstance(step, OverPeriods | OverBelow) and step.function in kept}

    @cached_property
    def raws(self) -> dict[str, str]:
        """The raw column of a balance → its balance: both stand in one table."""
        return {step.raw.name: step.column.name for step in self.plan.steps if isinstance(step, Balance)}

    def table(self, column: str) -> str:
        column = self.aliases.get(column, column)
        return f"c{self.column_ids[self.raws.get(column, column)]}"

    def read(self, column: Column, alias: str) -> str:
        """How a column's value reads from its joined table; a tally without a row is zero where zero is meant."""
        name = self.aliases.get(column.name, column.name)
        if name in self.raws:
            return f"{alias}.raw"
        tally = self.tallies.get(name)
        if name in self.sums or (tally is not None and tally.how in ZERO_IF_NONE):
            return f"COALESCE({alias}.v, 0)"
        return f"{alias}.v"

    def sparse(self, column: Column) -> bool:
        """Whether a column's table may lack rows of its frame that still have a value (zero)."""
        return self.read(column, "x") not in ("x.v", "x.raw")

    def base(self, frame: Frame) -> str:
        return f"base_{frame.of}_{frame.per}"


ONLY_OF_PEOPLE = ("no", "post")
"""What an answer may vary by and a unit has not: nobody's answer reaches it, so the one for all others holds."""


def dated(plan: Plan, name: str) -> bool:
    """Whether an `@attribute` of a person may change with the day: it stands with a membership then."""
    return name[1:] in DATED or name.removesuffix(WORKDAY)[1:] in plan.person_fields


def subject_attribute(names: Names, of: str, name: str, who: str = "p", unit: str = "u", span: str | None = "s", member: str = "pm") -> str:
    """The SQL of an `@attribute` over the aliases of the person, their membership on the day, their unit and the period."""
    plain = name[1:]
    if span is not None and plain in (*PERIOD, *DAYS):
        return f"{span}.{plain}"
    if of == "unit":
        return _unit_attribute(names, plain, who, span)
    if plain == "unit":
        return f"{unit}.name"
    if plain.startswith("unit."):
        return _unit_attribute(names, plain.removeprefix("unit."), unit, None)
    if plain in DATED:
        return f"COALESCE({member}.{plain}, {who}.{plain})"
    if plain in PERSON_COLUMNS[1:4]:
        return f"{who}.{plain}"
    if span is not None and plain in PERSON_IN_PERIOD:
        return _in_period(names.sql, plain, who, span)
    field = names.field_id("person", plain)
    return f"COALESCE({member}.{field}, {who}.{field})"


def _unit_attribute(names: Names, name: str, alias: str, span: str | None) -> str:
    if name == "unit":
        return f"{alias}.name"
    if name in ONLY_OF_PEOPLE:
        return "NULL"
    if name in UNIT_COLUMNS:
        return f"{alias}.{name}"
    if name == "size" and span is not None:
        return (
            f"(SELECT COUNT(*) FROM membership AS zm JOIN person AS zp ON zp.id = zm.person WHERE zm.unit = {alias}.id "
            f"AND {span}.roll BETWEEN zm.since AND zm.until_day AND {span}.roll BETWEEN zp.joined AND zp.left_on)"
        )
    return f"{alias}.{names.field_id('unit', name)}"


def _in_period(sql: Spelling, name: str, who: str, span: str) -> str:
    match name:
        case "joined":
            return f"CASE WHEN {who}.joined > 0 THEN {who}.joined END"
        case "left":
            return f"CASE WHEN {who}.left_on < {FOREVER} THEN {who}.left_on END"
        case "on_roll":
            return f"CASE WHEN {span}.roll BETWEEN {who}.joined AND {who}.left_on THEN '是' ELSE '否' END"
        case "age":
            return sql.divide(f"({span}.seen_ymd - {who}.born)", "10000", "floor")
        case "years_of_service":
            return f"CASE WHEN {who}.joined > 0 THEN {sql.divide(f'({span}.seen_ymd - {who}.joined_ymd)', '10000', 'floor')} END"
        case "days_served":
            last, first = sql.pick_least(f"{who}.left_on", f"{span}.last_day"), sql.pick_greatest(f"{who}.joined", f"{span}.first_day")
            return f"({last} - {first} + 1)"
        case _:
            return (
                f"(SELECT COUNT(*) FROM span AS zs WHERE zs.kind = 'month' AND zs.first_day >= {span}.first_day "
                f"AND zs.last_day <= {span}.last_day AND zs.last_day >= {who}.joined AND zs.first_day <= {who}.left_on)"
            )
