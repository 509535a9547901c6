"""Pages: who may open them, lists with filters and sorting, forms that are entered once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.people import Cast, make_cast
from xiaoneng.audit.refusals import Stale
from xiaoneng.org.models import Person
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.pages.markup import cell, options
from xiaoneng.org.pages.markup import rows as markup_rows
from xiaoneng.org.pages.once import once
from xiaoneng.org.particulars import leaders

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

DONE: list[str] = []


@page("org.see_people")
def people(request: Visit) -> HttpResponse:
    columns = [Column("no", "工号", lambda one: one.no, "no"), Column("name", "姓名", lambda one: "=" + one.name, "order")]
    sexes = Filter("leader", "班子", [("yes", "是")], lambda value: leaders(request.viewer.on) if value == "yes" else Q())
    rows = Person.objects.filter(office=request.viewer.office)
    found = listing(request, rows, columns, title="人员", search=("name", "no"), filters=[sexes])
    return found.export() or HttpResponse(" ".join(one["thing"].no for one in found.lines))


@page("org.give_grant", "GET", "POST")
def enter(request: Visit) -> HttpResponse:
    def act() -> str:
        DONE.append("x")
        return f"/people/?n={len(DONE)}"

    return once(request, act)


@page("")
def late(request: Visit) -> HttpResponse:
    raise Stale("别人先改了")


@page("org.see_people")
def one(request: Visit, pk: int) -> HttpResponse:
    return HttpResponse(find(Person.objects.filter(office=request.viewer.office), pk=pk).name)


urlpatterns = [path("people/", people), path("enter/", enter), path("late/", late), path("one/<int:pk>/", one)]


@pytest.fixture
def cast() -> Cast:
    return make_cast(None)


@pytest.fixture
def client(cast: Cast) -> Iterator[Client]:
    DONE.clear()
    client = Client()
    client.force_login(cast.gu.account)
    yield client


def test_nobody_unknown_comes_in(cast: Cast) -> None:
    assert Client().get("/people/")["Location"] == "/sign-in/?next=/people/"


def test_a_right_opens_a_page(client: Client, cast: Cast) -> None:
    assert client.get("/people/").content.decode().split()[0] == "M01"
    assert client.post("/people/").status_code == 405
    client.force_login(cast.ma.account)
    assert client.get("/enter/").status_code == 403


def test_another_office_is_not_there(client: Client, cast: Cast) -> None:
    assert client.get(f"/one/{cast.ma.pk}/").status_code == 200
    assert client.get(f"/one/{cast.wu.pk}/").status_code == 404


def test_a_refusal_says_why(client: Client) -> None:
    answer = client.get("/late/")
    assert answer.status_code == 409
    assert "别人先改了" in answer.content.decode()
    assert "不能查看" in answer.content.decode()


def test_rows_are_searched_sorted_and_filtered(client: Client) -> None:
    assert client.get("/people/?q=马满").content.decode() == "M05"
    assert client.get("/people/?sort=-no").content.decode().split()[0] == "M09"
    assert client.get("/people/?leader=yes").content.decode() == "M01"
    assert client.get("/people/?leader=other&sort=secret&page=zz").content.decode().split()[0] == "M01"


def test_the_same_rows_as_a_spreadsheet(client: Client) -> None:
    answer = client.get("/people/?q=马满&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["人员", None], ["工号", "姓名"], ["M05", "'=马满"]]


def test_sent_twice_is_done_once(client: Client) -> None:
    first = client.post("/enter/", {"once": "k1"})
    again = client.post("/enter/", {"once": "k1"})
    other = client.post("/enter/", {"once": "k2"})
    assert [first["Location"], again["Location"], other["Location"]] == ["/people/?n=1", "/people/?n=1", "/people/?n=2"]


def test_what_is_written_at_once_is_escaped() -> None:
    assert (
        cell("text", "<b>", link='/"', badge="x y")
        == '<td class="text"><a href="/&quot;"><span class="badge x y">&lt;b&gt;</span></a></td>'
    )
    assert cell("text", None) == '<td class="text"></td>'
    assert cell("number", -50) == '<td class="number">-0.5</td>'
    assert cell("day", date(2026, 7, 2)) == '<td class="day">2026-07-02</td>'
    assert cell("moment", datetime(2026, 7, 1, 16, 5, tzinfo=UTC)) == '<td class="moment">2026-07-02 00:05</td>'
    assert options([("", "全部"), ("<", "&")], "<") == '<option value="">全部</option><option value="&lt;" selected>&amp;</option>'
    assert markup_rows([("a", 1), ("<", "")]) == "<tr><td>a</td><td>1</td></tr><tr><td>&lt;</td><td></td></tr>"
