"""所及之处: where a rulebook counts something, and where it prescribes something in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.procedures import Procedure
from xiaoneng.rulebook.lint.findings import Desk, Path
from xiaoneng.rulebook.lint.reach import signs

DISADVANTAGES = frozenset({"bar", "withhold", "percent", "grade", "block"})


class Counted(NamedTuple):
    """计入之处: what is counted there (Chinese names), and what comes of it."""

    path: Path
    clause: str
    names: list[str]
    use: str


class Written(NamedTuple):
    """文字之处: a text that prescribes something, and what kind of thing it is."""

    path: Path
    clause: str | None
    text: str
    what: str


def counted(desk: Desk) -> Iterator[Counted]:
    """Rules, awards and sheet lines, each with the names of the facts, works and figures that it counts."""
    reach = desk.reach
    for path, rule in desk.rules():
        yield Counted(path, rule.clause, _names(desk, reach.reads(rule), rule.fact or ()), use_of(desk, rule))
    for key, award in desk.book.awards.items():
        yield Counted(("awards", key), award.clause, _names(desk, set(award.rank_by), award.reference), "作为评选依据")
    for key, sheet in desk.book.sheets.items():
        for line in sheet.lines:
            yield Counted(("sheets", key), sheet.clause, _names(desk, set(line.figures), line.facts), "列入考评表")


def _names(desk: Desk, read: set[str], kinds: tuple[str, ...]) -> list[str]:
    reach = desk.reach
    figures = [figure.name or "" for figure in reach.figures(read).values()]
    return list(dict.fromkeys([*reach.kind_names(reach.kinds_under(read, kinds)), *figures]))


def use_of(desk: Desk, rule: Rule) -> str:
    """What a rule makes of what it counts, in a few words."""
    if rule.bar:
        return "作为取消资格的条件"
    if rule.effects:
        return "作为后果的条件"
    accounts = {name for name in (*rule.post, *rule.over, *rule.under) if name in desk.book.accounts}
    if any(desk.book.accounts[name].money for name in accounts):
        return "计奖计罚"
    return "计分" if accounts else "作为衡量要求"


def disadvantages(desk: Desk, rule: Rule) -> bool:
    """Whether a rule takes something away from somebody."""
    if rule.bar or any(effect.kind in DISADVANTAGES for effect in rule.effects):
        return True
    return any(-1 in signs(desk.book, text) for text in rule.amounts())


def text_of(rule: Rule) -> str:
    """Everything that a rule says in Chinese."""
    return "；".join([rule.name or "", *(effect.says for effect in rule.effects), rule.over_name or "", rule.under_name or ""])


def written(desk: Desk) -> Iterator[Written]:
    """Duties, filings, steps, materials, fields and publications with their words."""
    book = desk.book
    for key, fact in book.facts.items():
        yield from _fields(("facts", key), fact.clause, fact.fields)
    for key, work in book.works.items():
        yield from _fields(("works", key), work.clause, work.fields)
    for key, duty in book.duties.items():
        yield Written(("duties", key), duty.clause, "、".join([duty.name, *duty.yields, duty.note or ""]), "职责")
    for key, filing in book.filings.items():
        yield Written(("filings", key), filing.clause, "、".join([filing.name, *filing.attachments, filing.to or ""]), "报送材料")
    for key, procedure in book.procedures.items():
        yield from _procedure(("procedures", key), procedure)
    for key, publication in book.publications.items():
        yield Written(("publications", key), publication.clause, f"{publication.name}、{publication.to or ''}", "公开方式")


def _fields(path: Path, clause: str | None, fields: Mapping[str, DataField]) -> Iterator[Written]:
    for key, one in fields.items():
        yield Written(path, clause, "、".join([one.name or key, *one.from_]), "登记内容")


def _procedure(path: Path, procedure: Procedure) -> Iterator[Written]:
    yield from _fields(path, procedure.clause, procedure.fields)
    for item in procedure.checklist:
        yield Written(path, procedure.clause, item.says, "材料")
    for step in procedure.steps:
        yield Written(path, procedure.clause, "、".join([step.says or step.id, *step.may]), "环节")
    for promise in procedure.rules:
        yield Written(path, procedure.clause, promise, "要求")
