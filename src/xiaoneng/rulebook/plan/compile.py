"""编译: rulebook + answers + period → plan. All flaws of a rulebook's rules are found here, at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from xiaoneng.rulebook.calendar import Period, PeriodError, national_index, parse_period
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.names import DataField, Sheet
from xiaoneng.rulebook.plan.accounts import compile_account
from xiaoneng.rulebook.plan.algebra import TermError, choose, every
from xiaoneng.rulebook.plan.answers import Answer, Answers
from xiaoneng.rulebook.plan.attributes import WORKDAY, field_kind
from xiaoneng.rulebook.plan.awards import check_bars, compile_award
from xiaoneng.rulebook.plan.builder import Builder, Compilers
from xiaoneng.rulebook.plan.checks import check_rulebook
from xiaoneng.rulebook.plan.contradictions import check_contradictions
from xiaoneng.rulebook.plan.declared import check_declared
from xiaoneng.rulebook.plan.figures import compile_figure, frame_scope
from xiaoneng.rulebook.plan.kinds import source_of
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.plan.rules import compile_rule, evidence
from xiaoneng.rulebook.plan.spans import counts_from, spans_of, year_start_of
from xiaoneng.rulebook.plan.steps import Column, Derive, Frame, Gap, JoinKey, Plan, PostFigure
from xiaoneng.rulebook.plan.tables import lookup
from xiaoneng.rulebook.plan.terms import TRUE, Const, Kind, Term, columns, unknowns
from xiaoneng.rulebook.problems import Refused, RulebookError, nearest

SEVERALLY = "分别设定"
"""How an answer that varies by person, unit or post is shown."""


@dataclass(frozen=True)
class Request:
    """What is asked: a period (`2007`, `2012-07` …), the day up to which facts count, and the office's answers."""

    period: str
    as_of: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)


def compile_plan(source: Source, request: Request) -> Plan:
    """The plan for one request. Raises RulebookError for flaws of the rulebook, Refused for a wrong request."""
    answers = Answers(source.rulebook, request.answers)
    wrong = answers.check()
    if wrong:
        raise Refused("\n".join(f"parameters.yaml：{flaw}" for flaw in wrong))
    builder = new_builder(source, answers)
    _compile_all(builder)
    if builder.flaws:
        raise RulebookError(builder.flaws)
    year_start = year_start_of(builder)
    try:
        period = parse_period(request.period, year_start)
    except PeriodError as error:
        raise Refused(str(error)) from None
    as_of = request.as_of or period.last
    horizon = min(as_of, period.last)
    if horizon < period.first:
        raise Refused(f"截止日期 {as_of} 早于期间 {period.label} 的第一天 {period.first}，没有可计算的内容")
    return _assemble(builder, period, as_of, horizon, year_start)


def new_builder(source: Source, answers: Answers) -> Builder:
    """An empty builder that knows how to compile everything."""
    return Builder(source, answers, Compilers(compile_figure, compile_account, compile_rule, lookup))


def _compile_all(builder: Builder) -> None:
    book = builder.book
    for key in book.figures:
        compile_figure(builder, key)
    joins = _joins(builder)
    _chief(builder)
    for key in book.accounts:
        compile_account(builder, key)
    for index, rule in enumerate(book.rules):
        compile_rule(builder, index, rule)
    for key in book.awards:
        compile_award(builder, key)
    check_bars(builder)
    check_rulebook(builder)
    check_declared(builder)
    check_contradictions(builder)
    _sheets(builder)
    builder.joins = joins
    for step in list(builder.steps):
        if isinstance(step, PostFigure):
            for name in step.reads:
                evidence(builder, name, (step.rule,))


def _chief(builder: Builder) -> None:
    """Who is in charge of a unit: a condition on what a person is, whatever the fact."""
    with builder.place(("conventions", "chief")):
        chief = builder.condition(builder.fact_scope("fact", (), "person"), builder.book.conventions.chief).term
        if any(not name.startswith("@") or name.endswith(WORKDAY) for name in columns(chief)):
            raise TermError("chief 只能写人员的属性，如 chief: {职务: 科长}；不能看事项的字段和工作日")
        builder.chief = chief


def _joins(builder: Builder) -> tuple[JoinKey, ...]:
    found = []
    ids = [rule.id for rule in builder.book.rules]
    for number, join in enumerate(builder.book.joins):
        with builder.place(("joins", number), join.clause or ""):
            unknown = [rule for rule in join.rules if rule not in ids]
            if unknown:
                builder.flaws.append(builder.source.flaw(("joins", number), f"没有规则“{unknown[0]}”{nearest(unknown[0], ids)}"))
                continue
            kinds = tuple(kind for rule in builder.book.rules if rule.id in join.rules for kind in rule.fact or ())
            scope = builder.fact_scope(source_of(builder, kinds), kinds, "person")
            keep = join.keep
            if builder.answers.declared(keep) is not None:
                keep = builder.answers.text(keep) or "sum"
            found.append(JoinKey(str(number), scope.name(join.by), _keep(keep), join.in_))
    return tuple(found)


def _keep(word: str) -> Literal["max", "one", "sum"]:
    match word:
        case "max" | "one" | "sum":
            return word
        case _:
            raise TermError("keep 应是 max（较大的档单独计）、one（只计最大的一项）、sum（相加），或取这些值的理解")


def _sheets(builder: Builder) -> None:
    """Figures on sheets come with their evidence."""
    for key, sheet in builder.book.sheets.items():
        with builder.place(("sheets", key), sheet.clause):
            _sheet_columns(builder, key, sheet)
        for number, line in enumerate(sheet.lines):
            for name in (*line.figures, *names_in(line.holds)):
                if name in builder.book.figures:
                    evidence(builder, compile_figure(builder, name).name)
                elif name not in builder.book.accounts and name in line.figures:
                    known = [*builder.book.figures, *builder.book.accounts]
                    message = f"没有名为“{name}”的指标{nearest(name, known)}"
                    builder.flaws.append(builder.source.flaw(("sheets", key, "lines", number), message, sheet.clause))


def _sheet_columns(builder: Builder, key: str, sheet: Sheet) -> None:
    """`sheet~KEY`: 1 for those who get the sheet, where it is for a group only; `line~KEY~n`: whether a line's condition holds."""
    of = builder.subject_of(sheet.of)
    if of not in ("person", "unit"):
        raise TermError("表应是人（person）或单位（unit）的")
    frame = Frame("person" if of == "person" else "unit", sheet.in_)
    scope = frame_scope(builder, frame)
    member = every([builder.group(scope, sheet.of), builder.condition(scope, sheet.where).term])
    builder.stop(sheet.name, unknowns(member))
    if member != TRUE:
        _flag(builder, f"sheet~{key}", frame, choose(member, Const(1, "number"), Const(None, "number")))
    for number, line in enumerate(sheet.lines):
        if line.holds is not None:
            holds = builder.condition(scope, line.holds).term
            _flag(builder, f"line~{key}~{number}", frame, choose(holds, Const(1, "number"), Const(0, "number")))


def _flag(builder: Builder, name: str, frame: Frame, term: Term) -> None:
    builder.columns[name] = Column(name, frame, "number", 0, 1)
    builder.add(Derive(builder.columns[name], term))


def _assemble(builder: Builder, period: Period, as_of: date, horizon: date, year_start: tuple[int, int]) -> Plan:
    book = builder.book
    start = counts_from(builder, period)
    spans = spans_of(builder, period, horizon, as_of, year_start, start)
    gaps = tuple(
        Gap(name, parameter.asked_of or "", parameter.clause, tuple(builder.stopped[name]))
        for name, parameter in book.parameters.items()
        if name in builder.stopped
    )
    readings = {name: builder.answers.text(name) or reading.default for name, reading in book.readings.items()}
    answered = {name: builder.answers.text(name) or SEVERALLY for name in book.parameters if name in builder.answers.given}
    return Plan(
        rulebook=book.rulebook,
        version=book.version,
        period=period,
        as_of=as_of,
        horizon=horizon,
        spans=spans,
        counts_from=start.toordinal(),
        steps=tuple(builder.steps),
        joins=builder.joins,
        columns=dict(builder.columns),
        chief=builder.chief,
        fact_fields=_fields([kind.fields for kind in book.facts.values()]),
        person_fields=_fields([book.people]),
        unit_fields=_fields([book.units]),
        work_fields=_fields([kind.fields for kind in book.works.values()]),
        gaps=gaps,
        readings=readings,
        answers=answered,
        kinds=(*book.fact_kinds, *book.works),
        span_kinds=frozenset(key for key, kind in book.facts.items() if kind.span),
        people_fields=tuple(
            dict.fromkeys(name for kind in book.facts.values() for name, one in kind.fields.items() if one.type in ("people", "person"))
        ),
        accounts=tuple(book.accounts),
        awards=tuple(book.awards),
        given=dict(builder.answers.given),
        workdays=national_index() if builder.reads_workdays else None,
    )


def _fields(groups: list[dict[str, DataField]]) -> dict[str, Kind]:
    return {name: field_kind(field) for group in groups for name, field in group.items() if field.type not in ("person", "people")}
