"""发文要素: few, optional, kept with the paper; each is taken only where the standard of the paper's date has it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from docx import Document

from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.texts import fingerprint
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.actions_papers import LONGEST_LINE, MOST_LINES, Filled, fill_elements
from xiaoneng.matters.models import Elements, Event, Matter
from xiaoneng.matters.papers import paper_of
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.rulebook.calendar import arabic_date

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(hours=1)
REPORT = "rectification_report"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def report(cast: Cast, title: str = "通报") -> Matter:
    """整改情况的通报, or whatever else its title says it is."""
    made = enact(cast, "office-procedures")
    text = made.text.replace("整改情况的通报", f"整改情况的{title}")
    Enactment.objects.filter(pk=made.pk).update(text=text, text_sha256=fingerprint(text))
    known = procedures_of(cast.office, MORNING.date())["rectification"]
    fields = {"finding": "窗口无人", "deadline": "2026-07-24"}
    matter = open_matter(known=known, subject=cast.sections["救助股"], fields=fields, by=cast.zhou, at=MORNING)
    decide(matter=matter, step="rectify", outcome="已整改", text="已排班", by=cast.he, at=LATER)
    decide(matter=matter, step="recheck", outcome="销号", by=cast.zhou, at=LATER)
    return Matter.objects.get(pk=matter.pk)


def fill(cast: Cast, matter: Matter, version: int | None = None, by: str = "lin", form: str = REPORT, **given: Any) -> Elements:
    return fill_elements(matter=matter, form=form, filled=Filled(**given), version=version, by=cast.who[by], at=LATER)


def wrong(cast: Cast, matter: Matter, **given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        fill(cast, matter, **given)
    return caught.value.fields


def test_they_are_kept_with_the_paper_and_audited(cast: Cast) -> None:
    matter = report(cast)
    given: dict[str, Any] = {
        "urgency": "加急",
        "copied_to": ["县委办公室", " 县纪委监委。", ""],
        "attachments": ["1. 整改清单", "2、时间表；"],
    }
    made = fill(cast, matter, **given)
    assert (made.copied_to, made.attachments) == (["县委办公室", "县纪委监委"], ["整改清单", "时间表"])
    paper = paper_of(matter, REPORT)
    assert paper is not None
    assert (paper.urgency, paper.signer, list(paper.copied_to)) == ("加急", "", ["县委办公室", "县纪委监委"])
    assert [one.title for one in paper.attachments] == ["整改清单", "时间表"]
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.clause) == ("matters.fill_elements", matter.clause)
    assert "县纪委监委" in entry.details
    assert "urgency" in entry.details


def test_nobody_s_words_are_written_over(cast: Cast) -> None:
    matter = report(cast)
    first = fill(cast, matter, urgency="特急")
    with pytest.raises(Stale):
        fill(cast, matter, urgency="加急")
    fill(cast, matter, urgency="加急", version=first.version)
    with pytest.raises(Stale):
        fill(cast, matter, urgency="", version=first.version)
    assert Elements.objects.get().urgency == "加急"
    fill(cast, matter, version=Elements.objects.get().version)
    paper = paper_of(matter, REPORT)
    assert paper is not None
    assert (paper.urgency, paper.copied_to, paper.attachments) == ("", (), ())


@pytest.mark.parametrize(
    ("dated", "taken", "refused"), [("2012-06-30", ("特急", "急件"), "加急"), ("2012-07-01", ("特急", "加急"), "急件")]
)
def test_words_of_urgency_follow_the_standard_of_the_paper_s_date(cast: Cast, dated: str, taken: tuple[str, str], refused: str) -> None:
    matter = report(cast)
    Event.objects.filter(matter=matter).update(at=f"{dated}T02:00:00Z")
    matter = Matter.objects.get(pk=matter.pk)
    assert "、".join(taken) in wrong(cast, matter, urgency=refused)["urgency"]
    version = None
    for word in taken:
        version = fill(cast, matter, urgency=word, version=version).version


@pytest.mark.parametrize(("title", "goes_up"), [("通报", False), ("通知", False), ("报告", True), ("请示", True), ("意见", True)])
def test_only_what_goes_up_names_who_signed_it_out(cast: Cast, title: str, goes_up: bool) -> None:
    matter = report(cast, title)
    client = signed_in(cast, "lin")
    assert ("签发人" in client.get(place(matter)).content.decode()) is goes_up
    if goes_up:
        assert fill(cast, matter, signer=" 沈望 ").signer == "沈望"
    else:
        assert "上行文" in wrong(cast, matter, signer="沈望")["signer"]


def test_lines_have_bounds(cast: Cast) -> None:
    matter = report(cast)
    for name in ("copied_to", "attachments"):
        assert name in wrong(cast, matter, **{name: [f"单位{number}" for number in range(MOST_LINES + 1)]})
        assert name in wrong(cast, matter, **{name: ["长" * (LONGEST_LINE + 1)]})
        assert "相同" in wrong(cast, matter, **{name: ["县委办", "县委办。"]})[name]
    paper = paper_of(matter, REPORT)
    assert paper is not None
    assert "主送" in wrong(cast, matter, copied_to=[paper.to[0]])["copied_to"]
    most = [f"单位{number}" for number in range(MOST_LINES - 1)] + ["长" * LONGEST_LINE]
    assert len(fill(cast, matter, copied_to=most, attachments=most).copied_to) == MOST_LINES


def test_who_may_and_for_which_paper(cast: Cast) -> None:
    matter = report(cast)
    for who in ("ma", "he", "shen", "fang"):
        with pytest.raises(Forbidden):
            fill(cast, matter, by=who)
    with pytest.raises(Refused, match="红头"):
        fill(cast, matter, form="rectification_notice")
    with pytest.raises(Refused):
        fill(cast, matter, form="nothing")
    assert not Elements.objects.exists()


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.who[who].account)
    return client


def place(matter: Matter, form: str = REPORT) -> str:
    return f"/matters/{matter.pk}/{form}/elements/"


def test_the_page(cast: Cast) -> None:
    with time_machine.travel(LATER, tick=False):
        matter = report(cast)
        client = signed_in(cast, "lin")
        shown = client.get(f"/matters/{matter.pk}/").content.decode()
        assert place(matter) in shown
        assert place(matter, "rectification_notice") not in shown
        for other, status in (("ma", 403), ("fang", 403), ("shen", 403)):
            assert signed_in(cast, other).get(place(matter)).status_code in (status, 404)
        assert place(matter) not in signed_in(cast, "shen").get(f"/matters/{matter.pk}/").content.decode()
        assert client.get(place(matter, "rectification_notice")).status_code == 404
        refused = client.post(place(matter), {"urgency": "急件"})
        assert refused.status_code == 422
        sent = {"urgency": "特急", "attachments": "整改清单\r\n时间表\r\n", "copied_to": "县委办公室\r\n县纪委监委", "once": "a"}
        assert client.post(place(matter), sent)["Location"] == f"/matters/{matter.pk}/"
        again = client.post(place(matter), sent | {"once": "b"})
        assert again.status_code == 409
        assert "县纪委监委" in client.get(place(matter)).content.decode()
        data = client.get(f"/matters/{matter.pk}/{REPORT}.docx").content
        document = Document(io.BytesIO(data))
        texts = [one.text for one in document.paragraphs]
        assert texts[0] == "特急"
        assert texts[texts.index("附件：1.整改清单") + 1] == "2.时间表"
        assert any("抄送：县委办公室，县纪委监委。" in cell.text for table in document.tables for row in table.rows for cell in row.cells)
        assert arabic_date(LATER.date()) in texts
        assert client.get(f"/matters/{matter.pk}/{REPORT}.pdf").content.startswith(b"%PDF-")
