"""Numbers, names and rows changed on pages: a draft with the change, who would change, what is wrong at its field."""

from __future__ import annotations

import re

import pytest

from tests.ledger.pages import LATER, signed_in, text_of
from tests.people import TODAY, Cast, enact, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.ledger.actions_enactment import answer_questions, drop_draft
from xiaoneng.ledger.actions_enactment import enact as put_in_force
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.actions_revising import revise_enactment
from xiaoneng.ledger.dry_run import clause_changes, dry_run
from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.revising import fields_of, path_key
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.editing.leaves import Path
from xiaoneng.rulebook.editing.rewrite import Edits, Value

pytestmark = pytest.mark.django_db
CLAUSE = "六(六)1"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def place_of(enactment: Enactment, entry: str, label: str) -> Path:
    [found] = [one.leaf.path for one in fields_of(enactment) if one.entry == entry and one.label.startswith(label)]
    return found


def late(enactment: Enactment) -> Path:
    return place_of(enactment, "规则 迟到、早退", "扣")


def revised(cast: Cast, values: dict[Path, Value], enactment: Enactment | None = None, **more: object) -> Enactment:
    one = enactment or cast.enactment
    assert one is not None
    arguments = {"seen": one.text_sha256, "by": cast.lin, "at": LATER, **more}
    return revise_enactment(enactment=one, edits=Edits(values), **arguments)  # type: ignore[arg-type]


def test_a_number_in_force_becomes_a_draft_that_shows_who_would_change(cast: Cast) -> None:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到"}
    confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=LATER), by=cast.lin, at=LATER)
    made = revised(cast, {late(cast.enactment): "-1"})
    assert (made.number, made.state, made.follows) == (2, EnactmentState.DRAFT, cast.enactment)
    [one] = dry_run(made, cast.enactment, TODAY)
    assert (one.name, one.before, one.after) == ("马满", "49.5", "49")
    [change] = clause_changes(source_of(cast.enactment), source_of(made), {}, {})
    assert change.clause == CLAUSE
    cast.enactment.refresh_from_db()
    assert "post: {score: -0.5}" in cast.enactment.text
    assert made.text == cast.enactment.text.replace(
        "fact: [late, early_leave], post: {score: -0.5}", "fact: [late, early_leave], post: {score: -1}"
    )
    entry = Entry.objects.filter(action="ledger.revise_enactment").latest("seq")
    assert "-0.5 → -1" in entry.details


def test_a_draft_is_changed_where_it_stands_and_keeps_its_answers(cast: Cast) -> None:
    made = revised(cast, {late(cast.enactment): "-1"})  # type: ignore[arg-type]
    answer_questions(enactment=made, answers={"caution_months": "6"}, reasons={}, by=cast.lin, at=LATER)
    again = revised(cast, {late(made): "-2", place_of(made, "事项 迟到", "名称"): "上班迟到"}, made)
    assert again.pk == made.pk
    made.refresh_from_db()
    assert source_of(made).rulebook.facts["late"].name == "上班迟到"
    assert made.answers == {"caution_months": "6"}
    with pytest.raises(Refused, match="已有拟定"):
        revised(cast, {late(made): "-3"})
    drop_draft(enactment=made, by=cast.lin, at=LATER)
    assert revised(cast, {late(made): "-3"}).number == 3


def test_what_is_in_force_by_its_own_decision_never_changes(cast: Cast) -> None:
    made = revised(cast, {late(cast.enactment): "-1"})  # type: ignore[arg-type]
    put_in_force(enactment=made, decided_by="局务会", decided_on=TODAY, since=TODAY, by=cast.lin, at=LATER)
    text = made.text
    following = revised(cast, {late(made): "-2"}, made)
    made.refresh_from_db()
    assert made.text == text
    assert following.follows == made


def test_refusals(cast: Cast) -> None:
    assert cast.enactment is not None
    path = late(cast.enactment)
    for person in (cast.shen, cast.ma, cast.fang):
        with pytest.raises(Forbidden):
            revised(cast, {path: "-1"}, by=person)
    with pytest.raises(Stale):
        revised(cast, {path: "-1"}, seen="before")
    with pytest.raises(Invalid, match="没有改动"):
        revised(cast, {})
    with pytest.raises(Refused, match="不在这份制度里"):
        revised(cast, {("rulebook",): "other"})
    with pytest.raises(Refused, match="不在这份制度里"):
        revise_enactment(
            enactment=cast.enactment,
            seen=cast.enactment.text_sha256,
            edits=Edits(rows=[(("parameters",), "x", "1")]),
            by=cast.lin,
            at=LATER,
        )
    assert Enactment.objects.count() == 1


def test_what_the_checks_say_stands_at_its_value(cast: Cast) -> None:
    assert cast.enactment is not None
    path = late(cast.enactment)
    with pytest.raises(Invalid) as caught:
        revised(cast, {path: "-1.23456789"})
    assert set(caught.value.fields) == {path_key(path)}
    heading: Path = ("clauses", CLAUSE)
    with pytest.raises(Invalid) as caught:
        revised(cast, {heading: "字" * 101})
    assert set(caught.value.fields) == {path_key(heading)}


def form_of(page: str) -> dict[str, str]:
    """The values that a form's text fields show."""
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', page))
    return {name: text.replace("&quot;", '"').replace("&#x27;", "'") for name, text in found.items()}


def test_three_clicks(cast: Cast) -> None:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到"}
    confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=LATER), by=cast.lin, at=LATER)
    client = signed_in(cast, "lin")
    assert "/numbers/?clause=" in text_of(client.get("/rulebook/"))
    assert "/numbers/?clause=" not in text_of(signed_in(cast, "ma").get("/rulebook/"))
    where = f"/rulebook/versions/{cast.enactment.pk}/numbers/?clause={CLAUSE}"
    page = text_of(client.get(where))
    assert "扣（效能考核得分）" in page
    assert "迟到、早退" in page
    given = form_of(page)
    card = page[page.index("规则 迟到、早退</h2>") :]
    name = card.split('name="', 1)[1].split('"', 1)[0]
    assert given[name] == "0.5"
    wrong = client.post(where, {**given, name: "一分"})
    assert wrong.status_code == 422
    assert "请填一个数" in text_of(wrong)
    signed = client.post(where, {**given, name: "-1"})
    assert "不带正负号" in text_of(signed)
    unchanged = client.post(where, given)
    assert "没有改动" in text_of(unchanged)
    fine = client.post(where, {**given, name: "１"})
    assert fine.status_code == 302, text_of(fine)
    shown = text_of(client.get(fine["Location"]))
    assert "马满" in shown
    assert "49.5" in shown
    assert "<b>49</b>" in shown
    again = client.get(where)
    assert again.status_code == 302
    assert again["Location"].startswith(fine["Location"] + "numbers/")
    assert "已有拟定中的第 2 版" in text_of(client.get(again["Location"]))
    stale = client.post(again["Location"], {**given, name: "3", "once": "another"})
    assert stale.status_code == 409


def test_the_list_and_a_table(cast: Cast) -> None:
    one = enact(cast, "xichuan-gov-office-2007")
    client = signed_in(cast, "lin")
    where = f"/rulebook/versions/{one.pk}/numbers/"
    assert "信息奖励标准 国办" in text_of(client.get(where)).replace("\n", "")
    assert "没有“没有的词”" in text_of(client.get(where + "?q=没有的词"))
    assert text_of(client.get(where + "?q=国办")).count('class="row-line') < 5
    page = text_of(client.get(where + "?clause=四(四)"))
    given = form_of(page)
    [new] = [name for name in given if name.startswith("n")] or [re.findall(r'name="(n\d+)"', page)[0]]
    value = new.replace("n", "w")
    half = client.post(where + "?clause=四(四)", {**given, new: "<b>市长批示</b>"})
    assert "名称和数值都要填" in text_of(half)
    assert "<b>市长批示" not in text_of(half)
    twice = client.post(where + "?clause=四(四)", {**given, new: "国办", value: "5"})
    assert "已有这一行" in text_of(twice)
    [gone] = [name for name, text in given.items() if name.startswith("v") and text == "50"]
    saved = client.post(where + "?clause=四(四)", {**given, gone: "", new: "<b>市长批示</b>", value: "30"})
    assert saved.status_code in (302, 422)
    if saved.status_code == 302:
        rows = source_of(Enactment.objects.latest("pk")).rulebook.tables["info_tariff"].rows
        assert "市级" not in rows
        assert rows["<b>市长批示</b>"].value == "30"
        assert "<b>市长批示" not in text_of(client.get(saved["Location"]))


def test_strangers(cast: Cast) -> None:
    assert cast.enactment is not None
    where = f"/rulebook/versions/{cast.enactment.pk}/numbers/"
    assert signed_in(cast, "fang").get(where).status_code == 404
    assert signed_in(cast, "fang").post(where + f"?clause={CLAUSE}", {"v1": "2"}).status_code == 404
    assert signed_in(cast, "ma").get(where).status_code == 403


def test_a_step_that_a_letter_names_is_not_renamed_without_the_letter(cast: Cast) -> None:
    """A letter would otherwise be printed with a blank where the step's words stood."""
    made = enact(cast, "office-procedures")
    [step] = [one.leaf.path for one in fields_of(made) if one.leaf.path[:2] == ("procedures", "rectification") and one.leaf.text == "整改"]
    with pytest.raises(Invalid, match="〔整改〕没有可填的内容"):
        revised(cast, {step: "落实"}, made)
    assert Enactment.objects.filter(key="office-procedures").count() == 1
