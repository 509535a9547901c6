"""Works by their pages: entered, found by author, confirmed, corrected, withdrawn; who sees which."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from tests.ledger.pages import LATER, signed_in, text_of
from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.ledger.actions_works import confirm_works, enter_works
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import Enactment, Work

pytestmark = pytest.mark.django_db
ROW = {"类别": "文稿", "标题": "节水改造的几点做法", "作者": "M05", "日期": "2026-07-20"}


@pytest.fixture(autouse=True)
def now() -> object:
    with time_machine.travel(LATER, tick=False) as moved:
        yield moved


@pytest.fixture
def cast() -> Cast:
    return make_cast("xichuan-gov-office-2007")


def entered(cast: Cast, **changes: str) -> Work:
    assert cast.enactment is not None
    upload = [Upload("稿.txt", "节水".encode())]
    return enter_works(enactment=cast.enactment, rows=[{**ROW, **changes}], evidence=upload, by=cast.lin, at=MORNING)[0]


def filled(enactment: Enactment, client: Client, **changes: str) -> dict[str, str]:
    page = text_of(client.get("/facts/works/new/"))
    kind = re.search(r'<option value="([^"]+)"[^>]*>文稿</option>', page)
    assert kind is not None
    return {"kind": kind[1], "title": "甲", "authors": "马满", "day": "2026-07-20", **changes}


def test_a_work_is_entered_on_its_page(cast: Cast) -> None:
    assert cast.enactment is not None
    lin = signed_in(cast, "lin")
    done = lin.post("/facts/works/new/", filled(cast.enactment, lin, title="县城供水调研", authors="马满、徐宁"), follow=True)
    assert "待确认" in text_of(done)
    made = Work.objects.get()
    assert (made.title, made.authors, made.state) == ("县城供水调研", [cast.ma.pk, cast.xu.pk], "pending")
    for wrong, said in (({"authors": "查无此人"}, "查无此人"), ({"day": "2026-07-23"}, "晚于今天"), ({"title": ""}, "")):
        answer = lin.post("/facts/works/new/", filled(cast.enactment, lin, **wrong))
        assert answer.status_code == 422, wrong
        assert said in text_of(answer)
    assert Work.objects.count() == 1


def test_works_are_found_by_author_and_state(cast: Cast) -> None:
    mine, other = entered(cast), entered(cast, 作者="M06", 标题="窗口服务见闻")
    lin = signed_in(cast, "lin")
    page = text_of(lin.get(f"/facts/works/?author={cast.ma.pk}"))
    assert mine.title in page
    assert other.title not in page
    assert "没有符合条件的" in text_of(lin.get("/facts/works/?state=confirmed"))
    assert other.title in text_of(lin.get("/facts/works/?q=窗口"))
    assert lin.get("/facts/works/?format=xlsx").status_code == 200


def test_who_sees_which_work(cast: Cast) -> None:
    work = entered(cast)
    file = work.evidence.get().pk
    for name, status in (("lin", 200), ("ma", 200), ("he", 200), ("xu", 404), ("fang", 404)):
        client = signed_in(cast, name)
        assert client.get(f"/facts/works/{work.pk}/").status_code == status, name
        answer = client.get(f"/facts/works/{work.pk}/evidence/{file}/")
        assert answer.status_code == status, name
        assert not answer.streaming or b"".join(answer) == "节水".encode()
        assert (work.title in text_of(client.get("/facts/works/"))) == (status == 200), name


def test_works_are_confirmed_together_but_not_ones_own(cast: Cast) -> None:
    works = [entered(cast), entered(cast, 作者="M06"), entered(cast, 作者="M02")]
    lin = signed_in(cast, "lin")
    page = text_of(lin.get("/facts/works/"))
    assert page.count('name="work"') == 3
    answer = lin.post("/facts/works/confirm/", {"work": [one.pk for one in works]}, follow=True)
    assert "已确认 2 件" in text_of(answer)
    assert sorted(Work.objects.filter(state="confirmed").values_list("pk", flat=True)) == [works[0].pk, works[1].pk]
    assert lin.post("/facts/works/confirm/", {"work": [works[2].pk]}).status_code == 403
    assert lin.post("/facts/works/confirm/", {}).status_code == 422
    assert signed_in(cast, "ma").post("/facts/works/confirm/", {"work": [works[2].pk]}).status_code == 403


def test_a_work_is_corrected_and_withdrawn_with_reasons(cast: Cast) -> None:
    assert cast.enactment is not None
    work = entered(cast)
    confirm_works(works=[work], by=cast.lin, at=MORNING)
    lin = signed_in(cast, "lin")
    where = f"/facts/works/{work.pk}/"
    given = filled(cast.enactment, lin, title="改好的标题", authors="M05")
    assert lin.post(f"{where}correct/", given).status_code == 200, "asked for the reason"
    assert work.title in text_of(lin.get(f"{where}correct/"))
    answer = lin.post(f"{where}correct/", {**given, "reason": "标题印错"}, follow=True)
    assert "改好的标题" in text_of(answer)
    work.refresh_from_db()
    assert work.state == "corrected"
    made = Work.objects.get(supersedes=work)
    assert lin.post(f"/facts/works/{made.pk}/withdraw/", {"reason": " "}).status_code == 422
    assert "已撤销" in text_of(lin.post(f"/facts/works/{made.pk}/withdraw/", {"reason": "重登了"}, follow=True))
    assert signed_in(cast, "ma").get(f"/facts/works/{made.pk}/correct/").status_code == 403


def test_an_office_without_works_says_so(cast: Cast) -> None:
    Enactment.objects.all().delete()
    enact(cast, "office-procedures")
    assert "没有要登记的作品" in text_of(signed_in(cast, "lin").get("/facts/works/new/"))
    assert "登记作品" not in text_of(signed_in(cast, "lin").get("/facts/works/"))
