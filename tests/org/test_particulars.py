"""What somebody is from a day to a day: entered, ended, mended; whoever asks on a day gets what was so on that day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.org.pages import page
from tests.people import MORNING, TODAY, Cast, enact
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Stale
from xiaoneng.org.actions import add_person
from xiaoneng.org.actions_particulars import mend_particular, set_particular
from xiaoneng.org.models import Particular, Person
from xiaoneng.org.naming import named
from xiaoneng.org.particulars import LEADER, OWN, PARTY, YES, items, leaders, party_members, told_on
from xiaoneng.org.permit import NEWEST
from xiaoneng.org.resolve import TEAM, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
FROM = date(2026, 7, 1)
DAY = timedelta(days=1)


def become(cast: Cast, value: str, since: date | None, person: Person | None = None, what: str = LEADER) -> Particular | None:
    one = Person.objects.get(pk=(person or cast.he).pk)
    return set_particular(person=one, what=OWN[what], value=value, since=since, basis="局任〔2026〕3号", by=cast.lin, at=MORNING)


def team(cast: Cast, on: date) -> list[Person]:
    return members(TEAM, cast.office, on)


def test_a_term_begins_and_ends_on_its_days(cast: Cast) -> None:
    become(cast, "是", FROM)
    become(cast, "否", date(2026, 10, 1))
    for day, there in ((FROM - DAY, False), (FROM, True), (date(2026, 9, 30), True), (date(2026, 10, 1), False)):
        assert (cast.he in team(cast, day)) is there, day
        assert (cast.he in named(Person.objects.filter(office=cast.office), "team", "", day).people) is there, day
        assert Person.objects.filter(leaders(day), pk=cast.he.pk).exists() is there, day
    become(cast, "是", date(2026, 12, 1))
    assert [(row.since, row.until) for row in Particular.objects.filter(person=cast.he).order_by("since")] == [
        (FROM, date(2026, 9, 30)),
        (date(2026, 12, 1), None),
    ]
    told = Entry.objects.filter(action="org.set_particular").latest("seq")
    assert "局任〔2026〕3号" in told.details


def test_party_status_follows_one_another(cast: Cast) -> None:
    become(cast, "共青团员", None, what=PARTY)
    become(cast, "中共预备党员", FROM, what=PARTY)
    become(cast, "中共党员", FROM + 365 * DAY, what=PARTY)
    says = [
        told_on([cast.he.pk], day)[cast.he.pk][PARTY] for day in (date(1990, 1, 1), FROM - DAY, FROM, FROM + 364 * DAY, FROM + 365 * DAY)
    ]
    assert says == ["共青团员", "共青团员", "中共预备党员", "中共预备党员", "中共党员"]
    counted = [Person.objects.filter(party_members(day), pk=cast.he.pk).exists() for day in (FROM - DAY, FROM)]
    assert counted == [False, True]


@pytest.mark.parametrize(
    ("value", "since", "field"),
    [
        ("是", None, "since"),
        ("是", FROM, "since"),
        ("是", FROM - DAY, "since"),
        ("是", FROM + DAY, "value"),
        ("是", date(2015, 1, 3), "since"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, value: str, since: date | None, field: str) -> None:
    become(cast, "是", FROM)
    with pytest.raises(Invalid) as caught:
        become(cast, value, since)
    assert field in caught.value.fields
    assert Particular.objects.filter(person=cast.he).count() == 1


def test_not_being_is_nothing_to_enter(cast: Cast) -> None:
    with pytest.raises(Invalid, match="没有变"):
        become(cast, "否", FROM)
    assert become(cast, "", FROM, person=cast.shen) is None
    assert [one.pk for one in team(cast, FROM - DAY)] == [cast.shen.pk]
    assert team(cast, FROM) == []


def test_two_who_change_at_once_are_told(cast: Cast) -> None:
    first, second = (Person.objects.get(pk=cast.he.pk) for _ in range(2))
    set_particular(person=first, what=OWN[LEADER], value=YES, since=FROM, basis="", by=cast.lin, at=MORNING)
    with pytest.raises(Stale):
        set_particular(person=second, what=OWN[LEADER], value=YES, since=FROM, basis="", by=cast.lin, at=MORNING)
    with pytest.raises(Forbidden):
        set_particular(person=first, what=OWN[LEADER], value="", since=TODAY, basis="", by=cast.he, at=MORNING)


def test_a_term_is_mended(cast: Cast) -> None:
    row = become(cast, "是", FROM)
    assert row is not None
    mended: dict[str, Any] = {"what": OWN[LEADER], "value": "是", "basis": "查明", "by": cast.lin, "at": MORNING}
    mend_particular(row=row, since=FROM - DAY, until=TODAY, **mended)
    assert [cast.he in team(cast, day) for day in (FROM - 2 * DAY, FROM - DAY, TODAY, TODAY + DAY)] == [False, True, True, False]
    other = become(cast, "是", TODAY + 2 * DAY)
    assert other is not None
    for since, until in ((TODAY, None), (None, None), (FROM - DAY, FROM - DAY), (TODAY + 3 * DAY, TODAY + 2 * DAY)):
        with pytest.raises(Invalid):
            mend_particular(row=other, since=since, until=until, **mended)
    mend_particular(row=other, since=TODAY + DAY, until=None, **mended)
    assert cast.he in team(cast, TODAY + DAY)
    with pytest.raises(Invalid, match="没有写内容"):
        mend_particular(row=other, since=None, until=None, **mended | {"value": "否"})


def test_the_pages(cast: Cast, runner: Client) -> None:
    at = f"/org/people/{cast.he.pk}/"
    shown = page(runner, f"{at}particulars/leader/")
    assert "还没有登记过" in shown
    version = Person.objects.get(pk=cast.he.pk).version
    values = {"value": "是", "since": str(TODAY + DAY), "basis": "局任〔2026〕3号", "version": version, "once": "a"}
    assert runner.post(f"{at}particulars/leader/", values)["Location"] == at
    row = Particular.objects.get(person=cast.he)
    shown = page(runner, at)
    assert "2026-07-23 至 今，局任〔2026〕3号" in shown
    assert [one.says for one in items(cast.he, TODAY)] == ["", "", ""]
    assert [one.says for one in items(cast.he, TODAY + DAY)] == ["是", "", ""]
    assert runner.post(f"{at}particulars/leader/", values | {"value": "否", "once": "b"}).status_code == 409
    again = runner.post(f"{at}particulars/leader/", values | {"version": version + 1, "once": "c"})
    assert "已另有登记" in again.content.decode()
    blank = runner.post(f"{at}particulars/leader/", values | {"since": "", "version": version + 1, "once": "f"})
    assert blank.status_code == 200
    assert Particular.objects.get(person=cast.he).until is None
    edit = f"/org/particulars/{row.pk}/edit/"
    assert 'value="2026-07-23"' in page(runner, edit)
    values = {"value": "是", "since": "2026-07-24", "until": "2026-07-23", "version": row.version, "once": "d"}
    assert "早于起始日期" in runner.post(edit, values).content.decode()
    assert runner.post(edit, values | {"until": "2026-07-24", "once": "e"})["Location"] == at
    assert "2026-07-24 至 2026-07-24" in page(runner, at)
    assert runner.get(f"{at}particulars/nothing/").status_code == 404
    runner.force_login(cast.he.account)
    assert "变更" not in page(runner, at)


def test_a_column_that_a_rulebook_declares(cast: Cast, runner: Client) -> None:
    enact(cast, "civil-servant-assessment")
    at = f"/org/people/{cast.ma.pk}/"
    assert "是否试用期" in page(runner, at)
    values = {"value": "是", "since": "", "version": 1, "once": "p"}
    assert runner.post(f"{at}particulars/probation/", values).status_code == 302
    values = {"value": "否", "since": "2026-07-01", "version": 2, "once": "q"}
    form = page(runner, f"{at}particulars/probation/")
    assert "（不再有）" in form
    assert runner.post(f"{at}particulars/probation/", values).status_code == 302
    assert [(row.value, row.until) for row in Particular.objects.filter(person=cast.ma).order_by(*NEWEST)] == [
        ("否", None),
        ("是", date(2026, 6, 30)),
    ]


def test_whoever_is_new_was_always_so(cast: Cast, runner: Client) -> None:
    unit = cast.sections["办公室"].pk
    values = {"no": "M70", "name": "甲一", "unit": unit, "party": "中共党员", "leader": "on", "joined_on": "2026-07-01", "once": "n"}
    assert runner.post("/org/people/new/", values).status_code == 302
    made = Person.objects.get(no="M70")
    assert told_on([made.pk], FROM) == {made.pk: {LEADER: YES, PARTY: "中共党员"}}
    other = add_person(
        office=cast.office, no="M71", name="乙二", unit=cast.sections["办公室"], fields={"rank": 150}, by=cast.lin, at=MORNING
    )
    assert told_on([other.pk], FROM) == {other.pk: {"rank": 150}}
    assert "甲一" in page(runner, "/org/people/?what=leader")
    assert "乙二" not in page(runner, "/org/people/?what=party")
