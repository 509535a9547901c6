"""评选的编译: base, candidates, bars and automatic winners of an award."""

from __future__ import annotations

from xiaoneng.rulebook.language.figures import Award, Rule
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.builder import Builder, Path
from xiaoneng.rulebook.plan.figures import frame_scope
from xiaoneng.rulebook.plan.quotas import compile_numbers
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Choice, Column, Frame
from xiaoneng.rulebook.plan.terms import Col, Term
from xiaoneng.rulebook.problems import nearest

ALL = "all"


def bars_of(rule: Rule) -> dict[str, tuple[str, ...]]:
    """Target → the awards that a rule bars it from."""
    if isinstance(rule.bar, dict):
        return rule.bar
    return {rule.to: rule.bar} if rule.bar else {}


def barring_rules(builder: Builder, award: str) -> tuple[tuple[str, str], ...]:
    """The (rule, target) pairs that bar from an award (by key, by name, or from all)."""
    meant = {award, builder.book.awards[award].name, ALL}
    return tuple((rule.id, target) for rule in builder.book.rules for target, names in bars_of(rule).items() if meant & set(names))


def compile_award(builder: Builder, key: str) -> None:
    """Emits the choice of an award; an award that is only named has neither base nor places, but still candidates."""
    award = builder.book.awards[key]
    path: Path = ("awards", key)
    with builder.place(path, award.clause):
        of = builder.subject_of(award.of)
        _check(builder, key, award, of)
        frame = Frame("person" if of == "person" else "unit", award.in_) if of in ("person", "unit") else None
        scope = frame_scope(builder, frame) if frame is not None else builder.fact_scope("work", (of,), "person")
        rank = tuple(_ranking(builder, scope, name) for name in award.rank_by)
        group = builder.group(scope, award.of)
        base = builder.condition(scope, award.base).term
        candidates = builder.condition(scope, award.candidates).term
        automatic = builder.condition(scope, award.automatic.where).term if award.automatic else None
        same = _same(scope, award.per) if award.per else ""
        compile_numbers(builder, key, award, scope, frame, same)
        barred_in = award.barred_in_base is None or builder.answers.text(award.barred_in_base) != "no"
        bars = barring_rules(builder, key)
        builder.add(Choice(key, of, award.in_, group, base, candidates, bars, barred_in, same, rank, award.ascending, automatic))


def _check(builder: Builder, key: str, award: Award, of: str) -> None:
    """Works can be neither barred nor ranked."""
    if of in ("person", "unit"):
        return
    if award.rank_by:
        raise algebra.TermError("作品的荣誉没有可排名的指标，不能写 rank_by")
    if any(key in names or award.name in names for rule in builder.book.rules for names in bars_of(rule).values()):
        raise algebra.TermError(f"“{award.name}”是作品的荣誉，取消资格（bar）只对人和单位")


def _ranking(builder: Builder, scope: Scope, name: str) -> Column:
    with algebra.at_words(name):
        term = scope.name(name)
        if not isinstance(term, Col) or term.name not in builder.columns or term.kind != "number":
            raise algebra.TermError(f"rank_by 应是数的指标或账户，“{name}”不是")
    return builder.columns[term.name]


def _same(scope: Scope, per: str) -> str:
    with algebra.at_words(per):
        found: Term | None = scope.find(per)
        if not isinstance(found, Col) or not found.name.startswith("@") or per in scope.lists:
            raise algebra.TermError(f"per 应是要求相同的属性（如 类别），“{per}”不是")
    return found.name


def check_bars(builder: Builder) -> None:
    """Every bar names an award that is declared, or `all`."""
    awards = builder.book.awards
    known = [*awards, *(award.name for award in awards.values()), ALL]
    for index, rule in enumerate(builder.book.rules):
        for name in (name for names in bars_of(rule).values() for name in names):
            if name not in known:
                message = f"bar 里的“{name}”不是本制度声明的荣誉{nearest(name, known)}"
                builder.flaws.append(builder.source.flaw(("rules", index, "bar"), message, rule.clause))
