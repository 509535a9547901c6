"""条款的要求: what each clause asks, in plain words: names, rules, awards, lists and sheets under their clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xiaoneng.files.wording import rules as rulewords
from xiaoneng.files.wording.amounts import key_words
from xiaoneng.files.wording.derived import Ask, derived, table_rows, tables_clause
from xiaoneng.files.wording.names import EACH, Wording
from xiaoneng.files.wording.registered import registered
from xiaoneng.rulebook.language.figures import Award
from xiaoneng.rulebook.language.names import FactKind, NamedList, Sheet, Table, WorkKind
from xiaoneng.rulebook.results.sentences import PLACES

KEPT = {"max": "只计其中最多的一项", "one": "只计其中一项", "sum": "各项都计"}
"""What is kept of several entries about one matter."""


def asks(wording: Wording) -> dict[str, list[Ask]]:
    """Clause → its sentences, in the order in which a regulation would say them."""
    found: dict[str, list[Ask]] = defaultdict(list)
    for source in (_names, _rules, _awards, _papers):
        for clause, ask in source(wording):
            if ask not in found[clause]:
                found[clause].append(ask)
    for clause, names in _kinds(wording).items():
        said = "".join(ask.says for ask in found[clause])
        further = [f"{name}（{unit}）" for name, unit in names if name not in said]
        if further:
            found[clause].append(Ask(f"据以记录：{'、'.join(further)}。", "record"))
    for clause, sentence in registered(wording):
        found[clause].append(Ask(sentence, "registered"))
    return dict(found)


Asks = Iterator[tuple[str, Ask]]


def _names(wording: Wording) -> Asks:
    """What is recorded and reckoned: accounts, groups, tables and derived figures."""
    book = wording.book
    for account in book.accounts.values():
        if account.clause:
            yield account.clause, Ask(_account(wording, account.name, account))
    for group in book.groups.values():
        said = rulewords.group(wording, group)
        if group.clause and group.name and said:
            yield group.clause, Ask(f"“{group.name}”：{said}。")
    for key, table in book.tables.items():
        clause = table.clause or tables_clause(book, key)
        if clause:
            yield clause, (table_rows(wording, key, table) if table.by is None else Ask(_table(wording, key, table)))
    for figure in book.figures.values():
        if figure.clause and figure.name:
            yield from ((figure.clause, ask) for ask in derived(wording, figure))


def _kinds(wording: Wording) -> dict[str, list[tuple[str, str]]]:
    """Clause → (name, unit) of the facts and works that it declares."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    kinds: list[FactKind | WorkKind] = [*wording.book.facts.values(), *wording.book.works.values()]
    for kind in kinds:
        if kind.clause:
            found[kind.clause].append((kind.name, kind.unit))
    return found


def _account(wording: Wording, name: str, account: rulewords.AccountShape) -> str:
    each = EACH[account.period]
    bounds = [
        f"{word} {said} {account.unit}"
        for word, text in (("最低", account.floor), ("最高", account.cap))
        if text is not None and (said := wording.expression(text)) != f"“{wording.word('none')}”"
    ]
    if account.floor is not None and not any(bound.startswith("最低") for bound in bounds):
        bounds.append("不设下限")
    whom = f"每个{wording.unit_word}" if account.of == "unit" else "每人"
    if account.money:
        limited = f"{whom}{each}{'，'.join(bounds)}；" if bounds else ""
        return f"{name}：{each}测算，单位为{account.unit}；{limited}只是建议，发放须另有依据文号。"
    opening = f"，基础分 {wording.expression(account.opens_at)} {account.unit}" if account.opens_at != "0" else ""
    into = f"，计入{wording.name(account.part_of)}" if account.part_of else ""
    return f"{name}：{whom}{each}{opening}{'，' if bounds else ''}{'，'.join(bounds)}{into}。"


def _table(wording: Wording, key: str, table: Table) -> str:
    unit = rulewords.posted_unit(wording.book, key)
    rows = []
    for level, row in table.rows.items():
        where = wording.condition(row.where)
        limited = f"（限{where}）" if isinstance(where, str) else ""
        rows.append(f"{level} {wording.expression(row.value)} {unit}".rstrip() + limited)
    several = f"；同时符合几档的{wording.answer(table.several)}" if table.several else ""
    return f"《{table.name or key}》：{'，'.join(rows)}{several}。"


def _rules(wording: Wording) -> Asks:
    for rule in wording.book.rules:
        said = rulewords.rule(wording, rule)
        if wording.given(rule.given):
            yield rule.clause, Ask(said)
            if rule.reading:
                yield rule.clause, Ask(f"理解：{rule.reading}", "record")
        else:
            yield rule.clause, Ask(f"按另一种理解，现不适用：{said}", "unused")
    for joined in wording.book.joins:
        names = rulewords.rule_names(wording, joined.rules)
        if joined.clause:
            yield (
                joined.clause,
                Ask(f"“{'”和“'.join(names)}”说的是同一件事的（按“{wording.name(joined.by)}”核对），{_kept(wording, joined.keep)}。"),
            )
    for overlap in wording.book.overlaps:
        if overlap.clause:
            yield (
                overlap.clause,
                Ask(f"同一件事不重复记入“{'”“'.join(wording.kind(kind) for kind in overlap.facts)}”；可能重复的会提示核对。"),
            )


def _kept(wording: Wording, keep: str) -> str:
    """What is kept: as the reading that decides it calls it, else as the language does."""
    said, value = wording.answer(keep), wording.settings.get(keep, keep)
    return KEPT[value] if value in KEPT and said == wording.word(value) else said


def _awards(wording: Wording) -> Asks:
    for award in wording.book.awards.values():
        yield award.clause, Ask("".join(award_sentences(wording, award)))
        yield from _rewards(wording, award)
    for conflict in wording.book.conflicts:
        exception = f"；例外由{wording.who([conflict.unless])}决定，并记下理由" if conflict.unless else ""
        yield conflict.clause, Ask(f"{wording.awards(conflict.awards).replace('、', '与')}原则上不兼得{exception}。")


def award_sentences(wording: Wording, award: Award) -> list[str]:
    """The sentences on one award: places, candidates, automatic winners, who recommends, votes and decides."""
    if award.share is None and award.places is None:
        return [f"荣誉“{award.name}”：名额和程序不由本条规定，这里只登记何种情形不得评。"]
    said = [f"{award.name}：{_places(wording, award)}{_rounding(wording, award)}。"]
    if award.rank_by:
        order = "从低到高" if award.ascending else "从高到低"
        said.append("；".join([f"按{wording.name(award.rank_by[0])}{order}排", *_further(wording, award)]) + "。")
    candidates = wording.condition(award.candidates)
    if isinstance(candidates, str):
        said.append(f"参评的条件：{candidates}。")
    if award.automatic is not None:
        where = wording.condition(award.automatic.where)
        said.append(f"{where if isinstance(where, str) else '符合条件'}的，直接认定（{wording.answer(award.automatic.places, PLACES)}）。")
    steps = [
        f"{wording.who([award.recommended_by])}推荐" if award.recommended_by else "",
        *(f"{ballot.name or '投票'}由{ballot.voters}投" for ballot in award.ballots),
        f"{wording.who([award.decided_by])}审定" if award.decided_by else "",
    ]
    if any(steps):
        said.append("，".join(step for step in steps if step) + "。")
    if award.reference:
        said.append(f"{wording.kinds(award.reference)}作为参考，不改变名额。")
    return said


def _further(wording: Wording, award: Award) -> list[str]:
    """`相同的，再比业绩数（高的在前）`, as often as there are further figures."""
    return [f"相同的，再比{wording.name(name)}（高的在前）" for name in award.rank_by[1:]]


def _places(wording: Wording, award: Award) -> str:
    of = award.of if award.of not in wording.book.groups else wording.book.groups[award.of].of
    each = EACH[award.in_]
    units = {"person": "人", "unit": f"个{wording.unit_word}"}
    unit = units.get(of) or wording.kind_unit(of)
    if isinstance(award.places, dict):
        rows = [f"{key_words(key)} {wording.expression(text)} {unit}" for key, text in award.places.items()]
        return f"{each}按{'每组的' if award.per else ''}基数定名额：{'，'.join(rows)}"
    each = f"{each}按{wording.name(award.per)}分组，每组" if award.per else each
    if award.places is not None:
        return f"{each} {wording.expression(award.places)} {unit}"
    group = wording.book.groups.get(award.of)
    whole = (
        {"person": "全体人员", "unit": f"全部{wording.unit_word}"}.get(award.of)
        or (group.name if group is not None else None)
        or wording.kind(of)
    )
    base = wording.condition(award.base)
    whole = f"{base}的{whole}" if isinstance(base, str) else whole
    limits = (("最少", award.at_least), ("最多", award.at_most))
    bounds = "".join(f"，{word} {wording.expression(text)} {unit}" for word, text in limits if text is not None)
    return f"{each}按{whole}的 {wording.expression(award.share or '0')}{' 左右' if award.about else ' '}推荐{bounds}"


def _rounding(wording: Wording, award: Award) -> str:
    if award.rounding is None:
        return ""
    return f"，出现小数时{wording.answer(award.rounding)}"


def _rewards(wording: Wording, award: Award) -> Asks:
    given = [f"奖 {wording.expression(text)} {wording.unit(account)}" for account, text in award.pays.items()]
    given += [f"颁发{'、'.join(award.gives)}"] if award.gives else []
    given += [f"奖励{wording.setting(award.reward) or award.reward}"] if award.reward else []
    if given:
        yield award.paid_under or award.clause, Ask(f"{award.name}：{'，'.join(given)}。")


def _papers(wording: Wording) -> Asks:
    for one in wording.book.lists.values():
        yield one.clause, Ask(_list(one))
    for sheet in wording.book.sheets.values():
        yield sheet.clause, Ask(_sheet(wording, sheet))


def _list(one: NamedList) -> str:
    items = "、".join(one.items) if one.items else "内容待本单位补录"
    return f"清单《{one.name}》：{items}。"


def _sheet(wording: Wording, sheet: Sheet) -> str:
    of = sheet.of if sheet.of not in wording.book.groups else wording.book.groups[sheet.of].of
    where = wording.condition(sheet.where)
    limit = f"（限{where}）" if isinstance(where, str) else ""
    whom = f"每个{wording.unit_word}" if of == "unit" else "每人"
    group = wording.book.groups.get(sheet.of)
    whom = f"{group.name}，{whom}" if group is not None and group.name else whom
    lines = "、".join(line.says for line in sheet.lines)
    signed = f"；签字：{'、'.join(sheet.signed_by)}" if sheet.signed_by else ""
    return f"《{sheet.name}》：{whom}{EACH[sheet.in_]}一张{limit}，内容为{lines}{signed}。"
