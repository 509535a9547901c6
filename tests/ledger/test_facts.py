"""Facts: entered, mended, confirmed, withdrawn, corrected; who may; what stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.ledger.actions_facts import confirm_fact, confirm_facts, correct_fact, enter_fact, mend_slip, open_with, withdraw_fact
from xiaoneng.ledger.actions_notices import working_moment
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Fact, Notice
from xiaoneng.ledger.queries import facts_for, kinds_on, matching
from xiaoneng.org.permit import Viewer

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(minutes=5)
TOMORROW = MORNING + timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def finding(cast: Cast, **changes: str) -> Fact:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到", "说明": "查岗", **changes}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING)


def score(cast: Cast, who: str = "M05", period: str = "2026-07") -> str:
    assert cast.enactment is not None
    return next(row["total"] for row in evaluate(cast.enactment, period).result["scores"] if row["subject"] == who)


def test_a_finding_counts_once_it_is_confirmed(cast: Cast) -> None:
    fact = finding(cast)
    assert (fact.no, fact.kind, fact.person, fact.state, score(cast)) == ("2026-00001", "late", cast.ma, "pending", "50")
    confirm_fact(fact=fact, by=cast.lin, at=LATER)
    assert score(cast) == "49.5"
    withdraw_fact(fact=fact, reason="有请假条", by=cast.lin, at=LATER)
    assert score(cast) == "50"
    assert [entry.action for entry in Entry.objects.filter(object_type="fact").order_by("seq")] == [
        "ledger.enter_fact", "ledger.confirm_fact", "ledger.withdraw_fact",
    ]  # fmt: skip
    assert Entry.objects.order_by("seq")[0].clause == "六(六)1"


def test_a_correction_takes_its_place(cast: Cast) -> None:
    fact = confirm_fact(fact=finding(cast), by=cast.lin, at=LATER)
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "旷工", "数量": "2"}
    made = correct_fact(fact=fact, row=row, reason="查实", by=cast.lin, at=LATER)
    fact.refresh_from_db()
    assert (fact.state, made.state, made.supersedes, score(cast)) == ("corrected", "confirmed", fact, "48")


@pytest.mark.parametrize(
    ("changes", "column", "what"),
    [
        ({"事项": "迟道"}, "事项", "迟到"),
        ({"对象": "M99"}, "对象", "不是名册"),
        ({"对象": "L02"}, "对象", "不是名册"),
        ({"日期": "昨天"}, "日期", "日期"),
        ({"日期": "2014-12-31"}, "日期", "任职期间"),
        ({"数量": "0.5"}, "数量", "整数"),
    ],
)
def test_what_is_wrong_is_said_by_column(cast: Cast, changes: dict[str, str], column: str, what: str) -> None:
    with pytest.raises(Invalid) as caught:
        finding(cast, **changes)
    assert what in caught.value.fields[column]
    assert not Fact.objects.exists()


def test_what_has_not_happened_is_not_entered(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        finding(cast, 日期="2026-07-23")
    assert "还没有到" in caught.value.fields["日期"]
    assert not Fact.objects.exists()
    fact = finding(cast)
    row = {"日期": "2026-08-22", "对象": "M05", "事项": "迟到"}
    with pytest.raises(Invalid, match="还没有到"):
        mend_slip(fact=fact, row=row, by=cast.zhou, at=LATER)
    with pytest.raises(Invalid, match="还没有到"):
        correct_fact(fact=fact, row=row, reason="日期写错了", by=cast.lin, at=LATER)
    fact.refresh_from_db()
    assert (fact.day.isoformat(), fact.state, Fact.objects.count()) == ("2026-07-22", "pending", 1)


def test_who_may(cast: Cast) -> None:
    fact = finding(cast)
    for nobody in (cast.ma, cast.he, cast.zhou, cast.tang, cast.fang):
        with pytest.raises(Forbidden):
            confirm_fact(fact=fact, by=nobody, at=LATER)
    own = finding(cast, 对象="M02")
    with pytest.raises(Forbidden, match="本人"):
        confirm_fact(fact=own, by=cast.lin, at=LATER)
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M06", "事项": "迟到"}
    with pytest.raises(Forbidden):
        enter_fact(enactment=cast.enactment, row=row, by=cast.he, at=LATER)
    assert enter_fact(enactment=cast.enactment, row=row | {"对象": "马满"}, by=cast.he, at=LATER).person == cast.ma


def test_who_sees_what(cast: Cast) -> None:
    fact = finding(cast)
    seen = {key for key, person in cast.who.items() if fact in facts_for(Viewer(person, MORNING.date()))}
    assert seen == {"shen", "lin", "zhou", "he", "ma"}


@pytest.mark.parametrize(("at", "by", "mended"), [(LATER, "zhou", True), (TOMORROW, "zhou", False), (LATER, "lin", False)])
def test_a_slip_of_the_same_day(cast: Cast, at: object, by: str, mended: bool) -> None:
    fact = finding(cast)
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "早退"}
    if mended:
        assert mend_slip(fact=fact, row=row, by=cast.who[by], at=at).kind == "early_leave"  # type: ignore[arg-type]
        assert '"before"' in Entry.objects.latest("seq").details
    else:
        with pytest.raises(Refused):
            mend_slip(fact=fact, row=row, by=cast.who[by], at=at)  # type: ignore[arg-type]


def test_two_at_once(cast: Cast) -> None:
    fact = finding(cast)
    same = Fact.objects.get(pk=fact.pk)
    confirm_fact(fact=fact, by=cast.lin, at=LATER)
    with pytest.raises(Stale):
        withdraw_fact(fact=same, reason="重复", by=cast.lin, at=LATER)


def test_a_batch_is_confirmed_whole_or_not(cast: Cast) -> None:
    facts = [finding(cast), finding(cast, 对象="M02")]
    with pytest.raises(Forbidden):
        confirm_facts(facts=facts, by=cast.lin, at=LATER)
    assert not Fact.objects.filter(state="confirmed").exists()
    assert confirm_facts(facts=[Fact.objects.get(pk=facts[0].pk)], by=cast.lin, at=LATER) == 1


def test_an_office_may_begin_in_mid_year(cast: Cast) -> None:
    assert cast.enactment is not None
    row = {"日期": "2026-06-30", "对象": "M05", "事项": "迟到", "数量": "3"}
    fact = open_with(enactment=cast.enactment, row=row, reason="转自上半年考勤簿", by=cast.lin, at=MORNING)
    assert (fact.state, fact.source, fact.late_entry, score(cast, period="2026-06")) == ("confirmed", "opening", True, "48.5")


def test_the_person_concerned_is_told(cast: Cast) -> None:
    fact = finding(cast)
    confirm_fact(fact=fact, by=cast.lin, at=LATER)
    told = Notice.objects.get(person=cast.ma)
    assert "已经确认" in told.text
    assert told.visible_at == MORNING


@pytest.mark.parametrize(
    ("hour", "day", "shown"),
    [(9, 22, (22, 9)), (17, 22, (22, 17)), (18, 22, (23, 8)), (7, 22, (22, 8)), (20, 24, (27, 8)), (9, 25, (27, 8))],
)
def test_notices_come_in_working_hours(hour: int, day: int, shown: tuple[int, int]) -> None:
    found = working_moment(datetime(2026, 7, day, hour, tzinfo=SHANGHAI)).astimezone(SHANGHAI)
    assert (found.day, found.hour) == shown


def test_kinds_are_found_by_initials(cast: Cast) -> None:
    kinds = kinds_on(cast.office, MORNING.date())
    assert [one.kind.name for one in matching(kinds, "gzqj")] == ["工作期间饮酒"]
    assert matching(kinds, "迟到")[0].kind.name == "迟到"
