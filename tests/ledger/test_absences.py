"""Leave, errands and visits: what they set off, by whose decision; the office's working hours."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.pages import LATER, finding, signed_in, text_of
from tests.people import MORNING, TODAY, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_absences import Away, end_absence, note_absence, set_attendance, set_off
from xiaoneng.ledger.actions_facts import Alike, confirm_fact
from xiaoneng.ledger.models import Absence, Attendance, Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def away(cast: Cast, who: str = "ma", by: str = "he", since: date = TODAY, until: date = TODAY, half: str = "whole") -> Absence:
    return note_absence(person=cast.who[who], away=Away("leave", since, until, half), approved_by="何田", by=cast.who[by], at=MORNING)


def agreed(cast: Cast, **changes: object) -> Attendance:
    assert cast.enactment is not None
    key = cast.enactment.key
    kinds = {"late": f"{key}:late", "early": f"{key}:early_leave", "missing": "", "set_off": [f"{key}:late", f"{key}:absent"]}
    given = {"shifts": [(510, 720), (870, 1080)], "grace": 0, "kinds": kinds, "decided_by": "局务会", **changes}
    return set_attendance(office=cast.office, since=date(2026, 1, 1), by=cast.lin, at=MORNING, **given)  # type: ignore[arg-type]


def test_a_lateness_does_not_become_one(cast: Cast) -> None:
    agreed(cast)
    fact = finding(cast)
    absence = away(cast)
    set_off(fact=fact, absence=absence, by=cast.lin, at=LATER)
    assert (fact.state, fact.set_off_by) == ("withdrawn", absence)
    with pytest.raises(Refused):
        set_off(fact=Fact.objects.get(), absence=absence, by=cast.lin, at=LATER)
    with pytest.raises(Alike, match="请假"):
        finding(cast)


@pytest.mark.parametrize("case", ["other person", "day before", "not named", "confirmed", "ended", "own", "nobody's"])
def test_what_sets_nothing_off(cast: Cast, case: str) -> None:
    if case != "not named":
        agreed(cast)
    changes = {"own": {"对象": "M02"}, "day before": {"日期": "2026-07-21"}}.get(case, {})
    fact = finding(cast, **changes)
    absence = away(cast, {"other person": "xu", "own": "lin"}.get(case, "ma"), by="lin")
    if case == "confirmed":
        confirm_fact(fact=fact, by=cast.lin, at=LATER)
    if case == "ended":
        end_absence(absence=absence, reason="没有去", by=cast.lin, at=LATER)
    with pytest.raises((Refused, Forbidden)):
        set_off(fact=fact, absence=absence, by=cast.zhou if case == "nobody's" else cast.lin, at=LATER)
    fact.refresh_from_db()
    assert fact.state != "withdrawn"


def test_other_findings_of_the_day_stand(cast: Cast) -> None:
    agreed(cast)
    away(cast)
    assert finding(cast, 事项="工作期间饮酒").state == "pending"


@pytest.mark.parametrize(
    ("since", "until", "half", "column"),
    [
        (date(2026, 7, 22), date(2026, 7, 21), "whole", "until"),
        (date(2026, 7, 22), date(2026, 7, 23), "morning", "half"),
        (date(2015, 1, 3), date(2015, 1, 4), "whole", "since"),
    ],
)
def test_days_that_cannot_be(cast: Cast, since: date, until: date, half: str, column: str) -> None:
    with pytest.raises(Invalid) as caught:
        away(cast, since=since, until=until, half=half)
    assert column in caught.value.fields


def test_who_may_note(cast: Cast) -> None:
    for nobody in ("ma", "xu", "zhou", "fang", "tang"):
        with pytest.raises(Forbidden):
            away(cast, by=nobody)
    with pytest.raises(Forbidden):
        away(cast, "xu", by="he")
    assert away(cast, by="he").person == cast.ma


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"shifts": []}, "shifts"),
        ({"shifts": [(600, 600)]}, "shifts"),
        ({"shifts": [(510, 720), (700, 1080)]}, "shifts"),
        ({"grace": -1}, "grace"),
        ({"kinds": {"late": "x:y"}}, "kinds"),
        ({"decided_by": " "}, "decided_by"),
    ],
)
def test_an_agreement_that_cannot_be(cast: Cast, changes: dict[str, object], column: str) -> None:
    with pytest.raises(Invalid) as caught:
        agreed(cast, **changes)
    assert column in caught.value.fields


def test_on_the_pages(cast: Cast) -> None:
    lin = signed_in(cast, "lin")
    assert cast.enactment is not None
    key = cast.enactment.key
    sent = {"since": "2026-01-01", "begin_1": "08:30", "end_1": "18:00", "grace": "5", "decided_by": "局务会", "late": f"{key}:late"}
    assert lin.post("/facts/attendance/", {**sent, "begin_1": "八点半"}).status_code == 422
    assert lin.post("/facts/attendance/", {**sent, "set_off": [f"{key}:late"]}).status_code == 302
    assert "08:30–18:00" in text_of(lin.get("/facts/attendance/"))
    fact = finding(cast)
    note = {"who": "马满", "kind": "village", "since": "2026-07-22", "approved_by": "何田"}
    assert lin.post("/facts/absences/", {**note, "approved_by": ""}).status_code == 422
    assert lin.post("/facts/absences/", note).status_code == 302
    absence = Absence.objects.get()
    assert "可冲销" in text_of(lin.get("/facts/confirm/"))
    assert "以当天的下乡冲销" in text_of(lin.get(f"/facts/{fact.pk}/"))
    assert lin.post(f"/facts/{fact.pk}/set-off/", {"absence": absence.pk}).status_code == 302
    fact.refresh_from_db()
    assert fact.set_off_by == absence
    assert "下乡" in text_of(signed_in(cast, "ma").get("/facts/absences/"))
    for nobody in ("xu", "fang"):
        assert "马满" not in text_of(signed_in(cast, nobody).get("/facts/absences/"))
        assert signed_in(cast, nobody).get(f"/facts/absences/{absence.pk}/").status_code == 404
    assert lin.post(f"/facts/absences/{absence.pk}/end/").status_code == 422
    assert lin.post(f"/facts/absences/{absence.pk}/end/", {"reason": "没有去"}).status_code == 302
    assert Entry.objects.latest("seq").action == "ledger.end_absence"
