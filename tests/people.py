"""众人: the one cast of people for tests, the demonstration and the manual; everybody is invented.

清和县: 民政局 (the small office of most tests) and 粮食局 (another office, whose things nobody else may see).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import resources

from django.contrib.auth.hashers import make_password

from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.org.models import Account, Appointment, Grant, Level, Particular, Person, Post, Role, Unit
from xiaoneng.org.particulars import LEADER, YES
from xiaoneng.rulebook.calendar.pinyin import name_initials
from xiaoneng.rulebook.language.load import load_text

MORNING = datetime(2026, 7, 22, 1, 30, tzinfo=UTC)
"""2026-07-22 09:30 in Beijing: when most tests happen."""
TODAY = date(2026, 7, 22)
PASSWORD = "Qinghe-2026-summer"  # noqa: S105 the password of invented people


@dataclass
class Cast:
    """What there is once `make_cast` has run. `who["lin"]` is a person."""

    county: Unit
    office: Unit
    other: Unit
    sections: dict[str, Unit] = field(default_factory=dict)
    who: dict[str, Person] = field(default_factory=dict)
    enactment: Enactment | None = None

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["who"][name]
        except KeyError:
            raise AttributeError(name) from None


Row = tuple[str, str, str, str, str, bool, Role | None]
PEOPLE: tuple[Row, ...] = (
    # key, no, name, section, title, leader, role over the office
    ("shen", "M01", "沈望", "办公室", "局长", True, Role.LEADER),
    ("lin", "M02", "林知", "办公室", "办公室主任", False, Role.EFFECTIVENESS),
    ("zhou", "M03", "周安", "督查室", "督查员", False, Role.INSPECTOR),
    ("he", "M04", "何田", "救助股", "股长", False, None),
    ("ma", "M05", "马满", "救助股", "科员", False, None),
    ("xu", "M06", "徐宁", "婚姻登记处", "科员", False, None),
    ("tang", "M07", "唐立", "办公室", "科员", False, Role.SYSTEM),
    ("gu", "M08", "顾平", "办公室", "科员", False, Role.SECURITY),
    ("qi", "M09", "齐明", "督查室", "科员", False, Role.AUDITOR),
)
OTHERS: tuple[Row, ...] = (
    ("fang", "L01", "方远", "办公室", "科员", False, Role.EFFECTIVENESS),
    ("wu", "L02", "吴青", "业务股", "科员", False, None),
)


@lru_cache(maxsize=1)
def _hashed() -> str:
    """The one password, hashed once: a hash takes the time of a whole test."""
    return make_password(PASSWORD)


def make_cast(rulebook: str | None = "shufu-civil-affairs-2012") -> Cast:
    """造众人: both offices; 民政局 with a shipped rulebook in force since the year's first day."""
    county = Unit.objects.create(level=Level.COUNTY, name="清和县")
    office, other = (_office(county, name) for name in ("清和县民政局", "清和县粮食局"))
    cast = Cast(county, office, other)
    for unit, rows in ((office, PEOPLE), (other, OTHERS)):
        _people(cast, unit, rows)
    Grant.objects.create(person=cast.who["he"], role=Role.CHIEF, unit=cast.sections["救助股"])
    if rulebook is not None:
        cast.enactment = enact(cast, rulebook)
    return cast


def _office(county: Unit, name: str) -> Unit:
    made = Unit.objects.create(level=Level.OFFICE, name=name, parent=county)
    Unit.objects.filter(pk=made.pk).update(office=made)
    made.office = made
    return made


def _section(cast: Cast, office: Unit, name: str) -> Unit:
    """A section of an office, made for the first of its people."""
    place = f"{office.pk}:{name}"
    if place not in cast.sections:
        cast.sections[place] = Unit.objects.create(level=Level.SECTION, name=name, parent=office, office=office, order=len(cast.sections))
        cast.sections.setdefault(name, cast.sections[place])
    return cast.sections[place]


def _people(cast: Cast, office: Unit, rows: Sequence[Row]) -> None:
    """The people of an office with their posts, accounts and roles: a statement for each table, as hundreds of tests begin with them."""
    units = [_section(cast, office, row[3]) for row in rows]
    people = Person.objects.bulk_create(
        Person(office=office, no=no, name=name, initials=name_initials(name), order=order, joined_on=date(2015, 1, 4))
        for order, (_, no, name, *_) in enumerate(rows)
    )
    titles = [row[4] for row in rows]
    posts = Post.objects.bulk_create(
        Post(unit=unit, name=title, chief=title.endswith(("股长", "主任")), first=title == "局长")
        for unit, title in zip(units, titles, strict=True)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, unit=unit, post=post, title=title)
        for person, unit, post, title in zip(people, units, posts, titles, strict=True)
    )
    everybody = list(zip(rows, people, strict=True))
    Particular.objects.bulk_create(Particular(person=person, what=LEADER, value=YES) for row, person in everybody if row[5])
    Account.objects.bulk_create(Account(username=row[0], person=person, must_change=False, password=_hashed()) for row, person in everybody)
    Grant.objects.bulk_create(Grant(person=person, role=row[6], unit=office) for row, person in everybody if row[6] is not None)
    cast.who.update((row[0], person) for row, person in everybody)


def enact(cast: Cast, rulebook: str, office: Unit | None = None, answers: dict[str, str] | None = None) -> Enactment:
    """施行: a shipped rulebook in force in an office since 2026-01-01."""
    text = shipped_text(rulebook)
    return Enactment.objects.create(
        office=office or cast.office,
        key=rulebook,
        title=_title(rulebook),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        answers=answers or {},
        state=EnactmentState.ENACTED,
        since=date(2026, 1, 1),
        created_at=MORNING,
        created_by=cast.who["lin"],
    )


@lru_cache
def _title(rulebook: str) -> str:
    return load_text(shipped_text(rulebook)).rulebook.document.title


def shipped_text(rulebook: str) -> str:
    """The text of a shipped rulebook of one file."""
    return resources.files("xiaoneng.rulebooks").joinpath(rulebook, "rulebook.yaml").read_text(encoding="utf-8")
