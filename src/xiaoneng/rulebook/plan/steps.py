"""计划: what every engine runs, in order. A plan holds constants only: no names to look up, nothing left to decide.

Relations in: person, membership, unit, fact, fact_person, work, author; with them the plan's own periods and days.
Rows out: entries, columns (figures), hits, evidence, quotas, candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from xiaoneng.rulebook.calendar import Period, WorkingIndex
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.terms import TRUE, Kind, Term

Of = Literal["person", "unit"]
Source = Literal["fact", "work"]
Target = str
"""`subject`, `unit` (the subject's unit on the day), `parent` (the unit above it), `members`, `chief`, or a field that names
people or a unit. The day is that of the fact, or the last one of a period (or of a person's service in it)."""


@dataclass(frozen=True)
class Span:
    """A period of the plan: `asked` ones give results, others are only read (an earlier year, the year around a month)."""

    id: int
    kind: str
    period: Period
    asked: bool
    roll_day: int
    """The day on which this period takes the roll (ordinal)."""
    own: tuple[tuple[str, int | None], ...] = ()
    """What may be asked of the period itself (`month_no`, `working_days` …); None where it is not known."""

    @cached_property
    def first(self) -> int:
        return self.period.first.toordinal()

    @cached_property
    def last(self) -> int:
        return self.period.last.toordinal()


@dataclass(frozen=True)
class Frame:
    """框架: every person or unit in every period of a kind (people: only periods in which they served)."""

    of: Of
    per: str


@dataclass(frozen=True)
class Column:
    """A named column of a frame with its type."""

    name: str
    frame: Frame
    kind: Kind = "number"
    scale: int = 2
    bound: int = 10**9


@dataclass(frozen=True)
class Pick:
    """取优: only the so many largest (or smallest) of several values count; values that are none stay out."""

    most: int
    smallest: bool = False


@dataclass(frozen=True)
class Tally:
    """计数: facts or works of some kinds, confirmed and in the period, aggregated by subject."""

    column: Column
    how: str
    source: Source
    kinds: tuple[str, ...]
    where: Term = TRUE
    value: Term | None = None
    about: tuple[str, ...] = ("own",)
    years: int = 1
    pick: Pick | None = None
    """Of equal values the earlier fact counts."""
    after: tuple[str, ...] = ()
    """重新累计: only what is later than the subject's last confirmed fact of these kinds, up to the period's end, counts."""


@dataclass(frozen=True)
class Derive:
    """推算: a term over other columns of the same frame."""

    column: Column
    term: Term


@dataclass(frozen=True)
class OverPeers:
    """同类比较: rank, max, min, sum, mean or count of a column among the peers of the same period."""

    column: Column
    function: str
    source: Column
    group: Term
    same: tuple[str, ...]
    ascending: bool = False
    rounding: str = "half_up"


@dataclass(frozen=True)
class OverBelow:
    """所属汇总: an aggregate over those who belong to a unit: its members (`source` of people) or its sub-units (of units)."""

    column: Column
    function: str
    source: Column
    rounding: str = "half_up"
    pick: Pick | None = None


@dataclass(frozen=True)
class OverPeriods:
    """分期汇总: an aggregate of a column over finer periods, or over the last `back` periods of its own kind (run: 连续)."""

    column: Column
    function: str
    source: Column
    back: int = 0
    rounding: str = "half_up"
    pick: Pick | None = None


@dataclass(frozen=True)
class Bring:
    """引用: a column of another frame: the subject's unit, the containing period, or an earlier one."""

    column: Column
    source: Column
    back: int = 0


@dataclass(frozen=True)
class Schedule:
    """次数: how a running count turns into a counted one, in hundredths. Applied in the order of the fields."""

    per: str
    free: int | None = None
    every: int | None = None
    first: int | None = None
    steps: tuple[tuple[int, Term], ...] = ()
    """`nth`: from the count of the n-th on (hundredths before it) the amount each."""
    cap: Term | None = None


@dataclass(frozen=True)
class Post:
    """记账(逐条): facts × rule → entries of an account."""

    rule: str
    account: str
    of: Of
    per: str
    source: Source
    kinds: tuple[str, ...]
    where: Term
    rate: Term
    count: Literal["quantity", "row"] = "quantity"
    to: Target = "subject"
    schedule: Schedule | None = None
    join: str = ""
    label: Term | None = None
    reaches: Of | None = None
    """Whether `to` means people or units; None where it is the subject."""


@dataclass(frozen=True)
class JoinKey:
    """并项: rules whose facts about one matter stand or fall together."""

    id: str
    key: Term
    keep: Literal["max", "one", "sum"]
    """`max` drops smaller rates, `one` keeps a single fact (the largest, then the earliest), `sum` keeps all."""
    per: str


@dataclass(frozen=True)
class PostFigure:
    """记账(按指标): one entry a subject and period where the condition holds (one for each of those whom it is `to`)."""

    rule: str
    account: str
    frame: Frame
    when: Term
    amount: Term
    count: Term | None
    reads: tuple[str, ...]
    to: Target = "subject"
    reaches: Of | None = None


@dataclass(frozen=True)
class Return:
    """返还: part of the entries of other rules, where a later fact names the same matter in time."""

    rule: str
    account: str
    of: Of
    per: str
    kinds: tuple[str, ...]
    where: Term
    undoes: tuple[str, ...]
    key: Term
    share: Term
    within_days: int | None
    within_working_days: int | None = None
    reaches: Of | None = None
    """Whether the entries that come back had reached people or units; None where the subject itself."""
    then: bool = True
    """Credited in the period of the entry; else in that of the fact that brings it back."""


@dataclass(frozen=True)
class Balance:
    """账户余额: opening + entries + parts, then the bounds. `raw` is the sum before the bounds."""

    column: Column
    raw: Column
    account: str
    opens_at: Term
    parts: tuple[str, ...]
    floor: Term | None
    cap: Term | None
    who: Term


@dataclass(frozen=True)
class Leaf:
    """A comparison that a finding may rest on: the term read, the words of the limit, and the columns behind it."""

    says: str
    term: Term
    test: Term
    operator: str
    limit: Term | None
    reads: tuple[str, ...]


@dataclass(frozen=True)
class Judge:
    """认定: subjects and periods for which a condition holds, with the leaves that hold."""

    rule: str
    frame: Frame
    when: Term
    leaves: tuple[Leaf, ...]
    to: Target = "subject"
    reaches: Of | None = None


@dataclass(frozen=True)
class Lasting:
    """期限: so many days, months or years from the day of a fact; `ends` eve 至对应日前一日, same_day 至对应日."""

    length: Term
    """A whole number, or a choice between whole numbers by person, unit or post."""
    unit: Literal["days", "months", "years"]
    ends: Literal["eve", "same_day"]


@dataclass(frozen=True)
class JudgeFact:
    """认定(逐条): facts that have an effect by themselves, in the period that holds the day, or in every one that the term touches."""

    rule: str
    of: Of
    per: str
    kinds: tuple[str, ...]
    where: Term
    to: Target
    whole: bool = False
    """Without a term: the effect is for the whole of that period (the rule says `in`), not for the day of the fact alone."""
    lasts: Lasting | None = None
    reaches: Of | None = None


@dataclass(frozen=True)
class Evidence:
    """佐证: the facts behind a tally, for subjects that the rules named have hit (all subjects where none is named)."""

    column: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """评选: base and candidates of an award. `share` is exact at its scale; rounding None where unanswered."""

    award: str
    of: str
    per: str
    group: Term
    base: Term
    candidates: Term
    bars: tuple[tuple[str, str], ...]
    """(rule, target) pairs whose hits bar."""
    barred_in_base: bool = True
    same: str = ""
    rank_by: tuple[Column, ...] = ()
    """The first ranks; the others decide between equals, the highest first, those without a value last."""
    ascending: bool = False
    automatic: Term | None = None


Step = (
    Tally
    | Derive
    | OverPeers
    | OverBelow
    | OverPeriods
    | Bring
    | Post
    | PostFigure
    | Return
    | Balance
    | Judge
    | JudgeFact
    | Evidence
    | Choice
)


def target_kind(step: Post | PostFigure | Return | Judge | JudgeFact) -> Of:
    """Whether what a step makes is about people or units."""
    return step.reaches or (step.frame.of if isinstance(step, PostFigure | Judge) else step.of)


@dataclass(frozen=True)
class Gap:
    """An unanswered parameter and the rules that it stops."""

    name: str
    asked_of: str
    clause: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The whole of it. `horizon` is the last day whose facts count."""

    rulebook: str
    version: str
    period: Period
    as_of: date
    horizon: date
    spans: tuple[Span, ...]
    steps: tuple[Step, ...]
    joins: tuple[JoinKey, ...]
    columns: dict[str, Column]
    chief: Term
    fact_fields: dict[str, Kind]
    person_fields: dict[str, Kind]
    unit_fields: dict[str, Kind]
    work_fields: dict[str, Kind]
    gaps: tuple[Gap, ...]
    readings: dict[str, str]
    answers: dict[str, str]
    """Answered parameters as text (see `given` for those that vary)."""
    kinds: tuple[str, ...] = ()
    """Keys of fact kinds, then of work kinds."""
    span_kinds: frozenset[str] = frozenset()
    people_fields: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    given: Mapping[str, Answer] = field(default_factory=dict)
    """All answers as the office gave them."""
    workdays: WorkingIndex | None = None
    """工作日序号, where a step reads it."""
    counts_from: int = 0
    """The first day (ordinal) that counts; there is no period that ends before it."""

    def frames(self) -> list[Frame]:
        """The frames that any column or step needs, in a stable order."""
        found = {column.frame for column in self.columns.values()}
        found |= {step.frame for step in self.steps if isinstance(step, Judge | PostFigure)}
        found |= {Frame(target_kind(one), self.columns[one.account].frame.per) for one in self.steps if isinstance(one, PostFigure)}
        found |= {Frame(step.of, step.per) for step in self.steps if isinstance(step, Choice) and step.of in ("person", "unit")}  # type: ignore[arg-type]
        return sorted(found, key=lambda frame: (frame.of, frame.per))

    def spans_of(self, per: str) -> tuple[Span, ...]:
        return self._spans_by_kind.get(per, ())

    @cached_property
    def _spans_by_kind(self) -> dict[str, tuple[Span, ...]]:
        return {kind: tuple(span for span in self.spans if span.kind == kind) for kind in {span.kind for span in self.spans}}
