"""前后一致: sums, duplicates, blanks, bounds, gaps, things that nothing uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.clauses import outline
from xiaoneng.rulebook.language.figures import Award, Figure, Rule
from xiaoneng.rulebook.language.names import Account
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.lint.bands import holes, overlaps, uses_of
from xiaoneng.rulebook.lint.findings import Desk, Path, found_in
from xiaoneng.rulebook.lint.reach import number_in, signs

POINTS = re.compile(r"[(（]\s*(?:共|满分|计)?\s*(\d+(?:\.\d+)?)\s*分\s*[)）]")
WORD = re.compile(r"\w+")
DECLARED = {"facts": "事项", "figures": "指标", "parameters": "参数", "tables": "对照表", "groups": "范围"}
ONE = Decimal(1)
SHOWN = 4


def sums(desk: Desk) -> None:
    """分项之和: accounts and their parts, headings and theirs, weights, lists with a declared count."""
    _account_parts(desk)
    _heading_points(desk)
    _weights(desk)
    for key, named in desk.book.lists.items():
        if named.expected is not None and named.items and len(named.items) != named.expected:
            desk.note("sums", ("lists", key), named.clause, f"“{named.name}”写明 {named.expected} 项，列出 {len(named.items)} 项")


def _account_parts(desk: Desk) -> None:
    accounts = desk.book.accounts
    for key, whole in accounts.items():
        parts = {name: _full(part) for name, part in accounts.items() if part.part_of == key}
        known = {name: marks for name, marks in parts.items() if marks is not None}
        cap = number_in(whole.cap)
        header = cap.value if cap is not None else None
        if parts and header is not None and len(known) == len(parts) and header not in _totals(desk, known):
            said = f"“{whole.name}”共 {header:f}{whole.unit}，各部分合计 {sum(known.values()):f}{whole.unit}"
            desk.note("sums", ("accounts", key), whole.clause, said)


def _totals(desk: Desk, parts: dict[str, Decimal]) -> set[Decimal]:
    """What parts may make in all: those that only ever add to nothing may be extra points, beyond the full marks."""
    totals = {Decimal(0)}
    for name, marks in parts.items():
        added = {total + marks for total in totals}
        totals = totals | added if _only_adds(desk, name) else added
    return totals


def _only_adds(desk: Desk, key: str) -> bool:
    opens = number_in(desk.book.accounts[key].opens_at)
    posted = {sign for _, rule in desk.rules() for text in rule.amounts(key) for sign in signs(desk.book, text)}
    return opens is not None and opens.value == 0 and posted == {1}


def _full(account: Account) -> Decimal | None:
    """The full marks of a part: its cap, or what it opens at."""
    opens, cap = number_in(account.opens_at), number_in(account.cap)
    if cap is not None:
        return cap.value
    return opens.value if opens is not None and opens.value else None


def _heading_points(desk: Desk) -> None:
    """Headings such as 工作作风（40分） against the headings right under them."""
    places = outline(desk.book.clauses)
    points = {place.number: POINTS.search(place.clause.says) for place in places}
    for place in places:
        own = points[place.number]
        below = [points[other.number] for other in places if other.parent == place.number]
        if own is None or not below or None in below:
            continue
        total = sum((Decimal(one[1]) for one in below if one is not None), Decimal(0))
        if total != Decimal(own[1]):
            message = f"“{place.clause.says}”写明 {own[1]} 分，下面各项合计 {total:f} 分"
            desk.note("sums", ("clauses", place.number), place.number, message)


def _weights(desk: Desk) -> None:
    for key, award in desk.book.awards.items():
        weights = [number_in(ballot.weight) for ballot in award.ballots if ballot.weight is not None]
        _whole(desk, ("awards", key), award.clause, f"“{award.name}”各张票的权重", [one.value for one in weights if one is not None])
    for key, figure in desk.book.figures.items():
        if figure.is_ is not None:
            _whole(desk, ("figures", key), figure.clause, f"“{figure.name or key}”各部分的权重", _coefficients(figure.is_))


def _whole(desk: Desk, path: Path, clause: str | None, what: str, weights: list[Decimal]) -> None:
    total = sum(weights, Decimal(0))
    if len(weights) > 1 and total != ONE:
        shares = "、".join(_percent(weight) for weight in weights)
        desk.note("sums", path, clause, f"{what}（{shares}）合计是 {_percent(total)}，不是 {_percent(ONE)}")


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _coefficients(text: str) -> list[Decimal]:
    """The weights of `a * 60% + b * 40%`; empty where any addend has none below one."""
    found = [_coefficient(addend) for addend in _addends(ex.parse_expression(text))]
    return [] if None in found else [one for one in found if one is not None]


def _addends(node: ex.Expression) -> Iterator[ex.Expression]:
    if isinstance(node, ex.Binary) and node.operator == "+":
        yield from _addends(node.left)
        yield from _addends(node.right)
    else:
        yield node


def _coefficient(node: ex.Expression) -> Decimal | None:
    if not isinstance(node, ex.Binary) or node.operator != "*":
        return None
    numbers = [side.value for side in (node.left, node.right) if isinstance(side, ex.Number)]
    return numbers[0] if len(numbers) == 1 and 0 < numbers[0] < 1 else None


def duplicates(desk: Desk) -> None:
    """重复: rule ids, names, words of levels, items of lists, overlapping bands."""
    book = desk.book
    first: dict[str, int] = {}
    for index, rule in enumerate(book.rules):
        if first.setdefault(rule.id, index) != index:
            desk.note("duplicates", ("rules", index), rule.clause, f"规则编号“{rule.id}”与前面的规则重复")
    for section in ("facts", "works", "figures", "awards"):
        declared: dict[str, Any] = getattr(book, section)
        _same_names(desk, section, {key: f"{_whose(one)}：{one.name}" for key, one in declared.items() if one.name})
    for key, work in book.works.items():
        words = [word for level, aliases in work.levels.items() for word in dict.fromkeys((level, *aliases))]
        _twice(desk, ("works", key), work.clause, f"“{work.name}”的采用级别", words)
    for key, named in book.lists.items():
        _twice(desk, ("lists", key), named.clause, f"“{named.name}”", named.items)
    for used in uses_of(desk):
        for one, other in overlaps(used.bands):
            desk.note("duplicates", used.path, used.clause, f"{used.name}的两档“{one.key}”和“{other.key}”有重叠，落在重叠处的只算前一档")


def _whose(declared: Any) -> str:
    """Facts are told apart by name alone, figures and awards by whom they are of as well."""
    return declared.of if isinstance(declared, Figure | Award) else ""


def _same_names(desk: Desk, section: str, names: dict[str, str]) -> None:
    first: dict[str, str] = {}
    for key, name in names.items():
        other = first.setdefault(name, key)
        if other != key:
            clause = getattr(getattr(desk.book, section)[key], "clause", None)
            desk.note("duplicates", (section, key), clause, f"名称“{name.rpartition('：')[2]}”与 {other} 相同")


def _twice(desk: Desk, path: Path, clause: str | None, what: str, words: Iterable[str]) -> None:
    found = [word for word, count in Counter(words).items() if count > 1]
    if found:
        desk.note("duplicates", path, clause, f"{what}里“{'”“'.join(found)}”出现了两次")


def blanks(desk: Desk) -> None:
    """空白: numbers that the text leaves open, and signs of a blank in what is written."""
    numbers = {key: one for key, one in desk.book.parameters.items() if one.type == "number"}
    if numbers:
        key, first = next(iter(numbers.items()))
        asked = "；".join(one.asks for one in numbers.values())
        desk.note("blanks", ("parameters", key), first.clause, f"办法里有 {len(numbers)} 处数字没有写明：{asked}")
    signs_of_blank = desk.words("blanks", "blank")
    for number, clause in desk.book.clauses.items():
        if found_in(clause.says, signs_of_blank):
            desk.note("blanks", ("clauses", number), number, f"“{clause.says}”里有空白或不确定的数")
    for path, rule in desk.rules():
        for effect in rule.effects:
            if found_in(effect.says, signs_of_blank):
                desk.note("blanks", path, rule.clause, f"后果“{effect.says}”里有空白或不确定的数")


def bounds(desk: Desk) -> None:
    """上下限: accounts that rules may fill or empty without end."""
    for key, account in desk.book.accounts.items():
        found = {sign for _, rule in desk.rules() for sign in _boundless(desk, key, rule)}
        lacks = [
            word for sign, bound, word in ((-1, account.floor, "最低"), (1, account.cap, "最高")) if sign in found and _open(desk, bound)
        ]
        if lacks:
            desk.note("bounds", ("accounts", key), account.clause, f"“{account.name}”没有写{'、'.join(lacks)}{_amount(account)}")


def _amount(account: Account) -> str:
    return "金额" if account.money else f"{account.unit}数" if account.unit != "分" else "分"


def _boundless(desk: Desk, account: str, rule: Rule) -> set[int]:
    """The signs of what a rule may post again and again."""
    if rule.cap is not None or rule.first is not None:
        return set()
    return {sign for text in rule.amounts(account) for sign in signs(desk.book, text)}


def _open(desk: Desk, bound: str | None) -> bool:
    reading = desk.book.readings.get(bound or "")
    return bound is None or (reading is not None and reading.default == "none")


def gaps(desk: Desk) -> None:
    """空当: numbers for which a table has no row though it has rows on both sides."""
    for used in uses_of(desk):
        missing = holes(used.bands, used.step)
        if missing:
            shown = "、".join(f"{low:f} 与 {high:f} 之间" for low, high in missing[:SHOWN])
            desk.note("gaps", used.path, used.clause, f"{used.name}在 {shown}没有对应的档次")


def unused(desk: Desk) -> None:
    """未用到: facts, figures, parameters, tables, groups that nothing else mentions (a hint)."""
    said = _mentions(desk.source.node)
    for section, what in DECLARED.items():
        declared: dict[str, Any] = getattr(desk.book, section)
        for key, one in declared.items():
            own = _mentions(desk.source.node.at((section, key)))
            if said[key] - own[key] <= 1:
                name = getattr(one, "name", None) or getattr(one, "asks", None) or key
                desk.note("unused", (section, key), getattr(one, "clause", None), f"{what}“{name}”没有被任何规则、表或程序用到", hint=True)


def _mentions(node: Node) -> Counter[str]:
    """Every word that may be a name, in keys and texts, with how often it stands (once where it is declared)."""
    return Counter(_words(node))


def _words(node: Node) -> Iterator[str]:
    if isinstance(node.value, str):
        yield from WORD.findall(node.value)
    elif isinstance(node.value, list):
        for part in node.value:
            yield from _words(part)
    else:
        for key, part in node.value.items():
            yield from WORD.findall(key)
            yield from _words(part)
