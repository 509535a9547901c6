"""荣誉: the table honours: what has already been decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Literal

from xiaoneng.files.directory import Directory
from xiaoneng.files.folding import fold_id
from xiaoneng.files.sheet import Intake, Numbers, Words, Wrong, open_sheet
from xiaoneng.rulebook.engines.relations import Fact, Work
from xiaoneng.rulebook.language.rulebook import Rulebook, honour_kind

NEEDED = ("荣誉", "对象", "决定日期")
OTHER = ("决定机构", "例外理由")


@dataclass(frozen=True, slots=True)
class Honour:
    """已定荣誉: an award already decided. `kind` says of what relation `subject` is the position; `day` is an ordinal."""

    award: str
    kind: Literal["person", "unit", "work"]
    subject: int
    day: int
    body: str = ""
    exception_reason: str = ""
    file: str = ""
    line: int = 0


@dataclass
class _Honoured:
    """对象: finds whom or what an award was given to."""

    book: Rulebook
    directory: Directory
    works: tuple[Work, ...]
    numbers: Numbers

    def __post_init__(self) -> None:
        self._by_number = {fold_id(work.no): at for at, work in enumerate(self.works)}

    def of(self, award: str) -> str:
        """`person`, `unit` or the work kind that an award goes to, seen through groups."""
        seen: set[str] = set()
        of = self.book.awards[award].of
        while of in self.book.groups and of not in seen:
            seen.add(of)
            of = self.book.groups[of].of
        return of

    def find(self, of: str, text: str) -> int | Wrong | None:
        """The position of a subject in its relation."""
        if of in self.book.works:
            return self._work(of, text)
        return self.directory.unit(text) if of == "unit" else self.directory.person(text)

    def _work(self, of: str, text: str) -> int | Wrong | None:
        at = self._by_number.get(fold_id(text))
        if at is None and self.numbers.knows("works", text):
            return None
        if at is None:
            return Wrong("不是 works 表里的编号", "这项荣誉评的是作品, 请填写作品编号")
        kind = self.book.works[of].name
        return at if self.works[at].kind == of else Wrong(f"不是“{kind}”类的作品", f"这项荣誉评的是{kind}, 请核对编号")


def honour_facts(book: Rulebook, honours: tuple[Honour, ...], facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """已定荣誉作为事实: one on its day of decision for each honour that the rulebook counts, numbered 荣誉1, 荣誉2 …"""
    taken = {fact.no for fact in facts}
    numbers = (no for no in (f"荣誉{number}" for number in count(1)) if no not in taken)
    found = []
    for one, no in zip(honours, numbers, strict=False):
        if honour_kind(one.award) in book.fact_kinds:
            person, unit = (one.subject, None) if one.kind == "person" else (None, one.subject)
            found.append(Fact(no, honour_kind(one.award), one.day, person, unit))
    return tuple(found)


def read_honours(intake: Intake, directory: Directory, works: tuple[Work, ...], numbers: Numbers) -> tuple[Honour, ...]:
    """读荣誉: honours already decided; the table is optional."""
    book = intake.book
    sheet = open_sheet(intake, "honours", NEEDED, OTHER)
    awards = Words("荣誉", [(key, (award.name,)) for key, award in book.awards.items()])
    honoured = _Honoured(book, directory, works, numbers)
    found: list[Honour] = []
    lines: dict[tuple[str, int, int], int] = {}
    for row in sheet.rows:
        award = sheet.look(row, "荣誉", awards.find)
        day = sheet.day(row, "决定日期", needed=True)
        if award is None:
            sheet.need(row, "对象")
            continue
        of = honoured.of(award)
        subject = sheet.look(row, "对象", partial(honoured.find, of))
        if subject is None or day is None:
            continue
        first = lines.setdefault((award, subject, day), row.line)
        if first != row.line:
            sheet.refuse(row, "荣誉", f"与第{first}行重复", "同一天给同一对象的同一荣誉只登记一次, 请删去一行")
        kind: Literal["person", "unit", "work"] = "work" if of in book.works else "unit" if of == "unit" else "person"
        body, reason = sheet.text(row, "决定机构"), sheet.text(row, "例外理由")
        found.append(Honour(award, kind, subject, day, body, reason, sheet.file, row.line))
    return tuple(found)
