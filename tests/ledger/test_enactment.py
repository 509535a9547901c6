"""A rulebook is drafted, answered, put in force by a decision; a new version shows who changes and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.people import MORNING, TODAY, Cast, make_cast, shipped_text
from tests.people import enact as enact_shipped
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_enactment import answer_questions, draft_enactment, drop_draft, enact, end_enactment
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.dry_run import clause_changes, dry_run
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import assessing, in_force, judging, source_of
from xiaoneng.rulebook.language.load import chapters_of

pytestmark = pytest.mark.django_db
KEY = "shufu-civil-affairs-2012"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def draft(cast: Cast, text: str | None = None) -> Enactment:
    chapters = [("rulebook.yaml", text)] if text is not None else chapters_of(KEY)
    return draft_enactment(office=cast.office, chapters=chapters, follows=cast.enactment, by=cast.lin, at=MORNING)


def changed(old: str, new: str) -> str:
    text = shipped_text(KEY)
    assert old in text
    return text.replace(old, new)


def test_a_new_version_follows_the_old(cast: Cast) -> None:
    made = draft(cast)
    assert made.number == 2
    with pytest.raises(Invalid, match="决定"):
        enact(enactment=made, decided_by=" ", decided_on=TODAY, since=TODAY, by=cast.lin, at=MORNING)
    with pytest.raises(Forbidden):
        enact(enactment=made, decided_by="局务会", decided_on=TODAY, since=TODAY, by=cast.shen, at=MORNING)
    enact(enactment=made, decided_by="局务会", decided_on=TODAY, since=date(2026, 8, 15), by=cast.lin, at=MORNING)
    assert cast.enactment is not None
    cast.enactment.refresh_from_db()
    assert cast.enactment.until == date(2026, 8, 14)
    assert judging(cast.office, KEY, date(2026, 7, 31)) == cast.enactment
    assert judging(cast.office, KEY, date(2026, 8, 31)) == made
    with pytest.raises(Refused, match="不再改动"):
        answer_questions(enactment=made, answers={}, reasons={}, by=cast.lin, at=MORNING)


def test_a_decision_that_is_still_to_come_is_no_decision(cast: Cast) -> None:
    made = draft(cast)
    with pytest.raises(Invalid) as caught:
        enact(
            enactment=made, decided_by="局务会", decided_on=TODAY + timedelta(days=1), since=date(2026, 8, 15), by=cast.lin, at=MORNING
        )  # fmt: skip
    assert "不能晚于今天" in caught.value.fields["decided_on"]
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_first_version_and_its_open_questions() -> None:
    """No list of everybody where nothing was in force; once in force, the page says how what is open is answered."""
    cast = make_cast(None)
    client = Client()
    client.force_login(cast.lin.account)
    place = client.post("/rulebook/versions/new/", {"shipped": KEY, "once": "k"})["Location"]
    assert "第一次施行" in client.get(place).content.decode()
    sent = {"decided_by": "局务会", "decided_on": TODAY.isoformat(), "since": TODAY.isoformat(), "once": "e"}
    assert client.post(place + "enact/", sent).status_code == 302
    assert "要补答复的" in client.get(place).content.decode()


def test_who_would_change_and_why(cast: Cast) -> None:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到"}
    confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING), by=cast.lin, at=MORNING)
    made = draft(cast, changed("fact: [late, early_leave], post: {score: -0.5}", "fact: [late, early_leave], post: {score: -1}"))
    [one] = dry_run(made, cast.enactment, TODAY)
    assert (one.name, one.what, one.before, one.after) == ("马满", "2026-07 得分", "49.5", "49")
    assert all(clause.startswith("六(六)1") for clause in one.clauses)
    [change] = clause_changes(source_of(cast.enactment), source_of(made), {}, {})
    assert change.clause == "六(六)1"
    assert "0.5" in change.gone[0]


def test_a_wrong_rulebook_is_told_by_line(cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"rulebook\.yaml 第 \d+ 行"):
        draft(cast, changed("fact: absent", "fact: abscent"))
    assert Enactment.objects.count() == 1


def test_answers_are_checked(cast: Cast) -> None:
    made = draft(cast)
    with pytest.raises(Invalid) as caught:
        answer_questions(enactment=made, answers={"caution_months": "半年", "score_floor": "5"}, reasons={}, by=cast.lin, at=MORNING)
    assert set(caught.value.fields) == {"caution_months", "score_floor"}
    answer_questions(enactment=made, answers={"caution_months": "6"}, reasons={"caution_months": "县里统一"}, by=cast.lin, at=MORNING)
    assert made.reasons == {"caution_months": "县里统一"}


@pytest.mark.parametrize(("day", "there"), [(date(2026, 9, 30), True), (date(2026, 10, 1), False)])
def test_an_ended_rulebook(cast: Cast, day: date, there: bool) -> None:
    assert cast.enactment is not None
    end_enactment(enactment=cast.enactment, until=date(2026, 9, 30), reason="县里另行发文", by=cast.lin, at=MORNING)
    assert bool(in_force(cast.office, day)) is there


def test_procedures_alone_are_nobodys_assessment() -> None:
    cast = make_cast(rulebook=None)
    procedures, assessed = enact_shipped(cast, "office-procedures"), enact_shipped(cast, KEY)
    assert in_force(cast.office, TODAY) == [assessed, procedures]
    assert assessing(cast.office, TODAY) == [assessed]


def test_a_dropped_draft_stays_readable(cast: Cast) -> None:
    made = drop_draft(enactment=draft(cast), by=cast.lin, at=MORNING)
    assert source_of(made).rulebook.rulebook == KEY
    with pytest.raises(Refused):
        enact(enactment=made, decided_by="局务会", decided_on=TODAY, since=TODAY, by=cast.lin, at=MORNING + timedelta(minutes=1))


def test_the_pages(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ma.account)
    book = client.get("/rulebook/?clause=六(六)1").content.decode()
    assert "迟到早退" in book
    assert client.get("/rulebook/?q=饮酒").content.decode().count('class="clause') == 1
    assert client.get("/rulebook/versions/new/").status_code == 403
    client.force_login(cast.lin.account)
    answer = client.post("/rulebook/versions/new/", {"shipped": KEY, "once": "k"})
    assert answer.status_code == 302, answer.content.decode()
    place = answer["Location"]
    assert "今年谁会变" in client.get(place).content.decode()
    questions = client.get(place + "questions/").content.decode()
    assert "告诫期" in questions
    saved = client.post(place + "questions/", {"a:caution_months": "6", "r:caution_months": "惯例", "once": "q"})
    assert saved.status_code == 302, saved.content.decode()
    wrong = client.post(place + "enact/", {"decided_by": "", "decided_on": "2026-07-22", "since": "2026-08-01"})
    assert wrong.status_code == 422
    right = {"decided_by": "局务会", "decided_on": "2026-07-22", "since": "2026-08-01", "once": "e"}
    assert client.post(place + "enact/", right).status_code == 302
    client.force_login(cast.fang.account)
    assert client.get(place).status_code == 404


def test_an_earlier_version_ends_where_the_later_begins(cast: Cast) -> None:
    """An office that starts in mid-history enters what held before."""
    assert cast.enactment is not None
    made = draft(cast)
    with pytest.raises(Refused, match="也自 2026-01-01 起施行"):
        enact(enactment=made, decided_by="局务会", decided_on=date(2025, 12, 1), since=date(2026, 1, 1), by=cast.lin, at=MORNING)
    enact(enactment=made, decided_by="局务会", decided_on=date(2014, 12, 1), since=date(2015, 1, 1), by=cast.lin, at=MORNING)
    cast.enactment.refresh_from_db()
    assert (made.until, cast.enactment.until) == (date(2025, 12, 31), None)
    assert judging(cast.office, KEY, date(2025, 12, 31)) == made
    assert judging(cast.office, KEY, date(2026, 1, 1)) == cast.enactment
    between = draft(cast)
    enact(enactment=between, decided_by="局务会", decided_on=date(2019, 12, 1), since=date(2020, 1, 1), by=cast.lin, at=MORNING)
    made.refresh_from_db()
    assert (made.until, between.until) == (date(2019, 12, 31), date(2025, 12, 31))


def test_a_version_that_was_to_end_later_ends_on_the_eve(cast: Cast) -> None:
    assert cast.enactment is not None
    end_enactment(enactment=cast.enactment, until=date(2026, 12, 31), reason="县里另行发文", by=cast.lin, at=MORNING)
    made = draft(cast)
    enact(enactment=made, decided_by="局务会", decided_on=TODAY, since=date(2026, 10, 1), by=cast.lin, at=MORNING)
    cast.enactment.refresh_from_db()
    assert (cast.enactment.until, made.until) == (date(2026, 9, 30), None)
    assert in_force(cast.office, date(2026, 10, 1)) == [made]


def test_the_page_ends_a_version(cast: Cast, client: Client) -> None:
    assert cast.enactment is not None
    page = f"/rulebook/versions/{cast.enactment.pk}/"
    client.force_login(cast.shen.account)
    assert "登记失效" not in client.get(page).content.decode()
    client.force_login(cast.lin.account)
    assert "登记失效" in client.get(page).content.decode()
    answer = client.post(f"{page}end/", {"until": "2026-09-30", "reason": "", "once": "a"})
    assert (answer.status_code, "请写明由什么文件或会议决定" in answer.content.decode()) == (422, True)
    assert client.post(f"{page}end/", {"until": "2026-09-30", "reason": "县里另行发文", "once": "b"}).status_code == 302
    cast.enactment.refresh_from_db()
    assert cast.enactment.until == date(2026, 9, 30)
    assert "登记失效" not in client.get(page).content.decode()


VARYING = "xichuan-gov-office-2007"


def varying(cast: Cast) -> Enactment:
    return draft_enactment(office=cast.office, chapters=chapters_of(VARYING), by=cast.lin, at=MORNING)


def test_answers_that_differ_are_written_by_line(cast: Cast, client: Client) -> None:
    made = varying(cast)
    client.force_login(cast.lin.account)
    page = f"/rulebook/versions/{made.pk}/questions/"
    lines = "科室 救助股：6\n工号 M05: 0"
    assert client.post(page, {"a:norm_research": "2", "v:norm_research": lines, "once": "a"}).status_code == 302
    made.refresh_from_db()
    assert made.answers["norm_research"] == {"默认": "2", "科室": {"救助股": "6"}, "工号": {"M05": "0"}}
    assert "一般 2；科室 救助股：6；工号 M05：0" in client.get(f"/rulebook/versions/{made.pk}/").content.decode()
    again = client.get(page).content.decode()
    assert "科室 救助股：6\n工号 M05：0" in again
    assert client.post(page, {"a:norm_research": "3", "v:norm_research": "", "once": "b"}).status_code == 302
    made.refresh_from_db()
    assert made.answers["norm_research"] == "3"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("救助股 6", "看不懂"),
        ("单位 救助股：6", "看不懂"),
        ("科室 没有股：6", "本单位没有科室“没有股”"),
        ("工号 L01：6", "本单位没有工号“L01”"),
        ("工号 M05：6\n工号 M05：7", "写了两次"),
        ("工号 M05：六", "这一项的答复“六”"),
    ],
)
def test_a_line_that_can_t_be_read_is_told(cast: Cast, client: Client, line: str, said: str) -> None:
    made = varying(cast)
    client.force_login(cast.lin.account)
    answer = client.post(f"/rulebook/versions/{made.pk}/questions/", {"v:norm_research": line, "once": "a"}).content.decode()
    assert said in answer
    assert line in answer
    assert "norm_research”" not in answer
    made.refresh_from_db()
    assert "norm_research" not in made.answers


def test_the_document_s_own_particulars_are_shown(cast: Cast, client: Client) -> None:
    made = varying(cast)
    client.force_login(cast.lin.account)
    document = source_of(made).rulebook.document
    page = client.get(f"/rulebook/versions/{made.pk}/").content.decode()
    assert document.number
    assert document.number in page
    assert all(text in page for text in document.disclosure.values())


def test_choices_are_said_in_chinese(cast: Cast) -> None:
    made = draft_enactment(office=cast.office, chapters=chapters_of("district-party-office"), by=cast.lin, at=MORNING)
    client = Client()
    client.force_login(cast.lin.account)
    place = f"/rulebook/versions/{made.pk}/"
    questions = client.get(place + "questions/").content.decode()
    assert 'value="floor">舍去' in questions
    assert ">是（默认）</option>" in questions
    version = client.get(place).content.decode()
    assert "是（默认）" in version
    assert "未答复" in version
    assert "没有被任何规则" not in version
