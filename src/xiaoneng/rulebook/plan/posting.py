"""逐条记账的编译: rate, running counts, tiers, several authors, joined matters."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from xiaoneng.rulebook.language.figures import NTH, Rule
from xiaoneng.rulebook.plan import algebra, tables
from xiaoneng.rulebook.plan.accounts import account_for, amount
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.attributes import BOUND, PEOPLE, PLACE
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.gates import given_holds
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Of, Post, Schedule, Source
from xiaoneng.rulebook.plan.targets import reached
from xiaoneng.rulebook.plan.terms import TRUE, Arith, Col, Const, Extreme, If, Quotient, Term, Unknown, unknowns

SHARES = ("each", "split", "first")
_FROM = re.compile(r"(\d+)(?:(\+)|-(\d+))?")
HUNDRED = 100


def compile_post(builder: Builder, rule: Rule, source: Source, kinds: tuple[str, ...], of: Of, scope: Scope, where: Term) -> None:
    """Emits one Post an account (one a tier where tiers add up)."""
    reaches = reached(builder, rule.to, kinds)
    _check_shared(rule, source, of, reaches)
    _check_signed(builder, rule, kinds)
    target = reaches or of
    gates = rule.once.given if rule.once is not None else {}
    open_ = {name for name in gates if builder.answers.declared(name) is not None and builder.answers.text(name) is None}
    open_ |= _unlimited(scope, rule)
    if open_:
        builder.stop(rule.id, open_)
        return
    for account, text in rule.post.items():
        declared = account_for(builder, account, target)
        schedule = _schedule(builder, rule, scope, declared.period, source)
        label: Term | None
        join = next((str(number) for number, joined in enumerate(builder.book.joins) if rule.id in joined.rules), "")
        table = tables.tariff_in(builder.book, text) if source == "work" and rule.nth is None else None
        if table is not None:
            posts = _tiers(builder, rule, scope, table, text)
        else:
            posts = [(rule.id, _rate(rule, scope, account, text), None, TRUE)]
        for rule_id, rate, label, due in posts:
            shared = _shared(builder, rule, scope, rate, source)
            if always_unknown(shared):
                builder.stop(rule.id, unknowns(shared))
                continue
            needs = unknowns(where) | unknowns(due)
            if needs:
                builder.stop(rule.id, needs)
                continue
            fits = algebra.every([where, due])
            count: Literal["quantity", "row"] = "row" if rule.per == "row" else "quantity"
            per, to = declared.period, rule.to
            builder.add(Post(rule_id, account, of, per, source, kinds, fits, shared, count, to, schedule, join, label, reaches))


def _rate(rule: Rule, scope: Scope, account: str, text: str) -> Term:
    """What one of it posts; with `nth` the amounts stand there, and joined rules are compared by the first of them."""
    if rule.nth is None and text == NTH:
        raise TermError(f"post 写了 {account}: nth，就要用 nth 写明第几次记多少，如 nth: {{1: -1, 2-3: -2, 4+: -4}}")
    if rule.nth is not None and text != NTH:
        raise TermError(f"写了 nth，第几次记多少都在 nth 里；post 请写成 {account}: nth，不写“{text}”")
    what = next(iter(rule.nth.values()), "") if rule.nth is not None else text
    return amount(scope, what, account)


def _tiers(builder: Builder, rule: Rule, scope: Scope, name: str, text: str) -> list[tuple[str, Term, Term | None, Term]]:
    """An amount by a table of adoption levels: of the highest price, with its level as label, or one posting a level."""
    table = builder.book.tables[name]
    several = table.several or "highest"
    if builder.answers.declared(several) is not None:
        answer = builder.answers.text(several)
        if answer is None:
            builder.stop(rule.id, {several})
            return []
        several = answer
    if several not in ("highest", "sum"):
        raise TermError(f"对照表“{name}”的 several 应是 highest、sum 或取这两个值的理解")
    levels = tables.priced_levels(builder, scope, table)
    priced = [(level, due, amount(scope, row.value, name)) for level, due, row in levels]
    if several == "sum":
        return [(f"{rule.id}:{level}", _priced(scope, name, price, text), Const(level, "text"), due) for level, due, price in priced]
    due_any = algebra.some(due for _, due, _ in priced)
    amounts = [algebra.choose(due, price, Const(0, "number")) for _, due, price in priced]
    highest = algebra.extreme("max", amounts) if len(amounts) > 1 else amounts[0]
    label: Term = Const(None, "text")
    for level, due, price in reversed(priced):
        best = algebra.every([due, algebra.compare("=", price, highest)])
        label = algebra.choose(best, Const(level, "text"), label)
    return [(rule.id, _priced(scope, name, highest, text), label, due_any)]


def _priced(scope: Scope, name: str, price: Term, text: str) -> Term:
    """An amount in which the table stands for the price of a level: the price itself, or a formula with it."""
    priced = replace(scope, find=lambda one: price if one == name else scope.find(one))
    return amount(priced, text, name)


COUNTING = ("once", "first", "free", "every", "nth")


def _check_signed(builder: Builder, rule: Rule, kinds: tuple[str, ...]) -> None:
    """A running count only makes sense of quantities that never take it back."""
    words = [word for word in COUNTING if getattr(rule, word) is not None]
    facts = builder.book.facts
    signed = [facts[kind].name for kind in kinds if kind in facts and facts[kind].signed]
    if words and signed and rule.per == "quantity":
        raise TermError(f"“{signed[0]}”的数量可以为负，不能用 {words[0]} 数到第几次；请写 per: row 按条数计，或去掉 signed")


def _check_shared(rule: Rule, source: Source, of: Of, reaches: Of | None) -> None:
    """Amounts are shared among the authors of a work, or among the people whom a fact's effect reaches."""
    if rule.shared is None:
        return
    if source == "work" and of == "unit":
        raise TermError("of: unit 时每个科室一份，不在作者之间分，不能写 shared；要把作者的份额记给科室，请写 of: person 和 to: unit")
    if source == "fact" and (reaches != "person" or rule.to == "chief"):
        raise TermError("事项的 shared 是在几个人之间分，要和 to: members 或一个记人员的字段一起写")


def _shared(builder: Builder, rule: Rule, scope: Scope, rate: Term, source: Source) -> Term:
    """合作: the rate of one of several people: each whole, split evenly, or the first alone; Unknown where not answered."""
    if rule.shared is None:
        return rate
    authors: Term = Col(PEOPLE, "number", 0, BOUND) if source == "fact" else scope.name("authors")
    number: Term = Col(PLACE, "number", 0, BOUND) if source == "fact" else scope.name("author_no")
    one = algebra.compare("=", authors, Const(1, "number"))
    mode = rule.shared
    if builder.answers.declared(mode) is not None:
        answer = builder.answers.text(mode)
        if answer is None:
            return algebra.choose(one, rate, Unknown(mode, "number", rate.scale))
        mode = answer
    match mode:
        case "each":
            return rate
        case "split":
            return algebra.choose(one, rate, algebra.divide(rate, authors, 2, "half_up"))
        case "first":
            if rule.to == "members" and source == "fact":
                raise TermError("科室里的人没有先后，to: members 时 shared 应是 each 或 split")
            first = algebra.compare("=", number, Const(1, "number"))
            return algebra.choose(first, rate, Const(0, "number", rate.scale))
        case _:
            raise TermError(f"shared 应是 {'、'.join(SHARES)} 之一，或取这些值的参数")


def always_unknown(term: Term) -> bool:
    """Whether a term has no value for anybody, because a parameter is unanswered."""
    match term:
        case Unknown():
            return True
        case Arith() | Quotient():
            return always_unknown(term.left) or always_unknown(term.right)
        case Extreme():
            return any(always_unknown(part) for part in term.parts)
        case If():
            return bool(unknowns(term.test)) or (always_unknown(term.then) and always_unknown(term.otherwise))
        case _:
            return False


def _unlimited(scope: Scope, rule: Rule) -> set[str]:
    """The unanswered parameters of a cap or of the nth time; without them a rule would post too much."""
    texts = [*([rule.cap] if rule.cap is not None else []), *(rule.nth or {}).values()]
    return set().union(*(unknowns(scope.compile(text)) for text in texts)) if texts else set()


def _schedule(builder: Builder, rule: Rule, scope: Scope, period: str, source: Source) -> Schedule | None:
    """Whether and how running counts matter; None where every fact stands alone."""
    once = rule.once
    if once is not None and once.given:
        once = once if given_holds(builder, rule.id, once.given) else None
    first = HUNDRED if once is not None else _hundredths(scope, rule.first)
    steps = tuple((begins, _shared(builder, rule, scope, term, source)) for begins, term in _nth(scope, rule.nth or {}))
    cap = scope.compile(rule.cap) if rule.cap is not None else None
    free, every = _hundredths(scope, rule.free), _hundredths(scope, rule.every)
    if every == 0:
        raise TermError("every 应大于 0")
    if cap is not None:
        cap = algebra.to_scale(cap, 2, None)
    if (free, every, first) == (None, None, None) and not steps and cap is None:
        return None
    return Schedule(once.in_ if once is not None else rule.in_ or period, free, every, first, steps, cap)


def _hundredths(scope: Scope, text: str | None) -> int | None:
    if text is None:
        return None
    with algebra.at_words(text):
        term = algebra.to_scale(scope.compile(text), 2, None)
        if not isinstance(term, Const) or not isinstance(term.value, int) or term.value < 0:
            raise TermError("first、free、every 应是不小于 0 的数")
    return term.value


def _nth(scope: Scope, nth: dict[str, str]) -> tuple[tuple[int, Term], ...]:
    """`{1: -1, 2-3: -2, 4+: -4}` as (count before which the rate starts in hundredths, rate)."""
    steps: list[tuple[int, Term]] = []
    expected, open_ended = 1, False
    for key, text in nth.items():
        found = _FROM.fullmatch(key.strip())
        last = int(found[3] or found[1]) if found is not None else 0
        with algebra.at_words(key):
            if found is None or int(found[1]) != expected or last < expected or (steps and open_ended):
                raise TermError(f"nth 应从 1 起连续写，如 1、2-3、4+；“{key}”接不上")
        steps.append(((expected - 1) * HUNDRED, algebra.to_scale(amount(scope, text, "nth"), 2, "half_up")))
        expected, open_ended = last + 1, found[2] is not None
    return tuple(steps)
