"""编译器的台账: what has been compiled, in dependency order, and where a flaw stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Condition
from xiaoneng.rulebook.plan.algebra import TermError, at_words, every, opposite
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.attributes import (
    LEVEL,
    PERIOD,
    TENURE,
    english,
    fact_columns,
    fact_names,
    join_names,
    meant,
    subject_columns,
    subject_names,
)
from xiaoneng.rulebook.plan.conditions import Compiled, compile_condition
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Bring, Column, Frame, JoinKey, Of, Step
from xiaoneng.rulebook.plan.terms import TRUE, Col, Term, columns, unknowns, weight
from xiaoneng.rulebook.plan.workdays import between
from xiaoneng.rulebook.problems import Flaw, RulebookError, nearest

ORDER = ("month", "quarter", "half", "year", "whole")
Path = tuple[str | int, ...]
MOST_WEIGHT = 20_000
"""How many names and numbers one term may become when it is written out."""
MOST_CHAINED = 40
"""How many things may rest on one another in a row; the compiler calls itself for each."""


@dataclass(frozen=True)
class Compilers:
    """What compiles each kind of thing; figures, accounts and rules may rest on one another in any order."""

    figure: Callable[[Builder, str], Column]
    account: Callable[[Builder, str], Column]
    rule: Callable[[Builder, int, Rule], None]
    lookup: Callable[[Builder, Scope, str | dict[str, str], Term], Term]


@dataclass
class Builder:
    """Compiles on demand: asking for a figure compiles what it rests on first; a circle is refused."""

    source: Source
    answers: Answers
    compilers: Compilers
    steps: list[Step] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    lacks: dict[str, set[str]] = field(default_factory=dict)
    """Column → unanswered parameters that it may rest on."""
    stopped: dict[str, list[str]] = field(default_factory=dict)
    """Unanswered parameter → the rules that it stops."""
    flaws: list[Flaw] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    joins: tuple[JoinKey, ...] = ()
    chief: Term = TRUE
    hidden: int = 0
    reads_workdays: bool = False
    """Whether a step reads the 工作日序号 of a row's day."""

    @property
    def book(self) -> Rulebook:
        return self.source.rulebook

    @contextmanager
    def place(self, path: Path, clause: str = "") -> Iterator[None]:
        """Turns a TermError inside into a flaw at `path`."""
        try:
            yield
        except TermError as error:
            self.flaws.append(self.source.flaw(path, str(error), clause, error.words))

    @contextmanager
    def within(self, what: str, path: Path) -> Iterator[None]:
        """Guards against circles: `what` may not be needed for itself."""
        if what in self.active:
            circle = " → ".join([*self.active[self.active.index(what) :], what])
            raise RulebookError([self.source.flaw(path, f"指标或账户互相依赖，成了一个圈：{circle}")])
        if len(self.active) >= MOST_CHAINED:
            raise RulebookError([self.source.flaw(path, f"指标、账户和规则一环扣一环，超过 {MOST_CHAINED} 层，请合并几步")])
        self.active.append(what)
        try:
            yield
        finally:
            self.active.pop()

    def add(self, step: Step) -> None:
        """Appends a step. Raises TermError where a term would be too long a text for a database."""
        for part in fields(step):
            term = getattr(step, part.name)
            if isinstance(term, Term) and weight(term) > MOST_WEIGHT:
                raise TermError("算式套得太复杂，请把里面的几步各写成一个指标")
        self.steps.append(step)

    def column(self, name: str, frame: Frame, like: Term | Column, scale: int | None = None) -> Column:
        """Registers a column with the type of a term."""
        column = Column(name, frame, like.kind, like.scale if scale is None else scale, like.bound)
        self.columns[name] = column
        return column

    def fresh(self, stem: str) -> str:
        self.hidden += 1
        return f"{stem}~{self.hidden}"

    def note_lacks(self, name: str, *terms: Term) -> None:
        """Records which unanswered parameters a column may rest on."""
        found: set[str] = set()
        for term in terms:
            found |= unknowns(term)
            for other in columns(term):
                found |= self.lacks.get(other, set())
        if found:
            self.lacks[name] = found

    def stop(self, rule: str, parameters: set[str]) -> None:
        for name in sorted(parameters):
            blocked = self.stopped.setdefault(name, [])
            if rule not in blocked:
                blocked.append(rule)

    def says(self, name: str) -> str:
        """The Chinese word of a name for explanations."""
        figure = self.book.figures.get(name.removeprefix("unit."))
        if figure is not None:
            tally = figure.tally()
            kinds = tally[1] if tally else ()
            words = [kind.name for key, kind in self.book.fact_kinds.items() if key in kinds]
            words += [kind.name for key, kind in self.book.works.items() if key in kinds]
            return figure.name or "、".join(words) or name
        account = self.book.accounts.get(name)
        return account.name if account else name

    def bring(self, column: Column, frame: Frame, back: int = 0) -> Term:
        """A column as it reads in `frame`: its own, the containing period's, the unit's, or an earlier period's."""
        if column.frame == frame and back == 0:
            return Col(column.name, column.kind, column.scale, column.bound)
        if ORDER.index(column.frame.per) < ORDER.index(frame.per):
            raise TermError(f"“{column.name}”按{PERIODS[column.frame.per]}统计；要合计请写 sum({column.name} over {column.frame.per}s)")
        name = f"{column.name}@{frame.of}.{frame.per}" + (f"-{back}" if back else "")
        if name not in self.columns:
            self.columns[name] = Column(name, frame, column.kind, column.scale, column.bound)
            self.lacks[name] = self.lacks.get(column.name, set())
            self.add(Bring(self.columns[name], column, back))
        return Col(name, column.kind, column.scale, column.bound)

    def condition(self, scope: Scope, condition: Condition | None) -> Compiled:
        return compile_condition(scope, condition, self.says) if condition is not None else Compiled(TRUE, ())

    def group(self, scope: Scope, of: str | None) -> Term:
        """The membership condition of a group inside a scope; TRUE for plain person and unit."""
        if of is None or of in ("person", "unit") or of in self.book.works:
            return TRUE
        group = self.book.groups.get(of)
        if group is None:
            with at_words(of):
                raise TermError(f"没有名为“{of}”的范围{nearest(of, ['person', 'unit', *self.book.groups])}")
        parts = [self.condition(scope, group.where).term]
        if group.unless is not None:
            parts.append(opposite(self.condition(scope, group.unless).term))
        if group.of not in ("person", "unit", *self.book.works):
            parts.append(self.group(scope, group.of))
        return every(parts)

    def subject_of(self, of: str | None) -> str:
        """`person`, `unit` or a work kind, seen through groups."""
        seen: set[str] = set()
        name = of or "person"
        while name in self.book.groups and name not in seen:
            seen.add(name)
            name = self.book.groups[name].of
        if name not in ("person", "unit", *self.book.works):
            with at_words(str(of)):
                raise TermError(f"没有名为“{of}”的范围{nearest(str(of), ['person', 'unit', *self.book.groups, *self.book.works])}")
        return name

    def fact_scope(self, source: str, kinds: tuple[str, ...], of: Of) -> Scope:
        """Names of the fact or work at hand, of its subject on that day, and of the office's answers."""
        table: dict[str, Term] = {}
        table.update(subject_columns(self.book, of, in_period=False))
        table.update(fact_columns(self.book, source, kinds))
        chinese = join_names(subject_names(self.book, of), fact_names(self.book, source, kinds))

        def find(name: str) -> Term | None:
            found = table.get(name) or table.get(english(name))
            if found is None and (key := self.meant(name, chinese)) is not None:
                return table[key]
            if found is None and name in PERIOD:
                raise TermError(f"“{name}”是期间的，事项自己没有；请用 date、month_day，或改用 when 触发的规则")
            if found is None and (name in self.book.figures or name in self.book.accounts):
                raise TermError(f"“{name}”是指标或账户，这里只能用事项自己的字段；请改用 when 触发的规则")
            return found or self.answer_or_table(name)

        lists = (LEVEL if source == "work" else frozenset()) | (TENURE if of == "person" else frozenset())
        tariffs = [name for name, one in self.book.tables.items() if one.by == "level"] if source == "work" else []
        scope = Scope(find, lambda: [*table, *self.book.parameters, *self.book.readings, *tariffs], lists=lists)
        return self.serve(scope)

    def meant(self, name: str, chinese: Mapping[str, set[str]], others: Collection[str] = ()) -> str | None:
        """The key of the field that a Chinese name means. Raises TermError where one of the others or an answer bears it, too."""
        return meant(name, chinese, name in others or self.answers.declared(name) is not None)

    def serve(self, scope: Scope) -> Scope:
        """The scope with tables and working days."""
        scope.table = lambda name, term: self.compilers.lookup(self, scope, name, term)
        scope.calls["working_days_between"] = between(self.book, scope, self.note_workdays)
        return scope

    def note_workdays(self) -> None:
        self.reads_workdays = True

    def answer_or_table(self, name: str) -> Term | None:
        """The office's answer of a name; a table, which is no value by itself, is refused with how it is read."""
        table = self.book.tables.get(name)
        if table is not None and self.answers.declared(name) is None:
            if table.by == "level":
                raise TermError(f"“{name}”按采用级别计，只能写在作品规则的 post 里，单独写或写成 {name} * 2 的样子")
            raise TermError(f"“{name}”是对照表，请写 lookup({name}, 按什么查)")
        return self.answer(name)

    def answer(self, name: str) -> Term | None:
        return self.answers.term(name) if self.answers.declared(name) is not None else None


PERIODS = {"month": "月", "quarter": "季", "half": "半年", "year": "年", "whole": "全程"}
