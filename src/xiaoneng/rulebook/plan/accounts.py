"""账户和规则的编译: what posts to an account, and what a rule bars, brings about or measures."""

from __future__ import annotations

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.names import Account
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.builder import Builder, Path
from xiaoneng.rulebook.plan.figures import frame_scope
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Balance, Column, Frame, Of
from xiaoneng.rulebook.plan.terms import Const, If, Term, Unknown, unknowns
from xiaoneng.rulebook.problems import called

DECIMALS = 2
"""Points and yuan are kept to the hundredth."""
LARGEST = 10**10
"""A balance stays below a hundred million points or yuan."""


def compile_account(builder: Builder, key: str) -> Column:
    """The balance column of an account, after everything that posts to it and its parts."""
    if key in builder.columns:
        return builder.columns[key]
    account = builder.book.accounts[key]
    path: Path = ("accounts", key)
    with builder.within(key, path):
        parts = [name for name, other in builder.book.accounts.items() if other.part_of == key]
        part_columns = [compile_account(builder, name) for name in parts]
        _compile_posts(builder, key)
        with builder.place(path, account.clause or ""):
            for name, column in zip(parts, part_columns, strict=True):
                if column.frame != _frame(account):
                    raise TermError(f"“{name}”与它所属的“{key}”应是同一对象、同一期间")
            _balance(builder, key, account, tuple(column.name for column in part_columns))
    return builder.columns.get(key) or builder.columns.setdefault(key, Column(key, _frame(account)))


def _frame(account: Account) -> Frame:
    return Frame(account.of, account.period)


def _compile_posts(builder: Builder, key: str) -> None:
    for index, rule in enumerate(builder.book.rules):
        if key in accounts_of(rule, builder):
            builder.compilers.rule(builder, index, rule)


def accounts_of(rule: Rule, builder: Builder) -> set[str]:
    """The accounts that a rule posts to (a refund posts where the rules it undoes did)."""
    found = {*rule.post, *rule.over, *rule.under}
    if rule.undo is not None:
        for other in builder.book.rules:
            if other.id in rule.undo.rules:
                found |= {*other.post, *other.over, *other.under}
    return found


def _balance(builder: Builder, key: str, account: Account, parts: tuple[str, ...]) -> None:
    frame = _frame(account)
    scope = frame_scope(builder, frame)
    opens = algebra.to_scale(amount(scope, account.opens_at, key), 2, None)
    who = builder.condition(scope, account.where).term
    floor, cap = _bound(builder, scope.compile, account.floor), _bound(builder, scope.compile, account.cap)
    needs = set().union(*(unknowns(term) for term in (opens, who, floor, cap) if term is not None))
    if needs:
        # Without its opening or a bound the balance is not known, and the gap says so.
        builder.stop(account.name, needs)
        opens = Unknown(sorted(needs)[0], "number", 2)
    raw = Column(f"{key}~raw", frame, "number", 2, LARGEST)
    column = Column(key, frame, "number", 2, LARGEST)
    builder.columns[raw.name] = raw
    builder.columns[key] = column
    builder.note_lacks(key, opens, who, *[bound for bound in (floor, cap) if bound is not None])
    builder.add(Balance(column, raw, key, opens, parts, floor, cap, who))


def _bound(builder: Builder, compile_text: object, text: str | None) -> Term | None:
    """A bound: a number, an expression, or a reading whose value is a number or `none`."""
    if text is None:
        return None
    parsed = ex.parse_expression(text)
    if isinstance(parsed, ex.Name) and builder.answers.declared(parsed.text) is not None:
        answer = builder.answers.text(parsed.text)
        if answer == "none":
            return None
        if answer is not None:
            text = answer
    return algebra.to_scale(compile_text(text), 2, None)  # type: ignore[operator]


def account_for(builder: Builder, name: str, of: Of) -> Account:
    """The account that a rule names, checked to be of the right subject."""
    account = builder.book.accounts.get(name)
    with algebra.at_words(name):
        if account is None:
            raise TermError(f"没有名为“{name}”的账户{called(name, {key: one.name for key, one in builder.book.accounts.items()})}")
        if account.of != of:
            raise TermError(
                f"账户“{name}”是{'人' if account.of == 'person' else '单位'}的，规则的对象不是；请写 to: unit、members 或 chief"
            )
    return account


def amount(scope: Scope, text: str, account: str) -> Term:
    """What a rule posts to an account; a number written with more decimals than an account has is refused, not rounded."""
    with algebra.at_words(text):
        term = algebra.need(scope.compile(text), "number", f"记到“{account}”的")
        for plain in _constants(term):
            if plain.scale > DECIMALS and isinstance(plain.value, int) and plain.value % 10 ** (plain.scale - DECIMALS):
                raise TermError(
                    f"“{text}”有多于 {DECIMALS} 位的小数，账户只记到 {DECIMALS} 位；请直接写要记的数，"
                    f"或先在指标里用 decimals: {DECIMALS} 和 round 写明怎样取整，再记这个指标"
                )
    return term


def _constants(term: Term) -> list[Const]:
    """The plain numbers that a term may come to."""
    if isinstance(term, If):
        return _constants(term.then) + _constants(term.otherwise)
    return [term] if isinstance(term, Const) else []
