"""Everybody's desk: decided in place, the leader's lights, the county's comparison, where one stands in a year without marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, TODAY, Cast, enact, make_cast
from xiaoneng.audit.actions_checkpoint import checkpoint
from xiaoneng.audit.checkpoints import make_key
from xiaoneng.audit.models import Head
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.merit.actions import close_period
from xiaoneng.merit.standing import held_of, rows_of
from xiaoneng.org.actions_particulars import mend_particular
from xiaoneng.org.models import Account, Appointment, Grant, Person, Role
from xiaoneng.org.particulars import LEADER, OWN, YES
from xiaoneng.rulebook.calendar import parse_period
from xiaoneng.web.home.lights import morning

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)
ANSWERS = {"answer_days": "3", "decide_days": "2", "statement_days": "5", "case_body": "单位领导"}


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures", answers=ANSWERS)
    enact(cast, "office-procedures", office=cast.other, answers=ANSWERS)
    return cast


def client(who: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=who))
    return found


def desk(who: str) -> str:
    answer = client(who).get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def finding(cast: Cast, no: str = "M05", kind: str = "迟到", day: str = "2026-07-20", **more: Any) -> Fact:
    assert cast.enactment is not None
    row = {"日期": day, "对象": no, "事项": kind, "说明": "查岗"}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING, **more)


def county(cast: Cast) -> Client:
    person = Person.objects.create(office=cast.county, no="C1", name="扈长庚")
    Appointment.objects.create(person=person, unit=cast.county)
    Grant.objects.create(person=person, role=Role.COUNTY, unit=cast.county)
    Account.objects.create(username="xian", person=person, must_change=False)
    return client("xian")


def test_a_statement_is_decided_on_the_desk(cast: Cast) -> None:
    fact = finding(cast)
    known = procedures_of(cast.office, TODAY)["statement"]
    matter = open_matter(known=known, subject=cast.ma, fields={"text": "车坏在路上"}, facts=[fact], by=cast.ma, at=MORNING)
    page = desk("lin")
    assert all(word in page for word in ("车坏在路上", "属实仍计", "不再计入", "07-20 迟到"))
    assert "属实仍计" not in desk("he")
    sent = {"step": "read", "outcome": "不再计入", "back": "/", "text": "有修车单"}
    answer = client("lin").post(f"/matters/{matter.pk}/decide/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    fact.refresh_from_db()
    assert fact.state == "withdrawn"
    assert "属实仍计" not in desk("lin")


def test_one_goes_back_to_the_desk_only(cast: Cast) -> None:
    fact = finding(cast)
    answer = client("lin").post(f"/facts/{fact.pk}/confirm/", {"back": "//elsewhere.example/"})
    assert answer["Location"] == f"/facts/{fact.pk}/"


def test_records_are_confirmed_on_the_desk(cast: Cast) -> None:
    plain, explained = finding(cast), finding(cast, day="2026-07-21")
    known = procedures_of(cast.office, TODAY)["statement"]
    open_matter(known=known, subject=cast.ma, fields={"text": "那天请假"}, facts=[explained], by=cast.ma, at=MORNING)
    page = desk("lin")
    assert f'name="fact" value="{plain.pk}"' in page
    assert f'name="fact" value="{explained.pk}"' not in page
    client("lin").post("/facts/confirm/", {"fact": [plain.pk], "act": "confirm", "back": "/"})
    plain.refresh_from_db()
    assert plain.state == "confirmed"


def test_a_leader_settles_what_is_about_whoever_runs_the_year(cast: Cast) -> None:
    about_runner = finding(cast, no="M02")
    finding(cast)
    page = desk("shen")
    assert f'action="/facts/{about_runner.pk}/confirm/"' in page
    assert page.count("确认属实") == 1
    answer = client("shen").post(f"/facts/{about_runner.pk}/confirm/", {"back": "/"})
    assert answer["Location"] == "/"
    about_runner.refresh_from_db()
    assert (about_runner.state, about_runner.settled_by) == ("confirmed", cast.shen)
    assert f'name="fact" value="{about_runner.pk}"' not in desk("lin")


def test_who_led_only_before_is_nobody_of_the_team_today(cast: Cast) -> None:
    assert cast.enactment is not None
    confirm_fact(fact=finding(cast, no="M01", kind="效能告诫"), by=cast.lin, at=MORNING)
    term = cast.shen.particulars.get()
    for until, counted in ((TODAY, 1), (TODAY - timedelta(days=1), 0)):
        mend_particular(row=term, what=OWN[LEADER], value=YES, since=None, until=until, basis="", by=cast.lin, at=MORNING)
        found = evaluate(cast.enactment, "2026", TODAY)
        assert morning(found, cast.office, TODAY).about_leaders == counted


def test_lights_say_why_and_leave_leaders_out(cast: Cast) -> None:
    assert cast.enactment is not None
    for no in ("M05", "M01"):
        confirm_fact(fact=finding(cast, no=no, kind="效能告诫"), by=cast.lin, at=MORNING)
    finding(cast, no="M06")
    found = morning(evaluate(cast.enactment, "2026", TODAY), cast.office, TODAY)
    by_name = {one.name: one for one in found.sections}
    assert [one.name for one in found.sections] == ["办公室", "督查室", "救助股", "婚姻登记处"]
    assert by_name["救助股"].whole == ("red", "要办")
    assert "马满因效能告诫" in by_name["救助股"].says
    assert by_name["婚姻登记处"].lights[0] == ("amber", "留意")
    assert by_name["督查室"].whole[0] == "green"
    assert found.about_leaders == 1
    page = desk("shen")
    assert "沈望因" not in page
    assert "另有 1 项涉及班子成员" in page
    assert "我本人的考核" in page
    assert page.count("<svg") == page.count('role="img"') >= 7
    assert "看各科室各月的数" in page
    assert "全单位和各科室" not in desk("ma")


def test_overdue_matters_are_red(cast: Cast) -> None:
    assert cast.enactment is not None
    known = procedures_of(cast.office, TODAY)["rectification"]
    fields = {"finding": "窗口无人", "deadline": "2026-07-21"}
    open_matter(known=known, subject=cast.ma, fields=fields, by=cast.zhou, at=MORNING)
    found = morning(evaluate(cast.enactment, "2026", TODAY), cast.office, TODAY)
    place = next(one for one in found.sections if one.name == "救助股")
    assert (place.lights[1], place.says) == (("red", "要办"), "1 件事项超过期限")
    assert found.office.whole[0] == "red"
    assert dict(found.courses)["事项"][0] == ("新增", [0, 0, 0, 0, 0, 0, 1])


def test_the_county_compares_shares_without_names(cast: Cast) -> None:
    assert cast.enactment is not None
    early = MORNING.replace(month=7, day=2)
    close_period(enactment=cast.enactment, period=parse_period("2026-06"), by=cast.lin, at=early)
    close_period(enactment=cast.enactment, period=parse_period("2026-05"), by=cast.lin, at=early)
    known = procedures_of(cast.office, TODAY)["rectification"]
    matters = [
        open_matter(known=known, subject=cast.ma, fields={"finding": "甲", "deadline": day}, by=cast.zhou, at=MORNING - timedelta(days=9))
        for day in ("2026-07-14", "2026-07-30", "2026-07-15")
    ]
    finding(cast, day="2026-06-20")
    for one in matters[:2]:
        decide(matter=one, step="rectify", outcome="已整改", by=cast.ma, at=MORNING)
    page = county(cast).get("/").content.decode()
    row = page[page.index("<b>清和县民政局</b>") :]
    row = row[: row.index("</tr>")]
    assert "1 / 6" in row, "June was closed in time, May after June had ended, the four months before not at all"
    assert '<span class="light amber">0 / 1</span>' in row
    assert '<span class="light amber">1 / 2</span>' in row
    assert '<span class="light red">1 件</span>' in row
    assert "限期整改" in page
    assert not [one.name for one in (*cast.who.values(),) if one.name in page]
    assert county_sees_nothing_inside()


def county_sees_nothing_inside() -> bool:
    found = client("xian")
    places = (f"/facts/{Fact.objects.first().pk}/", f"/matters/{Matter.objects.first().pk}/")  # type: ignore[union-attr]
    return all(found.get(where).status_code in (403, 404) for where in places)


def test_a_year_without_marks_says_where_one_stands(cast: Cast) -> None:
    Enactment.objects.filter(office=cast.office).delete()
    enacted = enact(cast, "zigui-org-dept-2007", answers={"late_limit": "2"})
    rows = evaluate(enacted, "2026", TODAY).result["measures"]
    held = held_of((row for row in rows if row["subject"] == "M05"), TODAY)
    summary = next(one for one in held if not one.holds)
    assert summary.light == ("blue", "期内尚未达到")
    assert held_of((row for row in rows if row["subject"] == "M05"), date(2027, 1, 1))[held.index(summary)].light[0] == "amber"
    page = desk("ma")
    assert summary.measure in page
    assert "不按月打分" in page
    board = client("lin").get("/results/").content.decode()
    assert all(name in board for name in ("马满", "徐宁", "2026 年到现在"))
    mine = client("ma").get("/results/").content.decode()
    assert "马满" in mine
    assert "徐宁" not in mine
    year = client("ma").get("/results/year/").content.decode()
    assert year.count(f"{summary.measure} <a ") == 1
    assert "期内尚未达到" in year
    assert rows_of({"measures": rows, "barred": [], "consequences": []}, TODAY).held["M05"] == held


def test_after_a_restore_the_desk_says_what_to_do(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key", tmp_path / "marks.jsonl"
    make_key(tmp_path / "key")
    finding(cast)
    checkpoint(at=MORNING)
    assert "只能查看" not in desk("ma")
    Head.objects.filter(pk=1).update(seq=0)
    assert "只能查看" in desk("ma")
    assert "restore --acknowledge" not in desk("ma")
    assert "restore --acknowledge tang" in desk("tang")
