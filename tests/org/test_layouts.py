"""An office's own template: checked, looked at, in use for papers from its day on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.people import MORNING, TODAY, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.org.actions_layouts import set_layout
from xiaoneng.org.layouts import own_of
from xiaoneng.org.models import PaperLayout

pytestmark = pytest.mark.django_db
OWN = "公文:\n  styles: {text: {line: 30pt}}\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast(None)


def test_a_template_is_used_for_papers_from_its_day_on(cast: Cast) -> None:
    set_layout(office=cast.office, text=OWN, since=TODAY, by=cast.lin, at=MORNING)
    assert layout_of("official", TODAY, own_of(cast.office, "official", TODAY)).styles["text"].line == 30
    assert own_of(cast.office, "official", TODAY - timedelta(days=1)) is None
    assert own_of(cast.office, "sheet", TODAY) is None
    assert own_of(cast.other, "official", TODAY) is None
    set_layout(office=cast.office, text=" ", since=date(2026, 8, 1), by=cast.lin, at=MORNING)
    assert own_of(cast.office, "official", date(2026, 7, 31)) is not None
    assert own_of(cast.office, "official", date(2026, 8, 1)) is None
    assert Entry.objects.filter(action="org.set_layout").count() == 2


def test_what_is_no_layout_is_not_kept(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        set_layout(office=cast.office, text="公文: {page: {left: 150mm}}", since=TODAY, by=cast.lin, at=MORNING)
    assert "放不下" in refused.value.fields["text"]
    with pytest.raises(Forbidden):
        set_layout(office=cast.office, text=OWN, since=TODAY, by=cast.ma, at=MORNING)
    assert not PaperLayout.objects.exists()


def test_the_page_shows_a_sample_before_anything_is_kept(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lin.account)
    assert "还没有设定过" in client.get("/org/layouts/").content.decode()
    for kind in ("公文", "文书", "表"):
        answer = client.post("/org/layouts/", {"text": OWN, "since": "2026-07-22", "look": kind})
        assert answer["Content-Type"] == "application/pdf"
    assert not PaperLayout.objects.exists()
    wrong = client.post("/org/layouts/", {"text": "公文: {pge: {}}", "since": "2026-07-22"})
    assert wrong.status_code == 422
    assert "page" in wrong.content.decode()
    assert client.post("/org/layouts/", {"text": OWN, "since": "2026-07-22", "once": "k"}).status_code == 302
    assert "30pt" in client.get("/org/layouts/").content.decode()
    client.force_login(cast.ma.account)
    assert client.get("/org/layouts/").status_code == 403
