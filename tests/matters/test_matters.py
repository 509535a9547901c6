"""Matters: the procedures of the rulebooks at work: statement, objection, case file, rectification."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.models import Fact
from xiaoneng.matters.actions import decide, holders, keepers, open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import Known, procedures_of
from xiaoneng.matters.queries import due_of_matter, in_hand, matters_for
from xiaoneng.org.models import Person
from xiaoneng.org.permit import Viewer

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)
TODAY = MORNING.date()


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures", answers={"answer_days": "3", "decide_days": "2", "statement_days": "5"})
    return cast


def known(cast: Cast, key: str) -> Known:
    return procedures_of(cast.office, TODAY)[key]


def finding(cast: Cast) -> Fact:
    assert cast.enactment is not None
    return enter_fact(enactment=cast.enactment, row={"日期": "2026-07-22", "对象": "M05", "事项": "迟到"}, by=cast.zhou, at=MORNING)


def opened(cast: Cast, key: str, fact: Fact, by: Person, text: str = "车坏在路上，有修车单") -> Matter:
    return open_matter(known=known(cast, key), subject=fact.person, fields={"text": text}, facts=[fact], by=by, at=MORNING)


@pytest.mark.parametrize(("outcome", "state"), [("属实仍计", "confirmed"), ("不再计入", "withdrawn")])
def test_a_statement_decides_the_record(cast: Cast, outcome: str, state: str) -> None:
    fact = finding(cast)
    matter = opened(cast, "statement", fact, cast.ma)
    assert matter.no == "本人说明〔2026〕0001"
    assert holders(matter, TODAY) == [cast.lin]
    decide(matter=matter, step="read", outcome=outcome, by=cast.lin, at=LATER)
    fact.refresh_from_db()
    assert (fact.state, matter.step, matter.outcome) == (state, "", outcome)
    with pytest.raises(Refused, match="办结"):
        decide(matter=matter, step="read", outcome=outcome, by=cast.lin, at=LATER)


def test_only_the_person_concerned_states(cast: Cast) -> None:
    fact = finding(cast)
    with pytest.raises(Forbidden, match="本人"):
        opened(cast, "statement", fact, cast.xu)
    with pytest.raises(Invalid):
        opened(cast, "statement", fact, cast.ma, text=" ")


def test_an_objection_goes_by_its_steps(cast: Cast) -> None:
    fact = confirm_fact(fact=finding(cast), by=cast.lin, at=MORNING)
    matter = opened(cast, "objection", fact, cast.ma)
    due = due_of_matter(matter)
    assert due is not None
    assert due.date.isoformat() == "2026-07-27"
    assert holders(matter, TODAY) == [cast.he]
    with pytest.raises(Forbidden):
        decide(matter=matter, step="answer", outcome="同意撤销", by=cast.lin, at=LATER)
    with pytest.raises(Refused, match="没有"):
        decide(matter=matter, step="answer", outcome="撤销", by=cast.he, at=LATER)
    decide(matter=matter, step="answer", outcome="同意撤销", text="有修车单", by=cast.he, at=LATER)
    with pytest.raises(Refused, match="别的步骤"):
        decide(matter=matter, step="answer", outcome="同意撤销", by=cast.he, at=LATER)
    decide(matter=matter, step="decide", outcome="撤销", by=cast.lin, at=MORNING + timedelta(days=9))
    fact.refresh_from_db()
    assert fact.state == "withdrawn"
    assert [(event.outcome, event.late) for event in matter.events.all()] == [("同意撤销", False), ("撤销", True)]


def test_an_unanswered_term_is_no_term(cast: Cast) -> None:
    assert known(cast, "objection").enactment.answers["answer_days"] == "3"
    known(cast, "objection").enactment.answers.clear()
    fact = finding(cast)
    matter = opened(cast, "objection", fact, cast.ma)
    matter.enactment.answers = {}
    assert due_of_matter(matter) is None


def test_a_case_records_what_was_decided(cast: Cast) -> None:
    fields = {"source": "督查", "behaviour": "推诿", "facts": "两次推诿"}
    with pytest.raises(Forbidden):
        open_matter(known=known(cast, "accountability"), subject=cast.ma, fields=fields, by=cast.he, at=MORNING)
    case = open_matter(known=known(cast, "accountability"), subject=cast.ma, fields=fields, by=cast.zhou, at=MORNING)
    decide(matter=case, step="check", outcome="属实", by=cast.zhou, at=LATER)
    assert holders(case, TODAY) == [cast.ma]
    decide(matter=case, step="statement", outcome="已说明", text="当时在接电话", by=cast.ma, at=LATER)
    assert holders(case, TODAY) == [cast.shen]
    decide(matter=case, step="decide", outcome="效能告诫", by=cast.shen, at=LATER)
    fact = Fact.objects.get(kind="caution")
    assert (fact.person, fact.state, fact.source, fact.basis) == (cast.ma, "confirmed", "matter", case.no)
    decide(matter=case, step="serve", outcome="已送达", by=cast.lin, at=LATER)
    assert case.ended_at == LATER


CASE = {"source": "督查", "behaviour": "推诿不办", "facts": "两次推诿"}


def case_at_statement(cast: Cast, days: str | None = "3", subject: Person | None = None) -> Matter:
    assert cast.enactment is not None
    cast.enactment.answers = {"statement_days": days} if days else {}
    cast.enactment.save()
    case = open_matter(known=known(cast, "accountability"), subject=subject or cast.ma, fields=CASE, by=cast.zhou, at=MORNING)
    return decide(matter=case, step="check", outcome="属实", by=cast.zhou, at=MORNING)


def test_silence_ends_the_step_once_its_term_is_over(cast: Cast) -> None:
    case = case_at_statement(cast)
    last = TODAY + timedelta(days=5)  # 22 July is a Wednesday: three working days later is Monday the 27th
    assert due_of_matter(case).date == last  # type: ignore[union-attr]
    with pytest.raises(Refused, match="期限还没有过"):
        decide(matter=case, step="statement", outcome="逾期未说明", by=cast.lin, at=MORNING + timedelta(days=5))
    assert case not in in_hand(Viewer(cast.lin, last))
    after = MORNING + timedelta(days=6)
    assert case in in_hand(Viewer(cast.lin, after.date()))
    for other in (cast.ma, cast.he):
        with pytest.raises(Forbidden, match="考核管理员"):
            decide(matter=case, step="statement", outcome="逾期未说明", by=other, at=after)
    decide(matter=case, step="statement", outcome="逾期未说明", by=cast.lin, at=after)
    assert (case.step, case.events.last().late, case.events.last().behalf) == ("decide", True, None)  # type: ignore[union-attr]


def test_an_unanswered_term_never_passes_but_paper_goes_on(cast: Cast) -> None:
    case, after = case_at_statement(cast, days=None), MORNING + timedelta(days=90)
    with pytest.raises(Refused, match="代录"):
        decide(matter=case, step="statement", outcome="逾期未说明", by=cast.lin, at=after)
    said = partial(decide, matter=case, step="statement", outcome="不说明", at=after)
    with pytest.raises(Invalid, match="凭据"):
        said(by=cast.lin, on_behalf_of=cast.ma, evidence=" ")
    with pytest.raises(Forbidden, match="考核管理员"):
        said(by=cast.zhou, on_behalf_of=cast.ma, evidence="谈话笔录")
    with pytest.raises(Refused, match="徐宁"):
        said(by=cast.lin, on_behalf_of=cast.xu, evidence="谈话笔录")
    said(by=cast.lin, on_behalf_of=cast.ma, evidence="10月20日谈话笔录，本人签字")
    event = case.events.get(step="statement")
    assert (case.step, event.by, event.behalf, event.evidence) == ("decide", cast.lin, cast.ma, "10月20日谈话笔录，本人签字")
    assert Entry.objects.filter(object_type="matter", object_id=str(case.pk)).latest("seq").behalf_id == cast.ma.pk


def test_nobody_enters_what_they_are_the_subject_of(cast: Cast) -> None:
    case = case_at_statement(cast, subject=cast.lin)
    assert keepers(case, TODAY) == [cast.shen]
    with pytest.raises(Forbidden):
        decide(matter=case, step="statement", outcome="逾期未说明", by=cast.lin, at=MORNING + timedelta(days=9))


def test_the_page_offers_what_may_be_entered_for_others(cast: Cast) -> None:
    case = case_at_statement(cast)
    client = Client()
    client.force_login(cast.lin.account)
    page = client.get(f"/matters/{case.pk}/").content.decode()
    assert "代录：不说明" in page
    assert 'value="逾期未说明"' in page, "the page asks the real clock: the term is long over"
    client.force_login(cast.ma.account)
    page = client.get(f"/matters/{case.pk}/").content.decode()
    assert 'value="已说明"' in page
    assert "代录：" not in page
    assert 'value="逾期未说明"' not in page
    client.force_login(cast.lin.account)
    sent = {"step": "statement", "outcome": "不说明", "behalf": cast.ma.pk, "evidence": "签字的笔录", "once": "a"}
    assert client.post(f"/matters/{case.pk}/decide/", sent).status_code == 302
    page = client.get(f"/matters/{case.pk}/").content.decode()
    assert "代 马满 登记" in page
    assert "签字的笔录" in page


def test_rectification_goes_round_until_it_is_done(cast: Cast) -> None:
    fields = {"finding": "窗口无人", "deadline": "2026-07-24"}
    with pytest.raises(Invalid):
        open_matter(known=known(cast, "rectification"), subject=cast.ma, fields={**fields, "deadline": "下周"}, by=cast.zhou, at=MORNING)
    matter = open_matter(known=known(cast, "rectification"), subject=cast.ma, fields=fields, by=cast.zhou, at=MORNING)
    due = due_of_matter(matter)
    assert due is not None
    assert due.date.isoformat() == "2026-07-24"
    decide(matter=matter, step="rectify", outcome="已整改", by=cast.ma, at=LATER)
    decide(matter=matter, step="recheck", outcome="继续整改", by=cast.zhou, at=LATER)
    assert matter.step == "rectify"
    decide(matter=matter, step="rectify", outcome="已整改", by=cast.he, at=LATER)
    decide(matter=matter, step="recheck", outcome="销号", by=cast.zhou, at=LATER)
    assert matter.outcome == "销号"


def test_who_sees_a_matter(cast: Cast) -> None:
    matter = opened(cast, "objection", finding(cast), cast.ma)
    seen = {key for key, person in cast.who.items() if matter in matters_for(Viewer(person, TODAY))}
    assert seen == {"shen", "lin", "zhou", "he", "ma"}
    assert in_hand(Viewer(cast.he, TODAY)) == [matter]


def test_the_person_concerned_finds_where_to_speak(cast: Cast) -> None:
    """On the record's own page: a statement while it waits, an objection once it counts, neither twice; nobody else is offered it."""
    fact = finding(cast)
    page, statement, objection = f"/facts/{fact.pk}/", f"/matters/new/statement/?fact={fact.pk}", f"/matters/new/objection/?fact={fact.pk}"
    client = Client()

    def offered() -> list[bool]:
        shown = client.get(page).content.decode()
        return [link in shown for link in (statement, objection)]

    client.force_login(cast.lin.account)
    assert offered() == [False, False]
    client.force_login(cast.ma.account)
    assert offered() == [True, False]
    matter = opened(cast, "statement", fact, cast.ma)
    assert offered() == [False, False]
    decide(matter=matter, step="read", outcome="属实仍计", by=cast.lin, at=LATER)
    assert offered() == [False, True]


def test_where_no_way_to_speak_is_in_force_the_page_says_so() -> None:
    cast = make_cast()
    fact = finding(cast)
    client = Client()
    client.force_login(cast.ma.account)
    assert "还没有施行说明、异议的办法" in client.get(f"/facts/{fact.pk}/").content.decode()
    refused = client.get(f"/matters/new/statement/?fact={fact.pk}")
    assert "请找考核管理员" in refused.content.decode()
    assert refused.status_code != 404


def test_the_pages(cast: Cast) -> None:
    fact = finding(cast)
    client = Client()
    client.force_login(cast.ma.account)
    assert "说明" in client.get(f"/matters/new/statement/?fact={fact.pk}").content.decode()
    answer = client.post(f"/matters/new/statement/?fact={fact.pk}", {"f:text": "<b>车坏</b>", "once": "a"})
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;车坏&lt;/b&gt;" in shown
    assert client.get("/matters/new/nothing/").status_code == 404
    client.force_login(cast.xu.account)
    assert client.get(answer["Location"]).status_code == 404
    client.force_login(cast.lin.account)
    done = client.post(answer["Location"] + "decide/", {"step": "read", "outcome": "不再计入", "once": "b"})
    assert done.status_code == 302
    assert "已办结" in client.get(answer["Location"]).content.decode()
    client.force_login(cast.fang.account)
    assert client.get(answer["Location"]).status_code == 404
