"""Papers of matters: the rulebook's own words, filled in; which there are follows from how far the matter has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.files.papers.model import CutLine, Heading, KeyValues, Paper, Paragraph
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.texts import fingerprint
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.papers import OPEN, paper_of, papers_of
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.rulebook.language.form_words import FILLED, form_flaws, own_words, words_in
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures")
    return cast


def case(cast: Cast, outcome: str, months: str | None = "6") -> Matter:
    if months is not None:
        Enactment.objects.filter(pk=cast.enactment.pk).update(answers={"caution_months": months})  # type: ignore[union-attr]
    fields = {"source": "督查", "behaviour": "推诿", "facts": "两次推诿来人。"}
    known = procedures_of(cast.office, MORNING.date())["accountability"]
    made = open_matter(known=known, subject=cast.ma, fields=fields, by=cast.zhou, at=MORNING)
    for step, word, by in (("check", "属实", cast.zhou), ("statement", "不说明", cast.ma), ("decide", outcome, cast.shen)):
        decide(matter=made, step=step, outcome=word, by=by, at=LATER)
    return Matter.objects.get(pk=made.pk)


def said(paper: Paper) -> str:
    return "\n".join(block.text for block in paper.blocks if isinstance(block, Paragraph))


def test_a_caution_has_its_letter_with_receipt_and_stub(cast: Cast) -> None:
    made = case(cast, "效能告诫")
    assert [(key, kind) for key, _, kind in papers_of(made)] == [("caution_letter", "letter")]
    paper = paper_of(made, "caution_letter")
    assert paper is not None
    assert (paper.title, paper.number, list(paper.to)) == ("效能告诫书", f"编号：{made.no}", ["马满"])
    text = said(paper)
    assert "推诿。两次推诿来人。" in text
    assert "五(四)11" in text
    assert "2026年7月22日至2027年1月21日" in text
    assert "不得晋升" in text
    kinds = [type(block) for block in paper.after]
    assert kinds.count(KeyValues) == 2
    assert {CutLine, Heading} <= set(kinds)
    assert made.facts.get().no in [
        pair.value for block in paper.after if isinstance(block, KeyValues) for row in block.rows for pair in row
    ]
    assert paper.audit.startswith("第 ")


def test_what_is_not_answered_stays_open_for_the_pen(cast: Cast) -> None:
    paper = paper_of(case(cast, "效能告诫", months=None), "caution_letter")
    assert paper is not None
    assert f"告诫期自{OPEN}。" in said(paper)


def test_criticism_is_an_official_document(cast: Cast) -> None:
    made = case(cast, "通报批评")
    assert [key for key, _, _ in papers_of(made)] == ["criticism_notice"]
    paper = paper_of(made, "criticism_notice")
    assert paper is not None
    assert (paper.kind, paper.title) == ("official", "关于对马满予以通报批评的通报")
    assert paper_of(made, "caution_letter") is None
    assert paper_of(made, "other") is None


def test_a_rectification_has_its_notice_at_once_and_its_report_after_the_recheck(cast: Cast) -> None:
    known = procedures_of(cast.office, MORNING.date())["rectification"]
    fields = {"finding": "窗口无人", "deadline": "2026-07-24"}
    made = open_matter(known=known, subject=cast.sections["救助股"], fields=fields, by=cast.zhou, at=MORNING)
    assert [key for key, _, _ in papers_of(made)] == ["rectification_notice"]
    notice = paper_of(made, "rectification_notice")
    assert notice is not None
    assert "请于2026年7月24日前整改" in said(notice)
    decide(matter=made, step="rectify", outcome="已整改", text="已排班", by=cast.he, at=LATER)
    decide(matter=made, step="recheck", outcome="销号", by=cast.zhou, at=LATER)
    made = Matter.objects.get(pk=made.pk)
    report = paper_of(made, "rectification_report")
    assert report is not None
    assert (report.kind, report.title) == ("official", "关于救助股整改情况的通报")
    assert "整改情况：已排班。复查意见：销号。" in said(report)


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_the_papers_go_out_to_who_sees_the_matter(cast: Cast, form: str) -> None:
    made = case(cast, "效能告诫")
    client = Client()
    client.force_login(cast.lin.account)
    offered = f"/matters/{made.pk}/caution_letter.{form}" in client.get(f"/matters/{made.pk}/").content.decode()
    assert offered is (form != "xlsx")
    assert client.get(f"/matters/{made.pk}/caution_letter.{form}").status_code == 200
    assert client.get(f"/matters/{made.pk}/criticism_notice.{form}").status_code == 404
    for other in (cast.fang, cast.xu):
        client.force_login(other.account)
        assert client.get(f"/matters/{made.pk}/caution_letter.{form}").status_code == 404


def test_shipped_forms_name_only_what_their_procedures_fill() -> None:
    for name in shipped_keys():
        source = load_rulebook(name)
        assert form_flaws(source) == [], name
        for procedure in source.rulebook.procedures.values():
            known = {*own_words(procedure), *FILLED}
            assert {word for key in procedure.form for text in source.rulebook.forms[key].text for word in words_in(text)} <= known, name


@pytest.mark.parametrize("word", FILLED)
def test_every_word_that_is_promised_is_filled(cast: Cast, word: str) -> None:
    assert cast.enactment is not None
    first = "经核查，你有下列行为"
    text = cast.enactment.text.replace(first, f"甲〔{word}〕乙〔〔附后〕〕局发〔2026〕5号〔　〕{first}")
    Enactment.objects.filter(pk=cast.enactment.pk).update(text=text, text_sha256=fingerprint(text))
    paper = paper_of(case(cast, "效能告诫"), "caution_letter")
    assert paper is not None
    assert f"甲〔{word}〕" not in said(paper)
    assert f"甲{OPEN}" not in said(paper)
    assert "乙〔附后〕局发〔2026〕5号〔　〕经核查" in said(paper)
