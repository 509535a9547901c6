"""计算一年: a rulebook, an office's folder and a period become one outcome; everybody who shows results begins here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from xiaoneng.files.honours import Honour as Decided
from xiaoneng.files.office import Loaded, read_office
from xiaoneng.rulebook.calendar import containing
from xiaoneng.rulebook.calendar.periods import CALENDAR_YEAR, YearStart
from xiaoneng.rulebook.engines.registry import DEFAULT, engine
from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Work
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.plan.answers import Answers, month_day
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused
from xiaoneng.rulebook.results.outcome import Honour, Outcome

YEARS_SHOWN = 6
ANY_YEAR = 2024
"""For documents that name no date; a leap year, so that every day of a year can occur."""


def evaluate_folder(
    source: Source, folder: Path, period: str | None = None, as_of: date | None = None, engine_name: str = DEFAULT
) -> Outcome:
    """计算文件夹: the whole of one period. Without `period`, the year most of the folder's facts are about, which a warning says.

    Raises `InputProblems` for the folder, `RulebookError` for the rulebook, `Refused` for a wrong period, day or engine.
    """
    engine(engine_name)
    return evaluate_loaded(source, read_office(folder, source), period, as_of, engine_name)


def evaluate_loaded(
    source: Source, loaded: Loaded, period: str | None = None, as_of: date | None = None, engine_name: str = DEFAULT
) -> Outcome:
    """计算已读入的一年: as `evaluate_folder`, for what was read before."""
    run = engine(engine_name)
    chosen, guessed = (period, []) if period else likely_year(source, loaded)
    plan = compile_plan(source, Request(chosen, as_of, loaded.answers))
    honours = tuple(_honour(one) for one in loaded.honours)
    warnings = (*guessed, *loaded.warnings)
    return Outcome(source, plan, loaded.office, run(plan, loaded.office), engine_name, honours, warnings)


def likely_year(source: Source, loaded: Loaded) -> tuple[str, list[str]]:
    """最可能的年度: the assessment year most facts fall into (works, where there is no fact), and a warning if there are others.

    Of two years with as many, the later. Raises Refused where the folder holds neither a fact nor a work.
    """
    start = _year_start(source, loaded)
    days = Counter(fact.day for fact in loaded.office.facts) or Counter(work.day for work in loaded.office.works)
    years: Counter[str] = Counter()
    for day, records in days.items():
        years[containing(date.fromordinal(day), "year", start).label] += records
    if not years:
        raise Refused("文件夹里没有任何事实或作品，看不出要考核哪一年；请用 --period 指明，如 --period 2007")
    chosen = max(years, key=lambda year: (years[year], year))
    others = sorted(years.keys() - {chosen})
    if not others:
        return chosen, []
    shown = "、".join(others[:YEARS_SHOWN]) + (" 等" if len(others) > YEARS_SHOWN else "")
    return chosen, [f"没有指明期间，按记录最多的 {chosen} 年计算；另有 {shown} 年的记录，要考核那些年请用 --period 指明"]


def unfinished(outcome: Outcome, today: date) -> list[str]:
    """期间未完: a warning where today lies inside the period, the records end a month or more before it does, and all of it was judged."""
    plan = outcome.plan
    if not plan.period.first <= today < plan.period.last or plan.as_of < plan.period.last:
        return []
    first, last = plan.period.first.toordinal(), plan.period.last.toordinal()
    items: list[Fact | Work] = [*outcome.office.facts, *outcome.office.works]
    days = [item.day for item in items if item.state == CONFIRMED and first <= item.day <= last]
    latest = date.fromordinal(max(days, default=first))
    if latest >= plan.period.last.replace(day=1):
        return []
    upto = f"记录只到 {latest.isoformat()}" if days else "还没有记录"
    return [
        f"今天是 {today.isoformat()}，{plan.period.label} 还没有完，{upto}；没有到的月份也按没有事计算了。"
        f"要只算到今天，请加 --as-of {today.isoformat()}"
    ]


def sample_year(source: Source) -> int:
    """样例年度: a year on whose last day the document is in force; some year where it says nothing."""
    document = source.rulebook.document
    start, end = document.in_force.from_ or document.issued, document.in_force.to
    return start.year if start is not None else end.year - 1 if end is not None else ANY_YEAR


def _year_start(source: Source, loaded: Loaded) -> YearStart:
    text = source.rulebook.conventions.year_start
    answers = Answers(source.rulebook, loaded.answers)
    if text is not None and answers.declared(text) is not None:
        text = answers.text(text)
    return month_day(text) if text is not None else CALENDAR_YEAR


def _honour(decided: Decided) -> Honour:
    return Honour(
        award=decided.award,
        of=decided.kind,
        subject=decided.subject,
        decided_on=date.fromordinal(decided.day),
        decided_by=decided.body,
        exception=decided.exception_reason,
    )
