"""名册: who is meant by a number, a name or a section."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from xiaoneng.files.folding import fold_id, fold_name
from xiaoneng.files.sheet import HINTS, Wrong, closest, day_text
from xiaoneng.rulebook.engines.relations import FOREVER, Person, Unit

SubjectKind = Literal["person", "unit"]
Subject = tuple[SubjectKind, int]
NAMES_OF = {frozenset({"person"}): "工号或姓名", frozenset({"unit"}): "科室"}


@dataclass
class Directory:
    """名册: the people and units of a folder, found by 工号, 姓名 and 科室. Ids are positions in the lists.

    A lookup gives the id, what is wrong, or None where nobody can say because part of the roll could not be read
    (`people_whole`, `units_whole`).
    """

    people: list[Person] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    people_whole: bool = True
    units_whole: bool = True
    by_no: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    by_unit: dict[str, int] = field(default_factory=dict)
    namesakes: dict[str, list[int]] = field(default_factory=dict)
    """Name → all units that bore it: one that was closed and the one that was set up again."""
    ended: dict[int, int] = field(default_factory=dict)
    """Unit → its last day, for those that were closed."""
    _subjects: dict[tuple[str, tuple[str, ...]], Subject | Wrong | None] = field(default_factory=dict)
    _hinted: int = 0

    def add_person(self, person: Person) -> int:
        """Enter a person; the first bearer of a number keeps it."""
        at = len(self.people)
        self.people.append(person)
        self.by_no.setdefault(fold_id(person.no), at)
        self.by_name.setdefault(fold_name(person.name), []).append(at)
        return at

    def add_unit(self, unit: Unit) -> int:
        """Enter a unit; the first of a name keeps it."""
        at = len(self.units)
        self.units.append(unit)
        self.by_unit.setdefault(fold_name(unit.name), at)
        self.namesakes.setdefault(fold_name(unit.name), []).append(at)
        return at

    def person(self, text: str) -> int | Wrong | None:
        """The person of a 工号, or of a 姓名 that only one bears."""
        found = self.subject(text, ("person",))
        return found[1] if isinstance(found, tuple) and not isinstance(found, Wrong) else found

    def unit(self, text: str) -> int | Wrong | None:
        """The unit of a name."""
        found = self.subject(text, ("unit",))
        return found[1] if isinstance(found, tuple) and not isinstance(found, Wrong) else found

    def subject(self, text: str, of: tuple[str, ...]) -> Subject | Wrong | None:
        """The person or unit that a text means where `of` allows it: a 工号 first, then a 科室, then a 姓名."""
        key = (text, of)
        if key not in self._subjects:
            self._subjects[key] = self._subject(text, of)
        return self._subjects[key]

    def _subject(self, text: str, of: tuple[str, ...]) -> Subject | Wrong | None:
        no, unit = self.by_no.get(fold_id(text)), self.by_unit.get(fold_name(text))
        bearers = self.by_name.get(fold_name(text), [])
        if "person" in of and no is not None:
            return ("person", no)
        if "unit" in of and unit is not None:
            return ("unit", unit)
        if "person" in of and bearers:
            return ("person", bearers[0]) if len(bearers) == 1 else self._namesakes(bearers)
        return self._nobody(text, of, is_person=no is not None or bool(bearers), is_unit=unit is not None)

    def _namesakes(self, bearers: list[int]) -> Wrong:
        numbers = "、".join(self.people[at].no for at in bearers)
        return Wrong(f"有 {len(bearers)} 人同名(工号 {numbers})", "请改填工号")

    def _nobody(self, text: str, of: tuple[str, ...], is_person: bool, is_unit: bool) -> Wrong | None:
        if is_unit:
            return Wrong("是科室, 这里应是人员", "请填写工号, 或只有一人使用的姓名")
        if is_person:
            return Wrong("是人员, 这里应是科室", "请填写科室")
        if ("person" in of and not self.people_whole) or ("unit" in of and not self.units_whole):
            return None
        what = NAMES_OF.get(frozenset(of), "工号、姓名或科室")
        return Wrong(f"不是名册里的{what}", f"请核对, 或先在名册里登记{self._hint(text, of)}")

    def _hint(self, text: str, of: tuple[str, ...]) -> str:
        self._hinted += 1
        if self._hinted > HINTS:
            return ""
        people = self.people if "person" in of else []
        units = self.units if "unit" in of else []
        return closest(text, [*(one.no for one in people), *(one.name for one in people), *(one.name for one in units)])

    def unit_on(self, unit: int, day: int) -> int:
        """Which of the units with a unit's name a day means: the first to be closed of those that were not closed before it, else the
        one that lasted longest."""
        bearers = sorted(self.namesakes[fold_name(self.units[unit].name)], key=lambda at: self.ended.get(at, FOREVER))
        return next((at for at in bearers if self.lasts(at, day)), bearers[-1])

    def lasts(self, unit: int, day: int) -> bool:
        """Whether a unit had not been closed before a day."""
        return day <= self.ended.get(unit, FOREVER)

    def serves(self, person: int, day: int) -> bool:
        """Whether a day is one of service."""
        return self.people[person].joined <= day <= self.people[person].left

    def service(self, person: int) -> str:
        """A person's service for a message: 2001-07-01 至 2007-03-31."""
        joined, left = self.people[person].joined, self.people[person].left
        return f"{day_text(joined) if joined else '不详'} 至 {day_text(left) if left < FOREVER else '今'}"
