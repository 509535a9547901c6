"""规则的编译: trigger · how often · effect · to whom, each rule becoming one or more steps."""

from __future__ import annotations

from dataclasses import dataclass

from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.names import FactKind
from xiaoneng.rulebook.language.shapes import Condition
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.accounts import account_for, amount
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.builder import ORDER, Builder, Path
from xiaoneng.rulebook.plan.figures import compile_figure, frame_scope, hidden_column
from xiaoneng.rulebook.plan.gates import given_holds
from xiaoneng.rulebook.plan.kinds import source_of
from xiaoneng.rulebook.plan.lasting import check_lasting, compile_lasting
from xiaoneng.rulebook.plan.names_read import names_in
from xiaoneng.rulebook.plan.posting import always_unknown, compile_post
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Column, Derive, Evidence, Frame, Judge, JudgeFact, Leaf, Of, PostFigure, Return, Source
from xiaoneng.rulebook.plan.targets import reached
from xiaoneng.rulebook.plan.terms import FALSE, TRUE, Col, Const, HasNone, Term, Unknown, columns, unknowns
from xiaoneng.rulebook.problems import nearest


def compile_rule(builder: Builder, index: int, rule: Rule) -> None:
    """Emits the steps of a rule once; a rule stopped by an unanswered parameter emits none and is named."""
    if rule.id in builder.done:
        return
    builder.done.add(rule.id)
    path: Path = ("rules", index)
    with builder.within(f"规则 {rule.id}", path), builder.place(path, rule.clause):
        if given_holds(builder, rule.id, rule.given):
            _trigger(builder, rule)


def _trigger(builder: Builder, rule: Rule) -> None:
    _check_trigger(builder, rule)
    check_lasting(rule)
    if rule.measure is not None:
        _measure(builder, rule)
    elif rule.fact is not None:
        _on_facts(builder, rule)
    elif rule.norm is not None:
        _norm(builder, rule)
    elif rule.figure is not None:
        raise TermError("figure 要和 norm（任务数）一起写；只按指标记分请写 when 和 post，如 post: {score: 指标 * 0.1}")
    elif rule.when is not None or rule.post:
        _on_figures(builder, rule)
    else:
        raise TermError("规则没有触发：应写 fact、when、norm 或 measure")


def _check_trigger(builder: Builder, rule: Rule) -> None:
    """One trigger a rule, and targets that it can reach."""
    found = [word for word, given in (("fact", rule.fact), ("when", rule.when), ("norm", rule.norm), ("measure", rule.measure)) if given]
    if len(found) > 1 and found != ["when", "norm"]:
        raise TermError(f"规则同时写了 {'、'.join(found)}，只能有一种触发；事项的条件写 where")
    for target in _targets(rule):
        reached(builder, target, rule.fact or ())
    if rule.measure is not None and rule.to != "subject":
        raise TermError("measure 只作衡量，不能写 to")
    if rule.shared is not None and rule.fact is None:
        raise TermError("shared（几个人怎么分）只和 fact 合用；按指标判断的请在算式里先除以人数，如 divide(300, size, 2, half_up)")


def _targets(rule: Rule) -> tuple[str, ...]:
    """Whom a rule is for: the keys of its `bar`, and its `to`."""
    return tuple(dict.fromkeys([*(rule.bar if isinstance(rule.bar, dict) else ()), rule.to]))


def subject_of_facts(builder: Builder, rule: Rule, kinds: tuple[str, ...], source: str) -> Of:
    """Whose facts a rule reads: its `of`, or the one subject that all its facts have."""
    if rule.of is not None:
        return _of(builder, rule.of)
    if source == "work":
        return "person"
    declared: set[str] = set()
    for kind in kinds:
        fact: FactKind = builder.book.fact_kinds[kind]
        declared |= set(fact.of)
    return "unit" if declared == {"unit"} else "person"


def _of(builder: Builder, of: str | None) -> Of:
    subject = builder.subject_of(of)
    if subject not in ("person", "unit"):
        raise TermError(f"of 应是人或单位的范围，“{of}”是作品")
    return "person" if subject == "person" else "unit"


def _on_facts(builder: Builder, rule: Rule) -> None:
    kinds = rule.fact or ()
    source: Source = "work" if source_of(builder, kinds) == "work" else "fact"
    of = subject_of_facts(builder, rule, kinds, source)
    scope = builder.fact_scope(source, kinds, of)
    where = algebra.every([builder.group(scope, rule.of), builder.condition(scope, rule.where).term])
    acts = False
    if rule.undo is not None:
        _undo(builder, rule, scope, where, of)
        acts = True
    elif rule.post:
        compile_post(builder, rule, source, kinds, of, scope, where)
        acts = True
    if rule.bar is not None or rule.effects:
        _fact_effects(builder, rule, kinds, of, where)
        acts = True
    if not acts:
        raise TermError("规则没有效果：应写 post、bar、effects 或 undo")


def _fact_effects(builder: Builder, rule: Rule, kinds: tuple[str, ...], of: Of, where: Term) -> None:
    """`bar: {subject: …, unit: …, 责任人: …}` emits one judgement a target."""
    targets = rule.bar if isinstance(rule.bar, dict) else {rule.to: rule.bar or ()}
    lasting = compile_lasting(builder, rule.lasts, kinds, of) if rule.lasts is not None else None
    unanswered = unknowns(lasting.length) if lasting is not None else set()
    if unknowns(where) or unanswered:
        builder.stop(rule.id, unknowns(where) | unanswered)
    if unknowns(where) or (lasting is not None and always_unknown(lasting.length)):
        return
    for target in targets:
        for subject in _subjects_of(builder, kinds, rule.of):
            if target == "unit" and subject == "unit":
                continue
            for same, condition in by_kind(kinds, where):
                whole, per = rule.in_ is not None and lasting is None, rule.in_ or "whole"
                reaches = reached(builder, target, kinds)
                builder.add(JudgeFact(rule.id, subject, per, same, condition, target, whole, lasting, reaches))


def by_kind(kinds: tuple[str, ...], where: Term) -> list[tuple[tuple[str, ...], Term]]:
    """The kinds grouped by what is left of a condition once the kind is known; kinds that it excludes are gone."""
    if "#kind" not in columns(where):
        return [(kinds, where)]
    found: dict[Term, list[str]] = {}
    for kind in kinds:
        left = algebra.put(where, "#kind", Const(kind, "text"))
        if left != FALSE:
            found.setdefault(left, []).append(kind)
    return [(tuple(same), left) for left, same in found.items()]


def _subjects_of(builder: Builder, kinds: tuple[str, ...], of: str | None) -> list[Of]:
    if of is not None:
        return [_of(builder, of)]
    declared = {subject for kind in kinds for subject in builder.book.fact_kinds[kind].of}
    found: list[Of] = []
    if "person" in declared:
        found.append("person")
    if "unit" in declared:
        found.append("unit")
    return found


def _undo(builder: Builder, rule: Rule, scope: Scope, where: Term, of: Of) -> None:
    undo = rule.undo
    if undo is None:
        return
    ids = [other.id for other in builder.book.rules]
    for name in undo.rules:
        with algebra.at_words(name):
            if name not in ids:
                raise TermError(f"undo 里没有规则“{name}”{nearest(name, ids)}")
    with algebra.at_words(undo.by):
        key, share = scope.name(undo.by), scope.compile(undo.share)
    within = undo.within_days, undo.within_working_days
    if undo.within_working_days is not None:
        builder.note_workdays()
    if unknowns(share) | unknowns(where):
        builder.stop(rule.id, unknowns(share) | unknowns(where))
        return
    then = undo.credits == "then"
    for index, other in enumerate(builder.book.rules):
        if other.id not in undo.rules:
            continue
        compile_rule(builder, index, other)
        if not other.fact or (other.post and subject_of_facts(builder, other, other.fact, source_of(builder, other.fact)) != of):
            raise TermError(f"undo 返还的应是同一对象的事实所记的分，规则“{other.id}”不是")
        for account in other.post:
            per = builder.book.accounts[account].period
            reaches = reached(builder, other.to, other.fact)
            builder.add(Return(rule.id, account, of, per, rule.fact or (), where, (other.id,), key, share, *within, reaches, then))


def rule_frame(builder: Builder, rule: Rule, texts: set[str]) -> Frame:
    """The frame of a rule on figures: its `of`, and its `in`, the account's period, or the finest figure's."""
    figures = [name.removeprefix("unit.").removeprefix("section.") for name in texts]
    known = [compile_figure(builder, name) for name in figures if name in builder.book.figures]
    accounts = [builder.book.accounts[name] for name in (*rule.post, *rule.over, *rule.under) if name in builder.book.accounts]
    own = accounts if rule.to == "subject" else []
    read = [builder.book.accounts[name] for name in figures if name in builder.book.accounts]
    if rule.of is None and any(column.frame.of == "unit" for column in known) and not any(name.startswith("unit.") for name in texts):
        of: Of = "unit"
    elif rule.of is None and not known and (own or read):
        of = (own or read)[0].of
    else:
        of = _of(builder, rule.of)
    if rule.in_ is not None:
        return Frame(of, rule.in_)
    if accounts:
        return Frame(of, accounts[0].period)
    pers = [column.frame.per for column in known] + [account.period for account in read]
    return Frame(of, min(pers, key=ORDER.index) if pers else "year")


def _norm(builder: Builder, rule: Rule) -> None:
    if rule.figure is None or not (rule.over or rule.under):
        raise TermError("norm 要和 figure、over 或 under 一起写")
    if rule.figure not in builder.book.figures:
        with algebra.at_words(rule.figure):
            raise TermError(f"没有名为“{rule.figure}”的指标{nearest(rule.figure, list(builder.book.figures))}")
    column = compile_figure(builder, rule.figure)
    frame = rule_frame(builder, rule, {rule.figure})
    scope = frame_scope(builder, frame)
    done, norm = builder.bring(column, frame), scope.compile(rule.norm or "0")
    if unknowns(norm) and not always_unknown(norm):
        # Set for some and not for others: those without a norm get an entry without amount, and the parameter is named.
        hidden = hidden_column(builder, "norm", frame, norm)
        norm = Col(hidden.name, "number", hidden.scale, hidden.bound)
    who = algebra.every([builder.group(scope, rule.of), builder.condition(scope, rule.when).term])
    for sign, prices in (("over", rule.over), ("under", rule.under)):
        for account, price in prices.items():
            account_for(builder, account, reached(builder, rule.to, ()) or frame.of)
            gap = algebra.add("-", done, norm) if sign == "over" else algebra.add("-", norm, done)
            exceeds = algebra.compare(">", gap, Const(0, "number"))
            price_due = algebra.times(amount(scope, price, account), gap)
            due = _Due(rule, f"{rule.id}:{sign}", frame, who, algebra.every([who, exceeds]))
            _post_figure(builder, due, account, price_due, gap)


@dataclass(frozen=True)
class _Due:
    """When a rule on figures posts: its frame, those whom it is about, and the condition."""

    rule: Rule
    id: str
    frame: Frame
    who: Term
    when: Term


def _post_figure(builder: Builder, due: _Due, account: str, sum_due: Term, count: Term | None) -> None:
    """Emits the posting; where it rests on an unanswered parameter for some subjects, those get an entry without amount."""
    when, to = due.when, due.rule.to
    needs = _lacking(builder, when, sum_due, *([count] if count is not None else []))
    if needs.always:
        builder.stop(due.rule.id, needs.always)
        return
    if needs.columns:
        open_ = algebra.some(HasNone(column) for column in needs.columns)
        when = algebra.some([when, algebra.every([due.who, open_])])
        sum_due = algebra.choose(open_, Unknown(sorted(needs.sometimes)[0]), sum_due)
    reads = tuple(sorted(columns(when) | columns(sum_due)))
    scaled = algebra.to_scale(sum_due, 2, "half_up")
    counted = algebra.to_scale(count, 2, "half_up") if count is not None else None
    shown = tuple(name for name in reads if name[0] not in "@#")
    builder.add(PostFigure(due.id, account, due.frame, when, scaled, counted, shown, to, reached(builder, to, ())))


class _Lacking:
    def __init__(self) -> None:
        self.always: set[str] = set()
        self.sometimes: set[str] = set()
        self.columns: list[Col] = []


def _lacking(builder: Builder, *terms: Term) -> _Lacking:
    found = _Lacking()
    for term in terms:
        found.always |= unknowns(term)
        for name in columns(term):
            lacks = builder.lacks.get(name)
            if lacks:
                found.sometimes |= lacks
                column = builder.columns[name]
                col = Col(name, column.kind, column.scale, column.bound)
                if col not in found.columns:
                    found.columns.append(col)
    return found


def _on_figures(builder: Builder, rule: Rule) -> None:
    frame = rule_frame(builder, rule, names_in(rule.when) | names_in(tuple(rule.post.values())))
    scope = frame_scope(builder, frame)
    compiled = builder.condition(scope, rule.when)
    who = builder.group(scope, rule.of)
    when = algebra.every([who, compiled.term])
    for account, text in rule.post.items():
        account_for(builder, account, reached(builder, rule.to, ()) or frame.of)
        _post_figure(builder, _Due(rule, rule.id, frame, who, when), account, amount(scope, text, account), None)
    if rule.bar is None and not rule.effects:
        if not rule.post:
            raise TermError("规则没有效果：应写 post、bar 或 effects")
        return
    needs = _lacking(builder, when)
    if needs.always or needs.sometimes:
        builder.stop(rule.id, needs.always | needs.sometimes)
    if needs.always:
        return
    for target in rule.bar if isinstance(rule.bar, dict) else (rule.to,):
        if target != "unit" or frame.of == "person":
            judge(builder, rule.id, frame, when, compiled.leaves, target)


def judge(builder: Builder, rule: str, frame: Frame, when: Term, leaves: tuple[Leaf, ...], to: str = "subject") -> None:
    """Emits a judgement and the evidence that its leaves rest on."""
    builder.add(Judge(rule, frame, when, leaves, to, reached(builder, to, ())))
    for name in sorted({name for leaf in leaves for name in leaf.reads}):
        evidence(builder, name, (rule,))


def evidence(builder: Builder, column: str, rules: tuple[str, ...] = ()) -> None:
    builder.add(Evidence(column, rules))


def _measure(builder: Builder, rule: Rule) -> None:
    """Registers `measure~ID` (1 holds, 0 not) and the limit beside the figure itself."""
    measure = rule.measure
    if measure is None:
        return
    names = [measure.figure, *builder.book.figures]
    if measure.figure not in builder.book.figures and measure.figure not in builder.book.accounts:
        with algebra.at_words(measure.figure):
            raise TermError(f"没有名为“{measure.figure}”的指标{nearest(measure.figure, names[1:])}")
    frame = rule_frame(builder, rule, {measure.figure})
    scope = frame_scope(builder, frame)
    compiled = builder.condition(scope, Condition(tests={measure.figure: measure.holds}))
    who = builder.group(scope, rule.of)
    needs = _lacking(builder, compiled.term)
    if needs.always:
        builder.stop(rule.id, needs.always)
        return
    holds = algebra.choose(compiled.term, Const(1, "number"), Const(0, "number"))
    term = holds if who == TRUE else algebra.choose(who, holds, Const(None, "number"))
    column = Column(f"measure~{rule.id}", frame, "number", 0, 1)
    builder.columns[column.name] = column
    builder.add(Derive(column, term))
    judge(builder, rule.id, frame, algebra.opposite(HasNone(Col(column.name, "number", 0, 1))), compiled.leaves)
