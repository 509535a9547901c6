"""检查结果: one finding of the lint, the texts behind it, and the desk at which the checks work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from pydantic import Field, TypeAdapter

from xiaoneng.rulebook.language.carriage import SECTIONS
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.nodes import Spot, read_nodes
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.shapes import Name, Names, Shape
from xiaoneng.rulebook.lint.reach import Reach

FILE = "lint.yaml"
Path = tuple[str | int, ...]


class Check(Shape):
    """检查项: what it is called, on what it rests, how to mend it (`written`: with what in the file), with its words and limits."""

    id: Name
    title: Name
    basis: Name
    remedy: Name
    written: str = ""
    words: dict[str, Names] = Field(default_factory=dict)
    limits: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """检查提示: a warning, never an error. `where` names the thing, `hint` marks one that concerns the file, not the office."""

    id: str
    clause: str
    where: str
    message: str
    basis: str
    remedy: str
    file: str
    line: int
    title: str = ""
    hint: bool = False
    written: str = ""

    def __str__(self) -> str:
        clause = f"（条款 {self.clause}）" if self.clause else ""
        remedy = f"{self.remedy}（{self.written}）" if self.written else self.remedy
        return f"{self.file} 第 {self.line} 行{clause}{self.where}：{self.message}。依据：{self.basis}。改法：{remedy}"


@cache
def checks() -> dict[str, Check]:
    """All checks by their English name, as `lint.yaml` says them."""
    text = resources.files("xiaoneng.rulebooks").joinpath(FILE).read_text(encoding="utf-8")
    plain: Any = read_nodes(text, FILE).plain()
    return TypeAdapter(dict[str, Check]).validate_python(plain)


@dataclass
class Desk:
    """审阅台: a rulebook under review: what its rules rest on, and the findings so far."""

    source: Source
    reach: Reach
    findings: list[Finding] = field(default_factory=list)

    @property
    def book(self) -> Rulebook:
        return self.source.rulebook

    def check(self, name: str) -> Check:
        return checks()[name]

    def words(self, name: str, which: str) -> tuple[str, ...]:
        """A word list of a check; empty where it has none of that name."""
        return self.check(name).words.get(which, ())

    def rules(self) -> Iterator[tuple[Path, Rule]]:
        """The rules in force under the default readings, with their paths."""
        for index, rule in enumerate(self.book.rules):
            if self.reach.in_force(rule):
                yield ("rules", index), rule

    def note(self, name: str, path: Path, clause: str | None, message: str, hint: bool = False) -> None:
        """Adds a finding of a check about what stands at `path`."""
        check, spot = self.check(name), self._spot(path)
        where = self._where(path)
        self.findings.append(
            Finding(
                check.id, clause or "", where, message, check.basis, check.remedy, spot.file, spot.line, check.title, hint, check.written
            )
        )

    def _spot(self, path: Path) -> Spot:
        parent = self.source.node.at(path[:-1])
        return parent.keys.get(str(path[-1])) or self.source.node.at(path).spot

    def _where(self, path: Path) -> str:
        section, key = str(path[0]), path[1] if len(path) > 1 else ""
        if section == "rules" and isinstance(key, int):
            key = self.book.rules[key].id
        elif isinstance(key, int):
            key = key + 1
        return f"{SECTIONS.get(section, '全文')} {key}".strip()


def found_in(text: str, words: Iterable[str], but: Iterable[str] = ()) -> str | None:
    """The first of the words that a text contains; None where there is none, or where one of `but` stands in it."""
    folded = text.casefold()
    if any(word.casefold() in folded for word in but):
        return None
    return next((word for word in words if word.casefold() in folded), None)
