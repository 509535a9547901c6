"""People with dated appointments and particulars: the web's database and an equal folder of files give the same, under each answer."""

from __future__ import annotations

import hashlib
import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.people import MORNING, Cast, make_cast
from xiaoneng.files.evaluate import evaluate_folder
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Enactment, EnactmentState, Fact, FactState
from xiaoneng.ledger.relations import relations_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions import appoint, end_appointment, move_person
from xiaoneng.org.actions_particulars import set_particular
from xiaoneng.org.hanging import asked
from xiaoneng.org.models import Appointment, Person, Tenure
from xiaoneng.org.particulars import LEADER, OWN, PARTY
from xiaoneng.rulebook.plan.attributes import TENURES
from xiaoneng.rulebook.results.report import report

pytestmark = pytest.mark.django_db
BOOK = """\
rulebook: quay
version: "1"
document: {title: 码头办法, issuer: 码头, in_force: {from: 2026-01-01}}
clauses: {一: 值守, 二: 评先}
people:
  village: {name: 是否驻村, from: [是否驻村], type: choice, one_of: [是, 否], unset: 否}
  rank: {name: 岗级, from: [岗级], type: number, unset: "1"}
readings:
  away_in_base: {says: 驻村的是否计入总人数, clause: 二, one_of: ["yes", "no"], default: "yes"}
  leaders_in_base: {says: 班子成员是否计入总人数, clause: 二, one_of: ["yes", "no"], default: "yes"}
facts: {gap: {name: 空岗}}
accounts:
  score: {name: 得分, of: person, unit: 分, period: year, opens_at: 100}
  pay: {name: 补助, of: person, unit: 元, period: month, money: yes}
rules:
  - {id: gap, clause: 一, fact: gap, where: {政治面貌: 中共党员, 任职方式: {not: 驻村}}, post: {score: -rank}}
  - {id: away, clause: 一, name: 驻村补助, in: month, when: {village: 是}, post: {pay: 100}}
awards:
  star:
    name: 月度之星
    clause: 二
    in: month
    share: 30%
    rounding: floor
    base: "(away_in_base = 'yes' or tenure != '驻村') and (leaders_in_base = 'yes' or leader = '否')"
    candidates: "tenure != '借调'"
"""
FACTS = [(2, 10), (3, 14), (3, 15), (6, 14), (6, 15), (9, 30), (10, 1), (11, 5)]


@pytest.fixture
def cast() -> Cast:
    made = make_cast(None)
    made.enactment = Enactment.objects.create(
        office=made.office, key="quay", title="码头办法", text=BOOK, text_sha256=hashlib.sha256(BOOK.encode()).hexdigest(),
        state=EnactmentState.ENACTED, since=date(2026, 1, 1), created_at=MORNING, created_by=made.lin,
    )  # fmt: skip
    return made


def enactment(cast: Cast) -> Enactment:
    assert cast.enactment is not None
    return cast.enactment


def tell(cast: Cast, person: Person, what: str, value: str, since: date | None) -> None:
    known = OWN | {one.key: one for one in asked(cast.office, date(2026, 7, 1))}
    one = Person.objects.get(pk=person.pk)
    set_particular(person=one, what=known[what], value=known[what].read(value), since=since, basis="", by=cast.lin, at=MORNING)


def a_year(cast: Cast) -> None:
    """马满 joins the Party in mid-March, is three months in a village, moves on 1 October with a new rank, lent out meanwhile for a
    fortnight; 何田 comes into the leadership team on 1 July and leaves it on 1 November."""
    by: dict[str, Any] = {"by": cast.lin, "at": MORNING}
    unit = cast.sections["救助股"]
    tell(cast, cast.ma, PARTY, "群众", None)
    tell(cast, cast.ma, PARTY, "中共党员", date(2026, 2, 10))
    appoint(person=cast.ma, unit=unit, tenure=Tenure.VILLAGE, since=date(2026, 3, 15), **by)
    end_appointment(appointment=Appointment.objects.get(tenure=Tenure.VILLAGE), until=date(2026, 6, 14), **by)
    appoint(person=cast.ma, unit=unit, tenure=Tenure.SECONDED, since=date(2026, 6, 1), until=date(2026, 6, 30), **by)
    move_person(person=cast.ma, unit=cast.sections["办公室"], since=date(2026, 10, 1), title="干事", **by)
    tell(cast, cast.ma, "rank", "2.5", date(2026, 10, 1))
    tell(cast, cast.he, LEADER, "是", date(2026, 7, 1))
    tell(cast, cast.he, LEADER, "否", date(2026, 11, 1))
    for number, (month, day) in enumerate(FACTS, 1):
        Fact.objects.create(
            office=cast.office, no=f"F{number}", rulebook="quay", kind="gap", kind_name="空岗", day=date(2026, month, day),
            person=cast.ma, state=FactState.CONFIRMED, entered_by=cast.lin, entered_at=MORNING,
        )  # fmt: skip


PEOPLE = """\
工号,姓名,科室,政治面貌,班子成员,职务,入职日期
M01,沈望,办公室,,是,局长,2015-01-04
M02,林知,办公室,,,办公室主任,2015-01-04
M03,周安,督查室,,,督查员,2015-01-04
M04,何田,救助股,,,股长,2015-01-04
M05,马满,救助股,群众,,科员,2015-01-04
M06,徐宁,婚姻登记处,,,科员,2015-01-04
M07,唐立,办公室,,,科员,2015-01-04
M08,顾平,办公室,,,科员,2015-01-04
M09,齐明,督查室,,,科员,2015-01-04
"""
MEMBERSHIPS = """\
工号,科室,自,至,职务,政治面貌,班子成员,任职方式,岗级
M04,救助股,,2026-06-30,股长,,,,
M04,救助股,2026-07-01,2026-10-31,股长,,是,,
M04,救助股,2026-11-01,,股长,,,,
M05,救助股,,2026-02-09,科员,,,,
M05,救助股,2026-02-10,2026-03-14,科员,中共党员,,,
M05,救助股,2026-03-15,2026-05-31,科员,中共党员,,驻村,
M05,救助股,2026-06-01,2026-06-14,科员,中共党员,,驻村、借调,
M05,救助股,2026-06-15,2026-06-30,科员,中共党员,,借调,
M05,救助股,2026-07-01,2026-09-30,科员,中共党员,,,
M05,办公室,2026-10-01,,干事,中共党员,,,2.5
"""


def folder(cast: Cast, place: Path, answers: dict[str, str]) -> Path:
    rows = "".join(f"F{number},2026-{month:02}-{day:02},M05,空岗\n" for number, (month, day) in enumerate(FACTS, 1))
    units = "科室,类别\n" + "".join(f"{one.name},\n" for one in cast.office.units.exclude(pk=cast.office.pk).order_by("order", "pk"))
    texts = {"people": PEOPLE, "memberships": MEMBERSHIPS, "facts": "编号,日期,对象,事项\n" + rows, "units": units}
    for stem, text in texts.items():
        (place / f"{stem}.csv").write_text(text, encoding="utf-8")
    (place / "parameters.yaml").write_text("".join(f'{name}: "{value}"\n' for name, value in answers.items()), encoding="utf-8")
    return place


@pytest.mark.parametrize(
    ("answers", "bases"),
    [
        ({}, {"2026-02": 9, "2026-03": 9, "2026-05": 9, "2026-06": 9, "2026-07": 9, "2026-10": 9, "2026-11": 9}),
        ({"away_in_base": "no"}, {"2026-02": 9, "2026-03": 8, "2026-05": 8, "2026-06": 9, "2026-07": 9, "2026-10": 9}),
        ({"leaders_in_base": "no"}, {"2026-02": 8, "2026-03": 8, "2026-06": 8, "2026-07": 7, "2026-10": 7, "2026-11": 8}),
    ],
)
def test_the_web_and_an_equal_folder_give_the_same(cast: Cast, tmp_path: Path, answers: dict[str, str], bases: dict[str, int]) -> None:
    a_year(cast)
    Enactment.objects.filter(pk=enactment(cast).pk).update(answers=answers)
    web = evaluate(Enactment.objects.get(pk=enactment(cast).pk), "2026").result
    files = report(evaluate_folder(source_of(enactment(cast)), folder(cast, tmp_path, answers), "2026"))
    assert {row["period"]: row["base"] for row in web["quotas"] if row["period"] in bases} == bases
    for section in ("scores", "money", "quotas", "awards", "readings", "barred", "consequences", "grades"):
        assert web[section] == files[section], section
    # Not before he joins the Party nor while in the village; by half points more from October on.
    (row,) = [row for row in web["scores"] if row["subject"] == "M05"]
    assert [(one["item"], one["facts"]) for one in row["items"]] == [("gap", ["F1", "F2", "F5", "F6", "F7", "F8"])]
    assert row["total"] == "91"
    assert [(row["subject"], row["amount"]) for row in web["money"]] == [("M05", "300")]


def test_one_membership_a_day_and_none_more_than_needed(cast: Cast) -> None:
    plain = relations_of(cast.office, source_of(enactment(cast))).office
    assert [(one.person, one.since, one.tenure, one.party) for one in plain.memberships] == [(at, 0, (), None) for at in range(9)]
    assert [one.leader for one in plain.people] == ["是"] + ["否"] * 8
    assert dict(plain.people[0].fields) == {"village": "否", "rank": 100}
    a_year(cast)
    found = relations_of(cast.office, source_of(enactment(cast))).office
    mine = [one for one in found.memberships if one.person == 4]
    assert len(mine) == len([line for line in MEMBERSHIPS.splitlines() if line.startswith("M05")])
    assert all(before.until + 1 == after.since for before, after in itertools.pairwise(mine))
    assert [one.fields.get("village") for one in mine] == [None, None, "是", "是", "否", None, None]


def test_whoever_has_no_main_appointment_belongs_where_the_other_is(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.xu).update(tenure=Tenure.UNESTABLISHED, until=date(2026, 6, 30))
    found = relations_of(cast.office, source_of(enactment(cast))).office
    (mine,) = [one for one in found.memberships if one.person == 5]
    assert (mine.tenure, mine.until) == (("编外",), date(2026, 6, 30).toordinal())


def test_what_is_entered_wins_over_what_the_way_of_serving_tells(cast: Cast) -> None:
    tell(cast, cast.ma, "village", "否", None)
    appoint(person=cast.ma, unit=cast.sections["救助股"], tenure=Tenure.VILLAGE, since=date(2026, 3, 1), by=cast.lin, at=MORNING)
    found = relations_of(cast.office, source_of(enactment(cast))).office
    assert [one.fields.get("village") for one in found.memberships if one.person == 4] == [None, None]
    assert found.people[4].fields["village"] == "否"


def test_the_web_and_the_language_know_the_same_ways_of_serving() -> None:
    assert tuple(Tenure.labels) == TENURES
