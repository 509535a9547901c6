"""Duties in the calendar: the next day that the rulebook's own text gives, for whom its words mean; nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from tests.people import MORNING, TODAY, Cast, enact, make_cast
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.texts import fingerprint
from xiaoneng.org.models import Body
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.language.procedures import Duty
from xiaoneng.web.home.due import DueItem, due_for
from xiaoneng.web.home.duties import next_day

DUTIES = """
duties:
  monthly: {name: 月汇报, clause: 二, who: [救助股], every: month}
  volume: {name: 汇编成册, clause: 二, who: [办公室主任], every: year, by: {by: 12-31}}
  group: {name: 小组检查, clause: 二, who: [team], every: quarter, soft: yes}
  answered: {name: 交计划, clause: 二, who: [局长], every: year, by: {ask: plan_day}}
  anybody: {name: 各科室小结, clause: 二, who: [各科室], every: half}
  daily: {name: 当日事当日毕, clause: 二, who: [救助股], every: day}
  weekly: {name: 周小结, clause: 二, who: [救助股], every: week}
  always: {name: 热情服务, clause: 二, who: [救助股]}
  whenever: {name: 有事报告, clause: 二, who: [救助股], every: as_needed, by: {same_day: yes}}
bodies: {team: {name: 检查小组, clause: 二}}
"""


def duty(**more: Any) -> Duty:
    return Duty.model_validate({"name": "职责", "clause": "一", **more})


@pytest.mark.parametrize(
    ("more", "on", "day"),
    [
        ({"every": "month"}, "2026-07-31", "2026-07-31"),
        ({"every": "month"}, "2026-08-01", "2026-08-31"),
        ({"every": "quarter"}, "2026-09-30", "2026-09-30"),
        ({"every": "quarter"}, "2026-10-01", "2026-12-31"),
        ({"every": "half"}, "2026-06-30", "2026-06-30"),
        ({"every": "half"}, "2026-07-01", "2026-12-31"),
        ({"every": "year"}, "2026-07-01", "2026-12-31"),
        ({"every": "year", "by": {"by": "05-31"}}, "2026-05-31", "2026-05-31"),
        ({"every": "year", "by": {"by": "05-31"}}, "2026-06-01", "2027-05-31"),
        ({"every": "year", "by": {"by": "02-29"}}, "2026-06-01", "2028-02-29"),
        ({"by": {"by": "10-15"}}, "2026-06-01", "2026-10-15"),
        ({"every": "year", "by": {"ask": "when"}}, "2026-06-01", "2026-11-20"),
        ({"every": "once", "by": {"ask": "day"}}, "2026-09-03", "2026-09-03"),
        ({"every": "once", "by": {"ask": "day"}}, "2026-09-04", None),
        ({"every": "once", "by": {"by": "10-15"}}, "2026-06-01", None),
        ({"every": "once"}, "2026-06-01", None),
        ({"every": "two_weeks", "anchor": "day"}, "2026-09-03", "2026-09-03"),
        ({"every": "two_weeks", "anchor": "day"}, "2026-09-04", "2026-09-17"),
        ({"every": "two_weeks", "anchor": "day"}, "2026-09-17", "2026-09-17"),
        ({"every": "two_weeks", "anchor": "day"}, "2026-09-01", "2026-09-03"),
        ({"every": "two_weeks"}, "2026-09-01", None),
        ({"every": "two_weeks", "anchor": "open"}, "2026-09-01", None),
        ({"every": "year", "by": {"ask": "open"}}, "2026-06-01", None),
        ({"every": "year", "by": {"ask": "words"}}, "2026-06-01", None),
        ({"every": "month", "by": {"working_days": "3"}}, "2026-06-01", None),
        ({"every": "week"}, "2026-06-01", None),
        ({"every": "day"}, "2026-06-01", None),
        ({"every": "standing"}, "2026-06-01", None),
        ({"every": "as_needed"}, "2026-06-01", None),
    ],
)
def test_the_day_that_comes_next(more: dict[str, Any], on: str, day: str | None) -> None:
    answers = {"when": "11-20", "day": "2026-09-03", "words": "年底前"}
    found = next_day(duty(**more), answers, date.fromisoformat(on))
    assert found == (date.fromisoformat(day) if day else None)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        made = make_cast(None)
        enactment = enact(made, "office-procedures", answers={"plan_day": "09-01"})
        text = enactment.text + DUTIES
        Enactment.objects.filter(pk=enactment.pk).update(text=text, text_sha256=fingerprint(text))
        yield made


def due(cast: Cast, who: str, on: date = TODAY) -> dict[str, DueItem]:
    found = due_for(Viewer(cast.who[who], on))
    return {one.says: one for one in found if one.says.startswith("职责")}


@pytest.mark.django_db
def test_duties_stand_in_the_calendar_of_whom_they_name(cast: Cast) -> None:
    assert {name: one.day for name, one in due(cast, "ma").items()} == {"职责 月汇报（二）": date(2026, 7, 31)}
    assert due(cast, "ma").keys() == due(cast, "he").keys()
    assert {name: one.day for name, one in due(cast, "shen").items()} == {"职责 交计划（二）": date(2026, 9, 1)}
    assert due(cast, "xu") == {}
    assert due(cast, "fang") == {}
    assert "没有写明哪天" in due(cast, "ma")["职责 月汇报（二）"].note
    assert due(cast, "ma", date(2026, 8, 1))["职责 月汇报（二）"].day == date(2026, 8, 31)


@pytest.mark.django_db
def test_words_that_mean_nobody_are_told_to_whoever_runs_the_year(cast: Cast) -> None:
    found = due(cast, "lin")
    assert found.keys() == {"职责 汇编成册（二）", "职责 各科室小结（二）", "职责 小组检查（二）"}
    assert "由各科室" in found["职责 各科室小结（二）"].note
    assert "由" not in found["职责 汇编成册（二）"].note.replace("理由", "")
    assert "一般性要求" in found["职责 小组检查（二）"].note
    Body.objects.create(office=cast.office, name="检查小组", members=["组员：督查员"])
    assert "职责 小组检查（二）" in due(cast, "zhou")
    assert "职责 小组检查（二）" not in due(cast, "lin")


@pytest.mark.django_db
def test_a_rulebook_that_ends_before_asks_nothing_any_more(cast: Cast) -> None:
    ends = Enactment.objects.filter(key="office-procedures")
    ends.update(until=date(2026, 7, 31))
    assert "职责 月汇报（二）" in due(cast, "ma")
    ends.update(until=date(2026, 7, 30))
    assert due(cast, "ma") == {}


@pytest.mark.django_db
def test_the_page_and_the_file(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ma.account)
    assert "职责 月汇报（二）" in client.get("/me/due/").content.decode()
    events = Calendar.from_ical(client.get("/me/due.ics").content).walk("VEVENT")
    assert [(str(one["summary"]), one.decoded("dtstart")) for one in events] == [("到期：职责 月汇报（二）", date(2026, 7, 31))]
    uid = str(events[0]["uid"])
    with time_machine.travel(MORNING + timedelta(days=10), tick=False):
        client.force_login(cast.ma.account)
        later = Calendar.from_ical(client.get("/me/due.ics").content).walk("VEVENT")
    assert str(later[0]["uid"]) != uid
