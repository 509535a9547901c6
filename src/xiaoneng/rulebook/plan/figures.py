"""指标的编译: tallies, derived figures, comparisons with peers, members and other periods."""

from __future__ import annotations

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Figure
from xiaoneng.rulebook.plan import algebra, tables
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.attributes import PERIOD, TENURE, english, period_columns, subject_columns, subject_names
from xiaoneng.rulebook.plan.builder import ORDER, PERIODS, Builder, Path
from xiaoneng.rulebook.plan.kinds import source_of
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.steps import Column, Derive, Frame, Of, OverBelow, OverPeers, OverPeriods, Pick, Tally
from xiaoneng.rulebook.plan.terms import TRUE, Col, Const, HasNone, Kind, Term, Unknown
from xiaoneng.rulebook.problems import nearest

FINER = {"months": "month", "quarters": "quarter", "halves": "half", "years": "year"}
BELOW: dict[str, Of] = {"members": "person", "children": "unit"}
"""Who belongs to a unit: its people, or the units whose 上级 it is."""
TOGETHER = ("sum", "mean", "max", "min", "count")
SPREAD = (*TOGETHER, "last")
PEERS = ("rank", "rank_up", *TOGETHER)
PICKED = ("sum", "mean")
PICKED_FACTS = ("sum", "count")
QUANTITY = "quantity"
ZERO_WITHOUT = ("count", "rows", "days", "sum", "distinct")
"""Ways of counting that give 0 where there is nothing to count."""
MOST_BACK = {"month": 600, "quarter": 200, "half": 100, "year": 50, "whole": 0}
"""How many periods an aggregate looks back at the most: half a century."""


def compile_figure(builder: Builder, key: str) -> Column:
    """The column of a figure, compiled with all it rests on at the first call."""
    if key in builder.columns:
        return builder.columns[key]
    figure = builder.book.figures[key]
    path: Path = ("figures", key)
    with builder.within(key, path), builder.place(path, figure.clause or ""):
        frame = _frame(builder, figure)
        builder.columns[key] = _tally(builder, key, figure, frame) if figure.tally() else _derived(builder, key, figure, frame)
    # A figure with a flaw still has a column, so that the flaws of what reads it are found in the same run.
    return builder.columns.setdefault(key, _guessed(builder, key, figure))


def _guessed(builder: Builder, key: str, figure: Figure) -> Column:
    """What a figure with a flaw would have been, as far as it says so itself: whose, how often, a number or a grade."""
    try:
        of: Of = "unit" if builder.subject_of(figure.of) == "unit" else "person"
    except TermError:
        of = "person"
    graded = figure.lookup is not None and tables.gives_texts(builder, figure.lookup.table)
    return Column(key, Frame(of, figure.in_ or "year"), "text" if graded else "number")


def _frame(builder: Builder, figure: Figure) -> Frame:
    of = builder.subject_of(figure.of)
    per = figure.in_ or _finest(builder, figure)
    if of == "person":
        return Frame("person", per)
    if of == "unit":
        return Frame("unit", per)
    raise TermError("指标应是人（person）或单位（unit）的；作品请按作者统计")


def _finest(builder: Builder, figure: Figure) -> str:
    """The finest period among the figures read, where `in` is not written."""
    texts = [text for text in (figure.is_, figure.line and figure.line.of, figure.lookup and figure.lookup.of) if text]
    found = {per for text in texts for per in periods_read(builder, ex.parse_expression(text))}
    return min(found, key=ORDER.index) if found else "year"


def periods_read(builder: Builder, node: ex.Expression) -> set[str]:
    """The periods of the figures and accounts that an expression reads directly (not inside `over`)."""
    match node:
        case ex.Name():
            name = node.text.removeprefix("unit.").removeprefix("section.")
            if name in builder.book.figures:
                return {compile_figure(builder, name).frame.per}
            account = builder.book.accounts.get(name)
            return {account.period} if account else set()
        case ex.Binary():
            return periods_read(builder, node.left) | periods_read(builder, node.right)
        case ex.Negative() | ex.Not():
            return periods_read(builder, node.value)
        case ex.AllOf() | ex.AnyOf():
            return set().union(*(periods_read(builder, part) for part in node.parts))
        case ex.OneOf():
            return periods_read(builder, node.value)
        case ex.Call():
            plain = [one for part in node.arguments if not part.over or part.over == "peers" for one in part.read]
            return set().union(*(periods_read(builder, part) for part in plain)) if plain else set()
        case _:
            return set()


def _tally(builder: Builder, key: str, figure: Figure, frame: Frame) -> Column:
    found = figure.tally()
    if found is None:
        raise TermError("不是统计指标")
    how, kinds = found
    source = source_of(builder, kinds)
    scope = builder.fact_scope(source, kinds, frame.of)
    where = algebra.every([builder.group(scope, figure.of), builder.condition(scope, figure.where).term])
    value: Term | None = None
    if how == "distinct" and figure.field is None:
        raise TermError("distinct 要用 field 写明按哪个字段数不同的值")
    if how in ("sum", "last", "first", "max", "min") or figure.field:
        value = scope.compile(figure.field or QUANTITY)
    numeric = value is None or value.kind == "number"
    if how in ("sum", "max", "min") and not numeric:
        raise TermError(f"“{figure.field}”不是数，不能求 {how}")
    _check_about(builder, figure, kinds, frame, source)
    _check_after(builder, figure, frame)
    scale = 2 if numeric or how == "distinct" else 0
    if value is not None and numeric:
        value = algebra.to_scale(value, 2, scope._rounding(figure.round) if figure.round else None)
    member = builder.group(frame_scope(builder, frame), figure.of)
    plain = figure.none is None and figure.at_least is None and figure.at_most is None and member == TRUE
    name = key if plain else builder.fresh(key)
    kind: Kind = "number" if how == "distinct" or numeric else "text"
    column = builder.columns[name] = Column(name, frame, kind, scale)
    pick = _picked_facts(figure, how if numeric else f"文字字段“{figure.field}”")
    builder.add(Tally(column, how, source, kinds, where, value, figure.about or ("own",), figure.years or 1, pick, figure.after))
    builder.note_lacks(name, where)
    if plain:
        return column
    found_here = Col(name, kind, scale, column.bound)
    counted = algebra.opposite(HasNone(found_here))
    if how in ZERO_WITHOUT:
        counted = algebra.compare("!=", found_here, Const(0, "number"))
    return _bounded(builder, key, figure, frame, found_here, algebra.some([member, counted]) if member != TRUE else TRUE)


def _picked_facts(figure: Figure, how: str) -> Pick | None:
    if figure.best is None and figure.worst is None:
        return None
    if figure.best is not None and figure.worst is not None:
        raise TermError("best 和 worst 只能写一个；去掉最高、最低的，各做一个指标再相减")
    if how not in PICKED_FACTS:
        raise TermError(f"best、worst 只能和 {'、'.join(PICKED_FACTS)} 一起写，不能和 {how} 一起写")
    return Pick(figure.best, smallest=False) if figure.best is not None else Pick(figure.worst or 1, smallest=True)


def _check_about(builder: Builder, figure: Figure, kinds: tuple[str, ...], frame: Frame, source: str) -> None:
    for about in figure.about:
        if about == "own" or (about == "members" and frame.of == "unit"):
            continue
        declared = [builder.book.fact_kinds[kind].fields.get(about) for kind in kinds] if source == "fact" else []
        if not any(field is not None and field.type in ("person", "people") for field in declared):
            with algebra.at_words(about):
                raise TermError(f"about 里的“{about}”应是 own、members（单位指标）或一个记人员的字段")


def _check_after(builder: Builder, figure: Figure, frame: Frame) -> None:
    """What restarts a count is a fact about the subject itself, and so is what it counts."""
    facts = builder.book.facts
    for kind in figure.after:
        if kind not in facts:
            with algebra.at_words(kind):
                raise TermError(f"after 里没有名为“{kind}”的事项{nearest(kind, list(facts))}")
        if frame.of not in facts[kind].of:
            raise TermError(f"after 里的“{kind}”不是{'人' if frame.of == 'person' else '单位'}的事项，不能让这个指标重新累计")
    if figure.after and figure.about not in ((), ("own",)):
        raise TermError("写了 after 的指标只数对象自己的事，不能写 about")


def _derived(builder: Builder, key: str, figure: Figure, frame: Frame) -> Column:
    if figure.after:
        raise TermError("after 只和 count、rows、sum 等计数一起写；请写在计数的指标上，再用 is 推算")
    scope = figure_scope(builder, figure, frame)
    if figure.is_ is not None:
        term = scope.compile(figure.is_)
    elif figure.line is not None:
        term = tables.line(scope, figure.line)
    elif figure.lookup is not None:
        term = tables.lookup(builder, scope, figure.lookup.table, scope.compile(figure.lookup.of))
    else:
        raise TermError("指标没有来源")
    if term.kind == "truth":
        term = algebra.choose(term, Const(1, "number"), Const(0, "number"))
    if isinstance(term, Unknown) or term.kind == "number":
        scale = figure.decimals if figure.decimals is not None else max(min(term.scale, 6), 2) if scope.rounding is None else 2
        term = algebra.to_scale(term, scale, scope.rounding)
    member = builder.group(scope, figure.of)
    return _bounded(builder, key, figure, frame, term, member)


def _bounded(builder: Builder, key: str, figure: Figure, frame: Frame, term: Term, member: Term) -> Column:
    """Applies `none`, `at_least` and `at_most` for those the figure is of (others have no value), and registers its column."""
    scope = figure_scope(builder, figure, frame)
    if figure.none is not None:
        term = algebra.choose(HasNone(term), algebra.to_scale(scope.compile(figure.none), term.scale, scope.rounding), term)
    if figure.at_most is not None:
        term = algebra.extreme("min", [term, algebra.to_scale(scope.compile(figure.at_most), term.scale, None)])
    if figure.at_least is not None:
        term = algebra.extreme("max", [term, algebra.to_scale(scope.compile(figure.at_least), term.scale, None)])
    if member != TRUE:
        term = algebra.choose(member, term, Const(None, term.kind, term.scale))
    builder.note_lacks(key, term)
    column = builder.column(key, frame, term)
    builder.add(Derive(column, term))
    return column


def frame_scope(builder: Builder, frame: Frame, decimals: int | None = None, rounding: str | None = None) -> Scope:
    """Names inside a period: attributes, figures and accounts (brought from their own frame), answers."""
    chinese = subject_names(builder.book, frame.of)
    attributes: dict[str, Term] = {**subject_columns(builder.book, frame.of, in_period=True), **period_columns(frame.per)}

    def find(name: str) -> Term | None:
        for spelling in (name, english(name)):
            if spelling in attributes:
                if spelling == "working_days_served":
                    builder.note_workdays()
                return attributes[spelling]
        if (key := builder.meant(name, chinese, {*builder.book.figures, *builder.book.accounts})) is not None:
            return attributes[key]
        if name in PERIOD:
            raise TermError(no_such_period(name, frame.per))
        owner, _, inner = english(name).partition(".") if "." in name else ("", "", name)
        if owner in ("unit", "section", "科室") and frame.of == "person":
            return _named(builder, inner, Frame("unit", frame.per), frame)
        return (_named(builder, name, frame, frame) or builder.answer_or_table(name)) if not owner else None

    book = builder.book
    scope = Scope(
        find, lambda: [*book.figures, *book.accounts, *attributes, *book.parameters, *book.readings], decimals=decimals, rounding=rounding,
        lists=TENURE if frame.of == "person" else frozenset(),
    )  # fmt: skip
    builder.serve(scope)
    scope.calls["previous"] = lambda parts: _previous(builder, scope, frame, parts)
    scope.aggregate = lambda function, argument: _aggregate(builder, scope, frame, function, argument, TRUE, ())
    return scope


def no_such_period(name: str, per: str) -> str:
    """Why a period has no such number, and where it can be written."""
    kinds = PERIOD[name]
    over = next(over for over, finer in FINER.items() if finer == kinds[-1])
    where = f"只有 in 为 {'、'.join(kinds)} 的指标、账户、规则和表才有"
    return f"按{PERIODS[per]}（{per}）计算的没有 {name}，{where}；请先写一个 in: {kinds[-1]} 的指标，再用 sum(… over {over}) 等汇总"


def figure_scope(builder: Builder, figure: Figure, frame: Frame) -> Scope:
    """The scope of one figure: its rounding, its peers."""
    plain = frame_scope(builder, frame)
    rounding = plain._rounding(figure.round) if figure.round else None
    scope = frame_scope(builder, frame, figure.decimals, rounding)
    same: list[str] = []
    group: Term = TRUE
    for peer in figure.peers:
        if peer in builder.book.groups:
            group = algebra.every([group, builder.group(scope, peer)])
        elif isinstance(found := scope.find(peer), Col) and found.name.startswith("@") and peer not in scope.lists:
            same.append(found.name)
        elif isinstance(found, Col) and found.kind == "text" and peer not in scope.lists:
            # Those without a grade are nobody's peers.
            same.append(found.name)
            group = algebra.every([group, algebra.opposite(HasNone(found))])
        else:
            with algebra.at_words(peer):
                raise TermError(f"peers 里的“{peer}”应是范围的名称，或要求相同的属性（如 类别）、等次指标（如 档次）")
    scope.aggregate = lambda function, argument: _aggregate(builder, scope, frame, function, argument, group, tuple(same))
    return scope


def _named(builder: Builder, name: str, own: Frame, frame: Frame) -> Term | None:
    """A figure or account by name, as it reads in `frame` (`own.of` says whose it must be)."""
    if name in builder.book.figures:
        column = compile_figure(builder, name)
    elif name in builder.book.accounts:
        column = builder.compilers.account(builder, name)
    else:
        return None
    if column.frame.of != own.of:
        of_unit = column.frame.of == "unit"
        raise TermError(f"“{name}”是{f'单位的指标，请写 unit.{name}' if of_unit else f'人的指标，请写 sum({name} over members)'}")
    return builder.bring(column, frame)


def hidden_column(builder: Builder, stem: str, frame: Frame, term: Term) -> Column:
    """A column for a sub-expression (a condition counts as 1 or 0; what `count` counts has no value where it does not hold)."""
    if stem == "run" and term.kind != "truth":
        term = algebra.compare("!=", term, Const(0, "number"))
    if term.kind == "truth":
        term = algebra.choose(term, Const(1, "number"), Const(None if stem == "count" else 0, "number"))
    if isinstance(term, Col) and term.name in builder.columns and builder.columns[term.name].frame == frame:
        return builder.columns[term.name]
    name = builder.fresh(stem)
    column = builder.column(name, frame, term)
    builder.note_lacks(name, term)
    builder.add(Derive(column, term))
    return column


def _previous(builder: Builder, scope: Scope, frame: Frame, parts: list[ex.Expression]) -> Term:
    if len(parts) != 1:
        raise TermError("应写成 previous(指标)")
    return builder.bring(hidden_column(builder, "previous", frame, scope.term(parts[0])), frame, back=1)


def _aggregate(
    builder: Builder, scope: Scope, frame: Frame, function: str, argument: ex.Argument, group: Term, same: tuple[str, ...]
) -> Term:
    """`f(x over peers|members|children|months|quarters|halves|years|N years)`."""
    over = argument.over
    if argument.count and over in ("peers", *BELOW):
        raise TermError(f"over {over} 前面不能写数")
    pick = _picked(function, argument)
    rounding, scale = "half_up", None
    if function == "mean":
        scale, rounding = scope.rounded([])
    if over == "peers":
        _known(function, PEERS)
        source = _counted(builder, function, frame, _one(scope, function, argument))
        column = _result(builder, function, frame, source, scale)
        builder.add(OverPeers(column, function.removesuffix("_up"), source, group, same, function == "rank_up", rounding))
    elif over in BELOW:
        _known(function, TOGETHER)
        if frame.of != "unit":
            raise TermError(f"over {over} 只能用在单位的指标里")
        inner = Frame(BELOW[over], frame.per)
        within = frame_scope(builder, inner, scope.decimals, scope.rounding)
        source = _counted(builder, function, inner, _one(within, function, argument))
        column = _result(builder, function, frame, source, scale)
        builder.add(OverBelow(column, function, source, rounding, pick))
    elif over in FINER or over.removesuffix("s") in ORDER:
        return _over_periods(builder, scope, frame, function, argument, scale, rounding, pick)
    else:
        raise TermError(f"over 后面不认识“{over}”{nearest(over, ['peers', *BELOW, *FINER])}")
    builder.note_lacks(column.name, Col(source.name, "number"), group)
    return Col(column.name, column.kind, column.scale, column.bound)


def _over_periods(
    builder: Builder, scope: Scope, frame: Frame, function: str, argument: ex.Argument, scale: int | None, rounding: str, pick: Pick | None
) -> Term:
    _known(function, (*SPREAD, "run"))
    per = FINER.get(argument.over) or argument.over.removesuffix("s")
    back = argument.count
    if back > MOST_BACK[per]:
        raise TermError(f"over {back} {argument.over} 往前数得太远，最多 {MOST_BACK[per]} 个")
    if function == "run" and not back and per == frame.per:
        back = 10
    if ORDER.index(per) > ORDER.index(frame.per) or (per == frame.per and not back):
        raise TermError(f"over {argument.over} 应比本指标的期间短，或写明往前数几个，如 over 3 {argument.over}")
    inner = Frame(frame.of, per)
    within = frame_scope(builder, inner, scope.decimals, scope.rounding)
    source = _counted(builder, function, inner, _one(within, function, argument))
    column = _result(builder, function, frame, source, scale, most=500)
    builder.add(OverPeriods(column, function, source, back, rounding, pick))
    builder.note_lacks(column.name, Col(source.name, "number"))
    return Col(column.name, column.kind, column.scale, column.bound)


def _one(scope: Scope, function: str, argument: ex.Argument) -> Term:
    """What one of many counts for; who does not meet the `where` has no value and so does not count."""
    term = scope.term(argument.value)
    if argument.where is None:
        return term
    if function == "run":
        raise TermError("run 的条件直接写在括号里，如 run(a > 0 and b = 0 over 3 years)，不写 where")
    if term.kind == "truth":
        term = algebra.choose(term, Const(1, "number"), Const(None if function == "count" else 0, "number"))
    return algebra.choose(scope.term(argument.where), term, Const(None, term.kind, term.scale))


def _picked(function: str, argument: ex.Argument) -> Pick | None:
    if not argument.pick:
        return None
    if argument.over == "peers":
        raise TermError(f"over peers 不能写 {argument.pick}；请用 rank(… over peers) 取名次")
    if function not in PICKED:
        raise TermError(f"{argument.pick} 只能和 {'、'.join(PICKED)} 一起写，不能和 {function} 一起写")
    return Pick(argument.most, smallest=argument.pick == "worst")


def _counted(builder: Builder, function: str, frame: Frame, term: Term) -> Column:
    """The column that an aggregate reads. Raises TermError for texts, which have no size."""
    if term.kind == "text" and not isinstance(term, Unknown):
        raise TermError(f"{function}(… over …) 里的是文字，文字不能求和、比大小、排名；要数有几个，请写条件，如 count(等次 = '优' over …)")
    return hidden_column(builder, function, frame, term)


def _known(function: str, allowed: tuple[str, ...]) -> None:
    if function not in allowed:
        raise TermError(f"这里不能用 {function}{nearest(function, list(allowed))}")


def _result(builder: Builder, function: str, frame: Frame, source: Column, scale: int | None, most: int = 10**6) -> Column:
    """The column of an aggregate over at most so many rows."""
    name = builder.fresh(function)
    if function in ("rank", "rank_up", "count", "run"):
        column = Column(name, frame, "number", 0, 10**8)
    else:
        grown = source.bound * most if function == "sum" else source.bound
        places = source.scale if scale is None else scale
        column = Column(name, frame, "number", places, algebra.fit(grown * 10 ** max(places - source.scale, 0)))
    builder.columns[name] = column
    return column
