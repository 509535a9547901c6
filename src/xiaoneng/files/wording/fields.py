"""表单上的话: what a place of a rulebook that may be changed is called, in which unit it is, and under which clause it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xiaoneng.files.wording.derived import tables_clause
from xiaoneng.files.wording.names import Wording
from xiaoneng.files.wording.rules import posted_unit, rule_name
from xiaoneng.rulebook.editing.leaves import PIECE, Kind, Leaf, Path, clause_of, leaves
from xiaoneng.rulebook.language.carriage import SECTIONS
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.results.units import count_unit

KEYS = {
    "name": "名称", "says": "名称", "over_name": "超出部分的名称", "under_name": "欠缺部分的名称", "asks": "问题",
    "title": "标题", "issuer": "制定单位", "number": "文号", "issued": "成文日期", "in_force": "施行期", "from": "起", "to": "止",
    "status": "状态", "decided_by": "决定机构", "sent_to": "主送", "copied_to": "抄送", "copies": "份数", "subject_words": "主题词",
    "disclosure": "公开栏目", "note": "说明", "over": "超过", "at_least": "至少", "under": "低于", "at_most": "至多",
    "opens_at": "基础分", "floor": "最低", "cap": "最多", "first": "只计前", "free": "不计的前", "every": "每满", "norm": "定额",
    "share": "比例", "places": "名额", "percent": "发放比例", "months": "期限", "days": "期限", "years": "年数", "hours": "时限",
    "working_days": "期限", "years_later": "推后", "by": "不晚于", "within": "时限", "within_days": "返还的期限",
    "within_working_days": "返还的期限", "decimals": "保留", "best": "只计最高的", "worst": "只计最低的", "none": "没有数据时",
    "below": "低于起点时", "above": "高于终点时", "weight": "权重", "expected": "应有", "quantity": "数量", "covers": "所属期间",
    "is": "计算", "of": "横标", "expr": "条件", "items": "各项", "effects": "后果", "lasts": "", "objections": "异议",
    "overdue": "逾期", "retention": "保存", "automatic": "直接认定", "ballots": "投票", "undo": "返还", "points": "折线", "lookup": "查表",
    "checklist": "材料", "given": "", "anchor": "起算日", "conventions": "约定",
}  # fmt: skip
"""What the keys of the language are called on a form."""
SILENT = frozenset({
    "when", "where", "unless", "any", "all", "holds", "measure", "candidates", "base", "lines", "fields", "steps", "line", "rows", "table",
    "nth", "value",
})  # fmt: skip
"""Keys that say where something stands and not what it is."""
UNITS = {
    "working_days": "个工作日", "days": "天", "months": "个月", "hours": "小时", "years": "年", "years_later": "年", "within_days": "天",
    "within_working_days": "个工作日", "decimals": "位小数", "best": "个", "worst": "个", "copies": "份", "expected": "项",
    "places": "名", "within": "天", "by": "天",
}  # fmt: skip
POSTED = ("post", "over", "under")
MORE_SECTIONS = {"clauses": "条款", "document": "公文要素", "people": "人员的栏目", "units": "科室的栏目"}


@dataclass(frozen=True)
class Field:
    """表单的一项: a place that may be changed with its words; `minus` where it takes away and is shown without its sign."""

    leaf: Leaf
    label: str
    unit: str
    help: str
    clause: str
    entry: str
    minus: bool

    @property
    def shown(self) -> str:
        """The value as a form shows it: without the sign of what is taken away, without the sign that the unit says."""
        text = self.leaf.text.removeprefix("-") if self.minus else self.leaf.text
        return text.removesuffix("%") if self.unit == "%" else text

    def written(self, shown: str) -> str:
        """The value as the rulebook holds it."""
        plain = shown.strip()
        if self.leaf.kind == Kind.NUMBER and plain:
            plain = plain.removesuffix("%") + "%" if self.unit == "%" else plain
            plain = f"-{plain}" if self.minus and plain.rstrip("%").strip("0.") else plain
        return plain


def fields(source: Source, wording: Wording) -> list[Field]:
    """表单的各项: everything that may be changed, in the order of the text."""
    return [_field(source, wording, leaf) for leaf in leaves(source)]


def _field(source: Source, wording: Wording, leaf: Leaf) -> Field:
    minus = leaf.kind == Kind.NUMBER and _taken(leaf)
    unit = "" if leaf.kind != Kind.NUMBER else "%" if leaf.text.endswith("%") else _unit(wording, leaf)
    said = f"算式：{wording.expression(leaf.whole)}" if leaf.whole and _is_expression(leaf) else leaf.whole
    label, entry = _label(source, wording, leaf, minus), entry_words(source, wording, leaf.entry)
    return Field(leaf, label, unit, said, _clause(source, leaf), entry, minus)


def _taken(leaf: Leaf) -> bool:
    """Whether it is an amount that takes points or money away."""
    return leaf.text.startswith("-") and any(step in (*POSTED, "nth") for step in leaf.path)


def _is_expression(leaf: Leaf) -> bool:
    return not any(step in ("when", "where", "unless", "candidates", "base", "holds", "expr") for step in leaf.path)


def entry_words(source: Source, wording: Wording, entry: Path) -> str:
    """规则 迟到、早退: what a rule, an award or a table is called."""
    section = str(entry[0])
    word = SECTIONS.get(section) or MORE_SECTIONS.get(section, section)
    if section == "clauses":
        return f"条款 {entry[1]}"
    if section == "rules" and isinstance(entry[1], int):
        return f"{word} {rule_name(wording, source.rulebook.rules[entry[1]])}"
    if section == "document":
        return word
    node = source.node.at(entry)
    own = next((text for key in ("name", "says") if (text := _text(node, key))), "")
    return f"{word} {own or (wording.bare(str(entry[1])) if isinstance(entry[1], str) else '')}".strip()


def _text(node: Node, key: str) -> str:
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else ""


def _label(source: Source, wording: Wording, leaf: Leaf, minus: bool) -> str:
    if leaf.path[0] == "clauses":
        return "提要"
    if leaf.path[0] == "document":
        return "".join(KEYS.get(str(step), str(step)) for step in leaf.path[1:])
    words = list(_words(source, wording, leaf, minus))
    if leaf.whole:
        words.append(f"算式里的第 {int(str(leaf.path[-1]).removeprefix(PIECE)) + 1} 个数")
    return "，".join(word for word in words if word) or "数值"


def _words(source: Source, wording: Wording, leaf: Leaf, minus: bool) -> Iterator[str]:
    place = leaf.place
    posting = next((step for step in place if step in POSTED and place[0] == "rules" and place.index(step) == 2), None)  # noqa: PLR2004 a key of the rule
    if posting is not None and len(place) == 4:  # noqa: PLR2004 rule, posting, account
        yield _posting(wording, str(posting), str(place[3]), minus)
        return
    for at in range(2, len(place)):
        step, before = place[at], place[at - 1]
        if isinstance(step, int):
            yield _numbered(source, place[: at + 1], str(before))
        elif before == "nth":
            yield f"第 {step.removesuffix('+')} 次{'起' if step.endswith('+') else ''}{'扣' if minus else '计'}"
        elif before == "pays":
            yield wording.name(step)
        elif step == "pays":
            yield "奖励"
        elif before == "fields":
            yield "栏目"
        elif step == "holds" and before == "measure":
            yield wording.name(_measured(wording, place))
        elif step not in SILENT:
            yield _word(wording, before, step)


def _word(wording: Wording, before: str | int, step: str) -> str:
    """A key of the language, a row of a table, or another name of the rulebook."""
    if before == "rows":
        return f"{wording.kind(step)}（代号）" if step in wording.book.fact_kinds else step
    return KEYS[step] if step in KEYS else wording.name(step)


def _measured(wording: Wording, place: Path) -> str:
    """The figure that a rule measures."""
    rule = wording.book.rules[int(place[1])]
    return rule.measure.figure if rule.measure is not None else ""


def _posting(wording: Wording, posting: str, account: str, minus: bool) -> str:
    word = {"post": "", "over": "每超出一份，", "under": "每欠缺一份，"}[posting]
    return f"{word}{'扣' if minus else '计'}（{wording.name(account)}）"


def _numbered(source: Source, path: Path, before: str) -> str:
    """An entry of a list by what it says, else by its number."""
    node = source.node.at(path)
    if before == "points":
        return f"第 {int(path[-1]) + 1} 点"
    if before.isdigit():
        return ("横标", "纵标")[int(path[-1]) % 2]
    return next((text for key in ("says", "name", "id") if (text := _text(node, key))), "")


def _unit(wording: Wording, leaf: Leaf) -> str:
    book, path = wording.book, leaf.place
    last, section = path[-1], path[0]
    if section == "accounts":
        return book.accounts[str(path[1])].unit
    if section == "tables":
        return posted_unit(book, str(path[1]))
    if path[-2] in (*POSTED, "pays") and last in book.accounts:
        return book.accounts[str(last)].unit
    if section == "rules" and isinstance(path[1], int):
        return _rule_unit(wording, path[1], path)
    if section == "awards" and last in ("at_least", "at_most"):
        return "名"
    if section == "duties" and last == "quantity":
        return book.duties[str(path[1])].unit or ""
    if last in UNITS:
        return UNITS[str(last)]
    tested = isinstance(path[-2], str) and last in ("over", "at_least", "under", "at_most")
    return wording.unit(str(path[-2])) if tested else wording.unit(str(path[1])) if section == "figures" and not leaf.whole else ""


def _rule_unit(wording: Wording, at: int, path: Path) -> str:
    rule, last = wording.book.rules[at], path[-1]
    if path[-2] == "nth" or last == "cap":
        account = next((one for one in (*rule.post, *rule.over) if one in wording.book.accounts), None)
        return wording.book.accounts[account].unit if account is not None else ""
    if last in ("first", "free", "every"):
        return count_unit(wording.book, rule)
    if last == "norm":
        return wording.unit(rule.figure) if rule.figure else ""
    if last in UNITS:
        return UNITS[str(last)]
    if path[2] == "measure":
        return wording.unit(_measured(wording, path))
    return wording.about(rule.fact or ()).unit(str(path[-2])) if last in ("over", "at_least", "under", "at_most") else ""


def _clause(source: Source, leaf: Leaf) -> str:
    """The clause that it names, else that of the first rule that uses it; '' where it stands under none."""
    named = clause_of(source, leaf.path)
    if named or leaf.path[0] == "document":
        return named
    section, key = str(leaf.path[0]), str(leaf.path[1])
    if section == "tables":
        return tables_clause(source.rulebook, key) or ""
    if section in ("facts", "works"):
        return next((rule.clause for rule in source.rulebook.rules if key in (rule.fact or ())), "")
    return ""
