"""The pages of records: list, entry, one record, confirmation; what each person sees and may do."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.pages import LATER, finding, signed_in, text_of
from tests.people import MORNING, Cast, make_cast
from xiaoneng.ledger import beside
from xiaoneng.ledger.actions_facts import confirm_fact
from xiaoneng.ledger.models import Fact

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_entered_and_ready_for_the_next(cast: Cast) -> None:
    zhou = signed_in(cast, "zhou")
    page = text_of(zhou.get("/facts/new/"))
    assert "今天已记 0 条" in page
    sent = {"who": "马满", "what": "gzqj", "day": "2026-07-22", "remark": "午间", "once": "k1"}
    answer = zhou.post("/facts/new/", {**sent, "file": SimpleUploadedFile("现场.png", PNG)})
    assert answer.status_code == 302
    zhou.post("/facts/new/", sent)
    fact = Fact.objects.get()
    assert (fact.person, fact.kind_name, fact.state, fact.evidence.get().name) == (cast.ma, "工作期间饮酒", "pending", "现场.png")
    assert "工作期间饮酒" in text_of(zhou.get(answer["Location"]))
    file = fact.evidence.get()
    there = zhou.get(f"/facts/{fact.pk}/evidence/{file.pk}/")
    assert there["Content-Disposition"].startswith("attachment")
    assert b"".join(there) == PNG
    assert signed_in(cast, "xu").get(f"/facts/{fact.pk}/evidence/{file.pk}/").status_code == 404


def test_several_that_fit_are_offered(cast: Cast) -> None:
    zhou = signed_in(cast, "zhou")
    page = text_of(zhou.post("/facts/new/", {"who": "马满", "what": "迟到", "day": "2026-07-22"}))
    assert page == "" or Fact.objects.count() == 1
    page = text_of(zhou.post("/facts/new/", {"who": "M05", "what": "z", "day": "2026-07-22"}))
    assert "请从下面选定" in page
    assert 'name="what_pick"' in page
    assert cast.enactment is not None
    picked = {"who": "M05", "what": "z", "what_pick": f"{cast.enactment.pk}:idle", "day": "2026-07-22"}
    assert zhou.post("/facts/new/", picked).status_code == 302
    assert Fact.objects.latest("pk").kind == "idle"
    assert "徐宁" in text_of(zhou.get("/facts/suggest/?field=who&who=xn"))
    assert "工作期间饮酒" in text_of(zhou.get("/facts/suggest/?field=what&what=gzqj"))


def test_the_points_shown_are_the_engines(cast: Cast) -> None:
    zhou = signed_in(cast, "zhou")
    shown = text_of(zhou.get("/facts/preview/?who=M05&what=drinking&day=2026-07-22".replace("drinking", "工作期间饮酒")))
    assert "六(六)5" in shown
    assert "扣 1</b>" in shown
    assert "50 → 49" in shown
    confirm_fact(fact=finding(cast, 事项="肢体冲突或辱骂"), by=cast.lin, at=LATER)
    assert "45 → 44" in text_of(zhou.get("/facts/preview/?who=M05&what=工作期间饮酒&day=2026-07-22"))
    assert "补录" in text_of(zhou.get("/facts/preview/?who=M05&what=工作期间饮酒&day=2026-06-30"))
    assert zhou.get("/facts/preview/?who=&what=&day=").status_code == 200


def test_what_may_be_on_record_asks_why(cast: Cast) -> None:
    zhou = signed_in(cast, "zhou")
    finding(cast, 事项="擅离岗位")
    sent = {"who": "M05", "what": "值班擅离职守", "day": "2026-07-22"}
    answer = zhou.post("/facts/new/", sent)
    assert answer.status_code == 422
    assert "同一事项可能已登记" in text_of(answer)
    assert zhou.post("/facts/new/", {**sent, "go_on": "早晚各一次"}).status_code == 302
    assert Fact.objects.latest("pk").despite == "早晚各一次"


def test_entered_for_somebody_who_spoke(cast: Cast) -> None:
    lin = signed_in(cast, "lin")
    sent = {"who": "M05", "what": "迟到", "day": "2026-07-22", "behalf": "沈望"}
    assert "代录没有写明依据" in text_of(lin.post("/facts/new/", sent)) or "代别人登记的" in text_of(lin.post("/facts/new/", sent))
    assert lin.post("/facts/new/", {**sent, "basis": "7 月 22 日批示"}).status_code == 302
    fact = Fact.objects.get()
    assert fact.behalf == cast.shen
    assert "代 沈望 登记" in text_of(lin.get(f"/facts/{fact.pk}/"))


def test_each_sees_their_own_part(cast: Cast) -> None:
    finding(cast, 说明="救助股的事")
    finding(cast, 对象="M06", 说明="登记处的事")
    for key, sees, not_seen in (("ma", "救助股的事", "登记处的事"), ("he", "救助股的事", "登记处的事"), ("xu", "登记处的事", "救助股的事")):
        page = text_of(signed_in(cast, key).get("/facts/"))
        assert sees in page
        assert not_seen not in page
    for key in ("lin", "shen", "zhou"):
        page = text_of(signed_in(cast, key).get("/facts/"))
        assert "救助股的事" in page
        assert "登记处的事" in page
    other = text_of(signed_in(cast, "fang").get("/facts/"))
    assert "救助股的事" not in other
    assert "马满" not in other


def test_another_offices_record_is_not_there(cast: Cast) -> None:
    fact = finding(cast, 说明="内部说明")
    fang = signed_in(cast, "fang")
    paths = ["", "confirm/", "withdraw/", "correct/", "mend/", "set-off/", "evidence/"]
    for path in paths:
        for answer in (fang.get(f"/facts/{fact.pk}/{path}"), fang.post(f"/facts/{fact.pk}/{path}", {"reason": "x"})):
            assert answer.status_code in (404, 405, 403)
            assert "内部说明" not in text_of(answer)
            assert "马满" not in text_of(answer)
    fact.refresh_from_db()
    assert fact.state == "pending"


def test_found_by_what_one_remembers(cast: Cast) -> None:
    finding(cast, 说明="上午查岗不在")
    finding(cast, 对象="M06", 事项="早退", 说明="下午查岗")
    lin = signed_in(cast, "lin")

    def hits(address: str) -> int:
        return text_of(lin.get(address)).count('<td class="day"')

    section = cast.sections["救助股"].pk
    assert [hits(f"/facts/?{query}") for query in ("q=查岗", "q=不在", "q=mm", "q=马满 迟到", "q=没有的")] == [2, 1, 1, 1, 0]
    filters = (
        "state=pending",
        "state=confirmed",
        "month=2026-07",
        "month=2026-06",
        f"section={section}",
        "what=早退",
        f"by={cast.zhou.pk}",
    )
    assert [hits(f"/facts/?{query}") for query in filters] == [2, 0, 2, 0, 1, 1, 2]
    assert hits(f"/facts/?person={cast.ma.pk}") == 1
    assert hits("/facts/?section=999999&month=xx&batch=zz&sort=evil") == 2


def test_the_list_as_a_spreadsheet_holds_no_formula(cast: Cast) -> None:
    finding(cast, 说明="=cmd|' /C calc'!A0")
    answer = signed_in(cast, "lin").get("/facts/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "'=cmd|' /C calc'!A0" in values
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_what_was_written_is_only_text(cast: Cast) -> None:
    fact = finding(cast, 说明="<script>alert(1)</script>")
    lin = signed_in(cast, "lin")
    for address in ("/facts/", f"/facts/{fact.pk}/", "/facts/confirm/"):
        page = text_of(lin.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_confirmed_and_withdrawn_from_the_box(cast: Cast) -> None:
    facts = [finding(cast), finding(cast, 事项="早退"), finding(cast, 对象="M02")]
    lin = signed_in(cast, "lin")
    page = text_of(lin.get("/facts/confirm/"))
    assert facts[1].no in page
    assert facts[2].no not in page
    assert "没有写明撤销的理由" in text_of(lin.post("/facts/confirm/", {"fact": [facts[1].pk], "act": "withdraw"}))
    lin.post("/facts/confirm/", {"fact": [facts[0].pk, facts[2].pk], "act": "confirm"})
    lin.post("/facts/confirm/", {"fact": [facts[1].pk], "act": "withdraw", "reason": "查无此事"})
    assert list(Fact.objects.order_by("pk").values_list("state", flat=True)) == ["confirmed", "withdrawn", "pending"]
    assert signed_in(cast, "zhou").get("/facts/confirm/").status_code == 403


def test_whoever_runs_the_year_is_judged_by_a_leader(cast: Cast) -> None:
    fact = finding(cast, 对象="M02")
    lin, shen = signed_in(cast, "lin"), signed_in(cast, "shen")
    assert "由单位领导办理" in text_of(lin.get(f"/facts/{fact.pk}/"))
    assert lin.post(f"/facts/{fact.pk}/confirm/").status_code == 403
    assert "确认属实" in text_of(shen.get(f"/facts/{fact.pk}/"))
    shen.post(f"/facts/{fact.pk}/confirm/")
    fact.refresh_from_db()
    assert (fact.state, fact.settled_by) == ("confirmed", cast.shen)
    other = finding(cast)
    assert "确认属实" not in text_of(shen.get(f"/facts/{other.pk}/"))
    assert shen.post(f"/facts/{other.pk}/confirm/").status_code == 403


def test_a_statement_that_nobody_answered_stands_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = finding(cast, 日期="2026-07-01"), finding(cast, 日期="2026-07-02")
    monkeypatch.setattr(beside, "WORDS", [lambda viewer, facts: {second.pk: [beside.Word("我请过假")]}])
    page = text_of(signed_in(cast, "lin").get("/facts/confirm/"))
    assert "我请过假" in page
    assert page.index(second.no) < page.index(first.no)
    assert "我请过假" in text_of(signed_in(cast, "lin").get(f"/facts/{second.pk}/"))


def test_corrected_on_the_page(cast: Cast) -> None:
    fact = finding(cast)
    lin = signed_in(cast, "lin")
    sent = {"who": "M05", "what": "早退", "day": "2026-07-22"}
    assert lin.post(f"/facts/{fact.pk}/correct/", sent).status_code == 422
    lin.post(f"/facts/{fact.pk}/correct/", {**sent, "reason": "查实是早退"})
    made = Fact.objects.latest("pk")
    assert (made.kind, made.state, made.supersedes) == ("early_leave", "pending", fact)
    assert "更正为" in text_of(lin.get(f"/facts/{fact.pk}/"))
    assert lin.post(f"/facts/{made.pk}/correct/", {**sent, "who": "M02", "reason": "换成我"}).status_code == 403


def test_a_year_begun_in_the_middle(cast: Cast) -> None:
    lin = signed_in(cast, "lin")
    sent = {"who": "M05", "what": "迟到", "day": "2026-06-30", "quantity": "3", "reason": "转自考勤簿"}
    assert lin.post("/facts/opening/", sent).status_code == 302
    assert lin.post("/facts/opening/", {**sent, "who": "M02"}).status_code == 302
    assert {(fact.person_id, fact.state) for fact in Fact.objects.all()} == {(cast.ma.pk, "confirmed"), (cast.lin.pk, "pending")}
    assert signed_in(cast, "zhou").get("/facts/opening/").status_code == 403


@pytest.mark.parametrize("name", ["病毒.exe", "图.png", "空.png"])
def test_files_that_are_not_what_they_say(cast: Cast, name: str) -> None:
    fact = finding(cast)
    data = {"病毒.exe": b"MZ", "图.png": b"<html>", "空.png": b""}[name]
    answer = signed_in(cast, "lin").post(f"/facts/{fact.pk}/evidence/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert not fact.evidence.exists()


def test_everything_is_said_of_a_record(cast: Cast) -> None:
    fact = confirm_fact(fact=finding(cast), by=cast.lin, at=LATER)
    page = text_of(signed_in(cast, "ma").get(f"/facts/{fact.pk}/"))
    for word in ("六(六)1", "周安", "林知", "查岗", fact.no, "已确认", f"{MORNING.astimezone().year}"):
        assert word in page
    assert "撤销这条记录" not in page
