"""条款落实: which declared things carry a clause, and which clauses nothing carries.

Whatever names a clause carries it: a rule, a duty, a list, a sheet, a fact. A clause under which a carried one stands is carried
with it. A clause that nothing carries says why under `plain`; one that is carried says nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xiaoneng.rulebook.language.clauses import descendants, outline, unknown_clause
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.problems import Flaw

SECTIONS = {
    "parameters": "参数",
    "readings": "理解",
    "facts": "事项",
    "works": "作品",
    "groups": "范围",
    "tables": "对照表",
    "accounts": "账户",
    "figures": "指标",
    "rules": "规则",
    "joins": "并项",
    "awards": "荣誉",
    "conflicts": "不交叉",
    "overlaps": "一事一项",
    "lists": "清单",
    "sheets": "表",
    "bodies": "机构",
    "mappings": "分工",
    "duties": "职责",
    "phases": "阶段",
    "filings": "报送",
    "procedures": "程序",
    "publications": "公开",
    "forms": "表式",
}
"""Sections of a rulebook whose entries may name a clause, with their Chinese words."""
CLAUSE_KEYS = ("clause", "paid_under")


@dataclass(frozen=True)
class Carrier:
    """落实: one declared thing that names a clause. `path` leads to it in the text, `key` is the clause's key in it."""

    clause: str
    section: str
    name: str
    path: tuple[str | int, ...]
    key: str

    def __str__(self) -> str:
        return f"{SECTIONS[self.section]} {self.name}"


def references(rulebook: Rulebook) -> Iterator[Carrier]:
    """Every place where a declared thing names a clause, in the order of the rulebook."""
    for section in SECTIONS:
        entries = getattr(rulebook, section)
        rows = entries.items() if isinstance(entries, dict) else enumerate(entries)
        for place, entry in rows:
            for key in CLAUSE_KEYS:
                clause = getattr(entry, key, None)
                if clause is not None:
                    yield Carrier(clause, section, _name(place, entry), (section, place), key)


def _name(place: str | int, entry: object) -> str:
    found = getattr(entry, "id", None) or getattr(entry, "name", None) or place
    return str(found + 1) if isinstance(found, int) else str(found)


def carriers(rulebook: Rulebook) -> dict[str, list[str]]:
    """条款 → what carries it, such as `规则 14`; every declared clause is there, an empty list where nothing names it."""
    found: dict[str, list[str]] = {number: [] for number in rulebook.clauses}
    for reference in references(rulebook):
        if reference.clause in found and str(reference) not in found[reference.clause]:
            found[reference.clause].append(str(reference))
    return found


def clause_flaws(source: Source) -> list[Flaw]:
    """条款缺口: clauses named but not declared, carried by nothing without a reason, or called plain though carried."""
    return unknown_clauses(source) + _holes(source)


def unknown_clauses(source: Source) -> list[Flaw]:
    """Clauses that something names and the outline lacks."""
    known = list(source.rulebook.clauses)
    flaws = [
        source.flaw((*one.path, one.key), unknown_clause(one.clause, known), one.clause)
        for one in references(source.rulebook)
        if one.clause not in source.rulebook.clauses
    ]
    for number, clause in source.rulebook.clauses.items():
        if clause.under is not None and clause.under not in source.rulebook.clauses:
            flaws.append(source.flaw(("clauses", number, "under"), unknown_clause(clause.under, known), number))
    return flaws


def _holes(source: Source) -> list[Flaw]:
    carried = carriers(source.rulebook)
    places = outline(source.rulebook.clauses)
    spots = source.node.at(("clauses",)).keys
    flaws = []
    for place in places:
        own = carried[place.number]
        plain = place.clause.plain is not None
        if own and plain:
            message = f"已由{'、'.join(own[:3])}落实，不应再写 plain；请删去 plain"
        elif not own and not plain and not any(carried[below] for below in descendants(places, place.number)):
            message = "没有任何规则、职责、程序、清单或表落实这一条；请补上，或在 plain 里写明为什么没有"
        else:
            continue
        flaws.append(spots[place.number].flaw(message, place.number))
    return flaws
